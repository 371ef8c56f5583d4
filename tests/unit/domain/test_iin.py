"""The individual identification number. The numbers are synthetic: born in 1885 or 2099."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.shared.domain.iin import MalformedIin, Sex, check_digit, parse_iin

FIRST_ROUND = ["850101100012", "850101100022", "850101100032"]
SECOND_ROUND = ["850101100304", "850101100316", "850101100328", "991231500707"]


@pytest.mark.parametrize("number", FIRST_ROUND + SECOND_ROUND + ["991231500016"])
def test_numbers_of_both_rounds_are_good(number: str) -> None:
    assert parse_iin(number).value == number


@pytest.mark.parametrize("prefix", ["85010110033", "85010110114", "85010110386"])
def test_some_prefixes_are_never_issued(prefix: str) -> None:
    assert check_digit(prefix) is None
    for last in "0123456789":
        with pytest.raises(MalformedIin, match="check-digit"):
            parse_iin(prefix + last)


def test_birth_date_and_sex_are_read() -> None:
    assert parse_iin("850101100012").birth_date == date(1885, 1, 1)
    assert parse_iin("850101100012").sex is Sex.MALE
    assert parse_iin("991231500016").birth_date == date(2099, 12, 31)


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("85010110001", "digits"),
        ("8501011000122", "digits"),
        ("85010110001x", "digits"),
        ("٨٥٠١٠١١٠٠٠١٢", "digits"),
        ("850101100013", "check-digit"),
        ("851301100012", "birth-date"),
        ("850230100012", "birth-date"),
        ("850101700012", "century"),
        ("123456789011", "century"),
    ],
)
def test_what_cannot_be_an_iin_says_why(number: str, why: str) -> None:
    with pytest.raises(MalformedIin) as caught:
        parse_iin(number)
    assert caught.value.why == why


def test_the_check_can_be_switched_off_for_test_certificates() -> None:
    unchecked = parse_iin("123456789011", checked=False)
    assert unchecked.birth_date is None
    with pytest.raises(MalformedIin):
        parse_iin("12345678901", checked=False)


def test_a_number_does_not_show_in_a_repr() -> None:
    assert "850101" not in repr(parse_iin("850101100012"))


@given(st.from_regex(r"[0-9]{11}", fullmatch=True))
def test_a_wrong_check_digit_is_always_found(prefix: str) -> None:
    good = check_digit(prefix)
    for digit in range(10):
        if digit != good:
            with pytest.raises(MalformedIin):
                parse_iin(f"{prefix}{digit}")
