"""Where the documents are: in memory for reading, in SQLite for keeps.

A stored message is never changed in place, every write makes a new one; so whoever holds one may go on reading it
after the lock is released.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

from .conditions import Condition
from .protocol import Document, Timestamp, to_timestamp
from .values import NAME, Key, field_key

FILE = "firestore.sqlite"
SCHEMA = """
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 1), micros INTEGER NOT NULL);
"""
# A second process on the same file fails: it would not see what the first has in memory.
# synchronous = NORMAL survives the end of the process at any moment; a power cut may cost the last commits.


def collection_of(name: str) -> str:
    return name.rpartition("/")[0]


class Collection:
    """The documents of one collection by name, and by the value of each field that was searched for equality."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self._by_value: dict[str, dict[Key, dict[str, Document]]] = {}

    def put(self, name: str, document: Document | None) -> None:
        """Set, or with None remove, a document."""
        before = self.documents.pop(name, None)
        for path, values in self._by_value.items():
            if before is not None and (key := field_key(before, path)) is not None:
                values[key].pop(name)
        if document is not None:
            self.documents[name] = document
            for path, values in self._by_value.items():
                _file(values, path, document)

    def candidates(self, conditions: Iterable[Condition]) -> Iterable[Document]:
        """All documents for which the conditions may hold: few where one of them is an equality."""
        fewest: list[Document] | None = None
        for condition in conditions:
            if condition.operator in ("EQUAL", "IN") and condition.path != NAME:
                values = self._values(condition.path)
                found = [d for key in dict.fromkeys(condition.choices) for d in values.get(key, {}).values()]
                if fewest is None or len(found) < len(fewest):
                    fewest = found
        return self.documents.values() if fewest is None else fewest

    def _values(self, path: str) -> dict[Key, dict[str, Document]]:
        """The documents by the value of one field, kept from the first search on."""
        values = self._by_value.get(path)
        if values is None:
            values = self._by_value[path] = {}
            for document in self.documents.values():
                _file(values, path, document)
        return values


def _file(values: dict[Key, dict[str, Document]], path: str, document: Document) -> None:
    key = field_key(document, path)
    if key is not None:
        values.setdefault(key, {})[document.name] = document


def restore(file: Path, folder: Path) -> None:
    """Lay a backup where a Storage will find it. Raises FileExistsError where there are documents already."""
    if (folder / FILE).exists():
        raise FileExistsError(f"{folder} holds documents already: a backup is restored into an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{FILE}.draft"
    shutil.copyfile(file, draft)
    draft.rename(folder / FILE)


class Storage:
    """All documents. `now` tells the time in microseconds since 1970. Not thread-safe: the service holds a lock."""

    def __init__(self, folder: Path, now: Callable[[], int]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._now = now
        self._database = sqlite3.connect(folder / FILE, timeout=1, check_same_thread=False, isolation_level=None)
        self._database.executescript(SCHEMA)
        self._last = max((row[0] for row in self._database.execute("SELECT micros FROM clock")), default=0)
        self.collections: dict[str, Collection] = {}
        for name, body in self._database.execute("SELECT name, body FROM documents"):
            self._put(name, Document.FromString(body))

    def close(self) -> None:
        self._database.close()

    def backup(self, file: Path) -> None:
        """Write all documents, as they are now, into a new file. Raises FileExistsError."""
        if file.exists():
            raise FileExistsError(f"there is a file {file} already")
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(file.name + ".draft")
        copy = sqlite3.connect(draft)
        try:
            self._database.backup(copy)
        finally:
            copy.close()
        draft.rename(file)

    def next_commit_time(self) -> int:
        """Microseconds, strictly later than every time given out before, also by an earlier process."""
        self._last = max(self._now(), self._last + 1)
        return self._last

    def read_time(self) -> Timestamp:
        """Now, not before any commit that was made and before any that is to come."""
        self._last = max(self._now(), self._last)
        return to_timestamp(self._last)

    def get(self, name: str) -> Document | None:
        collection = self.collections.get(collection_of(name))
        return collection.documents.get(name) if collection else None

    def save(self, changes: dict[str, Document | None], commit_time: int) -> None:
        """Make a commit durable, then visible."""
        with self._database:  # Commits, or rolls back when anything is raised.
            self._database.execute("BEGIN IMMEDIATE")
            for name, document in changes.items():
                if document is None:
                    self._database.execute("DELETE FROM documents WHERE name = ?", (name,))
                else:
                    self._database.execute(
                        "INSERT OR REPLACE INTO documents VALUES (?, ?)", (name, document.SerializeToString())
                    )
            self._database.execute("INSERT OR REPLACE INTO clock VALUES (1, ?)", (commit_time,))
        for name, document in changes.items():
            self._put(name, document)

    def _put(self, name: str, document: Document | None) -> None:
        path = collection_of(name)
        collection = self.collections.setdefault(path, Collection())
        collection.put(name, document)
        if not collection.documents:
            del self.collections[path]

    def names(self) -> list[str]:
        return [name for collection in self.collections.values() for name in collection.documents]
