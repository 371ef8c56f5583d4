"""The contract of the electronic queue: tickets, calls, bookings, the public board (clauses 2.2, 2.3, 6.1 to 6.3)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, StringConstraints

from functions.shared.contract.common import Contract, Given, Moment, OfficeId
from functions.shared.domain.ticket import TicketStatus

Desk = Annotated[str, StringConstraints(min_length=1, max_length=20)]
"""The label of a desk, as the board shows it."""
Typed = Annotated[str, StringConstraints(min_length=1, max_length=40)]
"""A number as a person says or types it."""


class CallGiven(Given):
    """Call to this desk: the next ticket, or this one, which must be the next (6.2)."""

    desk: Desk
    ticket: Typed | None = None


class DeskGiven(Given):
    """Which desk does it: it must be the one that the ticket was called to."""

    desk: Desk


class ArrivalGiven(Given):
    """A booked recipient is here: the code of the booking, or its id."""

    booking: Typed


class BookingGiven(Given):
    psc: OfficeId
    slot: Moment


class CountedFrom(StrEnum):
    """From when a wait is counted: the arrival, or the slot of a booked recipient who came before it."""

    ARRIVAL = "arrival"
    SLOT = "slot"


class TicketShown(Contract):
    """A ticket as it is now. The clocks: `waiting_until` (2.2), `serving_until` (2.3), and whether each was missed.

    `place_at` is its place in the line. `waiting_until` and `waited_seconds` count from there: `counted_from` tells
    whether that is `arrived_at`.
    """

    id: str
    number: str
    status: TicketStatus
    booked: bool
    arrived_at: AwareDatetime
    place_at: AwareDatetime
    counted_from: CountedFrom
    waiting_until: AwareDatetime
    waited_seconds: float
    waited_too_long: bool
    desk: str | None
    called_at: AwareDatetime | None
    serving_until: AwareDatetime | None
    started_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    served_seconds: float | None
    served_too_long: bool


class TicketTaken(Contract):
    """What the recipient is handed: the number, how many are before him, and until when he is to be called (2.2)."""

    id: str
    number: str
    people_before: int
    waiting_until: AwareDatetime
    ticket: TicketShown


class TicketCalled(Contract):
    """The ticket that was called; null where nobody waits."""

    ticket: TicketShown | None


class BreachesShown(Contract):
    """How many tickets of today missed each clock."""

    wait: int
    serving: int


class QueueShown(Contract):
    """The line of today, in the order in which it will be called (6.2), and the desks. Nobody's name is known here."""

    psc: str
    at: AwareDatetime
    open: bool | None
    """Null where the working calendar does not reach."""
    waiting: tuple[TicketShown, ...]
    at_desks: tuple[TicketShown, ...]
    breaches: BreachesShown


class CalledShown(Contract):
    number: str
    desk: str


class BoardShown(Contract):
    """The public board: numbers and desks, never people. `next_opening` is null while the centre is open.

    Both are null where the working calendar does not reach.
    """

    psc: str
    name_kk: str
    name_ru: str
    at: AwareDatetime
    open: bool | None
    next_opening: AwareDatetime | None
    called: tuple[CalledShown, ...]
    """The newest call first."""
    waiting: tuple[str, ...]
    """In the order in which they will be called."""


class SlotShown(Contract):
    slot: AwareDatetime
    free: int


class SlotsShown(Contract):
    """The slots of a day that still have a free place; none on a day off."""

    psc: str
    day: date
    last_day: date
    slots: tuple[SlotShown, ...]


class BookingState(StrEnum):
    BOOKED = "booked"
    ARRIVED = "arrived"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


class BookingShown(Contract):
    """A booking as it is now. `code` is said at the reception; after `kept_until` the place is no longer kept."""

    id: str
    psc: str
    slot: AwareDatetime
    kept_until: AwareDatetime
    code: str
    state: BookingState
    booked_at: AwareDatetime
    cancelled_at: AwareDatetime | None


class BookingsShown(Contract):
    """The caller's own bookings, the latest slot first."""

    bookings: tuple[BookingShown, ...]
