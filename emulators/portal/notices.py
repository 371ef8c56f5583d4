"""The notices that were pushed to the portal: SQLite, one row for each id however often it came."""

from __future__ import annotations

import sqlite3
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class NoticeText(BaseModel):
    model_config = ConfigDict(frozen=True)

    kk: str
    ru: str
    en: str


class PushedNotice(BaseModel):
    """The body of `POST /notices`."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(min_length=1, max_length=200)
    kind: str
    at: AwareDatetime
    application: str
    number: str
    certificate: str | None
    text: NoticeText


class NoticeBook:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._database = sqlite3.connect(folder / "portal.sqlite3", check_same_thread=False)
        with self._lock, self._database:
            # A log without a sync at each commit: it survives kill -9, at a thirtieth of the CPU time.
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS notices (id TEXT PRIMARY KEY, kind TEXT, body TEXT, received_at TEXT,"
                " deliveries INTEGER)"
            )

    def receive(self, notice: PushedNotice, at: datetime) -> bool:
        """Keep a notice. False where it was here before: then the first one stays as it was."""
        with self._lock, self._database:
            row = self._database.execute(
                "INSERT INTO notices VALUES (?, ?, ?, ?, 1)"
                " ON CONFLICT (id) DO UPDATE SET deliveries = deliveries + 1 RETURNING deliveries",
                (notice.id, notice.kind, notice.model_dump_json(), at.isoformat()),
            ).fetchone()
        return bool(row[0] == 1)

    def received_at(self) -> dict[str, datetime]:
        """When each notice first came, by its id."""
        with self._lock:
            rows = self._database.execute("SELECT id, received_at FROM notices").fetchall()
        return {identifier: datetime.fromisoformat(at) for identifier, at in rows}

    def all(self) -> list[PushedNotice]:
        """In the order in which they came."""
        with self._lock:
            rows = self._database.execute("SELECT body FROM notices ORDER BY rowid").fetchall()
        return [PushedNotice.model_validate_json(body) for (body,) in rows]

    def counts(self) -> dict[str, Any]:
        """{"notices": different ones, "deliveries": all that came, "kinds": {kind: notices}}."""
        with self._lock:
            rows = self._database.execute(
                "SELECT kind, COUNT(*), SUM(deliveries) FROM notices GROUP BY kind"
            ).fetchall()
        return {
            "notices": sum(count for _, count, _ in rows),
            "deliveries": sum(deliveries for _, _, deliveries in rows),
            "kinds": {kind: count for kind, count, _ in rows},
        }

    def close(self) -> None:
        with self._lock:
            self._database.close()
