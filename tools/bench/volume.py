"""How fast the service is when the store is full: old cases by the thousand, and a store without them in turn.

An old case is a copy of one that was issued here: its documents in the collections that all cases share, with an id,
numbers and a cabinet of its own. They are written into the emulator's file while it is stopped. What lies below a case
(events, evidence) belongs to no collection that a search goes through, and is left out.
"""

from __future__ import annotations

import secrets
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from emulators.firestore.protocol import Document
from emulators.firestore.storage import FILE
from emulators.stack.local import PROJECT, LocalStack
from tools.bench.cases import Bench
from tools.bench.figures import Figure, ratio
from tools.bench.processes import Watched

GOAL = 1.1
WARM_UP = 3
SHARED = ("applications", "certificates", "notices", "numbers", "requests", "deposits")
DOCUMENTS = f"projects/{PROJECT}/databases/(default)/documents"
LETTERS = "23456789ACEFHJKMPRTWXY"
NUMBER_LENGTH = 12


class Volume:
    """One emulator, two stores that it serves in turn: without old cases, and with so many."""

    def __init__(self, stack: LocalStack, bench: Bench) -> None:
        self._bench = bench
        self._program = stack.programs["firestore"]
        self._folder = Path(self._state)
        self._scenes = cycle(bench.scenes)
        self._model = bench.case(next(self._scenes)).application

    def figures(self, old: int, rounds: int, cases: int) -> list[Figure]:
        """So many rounds of so many cases in each of the two stores."""
        few, many = self._stores(old)
        certificate, accept, cpu = (defaultdict[Path, list[float]](list) for _ in range(3))
        for _ in range(rounds):
            for store in (few, many):
                self._serve(store)
                for scene in islice(self._scenes, WARM_UP):
                    self._bench.case(scene)
                used = Watched(self._program).cpu_seconds()
                done = [self._bench.case(scene) for scene in islice(self._scenes, cases)]
                cpu[store].append((Watched(self._program).cpu_seconds() - used) / cases * 1000)
                certificate[store] += [case.stored_ms for case in done]
                accept[store] += [case.accepted_ms for case in done]
        self._serve(self._folder)
        shutil.rmtree(few)
        shutil.rmtree(many)
        samples, among = rounds * cases, f"among {old:,} old cases"
        how = "until committed; in turn with a store without them"
        return [
            Figure(f"certificate {among}", median(certificate[many]), "ms", samples=samples, how=how),
            Figure("beside none", ratio(certificate[many], certificate[few]), "times", GOAL, samples, "medians"),
            Figure("accept, beside none", ratio(accept[many], accept[few]), "times", GOAL, samples, "the same cases"),
            Figure("CPU of the store, beside none", ratio(cpu[many], cpu[few]), "times", samples=samples, how="a case"),
        ]

    @property
    def _state(self) -> str:
        return self._program.arguments[self._program.arguments.index("--state") + 1]

    def _serve(self, folder: Path) -> None:
        """Start the emulator again, over the documents in this folder."""
        self._program.stop()
        arguments = list(self._program.arguments)
        arguments[arguments.index("--state") + 1] = str(folder)
        self._program.arguments = arguments
        self._program.start()

    def _stores(self, old: int) -> tuple[Path, Path]:
        """Folders with the documents of now, and with old cases besides."""
        few, many = (self._folder.with_name(f"{self._folder.name}-{name}") for name in ("few", "many"))
        self._program.stop()
        for folder in (few, many):
            shutil.copytree(self._folder, folder)
        fill(many / FILE, self._model, old)
        return few, many


def fill(file: Path, application: str, count: int) -> None:
    """Copy a closed case so many times within the file of the emulator, which is not running."""
    database = sqlite3.connect(file)
    try:
        model = documents_of(database, application)
        with database:
            database.executemany(
                "INSERT INTO documents VALUES (?, ?)", copies(model, identities(model, application), count)
            )
    finally:
        database.close()


def documents_of(database: sqlite3.Connection, application: str) -> dict[str, bytes]:
    """The documents of the shared collections that name the application, by their names."""
    return {
        name: body
        for collection in SHARED
        for name, body in database.execute(
            "SELECT name, body FROM documents WHERE name > ? AND name < ? AND instr(body, ?) > 0",
            (f"{DOCUMENTS}/{collection}/", f"{DOCUMENTS}/{collection}0", application.encode()),
        )
        if name.count("/") == DOCUMENTS.count("/") + 2
    }


def identities(model: dict[str, bytes], application: str) -> list[str]:
    """What makes the case this one and no other: its id, its numbers, its cabinet, and the claim of its request."""
    fields = Document.FromString(model[f"{DOCUMENTS}/applications/{application}"]).fields
    named = [fields[name].string_value for name in ("number", "certificate", "cabinet")]
    claims = [name.rpartition("/")[2] for name in model if name.startswith(f"{DOCUMENTS}/requests/")]
    return [application, *named, *claims]


def copies(model: dict[str, bytes], own: list[str], count: int) -> Iterator[tuple[str, bytes]]:
    """Each identity is replaced by another of its length, so that the encoded documents stay well-formed."""
    for _ in range(count):
        others = [another(one) for one in own]
        for name, body in model.items():
            for mine, its in zip(own, others, strict=True):
                name, body = name.replace(mine, its), body.replace(mine.encode(), its.encode())
            yield name, body


def another(identity: str) -> str:
    if len(identity) == NUMBER_LENGTH:
        return identity[0] + "".join(secrets.choice(LETTERS) for _ in identity[1:])
    return secrets.token_hex(len(identity))[: len(identity)]
