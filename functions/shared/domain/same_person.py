"""Whether two names, as people write them, may be one person's: to keep somebody off a case about himself (11.4).

A complaint names whom it accuses in Kazakh or Russian letters, with initials, a title or a slip of the pen. A
namesake who is kept off costs another executor; the accused who is not kept off judges himself. So where it is in
doubt, it is the same person. Where somebody has to prove who he is, see `paper.same_full_name`, which is strict.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

TO_RUSSIAN = str.maketrans("әғқңөұүһіё", "агкноуухие")
"""Kazakh letters as Russian documents write them, and ё."""
TITLES = re.compile(r"\bг-(?:н|жа|ну|на|же|жу|жой|ном)\b|\bи\s*\.\s*о\s*\.")
"""What looks like initials and is none: «г-н», «г-жа», «и.о.»."""
WORDS = re.compile(r"[^\W\d_]+")
PATRONYMIC = re.compile(r"(?<=\w{2})(?:улы|кызы|ович|евич|овна|евна)[ауыем]?$")
SURNAME = re.compile(r"(?<=\w{2})(?:[оие]в|ин|ский|[оие]ва|ина|ская)$")


class Kind(StrEnum):
    INITIAL = "initial"
    PATRONYMIC = "patronymic"
    SURNAME = "surname"
    OTHER = "other"


@dataclass(frozen=True)
class Word:
    """One word of a name, folded; a patronymic without its ending, as «Асқарұлы» and «Аскарович» are one."""

    kind: Kind
    text: str


def may_be_same_person(one: str | None, other: str | None) -> bool:
    """A surname and a name that go with each other, in any order, in either spelling, by initials too.

    Two words are to go together, one of them in full; of a name that is one word alone, the surname. Not one
    person's are two surnames, two patronymics, or initials that stand for nothing in the other name.
    """
    left, right = list(words_of(one or "")), list(words_of(other or ""))
    if 1 in (len(left), len(right)):
        short, long = sorted((left, right), key=len)
        return any(same_word(short[0], word) for word in surnames(long)) if short else False
    full = take_pairs(left, right, same_word)
    initials = take_pairs(left, right, initial_of)
    if full == 0 or full + initials < 2:
        return False
    return not any(contradict(left, right, kind) for kind in (Kind.SURNAME, Kind.PATRONYMIC)) and (
        full > 1 or not (left and right and Kind.INITIAL in {word.kind for word in (*left, *right)})
    )


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[Word, ...]:
    folded = unicodedata.normalize("NFC", name).casefold().translate(TO_RUSSIAN)
    return tuple(map(word_of, WORDS.findall(TITLES.sub(" ", folded))))


def word_of(text: str) -> Word:
    if len(text) == 1:
        return Word(Kind.INITIAL, text)
    if PATRONYMIC.search(text):
        return Word(Kind.PATRONYMIC, PATRONYMIC.sub("", text))
    return Word(Kind.SURNAME if SURNAME.search(text) else Kind.OTHER, text)


def surnames(words: list[Word]) -> list[Word]:
    """Those that look like one; else the first, where documents write it."""
    return [word for word in words if word.kind is Kind.SURNAME] or words[:1]


def take_pairs(left: list[Word], right: list[Word], go_together: Callable[[Word, Word], bool]) -> int:
    """How many pairs go together; their words are taken out of both."""
    found = 0
    for word in tuple(left):
        partner = next((each for each in right if go_together(word, each)), None)
        if partner is not None:
            left.remove(word)
            right.remove(partner)
            found += 1
    return found


def same_word(one: Word, other: Word) -> bool:
    """In full, but for one letter of a long word: «Бауыржан» and «Бауржан», «Сарсенбаев» and «Сарсенбаева»."""
    if Kind.INITIAL in (one.kind, other.kind) or (one.kind is Kind.PATRONYMIC) is not (other.kind is Kind.PATRONYMIC):
        return False
    return one.text == other.text or (
        min(len(one.text), len(other.text)) > 4 and one_letter_apart(one.text, other.text)
    )


def initial_of(one: Word, other: Word) -> bool:
    return Kind.INITIAL in (one.kind, other.kind) and one.text[0] == other.text[0]


def contradict(left: list[Word], right: list[Word], kind: Kind) -> bool:
    """Whether each has a word of this kind left that the other has not."""
    return any(word.kind is kind for word in left) and any(word.kind is kind for word in right)


def one_letter_apart(one: str, other: str) -> bool:
    """One letter is another, is missing, or is too many."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    same = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]
