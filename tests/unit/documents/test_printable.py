"""What people wrote, made fit for print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

import pytest

from functions.shared.documents.letters import UnknownLetters
from functions.shared.documents.printable import paragraphs, printable, readable, with_texts


@pytest.mark.clause("11.3")
@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Әліпби, ёлка & <b>", "Әліпби, ёлка & <b>"),
        ("Сейітқалии\u0306", "Сейітқалий"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("бет\t1", "бет 1"),
        ("ав\u00adто\u200bмат\ufeff", "автомат"),
        ("ашулымын 😠!", "ашулымын [U+1F620]!"),
        ("王", "[U+738B]"),
        ("王王王!", "[U+738B][U+738B][U+738B]!"),
        ("王" * 50_000, "[U+738B × 50000]"),
        ("\x00\x07", "[U+0000][U+0007]"),
        ("\u202eдокумент", "[U+202E]документ"),
    ],
)
def test_a_complainants_words_are_printed_whatever_letters_they_have(written: str, printed: str) -> None:
    assert printable(written) == printed
    assert printable(printed) == printed


@pytest.mark.clause("11.9")
@pytest.mark.parametrize("written", ["😠", "王", "\x00", "\u202eдокумент"])
def test_an_office_mends_what_cannot_be_printed(written: str) -> None:
    with pytest.raises(UnknownLetters) as refused:
        readable(f"Жауап {written}")
    assert refused.value.letters == (written[0],)


def test_what_an_office_pastes_from_its_editor_is_tidied() -> None:
    assert readable("Жауап\r\n\tберілді\u200b") == "Жауап\n берілді"


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("", ()),
        (" \n ", ()),
        ("бір", (("бір",),)),
        ("бір\nекі", (("бір", "екі"),)),
        ("бір\n\nекі\n \t\n\nүш", (("бір",), ("екі",), ("үш",))),
        ("\n\n  бір \n", (("бір",),)),
    ],
)
def test_blank_lines_part_paragraphs_and_lines_stay_lines(text: str, parted: tuple[tuple[str, ...], ...]) -> None:
    assert paragraphs(text) == parted


@pytest.mark.parametrize("length", [60, 61, 120, 121, 50_000])
def test_a_word_without_end_may_be_broken_after_each_sixty_letters(length: int) -> None:
    (((line,),)) = paragraphs(f"бір {'ш' * length} екі")
    assert line.replace("\u200b", "") == f"бір {'ш' * length} екі"
    assert max(map(len, re.split("[ \u200b]", line))) <= 60
    assert line.count("\u200b") == (length - 1) // 60


def test_lines_without_number_are_set_run_on_and_nothing_is_lost() -> None:
    assert len(paragraphs("бір\n\n" * 1000)) == 1000
    parted = paragraphs("\n\n".join("бір\nекі" for _ in range(8_000)))
    assert len(parted) < 150
    assert {len(lines) for lines in parted} == {1}
    assert parted[0][0].startswith("бір / екі // бір / екі // бір")
    assert " ".join(line for (line,) in parted).replace("/", " ").split() == ["бір", "екі"] * 8_000


def test_every_text_of_a_content_is_changed_and_nothing_else() -> None:
    class Kind(StrEnum):
        ONE = "one"

    @dataclass(frozen=True)
    class Inner:
        text: str
        data: bytes

    @dataclass(frozen=True)
    class Outer:
        inner: Inner
        many: tuple[str | None, ...]
        kind: Kind

    changed = with_texts(Outer(Inner("a", b"b"), ("c", None), Kind.ONE), str.upper)
    assert changed == Outer(Inner("A", b"b"), ("C", None), Kind.ONE)
