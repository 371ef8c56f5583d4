"""What people wrote, made fit for print.

Where an office writes, a letter that no font of ours has is an error that it can mend. A complainant's own words stay
as they are, and a complaint is never refused: such a letter is printed as its number, like [U+1F600].
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import groupby
from typing import Any, TypeVar

from functions.shared.documents import letters

T = TypeVar("T")

_LINE_END = re.compile(r"\r\n?|[\u2028\u2029\v\f\x85]")
_BLANK_LINES = re.compile(r"\n\s*\n")
_MARKS = re.compile("[\u00ad\u200b-\u200d\u2060\ufe0e\ufe0f\ufeff]")
"""What prints nothing and turns nothing round: places to break a word, joiners, and choices between pictures."""

MOST_IN_A_ROW = 3
"""More of one unknown letter in a row are told by their count."""
MOST_LINES = 1_000
"""A text of more lines, which nobody writes in earnest, is set run on: each line costs a millisecond or more."""
RUN_ON = 400
"""At least so many characters have the paragraphs of a text that is set run on."""
LINE, PARAGRAPH = " / ", " // "
"""Where a line, or a paragraph, ended that is set run on, as verses are quoted."""
_LONG_WORD = re.compile(r"\S{61,}")
_PIECE = re.compile(r".{60}(?=.)")
_BREAK = "\u200b"
"""A place to break a word, which prints nothing."""


def printable(text: str) -> str:
    """The text as a paper can bear it, unknown letters as their numbers; many of one in a row are counted."""
    unknown = _unknown(text := _tidy(text))
    return "".join(
        _numbered(letter, len(list(row))) if letter in unknown else "".join(row) for letter, row in groupby(text)
    )


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
    """The lines of each paragraph; blank lines part the paragraphs, as they do on a screen. None for a blank text.

    However it is written, a text of usual length is laid out in a second or two, and nothing of it is lost: a word of
    more than 60 letters may be broken after each 60, and more than `MOST_LINES` are set run on.
    """
    blocks = _BLANK_LINES.split(text.strip())
    found = [tuple(_breakable(line.strip()) for line in block.split("\n")) for block in blocks if block]
    return tuple(_run_on(found)) if sum(map(len, found)) > MOST_LINES else tuple(found)


def _breakable(line: str) -> str:
    return _LONG_WORD.sub(lambda word: _PIECE.sub(rf"\g<0>{_BREAK}", word[0]), line)


def _run_on(found: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The same text in few paragraphs of one line each."""
    joined: list[str] = []
    length = 0
    for lines in found:
        for place, line in enumerate(lines, start=1):
            joined += [line, LINE if place < len(lines) else PARAGRAPH]
            length += len(line)
            if length > RUN_ON:
                yield ("".join(joined).rstrip(),)
                joined, length = [], 0
    if joined:
        yield ("".join(joined[:-1]),)


def _numbered(letter: str, times: int) -> str:
    number = f"U+{ord(letter):04X}"
    return f"[{number} × {times}]" if times > MOST_IN_A_ROW else f"[{number}]" * times


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
