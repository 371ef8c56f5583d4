"""Where things are in a sealed file, and how to put something else there without moving the rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms

_RANGE = re.compile(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]")


@dataclass(frozen=True)
class Parts:
    """The signature covers `pdf[:gap]` and `pdf[rest:]`; between them stand `<`, its digits, zeros and `>`."""

    pdf: bytes
    gap: int
    rest: int
    byte_range: tuple[int, int]
    """Where `/ByteRange […]` stands."""

    @property
    def signature(self) -> bytes:
        """The signature as DER, without the zeros behind it."""
        signature: bytes = cms.ContentInfo.load(self.room).dump()
        return signature

    @property
    def room(self) -> bytes:
        return bytes.fromhex(self.pdf[self.gap + 1 : self.rest - 1].decode())

    def with_signature(self, signature: bytes) -> bytes:
        """The same file with another signature in the room, which must be large enough."""
        room = signature.ljust(len(self.room), b"\0")
        assert len(room) == len(self.room), "the signature does not fit"
        return self.with_gap(b"<" + room.hex().upper().encode() + b">")

    def with_gap(self, gap: bytes) -> bytes:
        return self.pdf[: self.gap] + gap + self.pdf[self.rest :]

    def edited(self, edit: Callable[[Any], None]) -> bytes:
        """The same file after `edit` changed the SignedData of its signature."""
        info = cms.ContentInfo.load(self.signature)
        edit(info["content"])
        return self.with_signature(info.dump(force=True))


def parts_of(pdf: bytes) -> Parts:
    """Of a file whose last signature is the one meant."""
    found = list(_RANGE.finditer(pdf))[-1]
    return Parts(pdf, int(found[1]), int(found[2]), found.span())
