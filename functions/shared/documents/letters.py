"""The fonts that we ship, and whether a text can be written with them.

A letter outside our fonts would be taken from whatever font the machine happens to have, or come out as an
empty box; on a state document neither may happen unnoticed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

FONTS = Path(__file__).parent / "fonts"
FILES = {
    ("Literata", 400): FONTS / "Literata-Regular.ttf",
    ("Literata", 700): FONTS / "Literata-Bold.ttf",
    ("Noto Serif", 400): FONTS / "NotoSerif-Regular.ttf",
    ("Noto Serif", 700): FONTS / "NotoSerif-Bold.ttf",
}
"""Literata holds what certificates usually need, Noto Serif the rare letters. Both: SIL Open Font License."""


class UnknownLetters(ValueError):
    """The text holds letters that our fonts lack. The message names the letters only, never the text."""

    def __init__(self, letters: Iterable[str]) -> None:
        self.letters = tuple(sorted(letters))
        super().__init__("No shipped font has " + ", ".join(f"U+{ord(letter):04X}" for letter in self.letters))


@cache
def writable() -> frozenset[int]:
    """The code points of all the letters that we can write."""
    from fontTools.ttLib import TTFont

    letters: set[int] = set()
    for file in FILES.values():
        with TTFont(file, lazy=True) as font:
            letters.update(font.getBestCmap())
    return frozenset(letters)


def composed(text: str) -> str:
    """The text in composed form (NFC): й as one letter, whatever way it was typed. Raises UnknownLetters."""
    text = unicodedata.normalize("NFC", text)
    unknown = {letter for letter in text if ord(letter) not in writable() and letter != "\n"}
    if unknown:
        raise UnknownLetters(unknown)
    return text


def one_line(text: str) -> str:
    """What a person typed or pasted, as a document can bear it: composed, and every run of spaces as one space.

    Raises UnknownLetters for letters that no font of ours has, and for control and format characters: nobody sees them.
    """
    line = composed(" ".join(text.split()))
    unseen = {letter for letter in line if unicodedata.category(letter).startswith("C")}
    if unseen:
        raise UnknownLetters(unseen)
    return line


def with_composed_letters(content: T) -> T:
    """The same content, of dataclasses and tuples, with every text in it composed. Raises UnknownLetters."""

    def compose(value: Any) -> Any:
        if type(value) is str:  # not an enumeration
            return composed(value)
        if isinstance(value, tuple):
            return tuple(map(compose, value))
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{field.name: compose(getattr(value, field.name)) for field in fields(value)})
        return value

    result: T = compose(content)
    return result


def font_faces() -> str:
    """The `@font-face` rules of a style sheet."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{file.as_uri()}") }}'
        for (family, weight), file in FILES.items()
    )


def embed_shipped_fonts() -> None:
    """Make WeasyPrint embed our fonts without subsetting them anew; once per process is enough, twice does no harm.

    They are small already. To subset them again would cost a machine without HarfBuzz's subsetter, as in production,
    two thirds of a render more, and the file would depend on the machine.
    """
    from weasyprint.pdf.fonts import Font

    def embed(font: Any, _letters: Any, _hinting: bool) -> None:
        font.file_content = _outlines(font.file_content)

    Font.subset = embed


@lru_cache(maxsize=len(FILES))
def _outlines(font: bytes) -> bytes:
    """The font without what only layout needs: a PDF says where each letter stands."""
    from fontTools.ttLib import TTFont

    kept = BytesIO()
    with TTFont(BytesIO(font), recalcTimestamp=False) as outlines:
        for table in ("GDEF", "GPOS", "GSUB", "STAT", "gasp", "vhea", "vmtx"):
            if table in outlines:
                del outlines[table]
        outlines.save(kept)
    return kept.getvalue()
