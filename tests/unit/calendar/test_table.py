"""The dated table against the package: where they disagree somebody has to look, and a stale entry is found."""

from __future__ import annotations

import copy
import json
from datetime import date, timedelta
from typing import Any

import pytest
from holidays.countries.kazakhstan import Kazakhstan

from functions.shared.calendars import TABLE, TableStale, build, working_calendar
from functions.shared.domain.calendar import DayKind, StaleDecision
from tests.unit.calendar.almanac import DEPARTMENT, PSC, day

TABLE_AS_IT_IS: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
SOURCE = "adilet.zan.kz, for this test"


@pytest.fixture
def table() -> dict[str, Any]:
    """The table with two years only, which are quickly built."""
    table = copy.deepcopy(TABLE_AS_IT_IS)
    table["years"].update(first=2026, last=2027)
    table["moves"] = []
    return table


def test_the_package_agrees_on_the_five_day_week() -> None:
    """Its own days in lieu and moved days, which the calendar does not read, are the ones that the rule gives."""
    calendar = working_calendar()
    years = range(calendar.first_day.year, calendar.last_day.year + 1)
    package = Kazakhstan(years=years, language="kk")
    span = (calendar.last_day - calendar.first_day).days + 1
    days = [calendar.first_day + timedelta(days=n) for n in range(span)]
    assert [on for on in days if package.is_working_day(on) != calendar.is_working(on, DEPARTMENT)] == []


def test_every_text_of_the_table_stands_in_three_languages_and_no_holiday_twice() -> None:
    holidays = TABLE_AS_IT_IS["holidays"]
    assert all(entry[language].strip() for entry in holidays for language in ("kk", "ru", "en"))
    assert len({entry["package"] for entry in holidays}) == len(holidays)


def test_every_entry_names_its_source() -> None:
    entries = [*TABLE_AS_IT_IS["holidays"], *TABLE_AS_IT_IS["corrections"], *TABLE_AS_IT_IS["moves"]]
    assert [entry for entry in entries if not entry["source"].strip()] == []


def test_the_rest_of_a_saturday_moves_for_the_five_day_week_only_and_that_of_a_sunday_for_both() -> None:
    for move in TABLE_AS_IT_IS["moves"]:
        sunday = date.fromisoformat(move["worked"]).isoweekday() == 7
        assert move["weeks"] == (["five-day", "six-day"] if sunday else ["five-day"]), move


def test_a_move_that_was_decided_is_entered_as_one_line(table: dict[str, Any]) -> None:
    move = {"off": "2026-12-17", "worked": "2026-12-19", "weeks": ["five-day"], "source": SOURCE}
    table["moves"].append(move)
    calendar = build(table)
    assert calendar.day(day("Thursday 2026-12-17"), DEPARTMENT).kind is DayKind.MOVED_OFF
    assert calendar.day(day("Saturday 2026-12-19"), DEPARTMENT).kind is DayKind.MOVED_WORKING
    assert calendar.day(day("Thursday 2026-12-17"), PSC).kind is DayKind.WORKING
    assert calendar.day(day("Thursday 2026-12-17"), DEPARTMENT).source == SOURCE


@pytest.mark.parametrize(
    ("off", "worked", "weeks"),
    [
        pytest.param("2026-12-16", "2026-12-19", ["five-day"], id="a holiday is off already"),
        pytest.param("2026-05-11", "2026-05-16", ["five-day"], id="a day in lieu is off already"),
        pytest.param("2026-12-17", "2026-12-21", ["five-day"], id="a Monday is worked already"),
        pytest.param("2026-12-17", "2026-12-19", ["five-day", "six-day"], id="a PSC works on Saturdays already"),
        pytest.param("2026-12-17", "2026-12-19", ["five-day", "five-day"], id="decided twice"),
    ],
)
def test_a_move_that_changes_nothing_is_found(table: dict[str, Any], off: str, worked: str, weeks: list[str]) -> None:
    table["moves"].append({"off": off, "worked": worked, "weeks": weeks, "source": SOURCE})
    with pytest.raises(StaleDecision, match=SOURCE):
        build(table)


def test_a_wrong_estimate_is_corrected_by_two_lines(table: dict[str, Any]) -> None:
    """Kurban-ait of 2027, were it announced for Monday 17 May and not for Sunday 16 May."""
    table["corrections"] += [
        {"date": "2027-05-16", "holiday": "Құрбан айт", "is_holiday": False, "source": SOURCE},
        {"date": "2027-05-17", "holiday": "Құрбан айт", "is_holiday": True, "source": SOURCE},
    ]
    calendar = build(table)
    sunday, monday = (calendar.day(day(on), PSC) for on in ("Sunday 2027-05-16", "Monday 2027-05-17"))
    assert (sunday.kind, monday.kind) == (DayKind.WEEKEND, DayKind.HOLIDAY)
    assert (monday.estimated, monday.source) == (False, SOURCE)


def test_a_holiday_that_a_law_abolishes_gives_no_day_in_lieu_either(table: dict[str, Any]) -> None:
    table["corrections"].append(
        {"date": "2026-05-09", "holiday": "Жеңіс күні", "is_holiday": False, "source": SOURCE},
    )
    calendar = build(table)
    assert calendar.is_working(day("Saturday 2026-05-09"), PSC)
    assert calendar.is_working(day("Monday 2026-05-11"), DEPARTMENT)


@pytest.mark.parametrize(
    ("correction", "says"),
    [
        ({"date": "2026-12-16", "holiday": "Тәуелсіздік күні", "is_holiday": True}, "without the correction"),
        ({"date": "2026-12-17", "holiday": "Тәуелсіздік күні", "is_holiday": False}, "to correct"),
        ({"date": "2026-05-27", "holiday": "Құрбан айт", "is_holiday": True}, "without the correction"),
    ],
)
def test_a_correction_that_corrects_nothing_is_found(
    table: dict[str, Any], correction: dict[str, Any], says: str
) -> None:
    table["corrections"].append({**correction, "source": SOURCE})
    with pytest.raises(TableStale, match=says):
        build(table)


def test_a_holiday_of_the_package_that_the_table_does_not_know_is_found(table: dict[str, Any]) -> None:
    table["holidays"] = [entry for entry in table["holidays"] if entry["en"] != "Victory Day"]
    with pytest.raises(TableStale, match="Жеңіс күні"):
        build(table)


def test_a_day_that_the_package_knows_to_be_moved_and_the_table_does_not_is_found(table: dict[str, Any]) -> None:
    table["years"].update(first=2024, last=2024)
    table["corrections"] = []
    with pytest.raises(TableStale, match="2024-05-08"):
        build(table)


def test_the_calendar_is_built_once() -> None:
    assert working_calendar() is working_calendar()
