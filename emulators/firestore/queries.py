"""A query over one collection: which documents it finds, in which order, and what it shows of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Protocol

from google.cloud.firestore_v1.types import query as query_types

from .conditions import conditions
from .ordered import BEYOND, Keys, Range
from .protocol import Code, Cursor, Document, Refusal, StructuredQuery, Value, invalid
from .values import NAME, NUMBERS, field_key, get_field, kind_of, masked, sort_key, split_path

DESCENDING = int(query_types.StructuredQuery.Direction.DESCENDING)
INT64 = range(-(1 << 63), 1 << 63)

Found = tuple[Keys, Document]
"""A document with the keys that it is ordered by."""


class Ordered(Protocol):
    """An index, as far as a query cares."""

    def find(self, values: Keys, within: Range, backwards: bool) -> Iterator[Document]: ...


class Indexed(Protocol):
    """A collection, as far as a query cares."""

    def index(self, fixed: tuple[str, ...], ordered: tuple[str, ...]) -> Ordered: ...


class Query:
    """A StructuredQuery under one parent, checked. `orders` holds (field, descending) with what Firestore adds."""

    def __init__(self, parent: str, query: StructuredQuery) -> None:
        if len(query.from_) != 1:
            raise invalid("A query must have exactly one collection selector.")
        if query.from_[0].all_descendants:
            raise Refusal(Code.UNIMPLEMENTED, "This emulator does not serve collection group queries.")
        if query.HasField("find_nearest"):
            raise Refusal(Code.UNIMPLEMENTED, "This emulator does not serve vector queries.")
        if query.offset < 0 or (query.HasField("limit") and query.limit.value < 0):
            raise invalid("limit and offset must not be negative.")
        self._query = query
        self.collection_id: str = query.from_[0].collection_id
        self.collection = f"{parent}/{self.collection_id}"
        self.conditions = conditions(query.where)
        self.orders = self._orders()
        for cursor in (query.start_at, query.end_at):
            if len(cursor.values) > len(self.orders):
                raise invalid("Cursor has too many values.")

    def _orders(self) -> list[tuple[str, bool]]:
        """The orders asked for, then the fields with an inequality, then the name, all in the last direction."""
        orders = [(order.field.field_path, order.direction == DESCENDING) for order in self._query.order_by]
        direction = orders[-1][1] if orders else False
        implied = {condition.path for condition in self.conditions if condition.is_inequality} - {NAME}
        for path in [*sorted(implied), NAME]:
            if path not in {named for named, _ in orders}:
                orders.append((path, direction))
        return orders

    def run(self, collection: Indexed) -> list[Document]:
        """The documents of the collection that the query finds, in its order."""
        stop = self._query.offset + self._query.limit.value if self._query.HasField("limit") else None
        fixed = {c.path: c.choices for c in reversed(self.conditions) if c.has_choices and c.path != NAME}
        orders = [order for order in self.orders if order[0] not in fixed]
        in_order = len({descending for _, descending in orders}) == 1
        index = collection.index(tuple(fixed), tuple(path for path, _ in orders))
        within = self._range(orders, in_order)
        found: list[Found] = []
        for values in itertools.product(*map(dict.fromkeys, fixed.values())):
            candidates = index.find(values, within, orders[0][1])
            fitting = ((keys, one) for one in candidates if (keys := self._keys(one)) is not None)
            # Beyond the limit nothing is looked at, where the index has the order of the query.
            found += itertools.islice(fitting, stop if in_order else None)
        for position, (_, descending) in reversed(list(enumerate(self.orders))):
            found.sort(key=lambda pair, position=position: pair[0][position], reverse=descending)  # type: ignore[misc]
        return [document for _, document in found[self._query.offset : stop]]

    def _range(self, orders: list[tuple[str, bool]], in_order: bool) -> Range:
        """What conditions and cursors leave of an index of these orders."""
        path, descending = orders[0]
        within = Range()
        for condition in self.conditions:
            if condition.path == path:
                within = within.within(condition.range())
        if in_order and orders == self.orders:
            start, end = (
                (tuple(map(sort_key, cursor.values)), cursor.before)
                for cursor in (self._query.start_at, self._query.end_at)
            )
            # A cursor stands before all entries that begin with its values, or behind them.
            for (values, before), is_low in ((start, not descending), (end, descending)):
                bound = values if before != descending else (*values, BEYOND)
                if values:
                    within = within.within(Range(low=bound) if is_low else Range(high=bound))
        return within

    def _keys(self, document: Document) -> Keys | None:
        """The keys that a document is ordered by; None where the query does not find it."""
        if not all(condition.holds(document) for condition in self.conditions):
            return None
        keys = tuple(field_key(document, path) or () for path, _ in self.orders)
        if not all(keys):  # A document without a field that is ordered by is not in the index, so not found.
            return None
        start, end = self._query.start_at, self._query.end_at
        if start.values and self._position(keys, start) < (0 if start.before else 1):
            return None
        if end.values and self._position(keys, end) > (-1 if end.before else 0):
            return None
        return keys

    def _position(self, keys: Keys, cursor: Cursor) -> int:
        """-1 before the cursor, 0 at it, 1 after it."""
        for key, (_, descending), value in zip(keys, self.orders, cursor.values, strict=False):
            other = sort_key(value)
            if key != other:
                return 1 if (key > other) != descending else -1
        return 0

    def shown(self, document: Document) -> Document:
        """The document, or of it the fields that were selected."""
        if not self._query.HasField("select"):
            return document
        return masked(document, (field.field_path for field in self._query.select.fields))


def aggregate(aggregation: StructuredQuery, documents: list[Document]) -> Value:
    """count, sum or avg over documents; sum and avg pass over what is not a number."""
    kind = aggregation.WhichOneof("operator")
    if kind == "count":
        limit = aggregation.count.up_to.value if aggregation.count.HasField("up_to") else len(documents)
        return Value(integer_value=min(limit, len(documents)))
    path = split_path(aggregated_path(aggregation))
    values = [value for document in documents if (value := get_field(document.fields, path)) is not None]
    numbers = [getattr(value, kind_of(value) or "") for value in values if kind_of(value) in NUMBERS]
    total = sum(numbers)
    if kind == "avg":
        return Value(double_value=total / len(numbers)) if numbers else Value(null_value=0)
    if isinstance(total, float) or total not in INT64:
        return Value(double_value=total)
    return Value(integer_value=total)


def aggregated_path(aggregation: StructuredQuery) -> str:
    """The field that sum or avg is taken of."""
    return str(getattr(aggregation, aggregation.WhichOneof("operator")).field.field_path)
