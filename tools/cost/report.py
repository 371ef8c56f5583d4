"""The tables: what a thousand of each case cost, which part costs most, and what a month costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tools.cost.base import base
from tools.cost.journeys import JOURNEYS
from tools.cost.measuring import Measured
from tools.cost.meter import Usage
from tools.cost.prices import Prices
from tools.cost.pricing import Item, Tariff, total
from tools.cost.shape import assumptions, environment

THOUSAND = 1000
GOAL = 0.20
"""Dollars for a thousand certificates of the portal, at list price and without free tiers."""
GOAL_OF = "certificate"
ENVIRONMENTS = ("dev", "prod")
KIB = 1024


@dataclass(frozen=True)
class Table:
    title: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]

    def as_text(self) -> str:
        lines = [self.head, *self.rows]
        wide = [max(len(line[place]) for line in lines) for place in range(len(self.head))]
        shown = ["  ".join(_aligned(cell, wide[n], n) for n, cell in enumerate(line)).rstrip() for line in lines]
        return "\n".join([self.title, "", *shown])

    def as_markdown(self) -> str:
        rule = ["---", *["---:"] * (len(self.head) - 1)]
        lines = [self.head, tuple(rule), *self.rows]
        return "\n".join([f"### {self.title}", "", *(f"| {' | '.join(line)} |" for line in lines)])


def _aligned(cell: str, width: int, place: int) -> str:
    return cell.ljust(width) if place == 0 else cell.rjust(width)


class Report:
    """`measured` priced."""

    def __init__(self, measured: Measured, prices: Prices) -> None:
        self._measured, self._prices = measured, prices
        self._tariff = Tariff(prices)

    def thousand(self, case: str) -> float:
        """Dollars to handle a thousand, with keys in software."""
        return THOUSAND * total(self._tariff.handling(self._measured.journeys[case]))

    @property
    def goal_is_met(self) -> bool:
        return self.thousand(GOAL_OF) <= GOAL

    def tables(self) -> list[Table]:
        return [self._cases(), self._parts(), self._operations(), self._base(), self._months()]

    def conclusion(self) -> str:
        dearest = max(self._of_parts(GOAL_OF).items(), key=lambda pair: pair[1])
        verdict = "met" if self.goal_is_met else "MISSED"
        return (
            f"A thousand certificates through the portal cost {_dollars(self.thousand(GOAL_OF))}; the goal of "
            f"{_dollars(GOAL)} is {verdict}. Most of it is {dearest[0]}: {_dollars(THOUSAND * dearest[1])}."
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "prices_as_of": self._prices.as_of.isoformat(),
            "goal": {"of": GOAL_OF, "dollars": GOAL, "met": self.goal_is_met},
            "dollars_per_thousand": {journey.name: round(self.thousand(journey.name), 4) for journey in JOURNEYS},
            "usage": {name: vars(usage) for name, usage in (self._measured.journeys | self._measured.jobs).items()},
        }

    def _cases(self) -> Table:
        """A line for each kind of case."""
        rows: list[tuple[str, ...]] = []
        for journey in JOURNEYS:
            usage = self._measured.journeys[journey.name]
            parts = self._of_parts(journey.name)
            dearest = max(parts, key=lambda part: parts[part])
            hardware = THOUSAND * total(Tariff(self._prices, "HSM").handling(usage))
            kept = THOUSAND * total(self._tariff.keeping(usage))
            share = f"{dearest}, {parts[dearest] / sum(parts.values()):.0%}"
            dollars = (self.thousand(journey.name), hardware, kept)
            rows.append((f"{journey.name}: {journey.about}", *map(_dollars, dollars), share))
        head = ("a thousand of", "to handle", "keys in HSM", "to keep, a month", "dearest part")
        return Table("Dollars for a thousand of each kind", head, rows)

    def _parts(self) -> Table:
        names = [journey.name for journey in JOURNEYS]
        bills = {name: self._tariff.handling(self._measured.journeys[name]) for name in names}
        rows = [
            (f"{item.part}: {item.what}", *(_dollars(THOUSAND * bills[name][n].dollars) for name in names))
            for n, item in enumerate(bills[names[0]])
        ]
        rows.append(("together", *(_dollars(self.thousand(name)) for name in names)))
        return Table("The parts, in dollars for a thousand", ("part", *names), rows)

    def _operations(self) -> Table:
        """What one case does, in figures."""
        names = [journey.name for journey in JOURNEYS]
        usages = [self._measured.journeys[name] for name in names]
        kinds: dict[str, Callable[[Usage], int]] = {
            "documents read": lambda usage: usage.count("firestore reads"),
            "documents written": lambda usage: usage.count("firestore writes"),
            "documents deleted": lambda usage: usage.count("firestore deletes"),
            "documents that will expire": lambda usage: usage.count("firestore expiring"),
            "tasks made": lambda usage: usage.count("tasks created"),
            "tasks dispatched": lambda usage: usage.count("tasks dispatched"),
            "objects, class A": lambda usage: usage.count("storage class_a"),
            "objects, class B": lambda usage: usage.count("storage class_b"),
            "seals": lambda usage: usage.count("kms AsymmetricSign"),
            "requests of functions": lambda usage: sum(usage.calls.values()),
            "of them through the load balancer": lambda usage: usage.count("edge requests"),
            "operations of the archive": lambda usage: usage.count("archive"),
            "KiB of documents": lambda usage: round(usage.size("firestore documents") / KIB),
            "KiB of their indexes": lambda usage: round(usage.size("firestore indexes") / KIB),
            "KiB of objects": lambda usage: round(usage.size("storage stored") / KIB),
            "KiB to the archive": lambda usage: round(usage.size("archive received") / KIB),
            "KiB to whoever asked": lambda usage: round(usage.size("edge out") / KIB),
            "ms of CPU": lambda usage: round(sum(usage.cpu_ms.values())),
            "ms billed": lambda usage: round(sum(usage.alone_ms.values())),
        }
        rows = [(kind, *(f"{of(usage):,}" for usage in usages)) for kind, of in kinds.items()]
        return Table("What one of each does", ("", *names), rows)

    def _base(self) -> Table:
        bills = [base(environment(name), self._prices, self._measured.jobs) for name in ENVIRONMENTS]
        rows: list[tuple[str, ...]] = [
            (f"{here.part}: {here.what}", _dollars(there.dollars), _dollars(here.dollars))
            for there, here in zip(*bills, strict=True)
        ]
        rows.append(("together", *(_dollars(total(bill)) for bill in bills)))
        return Table("What an environment costs a month, whoever asks", ("prod's words", *ENVIRONMENTS), rows)

    def _months(self) -> Table:
        """What a month of prod costs, at several volumes, when everything of a year is kept."""
        given = assumptions()
        prod = environment("prod")
        fixed = total(base(prod, self._prices, self._measured.jobs))
        tariff = Tariff(self._prices, prod.protection_level)
        rows: list[tuple[str, ...]] = []
        for volume in given["certificates_a_month"]:
            handled = kept = 0.0
            for name, of_a_hundred in given["of_a_hundred_certificates"].items():
                usage: Usage = self._measured.journeys[name]
                cases = volume * of_a_hundred / 100
                handled += cases * total(tariff.handling(usage))
                kept += cases * total(tariff.keeping(usage)) * given["months_kept"]
            figures = (fixed, handled, kept, fixed + handled + kept)
            rows.append((f"{volume:,} certificates", *map(_dollars, figures)))
        head = ("a month with", "base", "handling", f"keeping {given['months_kept']} months", "together")
        return Table("Dollars a month in prod", head, rows)

    def _of_parts(self, case: str) -> dict[str, float]:
        return by_part(self._tariff.handling(self._measured.journeys[case]))


def by_part(items: Sequence[Item]) -> dict[str, float]:
    """Dollars of each part."""
    parts: dict[str, float] = defaultdict(float)
    for item in items:
        parts[item.part] += item.dollars
    return dict(parts)


def _dollars(amount: float) -> str:
    return f"{amount:,.2f}" if amount >= 1 else f"{amount:.4f}"
