"""What people wrote, made fit for print.

Where an office writes, a letter that no font of ours has is an error that it can mend. A complainant's own words stay
as they are, and a complaint is never refused: such a letter is printed as its number, like [U+1F600].
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from functions.shared.documents import letters

T = TypeVar("T")

_LINE_END = re.compile(r"\r\n?|[\u2028\u2029\v\f\x85]")
_BLANK_LINES = re.compile(r"\n\s*\n")
_MARKS = re.compile("[\u00ad\u200b-\u200d\u2060\ufe0e\ufe0f\ufeff]")
"""What prints nothing and turns nothing round: places to break a word, joiners, and choices between pictures."""


def printable(text: str) -> str:
    """The text as a paper can bear it, unknown letters as their numbers."""
    unknown = _unknown(text := _tidy(text))
    return "".join(f"[U+{ord(letter):04X}]" if letter in unknown else letter for letter in text)


def readable(text: str) -> str:
    """The text as a paper can bear it. Raises UnknownLetters."""
    if unknown := _unknown(text := _tidy(text)):
        raise letters.UnknownLetters(unknown)
    return text


def with_texts(content: T, change: Callable[[str], str]) -> T:
    """The same content, of dataclasses and tuples, with every text in it changed."""

    def changed(value: Any) -> Any:
        if type(value) is str:  # not an enumeration
            return change(value)
        if isinstance(value, tuple):
            return tuple(map(changed, value))
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{field.name: changed(getattr(value, field.name)) for field in fields(value)})
        return value

    result: T = changed(content)
    return result


def paragraphs(text: str) -> tuple[tuple[str, ...], ...]:
    """The lines of each paragraph; blank lines part the paragraphs, as they do on a screen. None for a blank text."""
    blocks = _BLANK_LINES.split(text.strip())
    return tuple(tuple(line.strip() for line in block.split("\n")) for block in blocks if block)


def _tidy(text: str) -> str:
    """In composed form (NFC), with plain line ends and spaces."""
    text = _LINE_END.sub("\n", unicodedata.normalize("NFC", text))
    return _MARKS.sub("", text).replace("\t", " ")


def _unknown(text: str) -> set[str]:
    """Letters of the text that no font of ours has, or that are none: some turn the reading round, nobody sees them."""
    known = letters.writable()
    return {
        letter
        for letter in set(text) - {"\n"}
        if ord(letter) not in known or unicodedata.category(letter).startswith("C")
    }
