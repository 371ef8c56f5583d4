"""A figure with its goal; the arithmetic behind the figures, and the table and the JSON made of them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Figure:
    """What was measured. `goal` is the most that is allowed; None where nothing was promised.

    `value` is None where it could not be measured, and `holds` false where the goal's condition does not hold on this
    machine: then nobody can say whether the goal is met.
    """

    name: str
    value: float | None
    unit: str
    goal: float | None = None
    samples: int = 1
    how: str = ""
    holds: bool = True

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none, or where its condition does not hold."""
        if self.goal is None or self.value is None or not self.holds:
            return None
        return self.value <= self.goal


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least so many percent of the values do not exceed (nearest rank).

    Raises ValueError where there are no values, or for a percentage outside 0 < percent <= 100.
    """
    if not values or not 0 < percent <= 100:
        raise ValueError("a percentile needs values, and a percentage between 0 and 100")
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1]


def ratio(measured: Sequence[float], beside: Sequence[float]) -> float:
    """How many times the median of one is the median of the other."""
    return median(measured) / median(beside)


def timed(step: Callable[[], T]) -> tuple[float, T]:
    """Milliseconds that a step took, and what came of it."""
    before = time.perf_counter()
    got = step()
    return (time.perf_counter() - before) * 1000, got


def as_json(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    return [
        {**asdict(figure), "value": None if figure.value is None else round(figure.value, 4), "met": figure.met}
        for figure in figures
    ]


def table(figures: Sequence[Figure]) -> str:
    """A line for each figure; a missed goal is marked where nobody overlooks it."""
    rows = [
        (_VERDICTS[figure.met], figure.name, _number(figure.value), figure.unit, _goal(figure), figure.how)
        for figure in figures
    ]
    wide = max((len(name) for _, name, *_ in rows), default=0)
    return "\n".join(
        f"{verdict:7} {name:{wide}}  {value:>8} {unit:5} {goal:16} {how}".rstrip()
        for verdict, name, value, unit, goal, how in rows
    )


_VERDICTS = {True: "met", False: "MISSED", None: ""}


def _goal(figure: Figure) -> str:
    if figure.goal is None:
        return ""
    if figure.value is None or not figure.holds:
        return f"goal {_number(figure.goal)}, open"
    return f"goal {_number(figure.goal)}"


def _number(value: float | None) -> str:
    """Three digits are as many as a shared machine can vouch for."""
    if value is None:
        return "-"
    digits = max(0, 2 - math.floor(math.log10(value))) if value > 0 else 0
    return f"{value:.{min(digits, 3)}f}"
