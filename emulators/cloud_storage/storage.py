"""What survives kill -9: metadata in one SQLite file, contents as files beside it.

A content is written to a draft, renamed, and only then named by a row; so a row always has its content, and a content
without a row is a leftover that the next start removes. Nothing is synced: only a power cut may take the file.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from emulators.cloud_storage.exchange import ApiError, Resource

SCHEMA = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=OFF;
CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY, resource TEXT);
CREATE TABLE IF NOT EXISTS objects (bucket TEXT, name TEXT, generation INTEGER, live INTEGER, content TEXT,
                                    released TEXT, resource TEXT, PRIMARY KEY (bucket, name, generation));
CREATE TABLE IF NOT EXISTS uploads (id TEXT PRIMARY KEY, session TEXT);
CREATE TABLE IF NOT EXISTS keys (email TEXT PRIMARY KEY, pem TEXT);
"""


@dataclass
class Stored:
    """One version of an object. `content` names its file; `released` is when its event-based hold was lifted."""

    resource: Resource
    content: str
    live: bool = True
    released: str | None = None

    @property
    def full_name(self) -> str:
        return f"{self.resource['bucket']}/{self.resource['name']}"


class Storage:
    """`lock` is held around every call, so each is carried out alone."""

    def __init__(self, folder: Path) -> None:
        self._contents, self._partial = folder / "contents", folder / "uploads"
        for needed in (self._contents, self._partial):
            needed.mkdir(parents=True, exist_ok=True)
        self.lock = threading.RLock()
        self._db = sqlite3.connect(folder / "cloud_storage.db", check_same_thread=False, isolation_level=None)
        self._db.executescript(SCHEMA)
        self.last_generation: int = self._db.execute("SELECT max(generation) FROM objects").fetchone()[0] or 0
        self._remove_leftovers()

    def _remove_leftovers(self) -> None:
        named = {content for (content,) in self._db.execute("SELECT content FROM objects")}
        for file in self._contents.iterdir():
            if file.name not in named:
                file.unlink()

    def close(self) -> None:
        self._db.close()

    # ------------------------------------------------------------ buckets

    def buckets(self) -> list[Resource]:
        return [json.loads(row[0]) for row in self._db.execute("SELECT resource FROM buckets ORDER BY name")]

    def find_bucket(self, name: str) -> Resource | None:
        row = self._db.execute("SELECT resource FROM buckets WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else None

    def bucket(self, name: str) -> Resource:
        """Raises ApiError 404."""
        bucket = self.find_bucket(name)
        if bucket is None:
            raise ApiError(404, "notFound", "The specified bucket does not exist.")
        return bucket

    def keep_bucket(self, bucket: Resource) -> None:
        self._db.execute("INSERT OR REPLACE INTO buckets VALUES (?, ?)", (bucket["name"], json.dumps(bucket)))

    def drop_bucket(self, name: str) -> None:
        self._db.execute("DELETE FROM buckets WHERE name = ?", (name,))

    # ------------------------------------------------------------ objects

    def find(self, bucket: str, name: str, generation: int | None = None) -> Stored | None:
        """That version of the object; without a generation, the live one."""
        which, value = ("live", 1) if generation is None else ("generation", generation)
        rows = self._select(f"bucket = ? AND name = ? AND {which} = ?", (bucket, name, value))
        return next(rows, None)

    def versions(self, bucket: str, start: str, end: str | None, *, live_only: bool) -> Iterator[Stored]:
        """Versions of the objects whose names lie between the two, by name (as UTF-8) and generation."""
        condition, values = "bucket = ? AND name >= ?", [bucket, start]
        if end is not None:
            condition, values = condition + " AND name < ?", [*values, end]
        if live_only:
            condition += " AND live = 1"
        return self._select(condition + " ORDER BY name, generation", tuple(values))

    def _select(self, condition: str, values: tuple[str | int, ...]) -> Iterator[Stored]:
        query = f"SELECT resource, content, live, released FROM objects WHERE {condition}"  # noqa: S608 - our own words
        for resource, content, live, released in self._db.execute(query, values):
            yield Stored(json.loads(resource), content, bool(live), released)

    def keep(self, *stored: Stored) -> None:
        """All of them, or none."""
        rows = [
            (
                *(one.resource["bucket"], one.resource["name"], int(one.resource["generation"])),
                *(int(one.live), one.content, one.released, json.dumps(one.resource)),
            )
            for one in stored
        ]
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        self._db.execute("COMMIT")

    def drop(self, stored: Stored) -> None:
        """The row first: a content without a row is a leftover, a row without a content would be a loss."""
        key = (stored.resource["bucket"], stored.resource["name"], int(stored.resource["generation"]))
        self._db.execute("DELETE FROM objects WHERE bucket = ? AND name = ? AND generation = ?", key)
        (self._contents / stored.content).unlink(missing_ok=True)

    def is_empty(self, bucket: str) -> bool:
        return self._db.execute("SELECT 1 FROM objects WHERE bucket = ? LIMIT 1", (bucket,)).fetchone() is None

    # ------------------------------------------------------------ contents

    def write(self, data: bytes) -> str:
        """Store a content; returns the name of its file."""
        name = uuid.uuid4().hex
        draft = self._contents / f"{name}.draft"
        draft.write_bytes(data)
        draft.rename(self._contents / name)
        return name

    def read(self, stored: Stored) -> bytes:
        return (self._contents / stored.content).read_bytes()

    # ------------------------------------------------------------ resumable uploads, and keys of signed URLs

    def partial(self, upload: str) -> Path:
        """The file that gathers a resumable upload."""
        return self._partial / upload

    def find_upload(self, upload: str) -> Resource | None:
        row = self._db.execute("SELECT session FROM uploads WHERE id = ?", (upload,)).fetchone()
        return json.loads(row[0]) if row else None

    def keep_upload(self, upload: str, session: Resource) -> None:
        self._db.execute("INSERT OR REPLACE INTO uploads VALUES (?, ?)", (upload, json.dumps(session)))

    def drop_upload(self, upload: str) -> None:
        self._db.execute("DELETE FROM uploads WHERE id = ?", (upload,))
        self.partial(upload).unlink(missing_ok=True)

    def key(self, email: str) -> str | None:
        row = self._db.execute("SELECT pem FROM keys WHERE email = ?", (email,)).fetchone()
        return str(row[0]) if row else None

    def keep_key(self, email: str, pem: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO keys VALUES (?, ?)", (email, pem))
