"""PDF files that are put together by hand: small ones that are expensive to read, large ones that are nonsense."""

from __future__ import annotations

import zlib
from collections.abc import Callable

LIMIT = 10 * 1024 * 1024
CATALOG = b"<< /Type /Catalog /AcroForm << /Fields [2 0 R] >> >>"


def pdf(*objects: bytes, root: int = 1) -> bytes:
    """The objects, numbered from 1, with a table that finds them."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return bytes(out) + table(places, 1, len(out), b"/Root %d 0 R" % root)


def table(places: list[int], first: int, at: int, trailer: bytes) -> bytes:
    entries = b"".join(b"%010d 00000 n \n" % place for place in places)
    return b"xref\n%d %d\n%strailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        *(first, len(places), entries, first + len(places), trailer, at),
    )


def update(sealed: bytes, *objects: bytes) -> bytes:
    """A later revision of a file, in which the first of the objects is the catalogue."""
    out, places = bytearray(sealed), []
    previous = int(sealed.rpartition(b"startxref")[2].split()[0])
    for number, body in enumerate(objects, start=9000):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return bytes(out) + table(places, 9000, len(out), b"/Root 9000 0 R /Prev %d" % previous)


def tree(depth: int, first: int) -> list[bytes]:
    """Fields of which each has the next one as a child twice: a walk has two to the power of `depth` steps."""
    own = [b"<< /T (a) /Kids [%d 0 R %d 0 R] >>" % (first + step + 1, first + step + 1) for step in range(depth)]
    return [*own, b"<< /T (z) >>"]


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def bomb(layers: int, size: int) -> bytes:
    """Zeros, compressed again and again."""
    data = bytes(size)
    for _ in range(layers):
        data = zlib.compress(data, 9)
    return stream(data, b"/Filter [%s]" % (b"/FlateDecode " * layers))


def signature(count: int, contents: bytes = b"30820004") -> bytes:
    """Dictionaries of signatures that cover nothing in particular."""
    return b"<< /Type /Sig /ByteRange [0 10 20 30] /Contents <%s> >>\n" % contents * count


FULL = LIMIT - 4096


def inflating_objects() -> bytes:
    numbers = b" ".join(b"%d 0" % number for number in range(400_000))
    entries = b"/Type /ObjStm /N 400000 /First 9 /Filter /FlateDecode"
    return pdf(CATALOG, stream(zlib.compress(numbers + bytes(20_000_000), 9), entries))


def inflating_table() -> bytes:
    entries = b"/Type /XRef /W [1 8 8] /Size 5882352 /Root 1 0 R /Filter /FlateDecode"
    table_stream = stream(zlib.compress(bytes(100_000_000), 9), entries)
    return b"%PDF-1.7\n1 0 obj\n" + table_stream + b"\nendobj\nstartxref\n9\n%%EOF\n"


MONSTERS: dict[str, Callable[[], bytes]] = {
    "a tree of fields with 2^40 leaves": lambda: pdf(CATALOG, *tree(40, 2)),
    "a field that is its own child": lambda: pdf(CATALOG, b"<< /T (a) /Kids [2 0 R] >>"),
    "fields in a chain of ten thousand": lambda: pdf(
        CATALOG, *(b"<< /T (a) /Kids [%d 0 R] >>" % n for n in range(3, 10_003))
    ),
    "a million fields": lambda: pdf(b"<< /Type /Catalog /AcroForm << /Fields [%s] >> >>" % (b"2 0 R " * (FULL // 6))),
    "arrays in arrays": lambda: pdf(b"[" * (FULL // 2) + b"]" * (FULL // 2)),
    "maps in maps": lambda: pdf(b"<</A" * (FULL // 8) + b">>" * (FULL // 8)),
    "a table of a hundred thousand entries": lambda: pdf(*[b"0"] * 150_000),
    "a table that leads to itself": lambda: b"%PDF-1.7\nxref\n0 0\ntrailer\n<< /Prev 9 >>\nstartxref\n9\n%%EOF\n",
    "a table of a billion entries": lambda: b"%PDF-1.7\nxref\n0 1000000000\nstartxref\n9\n%%EOF\n",
    "a stream that inflates": lambda: pdf(CATALOG, bomb(1, 100 * 1024 * 1024)),
    "a stream that inflates in three layers": lambda: pdf(CATALOG, bomb(3, 64 * 1024 * 1024)),
    "an object stream that inflates": inflating_objects,
    "a table in a stream that inflates": inflating_table,
    "a hundred thousand signatures": lambda: pdf(signature(100_000)),
    "signatures that begin as one": lambda: pdf(signature(2000, b"3082" + b"30" * 2000)),
    "ranges and no end": lambda: b"%PDF-1.7\n" + b"/ByteRange [0 1 2 3" * (FULL // 19) + b"\n%%EOF",
    "ranges beyond the end": lambda: b"%PDF-1.7\n/ByteRange [0 9999999999 9999999999 9999999999]\n%%EOF",
    "a range of everything": lambda: b"%%PDF-1.7\n/ByteRange [0 1 %d 99]\n<" % FULL + b"3" * FULL,
    "digits without end": lambda: b"%PDF-1.7\n<" + b"30" * (FULL // 2),
    "digits again and again": lambda: b"%PDF-1.7\n" + (b"<" + b"30" * 1000) * (FULL // 2001),
    "brackets without end": lambda: b"%PDF-1.7\n" + b"<" * FULL,
    "text without end": lambda: b"%PDF-1.7\n/ByteRange [0 60 200000 9]          " + b"(" * 300_000,
    "spaces behind startxref": lambda: b"%PDF-1.7\nstartxref" + b" " * FULL,
    "zeros": lambda: bytes(LIMIT),
}
