"""Making individual and business identification numbers with right check digits (for synthetic people only)."""

from __future__ import annotations

from datetime import date
from typing import Literal

Sex = Literal["male", "female"]

_FIRST_ROUND = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_ROUND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_CENTURY = {18: 1, 19: 3, 20: 5}


def check_digit(prefix: str) -> int | None:
    """The twelfth digit for eleven given ones, or None where none exists and the number is never issued."""
    digits = [int(digit) for digit in prefix]
    for weights in (_FIRST_ROUND, _SECOND_ROUND):
        remainder = sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % 11
        if remainder < 10:
            return remainder
    return None


def iin(birth_date: date, sex: Sex, serial: int) -> str:
    """The IIN of somebody born on this day, with the first possible serial number from `serial` on."""
    century = _CENTURY[birth_date.year // 100] + (sex == "female")
    return _completed(f"{birth_date:%y%m%d}{century}", serial, width=4)


def bin_of_company(registered: date, serial: int) -> str:
    """The BIN of a resident legal entity's head office, with the first possible serial number from `serial` on."""
    return _completed(f"{registered:%y%m}40", serial, width=5)


def _completed(prefix: str, serial: int, width: int) -> str:
    while (digit := check_digit(f"{prefix}{serial:0{width}d}")) is None:
        serial += 1
    return f"{prefix}{serial:0{width}d}{digit}"
