"""Reads off the running stack what was asked of the cloud so far, and what lies between two readings."""

from __future__ import annotations

import json
import math
import os
import time
from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from emulators.stack.local import FUNCTIONS, LocalStack

PROGRAMS = {
    "firestore": "firestore",
    "cloud_tasks": "tasks",
    "cloud_storage": "storage",
    "cloud_kms": "kms",
    "archive": "archive",
    "gateway": "edge",
}
"""Whose control tells `operations` and `bytes`, and what they are called here."""
QUIET_S = 0.1
BILLED_MS = 100
"""Cloud Run bills an instance's time in steps of so many milliseconds."""


@dataclass(frozen=True)
class Usage:
    """What was used. Counts and bytes are named `PART KIND PLACE`, as `firestore reads applications`.

    `calls` are the requests of each function (`POST /tasks/verify/<id>`), `busy_ms` how long each took by its own log.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    bytes: Mapping[str, int] = field(default_factory=dict)
    cpu_ms: Mapping[str, float] = field(default_factory=dict)
    calls: Mapping[str, int] = field(default_factory=dict)
    busy_ms: Mapping[str, float] = field(default_factory=dict)
    alone_ms: Mapping[str, float] = field(default_factory=dict)
    """As `busy_ms`, each request rounded up to what is billed where it has an instance for itself."""

    def count(self, *words: str) -> int:
        """The sum of all counts whose names begin so."""
        start = " ".join(words)
        return sum(number for name, number in self.counts.items() if f"{name} ".startswith(f"{start} "))

    def size(self, *words: str) -> int:
        """The sum of all bytes whose names begin so."""
        start = " ".join(words)
        return sum(number for name, number in self.bytes.items() if f"{name} ".startswith(f"{start} "))


class Meter:
    """Reads a stack. CPU is that of a function's processes, bytes of logs those of its file."""

    def __init__(self, stack: LocalStack) -> None:
        self._stack = stack

    def reading(self) -> Usage:
        """Everything since the stack started, once the functions' last lines have come."""
        self._settle()
        counts: Counter[str] = Counter()
        sizes: Counter[str] = Counter()
        for program, part in PROGRAMS.items():
            if program in self._stack.programs:
                told = self._stack.http.get(f"{self._stack.control(program)}/_control", timeout=10).json()
                counts.update({f"{part} {name}": number for name, number in told["operations"].items()})
                sizes.update({f"{part} {name}": number for name, number in told.get("bytes", {}).items()})
        calls: Counter[str] = Counter()
        busy: Counter[str] = Counter()
        alone: Counter[str] = Counter()
        for function in FUNCTIONS:
            lines = self._log(function).read_text(encoding="utf-8").splitlines()
            sizes[f"logs {function}"] = sum(len(line.encode()) + 1 for line in lines)
            for request in (json.loads(line) for line in lines if '"message": "request"' in line):
                calls[f"{function} {request['method']} {request['route']}"] += 1
                busy[function] += request["ms"]
                alone[function] += math.ceil(max(request["ms"], 1) / BILLED_MS) * BILLED_MS
        cpu = {function: cpu_ms(self._session(function)) for function in FUNCTIONS}
        return Usage(counts, sizes, cpu, calls, busy, alone)

    def _settle(self) -> None:
        """Lines of a log pass through a pipe: they are there when no more have come for a while."""
        sizes: list[int] = []
        while sizes != (sizes := [self._log(function).stat().st_size for function in FUNCTIONS]):
            time.sleep(QUIET_S)

    def _session(self, function: str) -> int:
        process = self._stack.programs[function].process
        assert process is not None
        return process.pid

    def _log(self, function: str) -> Path:
        return self._stack.folder / "log" / f"{function}.log"


def between(before: Usage, after: Usage) -> Usage:
    """What was used after one reading and until another."""
    return Usage(
        _grown(before.counts, after.counts),
        _grown(before.bytes, after.bytes),
        {name: after.cpu_ms[name] - value for name, value in before.cpu_ms.items()},
        _grown(before.calls, after.calls),
        {name: value - before.busy_ms.get(name, 0) for name, value in after.busy_ms.items()},
        {name: value - before.alone_ms.get(name, 0) for name, value in after.alone_ms.items()},
    )


def without(usage: Usage, names: Container[str]) -> Usage:
    """The usage without the counts of these names."""
    return replace(usage, counts={name: number for name, number in usage.counts.items() if name not in names})


def _grown(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    grown = {name: value - before.get(name, 0) for name, value in after.items()}
    return {name: value for name, value in sorted(grown.items()) if value}


def cpu_ms(session: int) -> float:
    """Milliseconds of CPU of all processes of a session, those included that ended and were waited for (Linux)."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(") ")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
        if int(fields[3]) == session:
            ticks += sum(int(value) for value in fields[11:15])  # own and children's, user and system
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")
