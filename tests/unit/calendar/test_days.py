"""Which days are worked: it reads like a calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from functions.shared.calendars import working_calendar
from functions.shared.domain.calendar import CalendarUnknown, DayKind, WorkingWeek
from functions.shared.domain.language import Text
from tests.unit.calendar.almanac import DEPARTMENT, PSC, day, moment

WORKS, RESTS = True, False


@pytest.mark.clause("6.1")
@pytest.mark.parametrize(
    ("on", "at_a_department", "at_a_psc", "why"),
    [
        ("Monday 2026-11-23", WORKS, WORKS, "an ordinary Monday"),
        ("Saturday 2026-11-28", RESTS, WORKS, "a Saturday"),
        ("Sunday 2026-11-29", RESTS, RESTS, "a Sunday"),
        # A holiday on Saturday gives a Monday in the five-day week only.
        ("Saturday 2024-03-23", RESTS, RESTS, "Nauryz"),
        ("Monday 2024-03-25", RESTS, WORKS, "in lieu of Saturday 23 March"),
        ("Monday 2024-07-08", RESTS, WORKS, "in lieu of Capital Day, Saturday 6 July"),
        ("Monday 2025-10-27", RESTS, WORKS, "in lieu of Republic Day, Saturday 25 October"),
        # A holiday on Sunday gives a Monday in both.
        ("Monday 2025-07-07", RESTS, RESTS, "in lieu of Capital Day, Sunday 6 July"),
        ("Monday 2026-03-09", RESTS, RESTS, "in lieu of Women's Day, Sunday 8 March"),
        ("Monday 2026-10-26", RESTS, RESTS, "in lieu of Republic Day, Sunday 25 October"),
        # Nauryz lasts three days, and moves by as many as fall on days of rest.
        ("Tuesday 2026-03-24", RESTS, RESTS, "in lieu of Saturday 21 March or Sunday 22 March"),
        ("Wednesday 2026-03-25", RESTS, WORKS, "the second of two days in lieu"),
        ("Saturday 2021-03-20", RESTS, WORKS, "the Saturday before Nauryz"),
        ("Wednesday 2021-03-24", RESTS, RESTS, "in lieu of Sunday 21 March"),
        ("Thursday 2021-03-25", WORKS, WORKS, "one day in lieu is all"),
        ("Tuesday 2022-05-10", RESTS, WORKS, "in lieu of Saturday 7 May, behind Sunday's and Victory Day"),
        # New Year.
        ("Saturday 2026-01-03", RESTS, WORKS, "a Saturday after New Year"),
        ("Monday 2022-01-03", RESTS, RESTS, "in lieu of 2 January, a Sunday"),
        ("Tuesday 2022-01-04", RESTS, WORKS, "in lieu of 1 January, a Saturday"),
        # 7 January and Kurban-ait give no other day.
        ("Monday 2024-01-08", WORKS, WORKS, "Christmas was on Sunday"),
        ("Monday 2023-01-09", WORKS, WORKS, "Christmas was on Saturday"),
        ("Monday 2024-06-17", WORKS, WORKS, "Kurban-ait was on Sunday"),
        ("Monday 2022-07-11", WORKS, WORKS, "Kurban-ait was on Saturday"),
        ("Saturday 2022-07-09", RESTS, RESTS, "Kurban-ait"),
        # Days of rest that were moved: a Saturday's for the five-day week, a Sunday's for both.
        ("Wednesday 2024-05-08", RESTS, WORKS, "moved from Saturday 4 May"),
        ("Saturday 2024-05-04", WORKS, WORKS, "moved to 8 May; a PSC works on Saturdays"),
        ("Monday 2022-03-07", RESTS, WORKS, "moved from Saturday 5 March"),
        ("Saturday 2022-03-05", WORKS, WORKS, "moved to 7 March; a PSC works on Saturdays"),
        ("Friday 2025-01-03", RESTS, RESTS, "moved from Sunday 5 January"),
        ("Sunday 2025-01-05", WORKS, WORKS, "moved to 3 January"),
        ("Friday 2020-05-08", RESTS, WORKS, "moved from Monday 11 May, itself in lieu of Saturday 9 May"),
        ("Monday 2020-05-11", WORKS, WORKS, "moved to 8 May; for a PSC nothing was there to move"),
        # Constitution Day left 30 August and comes to 15 March.
        ("Friday 2024-08-30", RESTS, RESTS, "Constitution Day"),
        ("Monday 2026-08-31", WORKS, WORKS, "30 August 2026 is no holiday any more"),
        ("Monday 2026-03-16", WORKS, WORKS, "15 March 2026 is none yet"),
        ("Monday 2027-03-15", RESTS, RESTS, "Constitution Day"),
    ],
)
def test_a_day_is_worked_or_not(on: str, at_a_department: bool, at_a_psc: bool, why: str) -> None:
    calendar = working_calendar()
    assert calendar.is_working(day(on), DEPARTMENT) is at_a_department, why
    assert calendar.is_working(day(on), PSC) is at_a_psc, why


@pytest.mark.clause("6.1")
def test_a_psc_is_open_on_every_day_on_which_the_departments_work() -> None:
    calendar = working_calendar()
    days = [calendar.first_day + timedelta(days=n) for n in range((calendar.last_day - calendar.first_day).days + 1)]
    assert [on for on in days if calendar.is_working(on, DEPARTMENT) and not calendar.is_working(on, PSC)] == []


@pytest.mark.parametrize(
    ("on", "week", "kind", "reason", "source"),
    [
        (
            "Tuesday 2026-03-24",
            PSC,
            DayKind.IN_LIEU,
            Text(
                "Ауыстырылған демалыс күні: Наурыз мейрамы",
                "Выходной взамен праздничного дня: Наурыз мейрамы",
                "Day off in lieu: Nauryz",
            ),
            "Law on Holidays, art. 5",
        ),
        (
            "Saturday 2026-05-09",
            PSC,
            DayKind.HOLIDAY,
            Text("Жеңіс күні", "День Победы", "Victory Day"),
            "Law on Holidays, art. 3",
        ),
        (
            "Wednesday 2026-01-07",
            DEPARTMENT,
            DayKind.HOLIDAY,
            Text("Православиелік Рождество", "Православное Рождество", "Orthodox Christmas"),
            "Labour Code, art. 84",
        ),
        (
            "Friday 2025-01-03",
            PSC,
            DayKind.MOVED_OFF,
            Text(
                "Демалыс күні (05.01.2025 күнінен ауыстырылған)",
                "День отдыха (перенесен с 05.01.2025)",
                "Day off (moved from 05.01.2025)",
            ),
            "adilet.zan.kz G24G0000436",
        ),
        (
            "Saturday 2024-05-04",
            DEPARTMENT,
            DayKind.MOVED_WORKING,
            Text(
                "Жұмыс күні (демалыс 08.05.2024 күніне ауыстырылған)",
                "Рабочий день (день отдыха перенесен на 08.05.2024)",
                "Working day (the day off is moved to 08.05.2024)",
            ),
            "adilet.zan.kz G24G0000109",
        ),
        ("Saturday 2024-05-04", PSC, DayKind.WORKING, None, ""),
        ("Saturday 2026-11-28", DEPARTMENT, DayKind.WEEKEND, None, ""),
    ],
)
def test_a_day_says_why(on: str, week: WorkingWeek, kind: DayKind, reason: Text | None, source: str) -> None:
    found = working_calendar().day(day(on), week)
    assert (found.kind, found.reason, found.source) == (kind, reason, source)


@pytest.mark.parametrize("week", WorkingWeek)
def test_kurban_ait_is_an_estimate_until_it_is_announced(week: WorkingWeek) -> None:
    calendar = working_calendar()
    kurban_ait = {2025: "Friday 2025-06-06", 2026: "Wednesday 2026-05-27", 2027: "Sunday 2027-05-16"}
    found = {year: calendar.day(day(on), week) for year, on in kurban_ait.items()}
    assert [each.reason and each.reason.en for each in found.values()] == ["Kurban-ait"] * 3
    assert {year: each.estimated for year, each in found.items()} == {2025: False, 2026: False, 2027: True}


@pytest.mark.parametrize("week", WorkingWeek)
def test_a_day_with_two_holidays_is_certain_when_one_of_them_is(week: WorkingWeek) -> None:
    """Kurban-ait of 2032 is expected on the second day of Nauryz."""
    found = working_calendar().day(day("Monday 2032-03-22"), week)
    assert found.reason is not None
    assert (found.reason.en, found.estimated) == ("Nauryz", False)


@pytest.mark.parametrize("on", [date(2012, 12, 31), date(2036, 1, 1)])
def test_out_of_reach_nothing_is_guessed(on: date) -> None:
    calendar = working_calendar()
    for ask in (calendar.day, calendar.is_working, calendar.next_working):
        with pytest.raises(CalendarUnknown, match="from 2013-01-01 to 2035-12-31"):
            ask(on, PSC)
    with pytest.raises(CalendarUnknown):
        calendar.nth_working_day(on, 1, PSC)


def test_a_term_that_ends_out_of_reach_is_not_guessed() -> None:
    calendar = working_calendar()
    assert calendar.nth_working_day(day("Friday 2035-12-28"), 1, DEPARTMENT) == day("Monday 2035-12-31")
    with pytest.raises(CalendarUnknown, match="ends on 2035-12-31"):
        calendar.nth_working_day(day("Friday 2035-12-28"), 2, DEPARTMENT)


def test_a_moment_is_not_taken_for_a_day() -> None:
    with pytest.raises(TypeError):
        working_calendar().is_working(moment("Monday 2026-11-23 09:00"), PSC)
