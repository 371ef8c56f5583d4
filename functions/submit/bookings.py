"""Bookings: a place in the electronic queue at a time of the recipient's choice, through the portal (clause 6.3)."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from flask import Response

from functions.shared.codec import from_fields, to_fields
from functions.shared.contract.queue import BookingGiven, BookingShown, BookingsShown, BookingState
from functions.shared.domain import errors, queue_errors
from functions.shared.domain.booking import Booking, LastBooking, Place, SlotBook, code_of, slot_id
from functions.shared.domain.numbers import ALPHABET
from functions.shared.http.idempotency import idempotency_key, replayed
from functions.shared.http.routing import Call
from functions.shared.http.validation import read_model
from functions.shared.log import LogEvent, log
from functions.shared.ports import AlreadyExists, Create, Document, Query, Replace, VersionMismatch
from functions.shared.races import Races
from functions.shared.records import (
    BOOKINGS,
    BOOKINGS_KEPT,
    BOOKINGS_OF,
    Stored,
    expiring,
    keyed_hash,
    load,
    loaded,
    of_centre,
)
from functions.submit.centres import centre_of
from functions.submit.services import SubmitServices
from functions.submit.slots import SLOTS, require_bookable, slots_of
from functions.submit.tickets import written

SHOWN = 20


def book(call: Call[SubmitServices]) -> BookingShown | Response:
    """`POST /v1/bookings`: one place of one slot; at most one active booking a person, in the whole country.

    One batch writes the slot with its places, the booking, and the person's last booking, each on its condition. The
    booking's id is a keyed hash of the person and the `Idempotency-Key`, so a repeat finds it.
    """
    services, iin = call.services, call.caller.iin or ""
    services.maintenance.check()
    key, given = idempotency_key(call), read_model(BookingGiven, call.body())
    identifier = keyed_hash(services.rules.cabinet_secret, "booking", iin, key)
    person, races = services.rules.cabinet(iin), Races(given.psc)
    path, person_path = f"{BOOKINGS}/{identifier}", f"{BOOKINGS_OF}/{person}"
    while True:
        before, now = load(services.documents, Booking, BOOKINGS, identifier), services.clock.now()
        if before is not None:
            return booked_before(given, before.value, now)
        centre = centre_of(services, given.psc)
        require_bookable(slots_of(services, centre), given.slot, now)
        slot_path = f"{of_centre(centre.id, SLOTS)}/{slot_id(given.slot)}"
        found = services.documents.get_many([path, slot_path, person_path])
        if path in found:
            continue  # what stands there now is this very request's, and no second booking
        refuse_second(services, found.get(person_path), now)
        slot_book = from_fields(SlotBook, found[slot_path].fields) if slot_path in found else SlotBook(given.slot)
        if len(slot_book.places) >= centre.slot_places:
            raise queue_errors.SlotTaken
        code = new_code(given.slot, slot_book)
        booking = Booking(identifier, centre.id, given.slot, code, person, now)
        try:
            services.documents.commit(
                written(slot_path, slot_fields(slot_book.with_place(Place(identifier, code))), found.get(slot_path)),
                written(person_path, lasting(to_fields(LastBooking(identifier)), given.slot), found.get(person_path)),
                Create(path, booking_fields(booking)),
            )
        except (AlreadyExists, VersionMismatch) as error:
            races.lost(error)
            continue
        log(LogEvent.SLOT_BOOKED, psc=centre.id, slot=slot_id(given.slot))
        return shown(booking, now)


def lasting(fields: dict[str, Any], slot: datetime) -> dict[str, Any]:
    """What is known of a slot, until nobody asks for it any more."""
    return expiring(fields, slot + BOOKINGS_KEPT)


def booking_fields(booking: Booking) -> dict[str, Any]:
    return lasting(to_fields(booking), booking.slot)


def slot_fields(book: SlotBook) -> dict[str, Any]:
    return lasting(to_fields(book), book.at)


def booked_before(given: BookingGiven, booking: Booking, now: datetime) -> Response:
    """The booking of this very request, whatever has become of it. Raises IdempotencyKeyReused for another wish."""
    if (booking.psc, booking.slot) != (given.psc, given.slot):
        raise errors.IdempotencyKeyReused
    return replayed(shown(booking, now), 201)


def refuse_second(services: SubmitServices, last: Document | None, now: datetime) -> None:
    """Raises BookingExists. A booking that is not active never becomes so again, so it need not be watched."""
    if last is None:
        return
    booking = load(services.documents, Booking, BOOKINGS, last.fields["booking"])
    if booking is not None and booking.value.is_active(now):
        raise queue_errors.BookingExists(booking=booking.value.id)


def new_code(slot: datetime, slot_book: SlotBook) -> str:
    """One that nobody else has in this slot."""
    while True:
        code = code_of(slot, "".join(secrets.choice(ALPHABET) for _ in range(2)))
        if slot_book.booking_of(code) is None:
            return code


def cancel(call: Call[SubmitServices]) -> BookingShown:
    """`DELETE /v1/bookings/{id}`: the place is free for others again; cancelling twice is answered alike."""
    services, races = call.services, Races("cancel")
    services.maintenance.check()
    while True:
        stored, now = own_booking(call), services.clock.now()
        booking = stored.value
        if booking.cancelled_at is not None:
            return shown(booking, now)
        if booking.ticket is not None:
            raise queue_errors.BookingUsed
        if not booking.is_active(now):
            raise queue_errors.BookingLapsed
        slot_path = f"{of_centre(booking.psc, SLOTS)}/{slot_id(booking.slot)}"
        held, cancelled = services.documents.get(slot_path), booking.cancelled(now)
        assert held is not None  # one batch wrote both
        left = from_fields(SlotBook, held.fields).without(booking.id)
        try:
            services.documents.commit(
                Replace(f"{BOOKINGS}/{booking.id}", booking_fields(cancelled), stored.version),
                Replace(slot_path, slot_fields(left), held.version),
            )
        except (AlreadyExists, VersionMismatch) as error:
            races.lost(error)
            continue
        log(LogEvent.BOOKING_CANCELLED, psc=booking.psc, slot=slot_id(booking.slot))
        return shown(cancelled, now)


def own_booking(call: Call[SubmitServices]) -> Stored[Booking]:
    """Another's booking is unknown, rather than forbidden. Raises BookingUnknown."""
    stored = load(call.services.documents, Booking, BOOKINGS, call.args["id"])
    if stored is None or stored.value.person != call.services.rules.cabinet(call.caller.iin or ""):
        raise queue_errors.BookingUnknown
    return stored


def get_bookings(call: Call[SubmitServices]) -> BookingsShown:
    """`GET /v1/bookings`: the caller's own, the last made first: only that one can be active."""
    services = call.services
    query = Query(
        BOOKINGS,
        where=(("person", "==", services.rules.cabinet(call.caller.iin or "")),),
        order_by=(("booked_at", True),),
        limit=SHOWN,
    )
    now = services.clock.now()
    return BookingsShown(
        bookings=tuple(shown(stored.value, now) for stored in loaded(Booking, services.documents.query(query)))
    )


def shown(booking: Booking, now: datetime) -> BookingShown:
    if booking.cancelled_at is not None:
        state = BookingState.CANCELLED
    elif booking.ticket is not None:
        state = BookingState.ARRIVED
    else:
        state = BookingState.BOOKED if booking.is_active(now) else BookingState.LAPSED
    return BookingShown(
        id=booking.id,
        psc=booking.psc,
        slot=booking.slot,
        kept_until=booking.lapses_at,
        code=booking.code,
        state=state,
        booked_at=booking.booked_at,
        cancelled_at=booking.cancelled_at,
    )
