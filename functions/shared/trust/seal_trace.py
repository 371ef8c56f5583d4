"""What is left of a seal in a damaged file: the signature itself, found by its digits, not by the file's tables.

A flipped bit or a lost line makes many a PDF unreadable, or hides its signature. "This is not ours" would then be wrong
about a certificate that was ours; that it was altered is right. Nothing that is found here makes anything authentic.
"""

from __future__ import annotations

import re

from asn1crypto import x509

from functions.shared.trust.signed_data import fits_its_certificate

_DIGITS = re.compile(rb"<([0-9A-Fa-f]{1000,})>?")
_MOST = 4
"""How many signatures are looked at: a forger may write as many as he likes, and each costs time."""


def trace_of_seal(pdf: bytes) -> x509.Certificate | None:
    """The certificate of the first signature in the file that was truly made with the certificate it brings.

    Whether the file is what was signed is not asked, nor who issued the certificate.
    """
    for number, found in enumerate(_DIGITS.finditer(pdf)):
        if number == _MOST:
            return None
        digits = found[1]
        certificate = fits_its_certificate(bytes.fromhex(digits[: len(digits) // 2 * 2].decode()))
        if certificate is not None:
            return certificate
    return None
