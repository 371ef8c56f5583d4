"""The five-minute check (clause 2.1).

Who is still open when the time is up has missed it: marked once, told to the recipient, and to the provider as an
alarm.
"""

from __future__ import annotations

from functions.issue.services import IssueServices
from functions.shared.documents import notices
from functions.shared.domain.alarm import Alarm, AlarmKind
from functions.shared.domain.application import Application
from functions.shared.domain.events import EventKind
from functions.shared.domain.notice import NoticeKind, about
from functions.shared.domain.numbers import spoken
from functions.shared.log import LogEvent, Severity, log
from functions.shared.ports import AlreadyExists, VersionMismatch
from functions.shared.races import Races
from functions.shared.records import (
    APPLICATIONS,
    Stored,
    application_event,
    create_alarm,
    create_notice,
    load,
    replace_application,
)
from functions.shared.scheduling import push_task, schedule_all


class DueTimePassed(Exception):
    """A step was about to close a case that is late and not marked: it is marked first, then the step is done."""


def escalate(services: IssueServices, identifier: str) -> str:
    """Mark an open application overdue, once. Returns closed, early, marked-before or escalated."""
    races = Races(identifier)
    while True:
        stored = load(services.documents, Application, APPLICATIONS, identifier)
        if stored is None or not stored.value.is_open:
            return "closed"
        if stored.value.overdue_since is not None:
            return "marked-before"
        if not stored.value.is_unmarked_late(services.clock.now()):
            return "early"
        try:
            mark(services, stored)
        except (AlreadyExists, VersionMismatch) as error:
            races.lost(error)
            continue
        return "escalated"


def mark(services: IssueServices, stored: Stored[Application]) -> None:
    """One batch: the mark and its event, the notice, the alarm. Raises AlreadyExists or VersionMismatch."""
    application, now = stored.value, services.clock.now()
    told = {"waiting_for": list(application.waiting_for)}
    marked, event = application.note(
        EventKind.OVERDUE, now, "service", told=told, overdue_since=application.due_at, next_check_at=now
    )
    text = notices.late(spoken(application.number), application.due_at)
    notice = about(application, NoticeKind.LATE, now, text)
    alarm = Alarm(
        id=application.id,
        kind=AlarmKind.APPLICATION_OVERDUE,
        office=application.provider,
        number=application.number,
        raised_at=now,
        due_at=application.due_at,
        application=application.id,
        waiting_for=application.waiting_for,
    )
    services.documents.commit(
        replace_application(marked, stored.version),
        application_event(marked, event),
        create_notice(notice),
        create_alarm(alarm),
    )
    schedule_all(services.tasks, push_task(notice.id))
    log(
        LogEvent.OVERDUE,
        Severity.ALERT,
        application=application.id,
        provider=application.provider,
        late_by=round((now - application.due_at).total_seconds(), 1),
        waiting_for=",".join(application.waiting_for) or "nobody",
    )
