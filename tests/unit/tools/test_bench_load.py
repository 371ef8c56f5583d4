"""The arithmetic of the bench's load: which rate holds, how old cases are made, what a program uses."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from emulators.firestore.protocol import Document
from emulators.stack.program import Program
from tools.bench.memory import Memory
from tools.bench.processes import Watched
from tools.bench.rates import MINUTE_S, Run, highest, rate_figures
from tools.bench.volume import DOCUMENTS, fill

APPLICATION, CABINET, CLAIM = "a1" * 16, "c2" * 16, "f3" * 16
NUMBER, CERTIFICATE = "A2345678923X", "C4K79MXT2RWF"


def run(p99_ms: float, seconds: float = MINUTE_S, failed: int = 0) -> Run:
    return Run(5.0, seconds, (100.0,) * 98 + (p99_ms, p99_ms), failed)


class TestRate:
    def test_it_holds_up_to_five_seconds_and_without_an_error(self) -> None:
        assert run(5000.0).holds
        assert not run(5001.0).holds
        assert not run(100.0, failed=1).holds
        assert not Run(5.0, MINUTE_S, (), 0).holds

    def test_a_short_run_must_be_shorter_of_wait_in_proportion(self) -> None:
        assert run(1000.0, seconds=12.0).holds
        assert not run(1001.0, seconds=12.0).holds

    @pytest.mark.parametrize("capacity", [0.3, 0.9, 3.0, 5.0, 7.3, 11.0, 40.0])
    def test_the_highest_is_found_to_a_quarter(self, capacity: float) -> None:
        found = highest(lambda rate: rate <= capacity, 5.0)
        assert found is not None
        assert found <= capacity <= 1.25 * found

    def test_there_is_none_where_hardly_any_holds(self) -> None:
        assert highest(lambda rate: False, 5.0) is None

    def test_an_error_misses_the_goal(self) -> None:
        missed = [figure.name for figure in rate_figures(run(100.0, failed=2), None) if figure.met is False]
        assert missed == ["5 a second for 60 s, failed"]


def test_old_cases_are_copies_with_identities_of_their_own(tmp_path: Path) -> None:
    application = Document(name=f"{DOCUMENTS}/applications/{APPLICATION}")
    for name, value in (("id", APPLICATION), ("number", NUMBER), ("certificate", CERTIFICATE), ("cabinet", CABINET)):
        application.fields[name].string_value = value
    documents = [application]
    for path in (
        f"certificates/{CERTIFICATE}",
        f"notices/{APPLICATION}-issued",
        f"numbers/{NUMBER}",
        f"requests/{CLAIM}",
        f"applications/{APPLICATION}/events/000001",
        "notices/another",
    ):
        document = Document(name=f"{DOCUMENTS}/{path}")
        document.fields["application"].string_value = "another" if "another" in path else APPLICATION
        documents.append(document)
    with sqlite3.connect(tmp_path / "store") as database:
        database.execute("CREATE TABLE documents (name TEXT PRIMARY KEY, body BLOB)")
        rows = [(document.name, document.SerializeToString()) for document in documents]
        database.executemany("INSERT INTO documents VALUES (?, ?)", rows)
    database.close()

    fill(tmp_path / "store", APPLICATION, 3)

    database = sqlite3.connect(tmp_path / "store")
    found = {name: Document.FromString(body) for name, body in database.execute("SELECT name, body FROM documents")}
    database.close()
    assert all(document.name == name for name, document in found.items())
    assert len(found) == len(documents) + 3 * 5  # what lies below the case, and what is another's, is not copied
    applications = [
        document for name, document in found.items() if name.count("/applications/") and "events" not in name
    ]
    for field in ("id", "number", "certificate", "cabinet"):
        assert len({document.fields[field].string_value for document in applications}) == 4
    for document in applications:
        assert f"{DOCUMENTS}/numbers/{document.fields['number'].string_value}" in found
        assert f"{DOCUMENTS}/notices/{document.fields['id'].string_value}-issued" in found


def test_what_a_program_uses_is_its_own(tmp_path: Path) -> None:
    busy = "sum(range(30_000_000)); held = bytearray(40_000_000); print('done', flush=True); input()"
    process = subprocess.Popen(
        [sys.executable, "-c", busy],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "done\n"
        program = Program("busy", "busy", [], tmp_path / "log", process=process)
        watched = Watched(program)
        assert watched.cpu_seconds() > 0.1
        assert 40 < watched.memory_mb() < 80
        one = min(os.sched_getaffinity(0))
        watched.keep_to({one})
        assert os.sched_getaffinity(process.pid) == {one}
    finally:
        process.communicate("\n")


def test_memory_is_compared_with_the_look_before() -> None:
    memory = Memory.__new__(Memory)
    memory.looks = {
        300: {"submit": 100.0, "issue": 200.0, "complaint": 100.0},
        1000: {"submit": 101.0, "issue": 300.0, "complaint": 100.0},
    }
    missed = [(figure.name, figure.value) for figure in memory.figures() if not figure.met]
    assert missed == [("memory of issue", 300.0), ("beside what it was", 1.5)]
