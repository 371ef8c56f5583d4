"""The small readers: bundles, the directory's file, numbers, cursors, traces and tokens. Each answers, and soon."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers

from functions.complaint.reading import read_cursor as cursor_of_complaints
from functions.issue.journal import read_cursor as cursor_of_copies
from functions.shared.bundle import HEADER, UnreadableBundle, bundle, read_bundle, read_fields
from functions.shared.domain.errors import CursorInvalid, NumberMistyped
from functions.shared.domain.numbers import MistypedNumber, NumberKind, number_from, parse_number
from functions.shared.http.tokens import RefusalReason, TokenRefused, TokenVerifier
from functions.shared.log import is_safe
from functions.shared.tracing import Trace, read
from functions.submit.cabinet import read_cursor as cursor_of_cabinet
from tests.fakes.clock import FakeClock
from tests.fuzz.profile import examples, explore, timed
from tests.unit.service.world import World
from tools.directory.columns import COLUMNS
from tools.directory.reading import read_rows

MEGABYTE = 1024 * 1024
LONGEST_LINE = 60_000
"""Characters: about what a server takes of one line of a request's head, and more than ours takes."""


# ---------------------------------------------------------------- bundles


def packed(entries: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return out.getvalue()


def header(documents: int) -> bytes:
    return json.dumps({"format": "anyqtama-bundle", "version": 1, "documents": documents}).encode()


def unpacked(data: bytes) -> list[Any]:
    try:
        return list(timed(lambda: read_bundle(data)))
    except UnreadableBundle:
        return []


def a_bundle() -> bytes:
    world = World()
    world.accepted()
    return bundle(world.fake_documents.backup())


BUNDLE_MONSTERS: dict[str, Callable[[], bytes]] = {
    "a hundred thousand brackets": lambda: packed({HEADER: header(1), "a/b.json": b"[" * 100_000}),
    "maps in maps": lambda: packed({HEADER: header(1), "a/b.json": b'{"a":' * 50_000 + b"0" + b"}" * 50_000}),
    "maps as deep as can be read": lambda: packed({HEADER: header(1), "a/b.json": b'{"a":' * 900 + b"0" + b"}" * 900}),
    "lists as deep as can be read": lambda: packed(
        {HEADER: header(1), "a/b.json": b'{"a":' + b"[" * 980 + b"]" * 980 + b"}"}
    ),
    "a header of brackets": lambda: packed({HEADER: b"[" * 100_000}),
    "a header that is a list": lambda: packed({HEADER: b"[]"}),
    "zeros, compressed": lambda: packed({HEADER: header(1), "a/b.json": bytes(50 * MEGABYTE)}, zipfile.ZIP_DEFLATED),
    "thousands of entries": lambda: packed(
        {HEADER: header(9000)} | {f"a/{number}.json": b"{}" for number in range(9000)}
    ),
    "a number without end": lambda: packed({HEADER: header(1), "a/b.json": b'{"a":' + b"9" * 100_000 + b"}"}),
    "half a letter": lambda: packed({HEADER: header(1), "a/b.json": b'{"a":"\\ud800"}'}),
    "a path that climbs": lambda: packed({HEADER: header(1), "../../etc/passwd.json": b"{}"}),
    "an unknown tag": lambda: packed({HEADER: header(1), "a/b.json": b'{"a":{"$time":[]}}'}),
    "two tags": lambda: packed({HEADER: header(1), "a/b.json": b'{"a":{"$time":"", "$bytes":""}}'}),
    "a moment that is none": lambda: packed({HEADER: header(1), "a/b.json": b'{"a":{"$time":"0001-01-01"}}'}),
}


@pytest.mark.parametrize("monster", BUNDLE_MONSTERS)
def test_bundles_out_of_all_proportion(monster: str) -> None:
    """Brackets beyond what Python recurses into were no answer but a RecursionError."""
    unpacked(BUNDLE_MONSTERS[monster]())


def test_entries_that_share_their_bytes() -> None:
    """A directory of a ZIP may name the same megabyte a thousand times: what is read is a thousand of them."""
    once = packed({HEADER: header(1), "a/b.json": b'{"a":"' + b"x" * MEGABYTE + b'"}'})
    start = once.rindex(b"PK\x01\x02")
    end = once.index(b"PK\x05\x06")
    entry, count = once[start:end], 1500
    directory = once[once.index(b"PK\x01\x02") : start] + entry * count
    tail = bytearray(once[end:])
    tail[8:10] = tail[10:12] = (count + 1).to_bytes(2, "little")
    tail[12:16] = len(directory).to_bytes(4, "little")
    assert unpacked(once[: once.index(b"PK\x01\x02")] + directory + bytes(tail)) == []


def test_a_bundle_with_some_bytes_changed() -> None:
    good = a_bundle()
    before = unpacked(good)
    assert before

    @given(st.lists(st.tuples(st.integers(0, len(good) - 1), st.integers(1, 255)), min_size=1, max_size=4))
    @examples(100)
    def look(changes: list[tuple[int, int]]) -> None:
        changed = bytearray(good)
        for place, bits in changes:
            changed[place] ^= bits
        unpacked(bytes(changed))

    explore(look)


def test_any_fields() -> None:
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["$bytes", "$time", "$float", "$map", "a", ""]), inner, max_size=2)
        ),
        max_leaves=8,
    )
    told: set[str] = set()

    @given(values)
    @examples(150)
    def look(value: Any) -> None:
        try:
            read_fields("a/b.json", json.dumps(value).encode())
        except UnreadableBundle as error:
            told.add(str(error).partition(":")[0])

    explore(look)
    assert told == {"a/b.json"}


# ---------------------------------------------------------------- the directory of offices

HEAD = ",".join(COLUMNS).encode()
CSV_MONSTERS: dict[str, Callable[[], bytes]] = {
    "a hundred thousand columns": lambda: b"a," * 100_000,
    "a hundred thousand columns, all different": lambda: b",".join(b"%d" % number for number in range(100_000)),
    "a quotation mark": lambda: HEAD + b'\n"' + b"a" * MEGABYTE,
    "a hundred thousand quotation marks": lambda: HEAD + b"\n" + b'"' * 100_000,
    "a cell without end": lambda: HEAD + b"\n" + b"a" * MEGABYTE,
    "lines without end": lambda: HEAD + b"\n" * MEGABYTE,
    "a zero": lambda: HEAD + b"\n\0,\0",
    "returns": lambda: HEAD + b"\r" * 100_000,
    "separators of other kinds": lambda: HEAD + "\u2028\u2029\x85\x1c".encode() * 10_000,
    "marks that compose": lambda: HEAD + b"\n" + ("e" + "\u0301" * 100_000).encode(),
    "semicolons": lambda: b";" * 100_000,
    "nothing but a mark of byte order": lambda: b"\xef\xbb\xbf",
    "another encoding": lambda: "атауы".encode("cp1251") * 10_000,
}


@pytest.mark.parametrize("monster", CSV_MONSTERS)
def test_directories_out_of_all_proportion(monster: str) -> None:
    """A header of a hundred thousand columns took minutes: each of them was counted among all others."""
    rows, flaws = timed(lambda: read_rows(CSV_MONSTERS[monster]()))
    assert rows == [] or flaws == []
    assert all(str(flaw) for flaw in flaws)


def test_any_directory() -> None:
    pieces = st.sampled_from(
        [HEAD, b"\n", b"\r\n", b",", b";", b'"', b'""', b"\0", b"\xff", b"\xef\xbb\xbf", b"almaty"]
    )

    @given(st.lists(pieces | st.binary(max_size=5), max_size=30).map(b"".join))
    @examples(200)
    def look(data: bytes) -> None:
        rows, flaws = timed(lambda: read_rows(data))
        assert all(set(row.cells) == set(COLUMNS) for row in rows)
        assert all(flaw.why for flaw in flaws)

    explore(look)


# ---------------------------------------------------------------- numbers, cursors, traces, tokens


def test_any_number() -> None:
    good = number_from(NumberKind.APPLICATION, b"seed")
    alphabet = st.sampled_from("0123456789ACEFHJKMPRTWXYАСЕНКМРТХУakc- \t\n\0\u00a0ſıßﬁ①𝟚")

    @given(st.text(alphabet, max_size=30) | st.text(max_size=20))
    @example("x" * LONGEST_LINE)
    @example("ﬁ" * LONGEST_LINE)
    @example("-" * LONGEST_LINE + good)
    @examples(300)
    def look(text: str) -> None:
        try:
            number = timed(lambda: parse_number(text))
        except MistypedNumber:
            return
        assert parse_number(number) == number

    explore(look)
    assert NumberMistyped.status == 400


CURSORS: dict[str, Callable[[str], object]] = {
    "cabinet": cursor_of_cabinet,
    "copies": cursor_of_copies,
    "complaints": lambda text: cursor_of_complaints(text, "newest"),
}


@pytest.mark.parametrize("name", CURSORS)
def test_any_cursor(name: str) -> None:
    moments = st.sampled_from(
        [
            "2026-11-23T05:00:00+00:00",
            "2026-11-23",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "",
            "x",
            "+",
            1,
        ]
    )
    lasts: st.SearchStrategy[Any] = st.sampled_from(["a" * 32, "", "\ud800", "\0", None, 7, [], {}]) | st.text(
        max_size=9
    )
    pairs = st.tuples(moments, lasts).map(list)
    bodies = st.one_of(
        pairs,
        st.tuples(st.sampled_from(["newest", "due", [], None]), moments, lasts).map(list),
        st.dictionaries(
            st.sampled_from(["applications", "notices", "offices", ""]), pairs | st.none() | moments, max_size=3
        ),
        st.sampled_from([None, [], {}, 0, "x", [[[]]], float("nan")]),
    )
    written = bodies.map(lambda body: base64.urlsafe_b64encode(json.dumps(body).encode()).decode())
    deep = base64.urlsafe_b64encode(b"[" * (LONGEST_LINE // 2)).decode()

    @given(
        written
        | st.text(max_size=40)
        | st.binary(max_size=40).map(lambda data: base64.urlsafe_b64encode(data).decode())
    )
    @example(deep)
    @example("A" * LONGEST_LINE)
    @example("=" * LONGEST_LINE)
    @example("\u00e9")
    @examples(200)
    def look(text: str) -> None:
        try:
            timed(lambda: CURSORS[name](text))
        except CursorInvalid:
            return

    explore(look)


def test_any_trace() -> None:
    odd = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=80)
    hexadecimal = st.text("0123456789abcdefABCDEF", min_size=30, max_size=34)
    w3c = st.builds("{}-{}-{}-{}".format, st.sampled_from(["00", "ff", "0"]), hexadecimal, hexadecimal, hexadecimal)
    cloud = st.builds("{}/{};o={}".format, hexadecimal, st.integers(0, 1 << 70), st.integers(0, 9))

    @given(odd | w3c, odd | cloud)
    @example("00-" + "0" * LONGEST_LINE, "a" * LONGEST_LINE)
    @example("00-" + "a" * 32 + "-" + "b" * 16 + "-01\n", "a" * 32 + "/1;o=1\n")
    @example("٠٠-" + "a" * 32 + "-" + "b" * 16 + "-01", "a" * 32 + "/٣;o=1")
    @examples(200)
    def look(traceparent: str, context: str) -> None:
        given_headers = Headers()
        for name, value in (("traceparent", traceparent), ("X-Cloud-Trace-Context", context)):
            if "\n" not in value:
                given_headers[name] = value
        trace = timed(lambda: read(given_headers, "project"))
        assert isinstance(trace, Trace)
        assert len(trace.id) == 32
        assert all(is_safe(value) or isinstance(value, bool) for value in trace.fields().values())

    explore(look)


def test_any_token() -> None:
    verifier = TokenVerifier([], FakeClock())
    parts = st.sampled_from(
        [b"{}", b"[]", b'{"iss":"x"}', b'{"iss":[]}', b'{"alg":"none"}', b"[" * 9000, b"\xff", b"", b"null"]
    )
    segments = st.one_of(parts, st.binary(max_size=30)).map(
        lambda data: base64.urlsafe_b64encode(data).decode().rstrip("=")
    )

    @given(st.lists(segments, max_size=5).map(".".join) | st.text(max_size=40))
    @example("." * LONGEST_LINE)
    @example("e30." + "A" * LONGEST_LINE + ".")
    @examples(200)
    def look(bearer: str) -> None:
        with pytest.raises(TokenRefused) as refused:
            timed(lambda: verifier.verify(bearer))
        assert refused.value.reason in (RefusalReason.MALFORMED, RefusalReason.UNKNOWN_ISSUER)

    explore(look)
