"""The shape of BER bytes from anybody, before a parser that builds objects of them is let near (X.690, 8.1).

asn1crypto takes time that grows with the square of an object identifier's length, and some microseconds for each
element, however small: what no signature needs is refused here, in one walk that keeps nothing.
"""

from __future__ import annotations

DEEPEST = 64
MOST = 20_000
"""Elements. A citizen's signature has some two hundred, a seal with its time-stamp some thousand."""
LONGEST_IDENTIFIER = 64
"""Bytes of one object identifier; those in use have at most twenty."""
_IDENTIFIER, _CONSTRUCTED, _HIGH, _END = 0x06, 0x20, 0x1F, b"\0\0"


def end_of(data: bytes) -> int:
    """Where the first element of `data` ends. Raises ValueError for anything that is not well-formed, or too much."""
    open_until: list[int | None] = []  # of each constructed element around this place; None ends with two zeros
    at = walked = 0
    while True:
        while open_until and (open_until[-1] == at or (open_until[-1] is None and data[at : at + 2] == _END)):
            at += 2 if open_until.pop() is None else 0
            if not open_until:
                return at
        walked += 1
        if walked > MOST or len(open_until) > DEEPEST:
            raise ValueError("more elements than any signature has")
        tag, at, length = _head(data, at)
        room = next((end for end in reversed(open_until) if end is not None), len(data))
        if length is not None and at + length > room:
            raise ValueError("an element reaches beyond the one around it")
        if tag & _CONSTRUCTED:
            open_until.append(None if length is None else at + length)
            continue
        if length is None or (tag == _IDENTIFIER and length > LONGEST_IDENTIFIER):
            raise ValueError("not the length of such an element")
        at += length
        if not open_until:
            return at


def _head(data: bytes, at: int) -> tuple[int, int, int | None]:
    """The first byte of the tag, where the contents begin, and their length; None for an indefinite one."""
    try:
        tag, at = data[at], at + 1
        if tag & _HIGH == _HIGH:
            while data[at] & 0x80:
                at += 1
            at += 1
        length, at = data[at], at + 1
        if length < 0x80:
            return tag, at, length
        size = length & 0x7F
        if size == 0:
            return tag, at, None
        if size > 4:
            raise ValueError("a length beyond all files")
        return tag, at + size, int.from_bytes(bytes(data[at + place] for place in range(size)))
    except IndexError as error:
        raise ValueError("the bytes end in the middle of an element") from error
