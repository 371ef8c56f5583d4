"""The calendar against an oracle that walks the days of the law's lists one by one."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from functions.shared.calendars import working_calendar
from functions.shared.domain.calendar import WorkingWeek
from tests.unit.calendar import oracle


@pytest.mark.clause("6.1", "11.8")
@pytest.mark.parametrize("week", WorkingWeek)
def test_every_day_of_2024_to_2027_is_what_the_law_lists(week: WorkingWeek) -> None:
    calendar = working_calendar()
    on, different, compared = oracle.FIRST, [], 0
    while on <= oracle.LAST:
        if calendar.is_working(on, week) != oracle.works(on, week.value):
            different.append(calendar.day(on, week))
        on += timedelta(days=1)
        compared += 1
    assert different == []
    assert compared == 1461


@pytest.mark.clause("11.8", "11.10")
def test_a_hundred_thousand_deadlines_end_where_one_walks_to() -> None:
    calendar, draw = working_calendar(), random.Random(20261214)
    begin, end = datetime(2024, 1, 1, tzinfo=UTC), datetime(2027, 11, 30, tzinfo=UTC)
    seconds = int((end - begin).total_seconds())
    different, weeks = [], list(WorkingWeek)
    for _ in range(100_000):
        registered_at = begin + timedelta(seconds=draw.randrange(seconds), microseconds=draw.randrange(1_000_000))
        working_days, week = draw.randint(1, 15), draw.choice(weeks)
        found = calendar.term_ends(registered_at, working_days, week)
        expected = oracle.term_ends(registered_at, working_days, week.value)
        if found != expected:
            different.append((registered_at.isoformat(), working_days, week, found.isoformat(), expected.isoformat()))
    assert different == []


def test_the_oracle_lists_as_many_days_off_as_were_published() -> None:
    """January 2026 as the press printed it: 19 working days in the five-day week, 24 in the six-day one."""
    january = [date(2026, 1, day) for day in range(1, 32)]
    assert sum(oracle.works(on, "five-day") for on in january) == 19
    assert sum(oracle.works(on, "six-day") for on in january) == 24
