"""What survives kill -9: queues, tasks, the names that were used, and the signing key, in one SQLite file.

Write-ahead logging without a sync loses nothing when the process dies; only a power cut may take the file. The
caller holds the emulator's lock around every call.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from emulators.cloud_tasks.messages import Queue, Task, queue_of
from emulators.cloud_tasks.model import QueueState, TaskState

SCHEMA = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=OFF;
CREATE TABLE IF NOT EXISTS queues (name TEXT PRIMARY KEY, message BLOB);
CREATE TABLE IF NOT EXISTS tasks (name TEXT PRIMARY KEY, queue TEXT, message BLOB, due TEXT, answered INTEGER,
                                  last_status INTEGER, first_attempt TEXT);
CREATE TABLE IF NOT EXISTS tombstones (name TEXT PRIMARY KEY, until TEXT);
CREATE TABLE IF NOT EXISTS keys (pem BLOB);
"""


class Storage:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(folder / "cloud_tasks.db", check_same_thread=False, isolation_level=None)
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        self._db.close()

    def queues(self) -> dict[str, QueueState]:
        """Every queue with its tasks, those under way at the end included: they are due again."""
        rows = self._db.execute("SELECT name, message FROM queues")
        found = {name: QueueState(Queue.FromString(message)) for name, message in rows}
        for task in self._tasks():
            found[queue_of(task.message.name)].tasks[task.message.name] = task
        return found

    def _tasks(self) -> Iterator[TaskState]:
        for message, due, answered, last_status, first in self._db.execute(
            "SELECT message, due, answered, last_status, first_attempt FROM tasks"
        ):
            yield TaskState(
                Task.FromString(message),
                datetime.fromisoformat(due),
                answered=answered,
                last_status=last_status,
                first_attempt=datetime.fromisoformat(first) if first else None,
            )

    def keep_queue(self, queue: QueueState) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO queues VALUES (?, ?)", (queue.message.name, queue.message.SerializeToString())
        )

    def drop_queue(self, name: str) -> None:
        self._db.execute("DELETE FROM queues WHERE name = ?", (name,))

    def keep_task(self, task: TaskState) -> None:
        name, first = task.message.name, task.first_attempt
        self._db.execute(
            "INSERT OR REPLACE INTO tasks VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                name,
                queue_of(name),
                task.message.SerializeToString(),
                task.due.isoformat(),
                task.answered,
                task.last_status,
                first.isoformat() if first else None,
            ),
        )

    def bury(self, names: list[str], until: datetime) -> None:
        """The tasks are gone, and their names stay used until then."""
        self._db.execute("BEGIN")
        self._db.executemany("DELETE FROM tasks WHERE name = ?", [(name,) for name in names])
        rows = [(name, until.isoformat()) for name in names]
        self._db.executemany("INSERT OR REPLACE INTO tombstones VALUES (?, ?)", rows)
        self._db.execute("COMMIT")

    def tombstones(self) -> dict[str, datetime]:
        rows = self._db.execute("SELECT name, until FROM tombstones")
        return {name: datetime.fromisoformat(until) for name, until in rows}

    def drop_tombstones(self, names: list[str]) -> None:
        self._db.execute("BEGIN")
        self._db.executemany("DELETE FROM tombstones WHERE name = ?", [(name,) for name in names])
        self._db.execute("COMMIT")

    def signing_key(self) -> bytes | None:
        row = self._db.execute("SELECT pem FROM keys").fetchone()
        return bytes(row[0]) if row else None

    def keep_signing_key(self, pem: bytes) -> None:
        self._db.execute("INSERT INTO keys VALUES (?)", (pem,))
