"""The emulator as a program: it starts, obeys its control, survives kill -9, and ends cleanly."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from google.api_core import exceptions
from google.cloud import firestore

from functions.shared.clock import FileClock
from functions.shared.cloud.documents import FirestoreDocuments
from functions.shared.ports import Create, StoreUnavailable
from tests.integration.conftest import Connect

from .conftest import INDEXES

PROGRAM = [sys.executable, "-m", "emulators.firestore"]
ROOT = Path(__file__).parents[3]


class Program:
    """The emulator in a process of its own."""

    def __init__(self, *options: str) -> None:
        self.process = subprocess.Popen([*PROGRAM, *options], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert self.process.stdout
        word, _, ready = self.process.stdout.readline().partition(" ")
        assert word == "READY"
        self.ready: dict[str, str] = json.loads(ready)
        self.address = self.ready["address"]

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> requests.Response:
        return requests.request(method, self.ready["control"] + path, json=body, timeout=10)

    def end(self, by: signal.Signals) -> int:
        """The status that the process ends with."""
        self.process.send_signal(by)
        status = self.process.wait(10)
        assert self.process.stdout
        self.process.stdout.close()
        return status


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """Starts the program on the test's own state and clock."""
    with ExitStack() as started:

        def start(*options: str) -> Program:
            folders = ["--state", str(tmp_path / "state"), "--clock", str(tmp_path / "clock")]
            program = Program(*folders, *options)
            started.callback(lambda: program.process.poll() is None and program.end(signal.SIGKILL))
            return program

        yield start


def test_help_says_what_it_is_and_what_it_can() -> None:
    told = subprocess.run([*PROGRAM, "--help"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    for word in ("FIRESTORE_EMULATOR_HOST", "--state", "--indexes", "lost_reply", "/_control/reset"):
        assert word in told


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_it_is_ready_obeys_and_ends_cleanly(
    start: Callable[..., Program], connect: Connect, by: signal.Signals
) -> None:
    program = start("--indexes", str(INDEXES))
    assert program.ready["name"] == "firestore"
    client = connect(program.address)
    client.document("a/1").set({"n": 1})
    state = program.ask("GET", "/_control").json()
    assert (state["name"], state["documents"], state["calls"]) == ("firestore", 1, {"Commit": 1})
    assert program.end(by) == 0
    with pytest.raises(exceptions.ServiceUnavailable):
        client.document("a/1").get(retry=None, timeout=5)


def test_without_declared_indexes_composite_queries_are_refused(
    start: Callable[..., Program], connect: Connect
) -> None:
    people: Any = connect(start().address).collection("people")
    with pytest.raises(exceptions.FailedPrecondition, match="requires an index"):
        list(people.where(filter=firestore.FieldFilter("city", "==", "x")).order_by("age").stream())


def test_what_was_acknowledged_survives_kill_9(start: Callable[..., Program], connect: Connect) -> None:
    program = start()
    store = FirestoreDocuments(lambda: connect(program.address), seconds=1)
    acknowledged: list[str] = []
    enough = threading.Event()

    def write() -> None:
        for number in range(100_000):
            path, beside = f"a/{number}", f"b/{number}"
            try:
                store.commit(Create(path, {"n": number}), Create(beside, {"n": number}))
            except StoreUnavailable:
                return
            acknowledged.append(path)
            if number == 50:
                enough.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert enough.wait(20)
    program.end(signal.SIGKILL)
    writer.join(20)
    assert not writer.is_alive()

    survivor = FirestoreDocuments(lambda: connect(start().address), seconds=5)
    stored = survivor.get_many([*acknowledged, *(path.replace("a/", "b/") for path in acknowledged)])
    assert len(stored) == 2 * len(acknowledged) > 100
    survivor.commit(Create("a/after", {}))
    after = survivor.get("a/after")
    assert after
    assert all(document.version < after.version for document in stored.values())


def test_a_client_finds_the_store_again_after_a_restart(start: Callable[..., Program], connect: Connect) -> None:
    program = start()
    store = FirestoreDocuments(lambda: connect(program.address), seconds=10)
    store.commit(Create("a/1", {"n": 1}))
    program.end(signal.SIGKILL)
    start("--port", program.address.partition(":")[2])
    document = store.get("a/1")
    assert document
    assert document.fields == {"n": 1}


@pytest.mark.parametrize("shared", ["port", "state"])
def test_a_second_emulator_takes_neither_port_nor_state_of_the_first(
    start: Callable[..., Program], tmp_path: Path, shared: str
) -> None:
    first = start()
    port = first.address.partition(":")[2] if shared == "port" else "0"
    state = tmp_path / ("state" if shared == "state" else "second")
    second = subprocess.run(
        [*PROGRAM, "--port", port, "--state", str(state), "--clock", str(tmp_path / "clock")],
        capture_output=True,
        timeout=20,
        check=False,
        cwd=ROOT,
    )
    assert second.returncode != 0
    assert b"READY" not in second.stdout


def test_times_come_from_the_shared_clock_and_rise_though_it_stands(
    start: Callable[..., Program], connect: Connect, tmp_path: Path
) -> None:
    then = datetime(2014, 6, 1, 12, tzinfo=UTC)
    clock = FileClock(tmp_path / "clock")
    clock.move(to=then, rate=0)
    client = connect(start().address)
    times = [client.document(f"a/{n}").set({"at": firestore.SERVER_TIMESTAMP}).update_time for n in range(3)]
    assert times == [then, then + timedelta(microseconds=1), then + timedelta(microseconds=2)]
    assert client.document("a/1").get().get("at") == times[1]
    clock.move(to=then - timedelta(days=1))
    assert client.document("a/3").set({}).update_time > times[-1]


# ---------------------------------------------------------------- the control


def test_faults_concern_the_calls_that_they_name_and_can_be_ended(
    start: Callable[..., Program], connect: Connect
) -> None:
    program = start()
    document = connect(program.address).document("a/1")

    def outcome(call: Callable[..., Any]) -> str:
        try:
            call(retry=None, timeout=5)
        except exceptions.GoogleAPICallError as error:
            return type(error).__name__
        return "done"

    def outcomes() -> list[str]:
        return [outcome(lambda **limits: document.set({"n": 1}, **limits)), outcome(document.get)]

    for fault, expected in (
        ({"unavailable": 1}, ["ServiceUnavailable", "ServiceUnavailable"]),
        ({"unavailable": 1, "rpcs": ["BatchGetDocuments"]}, ["done", "ServiceUnavailable"]),
        ({"aborted": 1}, ["Aborted", "done"]),
        ({"lost_reply": 1, "rpcs": ["Commit"]}, ["ServiceUnavailable", "done"]),
        ({}, ["done", "done"]),
    ):
        assert program.ask("POST", "/_control/faults", fault).status_code == 200
        assert outcomes() == expected
    assert program.ask("GET", "/_control").json()["faults"]["rpcs"] == []


def test_a_lost_reply_is_the_reply_to_a_call_that_was_carried_out(
    start: Callable[..., Program], connect: Connect
) -> None:
    program = start()
    document = connect(program.address).document("a/1")
    program.ask("POST", "/_control/faults", {"lost_reply": 1, "rpcs": ["Commit"]})
    with pytest.raises(exceptions.ServiceUnavailable):
        document.create({"n": 1}, retry=None, timeout=5)
    assert document.get().to_dict() == {"n": 1}


def test_a_slow_store_answers_late_and_stops_at_once(start: Callable[..., Program], connect: Connect) -> None:
    program = start()
    document = connect(program.address).document("a/1")
    program.ask("POST", "/_control/faults", {"latency_ms": 60_000})
    with pytest.raises(exceptions.DeadlineExceeded):
        document.get(retry=None, timeout=0.2)
    assert program.end(signal.SIGTERM) == 0


@pytest.mark.parametrize(
    "fault", [{"unavailable": 2}, {"latency_ms": -1}, {"rpcs": ["Comit"]}, {"late": 1}, {"aborted": "x"}], ids=str
)
def test_a_fault_that_does_not_exist_is_refused(start: Callable[..., Program], fault: dict[str, Any]) -> None:
    assert start().ask("POST", "/_control/faults", fault).status_code == 400


def test_reset_empties_what_begins_with_the_prefix(start: Callable[..., Program], connect: Connect) -> None:
    program = start()
    client = connect(program.address)
    for path in ("a/1", "a/1/b/2", "c/1"):
        client.document(path).set({})
    prefix = f"{client._database_string}/documents/a/"
    assert program.ask("POST", "/_control/reset", {"prefix": prefix}).json() == {"deleted": 2}
    assert [collection.id for collection in client.collections()] == ["c"]
    assert program.ask("POST", "/_control/reset", {"prefix": ""}).json() == {"deleted": 1}
    assert list(client.collections()) == []


# ---------------------------------------------------------------- what it does not serve


def test_what_is_not_served_is_refused_with_a_sentence(start: Callable[..., Program], connect: Connect) -> None:
    client = connect(start().address)
    people: Any = client.collection("people")
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    unserved: list[Callable[[], Any]] = [
        lambda: client._firestore_api.begin_transaction({"database": client._database_string}),
        lambda: client._firestore_api.commit({"database": client._database_string, "transaction": b"1"}),
        lambda: client._firestore_api.batch_write({"database": client._database_string}),
        lambda: people.document("1").get(read_time=moment),
        lambda: people.document("1").set({"n": firestore.Maximum(1)}),
        lambda: list(client.collection_group("people").stream()),
        lambda: list(people.where(filter=firestore.FieldFilter("n", "not-in", [1])).stream()),
        lambda: list(people.where(filter=firestore.FieldFilter("n", "array_contains_any", [1])).stream()),
        lambda: list(
            people.where(
                filter=firestore.Or([firestore.FieldFilter("n", "==", 1), firestore.FieldFilter("n", "==", 2)])
            ).stream()
        ),
    ]
    for call in unserved:
        with pytest.raises(exceptions.MethodNotImplemented, match="This emulator"):
            call()
