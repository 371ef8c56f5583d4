"""The working calendar of 2024 to 2027 a second time, the slow way: days typed from the law, walked one by one.

Nothing is computed that could be listed. What shifts where is not derived by a rule but stands here, for each week,
as the law's own list has it; a term is walked a day at a time; Almaty's clocks are two offsets and the night between.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

# Law on Holidays, art. 3, with 7 January and the first day of Kurban-ait (Labour Code, art. 84). 30 August is a day
# off up to 2025, 15 March from 2027 on.
HOLIDAYS = {
    2024: "01-01 01-02 01-07 03-08 03-21 03-22 03-23 05-01 05-07 05-09 06-16 07-06 08-30 10-25 12-16",
    2025: "01-01 01-02 01-07 03-08 03-21 03-22 03-23 05-01 05-07 05-09 06-06 07-06 08-30 10-25 12-16",
    2026: "01-01 01-02 01-07 03-08 03-21 03-22 03-23 05-01 05-07 05-09 05-27 07-06 10-25 12-16",
    2027: "01-01 01-02 01-07 03-08 03-15 03-21 03-22 03-23 05-01 05-07 05-09 05-16 07-06 10-25 12-16",
}
# Days off besides, shifted by law or moved by a decision.
ALSO_OFF = {
    "five-day": {
        2024: "03-25 05-08 07-08",
        2025: "01-03 03-10 03-24 03-25 07-07 09-01 10-27",
        2026: "03-09 03-24 03-25 05-11 10-26",
        2027: "01-04 03-24 05-03 05-10",
    },
    "six-day": {
        2024: "",
        2025: "01-03 03-24 07-07",
        2026: "03-09 03-24 10-26",
        2027: "03-24 05-10",
    },
}
# Days of rest that are worked. Saturday 4 May 2024 is worked in the six-day week as any other Saturday is.
WORKED = {
    "five-day": {2024: "05-04", 2025: "01-05", 2026: "", 2027: ""},
    "six-day": {2024: "", 2025: "01-05", 2026: "", 2027: ""},
}
REST = {"five-day": ("Saturday", "Sunday"), "six-day": ("Sunday",)}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FIRST, LAST = date(2024, 1, 1), date(2027, 12, 31)
ONE_DAY = timedelta(days=1)
# Since 1 March 2024 Kazakhstan is five hours ahead of UTC; Almaty was six before, and lived the hour to midnight twice.
CLOCKS_CHANGED = datetime(2024, 2, 29, 18, 0, tzinfo=UTC)


def _typed(lists: dict[int, str]) -> set[date]:
    return {date.fromisoformat(f"{year}-{day}") for year, days in lists.items() for day in days.split()}


OFF = {week: _typed(HOLIDAYS) | _typed(ALSO_OFF[week]) for week in REST}
WORKED_DAYS = {week: _typed(WORKED[week]) for week in REST}


def works(on: date, week: str) -> bool:
    assert FIRST <= on <= LAST, f"The lists say nothing about {on}."
    if on in WORKED_DAYS[week]:
        return True
    return on not in OFF[week] and WEEKDAYS[on.weekday()] not in REST[week]


def almaty(moment: datetime) -> datetime:
    hours = 6 if moment < CLOCKS_CHANGED else 5
    return moment.replace(tzinfo=None) + timedelta(hours=hours)


def term_ends(registered_at: datetime, working_days: int, week: str) -> datetime:
    """The last microsecond of the last working day, as UTC."""
    on = almaty(registered_at).date()
    while not works(on, week):
        on += ONE_DAY
    left = working_days
    while left:
        on += ONE_DAY
        if works(on, week):
            left -= 1
    midnight = datetime(on.year, on.month, on.day, tzinfo=UTC) + ONE_DAY
    hours = 6 if on < date(2024, 2, 29) else 5
    return midnight - timedelta(hours=hours) - timedelta(microseconds=1)
