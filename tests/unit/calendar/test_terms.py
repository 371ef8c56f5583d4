"""When a term of working days ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.shared.calendars import working_calendar
from functions.shared.domain.calendar import ALMATY, WorkingWeek, almaty_day
from functions.shared.domain.standard import STANDARD_2014
from tests.unit.calendar.almanac import DEPARTMENT, PSC, day, moment, shown

COMPLAINT = STANDARD_2014.complaint_working_days
APPEAL = STANDARD_2014.appeal_working_days


@pytest.mark.clause("11.8")
@pytest.mark.parametrize(
    ("registered_at", "week", "ends"),
    [
        ("Monday 2026-11-23 10:00", DEPARTMENT, "Monday 2026-11-30 23:59"),
        ("Monday 2026-11-23 10:00", PSC, "Saturday 2026-11-28 23:59"),
        ("Friday 2026-11-27 18:29", DEPARTMENT, "Friday 2026-12-04 23:59"),
        # 16 December is Independence Day.
        ("Monday 2026-12-14 12:00", DEPARTMENT, "Tuesday 2026-12-22 23:59"),
        ("Monday 2026-12-14 12:00", PSC, "Monday 2026-12-21 23:59"),
        # Over New Year and Christmas: at the PSC Saturday 3 January counts.
        ("Wednesday 2025-12-31 17:00", DEPARTMENT, "Monday 2026-01-12 23:59"),
        ("Wednesday 2025-12-31 17:00", PSC, "Friday 2026-01-09 23:59"),
        # Sunday 5 January 2025 was worked.
        ("Tuesday 2024-12-31 17:00", DEPARTMENT, "Friday 2025-01-10 23:59"),
        ("Tuesday 2024-12-31 17:00", PSC, "Thursday 2025-01-09 23:59"),
        # Over Nauryz.
        ("Friday 2026-03-20 09:00", DEPARTMENT, "Wednesday 2026-04-01 23:59"),
        ("Friday 2026-03-20 09:00", PSC, "Monday 2026-03-30 23:59"),
        # The clocks of Almaty: half past midnight is the new day, though in UTC it is still the old one.
        ("Tuesday 2026-11-24 00:30", DEPARTMENT, "Tuesday 2026-12-01 23:59"),
        # The day itself is not counted, however early.
        ("Monday 2026-11-23 00:00", DEPARTMENT, "Monday 2026-11-30 23:59"),
        ("Monday 2026-11-23 23:59", DEPARTMENT, "Monday 2026-11-30 23:59"),
    ],
)
def test_a_complaint_is_considered_within_five_working_days(registered_at: str, week: WorkingWeek, ends: str) -> None:
    assert shown(working_calendar().term_ends(moment(registered_at), COMPLAINT, week)) == ends


@pytest.mark.clause("11.10")
@pytest.mark.parametrize(
    ("registered_at", "ends"),
    [
        ("Monday 2026-11-30 11:00", "Tuesday 2026-12-22 23:59"),
        ("Monday 2026-04-27 11:00", "Thursday 2026-05-21 23:59"),
    ],
)
def test_the_quality_authority_has_fifteen_working_days(registered_at: str, ends: str) -> None:
    assert shown(working_calendar().term_ends(moment(registered_at), APPEAL, DEPARTMENT)) == ends


@pytest.mark.clause("11.8")
@pytest.mark.parametrize(
    ("received_at", "week", "registered", "ends"),
    [
        ("Saturday 2026-11-28 12:00", PSC, "Saturday 2026-11-28", "Friday 2026-12-04 23:59"),
        ("Saturday 2026-11-28 12:00", DEPARTMENT, "Monday 2026-11-30", "Monday 2026-12-07 23:59"),
        ("Sunday 2026-11-29 12:00", PSC, "Monday 2026-11-30", "Saturday 2026-12-05 23:59"),
        ("Sunday 2025-01-05 12:00", DEPARTMENT, "Sunday 2025-01-05", "Monday 2025-01-13 23:59"),
        ("Wednesday 2026-12-16 12:00", DEPARTMENT, "Thursday 2026-12-17", "Thursday 2026-12-24 23:59"),
    ],
)
def test_what_comes_on_a_day_off_is_registered_on_the_next_working_day(
    received_at: str, week: WorkingWeek, registered: str, ends: str
) -> None:
    """APPC, art. 64."""
    calendar = working_calendar()
    assert calendar.registration_day(moment(received_at), week) == day(registered)
    assert shown(calendar.term_ends(moment(received_at), COMPLAINT, week)) == ends


def test_a_term_ends_with_the_last_microsecond_of_its_last_day() -> None:
    ends = working_calendar().term_ends(moment("Monday 2026-11-23 10:00"), 1, DEPARTMENT)
    assert ends == datetime(2026, 11, 24, 18, 59, 59, 999999, tzinfo=UTC)
    assert almaty_day(ends) == date(2026, 11, 24)
    assert almaty_day(ends + timedelta(microseconds=1)) == date(2026, 11, 25)


def test_the_day_on_which_the_clocks_were_set_back_ends_with_its_second_midnight_hour() -> None:
    ends = working_calendar().term_ends(moment("Wednesday 2024-02-28 10:00"), 1, DEPARTMENT)
    assert ends == datetime(2024, 2, 29, 18, 59, 59, 999999, tzinfo=UTC)


def test_before_2024_almaty_was_six_hours_ahead() -> None:
    ends = working_calendar().term_ends(datetime(2014, 6, 2, 17, 59, tzinfo=UTC), 1, DEPARTMENT)
    assert ends == datetime(2014, 6, 3, 17, 59, 59, 999999, tzinfo=UTC)


def test_a_moment_without_a_time_zone_has_no_term() -> None:
    with pytest.raises(ValueError, match="time zone"):
        working_calendar().term_ends(datetime(2026, 11, 23, 10, 0), 5, DEPARTMENT)  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize("n", [0, -1])
def test_working_days_are_counted_from_one(n: int) -> None:
    with pytest.raises(ValueError, match="from one"):
        working_calendar().nth_working_day(date(2026, 11, 23), n, PSC)


days = st.dates(date(2013, 1, 1), date(2034, 12, 31))
weeks = st.sampled_from(WorkingWeek)
counts = st.integers(1, 60)


@given(days, counts, counts, weeks)
def test_two_terms_after_one_another_are_one_term(after: date, first: int, second: int, week: WorkingWeek) -> None:
    calendar = working_calendar()
    between = calendar.nth_working_day(after, first, week)
    assert calendar.nth_working_day(between, second, week) == calendar.nth_working_day(after, first + second, week)


@given(days, days, counts, weeks)
def test_who_starts_later_ends_no_earlier(one: date, other: date, n: int, week: WorkingWeek) -> None:
    calendar = working_calendar()
    earlier, later = sorted((one, other))
    assert calendar.nth_working_day(earlier, n, week) <= calendar.nth_working_day(later, n, week)


@given(days, counts, weeks)
def test_a_term_contains_as_many_working_days_as_it_has(after: date, n: int, week: WorkingWeek) -> None:
    calendar = working_calendar()
    last = calendar.nth_working_day(after, n, week)
    span = [after + timedelta(days=each) for each in range(1, (last - after).days + 1)]
    assert sum(calendar.is_working(on, week) for on in span) == n
    assert calendar.is_working(last, week)


@given(days, weeks)
def test_the_next_working_day_is_the_first_of_the_day_before(on: date, week: WorkingWeek) -> None:
    calendar = working_calendar()
    found = calendar.next_working(on, week)
    assert (found == on) == calendar.is_working(on, week)
    if on > calendar.first_day:
        assert found == calendar.nth_working_day(on - timedelta(days=1), 1, week)


@given(days, counts)
def test_the_six_day_week_is_never_slower(after: date, n: int) -> None:
    calendar = working_calendar()
    assert calendar.nth_working_day(after, n, PSC) <= calendar.nth_working_day(after, n, DEPARTMENT)


@given(st.datetimes(datetime(2013, 1, 2), datetime(2034, 12, 30), timezones=st.just(UTC)), counts, weeks)  # noqa: DTZ001 - hypothesis takes naive bounds
def test_a_term_ends_on_a_working_day_and_is_the_same_all_day_long(
    registered_at: datetime, n: int, week: WorkingWeek
) -> None:
    calendar = working_calendar()
    ends = calendar.term_ends(registered_at, n, week)
    assert ends > registered_at
    assert calendar.is_working(almaty_day(ends), week)
    noon = datetime.combine(almaty_day(registered_at), datetime.min.time(), ALMATY) + timedelta(hours=12)
    assert calendar.term_ends(noon, n, week) == ends
