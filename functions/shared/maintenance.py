"""Technical breaks of the portal channel (clause 6.4): announced in the store, answered with when to come back."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from functions.shared.codec import from_fields
from functions.shared.documents.dates import in_almaty
from functions.shared.domain.errors import Maintenance
from functions.shared.domain.language import Text
from functions.shared.ports import Clock, Documents

PATH = "service/maintenance"
KEPT_SECONDS = 5.0


@dataclass(frozen=True)
class Window:
    starts_at: datetime
    ends_at: datetime


class MaintenanceGate:
    """Asks the store at most every five seconds."""

    def __init__(self, documents: Documents, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock
        self._read_at = float("-inf")
        self._window: Window | None = None

    def check(self) -> None:
        """Raises Maintenance during a break, with `Retry-After` and the window in three languages."""
        if time.monotonic() - self._read_at > KEPT_SECONDS:
            found = self._documents.get(PATH)
            self._window = from_fields(Window, found.fields) if found else None
            self._read_at = time.monotonic()
        window, now = self._window, self._clock.now()
        if window is None or not window.starts_at <= now < window.ends_at:
            return
        start, end = (f"{in_almaty(moment):%d.%m.%Y %H:%M}" for moment in (window.starts_at, window.ends_at))
        raise Maintenance(
            Text(
                kk=f"Техникалық үзіліс: {start} – {end} (Алматы уақыты). Қабылданған өтініштер сақталады.",
                ru=f"Технический перерыв: {start} – {end} (время Алматы). Принятые заявления сохранены.",
                en=f"Technical break: {start} to {end} (Almaty time). What was accepted is kept.",
            ),
            retry_after=max(1, int((window.ends_at - now).total_seconds()) + 1),
            window={"starts_at": window.starts_at.isoformat(), "ends_at": window.ends_at.isoformat()},
        )
