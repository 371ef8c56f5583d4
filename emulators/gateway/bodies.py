"""Request bodies, streamed piece by piece, with a limit."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from io import BufferedIOBase

LARGEST = 12 * 1024 * 1024
"""Bytes: an attachment may have ten mebibytes, and nothing else is larger."""
PIECE = 64 * 1024
_LONGEST_LINE = 1024


class TooLarge(Exception):
    """The body is longer than LARGEST."""


class Unreadable(Exception):
    """The request does not say clearly where its body ends, or ends before."""


def length_of(headers: Message) -> int | None:
    """The body's length in bytes, or None for a chunked one. Raises TooLarge, Unreadable.

    A request that says both is refused: two readers could find two ends (RFC 9112, 6.3).
    """
    codings, lengths = headers.get_all("Transfer-Encoding", []), headers.get_all("Content-Length", [])
    if codings:
        if lengths or [coding.strip().lower() for coding in codings] != ["chunked"]:
            raise Unreadable
        return None
    if not lengths:
        return 0
    if len(lengths) > 1 or not (lengths[0].isascii() and lengths[0].isdigit()):
        raise Unreadable
    length = int(lengths[0])
    if length > LARGEST:
        raise TooLarge
    return length


def pieces(stream: BufferedIOBase, length: int | None) -> Iterator[bytes]:
    """The body as it comes. Raises TooLarge, Unreadable."""
    return _chunked(stream) if length is None else _counted(stream, length)


def _counted(stream: BufferedIOBase, length: int) -> Iterator[bytes]:
    while length:
        piece = stream.read(min(PIECE, length))
        if not piece:
            raise Unreadable
        length -= len(piece)
        yield piece


def _chunked(stream: BufferedIOBase) -> Iterator[bytes]:
    """RFC 9112, 7.1; extensions and trailers are read and dropped."""
    total = 0
    while size := _chunk_size(stream):
        total += size
        if total > LARGEST:
            raise TooLarge
        yield from _counted(stream, size)
        if _line(stream):
            raise Unreadable
    while _line(stream):
        pass


def _chunk_size(stream: BufferedIOBase) -> int:
    digits = _line(stream).partition(b";")[0].strip()
    if not digits or len(digits) > 8 or set(digits.lower()) - set(b"0123456789abcdef"):
        raise Unreadable
    return int(digits, 16)


def _line(stream: BufferedIOBase) -> bytes:
    line = stream.readline(_LONGEST_LINE)
    if not line.endswith(b"\r\n"):
        raise Unreadable
    return line[:-2]
