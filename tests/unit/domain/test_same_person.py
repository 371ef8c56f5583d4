"""Who is kept off a case about himself, however the complaint writes his name (clause 11.4)."""

from __future__ import annotations

import pytest

from functions.shared.domain.same_person import may_be_same_person

NAME = "Сәрсенбаев Бауыржан Асқарұлы"


@pytest.mark.clause("11.4")
@pytest.mark.parametrize(
    "told",
    [
        NAME,
        "СӘРСЕНБАЕВ  БАУЫРЖАН",
        "Сәрсенбаев Б.А.",
        "Б. А. Сәрсенбаев",
        "Сәрсенбаев Б.",
        "Бауыржан Сәрсенбаев",
        "Бауыржан Асқарұлы",
        "Бауыржан Сәрсенбаев Асқарұлы",
        "Сарсенбаев Бауыржан Аскарулы",
        "Сарсенбаев Бауржан Аскарович",
        "Сарсенбаев Б. Аскарович",
        "на Сарсенбаева Бауыржана",
        "директор Сәрсенбаев Бауыржан",
        "басқарма басшысы Сәрсенбаев Б.А.",
        "г-н Сарсенбаев Б.",
        "И.о. руководителя Сарсенбаев Б.",
        "Сарсенбаев",
    ],
)
def test_the_same_person_is_known_in_either_spelling_order_and_by_initials(told: str) -> None:
    assert may_be_same_person(told, NAME)
    assert may_be_same_person(NAME, told)


@pytest.mark.clause("11.4")
@pytest.mark.parametrize(
    "told",
    [
        None,
        "",
        "  .",
        "Бауыржан",
        "Біреу",
        "Сәрсенбаев Асқар",
        "Сәрсенбаев Ж.А.",
        "Сәрсенбаев Бауыржан Ерланұлы",
        "Омаров Бауыржан Асқарұлы",
        "Тілеубердин Мұрат Асқарұлы",
        "Омаров Б.А.",
        "Нұрғалиев Тимур Ерланұлы",
    ],
)
def test_somebody_else_is_not_kept_off(told: str | None) -> None:
    assert not may_be_same_person(told, NAME)
    assert not may_be_same_person(NAME, told)


def test_two_without_names_are_nobody() -> None:
    assert not may_be_same_person(None, None)
