"""The messages of google.firestore.v1 that the document store sends and reads, in the protobuf classes themselves.

Google's client wraps each value of each document in a class of proto-plus. To build a batch of seven documents so takes
ten times as long as what is done here, and was a tenth of an acceptance (decision 0030). Only what the port knows is
spoken: no references, no places on the globe.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from google.cloud.firestore_v1.types import firestore as calls
from google.cloud.firestore_v1.types import query as queries

from functions.shared.ports import Document, Query

NAME = "__name__"
_Field, _Unary, _Both = (
    queries.StructuredQuery.FieldFilter.Operator,
    queries.StructuredQuery.UnaryFilter.Operator,
    queries.StructuredQuery.CompositeFilter.Operator,
)
OPERATORS = {
    "==": _Field.EQUAL,
    "<": _Field.LESS_THAN,
    "<=": _Field.LESS_THAN_OR_EQUAL,
    ">": _Field.GREATER_THAN,
    ">=": _Field.GREATER_THAN_OR_EQUAL,
    "in": _Field.IN,
}
DIRECTIONS = {False: queries.StructuredQuery.Direction.ASCENDING, True: queries.StructuredQuery.Direction.DESCENDING}


def create(request: Any, name: str, fields: Mapping[str, Any]) -> None:
    """Add to a commit: a document of this name, which must not be there."""
    write = request.writes.add()
    write.update.name = name
    _put_fields(write.update.fields, fields)
    write.current_document.exists = False


def replace(request: Any, name: str, fields: Mapping[str, Any], version: datetime) -> None:
    """Add to a commit: the whole document anew, which must be the one that was written at `version`."""
    write = request.writes.add()
    write.update.name = name
    _put_fields(write.update.fields, fields)
    write.current_document.update_time.FromDatetime(version.astimezone(UTC).replace(tzinfo=None))


def increment(request: Any, name: str, fields: Mapping[str, Any], counts: Mapping[str, int]) -> None:
    """Add to a commit: counts that grow, and fields that are set, in a document that may be there or not.

    The names of counts are paths of plain names, and so are those of the fields.
    """
    write = request.writes.add()
    write.update.name = name
    _put_fields(write.update.fields, fields)
    write.update_mask.SetInParent()  # without a mask the whole document would be replaced
    write.update_mask.field_paths.extend(sorted(fields))
    for path, by in sorted(counts.items()):
        transform = write.update_transforms.add()
        transform.field_path = path
        transform.increment.integer_value = by


def commit_request(database: str) -> Any:
    return _raw(calls.CommitRequest)(database=database)


def wrapped(request: Any) -> calls.CommitRequest:
    """As Google's client takes it."""
    made: calls.CommitRequest = calls.CommitRequest.wrap(request)
    return made


def get_request(database: str, names: Sequence[str]) -> calls.BatchGetDocumentsRequest:
    return calls.BatchGetDocumentsRequest(database=database, documents=names)


def found(answers: Iterable[calls.BatchGetDocumentsResponse | calls.RunQueryResponse]) -> list[Document]:
    """The documents in the answers to a read or a query; other answers tell who is missing, or when it was read."""
    documents_found = []
    for answer in answers:
        raw = type(answer).pb(answer)
        if isinstance(answer, calls.BatchGetDocumentsResponse):
            if raw.HasField("found"):
                documents_found.append(_document(raw.found))
        elif raw.HasField("document"):
            documents_found.append(_document(raw.document))
    return documents_found


def query_request(root: str, asked: Query, operand: Any) -> calls.RunQueryRequest:
    """`root` is the name below which the documents are; `operand` makes of an operator and a value what is stored."""
    above, _, collection = asked.collection.rpartition("/")
    request = _raw(calls.RunQueryRequest)(parent=f"{root}/{above}" if above else root)
    query = request.structured_query
    query.from_.add().collection_id = collection
    filters = [_filter(field, operator, operand(operator, value)) for field, operator, value in asked.where]
    if len(filters) == 1:
        query.where.CopyFrom(filters[0])
    elif filters:
        query.where.composite_filter.op = _Both.AND
        query.where.composite_filter.filters.extend(filters)
    for field, descending in asked.order_by:
        order = query.order_by.add()
        order.field.field_path, order.direction = field, DIRECTIONS[descending]
    for (field, _), value in zip(asked.order_by, asked.after, strict=False):
        place = query.start_at.values.add()
        if field == NAME:
            place.reference_value = f"{root}/{asked.collection}/{value}"
        else:
            _put(place, operand("==", value))
    query.limit.value = asked.limit
    made: calls.RunQueryRequest = calls.RunQueryRequest.wrap(request)
    return made


def _filter(field: str, operator: str, value: Any) -> Any:
    made = _raw(queries.StructuredQuery.Filter)()
    if operator == "==" and value is None:
        made.unary_filter.field.field_path, made.unary_filter.op = field, _Unary.IS_NULL
        return made
    made.field_filter.field.field_path, made.field_filter.op = field, OPERATORS[operator]
    _put(made.field_filter.value, value)
    return made


def _put_fields(into: Any, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        _put(into[name], value)


def _put(into: Any, value: Any) -> None:
    """Set a Value to what `as_stored` has let through."""
    match value:
        case None:
            into.null_value = 0
        case bool():
            into.boolean_value = value
        case str():
            into.string_value = value
        case int():
            into.integer_value = value
        case float():
            into.double_value = value
        case bytes():
            into.bytes_value = value
        case datetime():
            into.timestamp_value.FromDatetime(value.replace(tzinfo=None))
        case dict():
            into.map_value.SetInParent()  # an empty map is a map
            _put_fields(into.map_value.fields, value)
        case list():
            into.array_value.SetInParent()
            for item in value:
                _put(into.array_value.values.add(), item)
        case _:
            raise TypeError(f"a document cannot hold a value of type {type(value).__name__}")


def _document(raw: Any) -> Document:
    path = raw.name.split("/documents/", 1)[1]
    fields = {name: _value(value) for name, value in raw.fields.items()}
    return Document(path, fields, raw.update_time.ToDatetime(UTC))


def _value(raw: Any) -> Any:
    kind = raw.WhichOneof("value_type")
    match kind:
        case "null_value":
            return None
        case "timestamp_value":
            return raw.timestamp_value.ToDatetime(UTC)
        case "map_value":
            return {name: _value(value) for name, value in raw.map_value.fields.items()}
        case "array_value":
            return [_value(value) for value in raw.array_value.values]
        case "string_value" | "integer_value" | "boolean_value" | "double_value" | "bytes_value":
            return getattr(raw, kind)
    raise ValueError(f"a document holds a value of a kind that we never write: {kind}")


def _raw(wrapper: Any) -> Any:
    """The protobuf class behind a class of proto-plus."""
    return type(wrapper.pb(wrapper()))
