"""Which indexes exist, as `firestore.indexes.json` (the Firebase CLI's format) declares them.

Firestore serves every query from indexes. It keeps one for each single field by itself (unless a field override says
otherwise); a query that filters by one field and orders by another needs a composite index, declared beforehand.
Source: https://firebase.google.com/docs/firestore/query-data/index-overview
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from .protocol import Code, Refusal
from .values import NAME

ASCENDING, DESCENDING, CONTAINS = "ASCENDING", "DESCENDING", "CONTAINS"
BOTH_WAYS = ({"order": ASCENDING}, {"order": DESCENDING}, {"arrayConfig": CONTAINS})
"""What Firestore keeps of a field about which nothing is said."""
FLIPPED = {ASCENDING: DESCENDING, DESCENDING: ASCENDING, CONTAINS: CONTAINS}


class Part(NamedTuple):
    """One field of an index, and how the index keeps it."""

    path: str
    mode: str

    def as_json(self) -> dict[str, str]:
        return {"fieldPath": self.path, "arrayConfig" if self.mode == CONTAINS else "order": self.mode}


class Composite(NamedTuple):
    collection_id: str
    parts: tuple[Part, ...]


class Compared(Protocol):
    """A condition of a query, as far as indexes care."""

    @property
    def path(self) -> str: ...
    @property
    def operator(self) -> str: ...
    @property
    def is_inequality(self) -> bool: ...


class Asked(Protocol):
    """A query, as far as indexes care: of one collection, with (field, descending) for all that orders it."""

    @property
    def collection_id(self) -> str: ...
    @property
    def conditions(self) -> Sequence[Compared]: ...
    @property
    def orders(self) -> Sequence[tuple[str, bool]]: ...


class IndexCatalog:
    """The declared composite indexes and field overrides. Indexes of collection groups are passed over.

    `used` holds what has served a query so far: composite indexes, and single fields as (collection, Part).
    """

    def __init__(self, declared: Mapping[str, Any]) -> None:
        self.composites = [
            Composite(index["collectionGroup"], _without_implied_name([_part(field) for field in index["fields"]]))
            for index in declared.get("indexes", [])
            if index.get("queryScope", "COLLECTION") == "COLLECTION"
        ]
        self.overrides = {
            (override["collectionGroup"], override["fieldPath"]): {
                index.get("arrayConfig") or index["order"]
                for index in override.get("indexes", BOTH_WAYS)
                if index.get("queryScope", "COLLECTION") == "COLLECTION"
            }
            for override in declared.get("fieldOverrides", [])
        }
        self.expiring = {
            override["collectionGroup"]: override["fieldPath"]
            for override in declared.get("fieldOverrides", [])
            if override.get("ttl")
        }
        """By collection, the field with the time after which Firestore deletes a document."""
        self.used: set[Composite | tuple[str, Part]] = set()

    @classmethod
    def read(cls, path: Path) -> IndexCatalog:
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def check(self, query: Asked, aggregated: Iterable[str] = ()) -> None:
        """Raises Refusal (FAILED_PRECONDITION, naming the missing index) where no index serves the query."""
        equal = {
            Part(condition.path, CONTAINS if condition.operator == "ARRAY_CONTAINS" else ASCENDING)
            for condition in query.conditions
            if not condition.is_inequality and condition.path != NAME
        }
        ordered = _ordered(query, equal, aggregated)
        if not self._served(query.collection_id, equal, ordered):
            missing = {
                "collectionGroup": query.collection_id,
                "queryScope": "COLLECTION",
                "fields": [part.as_json() for part in (*sorted(equal), *ordered)],
            }
            raise Refusal(
                Code.FAILED_PRECONDITION, f"The query requires an index that is not declared: {json.dumps(missing)}"
            )

    def _served(self, collection_id: str, equal: set[Part], ordered: tuple[Part, ...]) -> bool:
        single = len(ordered) == 1 and not equal
        if not ordered or single:  # Equalities alone are served by merging single-field indexes.
            self.used |= {(collection_id, part) for part in (*equal, *ordered) if part.path != NAME}
            return all(self._single_field(collection_id, part) for part in (*equal, *ordered))
        flipped = tuple(Part(part.path, FLIPPED[part.mode]) for part in ordered)
        covered: set[Part] = set()
        served = False
        for composite in self.composites:
            split = len(composite.parts) - len(ordered)
            if composite.collection_id != collection_id or split < 0:
                continue
            prefix = {Part(p.path, CONTAINS if p.mode == CONTAINS else ASCENDING) for p in composite.parts[:split]}
            if composite.parts[split:] in (ordered, flipped) and prefix <= equal:
                served = True
                self.used.add(composite)
                covered |= prefix  # Indexes that end alike are merged to cover several equalities.
        return served and covered == equal

    def _single_field(self, collection_id: str, part: Part) -> bool:
        if part.path == NAME:
            return part.mode == ASCENDING
        automatic = self.overrides.get((collection_id, "*"), {ASCENDING, DESCENDING, CONTAINS})
        return part.mode in self.overrides.get((collection_id, part.path), automatic)


def _ordered(query: Asked, equal: set[Part], aggregated: Iterable[str]) -> tuple[Part, ...]:
    """The part of an index that gives the query its order: fields with one possible value need no place in it."""
    fixed = {part.path for part in equal if part.mode == ASCENDING}
    orders = [Part(p, DESCENDING if descending else ASCENDING) for p, descending in query.orders if p not in fixed]
    fields = [part for part in orders if part.path != NAME]
    name = [part for part in orders if part.path == NAME]
    fields += [Part(p, ASCENDING) for p in aggregated if p not in fixed and p not in {part.path for part in fields}]
    return _without_implied_name([*fields, *name])


def _without_implied_name(parts: list[Part]) -> tuple[Part, ...]:
    """Every index ends with the name, in the direction of the field before it: there it need not be said."""
    before = parts[-2].mode if len(parts) > 1 else ASCENDING
    implied = DESCENDING if before == DESCENDING else ASCENDING
    return tuple(parts[:-1] if parts[-1:] == [Part(NAME, implied)] else parts)


def _part(field: Mapping[str, str]) -> Part:
    return Part(field["fieldPath"], field.get("arrayConfig") or field["order"])
