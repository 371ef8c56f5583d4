"""A ticket of the electronic queue: where it stands in the line, and its two clocks (clauses 2.2, 2.3, 6.2).

A ticket knows a place, times and a desk. It knows nobody's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from functions.shared.domain.calendar import ALMATY, almaty_day


class TicketStatus(StrEnum):
    """The states of a ticket. Overdue is not one of them: each clock has a mark with a time."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"  # the recipient is at the desk
    FINISHED = "finished"
    NO_SHOW = "no-show"  # called, and nobody came
    ABANDONED = "abandoned"  # left before the call


TRANSITIONS: dict[TicketStatus, frozenset[TicketStatus]] = {
    TicketStatus.WAITING: frozenset({TicketStatus.CALLED, TicketStatus.ABANDONED}),
    TicketStatus.CALLED: frozenset({TicketStatus.SERVING, TicketStatus.NO_SHOW}),
    TicketStatus.SERVING: frozenset({TicketStatus.FINISHED}),
    TicketStatus.FINISHED: frozenset(),
    TicketStatus.NO_SHOW: frozenset(),
    TicketStatus.ABANDONED: frozenset(),
}
AT_DESK = (TicketStatus.CALLED, TicketStatus.SERVING)
"""A desk whose ticket is in one of these takes no other."""
LEFT_AT_NIGHT = {
    TicketStatus.WAITING: TicketStatus.ABANDONED,
    TicketStatus.CALLED: TicketStatus.NO_SHOW,
    TicketStatus.SERVING: TicketStatus.FINISHED,
}
"""What becomes of a ticket that nobody closed when its day ends."""

LETTERS = "AEKMT"
"""They look alike in the Latin and the Cyrillic alphabet, and no two of them sound alike."""
CYRILLIC = str.maketrans("АЕКМТ", "AEKMT")
TYPED = re.compile(r"([AEKMT])([0-9]{1,3})")
PER_LETTER = 999
MOST_A_DAY = PER_LETTER * len(LETTERS)


class ForbiddenStep(Exception):
    """A step that the table does not know."""


class NumbersExhausted(Exception):
    """More tickets in one day than there are numbers."""


class Term(StrEnum):
    """What the two clocks measure."""

    WAIT = "wait"  # from the place in the line to the call, 15 minutes at most (2.2)
    SERVING = "serving"  # from the call to the end, 5 minutes at most (2.3)


@dataclass(frozen=True)
class Ticket:
    """One ticket. `id` is its day and its place among the day's tickets, `20261123-0017`."""

    id: str
    psc: str
    day: date
    number: str
    """`A017`; said and shown as `A 017`."""
    status: TicketStatus
    arrived_at: datetime
    place_at: datetime
    """Its place in the line: the earlier is called first (6.2)."""
    wait_due_at: datetime
    next_check_at: datetime | None
    """When the reconciler looks at it if no task did; None when it is closed."""
    booking: str | None = None
    desk: str | None = None
    called_at: datetime | None = None
    serving_due_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    """When it was finished, given up as a no-show, or abandoned; where nobody did, when its day ended."""
    wait_overdue_at: datetime | None = None
    """When it was noticed that the wait had been too long."""
    serving_overdue_at: datetime | None = None
    left_at_night: bool = False
    """Nobody closed it: its day's end did."""

    @property
    def is_open(self) -> bool:
        return bool(TRANSITIONS[self.status])

    @property
    def place(self) -> tuple[datetime, str]:
        """First come, first served, without priority (6.2); of two at the same moment the lower number."""
        return self.place_at, self.id

    @property
    def day_ends_at(self) -> datetime:
        return datetime.combine(self.day + timedelta(days=1), time(), ALMATY).astimezone(UTC)

    def runs(self, term: Term) -> bool:
        """Whether this clock runs and has not been marked."""
        if term is Term.WAIT:
            return self.status is TicketStatus.WAITING and self.wait_overdue_at is None
        return self.status in AT_DESK and self.serving_overdue_at is None

    def missed(self, now: datetime) -> Term | None:
        """The clock that has run out and is not marked yet.

        As with an application, whoever is still there when the time is up has waited too long.
        """
        if self.runs(Term.WAIT) and now >= self.wait_due_at:
            return Term.WAIT
        if self.runs(Term.SERVING) and self.serving_due_at is not None and now >= self.serving_due_at:
            return Term.SERVING
        return None

    def marked(self, now: datetime) -> Ticket:
        """Itself, with a mark where a clock has run out. Every step begins with it: a late step hides no breach."""
        match self.missed(now):
            case Term.WAIT:
                return _looked_at_next(replace(self, wait_overdue_at=now))
            case Term.SERVING:
                return _looked_at_next(replace(self, serving_overdue_at=now))
        return self

    def called(self, desk: str, now: datetime, serving: timedelta) -> Ticket:
        """Call it to a desk: the wait is over (2.2), the serving begins (2.3). Raises ForbiddenStep."""
        return self.step(TicketStatus.CALLED, now, desk=desk, called_at=now, serving_due_at=now + serving)

    def step(self, status: TicketStatus, now: datetime, **changes: Any) -> Ticket:
        """Move on as the table allows, after a mark where the step comes late. Raises ForbiddenStep."""
        if status not in TRANSITIONS[self.status]:
            raise ForbiddenStep(f"{self.status} to {status}")
        if status is TicketStatus.SERVING:
            changes["started_at"] = now
        elif not TRANSITIONS[status]:
            changes.setdefault("ended_at", now)
        return _looked_at_next(replace(self.marked(now), status=status, **changes))

    def at_night(self, now: datetime) -> Ticket:
        """Closed where its day is over, with the day, however late that is found; else only marked where it is late."""
        if not self.is_open or now < self.day_ends_at:
            return self.marked(now)
        return self.step(LEFT_AT_NIGHT[self.status], now, ended_at=self.day_ends_at, left_at_night=True)


def taken(
    psc: str, n: int, arrived_at: datetime, wait: timedelta, *, slot: datetime | None = None, booking: str | None = None
) -> Ticket:
    """The n-th ticket of the day of arrival; with a `slot`, and the id of the booking, of somebody who booked (6.3).

    A booked recipient takes his place at his time: early, he stands where whoever comes at that time would stand, and
    his wait is counted from then on, since he chose the time; late, he stands where he arrived. Raises
    NumbersExhausted.
    """
    place_at = arrived_at if slot is None else max(slot, arrived_at)
    day = almaty_day(arrived_at)
    return _looked_at_next(
        Ticket(
            id=ticket_id(day, n),
            psc=psc,
            day=day,
            number=number_of(n),
            status=TicketStatus.WAITING,
            arrived_at=arrived_at,
            place_at=place_at,
            wait_due_at=place_at + wait,
            next_check_at=None,
            booking=booking,
        )
    )


def _looked_at_next(ticket: Ticket) -> Ticket:
    """Its next due time where that is still to come, and then the end of its day."""
    if not ticket.is_open:
        return replace(ticket, next_check_at=None)
    waits = ticket.status is TicketStatus.WAITING
    marked = ticket.wait_overdue_at if waits else ticket.serving_overdue_at
    due = ticket.wait_due_at if waits else ticket.serving_due_at
    night = ticket.day_ends_at
    return replace(ticket, next_check_at=night if marked or due is None else min(due, night))


def ticket_id(day: date, n: int) -> str:
    return f"{day:%Y%m%d}-{n:04d}"


def number_of(n: int) -> str:
    """A001 to A999, then E001 and so on. Raises NumbersExhausted."""
    letter, place = divmod(n - 1, PER_LETTER)
    if not 0 <= letter < len(LETTERS):
        raise NumbersExhausted
    return f"{LETTERS[letter]}{place + 1:03d}"


def place_of(typed: str) -> int | None:
    """Which ticket of the day a person means: `A 017`, `а17` in Cyrillic. None for what is no number of a ticket."""
    found = TYPED.fullmatch("".join(typed.upper().split()).replace("-", "").translate(CYRILLIC))
    if found is None or int(found[2]) == 0:
        return None
    return LETTERS.index(found[1]) * PER_LETTER + int(found[2])


def spoken_ticket(number: str) -> str:
    """`A 017`, as the board shows it and the loudspeaker says it."""
    return f"{number[0]} {number[1:]}"


@dataclass(frozen=True)
class DeskTicket:
    """The ticket that was called to a desk last. Whoever calls writes it, so one desk gets one ticket at a time."""

    desk: str
    ticket: str
