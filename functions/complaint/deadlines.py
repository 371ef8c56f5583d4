"""The times of a complaint: each that is over is noticed once, and is an alarm of somebody (11.4, 11.8, 11.10).

Nothing is skipped: not a complaint without an executor, nor one whose office the directory has lost. A step that
closes or changes a complaint begins with `marked_first`, so that a late step hides no missed time.
"""

from __future__ import annotations

from datetime import datetime

from functions.complaint.records import path_of
from functions.complaint.services import ComplaintServices
from functions.shared.codec import to_fields
from functions.shared.domain.alarm import Alarm, AlarmKind
from functions.shared.domain.complaint import Complaint, Mark
from functions.shared.domain.complaint_terms import alarm_id, recounted
from functions.shared.domain.events import EventKind
from functions.shared.domain.numbers import spoken
from functions.shared.domain.office import AnyOffice, OfficeKind
from functions.shared.log import LogEvent, Severity, log
from functions.shared.ports import AlreadyExists, Replace, VersionMismatch, Write
from functions.shared.races import Races
from functions.shared.records import COMPLAINTS, create_alarm, create_event, load
from functions.shared.scheduling import complaint_task, schedule_all

ALARMS: dict[Mark, AlarmKind] = {
    Mark.NO_EXECUTOR: AlarmKind.COMPLAINT_NO_EXECUTOR,
    Mark.DUE_SOON: AlarmKind.COMPLAINT_DUE_SOON,
    Mark.OVERDUE: AlarmKind.COMPLAINT_OVERDUE,
    Mark.NOT_FORWARDED: AlarmKind.COMPLAINT_NOT_FORWARDED,
    Mark.EXTENSION_NOT_TOLD: AlarmKind.COMPLAINT_EXTENSION_NOT_TOLD,
    Mark.PARTS_NOT_GIVEN: AlarmKind.COMPLAINT_PARTS_NOT_GIVEN,
}
SEVERITIES = {Mark.DUE_SOON: Severity.WARNING, Mark.PARTS_NOT_GIVEN: Severity.WARNING}
"""Nobody has missed anything yet, or not we; every other mark is an alert."""


def look(services: ComplaintServices, identifier: str) -> str:
    """Notice what is over, each once, and arm the check of what comes next.

    Returns unknown, answered, early, recounted, noticed, or unowned where the directory has lost the office.
    """
    races = Races(identifier)
    while True:
        stored = load(services.documents, Complaint, COMPLAINTS, identifier)
        if stored is None:
            return "unknown"
        before, now = stored.value, services.clock.now()
        if not before.is_open:
            return "answered"
        after, writes = marked_first(services, before, now)
        if after != before:
            try:
                services.documents.commit(Replace(path_of(after), to_fields(after), stored.version), *writes)
            except (AlreadyExists, VersionMismatch) as error:
                races.lost(error)
                continue
        announce(before, after)
        arm(services, after)
        return outcome(services, before, after)


def outcome(services: ComplaintServices, before: Complaint, after: Complaint) -> str:
    if services.offices.find(after.office) is None:
        log(LogEvent.COMPLAINT_UNOWNED, Severity.ALERT, complaint=after.id, office=after.office)
        return "unowned"
    if after.marked != before.marked:
        return "noticed"
    return "early" if after == before else "recounted"


def marked_first(
    services: ComplaintServices, complaint: Complaint, now: datetime
) -> tuple[Complaint, tuple[Write, ...]]:
    """The complaint with its times counted by the calendar in force and all that is over noticed, and the events and
    alarms that belong in the same batch as the complaint itself.

    After the batch is written, `announce` logs what was noticed. Raises CalendarUnknown.
    """
    writes: list[Write] = []
    if not complaint.is_open:
        return complaint, ()
    if complaint.calendar != services.calendar.edition:
        complaint, event = recounted(complaint, services.calendar, services.rules.profile, now)
        writes += [create_event(path_of(complaint), event)] if event else []
    for mark in complaint.due_marks(now):
        alarms = alarms_of(services, complaint, mark, now)
        told = {
            "mark": mark.value,
            "due_at": complaint.checks[mark].isoformat(),
            "alarmed": [alarm.office for alarm in alarms],
        }
        marked = {**complaint.marked, mark: now}
        complaint, event = complaint.note(EventKind.NOTICED, now, "service", told=told, marked=marked)
        writes += [create_event(path_of(complaint), event), *map(create_alarm, alarms)]
    return complaint, tuple(writes)


def alarms_of(services: ComplaintServices, complaint: Complaint, mark: Mark, now: datetime) -> list[Alarm]:
    """For the office that has it; for the one above as well where the term ended and nobody was even named (11.4)."""
    office = services.offices.find(complaint.office)
    offices = {alarm_id(complaint, mark): complaint.office}
    above: AnyOffice | None = None
    if office is None:
        # Nobody may read that office's alarms any more, so the quality authority hears of it.
        quality = (each for each in services.offices.authorities() if each.kind is OfficeKind.QUALITY)
        above = next(quality, None)
    elif mark is Mark.OVERDUE and complaint.executor is None:
        above = services.offices.above(office)
    if above is not None:
        offices[f"{alarm_id(complaint, mark)}-above"] = above.id
    return [
        Alarm(
            id=identifier,
            kind=ALARMS[mark],
            office=each,
            number=complaint.number,
            raised_at=now,
            due_at=complaint.checks[mark],
            complaint=complaint.id,
        )
        for identifier, each in offices.items()
    ]


def announce(before: Complaint, after: Complaint) -> None:
    """Log what a batch that was just written has noticed or recounted."""
    if after.due_at != before.due_at and after.calendar != before.calendar:
        log(LogEvent.COMPLAINT_RECOUNTED, Severity.WARNING, complaint=after.id, due=after.due_at.isoformat())
    for mark, at in after.marked.items():
        if before.marked.get(mark) != at:
            log(
                LogEvent.COMPLAINT_TIME_OVER,
                SEVERITIES.get(mark, Severity.ALERT),
                complaint=after.id,
                number=spoken(after.number),
                office=after.office,
                mark=mark.value,
                late_by=round((at - after.checks[mark]).total_seconds(), 1),
            )


def arm(services: ComplaintServices, complaint: Complaint) -> None:
    """Schedule the next check. A task that cannot be made, or is lost, costs no more than the reconciler's pause."""
    if complaint.next_check_at is not None:
        now = services.clock.now()
        schedule_all(services.tasks, complaint_task(complaint.id, complaint.next_check_at, now))
