"""What a document may hold and be called, and how large it may be (Firestore's documented limits)."""

from __future__ import annotations

import re

from .protocol import Document, Fields, Value, invalid
from .values import NUMERIC_ID, kind_of

MAX_DOCUMENT_BYTES = 1_048_576
MAX_FIELD_BYTES = 1_048_487
MAX_ID_BYTES = 1500
MAX_DEPTH = 20
RESERVED = re.compile(r"__.*__")
DOCUMENT_NAME = re.compile(r"projects/[^/]+/databases/[^/]+/documents(/[^/]+/[^/]+)+")
FIXED_SIZES = {"integer_value": 8, "double_value": 8, "timestamp_value": 8, "geo_point_value": 16}


def check_name(name: str) -> None:
    """Refuse what is not the full name of a document."""
    if not DOCUMENT_NAME.fullmatch(name):
        raise invalid(
            f'Document name "{name}" is not of the form '
            "projects/{project}/databases/{database}/documents/{collection}/{document}…"
        )
    for segment in name.split("/")[5:]:
        if segment in (".", "..") or (RESERVED.fullmatch(segment) and not NUMERIC_ID.fullmatch(segment)):
            raise invalid(f'Resource id "{segment}" is invalid because it is reserved.')
        if len(segment.encode()) > MAX_ID_BYTES:
            raise invalid(f'Resource id "{segment[:50]}…" is longer than {MAX_ID_BYTES} bytes.')


def check_document(document: Document) -> None:
    """Refuse a document that is too large or holds a forbidden value; cut its times to the microsecond."""
    size = document_size(document)
    if size > MAX_DOCUMENT_BYTES:
        raise invalid(
            f"Document '{document.name}' cannot be written because its size ({size:,} bytes) exceeds the maximum "
            f"allowed size of {MAX_DOCUMENT_BYTES:,} bytes."
        )


def document_size(document: Document) -> int:
    """What the document takes by Firestore's storage rules, in bytes."""
    return 32 + name_size(document.name) + _fields_size(document.fields, 1)


def name_size(name: str) -> int:
    return 16 + sum(len(segment.encode()) + 1 for segment in name.split("/")[5:])


def _fields_size(fields: Fields, depth: int) -> int:
    size = 0
    for name, value in fields.items():
        if RESERVED.fullmatch(name):
            raise invalid(f"Field name {name} is reserved.")
        own_size = value_size(value, depth)
        if own_size > MAX_FIELD_BYTES + 1 and kind_of(value) in ("string_value", "bytes_value"):
            raise invalid(f'The value of property "{name}" is longer than {MAX_FIELD_BYTES} bytes.')
        size += len(name.encode()) + 1 + own_size
    return size


def value_size(value: Value, depth: int, in_array: bool = False) -> int:
    """The size by Firestore's storage rules, in bytes."""
    kind = kind_of(value)
    if depth > MAX_DEPTH and kind in ("map_value", "array_value"):
        raise invalid(f"Property contains an object nested deeper than {MAX_DEPTH} levels.")
    match kind:
        case "string_value":
            return len(value.string_value.encode()) + 1
        case "bytes_value":
            return len(value.bytes_value)
        case "array_value":
            if in_array:
                raise invalid("Cannot convert an array value in an array value.")
            return sum(value_size(item, depth + 1, True) for item in value.array_value.values)
        case "map_value":
            return _fields_size(value.map_value.fields, depth + 1)
        case "reference_value":
            return name_size(value.reference_value)
        case "timestamp_value":
            value.timestamp_value.nanos -= value.timestamp_value.nanos % 1000
    return FIXED_SIZES.get(kind or "", 1)
