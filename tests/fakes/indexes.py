"""The indexes that production declares, for the fake store: it refuses a query that production would refuse."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from emulators.firestore.indexes import IndexCatalog
from functions.shared.ports import Query

DECLARED = Path(__file__).parents[2] / "infra" / "firestore.indexes.json"
PRODUCTION = IndexCatalog.read(DECLARED)
NAME = "__name__"
EQUALITIES = {"==": "EQUAL", "in": "IN"}


@dataclass(frozen=True)
class Compared:
    path: str
    operator: str
    is_inequality: bool


@dataclass(frozen=True)
class Asked:
    """A query of the port in the words of the emulator, with the orders that Firestore adds."""

    collection_id: str
    conditions: tuple[Compared, ...]
    orders: tuple[tuple[str, bool], ...]


def asked(query: Query) -> Asked:
    conditions = tuple(Compared(path, EQUALITIES.get(op, op), op not in EQUALITIES) for path, op, _ in query.where)
    orders = list(query.order_by)
    descending = orders[-1][1] if orders else False
    implied = sorted({each.path for each in conditions if each.is_inequality} - {NAME})
    orders += [(path, descending) for path in [*implied, NAME] if path not in {named for named, _ in orders}]
    return Asked(query.collection.rpartition("/")[2], conditions, tuple(orders))


def served(query: Query) -> None:
    """Raises the emulator's Refusal, which names the index that is missing."""
    PRODUCTION.check(asked(query))
