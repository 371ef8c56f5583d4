"""The working calendar: which days are worked, and when a term of working days ends (clauses 6.1, 11.8, 11.10).

Kazakhstan has two working weeks, and they differ in more than Saturday. Where a public holiday falls on a day of rest,
the next working day after it is off (Law on Holidays, art. 5), and Saturday is a day of rest in one week only. The days
off that are no public holidays, 7 January and the first day of Kurban-ait, move nothing (Labour Code, art. 84). Last
comes what was decided for one year: a day of rest moved from one date to another (Labour Code, art. 85, p. 3), for one
week or for both.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from functions.shared.domain.language import Text

ALMATY = ZoneInfo("Asia/Almaty")
"""The clocks by which the working day begins and ends."""

_DAY = timedelta(days=1)
_LAST_MOMENT = time.max.replace(fold=1)
"""Of the two in the night in which the clocks are set back, the second."""
_IN_LIEU = Text(
    kk="Ауыстырылған демалыс күні: {name}",
    ru="Выходной взамен праздничного дня: {name}",
    en="Day off in lieu: {name}",
)


class WorkingWeek(StrEnum):
    """Education departments and akimats work five days a week, public service centres six."""

    FIVE_DAY = "five-day"
    SIX_DAY = "six-day"

    def rests_on(self, on: date) -> bool:
        """True on the weekly day of rest: Sunday, and in the five-day week Saturday."""
        return on.weekday() > (4 if self is WorkingWeek.FIVE_DAY else 5)


class DayKind(StrEnum):
    """Why a day is worked or not."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    IN_LIEU = "in-lieu"
    """Off, because a public holiday fell on a day of rest (Law on Holidays, art. 5)."""
    MOVED_OFF = "moved-off"
    """Off by a decision: a day of rest was moved here (Labour Code, art. 85)."""
    MOVED_WORKING = "moved-working"
    """Worked by a decision: the rest of this day was moved away (Labour Code, art. 85)."""


@dataclass(frozen=True)
class PublicHoliday:
    """A day off by law. `shifts`: whether it gives another day off where it falls on a day of rest."""

    date: date
    name: Text
    shifts: bool
    estimated: bool
    """The date follows the moon and has not been announced yet."""
    source: str


@dataclass(frozen=True)
class DecidedDay:
    """One day of one working week on which a decision differs from what the law alone gives."""

    date: date
    week: WorkingWeek
    is_working: bool
    reason: Text
    source: str


@dataclass(frozen=True)
class Day:
    """A day of one working week. `reason` and `source` are None and empty on ordinary working days and weekends."""

    date: date
    week: WorkingWeek
    kind: DayKind
    reason: Text | None = None
    source: str = ""
    estimated: bool = False

    @property
    def is_working(self) -> bool:
        return self.kind in (DayKind.WORKING, DayKind.MOVED_WORKING)


class CalendarUnknown(LookupError):
    """The calendar does not reach that day, and does not guess."""


class StaleDecision(ValueError):
    """A decided day says what the law gives without it, or the same day is decided twice."""


class WorkingCalendar:
    """Both working weeks of the years `first_year` to `last_year`.

    `decisions_through` is the last year whose decisions are all known. A later year is what the law alone gives: right
    unless somebody still moves a day. Raises StaleDecision for a decision that changes nothing.
    """

    def __init__(
        self,
        holidays: Iterable[PublicHoliday],
        decisions: Iterable[DecidedDay],
        *,
        first_year: int,
        last_year: int,
        decisions_through: int,
    ) -> None:
        self.first_day = date(first_year, 1, 1)
        self.last_day = date(last_year, 12, 31)
        self.decisions_through = decisions_through
        listed, decided = list(holidays), list(decisions)
        self._special = {week: _special_days(week, listed, decided) for week in WorkingWeek}
        differing = sorted(
            (on.isoformat(), week.value)
            for week in WorkingWeek
            for on, day in self._special[week].items()
            if day.is_working == week.rests_on(on)
        )
        self.edition = hashlib.sha256(json.dumps(differing).encode()).hexdigest()[:16]
        """Names what this calendar says of working days: terms counted by another edition are counted anew."""
        self._worked = {week: self._working_days(week) for week in WorkingWeek}

    def day(self, on: date, week: WorkingWeek) -> Day:
        """Raises CalendarUnknown for a day out of reach, and TypeError for a moment instead of a day."""
        self._reach(on)
        return self._special[week].get(on) or Day(on, week, _ordinary(on, week))

    def is_working(self, on: date, week: WorkingWeek) -> bool:
        """Raises CalendarUnknown and TypeError as `day` does."""
        return self.day(on, week).is_working

    def next_working(self, on: date, week: WorkingWeek) -> date:
        """`on` itself where it is a working day, else the first one after it. Raises CalendarUnknown."""
        self._reach(on)
        return self._nth(week, bisect_left(self._worked[week], on))

    def nth_working_day(self, after: date, n: int, week: WorkingWeek) -> date:
        """Day 1 is the first working day after `after`, whether that was one or not. Raises CalendarUnknown."""
        if n < 1:
            raise ValueError("Working days are counted from one.")
        self._reach(after)
        return self._nth(week, bisect_right(self._worked[week], after) + n - 1)

    def registration_day(self, received_at: datetime, week: WorkingWeek) -> date:
        """The day received; what comes on a day off is registered on the next working day (APPC, art. 64).

        `received_at` is aware; the day is Almaty's. Raises CalendarUnknown, and ValueError for a naive moment.
        """
        return self.next_working(almaty_day(received_at), week)

    def term_ends(self, registered_at: datetime, working_days: int, week: WorkingWeek) -> datetime:
        """The last moment of a term of working days, as UTC: what is done at it is in time (11.8, 11.10).

        The day of registration is not counted (Civil Code, art. 173): day 1 is the first working day after it. The term
        ends with the last day itself, at 23:59:59.999999 in Almaty, and not when the office closes.
        """
        last = self.nth_working_day(self.registration_day(registered_at, week), working_days, week)
        return last_moment(last)

    def _nth(self, week: WorkingWeek, index: int) -> date:
        worked = self._worked[week]
        if index >= len(worked):
            raise CalendarUnknown(f"The working calendar ends on {self.last_day}.")
        return worked[index]

    def _reach(self, on: date) -> None:
        # A datetime is a date to the type checker, but not here: Python refuses to compare the two.
        if not self.first_day <= on <= self.last_day:
            raise CalendarUnknown(f"The working calendar reaches from {self.first_day} to {self.last_day}.")

    def _working_days(self, week: WorkingWeek) -> list[date]:
        span = range(self.first_day.toordinal(), self.last_day.toordinal() + 1)
        special = self._special[week]
        days = (date.fromordinal(number) for number in span)
        return [on for on in days if (special[on].is_working if on in special else not week.rests_on(on))]


def almaty_day(moment: datetime) -> date:
    """The day that Almaty's calendar shows. Raises ValueError where the moment names no time zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone belongs to no day.")
    return moment.astimezone(ALMATY).date()


def last_moment(on: date) -> datetime:
    """The end of a day in Almaty, as UTC: what is done at it is still of that day."""
    return datetime.combine(on, _LAST_MOMENT, ALMATY).astimezone(UTC)


def _ordinary(on: date, week: WorkingWeek) -> DayKind:
    return DayKind.WEEKEND if week.rests_on(on) else DayKind.WORKING


def _special_days(week: WorkingWeek, holidays: list[PublicHoliday], decisions: list[DecidedDay]) -> dict[date, Day]:
    """Every day of the week's calendar that is neither an ordinary working day nor an ordinary weekend."""
    found = _holidays(week, holidays)
    # In the order of dates, so that two holidays on one weekend give two days off, one after the other.
    for holiday in sorted(holidays, key=lambda each: each.date):
        if holiday.shifts and week.rests_on(holiday.date):
            day = _day_in_lieu(week, holiday, found)
            found[day.date] = day
    for decision in (each for each in decisions if each.week is week):
        kind = found[decision.date].kind if decision.date in found else _ordinary(decision.date, week)
        by_law = Day(decision.date, week, kind)
        if kind in (DayKind.MOVED_OFF, DayKind.MOVED_WORKING) or by_law.is_working == decision.is_working:
            raise StaleDecision(f"{decision.date} of the {week} week is {kind} without {decision.source!r}.")
        moved = DayKind.MOVED_WORKING if decision.is_working else DayKind.MOVED_OFF
        found[decision.date] = Day(decision.date, week, moved, decision.reason, decision.source)
    return found


def _holidays(week: WorkingWeek, holidays: list[PublicHoliday]) -> dict[date, Day]:
    found: dict[date, Day] = {}
    # Two holidays may meet on one day: the day is certain as soon as one of them is, and that one is named.
    for holiday in sorted(holidays, key=lambda each: (each.date, each.estimated)):
        day = Day(holiday.date, week, DayKind.HOLIDAY, holiday.name, holiday.source, holiday.estimated)
        found.setdefault(holiday.date, day)
    return found


def _day_in_lieu(week: WorkingWeek, holiday: PublicHoliday, taken: dict[date, Day]) -> Day:
    on, estimated = holiday.date, holiday.estimated
    while on in taken or week.rests_on(on):
        # An estimate on the way makes the day behind it an estimate as well.
        estimated = estimated or (on in taken and taken[on].estimated)
        on += _DAY
    names = {code: getattr(holiday.name, code) for code in ("kk", "ru", "en")}
    reason = Text(*(getattr(_IN_LIEU, code).format(name=name) for code, name in names.items()))
    return Day(on, week, DayKind.IN_LIEU, reason, "Law on Holidays, art. 5", estimated)
