"""A histogram of times: how many took how long, in classes whose bounds never change (2.1; the public figures).

Classes are fixed, so that those of different days can be added. A class holds the times shorter than its bound: of a
limit that is a bound, the times below it are in time, as the standard's limits are.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate, pairwise

BOUNDS: tuple[int, ...] = (
    *(1, 2, 3, 5, 7, 10, 15, 20, 25, 30, 35, 40, 50, 60, 75, 90, 120, 150, 180, 210, 240, 270, 300),
    *(330, 360, 420, 480, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 172_800, 604_800),
)
"""Seconds, up to a week; dense around 30 s, where most are, and around the 300 s of the limit (2.1)."""
LONGER = "longer"
"""The class of whatever took longer than the last bound."""


def class_name(bound: int) -> str:
    return f"under_{bound}"


NAMES: tuple[str, ...] = (*map(class_name, BOUNDS), LONGER)


def class_of(seconds: float) -> str:
    """The class of a time. A clock that ran back gives the first."""
    return next((class_name(bound) for bound in BOUNDS if seconds < bound), LONGER)


def total(histogram: Mapping[str, int]) -> int:
    return sum(histogram.values())


def quantile(histogram: Mapping[str, int], part: float) -> float | None:
    """The time within which this part of all was done, in seconds: 0.95 for the 95th percentile.

    It is interpolated inside the class where it lies, as if the times there were spread evenly, so it is never outside
    of that class. None for no times at all, and where it lies in the last class, which has no end.
    """
    wanted = part * total(histogram)
    if wanted <= 0:
        return None
    counts = [histogram.get(class_name(bound), 0) for bound in BOUNDS]
    reached = list(accumulate(counts))
    for (lower, upper), count, so_far in zip(pairwise((0, *BOUNDS)), counts, reached, strict=True):
        if count and so_far >= wanted:
            return upper - (upper - lower) * (so_far - wanted) / count
    return None
