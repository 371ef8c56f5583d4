"""What the service has written into its logs: they live elsewhere, and name what nothing else names any more.

A file is what `gcloud logging read … --format=json` writes (a list of entries), or the lines of a local stack, one JSON
object a line; other lines of these are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from functions.shared.log import LogEvent

OURS = frozenset(LogEvent)


class UnreadableLog(Exception):
    """Which file, which line or entry, and what was expected."""


@dataclass(frozen=True)
class Entry:
    """One line of ours: its event, its fields, and when it was written, where the log says so."""

    event: str
    fields: Mapping[str, Any]
    at: datetime | None


@dataclass(frozen=True)
class Logged:
    """The entries of ours, among as many as were `seen`."""

    entries: tuple[Entry, ...] = ()
    seen: int = 0

    def of(self, event: str) -> Iterator[Entry]:
        return (entry for entry in self.entries if entry.event == event)

    def line(self) -> str:
        """What was read, so that a log of another day or of another service is seen at once."""
        times = sorted(entry.at for entry in self.entries if entry.at is not None)
        span = f"from {times[0]:%Y-%m-%d %H:%M:%S} to {times[-1]:%Y-%m-%d %H:%M:%S} UTC" if times else "without times"
        return f"log: {self.seen} entries, {len(self.entries)} of ours, {span}"

    @classmethod
    def read(cls, files: Iterable[Path]) -> Logged:
        """Raises UnreadableLog, also for a file without an entry of ours, and OSError."""
        entries: list[Entry] = []
        seen = 0
        for file in files:
            found = list(read_file(file))
            ours = [entry for entry in found if entry is not None]
            if not ours:
                raise UnreadableLog(
                    f"{file}: none of its {len(found)} entries is of this service. If it has logged nothing since, "
                    "leave the file out"
                )
            seen += len(found)
            entries += ours
        return cls(tuple(entries), seen)


def read_file(file: Path) -> Iterator[Entry | None]:
    """Every entry; None for one that is not ours."""
    text = file.read_text(encoding="utf-8", errors="replace")
    if text.lstrip().startswith("["):
        try:
            entries = json.loads(text)
        except ValueError as error:
            raise UnreadableLog(f"{file}: expected a list of log entries in JSON, {error}") from error
        for n, given in enumerate(entries, start=1):
            yield entry_of(given, f"{file}: entry {n}")
        return
    for n, line in enumerate(text.splitlines(), start=1):
        if line.startswith("{"):
            try:
                given = json.loads(line)
            except ValueError as error:
                raise UnreadableLog(f"{file}: line {n}: expected one JSON object, {error}") from error
            yield entry_of(given, f"{file}: line {n}")


def entry_of(given: Any, place: str) -> Entry | None:
    """None for an entry that is not one of ours."""
    if not isinstance(given, dict):
        raise UnreadableLog(f"{place}: expected a log entry, a JSON object")
    fields = given.get("jsonPayload", given)
    if not isinstance(fields, dict) or not isinstance(fields.get("message"), str) or fields["message"] not in OURS:
        return None
    written = given.get("timestamp")
    return Entry(fields["message"], fields, None if written is None else moment(written, place))


def moment(written: Any, place: str) -> datetime:
    try:
        at = datetime.fromisoformat(written)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    except (TypeError, ValueError) as error:
        raise UnreadableLog(f"{place}: timestamp: expected an RFC 3339 time") from error
    raise UnreadableLog(f"{place}: timestamp: expected an RFC 3339 time, with its zone")
