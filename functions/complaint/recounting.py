"""The round of all open complaints: after a change of the working calendar, and once a day in any case (11.8, 11.10).

The document `service/calendar` holds the edition that all open complaints were counted by. It is written last, so a
round that breaks off is made again, and passes quickly over what it has done. The daily round finds what no check can:
a complaint that is no longer readable, or whose next check was lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.complaint.deadlines import look
from functions.complaint.services import ComplaintServices
from functions.shared.codec import from_fields, to_fields
from functions.shared.contract.complaint_terms import Tally
from functions.shared.domain.complaint import TRANSITIONS, Complaint
from functions.shared.ports import AlreadyExists, Create, Document, Query, Replace, VersionMismatch
from functions.shared.records import COMPLAINTS

ROUND = "service/calendar"
EVERY, AFTER_A_FAILURE = timedelta(days=1), timedelta(hours=1)
OPEN_STAGES = tuple(stage.value for stage, steps in TRANSITIONS.items() if steps)
PAGE = 200


@dataclass(frozen=True)
class LastRound:
    edition: str
    next_at: datetime


def is_due(services: ComplaintServices) -> bool:
    found = services.documents.get(ROUND)
    if found is None:
        return True
    last = from_fields(LastRound, found.fields)
    return last.edition != services.calendar.edition or last.next_at <= services.clock.now()


def open_complaints(services: ComplaintServices) -> Iterator[list[Document]]:
    """All of them, a page at a time, in the order of their names, which no step changes."""
    after: tuple[object, ...] = ()
    while True:
        page = services.documents.query(
            Query(
                COMPLAINTS,
                where=(("stage", "in", OPEN_STAGES),),
                order_by=(("__name__", False),),
                limit=PAGE,
                after=after,
            )
        )
        yield page
        if len(page) < PAGE:
            return
        after = (page[-1].id,)


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
    later = AFTER_A_FAILURE if "failed" in tally.did else EVERY
    fields = to_fields(LastRound(services.calendar.edition, services.clock.now() + later))
    found = services.documents.get(ROUND)
    try:
        services.documents.commit(Replace(ROUND, fields, found.version) if found else Create(ROUND, fields))
    except (AlreadyExists, VersionMismatch):
        return  # another run has finished its round meanwhile
