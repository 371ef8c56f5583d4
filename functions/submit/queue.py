"""The line: taking a ticket at the PSC, arriving with a booking, leaving, and seeing who waits (clauses 6.1 to 6.3)."""

from __future__ import annotations

from functools import partial

from flask import Response

from functions.shared.contract.queue import ArrivalGiven, BreachesShown, QueueShown, TicketTaken
from functions.shared.domain import queue_errors
from functions.shared.domain.alarm import AlarmKind
from functions.shared.domain.booking import Booking, SlotBook, read_code
from functions.shared.domain.calendar import almaty_day
from functions.shared.domain.office import Centre
from functions.shared.domain.ticket import AT_DESK, Ticket, TicketStatus
from functions.shared.http.idempotency import replayed
from functions.shared.http.routing import Call
from functions.shared.http.validation import read_model
from functions.shared.ports import AlreadyExists, Replace, VersionMismatch, Write
from functions.shared.races import Races
from functions.shared.records import BOOKINGS, Stored, load, of_centre
from functions.submit.bookings import booking_fields
from functions.submit.centres import opening, own_centre, require_open, today
from functions.submit.services import SubmitServices
from functions.submit.slots import SLOTS
from functions.submit.tickets import (
    claim,
    gets,
    handed_out,
    line,
    missed_on,
    request_of,
    shown,
    ticket_of,
)


def take_ticket(call: Call[SubmitServices]) -> TicketTaken | Response:
    """`POST /v1/psc/{psc}/tickets`: a ticket for whoever walks in, without prior appointment (6.2), in hours (6.1).

    A repeat gets the same one, after closing time too.
    """
    services, centre = call.services, own_centre(call, call.args["psc"])
    request, races = request_of(call, "ticket"), Races(centre.id)
    while True:
        before = services.documents.get(request)
        if before is not None:
            return replayed(handed_out(services, ticket_of(services, centre.id, before.fields["ticket"])), 201)
        require_open(services)
        try:
            return handed_out(services, claim(services, centre.id, partial(gets, request)))
        except AlreadyExists as error:
            races.lost(error)


def arrive(call: Call[SubmitServices]) -> TicketTaken:
    """`POST /v1/psc/{psc}/arrivals`: a booking becomes a ticket (6.3); arriving twice, the same ticket."""
    services, centre = call.services, own_centre(call, call.args["psc"])
    given = read_model(ArrivalGiven, call.body())
    races = Races(centre.id)
    while True:
        stored = booked(services, centre, given.booking)
        booking = stored.value
        if booking.ticket is not None:
            return handed_out(services, ticket_of(services, centre.id, booking.ticket))
        refuse_arrival(services, booking)
        # The doors are asked about the slot where that has begun: who booked the last one is kept his place too, and
        # is let in after closing.
        require_open(services, min(booking.slot, services.clock.now()))
        try:
            taken = claim(services, centre.id, partial(used, stored), slot=booking.slot, booking=booking.id)
        except (AlreadyExists, VersionMismatch) as error:
            races.lost(error)
            continue
        return handed_out(services, taken)


def used(stored: Stored[Booking], ticket: Ticket) -> Write:
    """The booking becomes this ticket, in the batch that creates it: no booking becomes two."""
    return Replace(f"{BOOKINGS}/{stored.value.id}", booking_fields(stored.value.arrived(ticket.id)), stored.version)


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
    missed = missed_on(services, centre.id, almaty_day(now))
    return QueueShown(
        psc=centre.id,
        at=now,
        open=opening(services, now)[0],
        waiting=tuple(shown(ticket, now) for ticket in live if ticket.status is TicketStatus.WAITING),
        at_desks=tuple(shown(ticket, now) for ticket in live if ticket.status in AT_DESK),
        breaches=BreachesShown(wait=missed.count(AlarmKind.QUEUE_WAIT), serving=missed.count(AlarmKind.SERVING)),
    )
