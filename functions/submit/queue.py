"""The line: taking a ticket at the PSC, arriving with a booking, leaving, and seeing who waits (clauses 6.1 to 6.3)."""

from __future__ import annotations

from datetime import UTC, datetime, time
from functools import partial

from functions.shared.codec import to_fields
from functions.shared.contract.queue import ArrivalGiven, BreachesShown, QueueShown, TicketTaken
from functions.shared.domain import queue_errors
from functions.shared.domain.alarm import Alarm, AlarmKind
from functions.shared.domain.booking import Booking, SlotBook, read_code
from functions.shared.domain.calendar import ALMATY, almaty_day
from functions.shared.domain.hours import is_open
from functions.shared.domain.office import Centre
from functions.shared.domain.ticket import AT_DESK, Ticket, TicketStatus
from functions.shared.http.routing import Call
from functions.shared.http.validation import read_model
from functions.shared.ports import Query, Replace, VersionMismatch, Write
from functions.shared.races import Races
from functions.shared.records import ALARMS, BOOKINGS, Stored, load, loaded, of_centre
from functions.submit.centres import own_centre, require_open, today
from functions.submit.services import SubmitServices
from functions.submit.slots import SLOTS
from functions.submit.tickets import TICKETS, claim, handed_out, line, shown


def take_ticket(call: Call[SubmitServices]) -> TicketTaken:
    """`POST /v1/psc/{psc}/tickets`: a ticket for whoever walks in, without prior appointment (6.2), in hours (6.1)."""
    centre = own_centre(call, call.args["psc"])
    require_open(call.services)
    return handed_out(call.services, claim(call.services, centre.id))


def arrive(call: Call[SubmitServices]) -> TicketTaken:
    """`POST /v1/psc/{psc}/arrivals`: a booking becomes a ticket (6.3); arriving twice, the same ticket."""
    services, centre = call.services, own_centre(call, call.args["psc"])
    given = read_model(ArrivalGiven, call.body())
    races = Races(centre.id)
    while True:
        stored = booked(services, centre, given.booking)
        booking = stored.value
        if booking.ticket is not None:
            ticket = load(services.documents, Ticket, of_centre(centre.id, TICKETS), booking.ticket)
            assert ticket is not None  # one batch wrote both
            return handed_out(services, ticket.value)
        refuse_arrival(services, booking)
        require_open(services)
        try:
            taken = claim(services, centre.id, partial(used, stored), slot=booking.slot, booking=booking.id)
        except VersionMismatch as error:
            races.lost(error)
            continue
        return handed_out(services, taken)


def used(stored: Stored[Booking], ticket: Ticket) -> list[Write]:
    """The booking becomes this ticket, in the batch that creates it: no booking becomes two."""
    return [Replace(f"{BOOKINGS}/{stored.value.id}", to_fields(stored.value.arrived(ticket.id)), stored.version)]


def booked(services: SubmitServices, centre: Centre, typed: str) -> Stored[Booking]:
    """The booking that is meant, by its code, which is a code of today, or by its id. Raises BookingUnknown.

    A booking at another centre is unknown here.
    """
    identifier: str | None = typed
    code = read_code(typed)
    if code is not None:
        slot = f"{today(services):%Y%m%d}T{code[0]}"
        book = load(services.documents, SlotBook, of_centre(centre.id, SLOTS), slot)
        identifier = book.value.booking_of(code[1]) if book else None
    found = load(services.documents, Booking, BOOKINGS, identifier) if identifier else None
    if found is None or found.value.psc != centre.id:
        raise queue_errors.BookingUnknown
    return found


def refuse_arrival(services: SubmitServices, booking: Booking) -> None:
    """Raises BookingCancelled, BookingLapsed or BookingNotToday."""
    now = services.clock.now()
    if booking.cancelled_at is not None:
        raise queue_errors.BookingCancelled
    if now >= booking.lapses_at:
        raise queue_errors.BookingLapsed
    if almaty_day(booking.slot) != almaty_day(now):
        raise queue_errors.BookingNotToday(slot=booking.slot.isoformat())


def get_queue(call: Call[SubmitServices]) -> QueueShown:
    """`GET /v1/psc/{psc}/queue`: the line of today as it will be called, with what was waited and what was missed."""
    services, centre = call.services, own_centre(call, call.args["psc"])
    now = services.clock.now()
    live = [stored.value for stored in line(services, centre.id, TicketStatus.WAITING, *AT_DESK)]
    missed = alarms_of_today(services, centre.id, now)
    return QueueShown(
        psc=centre.id,
        at=now,
        open=is_open(services.calendar, services.rules.profile.centre_hours, now),
        waiting=tuple(shown(ticket, now) for ticket in live if ticket.status is TicketStatus.WAITING),
        at_desks=tuple(shown(ticket, now) for ticket in live if ticket.status in AT_DESK),
        breaches=BreachesShown(wait=missed.count(AlarmKind.QUEUE_WAIT), serving=missed.count(AlarmKind.SERVING)),
    )


def alarms_of_today(services: SubmitServices, psc: str, now: datetime) -> list[AlarmKind]:
    midnight = datetime.combine(almaty_day(now), time(), ALMATY).astimezone(UTC)
    query = Query(
        ALARMS,
        where=(("office", "==", psc), ("raised_at", ">=", midnight)),
        order_by=(("raised_at", True),),
        limit=1000,
    )
    return [stored.value.kind for stored in loaded(Alarm, services.documents.query(query))]
