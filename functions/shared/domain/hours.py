"""Opening hours: when a public service centre accepts, and when it opens next (clause 6.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from functions.shared.domain.calendar import ALMATY, WorkingCalendar, WorkingWeek, almaty_day


@dataclass(frozen=True)
class OpeningHours:
    """From `opens` until just before `closes`, in Almaty's time, on every working day of the week, without a break."""

    week: WorkingWeek
    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens.tzinfo or self.closes.tzinfo or self.opens >= self.closes:
            raise ValueError("An office opens before it closes, by Almaty's clocks.")


PSC_HOURS = OpeningHours(WorkingWeek.SIX_DAY, opens=time(9), closes=time(20))
"""Monday to Saturday, 9:00 to 20:00 without a break, except public holidays (6.1)."""


def is_open(calendar: WorkingCalendar, hours: OpeningHours, now: datetime) -> bool:
    """Standard, 6.1. At `closes` itself it is closed. `now` is aware. Raises CalendarUnknown."""
    on = almaty_day(now)
    return hours.opens <= now.astimezone(ALMATY).time() < hours.closes and calendar.is_working(on, hours.week)


def next_opening(calendar: WorkingCalendar, hours: OpeningHours, now: datetime) -> datetime:
    """The first moment from `now` on at which it is open, as UTC: `now` itself while it is. Raises CalendarUnknown."""
    if is_open(calendar, hours, now):
        return now.astimezone(UTC)
    on = almaty_day(now)
    if now.astimezone(ALMATY).time() >= hours.opens:
        on += timedelta(days=1)
    return datetime.combine(calendar.next_working(on, hours.week), hours.opens, ALMATY).astimezone(UTC)
