"""The next step of an application, whoever asks for it: a task, the reconciler, twice or late (design: 1 and 5).

Every step reads the state, does what is due, and writes with a precondition. A lost race means that somebody else did
it: the state is read again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from functions.issue.deadline import DueTimePassed, mark
from functions.issue.issuing import issue
from functions.issue.services import IssueServices
from functions.issue.verification import verify
from functions.shared.domain.application import Application, Status
from functions.shared.domain.errors import StillWaiting
from functions.shared.domain.events import EventKind
from functions.shared.log import LogEvent, Severity, log
from functions.shared.ports import AlreadyExists, VersionMismatch, Write
from functions.shared.races import Races
from functions.shared.records import APPLICATIONS, Stored, application_event, load, replace_application
from functions.shared.waiting import Wait

Step = Callable[[IssueServices, Stored[Application]], None]
STEPS: dict[Status, Step] = {Status.ACCEPTED: verify, Status.VERIFIED: issue}
LONGEST_PAUSE = timedelta(seconds=60)
"""Between two looks of the reconciler at a case that waits."""


def advance(services: IssueServices, identifier: str) -> Application | None:
    """Bring an application as far as it goes now; None for an unknown one. Raises StillWaiting where one is silent."""
    races = Races(identifier)
    while True:
        stored = load(services.documents, Application, APPLICATIONS, identifier)
        if stored is None or not stored.value.is_open:
            return stored.value if stored else None
        try:
            if stored.value.is_unmarked_late(services.clock.now()):
                mark(services, stored)  # a late result must not close the case before it was called late
            else:
                STEPS[stored.value.status](services, stored)
        except DueTimePassed:
            continue
        except Wait as wait:
            remember(services, stored, wait)
            raise StillWaiting(retry_after=5) from wait
        except (AlreadyExists, VersionMismatch) as error:
            races.lost(error)


def remember(services: IssueServices, stored: Stored[Application], wait: Wait) -> None:
    """Note who was silent, and when to look again; a new silence is an event of the case."""
    application, now = stored.value, services.clock.now()
    changes: dict[str, Any] = {
        "attempts": application.attempts + 1,
        "waiting_for": wait.whom,
        "next_check_at": next_look(application, now),
    }
    log(
        LogEvent.WAITING, Severity.WARNING, application=application.id, whom=",".join(wait.whom), why=",".join(wait.why)
    )
    told = {"whom": list(wait.whom), "why": list(wait.why)}
    waiting, event = application.note(EventKind.WAITING, now, "service", told=told, **changes)
    writes: list[Write] = [replace_application(waiting, stored.version), application_event(waiting, event)]
    if wait.whom == application.waiting_for:  # the same silence as before: counted, not told again
        writes = [replace_application(application.changed(**changes), stored.version)]
    try:
        services.documents.commit(*writes)
    except (AlreadyExists, VersionMismatch):
        log(LogEvent.LOST_RACE, case=application.id, races=1)


def next_look(application: Application, now: datetime) -> datetime:
    """Seldom enough to spare a silent registry, and never past the deadline before the case was escalated (2.1)."""
    later = now + min(timedelta(seconds=5 * 2 ** min(application.attempts, 4)), LONGEST_PAUSE)
    if application.overdue_since is None and application.due_at > now:
        return min(later, application.due_at)
    return later
