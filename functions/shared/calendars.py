"""The working calendar of Kazakhstan, from the `holidays` package and from our dated table (clauses 6.1, 11.8, 11.10).

The package lists the public holidays and knows one working week; it is asked for the plain holidays only. The table,
`holidays_kz.json`, names them in three languages, says which of them shift, corrects the package where the law says
otherwise, and holds what was decided for one year. Where the two disagree nothing is guessed: an entry that has become
superfluous, and a day in the package that the table cannot explain, raise TableStale.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from functions.shared.domain.calendar import DecidedDay, PublicHoliday, WorkingCalendar, WorkingWeek
from functions.shared.domain.language import Text

TABLE = Path(__file__).with_name("holidays_kz.json")

_MOVED_HERE = Text(
    kk="Демалыс күні ({date} күнінен ауыстырылған)",
    ru="День отдыха (перенесен с {date})",
    en="Day off (moved from {date})",
)
_MOVED_AWAY = Text(
    kk="Жұмыс күні (демалыс {date} күніне ауыстырылған)",
    ru="Рабочий день (день отдыха перенесен на {date})",
    en="Working day (the day off is moved to {date})",
)


class TableStale(ValueError):
    """The table and the package no longer fit together."""


@cache
def working_calendar() -> WorkingCalendar:
    """The calendar of this service, built at the first call. Raises TableStale and StaleDecision."""
    return build(json.loads(TABLE.read_text(encoding="utf-8")))


def build(table: Mapping[str, Any]) -> WorkingCalendar:
    """A calendar from a table of the form of `holidays_kz.json`. Raises TableStale and StaleDecision."""
    first, last = table["years"]["first"], table["years"]["last"]
    return WorkingCalendar(
        _holidays(table, first, last),
        [decided for move in table["moves"] for decided in _decided(move)],
        first_year=first,
        last_year=last,
        decisions_through=table["years"]["decisions_through"],
    )


def _holidays(table: Mapping[str, Any], first: int, last: int) -> list[PublicHoliday]:
    known = {entry["package"]: entry for entry in table["holidays"]}
    moved = {date.fromisoformat(move["off"]) for move in table["moves"]}
    found: dict[tuple[date, str], PublicHoliday] = {}
    for on, name, estimated in _package(first, last):
        if name in known:
            found[on, name] = _holiday(on, known[name], estimated)
        elif on not in moved:
            raise TableStale(f"The package has {name!r} on {on}, which the table does not know.")
    for entry in table["corrections"]:
        key = date.fromisoformat(entry["date"]), entry["holiday"]
        held = found.pop(key, None)
        if entry["is_holiday"]:
            if held and not held.estimated:
                raise TableStale(f"The package has {entry['holiday']!r} on {entry['date']} without the correction.")
            found[key] = _holiday(key[0], known[entry["holiday"]], False, entry["source"])
        elif held is None:
            raise TableStale(f"The package has no {entry['holiday']!r} on {entry['date']} to correct.")
    return list(found.values())


def _holiday(on: date, entry: Mapping[str, Any], estimated: bool, source: str | None = None) -> PublicHoliday:
    name = Text(entry["kk"], entry["ru"], entry["en"])
    return PublicHoliday(on, name, entry["shifts"], estimated, source or entry["source"])


def _decided(move: Mapping[str, Any]) -> Iterator[DecidedDay]:
    off, worked = date.fromisoformat(move["off"]), date.fromisoformat(move["worked"])
    for week in map(WorkingWeek, move["weeks"]):
        yield DecidedDay(off, week, False, _MOVED_HERE.format(date=f"{worked:%d.%m.%Y}"), move["source"])
        yield DecidedDay(worked, week, True, _MOVED_AWAY.format(date=f"{off:%d.%m.%Y}"), move["source"])


def _package(first: int, last: int) -> Iterator[tuple[date, str, bool]]:
    """Date, Kazakh name, and whether the date is an estimate, of what the package lists for the years.

    The package marks an estimate by a word in the name. It is asked twice, with and without that word, and a name that
    differs is an estimate: no wording is relied on. Kazakh is asked for, since the package's default follows the
    locale of the machine.
    """
    # Imported here: it loads every country that there is, and takes about 90 ms.
    from holidays.countries.kazakhstan import Kazakhstan

    years = range(first, last + 1)
    plain = Kazakhstan(years=years, language="kk", observed=False, islamic_show_estimated=False)
    marked = Kazakhstan(years=years, language="kk", observed=False, islamic_show_estimated=True)
    on, end = date(first, 1, 1), date(last, 12, 31)
    while on <= end:
        names, labels = sorted(plain.get_list(on)), sorted(marked.get_list(on))
        for name in names:
            yield on, name, name not in labels
        on += timedelta(days=1)
