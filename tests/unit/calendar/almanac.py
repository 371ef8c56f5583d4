"""Dates as these tests write them, with the weekday, which is checked."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from functions.shared.domain.calendar import ALMATY, WorkingWeek

DEPARTMENT = WorkingWeek.FIVE_DAY
PSC = WorkingWeek.SIX_DAY


def day(written: str) -> date:
    """`Saturday 2026-01-03`."""
    weekday, _, iso = written.partition(" ")
    on = date.fromisoformat(iso)
    assert f"{on:%A}" == weekday, f"{iso} is a {on:%A}."
    return on


def moment(written: str) -> datetime:
    """`Saturday 2026-01-03 19:59` in Almaty, as UTC."""
    on, _, clock = written.rpartition(" ")
    return datetime.combine(day(on), time.fromisoformat(clock), ALMATY).astimezone(UTC)


def shown(found: datetime) -> str:
    """The same the other way round."""
    assert found.utcoffset() == UTC.utcoffset(None)
    return f"{found.astimezone(ALMATY):%A %Y-%m-%d %H:%M}"
