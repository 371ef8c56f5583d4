"""A bundle gives every document back as it was, is the same on every machine, and is not read where it was damaged."""

from __future__ import annotations

import hashlib
import io
import zipfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from functions.shared.bundle import HEADER, UnreadableBundle, bundle, read_bundle
from functions.shared.ports import Document

NOW = datetime(2026, 11, 22, 5, 0, 0, 1, tzinfo=UTC)
LETTERS = some.text(some.characters(exclude_categories=["Cs"]))
MOMENTS = some.datetimes(
    min_value=datetime(2, 1, 1),  # noqa: DTZ001 - hypothesis asks for bounds without a zone
    max_value=datetime(9998, 1, 1),  # noqa: DTZ001 - the same
    timezones=some.sampled_from([UTC, timezone(timedelta(hours=5)), timezone(-timedelta(hours=9, minutes=30))]),
)
VALUES = some.recursive(
    some.none()
    | some.booleans()
    | some.integers(-(2**63), 2**63 - 1)
    | some.floats()
    | LETTERS
    | some.binary()
    | MOMENTS,
    lambda inner: (
        some.lists(inner, max_size=4)
        | some.dictionaries(LETTERS | some.sampled_from(["$bytes", "$map", "$"]), inner, max_size=4)
    ),
    max_leaves=12,
)
FIELDS = some.dictionaries(LETTERS | some.sampled_from(["$time", "$map"]), VALUES, max_size=4)


def document(path: str, **fields: Any) -> Document:
    return Document(path, fields, NOW)


def exact(value: Any) -> Any:
    """A value whose equality tells 1 from 1.0 and True, and finds nan equal to itself."""
    if isinstance(value, dict):
        return {key: exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [exact(item) for item in value]
    return type(value).__name__, value.astimezone(UTC) if isinstance(value, datetime) else repr(value)


@given(FIELDS, FIELDS)
def test_every_document_comes_back_as_it_was(first: dict[str, Any], second: dict[str, Any]) -> None:
    documents = [Document("applications/b", first, NOW), Document("applications/a/events/000001", second, NOW)]
    came_back = read_bundle(bundle(documents))
    assert [path for path, _ in came_back] == ["applications/a/events/000001", "applications/b"]
    assert [exact(fields) for _, fields in came_back] == [exact(second), exact(first)]


def test_the_same_documents_give_the_same_bytes_whatever_their_order() -> None:
    documents = [document("a/2", b=1, a=[b"\0"]), document("a/1", at=NOW), document("a/1/events/1")]
    made = bundle(documents)
    assert made == bundle(list(reversed(documents)))
    # Written down: other bytes would be another object in an archive that never overwrites.
    assert hashlib.sha256(made).hexdigest() == "1a60055099a64d61c2ff7487d675a6ba4843c14b7b65b33c3269a825f9f16584"


def test_a_reader_without_us_finds_plain_files() -> None:
    with zipfile.ZipFile(io.BytesIO(bundle([document("a/1", name="Әсел", sent=b"\1", at=NOW)]))) as file:
        assert file.namelist() == [HEADER, "a/1.json"]
        text = file.read("a/1.json").decode()
    assert '"name": "Әсел"' in text
    assert '"$bytes": "AQ=="' in text
    assert '"$time": "2026-11-22T05:00:00.000001+00:00"' in text


@pytest.mark.parametrize("value", [{1, 2}, object(), datetime(2026, 1, 1), {1: "a"}])  # noqa: DTZ001 - the very case
def test_what_no_document_holds_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        bundle([document("a/1", value=value)])


def test_a_path_stands_in_it_once() -> None:
    with pytest.raises(ValueError, match="a/1"):
        bundle([document("a/1"), document("a/1", other=True)])


def made_by_hand(entries: dict[str, str], compression: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as file:
        for name, text in entries.items():
            file.writestr(name, text)
    return out.getvalue()


ONE = '{"documents": 1, "format": "anyqtama-bundle", "version": 1}'


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no bundle"),
        (b"%PDF-1.7", "no bundle"),
        (bundle([document("a/1", name="text")])[:-30], "no bundle"),
        (bundle([document("a/1", name="text")]).replace(b"text", b"tezt"), "no bundle: Bad CRC"),
        (made_by_hand({"a/1.json": "{}"}), "it has no bundle.json"),
        (made_by_hand({HEADER: ONE.replace("1}", "2}"), "a/1.json": "{}"}), "expected format"),
        (made_by_hand({HEADER: ONE}), "expected 1 documents, found 0"),
        (made_by_hand({HEADER: ONE, "a/1.json": "[]"}), "a/1.json: expected a map"),
        (made_by_hand({HEADER: ONE, "a/1.json": "{"}), "a/1.json: expected JSON"),
        (made_by_hand({HEADER: ONE, "a/1.json": '{"x": {"$when": "now"}}'}), "a/1.json: unknown: "),
        (made_by_hand({HEADER: ONE, "a/1.json": '{"x": {"$bytes": "?"}}'}), "a/1.json: "),
        (made_by_hand({HEADER: ONE, "a/1.json": '{"x": {"$time": "2026-01-01T00:00:00"}}'}), "without a zone"),
        (made_by_hand({HEADER: ONE, "a/1.json": '{"$bytes": ""}'}), "expected the fields"),
        (made_by_hand({HEADER: ONE, "a.json": "{}"}), "a.json: expected the path"),
        (made_by_hand({HEADER: ONE, "../1.json": "{}"}), r"\.\./1\.json: expected the path"),
        (made_by_hand({HEADER: ONE, "a/1.json": "{}"}, zipfile.ZIP_DEFLATED), "not compressed"),
    ],
)
def test_what_is_no_bundle_is_named(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableBundle, match=says):
        read_bundle(data)


WHOLE = bundle([document("a/1", name="Әсел", sent=b"\1", at=NOW), document("a/1/events/000001", n=1)])


@given(some.integers(0, len(WHOLE) - 1), some.integers(1, 255))
def test_a_damaged_byte_is_noticed_or_changes_nothing(where: int, how: int) -> None:
    damaged = bytearray(WHOLE)
    damaged[where] ^= how
    with suppress(UnreadableBundle):
        assert read_bundle(bytes(damaged)) == read_bundle(WHOLE)
