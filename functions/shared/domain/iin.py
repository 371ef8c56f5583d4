"""The individual identification number (IIN): `YYMMDD C NNNN K` (Law on identification numbers).

Digit 7 tells century and sex (odd: male, even: female; 0 is seen on some foreigners and tells neither); digit 12 is a
check digit in two rounds. A number that passes is well formed, not proven to be this person's: the registry says that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
FIRST_ROUND = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_ROUND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"


class MalformedIin(ValueError):
    """Not an IIN. `why` is one of: digits, birth-date, century, check-digit."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Iin:
    """A well-formed IIN. Birth date and sex are None where digit 7 does not tell them, or the check is off."""

    value: str
    birth_date: date | None = None
    sex: Sex | None = None

    def __repr__(self) -> str:
        return "Iin(…)"  # an IIN must not reach a log by way of a repr


def check_digit(eleven: str) -> int | None:
    """The twelfth digit of an IIN or BIN; None for a number that is never issued."""
    digits = [int(digit) for digit in eleven]
    for weights in (FIRST_ROUND, SECOND_ROUND):
        rest = sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % 11
        if rest < 10:
            return rest
    return None


def parse_iin(text: str, *, checked: bool = True) -> Iin:
    """Read an IIN. Raises MalformedIin.

    `checked=False` asks for twelve digits and nothing more: the certification authority's test certificates carry
    numbers that fail the check.
    """
    if len(text) != 12 or not (text.isascii() and text.isdigit()):
        raise MalformedIin("digits")
    if not checked:
        return Iin(text)
    if text[6] not in CENTURIES and text[6] != "0":
        raise MalformedIin("century")
    century = CENTURIES.get(text[6], 2000)
    try:
        birth_date = date(century + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError as error:
        raise MalformedIin("birth-date") from error
    if check_digit(text[:11]) != int(text[11]):
        raise MalformedIin("check-digit")
    if text[6] == "0":
        return Iin(text)
    return Iin(text, birth_date, Sex.MALE if int(text[6]) % 2 else Sex.FEMALE)
