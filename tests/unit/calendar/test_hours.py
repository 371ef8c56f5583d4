"""When a public service centre is open, by the clocks of Almaty."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from functions.shared.calendars import working_calendar
from functions.shared.domain.calendar import CalendarUnknown, WorkingWeek
from functions.shared.domain.hours import PSC_HOURS, OpeningHours, is_open, next_opening
from tests.unit.calendar.almanac import moment, shown

OPEN = "open"


@pytest.mark.clause("6.1")
@pytest.mark.parametrize(
    ("now", "opens"),
    [
        # An ordinary day.
        ("Monday 2026-11-23 08:59", "Monday 2026-11-23 09:00"),
        ("Monday 2026-11-23 09:00", OPEN),
        ("Monday 2026-11-23 13:30", OPEN),
        ("Monday 2026-11-23 19:59", OPEN),
        ("Monday 2026-11-23 20:00", "Tuesday 2026-11-24 09:00"),
        ("Monday 2026-11-23 23:59", "Tuesday 2026-11-24 09:00"),
        ("Tuesday 2026-11-24 00:00", "Tuesday 2026-11-24 09:00"),
        # The end of a week.
        ("Saturday 2026-11-28 19:59", OPEN),
        ("Saturday 2026-11-28 20:00", "Monday 2026-11-30 09:00"),
        ("Sunday 2026-11-29 12:00", "Monday 2026-11-30 09:00"),
        # Nauryz 2026: Saturday to Monday, and Tuesday in lieu of Sunday.
        ("Friday 2026-03-20 20:00", "Wednesday 2026-03-25 09:00"),
        ("Saturday 2026-03-21 10:00", "Wednesday 2026-03-25 09:00"),
        ("Sunday 2026-03-22 10:00", "Wednesday 2026-03-25 09:00"),
        ("Monday 2026-03-23 10:00", "Wednesday 2026-03-25 09:00"),
        ("Tuesday 2026-03-24 19:59", "Wednesday 2026-03-25 09:00"),
        ("Wednesday 2026-03-25 09:00", OPEN),
        # New Year: 3 January is a Saturday, and worked.
        ("Wednesday 2025-12-31 19:59", OPEN),
        ("Wednesday 2025-12-31 20:00", "Saturday 2026-01-03 09:00"),
        ("Friday 2026-01-02 23:00", "Saturday 2026-01-03 09:00"),
        ("Tuesday 2026-01-06 20:00", "Thursday 2026-01-08 09:00"),
        # A Sunday that was worked, and the Friday off for it.
        ("Friday 2025-01-03 12:00", "Saturday 2025-01-04 09:00"),
        ("Saturday 2025-01-04 20:00", "Sunday 2025-01-05 09:00"),
        ("Sunday 2025-01-05 12:00", OPEN),
        # Kurban-ait is not shifted, and neither is a holiday on Saturday.
        ("Wednesday 2026-05-27 12:00", "Thursday 2026-05-28 09:00"),
        ("Saturday 2026-05-09 12:00", "Monday 2026-05-11 09:00"),
        # While Almaty was six hours ahead.
        ("Monday 2014-06-02 09:00", OPEN),
        ("Monday 2014-06-02 20:00", "Tuesday 2014-06-03 09:00"),
    ],
)
def test_a_psc_accepts_monday_to_saturday_from_nine_to_eight(now: str, opens: str) -> None:
    calendar, at = working_calendar(), moment(now)
    assert is_open(calendar, PSC_HOURS, at) is (opens == OPEN)
    assert shown(next_opening(calendar, PSC_HOURS, at)) == (now if opens == OPEN else opens)


@pytest.mark.clause("6.1")
def test_a_psc_closes_at_eight_to_the_microsecond() -> None:
    calendar, closes = working_calendar(), moment("Saturday 2026-11-28 20:00")
    assert is_open(calendar, PSC_HOURS, closes - timedelta(microseconds=1))
    assert not is_open(calendar, PSC_HOURS, closes)


def test_the_hours_are_almatys_wherever_the_clock_stands() -> None:
    calendar = working_calendar()
    assert is_open(calendar, PSC_HOURS, datetime(2026, 11, 23, 4, 0, tzinfo=UTC))
    assert not is_open(calendar, PSC_HOURS, datetime(2026, 11, 23, 15, 0, tzinfo=UTC))
    assert not is_open(calendar, PSC_HOURS, datetime(2014, 6, 2, 14, 0, tzinfo=UTC))


@pytest.mark.clause("6.1")
def test_a_psc_opens_again_at_every_moment_of_a_year() -> None:
    """Half an hour at a time: the next opening is open, is not past, and nothing before it is open."""
    calendar, at = working_calendar(), moment("Thursday 2026-01-01 00:00")
    while at < moment("Friday 2027-01-01 00:00"):
        opens = next_opening(calendar, PSC_HOURS, at)
        assert opens >= at
        assert is_open(calendar, PSC_HOURS, opens)
        assert opens == at or not is_open(calendar, PSC_HOURS, opens - timedelta(microseconds=1))
        assert next_opening(calendar, PSC_HOURS, opens) == opens
        assert is_open(calendar, PSC_HOURS, at) == (opens == at)
        at += timedelta(minutes=30)


def test_after_the_last_day_of_the_calendar_no_opening_is_promised() -> None:
    with pytest.raises(CalendarUnknown):
        next_opening(working_calendar(), PSC_HOURS, moment("Monday 2035-12-31 20:00"))


@pytest.mark.parametrize(
    ("opens", "closes"),
    [(time(20), time(9)), (time(9), time(9)), (time(9, tzinfo=UTC), time(20)), (time(9), time(20, tzinfo=UTC))],
)
def test_impossible_hours_are_refused(opens: time, closes: time) -> None:
    with pytest.raises(ValueError, match="opens before it closes"):
        OpeningHours(WorkingWeek.SIX_DAY, opens, closes)


def test_a_moment_without_a_time_zone_is_neither_open_nor_closed() -> None:
    with pytest.raises(ValueError, match="time zone"):
        is_open(working_calendar(), PSC_HOURS, datetime(2026, 11, 23, 10, 0))  # noqa: DTZ001 - that is the point
