"""Domain objects as stored documents, and back.

Dates become ISO text (the store knows moments, not days), enums their values, tuples lists; moments stay moments.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

from pydantic import TypeAdapter

from functions.shared.ports import Fields

T = TypeVar("T")


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def adapter(kind: type[T]) -> TypeAdapter[T]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def to_fields(value: object) -> dict[str, Any]:
    """A dataclass as the fields of a document."""
    fields = _storable(adapter(type(value)).dump_python(value))
    assert isinstance(fields, dict)
    return fields


def from_fields(kind: type[T], fields: Fields) -> T:
    """Raises pydantic's ValidationError for a document that does not hold such a thing."""
    return adapter(kind).validate_python(dict(fields))


def _storable(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_storable(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return value
