"""Print the working calendar of a year for both weeks, and when a term of working days ends.

python -m tools.calendar 2026
python -m tools.calendar 2026 --language kk
python -m tools.calendar --from 2026-12-14 --days 5
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from functions.shared.calendars import working_calendar
from functions.shared.domain.calendar import ALMATY, CalendarUnknown, Day, DayKind, WorkingCalendar, WorkingWeek
from functions.shared.domain.language import Language

FIVE, SIX = WorkingWeek.FIVE_DAY, WorkingWeek.SIX_DAY
WHOSE = {FIVE: "education departments, akimats", SIX: "public service centres"}
SHOWN = {
    DayKind.WORKING: "works",
    DayKind.WEEKEND: "weekend",
    DayKind.HOLIDAY: "holiday",
    DayKind.IN_LIEU: "off, in lieu",
    DayKind.MOVED_OFF: "off, moved",
    DayKind.MOVED_WORKING: "works, moved",
}


def year_of(calendar: WorkingCalendar, year: int, language: Language) -> Iterator[str]:
    """The lines of one year: working days a month, then every day that is special in one of the weeks.

    Raises CalendarUnknown for a year that the calendar does not reach.
    """
    yield f"Working calendar of {year}"
    if year > calendar.decisions_through:
        yield f"The law alone: what will be moved in {year} is not decided, or not in the table yet."
    yield ""
    yield " " * 10 + "".join(f"{date(year, month, 1):%b}".rjust(5) for month in range(1, 13)) + "  year"
    for week in WorkingWeek:
        months = [_worked(calendar, year, month, week) for month in range(1, 13)]
        counted = "".join(f"{count:5}" for count in months)
        yield f"{week:10}{counted}{sum(months):6}  {WHOSE[week]}"
    yield ""
    yield f"{'':18}{FIVE:14}{SIX}"
    for on in _days(year):
        five, six = calendar.day(on, FIVE), calendar.day(on, SIX)
        reason = five.reason or six.reason
        if reason is None:
            continue
        mark = "≠" if five.is_working != six.is_working else " "
        estimate = "  (estimate)" if five.estimated or six.estimated else ""
        shown = f"{SHOWN[five.kind]:14}{SHOWN[six.kind]:14}{reason.in_language(language)}{estimate}"
        yield f"{mark} {on:%a} {on}".ljust(18) + shown
    yield ""
    yield "≠ a working day in one of the two weeks only, ordinary Saturdays apart"


def term(calendar: WorkingCalendar, received: date, working_days: int) -> Iterator[str]:
    """The lines of one term in both weeks: the day of registration, the days counted, the last moment.

    Raises CalendarUnknown for a term that begins or ends where the calendar does not reach.
    """
    yield f"{working_days} working days of what is received on {received:%a} {received}"
    # Any moment of the day will do: the term depends on the day only.
    moment = datetime.combine(received, time(12), ALMATY)
    for week in WorkingWeek:
        registered = calendar.registration_day(moment, week)
        ends = calendar.term_ends(moment, working_days, week).astimezone(ALMATY)
        yield ""
        yield f"{week} ({WHOSE[week]}): registered {registered:%a} {registered}, ends {ends:%a %Y-%m-%d %H:%M}, Almaty"
        number = 0
        for on in _between(registered + timedelta(days=1), ends.date()):
            day = calendar.day(on, week)
            number += day.is_working
            yield f"  {number if day.is_working else '-':>3}  {on:%a} {on}  {_explained(day)}".rstrip()


def year(text: str) -> int:
    """Raises ValueError for what is no year at all."""
    return date(int(text), 1, 1).year


def _explained(day: Day) -> str:
    reason = f": {day.reason.en}" if day.reason else ""
    estimate = " (estimate)" if day.estimated else ""
    return "" if day.kind is DayKind.WORKING else SHOWN[day.kind] + reason + estimate


def _worked(calendar: WorkingCalendar, year: int, month: int, week: WorkingWeek) -> int:
    return sum(calendar.is_working(on, week) for on in _days(year) if on.month == month)


def _days(year: int) -> Iterator[date]:
    return _between(date(year, 1, 1), date(year, 12, 31))


def _between(first: date, last: date) -> Iterator[date]:
    return (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("year", nargs="?", type=year, help="the current one, unless a term is asked for")
    parser.add_argument("--language", type=Language, choices=list(Language), default=Language.EN)
    parser.add_argument("--from", dest="received", type=date.fromisoformat, help="the day something is received on")
    parser.add_argument("--days", type=int, help="how many working days the term has")
    chosen = parser.parse_args(arguments)
    if (chosen.received is None) != (chosen.days is None):
        parser.error("--from and --days belong together")
    if chosen.days is not None and chosen.days < 1:
        parser.error("a term has at least one working day")
    calendar = working_calendar()
    pages: list[Iterator[str]] = []
    if chosen.received is not None:
        pages.append(term(calendar, chosen.received, chosen.days))
    if chosen.year is not None or not pages:
        asked = chosen.year or datetime.now(UTC).astimezone(ALMATY).year
        pages.append(year_of(calendar, asked, chosen.language))
    try:
        sys.stdout.write("\n\n".join("\n".join(page) for page in pages) + "\n")
    except CalendarUnknown as unknown:
        parser.error(str(unknown))
    return 0


if __name__ == "__main__":
    sys.exit(main())
