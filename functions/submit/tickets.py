"""The tickets of a public service centre as they are stored: found, put into the line, and written back (6.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from functions.shared.codec import to_fields
from functions.shared.contract.queue import CountedFrom, TicketShown, TicketTaken
from functions.shared.counting import ticket_moved
from functions.shared.domain import queue_errors
from functions.shared.domain.alarm import Alarm, AlarmKind
from functions.shared.domain.ticket import (
    MOST_A_DAY,
    NumbersExhausted,
    Term,
    Ticket,
    TicketStatus,
    place_of,
    spoken_ticket,
    taken,
    ticket_id,
)
from functions.shared.http.idempotency import idempotency_key
from functions.shared.http.routing import Call
from functions.shared.log import LogEvent, Severity, log
from functions.shared.ports import Create, Document, Fields, Query, Replace, Write
from functions.shared.records import (
    ALARMS,
    CLAIMS_KEPT,
    REQUESTS,
    TICKETS_KEPT,
    Stored,
    create_alarm,
    expiring,
    keyed_hash,
    load,
    loaded,
    of_centre,
)
from functions.shared.scheduling import schedule_all, wait_task
from functions.submit.centres import today
from functions.submit.services import SubmitServices

TICKETS = "tickets"
LONGEST_LINE = 1000


# ---------------------------------------------------------------- found


def numbered(services: SubmitServices, psc: str, typed: str) -> Stored[Ticket]:
    """The ticket of today with this number, however it was typed. Raises TicketUnknown."""
    place = place_of(typed)
    found = None
    if place is not None:
        found = load(services.documents, Ticket, of_centre(psc, TICKETS), ticket_id(today(services), place))
    if found is None:
        raise queue_errors.TicketUnknown
    return found


def line(
    services: SubmitServices, psc: str, *statuses: TicketStatus, limit: int = LONGEST_LINE
) -> list[Stored[Ticket]]:
    """Today's tickets in these states, in the order of the line (6.2)."""
    return loaded(Ticket, services.documents.query(line_query(psc, today(services), statuses, limit=limit)))


def line_query(
    psc: str, day: date, statuses: Sequence[TicketStatus], *where: tuple[str, str, object], limit: int = LONGEST_LINE
) -> Query:
    """Of two places at the same moment the store takes the lower id first, as `Ticket.place` does."""
    conditions = (("day", "==", day.isoformat()), ("status", "in", [status.value for status in statuses]), *where)
    return Query(of_centre(psc, TICKETS), conditions, order_by=(("place_at", False),), limit=limit)


def how_many_before(services: SubmitServices, ticket: Ticket) -> int:
    """How many wait and will be called before it."""
    if ticket.status is not TicketStatus.WAITING:
        return 0
    query = line_query(ticket.psc, ticket.day, (TicketStatus.WAITING,), ("place_at", "<=", ticket.place_at))
    return sum((found.fields["place_at"], found.id) < ticket.place for found in services.documents.query(query))


def request_of(call: Call[SubmitServices], kind: str) -> str:
    """The path of this request of an operator, by its `Idempotency-Key`; what is there names the ticket that it got."""
    parts = (call.caller.office or "", call.caller.subject, idempotency_key(call))
    return f"{REQUESTS}/{keyed_hash(call.services.rules.cabinet_secret, kind, *parts)}"


def ticket_of(services: SubmitServices, psc: str, identifier: str) -> Ticket:
    """The ticket that a request, a booking or a desk names."""
    ticket = load(services.documents, Ticket, of_centre(psc, TICKETS), identifier)
    assert ticket is not None  # one batch wrote both
    return ticket.value


# ---------------------------------------------------------------- written


def gets(request: str, ticket: Ticket) -> Write:
    """The request gets this ticket, in the batch that makes or calls it: no request gets two."""
    return Create(request, expiring({"ticket": ticket.id}, ticket.arrived_at + CLAIMS_KEPT))


def claim(
    services: SubmitServices,
    psc: str,
    by: Callable[[Ticket], Write],
    *,
    slot: datetime | None = None,
    booking: str | None = None,
) -> Ticket:
    """Put the next ticket of the day into the line, in one batch with what it is given for, `by`.

    Its number belongs to whoever creates its document: the next after the last that is there, so there is no gap.
    Raises QueueFull; AlreadyExists or VersionMismatch where somebody was quicker: read again.
    """
    n, wait = last_place(services, psc) + 1, services.rules.profile.queue_wait
    try:
        ticket = taken(psc, n, services.clock.now(), wait, slot=slot, booking=booking)
    except NumbersExhausted as error:
        raise queue_errors.QueueFull from error
    services.documents.commit(Create(path_of(ticket), fields_of(ticket)), by(ticket))
    schedule_all(services.tasks, wait_task(psc, ticket.id, ticket.wait_due_at))
    log(LogEvent.TICKET_TAKEN, psc=psc, ticket=ticket.id, booked=int(booking is not None))
    return ticket


def last_place(services: SubmitServices, psc: str) -> int:
    """How many tickets were taken today."""
    first, after = ticket_id(today(services), 1), ticket_id(today(services), 9999)
    query = Query(
        of_centre(psc, TICKETS), (("id", ">=", first), ("id", "<=", after)), order_by=(("id", True),), limit=1
    )
    return max((int(document.id.rpartition("-")[2]) for document in services.documents.query(query)), default=0)


def save(services: SubmitServices, before: Stored[Ticket], after: Ticket, *others: Write) -> None:
    """One batch: the ticket, an alarm for the PSC's head where a time was just missed (2.2, 2.3), and the others.

    Raises AlreadyExists or VersionMismatch.
    """
    alarm = alarm_of(before.value, after)
    alarms = [create_alarm(alarm)] if alarm else []
    counts = ticket_moved(before.value, after)
    services.documents.commit(Replace(path_of(after), fields_of(after), before.version), *alarms, *counts, *others)
    if alarm:
        log(
            LogEvent.QUEUE_TIME_MISSED,
            Severity.ALERT,
            psc=after.psc,
            ticket=after.id,
            kind=alarm.kind.value,
            late_by=round((alarm.raised_at - alarm.due_at).total_seconds(), 1),
        )


def alarm_of(before: Ticket, after: Ticket) -> Alarm | None:
    """The alarm of a mark that was not there before: one for each ticket and clock, by its id."""
    if after.wait_overdue_at and before.wait_overdue_at is None:
        kind, term, raised_at, due_at = AlarmKind.QUEUE_WAIT, Term.WAIT, after.wait_overdue_at, after.wait_due_at
    elif after.serving_overdue_at and after.serving_due_at and before.serving_overdue_at is None:
        kind, term, raised_at, due_at = AlarmKind.SERVING, Term.SERVING, after.serving_overdue_at, after.serving_due_at
    else:
        return None
    return Alarm(
        id=f"{after.psc}-{after.id}-{term}",
        kind=kind,
        office=after.psc,
        number=spoken_ticket(after.number),
        raised_at=raised_at,
        due_at=due_at,
        desk=after.desk,
    )


def missed_on(services: SubmitServices, psc: str, day: date) -> list[AlarmKind]:
    """What was missed of the tickets of a day, whenever it was noticed: by their alarms' ids."""
    first, after = f"{psc}-{ticket_id(day, 1)}-", f"{psc}-{ticket_id(day, 9999)}-~"
    query = Query(ALARMS, (("id", ">=", first), ("id", "<", after)), order_by=(("id", False),), limit=2 * MOST_A_DAY)
    return [AlarmKind(document.fields["kind"]) for document in services.documents.query(query)]


def path_of(ticket: Ticket) -> str:
    return f"{of_centre(ticket.psc, TICKETS)}/{ticket.id}"


def fields_of(ticket: Ticket) -> dict[str, Any]:
    return expiring(to_fields(ticket), ticket.day_ends_at + TICKETS_KEPT)


def written(path: str, fields: Fields, before: Document | None) -> Write:
    """Make it, or replace it as it was read."""
    return Create(path, fields) if before is None else Replace(path, fields, before.version)


# ---------------------------------------------------------------- shown


def shown(ticket: Ticket, now: datetime) -> TicketShown:
    waited = (ticket.called_at or ticket.ended_at or now) - ticket.place_at
    served = None if ticket.called_at is None else (ticket.ended_at or now) - ticket.called_at
    return TicketShown(
        id=ticket.id,
        number=spoken_ticket(ticket.number),
        status=ticket.status,
        booked=ticket.booking is not None,
        arrived_at=ticket.arrived_at,
        place_at=ticket.place_at,
        counted_from=CountedFrom.SLOT if ticket.place_at > ticket.arrived_at else CountedFrom.ARRIVAL,
        waiting_until=ticket.wait_due_at,
        waited_seconds=max(0.0, waited.total_seconds()),
        waited_too_long=ticket.wait_overdue_at is not None,
        desk=ticket.desk,
        called_at=ticket.called_at,
        serving_until=ticket.serving_due_at,
        started_at=ticket.started_at,
        ended_at=ticket.ended_at,
        served_seconds=None if served is None else served.total_seconds(),
        served_too_long=ticket.serving_overdue_at is not None,
    )


def handed_out(services: SubmitServices, ticket: Ticket) -> TicketTaken:
    """What stands on the paper slip: the number, how many are before it, and until when it is to be called (2.2)."""
    return TicketTaken(
        id=ticket.id,
        number=spoken_ticket(ticket.number),
        people_before=how_many_before(services, ticket),
        waiting_until=ticket.wait_due_at,
        ticket=shown(ticket, services.clock.now()),
    )
