"""What a file from anybody claims to be sealed by, found without reading it as a PDF.

A PDF is a program for whoever reads it: a kilobyte can hold a form whose fields take days to walk. So nothing is read
as a PDF but bytes that a trusted key has signed. Which those are is plain to see: the first `/ByteRange` says which
bytes are signed, and the signature stands in the gap between them.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from io import BytesIO

from asn1crypto import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError

from functions.shared.trust.signed_data import MALFORMED, signature_over
from functions.shared.trust.verdicts import Refused

_BYTE_RANGE = re.compile(rb"/ByteRange ?\[ ?0 (\d{1,10}) (\d{1,10}) (\d{1,10}) {0,40}\]")
_LARGEST_GAP = 256 * 1024
"""Bytes: a seal with its time-stamp takes some 20,000 digits."""
_HEADER = b"%PDF-"
_TABLE = re.compile(rb"startxref\s{1,9}(\d{1,10})\s{1,9}%%EOF")
_AT_TABLE = re.compile(rb"xref|\d{1,10} \d{1,5} obj")


class Damaged(Exception):
    """There is a signature in its place, but it cannot be read."""


@dataclass(frozen=True)
class Claim:
    """Who says to have sealed the first `covered` bytes of the file, the gap among them."""

    certificate: x509.Certificate
    is_true: bool
    """Whether this certificate's key signed just those bytes."""
    covered: int


def claim_of(pdf: bytes) -> Claim | None:
    """The claim of the first signature; None where there is no place for one. Raises Damaged."""
    found = _BYTE_RANGE.search(pdf)
    if found is None:
        return None
    begin, end, rest = (int(number) for number in found.groups())
    if not (0 < begin < end <= len(pdf) and end - begin <= _LARGEST_GAP):
        return None
    try:
        signature = signature_over(_written_in(pdf[begin:end]))
    except (Refused, PdfError, *MALFORMED) as error:
        raise Damaged from error
    covered = end + rest
    is_whole = covered <= len(pdf) and signature.is_over(_digest(pdf, begin, end, covered, signature.digest))
    return Claim(signature.certificate, is_whole, min(covered, len(pdf)))


def looks_like_pdf(data: bytes) -> bool:
    """Whether it begins as a PDF does, and its end leads to a table of what is in it."""
    found = _TABLE.search(data[-1024:])
    return data.startswith(_HEADER) and found is not None and _AT_TABLE.match(data, int(found[1])) is not None


def _written_in(gap: bytes) -> bytes:
    """The bytes of the string that the gap begins with, in whichever of its two forms. Raises ValueError, PdfError."""
    if gap.startswith(b"<"):
        return bytes.fromhex(gap[1 : gap.index(b">")].decode("ascii"))
    return bytes(generic.read_string_from_stream(BytesIO(gap)).original_bytes)


def _digest(pdf: bytes, begin: int, end: int, covered: int, name: str) -> bytes:
    digest = hashlib.new(name, pdf[:begin])
    digest.update(pdf[end:covered])
    return digest.digest()
