"""What the service has written into its logs: they live elsewhere, and name what nothing else names any more.

A file is what `gcloud logging read … --format=json` writes (a list of entries), or the lines of a local stack, one JSON
object a line; other lines of these are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


class UnreadableLog(Exception):
    """Which file, which line or entry, and what was expected."""


@dataclass(frozen=True)
class Entry:
    """One line: its event, its fields, and when it was written, where the log says so."""

    event: str
    fields: Mapping[str, Any]
    at: datetime | None


@dataclass(frozen=True)
class Logged:
    entries: tuple[Entry, ...] = ()

    def of(self, event: str) -> Iterator[Entry]:
        return (entry for entry in self.entries if entry.event == event)

    @classmethod
    def read(cls, files: Iterable[Path]) -> Logged:
        """Raises UnreadableLog, and OSError."""
        return cls(tuple(entry for file in files for entry in read_file(file)))


def read_file(file: Path) -> Iterator[Entry]:
    text = file.read_text(encoding="utf-8", errors="replace")
    if text.lstrip().startswith("["):
        try:
            entries = json.loads(text)
        except ValueError as error:
            raise UnreadableLog(f"{file}: expected a list of log entries in JSON, {error}") from error
        for n, given in enumerate(entries, start=1):
            yield from entry_of(given, f"{file}: entry {n}")
        return
    for n, line in enumerate(text.splitlines(), start=1):
        if line.startswith("{"):
            try:
                given = json.loads(line)
            except ValueError as error:
                raise UnreadableLog(f"{file}: line {n}: expected one JSON object, {error}") from error
            yield from entry_of(given, f"{file}: line {n}")


def entry_of(given: Any, place: str) -> Iterator[Entry]:
    """Nothing for an entry that is not one of ours."""
    if not isinstance(given, dict):
        raise UnreadableLog(f"{place}: expected a log entry, a JSON object")
    fields = given.get("jsonPayload", given)
    if isinstance(fields, dict) and isinstance(fields.get("message"), str):
        written = given.get("timestamp")
        try:
            at = datetime.fromisoformat(written) if isinstance(written, str) else None
        except ValueError as error:
            raise UnreadableLog(f"{place}: timestamp: expected an RFC 3339 time") from error
        yield Entry(fields["message"], fields, at)
