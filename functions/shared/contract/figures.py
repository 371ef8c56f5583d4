"""The contract of the public figures: how the service keeps its promises, by office and channel (2.1 to 2.3, 11.8).

Shares are from 0 to 1, null where there is nothing to share. Times are seconds from acceptance to the result,
interpolated inside the class of the histogram where they lie; null where there are none, or where they are beyond its
last bound, a week.
"""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime

from functions.shared.contract.common import Contract


class ChannelFigures(Contract):
    """Applications of one channel: `portal`, `psc`, or `all`.

    Where few were decided, how they were decided is `withheld`, and null: see `withheld_below`.
    """

    channel: str
    accepted: int
    withheld: bool
    issued: int | None
    declined: int | None
    refused: int | None
    """Incomplete packages (10.1), at a centre only."""
    in_time_share: float | None
    """Of those issued or declined, how many within five minutes (2.1)."""
    p50_seconds: float | None
    p95_seconds: float | None
    p99_seconds: float | None


class QueueFigures(Contract):
    """The electronic queue of a centre (2.2, 2.3)."""

    called: int
    left: int
    """Before the call."""
    no_show: int
    waiting_in_time_share: float | None
    """Of those called, and those who left when the time was up: how many were called within fifteen minutes (2.2)."""
    finished: int
    serving_in_time_share: float | None
    """Of those served, how many within five minutes (2.3)."""


class ComplaintFigures(Contract):
    """Complaints, as the journals have them: one that was forwarded is in two of them (11.3, 11.8, 11.10)."""

    received: int
    answered: int
    answered_in_time: int
    answered_late: int
    in_time_share: float | None
    overdue_now: int
    """Unanswered although the term is over, whatever the period asked for."""
    overdue_at_least: bool
    """There are so many that counting stopped: at an office, and in all, there are `overdue_now` or more."""
    withheld: bool
    upheld: int | None
    """Upheld in whole; those in part beside it."""
    partly_upheld: int | None


class OfficeFigures(Contract):
    office: str
    kind: str | None
    """`provider`, `centre`, `akimat`, `quality`; null for an office that has left the directory."""
    name_kk: str
    name_ru: str
    channels: tuple[ChannelFigures, ...]
    """Of a provider."""
    queue: QueueFigures | None
    """Of a centre."""
    complaints: ComplaintFigures


class TotalFigures(Contract):
    """All offices together; `channels` ends with `all`."""

    channels: tuple[ChannelFigures, ...]
    queue: QueueFigures
    complaints: ComplaintFigures


class DayFigures(Contract):
    """How many applications were accepted on a day."""

    day: date
    portal: int
    psc: int


class TimesClass(Contract):
    """How many results took less than `under_seconds`, and not less than the class before; null for the last class."""

    under_seconds: int | None
    count: int


class FiguresShown(Contract):
    """Both days belong to the period. Nobody is named, and no case can be found by a figure."""

    first_day: date
    last_day: date
    at: AwareDatetime
    withheld_below: int
    """Where fewer than this were decided in the period, how is not told. It does not hide a decision from whoever
    subtracts one period from another: that takes two requests."""
    offices: tuple[OfficeFigures, ...]
    total: TotalFigures
    days: tuple[DayFigures, ...]
    times: tuple[TimesClass, ...]
    """The histogram of all results."""
