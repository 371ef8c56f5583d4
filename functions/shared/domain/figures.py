"""The figures of a period, summed from the counts of its days, and what of them is told (decision 0021)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from functions.shared.domain.application import Channel
from functions.shared.domain.histogram import NAMES, quantile

Counts = Counter[str]
"""Flat names, like `portal.accepted` and `queue.called`, and how many."""
FEWEST = 5
"""Where fewer were decided, how they were decided is not told: a neighbour may know who came that day."""


@dataclass(frozen=True)
class OfficeDay:
    """The counts of one office on one day."""

    office: str
    day: date
    counts: Mapping[str, int]


@dataclass
class Figures:
    """The counts of a period: of each office, of each day, and of all."""

    offices: dict[str, Counts] = field(default_factory=dict)
    days: dict[date, Counts] = field(default_factory=dict)
    total: Counts = field(default_factory=Counter)

    @classmethod
    def of(cls, found: Iterable[OfficeDay]) -> Figures:
        figures = cls()
        for each in found:
            for sums in (
                figures.offices.setdefault(each.office, Counter()),
                figures.days.setdefault(each.day, Counter()),
                figures.total,
            ):
                sums.update(each.counts)
        return figures

    def hides(self, *names: str) -> bool:
        """Whether the total of these counts would give away what is withheld of the offices: see `is_few`."""
        few = [
            some for some in (sum(counts[name] for name in names) for counts in self.offices.values()) if is_few(some)
        ]
        return is_few(sum(few))


def is_few(count: int) -> bool:
    """Whether so few are withheld. Of none there is nothing to withhold."""
    return 0 < count < FEWEST


def decided_names(*channels: Channel) -> list[str]:
    """The counts of all ends that an application or a package can have."""
    return [f"{channel}.{end}" for channel in channels for end in ("issued", "declined", "refused")]


def times_of(counts: Counts, *channels: Channel) -> Counts:
    """The histogram of the channels together, by the names of its classes."""
    return Counter({name: sum(counts[f"{channel}.times.{name}"] for channel in channels) for name in NAMES})


def share(part: int, whole: int) -> float | None:
    """To four places."""
    return round(part / whole, 4) if whole else None


def seconds(histogram: Counts, part: float) -> float | None:
    """A percentile, to a tenth of a second: more would pretend to know."""
    found = quantile(histogram, part)
    return None if found is None else round(found, 1)
