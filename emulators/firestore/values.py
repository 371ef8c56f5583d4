"""Values and field paths: how Firestore orders and equates values, and how a path finds a field."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable
from typing import Any

from google.cloud.firestore_v1.field_path import parse_field_path

from .protocol import Document, Fields, Value, invalid

NAME = "__name__"
"""The field path that stands for a document's own name."""

Key = tuple[Any, ...]
"""What a value is compared by: its type's rank first (null, booleans, numbers, …), then the value."""

NULL: Key = (1,)
NAN: Key = (3, 0)
ARRAY = 9
NUMBERS = ("integer_value", "double_value")
NUMERIC_ID = re.compile(r"__id(-?\d+)__")


def kind_of(value: Value) -> str | None:
    kind: str | None = value.WhichOneof("value_type")
    return kind


def sort_key(value: Value) -> Key:
    """The key that orders, and equates, values as Firestore does: types one after another, and 3 equal to 3.0."""
    match kind_of(value):
        case "boolean_value":
            return (2, value.boolean_value)
        case "integer_value":
            return (3, 1, value.integer_value)
        case "double_value":
            return NAN if math.isnan(value.double_value) else (3, 1, value.double_value)
        case "timestamp_value":
            return (4, value.timestamp_value.seconds, value.timestamp_value.nanos)
        case "string_value":
            return (5, value.string_value)  # Python orders by code point, which is the order of UTF-8 bytes.
        case "bytes_value":
            return (6, value.bytes_value)
        case "reference_value":
            return name_key(value.reference_value)
        case "geo_point_value":
            return (8, value.geo_point_value.latitude, value.geo_point_value.longitude)
        case "array_value":
            return (ARRAY, tuple(sort_key(item) for item in value.array_value.values))
        case "map_value":
            fields = value.map_value.fields
            return (10, tuple((name, sort_key(fields[name])) for name in sorted(fields)))
        case _:
            return NULL


def name_key(name: str) -> Key:
    parent, _, last = name.rpartition("/")
    return (7, (*_path_key(parent), _segment_key(last)))


@functools.lru_cache(maxsize=1_000)
def _path_key(path: str) -> Key:
    """Kept, as many names begin alike: an index holds the same keys for all of them."""
    return tuple(_segment_key(segment) for segment in path.split("/"))


def _segment_key(segment: str) -> Key:
    """Numeric ids (`__id7__`) stand before all others."""
    number = NUMERIC_ID.fullmatch(segment)
    return (0, int(number[1])) if number else (1, segment)


@functools.lru_cache(maxsize=10_000)
def split_path(path: str) -> tuple[str, ...]:
    """The names in a field path: 'a.`b.c`' is ('a', 'b.c')."""
    try:
        return tuple(parse_field_path(path))
    except ValueError as error:
        raise invalid(f"Invalid field path: {path}") from error


def get_field(fields: Fields | None, path: Iterable[str]) -> Value | None:
    value = None
    for name in path:
        if fields is None or name not in fields:
            return None
        value = fields[name]
        fields = value.map_value.fields if kind_of(value) == "map_value" else None
    return value


def set_field(fields: Fields, path: tuple[str, ...], value: Value) -> None:
    """Set a field, making the maps on the way to it, in place of whatever else stood there."""
    for name in path[:-1]:
        parent = fields[name]
        if kind_of(parent) != "map_value":
            parent.map_value.SetInParent()
        fields = parent.map_value.fields
    fields[path[-1]].CopyFrom(value)


def delete_field(fields: Fields, path: tuple[str, ...]) -> None:
    if len(path) > 1:
        parent = get_field(fields, path[:-1])
        if parent is None or kind_of(parent) != "map_value":
            return
        fields = parent.map_value.fields
    if path[-1] in fields:
        del fields[path[-1]]


def field_key(document: Document, path: str) -> Key | None:
    """The key of a document's field; None where the document has no such field."""
    if path == NAME:
        return name_key(document.name)
    value = get_field(document.fields, split_path(path))
    return None if value is None else sort_key(value)


def masked(document: Document, paths: Iterable[str]) -> Document:
    """A copy of the document with only these fields."""
    result = Document(name=document.name, create_time=document.create_time, update_time=document.update_time)
    for path in paths:
        if path != NAME:
            names = split_path(path)
            value = get_field(document.fields, names)
            if value is not None:
                set_field(result.fields, names, value)
    return result
