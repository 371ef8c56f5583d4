"""A ticket's states, its place in the line, its number, and its two clocks to the second (2.2, 2.3, 6.2, 6.3)."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from functions.shared.domain.ticket import (
    MOST_A_DAY,
    TRANSITIONS,
    ForbiddenStep,
    NumbersExhausted,
    Term,
    Ticket,
    TicketStatus,
    number_of,
    place_of,
    spoken_ticket,
    taken,
)

TEN = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
"""Ten o'clock in Almaty."""
WAIT, SERVING, SECOND = timedelta(minutes=15), timedelta(minutes=5), timedelta(seconds=1)
NIGHT = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
"""Midnight in Almaty."""
ALLOWED = {
    (TicketStatus.WAITING, TicketStatus.CALLED),
    (TicketStatus.WAITING, TicketStatus.ABANDONED),
    (TicketStatus.CALLED, TicketStatus.SERVING),
    (TicketStatus.CALLED, TicketStatus.NO_SHOW),
    (TicketStatus.SERVING, TicketStatus.FINISHED),
}


def waiting(n: int = 1, at: datetime = TEN, slot: datetime | None = None) -> Ticket:
    return taken("psc-almaty-1", n, at, WAIT, slot=slot)


def in_state(status: TicketStatus) -> Ticket:
    """The ticket brought there at ten o'clock, by the steps of the table."""
    called = waiting().called("1", TEN, SERVING)
    match status:
        case TicketStatus.WAITING:
            return waiting()
        case TicketStatus.ABANDONED:
            return waiting().step(status, TEN)
        case TicketStatus.CALLED:
            return called
        case TicketStatus.NO_SHOW | TicketStatus.SERVING:
            return called.step(status, TEN)
        case TicketStatus.FINISHED:
            return called.step(TicketStatus.SERVING, TEN).step(status, TEN)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(TicketStatus, TicketStatus)))
def test_only_the_steps_of_the_table_are_possible(before: TicketStatus, after: TicketStatus) -> None:
    ticket = in_state(before)
    if (before, after) in ALLOWED:
        assert ticket.step(after, TEN).status is after
    else:
        with pytest.raises(ForbiddenStep):
            ticket.step(after, TEN)


def test_every_state_stands_in_the_table_and_can_be_reached() -> None:
    assert set(TRANSITIONS) == set(TicketStatus)
    assert set().union(*TRANSITIONS.values()) | {TicketStatus.WAITING} == set(TicketStatus)


@pytest.mark.parametrize("status", [status for status in TicketStatus if not TRANSITIONS[status]])
def test_a_closed_ticket_is_looked_at_no_more(status: TicketStatus) -> None:
    closed = in_state(status)
    assert not closed.is_open
    assert closed.next_check_at is None
    assert closed.ended_at == TEN
    assert closed.at_night(NIGHT + timedelta(days=1)) == closed


# ---------------------------------------------------------------- the line


@pytest.mark.clause("6.2")
def test_who_comes_first_stands_first_and_of_two_at_once_the_lower_number() -> None:
    line = [waiting(3, TEN + SECOND), waiting(2), waiting(1)]
    assert [ticket.number for ticket in sorted(line, key=lambda ticket: ticket.place)] == ["A001", "A002", "A003"]


@pytest.mark.clause("6.3")
@pytest.mark.parametrize(
    ("arrives", "slot", "place"),
    [("10:00", "10:30", "10:30"), ("10:30", "10:30", "10:30"), ("10:44", "10:30", "10:44")],
)
def test_a_booked_recipient_takes_his_place_at_his_time_or_when_he_comes_later(
    arrives: str, slot: str, place: str
) -> None:
    def at(clock: str) -> datetime:
        return datetime.fromisoformat(f"2026-11-23T{clock}:00+05:00").astimezone(UTC)

    ticket = waiting(at=at(arrives), slot=at(slot))
    assert ticket.arrived_at == at(arrives)
    assert ticket.place_at == at(place)
    assert ticket.wait_due_at == at(place) + WAIT


# ---------------------------------------------------------------- the clocks


@pytest.mark.clause("2.2")
@pytest.mark.parametrize(("after", "late"), [(WAIT - SECOND, False), (WAIT, True), (WAIT + SECOND, True)])
def test_the_wait_is_missed_when_fifteen_minutes_are_over(after: timedelta, late: bool) -> None:
    assert waiting().missed(TEN + after) is (Term.WAIT if late else None)
    called = waiting().called("1", TEN + after, SERVING)
    assert called.wait_overdue_at == (TEN + after if late else None)


@pytest.mark.clause("2.3")
@pytest.mark.parametrize(("after", "late"), [(SERVING - SECOND, False), (SERVING, True), (SERVING + SECOND, True)])
@pytest.mark.parametrize("status", [TicketStatus.CALLED, TicketStatus.SERVING])
def test_the_serving_is_missed_five_minutes_after_the_call(after: timedelta, late: bool, status: TicketStatus) -> None:
    ticket = in_state(status)
    assert ticket.missed(TEN + after) is (Term.SERVING if late else None)
    end = TicketStatus.NO_SHOW if status is TicketStatus.CALLED else TicketStatus.FINISHED
    assert ticket.step(end, TEN + after).serving_overdue_at == (TEN + after if late else None)


@pytest.mark.clause("2.3")
def test_a_late_start_is_marked_and_does_not_begin_the_serving_anew() -> None:
    started = in_state(TicketStatus.CALLED).step(TicketStatus.SERVING, TEN + SERVING)
    assert started.serving_overdue_at == TEN + SERVING
    assert started.serving_due_at == TEN + SERVING
    finished = started.step(TicketStatus.FINISHED, TEN + 2 * SERVING)
    assert finished.serving_overdue_at == TEN + SERVING


@pytest.mark.clause("2.2", "2.3")
def test_a_clock_is_marked_once_and_then_only_the_night_is_left_to_look_for() -> None:
    ticket = waiting()
    assert ticket.next_check_at == TEN + WAIT
    marked = ticket.marked(TEN + WAIT)
    assert marked.marked(TEN + 2 * WAIT) == marked
    assert marked.missed(TEN + 2 * WAIT) is None
    assert marked.next_check_at == NIGHT
    called = marked.called("1", TEN + 2 * WAIT, SERVING)
    assert called.next_check_at == TEN + 2 * WAIT + SERVING
    assert called.marked(TEN + 3 * WAIT).next_check_at == NIGHT


@pytest.mark.clause("2.2")
def test_the_wait_of_an_abandoned_ticket_is_marked_too() -> None:
    assert waiting().step(TicketStatus.ABANDONED, TEN + WAIT).wait_overdue_at == TEN + WAIT


@pytest.mark.parametrize(
    ("status", "becomes"),
    [
        (TicketStatus.WAITING, TicketStatus.ABANDONED),
        (TicketStatus.CALLED, TicketStatus.NO_SHOW),
        (TicketStatus.SERVING, TicketStatus.FINISHED),
    ],
)
def test_the_end_of_the_day_closes_what_was_left_open_and_marks_it_first(
    status: TicketStatus, becomes: TicketStatus
) -> None:
    ticket = in_state(status)
    assert ticket.at_night(NIGHT - SECOND).is_open
    closed = ticket.at_night(NIGHT)
    assert (closed.status, closed.left_at_night, closed.ended_at) == (becomes, True, NIGHT)
    late = closed.wait_overdue_at if status is TicketStatus.WAITING else closed.serving_overdue_at
    assert late == NIGHT


# ---------------------------------------------------------------- the number


def test_numbers_are_short_and_no_two_of_a_day_are_the_same() -> None:
    numbers = [number_of(n) for n in range(1, MOST_A_DAY + 1)]
    assert len(set(numbers)) == MOST_A_DAY
    assert [place_of(number) for number in numbers] == list(range(1, MOST_A_DAY + 1))
    assert (numbers[0], numbers[998], numbers[999], numbers[-1]) == ("A001", "A999", "E001", "T999")
    for n in (0, MOST_A_DAY + 1):
        with pytest.raises(NumbersExhausted):
            number_of(n)


@pytest.mark.parametrize("typed", ["A017", "A 017", "a017", "а 017", "А17", " a-17 ", "A\u00a0017"])
def test_a_number_is_understood_however_it_was_typed(typed: str) -> None:
    assert place_of(typed) == 17


@pytest.mark.parametrize("typed", ["", "A", "017", "A000", "A0017", "B017", "A01٧", "A017A", "ааа", "A017/../x"])
def test_what_is_no_number_names_no_ticket(typed: str) -> None:
    assert place_of(typed) is None


def test_a_number_is_said_in_two_parts() -> None:
    assert spoken_ticket("A017") == "A 017"


def test_the_day_is_almatys() -> None:
    assert waiting(at=datetime(2026, 11, 23, 18, 59, tzinfo=UTC)).id == "20261123-0001"
    assert waiting(at=datetime(2026, 11, 23, 19, 0, tzinfo=UTC)).day == date(2026, 11, 24)
