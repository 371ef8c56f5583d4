"""Numbers that people say on the phone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.shared.domain.numbers import ALPHABET, MistypedNumber, NumberKind, number_from, parse_number, spoken

numbers = st.binary(min_size=1, max_size=16).map(lambda seed: number_from(NumberKind.CERTIFICATE, seed))


def test_the_alphabet_has_no_look_alikes() -> None:
    for alike in ("0OQD", "1IL", "2Z", "5S", "8B", "6G", "UV", "MN"):
        assert len(set(alike) & set(ALPHABET)) <= 1, alike


@given(numbers)
def test_a_number_survives_being_written_and_typed(number: str) -> None:
    assert len(number) == 12
    assert parse_number(spoken(number), NumberKind.CERTIFICATE) == number
    assert parse_number(f"  {spoken(number).lower()} ", NumberKind.CERTIFICATE) == number


def test_cyrillic_letters_are_understood() -> None:
    number = number_from(NumberKind.CERTIFICATE, b"x")
    cyrillic = number.translate(str.maketrans("ACEHKMPTXY", "АСЕНКМРТХУ"))
    assert cyrillic != number
    assert parse_number(cyrillic, NumberKind.CERTIFICATE) == number


@given(numbers, st.integers(1, 11), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_called_mistyped(number: str, place: int, other: str) -> None:
    wrong = number[:place] + other + number[place + 1 :]
    if wrong != number:
        with pytest.raises(MistypedNumber):
            parse_number(wrong, NumberKind.CERTIFICATE)


def test_a_number_of_another_kind_is_mistyped() -> None:
    with pytest.raises(MistypedNumber):
        parse_number(number_from(NumberKind.APPLICATION, b"x"), NumberKind.CERTIFICATE)


@pytest.mark.parametrize("typed", ["", "C", "C234-5678", "?" * 12, "C" + "O" * 11, "Ж" * 12])
def test_nonsense_is_mistyped(typed: str) -> None:
    with pytest.raises(MistypedNumber):
        parse_number(typed, NumberKind.CERTIFICATE)


def test_swapped_neighbours_are_nearly_always_found() -> None:
    missed = tried = 0
    for seed in range(500):
        number = number_from(NumberKind.CERTIFICATE, seed.to_bytes(4))
        for place in range(1, 11):
            swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
            if swapped != number:
                tried += 1
                try:
                    parse_number(swapped, NumberKind.CERTIFICATE)
                    missed += 1
                except MistypedNumber:
                    continue
    assert missed / tried < 0.01
