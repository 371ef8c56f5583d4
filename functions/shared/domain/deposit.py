"""What is to be copied to the archive in the country, and whether it has been.

Kazakh law wants personal data kept in Kazakhstan (Law on Personal Data, art. 12 (2)). A deposit is written in the same
batch as what it is about, so nothing is issued or revoked of which nobody knows that it must be copied.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

FIRST_TRY = timedelta(seconds=60)
"""When the reconciler copies what no task has copied."""
LONGEST_PAUSE = timedelta(hours=1)
BEHIND = timedelta(days=1)
"""How long a copy may wait before somebody is called."""


class DepositKind(StrEnum):
    CASE = "case"  # the certificate, the case that led to it, and what was attached
    REVOCATION = "revocation"


@dataclass(frozen=True)
class Deposit:
    """One thing to be copied. It is tried until it is there: nobody gives it up."""

    id: str
    kind: DepositKind
    application: str
    certificate: str
    """The number."""
    at: datetime
    """When it was issued or revoked: what the copy is kept from."""
    next_try_at: datetime | None
    """When the reconciler copies it if no task has; None when it is in the archive."""
    attempts: int = 0
    waiting_for: str | None = None
    """What was the matter at the last attempt."""
    archived_at: datetime | None = None

    def is_behind(self, now: datetime) -> bool:
        """A day late, and still not there."""
        return self.archived_at is None and now - self.at > BEHIND

    def waits(self, now: datetime, for_what: str) -> Deposit:
        """Tried in vain: again in 1, 2, 4 … minutes, an hour at most."""
        pause = min(timedelta(minutes=2 ** min(self.attempts, 10)), LONGEST_PAUSE)
        return replace(self, attempts=self.attempts + 1, waiting_for=for_what, next_try_at=now + pause)

    def archived(self, now: datetime) -> Deposit:
        return replace(self, attempts=self.attempts + 1, waiting_for=None, next_try_at=None, archived_at=now)


def case_of(application: str, certificate: str, at: datetime) -> Deposit:
    return Deposit(f"{certificate}-issued", DepositKind.CASE, application, certificate, at, at + FIRST_TRY)


def revocation_of(application: str, certificate: str, at: datetime) -> Deposit:
    return Deposit(f"{certificate}-revoked", DepositKind.REVOCATION, application, certificate, at, at + FIRST_TRY)


def kept_until(at: datetime, years: int) -> datetime:
    """The day on which a copy may be removed. A copy of 29 February is kept a day longer."""
    try:
        return at.replace(year=at.year + years)
    except ValueError:
        return at.replace(year=at.year + years, month=3, day=1)
