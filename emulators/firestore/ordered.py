"""An index: the documents of a collection by the values of some fields, and among equals in the order of others.

It has what Firestore's own has, so a query costs what it finds and not what the collection holds. Which indexes a
query may use is checked elsewhere; here each is made when a query first needs it.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import NamedTuple

from .protocol import Document
from .values import Key, field_key

Keys = tuple[Key, ...]
Entry = tuple[Keys, Document]

BEYOND: Key = (11,)
"""Greater than the key of any value."""

_keys = itemgetter(0)


class Range(NamedTuple):
    """Which entries are meant: those from `low` up to but without `high`. Both may be shorter than an entry's keys."""

    low: Keys = ()
    high: Keys = (BEYOND,)

    def within(self, other: Range) -> Range:
        return Range(max(self.low, other.low), min(self.high, other.high))


class Index:
    """By the values of the fields `fixed`; `ordered` ends with the name. Who lacks one of the fields is not in it."""

    def __init__(self, fixed: tuple[str, ...], ordered: tuple[str, ...], documents: Iterable[Document]) -> None:
        self._fixed, self._ordered = fixed, ordered
        self._entries: dict[Keys, list[Entry]] = {}
        for document in documents:
            if (place := self._place(document)) is not None:
                self._entries.setdefault(place[0], []).append((place[1], document))
        for entries in self._entries.values():
            entries.sort(key=_keys)

    def replace(self, before: Document | None, after: Document | None) -> None:
        if before is not None and (place := self._place(before)) is not None:
            entries = self._entries[place[0]]
            del entries[bisect_left(entries, place[1], key=_keys)]
            if not entries:
                del self._entries[place[0]]
        if after is not None and (place := self._place(after)) is not None:
            insort(self._entries.setdefault(place[0], []), (place[1], after), key=_keys)

    def find(self, values: Keys, within: Range, backwards: bool) -> Iterator[Document]:
        """The documents with these values of the fixed fields, in the order of the others or against it."""
        entries = self._entries.get(values, [])
        first = bisect_left(entries, within.low, key=_keys)
        last = bisect_left(entries, within.high, key=_keys)
        steps = range(last - 1, first - 1, -1) if backwards else range(first, last)
        return (entries[step][1] for step in steps)

    def _place(self, document: Document) -> tuple[Keys, Keys] | None:
        fixed, ordered = _all(document, self._fixed), _all(document, self._ordered)
        return None if fixed is None or ordered is None else (fixed, ordered)


def _all(document: Document, paths: tuple[str, ...]) -> Keys | None:
    keys = []
    for path in paths:
        if (key := field_key(document, path)) is None:
            return None
        keys.append(key)
    return tuple(keys)
