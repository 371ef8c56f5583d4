"""The round of all open complaints: after a change of the working calendar, and once a day in any case (11.8, 11.10).

Whether one is counted by another edition of the calendar, the store itself says, so that no change is missed, not even
one that is taken back at once; a round that breaks off is made again. The daily round finds what no check can: a
complaint that is no longer readable, or whose next check was lost. `service/round` holds when it is next due.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.complaint.deadlines import look
from functions.complaint.services import ComplaintServices
from functions.shared.codec import from_fields, to_fields
from functions.shared.contract.complaint_terms import Tally
from functions.shared.domain.complaint import OPEN_STAGES, Complaint
from functions.shared.ports import AlreadyExists, Create, Document, Query, Replace, VersionMismatch
from functions.shared.records import COMPLAINTS, pages

ROUND = "service/round"
EVERY, AFTER_A_FAILURE = timedelta(days=1), timedelta(hours=1)
PAGE = 200


@dataclass(frozen=True)
class LastRound:
    next_at: datetime


def is_due(services: ComplaintServices) -> bool:
    found = services.documents.get(ROUND)
    if found is None or from_fields(LastRound, found.fields).next_at <= services.clock.now():
        return True
    return any(counted_otherwise(services, than) for than in ("<", ">"))


def counted_otherwise(services: ComplaintServices, than: str) -> bool:
    """Whether an open complaint was counted by an edition that sorts before, or after, the one in force."""
    query = Query(
        COMPLAINTS,
        where=(("stage", "in", OPEN_STAGES), ("calendar", than, services.calendar.edition)),
        order_by=(("calendar", False),),
        limit=1,
    )
    return bool(services.documents.query(query))


def open_complaints(services: ComplaintServices) -> Iterator[list[Document]]:
    """All of them, a page at a time, in the order of their names, which no step changes."""
    query = Query(COMPLAINTS, where=(("stage", "in", OPEN_STAGES),), order_by=(("__name__", False),), limit=PAGE)
    return pages(services.documents, query)


def visit(services: ComplaintServices, document: Document) -> str:
    """Bring one up to date: in-order, or what `look` did. Raises ValidationError for one that cannot be read."""
    complaint = from_fields(Complaint, document.fields)
    in_order = (
        complaint.calendar == services.calendar.edition
        and not complaint.due_marks(services.clock.now())
        and services.offices.find(complaint.office) is not None
    )
    return "in-order" if in_order else look(services, document.id)


def finish(services: ComplaintServices, tally: Tally) -> None:
    """Remember the round, unless something was left; what failed is tried again within the hour."""
    if "left" in tally.did:
        return
    later = AFTER_A_FAILURE if tally.did.keys() & {"failed", "unanswered"} else EVERY
    fields = to_fields(LastRound(services.clock.now() + later))
    found = services.documents.get(ROUND)
    try:
        services.documents.commit(Replace(ROUND, fields, found.version) if found else Create(ROUND, fields))
    except (AlreadyExists, VersionMismatch):
        return  # another run has finished its round meanwhile
