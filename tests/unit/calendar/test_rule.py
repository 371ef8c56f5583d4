"""The rule of days in lieu on small calendars made up for one question each (Law on Holidays, art. 5)."""

from __future__ import annotations

import pytest

from functions.shared.domain.calendar import (
    Day,
    DayKind,
    DecidedDay,
    PublicHoliday,
    StaleDecision,
    WorkingCalendar,
    WorkingWeek,
)
from functions.shared.domain.language import Text
from tests.unit.calendar.almanac import DEPARTMENT, PSC, day


def holiday(on: str, name: str = "Holiday", *, shifts: bool = True, estimated: bool = False) -> PublicHoliday:
    return PublicHoliday(day(on), Text(name, name, name), shifts, estimated, "a law")


def decided(on: str, week: WorkingWeek, works: bool) -> DecidedDay:
    return DecidedDay(day(on), week, works, Text("Шешім", "Решение", "Decision"), "a decision")


def november(*holidays: PublicHoliday, decisions: tuple[DecidedDay, ...] = ()) -> WorkingCalendar:
    """2026, in which the 21st of November is a Saturday."""
    return WorkingCalendar(holidays, decisions, first_year=2026, last_year=2026, decisions_through=2026)


def told(found: Day) -> tuple[DayKind, str, bool]:
    assert found.reason is not None
    return found.kind, found.reason.en, found.estimated


def test_two_holidays_on_one_weekend_give_two_days_in_the_order_of_the_holidays() -> None:
    calendar = november(holiday("Sunday 2026-11-22", "Second"), holiday("Saturday 2026-11-21", "First"))
    monday, tuesday = (calendar.day(day(on), DEPARTMENT) for on in ("Monday 2026-11-23", "Tuesday 2026-11-24"))
    assert told(monday) == (DayKind.IN_LIEU, "Day off in lieu: First", False)
    assert told(tuesday) == (DayKind.IN_LIEU, "Day off in lieu: Second", False)
    assert told(calendar.day(day("Monday 2026-11-23"), PSC)) == (DayKind.IN_LIEU, "Day off in lieu: Second", False)
    assert calendar.is_working(day("Tuesday 2026-11-24"), PSC)


def test_a_day_in_lieu_steps_over_holidays_that_follow() -> None:
    calendar = november(holiday("Sunday 2026-11-22"), holiday("Monday 2026-11-23", shifts=False))
    for week in WorkingWeek:
        assert calendar.day(day("Monday 2026-11-23"), week).kind is DayKind.HOLIDAY
        assert calendar.day(day("Tuesday 2026-11-24"), week).kind is DayKind.IN_LIEU


def test_a_holiday_that_does_not_shift_gives_nothing() -> None:
    calendar = november(holiday("Sunday 2026-11-22", shifts=False))
    assert all(calendar.is_working(day("Monday 2026-11-23"), week) for week in WorkingWeek)


def test_a_day_in_lieu_behind_an_estimate_is_an_estimate() -> None:
    """Were the estimate wrong, the day in lieu would be the Monday itself."""
    calendar = november(holiday("Sunday 2026-11-22"), holiday("Monday 2026-11-23", shifts=False, estimated=True))
    assert told(calendar.day(day("Tuesday 2026-11-24"), PSC)) == (DayKind.IN_LIEU, "Day off in lieu: Holiday", True)


def test_a_decision_may_move_a_day_in_lieu() -> None:
    """As in May 2020, when the Monday in lieu of Saturday was moved to the Friday before."""
    decisions = (decided("Friday 2026-11-20", DEPARTMENT, False), decided("Monday 2026-11-23", DEPARTMENT, True))
    calendar = november(holiday("Saturday 2026-11-21"), decisions=decisions)
    assert told(calendar.day(day("Friday 2026-11-20"), DEPARTMENT)) == (DayKind.MOVED_OFF, "Decision", False)
    assert told(calendar.day(day("Monday 2026-11-23"), DEPARTMENT)) == (DayKind.MOVED_WORKING, "Decision", False)
    assert calendar.is_working(day("Friday 2026-11-20"), PSC)


@pytest.mark.parametrize(
    "decisions",
    [
        (decided("Friday 2026-11-20", DEPARTMENT, True),),
        (decided("Saturday 2026-11-21", DEPARTMENT, False),),
        (decided("Saturday 2026-11-21", PSC, True),),
        (decided("Friday 2026-11-20", DEPARTMENT, False), decided("Friday 2026-11-20", DEPARTMENT, True)),
        (decided("Saturday 2026-11-21", DEPARTMENT, True), decided("Saturday 2026-11-21", DEPARTMENT, False)),
    ],
)
def test_a_decision_that_changes_nothing_or_changes_another_is_stale(decisions: tuple[DecidedDay, ...]) -> None:
    with pytest.raises(StaleDecision):
        november(decisions=decisions)
