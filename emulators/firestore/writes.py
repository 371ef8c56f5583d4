"""One write of a commit: its precondition, its fields, its transforms."""

from __future__ import annotations

from .limits import check_document, check_name
from .protocol import Code, Document, Refusal, Timestamp, Transform, Value, Write, WriteResult, invalid, micros
from .queries import INT64
from .values import NAN, NUMBERS, delete_field, get_field, kind_of, set_field, sort_key, split_path


def written_name(write: Write) -> str:
    return str(write.update.name or write.delete)


def check_precondition(write: Write, current: Document | None) -> None:
    """Raises Refusal where the document is not in the state that the write was decided on."""
    condition = write.current_document
    match condition.WhichOneof("condition_type"):
        case "exists":
            if condition.exists and current is None:
                raise Refusal(Code.NOT_FOUND, f"No document to update: {written_name(write)}")
            if not condition.exists and current is not None:
                raise Refusal(Code.ALREADY_EXISTS, f"Document already exists: {written_name(write)}")
        case "update_time":
            stored = micros(current.update_time) if current is not None else 0
            required = micros(condition.update_time)
            if stored != required:
                raise Refusal(
                    Code.FAILED_PRECONDITION,
                    f"the stored version ({stored}) does not match the required base version ({required})",
                )


def apply_write(write: Write, current: Document | None, now: Timestamp) -> tuple[Document | None, WriteResult]:
    """The document after the write (None when it is gone), and the write's result."""
    operation = write.WhichOneof("operation")
    if operation not in ("update", "delete"):
        raise Refusal(Code.UNIMPLEMENTED, "This emulator serves writes that update or delete a document.")
    name = written_name(write)
    check_name(name)
    check_precondition(write, current)
    result = WriteResult()
    if operation == "delete":
        return None, result
    after = Document(name=name, update_time=now, create_time=now if current is None else current.create_time)
    if write.HasField("update_mask"):
        if current is not None:
            after.MergeFrom(Document(fields=current.fields))
        for path in map(split_path, write.update_mask.field_paths):
            value = get_field(write.update.fields, path)
            if value is None:
                delete_field(after.fields, path)
            else:
                set_field(after.fields, path, value)
    else:
        after.MergeFrom(Document(fields=write.update.fields))
    for transform in write.update_transforms:
        result.transform_results.append(_apply_transform(after, transform, now))
    check_document(after)
    if current is not None and current.fields == after.fields:
        after = current  # A write that changes nothing leaves the update time as it was.
    result.update_time.CopyFrom(after.update_time)
    return after, result


def _apply_transform(document: Document, transform: Transform, now: Timestamp) -> Value:
    """Change the field, and return what the client is told about it."""
    path = split_path(transform.field_path)
    old = get_field(document.fields, path)
    match transform.WhichOneof("transform_type"):
        case "set_to_server_value":
            answer = new = Value(timestamp_value=now)
        case "increment":
            answer = new = _incremented(old, transform.increment)
        case "append_missing_elements":
            items = _items(old)
            for item in transform.append_missing_elements.values:
                if sort_key(item) not in [sort_key(kept) for kept in items]:
                    items.append(item)
            new, answer = _array(items), Value(null_value=0)
        case "remove_all_from_array":
            removed = [sort_key(item) for item in transform.remove_all_from_array.values]
            new, answer = _array([i for i in _items(old) if sort_key(i) not in removed]), Value(null_value=0)
        case other:
            raise Refusal(Code.UNIMPLEMENTED, f"This emulator does not serve the transform {other}.")
    set_field(document.fields, path, new)
    return answer


def _items(value: Value | None) -> list[Value]:
    """The elements of an array; of anything else none."""
    return list(value.array_value.values) if value is not None else []


def _array(items: list[Value]) -> Value:
    value = Value()
    value.array_value.SetInParent()  # An empty array is an array too.
    value.array_value.values.extend(items)
    return value


def _incremented(old: Value | None, by: Value) -> Value:
    """The sum; integers stop at the ends of 64 bits, and what was no number counts as absent."""
    if kind_of(by) not in NUMBERS:
        raise invalid("increment requires an integer or a double.")
    if old is None or kind_of(old) not in NUMBERS:
        return by
    if sort_key(old) == NAN:
        return old
    kinds = (kind_of(old) or "", kind_of(by) or "")
    total = getattr(old, kinds[0]) + getattr(by, kinds[1])
    if "double_value" in kinds:
        return Value(double_value=total)
    return Value(integer_value=max(INT64[0], min(INT64[-1], total)))
