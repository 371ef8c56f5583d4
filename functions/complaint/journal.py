"""An office's journal of incoming complaints: numbers of the year, without gaps and without repeats (clause 11.3).

offices/{office}/journals/{year}/entries/{n}: the number belongs to whoever creates its document, in one batch with the
complaint itself. Nobody counts, so nobody can count wrongly; and the next number comes only after the one before.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from functions.complaint.services import ComplaintServices
from functions.shared.domain.complaint import Registration, term_of
from functions.shared.domain.office import AnyOffice
from functions.shared.ports import Create, Query
from functions.shared.records import OFFICES


def next_line(
    services: ComplaintServices, office: AnyOffice, received_at: datetime, *, accepted_by: str, accepted_by_hash: str
) -> Registration:
    """The line that is next in the journal now; somebody may still be quicker, and then the batch is refused.

    Registered on the day received, or the next working day of the office's own week after a day off (Administrative
    Code, art. 64); the number is of that day's year. Raises CalendarUnknown.
    """
    week = term_of(office.kind, services.rules.profile).week
    registered_on = services.calendar.registration_day(received_at, week)
    line = Registration(
        office=office.id,
        year=registered_on.year,
        n=0,
        received_at=received_at,
        registered_on=registered_on,
        accepted_by=accepted_by,
        accepted_by_hash=accepted_by_hash,
    )
    return replace(line, n=last_number(services, line) + 1)


def last_number(services: ComplaintServices, line: Registration) -> int:
    """How many lines the office's journal of that year has."""
    query = Query(entries(line.office, line.registered_on), order_by=(("n", True),), limit=1)
    return max((int(document.fields["n"]) for document in services.documents.query(query)), default=0)


def create_entry(line: Registration, complaint: str) -> Create:
    """The document that makes the number somebody's; it tells no person."""
    fields: dict[str, Any] = {
        "n": line.n,
        "complaint": complaint,
        "received_at": line.received_at,
        "registered_on": line.registered_on.isoformat(),
    }
    return Create(path_of_entry(line), fields)


def path_of_entry(line: Registration) -> str:
    return f"{entries(line.office, line.registered_on)}/{line.n:06d}"


def entries(office: str, day: date) -> str:
    return f"{OFFICES}/{office}/journals/{day.year}/entries"
