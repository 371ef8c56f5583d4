"""Complaints as registration makes them, for the tests of their times."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from functions.shared.calendars import working_calendar
from functions.shared.domain.calendar import WorkingCalendar
from functions.shared.domain.complaint import About, Accused, Complainant, Complaint, Intake, Registration, term_of
from functions.shared.domain.complaint_terms import counted
from functions.shared.domain.events import Event, EventKind, Head
from functions.shared.domain.language import Language
from functions.shared.domain.office import OfficeKind
from functions.shared.domain.standard import STANDARD_2014

ABOUT = {
    OfficeKind.PROVIDER: About.PROVIDER,
    OfficeKind.AKIMAT: About.PROVIDER,
    OfficeKind.CENTRE: About.CENTRE_STAFF,
    OfficeKind.QUALITY: About.ANSWER,
}
NUMBER = "K4K79MXT2RWF"


def a_line(received_at: datetime, kind: OfficeKind, office: str, calendar: WorkingCalendar, n: int = 1) -> Registration:
    on = calendar.registration_day(received_at, term_of(kind, STANDARD_2014).week)
    return Registration(office, on.year, n, received_at, on, "Кеңсе Маманы", "0" * 32)


def a_complaint(
    received_at: datetime,
    kind: OfficeKind = OfficeKind.PROVIDER,
    *,
    office: str = "almaty",
    identifier: str = "complaint-1",
    calendar: WorkingCalendar | None = None,
    **changes: Any,
) -> tuple[Complaint, Event]:
    """A complaint that came to an office at a moment, and the event of its registration."""
    calendar = calendar or working_calendar()
    term = term_of(kind, STANDARD_2014)
    given: dict[str, Any] = {
        "id": identifier,
        "number": NUMBER,
        "office": office,
        "kind": kind,
        "about": ABOUT[kind],
        "intake": Intake.POST,
        "language": Language.KK,
        "registrations": (a_line(received_at, kind, office, calendar),),
        "complainant": Complainant(),
        "cabinet": None,
        "accused": Accused(),
        "text": "Жауап берілмеді.",
        "attachments": (),
        "linked": None,
        "missing": (),
        "request_sha256": "0" * 64,
        "legal_basis": "88-V, 25",
        "due_at": received_at,
        "working_days": term.working_days,
        "week": term.week,
        "calendar": calendar.edition,
        "checks": {},
        "head": Head(),
    }
    complaint = counted(Complaint(**given | changes), calendar, STANDARD_2014)
    return complaint.note(EventKind.REGISTERED, received_at, "service", told={})
