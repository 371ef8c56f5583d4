"""A booked place in the electronic queue: the slots of a centre, and who may have one (clause 6.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from functions.shared.domain.calendar import ALMATY, WorkingCalendar, almaty_day
from functions.shared.domain.hours import OpeningHours
from functions.shared.domain.numbers import ALPHABET, CYRILLIC
from functions.shared.domain.office import Centre

GRACE = timedelta(minutes=15)
"""How long after its slot a booking is kept for its owner. The standard does not say; we take the wait of 2.2."""
CODE = re.compile(rf"([0-9]{{2}}):?([0-9]{{2}})-?([{ALPHABET}]{{2}})")


class SlotRefusal(StrEnum):
    """Why a moment cannot be booked."""

    PAST = "past"
    TOO_FAR = "too-far"
    DAY_OFF = "day-off"
    OUTSIDE_HOURS = "outside-hours"
    OFF_GRID = "off-grid"


@dataclass(frozen=True)
class Slots:
    """The slots of a centre: every `slot_minutes` from the opening on, the last one done before it closes."""

    centre: Centre
    calendar: WorkingCalendar
    hours: OpeningHours

    def of(self, day: date) -> tuple[datetime, ...]:
        """The slots of a day, in Almaty's time; none on a day off. Raises CalendarUnknown."""
        if not self.calendar.is_working(day, self.hours.week):
            return ()
        step, opens = timedelta(minutes=self.centre.slot_minutes), datetime.combine(day, self.hours.opens, ALMATY)
        count = (datetime.combine(day, self.hours.closes, ALMATY) - opens) // step
        return tuple(opens + step * n for n in range(count))

    def last_day(self, now: datetime) -> date:
        """The last day that may be booked now."""
        return almaty_day(now) + timedelta(days=self.centre.booking_days)

    def refusal(self, slot: datetime, now: datetime) -> SlotRefusal | None:
        """Why `slot` cannot be booked at `now`; None where it can. A slot that has begun is past."""
        if slot <= now:
            return SlotRefusal.PAST
        # In this order, since neither the calendar nor a time zone reaches the end of all days.
        if slot > now + timedelta(days=self.centre.booking_days + 1) or almaty_day(slot) > self.last_day(now):
            return SlotRefusal.TOO_FAR
        day = almaty_day(slot)
        if not self.calendar.is_working(day, self.hours.week):
            return SlotRefusal.DAY_OFF
        if not self.hours.opens <= slot.astimezone(ALMATY).time() < self.hours.closes:
            return SlotRefusal.OUTSIDE_HOURS
        return None if slot in self.of(day) else SlotRefusal.OFF_GRID


@dataclass(frozen=True)
class Place:
    booking: str
    code: str


@dataclass(frozen=True)
class SlotBook:
    """Who has which place of one slot. Its places are counted and taken in one document, so none is sold twice."""

    at: datetime
    places: tuple[Place, ...] = ()

    def with_place(self, place: Place) -> SlotBook:
        return replace(self, places=(*self.places, place))

    def without(self, booking: str) -> SlotBook:
        return replace(self, places=tuple(place for place in self.places if place.booking != booking))

    def booking_of(self, code: str) -> str | None:
        return next((place.booking for place in self.places if place.code == code), None)


@dataclass(frozen=True)
class Booking:
    """One booking. `person` is the keyed hash of the IIN; `code` is what is said at the desk, `1030-K7`."""

    id: str
    psc: str
    slot: datetime
    code: str
    person: str
    booked_at: datetime
    cancelled_at: datetime | None = None
    ticket: str | None = None
    """The ticket that it became when its owner arrived."""

    @property
    def lapses_at(self) -> datetime:
        return self.slot + GRACE

    def is_active(self, now: datetime) -> bool:
        """Still to be used. It ends with time itself, so that nothing has to be cleared away."""
        return self.cancelled_at is None and self.ticket is None and now < self.lapses_at

    def arrived(self, ticket: str) -> Booking:
        return replace(self, ticket=ticket)

    def cancelled(self, now: datetime) -> Booking:
        return replace(self, cancelled_at=now)


@dataclass(frozen=True)
class LastBooking:
    """The last booking of a person: who has an active one gets no other."""

    booking: str


def slot_id(slot: datetime) -> str:
    """`20261124T1030`, by Almaty's clocks."""
    return f"{slot.astimezone(ALMATY):%Y%m%dT%H%M}"


def code_of(slot: datetime, drawn: str) -> str:
    """The slot's time, and two drawn characters: a code of another day, or a guess, does not open another's place."""
    return f"{slot.astimezone(ALMATY):%H%M}-{drawn}"


def read_code(typed: str) -> tuple[str, str] | None:
    """The time and the whole code of what a person typed: (`1030`, `1030-K7`). None for what is no code."""
    found = CODE.fullmatch("".join(typed.upper().split()).translate(CYRILLIC))
    return None if found is None else (found[1] + found[2], f"{found[1]}{found[2]}-{found[3]}")
