"""Numbers that people say on the phone: applications, certificates, receipts, complaints.

Twelve characters in three groups, `C4K7-9MXT-2RWF`: a letter for the kind, ten characters, one check character
(ISO 7064, hybrid MOD 23,22, which finds every single wrong character and nearly every swapped pair). The alphabet has
no two characters that look or sound alike; Cyrillic letters typed for Latin ones are understood.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum

from stdnum.iso7064 import mod_37_36

ALPHABET = "23456789ACEFHJKMPRTWXY"
CYRILLIC = str.maketrans("АСЕНКМРТХУ", "ACEHKMPTXY")
LENGTH = 12


class NumberKind(StrEnum):
    APPLICATION = "A"
    CERTIFICATE = "C"
    RECEIPT = "R"
    COMPLAINT = "K"


class MistypedNumber(ValueError):
    """The text cannot be one of our numbers: a wrong length, letter, kind or check character."""


def number_from(kind: NumberKind, seed: bytes) -> str:
    """A number derived from a seed: the same seed gives the same number. Draw the seed from `secrets` for a new one."""
    value = int.from_bytes(hashlib.sha256(b"number:" + seed).digest())
    body = ""
    for _ in range(LENGTH - 2):
        value, place = divmod(value, len(ALPHABET))
        body += ALPHABET[place]
    return kind.value + body + mod_37_36.calc_check_digit(kind.value + body, ALPHABET)


def spoken(number: str) -> str:
    """In groups of four, as it is printed and said."""
    return "-".join(number[start : start + 4] for start in range(0, len(number), 4))


def parse_number(text: str, kind: NumberKind | None = None) -> str:
    """The plain twelve characters of what a person typed: of this kind, or of any. Raises MistypedNumber."""
    plain = "".join(text.upper().split()).replace("-", "").translate(CYRILLIC)
    kinds = {kind.value} if kind else {each.value for each in NumberKind}
    if len(plain) != LENGTH or plain[0] not in kinds or not mod_37_36.is_valid(plain, ALPHABET):
        raise MistypedNumber
    return plain
