"""Forgeries without any knowledge of the format: bits turned, bytes added, cut off, moved."""

from __future__ import annotations

from random import Random

from tests.forgeries.parts import parts_of
from tests.forgeries.scene import Scene


def _flipped(pdf: bytes, draw: Random, begin: int, end: int) -> bytes:
    changed = bytearray(pdf)
    for _ in range(draw.choice((1, 1, 1, 2, 8))):
        changed[draw.randrange(begin, end)] ^= 1 << draw.randrange(8)
    return bytes(changed) if changed != pdf else _flipped(pdf, draw, begin, end)


def what_was_written_before_the_seal(scene: Scene, draw: Random) -> bytes:
    return _flipped(scene.sealed, draw, 0, len(scene.unsealed))


def the_validation_data(scene: Scene, draw: Random) -> bytes:
    """Chains, OCSP answers and lists stand between the two revisions' ends, before the signature."""
    return _flipped(scene.sealed, draw, len(scene.unsealed), parts_of(scene.sealed).gap)


def what_follows_the_signature(scene: Scene, draw: Random) -> bytes:
    return _flipped(scene.sealed, draw, parts_of(scene.sealed).rest, len(scene.sealed))


def the_signature_itself(scene: Scene, draw: Random) -> bytes:
    """Its digits in the file: what comes out may be no digit, another letter case, or another byte."""
    parts = parts_of(scene.sealed)
    return _flipped(scene.sealed, draw, parts.gap, parts.gap + 2 * len(parts.signature))


def the_bytes_of_the_signature(scene: Scene, draw: Random) -> bytes:
    """A bit of the DER, so that the digits stay digits."""
    parts = parts_of(scene.sealed)
    return parts.with_signature(_flipped(parts.signature, draw, 0, len(parts.signature)))


def letter_case_of_the_signature(scene: Scene, draw: Random) -> bytes:
    """The same signature to the last bit, in a file that is another one."""
    parts = parts_of(scene.sealed)
    places = [place for place in range(parts.gap, parts.rest) if scene.sealed[place : place + 1].isalpha()]
    changed = bytearray(scene.sealed)
    for place in draw.sample(places, draw.choice((1, 5, len(places)))):
        changed[place] ^= 0x20
    return bytes(changed)


def room_behind_the_signature(scene: Scene, draw: Random) -> bytes:
    parts = parts_of(scene.sealed)
    hidden = draw.randbytes(draw.randint(1, len(parts.room) - len(parts.signature))).rstrip(b"\0") or b"A"
    return parts.with_signature(parts.signature + hidden)


def appended(scene: Scene, draw: Random) -> bytes:
    tail = draw.choice(
        (b"\n", b"\0", b"%", b"\n%%EOF\n", b"startxref\n0\n%%EOF\n", b" " * 4096, b"<html>", draw.randbytes(99))
    )
    return scene.sealed + tail


def truncated(scene: Scene, draw: Random) -> bytes:
    parts = parts_of(scene.sealed)
    longest = draw.choice((64, len(scene.unsealed), parts.gap, parts.rest))
    return scene.sealed[: draw.randrange(longest)]


def end_cut_off(scene: Scene, draw: Random) -> bytes:
    """The signature is there still, and something behind it is not."""
    parts = parts_of(scene.sealed)
    return scene.sealed[: draw.randrange(parts.byte_range[1], len(scene.sealed))]


def a_byte_more_or_less(scene: Scene, draw: Random) -> bytes:
    place = draw.randrange(8, parts_of(scene.sealed).gap)
    inserted = draw.choice((b" ", b"\n", b"0", b""))
    return scene.sealed[:place] + inserted + scene.sealed[place + (1 if inserted == b"" else 0) :]


def put_before(scene: Scene, draw: Random) -> bytes:
    return draw.choice((b"\n", b"%PDF-1.4\n", b"GIF89a", b" " * 700)) + scene.sealed
