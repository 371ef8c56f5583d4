"""What Firestore would bill for the calls that were served: reads, writes, deletes, and the bytes that are kept.

A document that is asked for counts as a read, also where there is none. A query counts each document it finds, at least
one; an aggregation one for every thousand index entries it counts. A commit counts each write; one that is refused
counts nothing. Source: https://cloud.google.com/firestore/pricing and …/docs/storage-size
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .indexes import ASCENDING, CONTAINS, DESCENDING, IndexCatalog
from .limits import document_size, name_size, value_size
from .protocol import Document, Fields, Value
from .values import get_field, kind_of, split_path

ENTRIES_IN_A_READ = 1000
ENTRY_BYTES = 32
"""What an index entry takes beside its names and values."""
LONGEST_INDEXED = 1500
"""Of a value, so many bytes stand in an index."""
AUTOMATIC = frozenset({ASCENDING, DESCENDING, CONTAINS})


def collection_of(name: str) -> str:
    """The ids of the collections on the way to a document or a collection: `applications/events`."""
    return "/".join(name.split("/")[5::2])


class Bill:
    """`operations` are named by kind and collection (`reads applications/events`), and so is what `measured` tells.

    `expiring` counts new documents that are to be deleted by themselves, each of which will be billed as a delete.
    """

    def __init__(self, indexes: IndexCatalog | None) -> None:
        self.operations: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()
        self._unmeasured: dict[str, tuple[Document | None, Document | None]] = {}
        """What was changed since the last look, as it was then and as it is now: a commit does not wait for scales."""
        self._indexes = indexes

    def asked_for(self, names: Iterable[str]) -> None:
        self.operations.update(f"reads {collection_of(name)}" for name in names)

    def found(self, collection: str, documents: int) -> None:
        """By a query, or a list."""
        self.operations[f"reads {collection_of(collection)}"] += max(1, documents)

    def counted(self, collection: str, entries: int) -> None:
        self.found(collection, -(-entries // ENTRIES_IN_A_READ))

    def committed(
        self, names: Iterable[str], before: Mapping[str, Document | None], after: Mapping[str, Document | None]
    ) -> None:
        """A commit of one write to each of the names, in which a name may stand twice."""
        for name in names:
            self.operations[f"{'deletes' if after[name] is None else 'writes'} {collection_of(name)}"] += 1
        for name, document in after.items():
            as_measured, _ = self._unmeasured.get(name, (before[name], None))
            self._unmeasured[name] = as_measured, document
            if before[name] is None and document is not None and self._expires(document):
                self.operations[f"expiring {collection_of(name)}"] += 1

    def _expires(self, document: Document) -> bool:
        """Whether Firestore will delete it by itself, which is billed as a delete then."""
        field = self._indexes.expiring.get(document.name.split("/")[-2]) if self._indexes else None
        return field is not None and get_field(document.fields, split_path(field)) is not None

    def measured(self) -> dict[str, int]:
        """By how many bytes the documents and their index entries have grown or shrunk."""
        for name, (before, after) in self._unmeasured.items():
            for document, sign in ((before, -1), (after, 1)):
                if document is not None:
                    self._bytes[f"documents {collection_of(name)}"] += sign * document_size(document)
                    self._bytes[f"indexes {collection_of(name)}"] += sign * self._entries(document)
        self._unmeasured.clear()
        return dict(self._bytes)

    def _entries(self, document: Document) -> int:
        if self._indexes is None:
            return 0
        collection, parent = document.name.split("/")[-2], document.name.rpartition("/")[0].rpartition("/")[0]
        names = ENTRY_BYTES + name_size(document.name) + (name_size(parent) if parent.count("/") > 4 else 0)
        single = sum(
            names + len(path.encode()) + 1 + _indexed(value)
            for path, mode, value in _leaves(document.fields)
            if mode in self._modes(collection, path)
        )
        composite = 0
        for index in self._indexes.composites:
            if index.collection_id == collection:
                values = [get_field(document.fields, split_path(part.path)) for part in index.parts]
                if all(value is not None for value in values):
                    composite += names + sum(_indexed(value) for value in values)
        return single + composite

    def _modes(self, collection: str, path: str) -> Iterable[str]:
        """A map's exemption holds for what is in it."""
        assert self._indexes is not None
        parts = path.split(".")
        for length in range(len(parts), 0, -1):
            override = self._indexes.overrides.get((collection, ".".join(parts[:length])))
            if override is not None:
                return override
        return self._indexes.overrides.get((collection, "*"), AUTOMATIC)


def _indexed(value: Value) -> int:
    return min(LONGEST_INDEXED, value_size(value, 1))


def _leaves(fields: Fields, above: str = "") -> Iterator[tuple[str, str, Value]]:
    """What is indexed by itself: each value ascending and descending, each element of an array once."""
    for name, value in fields.items():
        path = f"{above}{name}"
        match kind_of(value):
            case "map_value":
                yield from _leaves(value.map_value.fields, f"{path}.")
            case "array_value":
                elements: Iterable[Any] = value.array_value.values
                yield from ((path, CONTAINS, element) for element in elements)
            case _:
                yield path, ASCENDING, value
                yield path, DESCENDING, value
