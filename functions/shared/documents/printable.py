"""What people wrote, made printable: a complaint is never refused, not for a letter that no font of ours has either.

Where an office writes, an unknown letter is an error that it can mend (see `letters.UnknownLetters`); a complainant's
own words stay as they are, so such a letter is printed as its number, like [U+1F600], and nothing is dropped in silence.
"""

from __future__ import annotations

import re
import unicodedata

from functions.shared.documents import letters

_LINE_END = re.compile(r"\r\n?|[\u2028\u2029\v\f\x85]")
_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff")
"""Marks that print nothing: places to break a word, joiners, and choices between pictures."""


def printable(text: str) -> str:
    """The text in composed form (NFC), with plain line ends and spaces, and unknown letters as their numbers."""
    text = unicodedata.normalize("NFC", _LINE_END.sub("\n", text)).replace("\t", " ")
    known = letters.writable()
    return "".join(
        letter if letter == "\n" or ord(letter) in known else f"[U+{ord(letter):04X}]"
        for letter in text
        if letter not in _UNSEEN
    )


def paragraphs(text: str) -> tuple[tuple[str, ...], ...]:
    """The lines of each paragraph; blank lines part the paragraphs, as they do on a screen."""
    blocks = _BLANK.split(_LINE_END.sub("\n", text).strip())
    return tuple(tuple(line.strip() for line in block.split("\n")) for block in blocks)
