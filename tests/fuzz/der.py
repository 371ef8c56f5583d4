"""Signatures that are put together by hand, byte by byte: what no honest program writes (X.690, RFC 5652)."""

from __future__ import annotations

from collections.abc import Iterator

from functions.shared.http.signed import CMS_LIMIT

SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
DATA = bytes.fromhex("06092a864886f70d010701")
CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")
SHA256 = bytes.fromhex("300b0609608648016503040201")
ECDSA = bytes.fromhex("300a06082a8648ce3d040302")
ROOM = CMS_LIMIT - 8 * 1024
"""Bytes for the large part of a signature that is as large as one may be."""


def tlv(tag: int, contents: bytes) -> bytes:
    size = len(contents)
    if size < 0x80:
        return bytes([tag, size]) + contents
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + contents


def nested(tag: int, depth: int) -> bytes:
    inside = b""
    for _ in range(depth):
        inside = tlv(tag, inside)
    return inside


def name(*sets: bytes) -> bytes:
    return tlv(0x30, b"".join(tlv(0x31, each) for each in sets))


def common_name(text: bytes) -> bytes:
    return tlv(0x30, bytes.fromhex("0603550403") + tlv(0x0C, text))


def signer(issuer: bytes, *, serial: bytes = b"\x02\x01\x01", attributes: bytes = b"", digest: bytes = SHA256) -> bytes:
    attributes = tlv(0xA0, attributes) if attributes else b""
    identifier = tlv(0x30, issuer + serial)
    return tlv(0x30, b"\x02\x01\x01" + identifier + digest + attributes + ECDSA + tlv(4, b"x" * 64))


def certificate(issuer: bytes, key: bytes, *, extensions: bytes = b"") -> bytes:
    validity = tlv(0x30, tlv(0x17, b"260101000000Z") * 2)
    extended = tlv(0xA3, tlv(0x30, extensions)) if extensions else b""
    inside = tlv(0xA0, b"\x02\x01\x02") + b"\x02\x01\x01" + ECDSA + issuer + validity + issuer + key + extended
    return tlv(0x30, tlv(0x30, inside) + ECDSA + tlv(3, b"\0x"))


def signed_data(
    certificates: bytes = b"", signers: bytes = b"", *, digests: bytes = b"", content: bytes = tlv(4, b"x")
) -> bytes:
    inside = b"\x02\x01\x01" + tlv(0x31, digests) + tlv(0x30, DATA + tlv(0xA0, content))
    inside += (tlv(0xA0, certificates) if certificates else b"") + tlv(0x31, signers)
    return tlv(0x30, SIGNED_DATA + tlv(0xA0, tlv(0x30, inside)))


def monsters(key: bytes) -> Iterator[tuple[str, bytes]]:
    """Signatures as large as may be sent, each with one part that is out of all proportion. `key` is a public key."""
    small = name(common_name(b"a"))
    plain, by_small = certificate(small, key), signer(small)
    half = ROOM // 2
    long_identifier = tlv(0x30, tlv(6, b"\x81" * ROOM + b"\x01"))
    yield "elements that never end", b"\x30\x80" * (ROOM // 2)
    yield "a depth of three thousand", nested(0x30, 3000)
    yield "a certificate of great depth", signed_data(nested(0x30, 3000), by_small)
    yield "a signer of great depth", signed_data(plain, nested(0x30, 3000))
    yield "a hundred thousand signers", signed_data(plain, b"\x05\x00" * half)
    yield "a hundred thousand certificates", signed_data(b"\x30\x00" * half, by_small)
    yield "the same certificate again and again", signed_data(plain * (ROOM // len(plain)), signer(name(b"\x30\x00")))
    yield "a hundred thousand of another kind", signed_data(b"\xa1\x00" * half, by_small)
    yield "a hundred thousand digests", signed_data(plain, by_small, digests=b"\x30\x00" * half)
    yield "an object identifier without end", signed_data(plain, signer(small, digest=long_identifier))
    yield "a serial number without end", signed_data(plain, signer(small, serial=tlv(2, b"\x7f" * ROOM)))
    long_name = name(common_name("ä".encode() * (ROOM // 8)))
    yield "a name without end", signed_data(certificate(long_name, key), signer(long_name))
    wide = name(common_name(b"a") * 6000)
    yield "a name of six thousand parts", signed_data(certificate(wide, key), signer(wide))
    deep = name(*[common_name(b"a")] * 5000)
    yield "a name of five thousand levels", signed_data(certificate(deep, key), signer(deep))
    attribute = tlv(0x30, CONTENT_TYPE + tlv(0x31, DATA))
    yield "thousands of attributes", signed_data(plain, signer(small, attributes=attribute * (ROOM // 32)))
    values = tlv(0x30, CONTENT_TYPE + tlv(0x31, DATA * (ROOM // 16)))
    yield "an attribute of thousands of values", signed_data(plain, signer(small, attributes=values))
    pieces = b"\x24\x80" + b"\x04\x01x" * (ROOM // 4) + b"\0\0"
    yield "content in a hundred thousand pieces", signed_data(plain, by_small, content=pieces)
    boxes = b"\x24\x80" * 1000 + b"\x04\x01x" + b"\0\0" * 1000
    yield "content in a thousand boxes", signed_data(plain, by_small, content=boxes)
    purpose = tlv(0x30, tlv(6, b"\x81" * (ROOM // 2) + b"\x01"))
    extension = tlv(0x30, bytes.fromhex("0603551d25") + tlv(4, purpose))
    yield "a purpose without end", signed_data(certificate(small, key, extensions=extension), by_small)
