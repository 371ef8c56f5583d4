"""Whether a function can do its work now: asked of whatever the work needs, and remembered for ten seconds.

The route is public, so that an uptime check needs no secret and nobody can hammer the store through it. What it tells
is a closed list of words: nothing of people, no address, no text of an error.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from functions.shared.documents import letters
from functions.shared.domain.calendar import WorkingCalendar, almaty_day
from functions.shared.log import LogEvent, Severity, log
from functions.shared.ports import Documents, Objects, StoreUnavailable
from functions.shared.tracing import Workers

if TYPE_CHECKING:
    from functions.shared.services import Common

KEPT_SECONDS = 10.0
TIMEOUT_SECONDS = 3.0
"""For all checks together; an uptime check waits ten seconds."""
NOBODY = "health"
"""The id of a document and of an object that do not exist: that the store says so is the answer."""
FINE, NO_ANSWER, FAILED = "fine", "no-answer", "failed"
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._+-]{0,63}")

Check = Callable[[], None]
TrustEnds = Callable[[], datetime | None]
"""When the last of the trusted roots runs out; None where none is loaded."""


class Unwell(Exception):
    """What a check found wrong, as one word of the vocabulary in docs/events-and-logs.md."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


@dataclass(frozen=True)
class Finding:
    ok: bool
    detail: str


class Health:
    """The memory of one function's checks. Safe to share between threads."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic, timeout: float = TIMEOUT_SECONDS) -> None:
        self._monotonic, self._timeout = monotonic, timeout
        self._lock = Lock()
        self._found: dict[str, Finding] = {}
        self._until = float("-inf")

    def report(self, checks: Mapping[str, Check]) -> dict[str, Finding]:
        """What each check found, ten seconds ago at most; who comes while they run waits for the same answer."""
        with self._lock:
            if self._monotonic() >= self._until:
                self._found = findings(checks, self._timeout)
                self._until = self._monotonic() + KEPT_SECONDS
            return dict(self._found)


def findings(checks: Mapping[str, Check], timeout: float = TIMEOUT_SECONDS) -> dict[str, Finding]:
    """All checks beside each other. One that gives no answer in time is left to end by its own limits."""
    workers = Workers(len(checks), thread_name_prefix="health")
    try:
        asked = {name: workers.submit(check) for name, check in checks.items()}
        done, _ = wait(asked.values(), timeout)
        return {name: finding(name, future) if future in done else silent() for name, future in asked.items()}
    finally:
        workers.shutdown(wait=False, cancel_futures=True)


def finding(name: str, future: Future[None]) -> Finding:
    error = future.exception()
    if error is None:
        return Finding(True, FINE)
    if isinstance(error, Unwell):
        return Finding(False, error.detail)
    if isinstance(error, StoreUnavailable):
        return silent()
    log(LogEvent.UNEXPECTED, Severity.ERROR, kind=type(error).__name__, place=f"health:{name}")
    return Finding(False, FAILED)


def silent() -> Finding:
    return Finding(False, NO_ANSWER)


# ---------------------------------------------------------------- what functions have in common


def store_is_read(documents: Documents) -> Check:
    """One document is looked for, as any request does first."""

    def check() -> None:
        documents.get(f"service/{NOBODY}")

    return check


def bucket_is_there(bucket: Objects) -> Check:
    """An object is looked for; a bucket that is missing, or closed to us, is not one that lacks an object."""

    def check() -> None:
        bucket.exists(NOBODY)

    return check


def authorities_are_trusted(trust_ends: TrustEnds, now: datetime) -> Check:
    """At least one root of the certification authority is loaded and has not run out: else every signature is bad."""

    def check() -> None:
        ends = trust_ends()
        if ends is None:
            raise Unwell("no-roots")
        if ends <= now:
            raise Unwell("roots-expired")

    return check


def fonts_are_there() -> None:
    """All that is drawn is drawn with the fonts that we ship."""
    letters.writable()


def calendar_reaches(calendar: Callable[[], WorkingCalendar], now: datetime) -> Check:
    """Terms that begin in December end in January: the table must know the year after this one (11.8)."""

    def check() -> None:
        if calendar().last_day.year <= almaty_day(now).year:
            raise Unwell("calendar-ends")

    return check


def of_every_function(services: Common, trust_ends: TrustEnds) -> dict[str, Check]:
    """What all three need."""
    now = services.clock.now()
    return {
        "store": store_is_read(services.documents),
        "attachments": bucket_is_there(services.attachments),
        "authorities": authorities_are_trusted(trust_ends, now),
        "fonts": fonts_are_there,
        "calendar": calendar_reaches(lambda: services.calendar, now),
    }


def version(root: Path = Path(__file__).parents[2]) -> str:
    """The commit that the deployed archive was made of, from its file VERSION; "unpackaged" where there is none."""
    try:
        text = (root / "VERSION").read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return "unpackaged"
    return text if VERSION.fullmatch(text) else "unpackaged"
