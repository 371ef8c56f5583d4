"""DER, put together from encoded parts.

asn1crypto encodes an object again at each level that it is put into, and copies it where a tag is added: a signed
answer cost 4 ms so, and costs 0.5 ms so written, nearly all of it RSA. What has no parts,
asn1crypto still encodes.
"""

from __future__ import annotations

OCTET_STRING, SEQUENCE, SET = 0x04, 0x30, 0x31
_TAGGED = 0xA0
"""Context-specific and constructed."""


def tlv(tag: int, *parts: bytes) -> bytes:
    """Tag, length, and what is in it."""
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes((tag, size)) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


def sequence(*parts: bytes) -> bytes:
    return tlv(SEQUENCE, *parts)


def set_of(*members: bytes) -> bytes:
    """Its members stand in the order of their encodings (X.690, 11.6)."""
    return tlv(SET, *sorted(members))


def tagged(number: int, *parts: bytes) -> bytes:
    """[number] around whole parts (explicit), or around the content of what it stands for (implicit)."""
    return tlv(_TAGGED | number, *parts)
