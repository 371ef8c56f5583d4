"""The emulator as a program: help, readiness, a clean stop, and what survives kill -9."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from functions.shared.clock import FileClock
from functions.shared.cloud.tasks import tasks_client
from tests.integration.tasks.conftest import PARENT, QUEUE, RETRIES
from tests.integration.tasks.receiver import Receiver

Start = Callable[[], tuple["subprocess.Popen[str]", Any, str]]


@pytest.fixture
def start(tmp_path: Path, clock: FileClock) -> Iterator[Start]:
    """Start the program on the same state; returns the process, a client of it, and its control."""
    started: list[tuple[subprocess.Popen[str], Any]] = []
    queues = tmp_path / "queues.json"
    queues.write_text(json.dumps([{"name": "verify", "retryConfig": RETRIES}]))
    command = [sys.executable, "-m", "emulators.cloud_tasks", "--state", str(tmp_path / "state"), "--parent", PARENT]
    command += ["--clock", str(clock.path), "--queues", str(queues)]

    def start() -> tuple[subprocess.Popen[str], Any, str]:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline().removeprefix("READY "))
        client = tasks_client(ready["address"])
        started.append((process, client))
        return process, client, ready["control"]

    yield start
    for process, client in started:
        client.transport.close()
        process.kill()
        process.communicate()


def test_help_says_what_it_does() -> None:
    command = [sys.executable, "-m", "emulators.cloud_tasks", "--help"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Cloud Tasks v2" in told
    assert "--queues" in told


def test_it_stops_cleanly_while_a_task_is_under_way(start: Start, receiver: Receiver) -> None:
    process, client, _ = start()
    receiver.open.clear()
    client.create_task(parent=QUEUE, task={"http_request": {"url": receiver.url}})
    receiver.next()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=5) == 0


def test_what_was_accepted_survives_kill_9(start: Start, receiver: Receiver) -> None:
    process, client, control = start()
    keys = requests.get(f"{control}/jwks", timeout=5).json()
    receiver.open.clear()
    under_way = client.create_task(parent=QUEUE, task={"http_request": {"url": f"{receiver.url}/under-way"}})
    receiver.next()
    client.pause_queue(name=QUEUE)
    waiting = client.create_task(parent=QUEUE, task={"http_request": {"url": f"{receiver.url}/waiting"}})
    process.kill()
    process.wait()
    receiver.open.set()

    _, client, control = start()
    assert {task.name for task in client.list_tasks(parent=QUEUE)} == {under_way.name, waiting.name}
    assert receiver.is_quiet(), "a pause survives too"
    client.resume_queue(name=QUEUE)
    assert {receiver.next().path, receiver.next().path} == {"/under-way", "/waiting"}
    assert requests.get(f"{control}/jwks", timeout=5).json() == keys
