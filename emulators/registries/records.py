"""What the registries hold: SQLite, filled from the synthetic population at the first start."""

from __future__ import annotations

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from emulators.population import Population
from functions.shared.domain.facts import Birth, Order, Person, Registry

ADAPTERS: dict[Registry, TypeAdapter[Any]] = {
    Registry.PERSONS: TypeAdapter(Person),
    Registry.BIRTHS: TypeAdapter(Birth),
    Registry.GUARDIANSHIP: TypeAdapter(Order),
}

Record = dict[str, Any]


class Records:
    """Records as JSON. The key is the IIN, or the order's number; `subject` is whom a question is about."""

    def __init__(self, folder: Path, population: Population) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._population = population
        self._lock = threading.Lock()
        self._database = sqlite3.connect(folder / "registries.sqlite3", check_same_thread=False)
        with self._lock, self._database:
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS records"
                " (registry TEXT, key TEXT, subject TEXT, body TEXT, PRIMARY KEY (registry, key))"
            )
            empty = self._database.execute("SELECT NOT EXISTS (SELECT 1 FROM records)").fetchone()[0]
        if empty:
            self.reset()

    def reset(self) -> None:
        """Forget all changes: the population as it was born."""
        rows = [
            *((Registry.PERSONS, iin, person) for iin, person in self._population.persons().items()),
            *((Registry.BIRTHS, iin, birth) for iin, birth in self._population.births().items()),
            *((Registry.GUARDIANSHIP, order.number, order) for order in self._population.orders()),
        ]
        with self._lock, self._database:
            self._database.execute("DELETE FROM records")
            for registry, key, record in rows:
                self._write(registry, key, ADAPTERS[registry].dump_python(record, mode="json"))

    def about(self, registry: Registry, subject: str) -> list[Record]:
        """All records about one person, in the order of their keys."""
        with self._lock:
            rows = self._database.execute(
                "SELECT body FROM records WHERE registry = ? AND subject = ? ORDER BY key", (registry, subject)
            ).fetchall()
        return [json.loads(body) for (body,) in rows]

    def about_somebody_else(self, registry: Registry, subject: str) -> list[Record]:
        """The records about somebody who is not this person."""
        with self._lock:
            row = self._database.execute(
                "SELECT subject FROM records WHERE registry = ? AND subject <> ? ORDER BY key LIMIT 1",
                (registry, subject),
            ).fetchone()
        return self.about(registry, row[0]) if row else []

    def replace(self, registry: Registry, key: str, record: Record | None) -> None:
        """Put a whole record in the place of another, or remove it. Raises ValueError for a record of another shape."""
        with self._lock, self._database:
            self._database.execute("DELETE FROM records WHERE registry = ? AND key = ?", (registry, key))
            if record is not None:
                self._write(registry, key, record)

    def change(self, registry: Registry, key: str, fields: Record) -> None:
        """Change fields of a record. Raises KeyError where there is none, ValueError for fields of another shape."""
        with self._lock, self._database:
            row = self._database.execute(
                "SELECT body FROM records WHERE registry = ? AND key = ?", (registry, key)
            ).fetchone()
            if row is None:
                raise KeyError(key)
            self._write(registry, key, json.loads(row[0]) | fields)

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def _write(self, registry: Registry, key: str, record: Record) -> None:
        body = json.dumps(record, ensure_ascii=False)
        checked = ADAPTERS[registry].validate_json(body, strict=True)
        subject = {
            Registry.PERSONS: "iin",
            Registry.BIRTHS: "child_iin",
            Registry.GUARDIANSHIP: "guardian_iin",
        }[registry]
        self._database.execute(
            "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)", (registry, key, getattr(checked, subject), body)
        )
