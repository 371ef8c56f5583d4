"""Recount the public figures of a day from the cases themselves, and tell every difference.

    PROJECT=… python -m tools.recount 2026-11-23        (FIRESTORE_EMULATOR_HOST for a local stack)

Of the running day the answer is of the moment: a case that moves while it is recounted may look like a difference.
The exit status is 1 where there is one, 2 where nothing could be found out.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from functions.shared.codec import from_fields
from functions.shared.counting import (
    FIGURES,
    application_accepted,
    application_decided,
    complaint_answered,
    complaint_lines,
    counts_of,
    package_refused,
    ticket_events,
)
from functions.shared.domain.application import Application, Status
from functions.shared.domain.calendar import ALMATY
from functions.shared.domain.complaint import Complaint
from functions.shared.domain.office import OfficeKind
from functions.shared.domain.refusal import Refusal
from functions.shared.domain.ticket import MOST_A_DAY, Ticket, ticket_id
from functions.shared.ports import Document, Documents, Increment, Query
from functions.shared.records import (
    APPLICATIONS,
    CERTIFICATES,
    COMPLAINTS,
    OFFICES,
    REFUSALS,
    TICKETS_KEPT,
    of_centre,
    pages,
)
from tools import settings

PAGE = 200
BEFORE, AFTER = timedelta(days=180), timedelta(days=90)
"""How far from a day in a complaint's journal its deadline can lie: behind, where it was forwarded late; ahead, where
the term is fifteen working days and ten more."""

Span = tuple[datetime, datetime]


@dataclass(frozen=True, order=True)
class Difference:
    """A count of an office's day that is not what its cases say."""

    office: str
    name: str
    counted: int
    in_cases: int


def differences(store: Documents, day: date) -> list[Difference]:
    """By office and count; empty where all agree."""
    cases: dict[str, Counter[str]] = {}
    for event in events_of_day(store, day):
        cases.setdefault(str(event.fields["office"]), Counter()).update(event.counts)
    found = store.query(Query(FIGURES, where=(("day", "==", day.isoformat()),), limit=10_000))
    counted = {document.fields["office"]: counts_of(document.fields) for document in found}
    return sorted(
        Difference(office, name, counted.get(office, {}).get(name, 0), cases.get(office, Counter())[name])
        for office in cases.keys() | counted.keys()
        for name in cases.get(office, Counter()).keys() | counted.get(office, {}).keys()
        if counted.get(office, {}).get(name, 0) != cases.get(office, Counter())[name]
    )


def events_of_day(store: Documents, day: date) -> Iterator[Increment]:
    """What the cases of a day add up to."""
    for event in events_about(store, day):
        if event.fields["day"] == day.isoformat():
            yield event


def events_about(store: Documents, day: date) -> Iterator[Increment]:
    """Those of the day, and a few beside it."""
    midnight = datetime.combine(day, time(), ALMATY).astimezone(UTC)
    span = (midnight, midnight + timedelta(days=1))
    for document in within(store, APPLICATIONS, "accepted_at", span):
        yield application_accepted(from_fields(Application, document.fields))
    for application in decided(store, span):
        yield application_decided(application)
    for document in within(store, REFUSALS, "refused_at", span):
        yield package_refused(from_fields(Refusal, document.fields))
    for ticket in tickets(store, day):
        yield from ticket_events(ticket)
    for document in within(store, COMPLAINTS, "due_at", (midnight - BEFORE, midnight + AFTER)):
        yield from complaint_lines(from_fields(Complaint, document.fields))
    for document in within(store, COMPLAINTS, "answer.at", span):
        yield complaint_answered(from_fields(Complaint, document.fields))


def decided(store: Documents, span: Span) -> Iterator[Application]:
    """Applications declined, and those issued whose certificate the register has."""
    for document in within(store, APPLICATIONS, "decided_at", span):
        application = from_fields(Application, document.fields)
        if application.status is Status.DECLINED or store.get(f"{CERTIFICATES}/{application.certificate}"):
            yield application


def tickets(store: Documents, day: date) -> Iterator[Ticket]:
    """Of every centre that ever was."""
    first, last = ticket_id(day, 1), ticket_id(day, MOST_A_DAY)
    for centre in store.query(Query(OFFICES, where=(("kind", "==", OfficeKind.CENTRE.value),), limit=1000)):
        query = Query(
            of_centre(centre.id, "tickets"),
            where=(("id", ">=", first), ("id", "<=", last)),
            order_by=(("id", False),),
            limit=MOST_A_DAY,
        )
        yield from (from_fields(Ticket, document.fields) for document in store.query(query))


def within(store: Documents, collection: str, field: str, span: Span) -> Iterator[Document]:
    """The documents whose field lies in the span, a page at a time."""
    where = ((field, ">=", span[0]), (field, "<", span[1]))
    query = Query(collection, where, order_by=((field, False), ("__name__", False)), limit=PAGE)
    return (document for page in pages(store, query) for document in page)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"a day like 2026-11-23 is expected, not {text[:40]!r}") from error


def main(arguments: Sequence[str] | None = None, store: Documents | None = None) -> int:
    parser = settings.command("tools.recount", __doc__)
    parser.add_argument("day", type=_day, help="in Almaty, like 2026-11-23")
    day = parser.parse_args(arguments).day
    with settings.answered(parser):
        found = differences(store or settings.store(parser), day)
    if datetime.now(UTC).date() - day >= TICKETS_KEPT:
        found = [each for each in found if not each.name.startswith("queue.")]
        sys.stdout.write("the tickets of that day are not kept any more, so its line is not recounted\n")
    for each in found:
        sys.stdout.write(f"DIFFERS {each.office} {each.name}: counted {each.counted}, in the cases {each.in_cases}\n")
    sys.stdout.write(f"day={day} differences={len(found)}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
