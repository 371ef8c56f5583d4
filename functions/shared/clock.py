"""Clocks: the service's own time is handed in everywhere, so that tests and the demo can move it."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class Reading:
    """Where a movable clock stands: at `real` (seconds since 1970) it showed `virtual`, and runs at `rate`."""

    real: float
    virtual: float
    rate: float = 1.0

    def at(self, real: float) -> float:
        return self.virtual + (real - self.real) * self.rate


class FileClock:
    """A clock that several processes share through one small file, and that can be moved and sped up.

    The local stack gives every process the same file; production has none and uses SystemClock.
    A missing file means: the machine's time.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int] | None = None
        self._reading = Reading(0.0, 0.0)

    def reading(self) -> Reading:
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return Reading(0.0, 0.0)
        seen = (status.st_mtime_ns, status.st_ino)  # a move replaces the file, so the inode changes too
        if seen != self._seen:
            self._reading = Reading(**json.loads(self.path.read_text()))
            self._seen = seen
        return self._reading

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.reading().at(time.time()), UTC)

    def real_seconds_until(self, moment: datetime) -> float:
        """How long the machine must wait, in its own seconds, until this clock shows `moment`; infinite when frozen."""
        rate = self.reading().rate
        missing = (moment - self.now()).total_seconds()
        if missing <= 0:
            return 0.0
        return missing / rate if rate else float("inf")

    def move(self, *, by: timedelta = timedelta(), to: datetime | None = None, rate: float | None = None) -> datetime:
        """Move the clock, atomically for all who share it; `rate` 0 freezes it. Returns the new time."""
        real, before = time.time(), self.reading()
        virtual = (to.timestamp() if to else before.at(real)) + by.total_seconds()
        after = Reading(real, virtual, before.rate if rate is None else rate)
        draft = self.path.with_name(f"{self.path.name}.{os.getpid()}.{time.monotonic_ns()}")
        draft.write_text(json.dumps(asdict(after)))
        draft.replace(self.path)
        return datetime.fromtimestamp(virtual, UTC)
