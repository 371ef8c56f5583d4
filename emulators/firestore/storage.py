"""Where the documents are: in memory for reading, in SQLite for keeps.

A stored message is never changed in place, every write makes a new one; so whoever holds one may go on reading it
after the lock is released.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from .ordered import Index
from .protocol import Document, Timestamp, to_timestamp

FILE = "firestore.sqlite"
SCHEMA = """
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 1), micros INTEGER NOT NULL);
"""
# A second process on the same file fails: it would not see what the first has in memory.
# synchronous = OFF survives the end of the process at any moment, as what was written is the system's; a power cut may
# cost the file. A commit then never waits for the disk, which costs it up to 30 ms where the log is laid down.


def collection_of(name: str) -> str:
    return name.rpartition("/")[0]


class Collection:
    """The documents of one collection by name, and the indexes that its queries needed so far."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self._indexes: dict[tuple[tuple[str, ...], tuple[str, ...]], Index] = {}

    def put(self, name: str, document: Document | None) -> None:
        """Set, or with None remove, a document."""
        before = self.documents.pop(name, None)
        if document is not None:
            self.documents[name] = document
        for index in self._indexes.values():
            index.replace(before, document)

    def index(self, fixed: tuple[str, ...], ordered: tuple[str, ...]) -> Index:
        """Made at the first search, and kept from then on."""
        index = self._indexes.get((fixed, ordered))
        if index is None:
            index = self._indexes[fixed, ordered] = Index(fixed, ordered, self.documents.values())
        return index


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

    def count(self) -> int:
        return sum(len(collection.documents) for collection in self.collections.values())

    def names(self) -> list[str]:
        return [name for collection in self.collections.values() for name in collection.documents]
