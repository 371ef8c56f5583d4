"""What became of everything that was accepted, read from the store itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.shared.chains import broken_link
from functions.shared.codec import from_fields
from functions.shared.domain.application import Application, Status
from functions.shared.domain.events import EventKind
from functions.shared.ports import Documents
from functions.shared.records import APPLICATIONS, CERTIFICATES, events_of, every

ESCALATED_WITHIN = timedelta(seconds=60)
"""The reconciler comes every minute; time in which the store or the function was dead is added to it."""


@dataclass(frozen=True)
class Tally:
    """`lost`: accepted, and not decided or not there. `doubled`: two results of one request, or two certificates of one
    case. `unescalated`: late, and nobody was told in time. `broken`: chains."""

    accepted: int
    issued: int
    declined: int
    lost: int
    doubled: int
    unescalated: int
    broken: int

    @property
    def good(self) -> bool:
        return not (self.lost or self.doubled or self.unescalated or self.broken)

    def line(self) -> str:
        names = ("accepted", "issued", "declined", "lost", "doubled", "unescalated")
        return " ".join(f"{name}={getattr(self, name)}" for name in names)


def open_cases(store: Documents) -> int:
    applications = (from_fields(Application, each.fields) for each in every(store, APPLICATIONS))
    return sum(application.is_open for application in applications)


def tally(store: Documents, answered: dict[str, set[str]], now: datetime, dead: timedelta) -> Tally:
    """`answered` holds the applications that were named in answers, by key; `dead` is how long, at most, a killed
    process may have kept the reconciler from its work."""
    stored = {each.id: from_fields(Application, each.fields) for each in every(store, APPLICATIONS)}
    named = {identifier for identifiers in answered.values() for identifier in identifiers}
    certificates = Counter(each.fields["application"] for each in every(store, CERTIFICATES))
    lost = len(named - stored.keys()) + sum(application.is_open for application in stored.values())
    lost += sum(application.status is Status.ISSUED and not certificates[name] for name, application in stored.items())
    doubled = sum(len(identifiers) > 1 for identifiers in answered.values())
    doubled += sum(count > 1 for count in certificates.values()) + max(0, len(stored) - len(answered))
    return Tally(
        accepted=len(stored),
        issued=sum(application.status is Status.ISSUED for application in stored.values()),
        declined=sum(application.status is Status.DECLINED for application in stored.values()),
        lost=lost,
        doubled=doubled,
        unescalated=sum(is_unescalated(store, each, now, dead) for each in stored.values()),
        broken=sum(broken_link(store, f"{APPLICATIONS}/{name}") is not None for name in stored),
    )


def is_unescalated(store: Documents, application: Application, now: datetime, dead: timedelta) -> bool:
    if (application.decided_at or now) < application.due_at:
        return False
    marks = [
        event.at for event in events_of(store, f"{APPLICATIONS}/{application.id}") if event.kind is EventKind.OVERDUE
    ]
    return len(marks) != 1 or marks[0] > application.due_at + ESCALATED_WITHIN + dead
