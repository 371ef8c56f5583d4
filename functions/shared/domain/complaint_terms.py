"""How a complaint's times are counted anew: extended, forwarded, or by another calendar (clauses 11.4, 11.8, 11.10).

They are never moved from where they stand: each is counted again from the registration, so nothing can add up.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from functions.shared.domain.calendar import WorkingCalendar, almaty_day
from functions.shared.domain.complaint import Complaint, Extension, Mark, Term, checks_of, end_of
from functions.shared.domain.events import Event, EventKind
from functions.shared.domain.standard import Profile

OF_THE_TERM = frozenset({Mark.DUE_SOON, Mark.OVERDUE})
"""What is noticed again at the end of an extended term."""


def counted(complaint: Complaint, calendar: WorkingCalendar, profile: Profile) -> Complaint:
    """Itself, with every time counted by this calendar. What was noticed stays noticed."""
    checks = checks_of(
        calendar,
        complaint.registered_on,
        Term(complaint.working_days, complaint.week, may_extend=False),
        parts_within=profile.parts_working_days if complaint.missing else None,
        forward_within=profile.notice_working_days if complaint.misdirected else None,
        arrived_on=complaint.registrations[-1].registered_on,
    )
    extension = complaint.extension
    if extension is not None:
        extended_on = almaty_day(extension.at)
        tell_by = end_of(calendar, extended_on, profile.notice_working_days, complaint.week)
        extension = replace(extension, tell_by=tell_by)
        checks[Mark.EXTENSION_NOT_TOLD] = tell_by
    kept = {mark: complaint.checks[mark] for mark in complaint.marked if mark not in checks}
    return replace(
        complaint,
        due_at=checks[Mark.OVERDUE],
        checks=kept | checks,
        calendar=calendar.edition,
        extension=extension,
    ).watching()


def arrived(complaint: Complaint, calendar: WorkingCalendar, profile: Profile) -> Complaint:
    """A complaint that has just been registered at the office it was forwarded to: its term is not moved (11.8).

    What the office before was told of excuses nobody here, so every time is noticed again.
    """
    return counted(replace(complaint, marked={}), calendar, profile)


def extended(complaint: Complaint, extension: Extension, calendar: WorkingCalendar, profile: Profile) -> Complaint:
    """The term with its extension, counted from registration, and its end watched again (art. 25)."""
    marked = {mark: at for mark, at in complaint.marked.items() if mark not in OF_THE_TERM}
    days = complaint.working_days + extension.working_days
    longer = replace(complaint, extension=extension, working_days=days, marked=marked)
    return counted(longer, calendar, profile)


def recounted(
    complaint: Complaint, calendar: WorkingCalendar, profile: Profile, now: datetime
) -> tuple[Complaint, Event | None]:
    """Itself by this edition of the calendar; an event tells it where a time has moved."""
    anew = counted(complaint, calendar, profile)
    if anew.checks == complaint.checks and anew.due_at == complaint.due_at:
        return anew, None
    told = {
        "due_before": almaty_day(complaint.due_at).isoformat(),
        "due": almaty_day(anew.due_at).isoformat(),
        "calendar_before": complaint.calendar,
        "calendar": calendar.edition,
    }
    return anew.note(EventKind.RECOUNTED, now, "service", told=told)


def alarm_id(complaint: Complaint, mark: Mark) -> str:
    """`{complaint}-{mark}`; told apart where it is noticed again: after forwarding, and at an extended term's end."""
    again = ["extended"] if complaint.extension is not None and mark in OF_THE_TERM else []
    if len(complaint.registrations) > 1:
        again.append(str(len(complaint.registrations)))
    return "-".join((complaint.id, mark, *again))
