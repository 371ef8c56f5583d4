"""What a query asks of each document: conditions on fields, all of which must hold."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from dataclasses import dataclass

from google.cloud.firestore_v1.types import query as query_types

from .ordered import BEYOND, Range
from .protocol import Code, Document, Filter, Refusal, Value, invalid
from .values import ARRAY, NAN, NULL, Key, field_key, kind_of, sort_key

FieldOperator = query_types.StructuredQuery.FieldFilter.Operator
UnaryOperator = query_types.StructuredQuery.UnaryFilter.Operator
AND = int(query_types.StructuredQuery.CompositeFilter.Operator.AND)
MAX_IN_VALUES = 30
RANGES: dict[str, Callable[[Key, Key], bool]] = {
    "LESS_THAN": operator.lt,
    "LESS_THAN_OR_EQUAL": operator.le,
    "GREATER_THAN": operator.gt,
    "GREATER_THAN_OR_EQUAL": operator.ge,
}
INEQUALITIES = frozenset({*RANGES, "NOT_EQUAL", "IS_NOT_NULL", "IS_NOT_NAN"})
SERVED = INEQUALITIES | {"EQUAL", "IN", "ARRAY_CONTAINS", "IS_NULL", "IS_NAN"}


@dataclass(frozen=True)
class Condition:
    """A field, an operator, and what the field is compared with (None for `IS_NULL` and its like)."""

    path: str
    operator: str
    operand: Value | None = None

    def __post_init__(self) -> None:
        if self.operator not in SERVED:
            raise Refusal(Code.UNIMPLEMENTED, f"This emulator does not serve the operator {self.operator}.")
        if self.operator == "IN" and not 1 <= len(self.choices) <= MAX_IN_VALUES:
            raise invalid(f"'IN' requires an array of 1 to {MAX_IN_VALUES} comparison values.")

    @property
    def is_inequality(self) -> bool:
        return self.operator in INEQUALITIES

    @functools.cached_property
    def choices(self) -> tuple[Key, ...]:
        """The values of which the field may have any, where the condition is `==` or `in`."""
        if self.operand is None:
            return ()
        if self.operator == "IN":
            return tuple(sort_key(value) for value in self.operand.array_value.values)
        return (sort_key(self.operand),)

    @property
    def has_choices(self) -> bool:
        return self.operator in ("EQUAL", "IN")

    def range(self) -> Range:
        """The part of an index, ordered by the field first, outside of which the condition does not hold."""
        if self.operator not in RANGES:
            return Range()
        operand = self.choices[0]
        # A range holds only values of the operand's type.
        low, high = ((operand[0],),), ((operand[0] + 1,),)
        match self.operator:
            case "LESS_THAN":
                return Range(low, (operand,))
            case "LESS_THAN_OR_EQUAL":
                return Range(low, (operand, BEYOND))
            case "GREATER_THAN":
                return Range((operand, BEYOND), high)
        return Range((operand,), high)

    def holds(self, document: Document) -> bool:
        """Whether the document has the field, and the field satisfies the condition."""
        key = field_key(document, self.path)
        if key is None:
            return False
        match self.operator:
            case "IS_NULL":
                return key == NULL
            case "IS_NAN":
                return key == NAN
            case "IS_NOT_NULL":
                return key != NULL
            case "IS_NOT_NAN":
                return key not in (NAN, NULL)
            case "EQUAL":
                return key in self.choices
            case "IN":
                return key in self.choices and key != NULL  # A null among the choices matches nothing.
            case "NOT_EQUAL":
                return key not in self.choices and key != NULL
            case "ARRAY_CONTAINS":
                return key[0] == ARRAY and self.choices[0] in key[1]
        operand = self.choices[0]
        # A range holds only values of the operand's type, and NaN is in none.
        return key[0] == operand[0] and key != NAN and RANGES[self.operator](key, operand)


def conditions(where: Filter) -> list[Condition]:
    """The conditions of a query's filter. Raises Refusal for alternatives (`or`), which the service does not use."""
    match where.WhichOneof("filter_type"):
        case "field_filter":
            leaf = where.field_filter
            name = str(FieldOperator(leaf.op).name)
            if name == "IN" and kind_of(leaf.value) != "array_value":
                raise invalid("'IN' requires an array.")
            return [Condition(leaf.field.field_path, name, leaf.value)]
        case "unary_filter":
            unary = where.unary_filter
            return [Condition(unary.field.field_path, str(UnaryOperator(unary.op).name))]
        case "composite_filter":
            if where.composite_filter.op != AND:
                raise Refusal(Code.UNIMPLEMENTED, "This emulator does not serve queries with OR.")
            return [condition for part in where.composite_filter.filters for condition in conditions(part)]
    return []
