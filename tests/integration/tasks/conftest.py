"""A queue of the emulator, Google's client for it, and a function that its tasks go to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from emulators.cloud_tasks import CloudTasksEmulator
from functions.shared.clock import FileClock
from functions.shared.cloud.tasks import tasks_client
from tests.integration.tasks.receiver import Receiver

PARENT = "projects/demo/locations/kz"
QUEUE = f"{PARENT}/queues/verify"
START = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
RETRIES = {"maxAttempts": -1, "minBackoff": "10s", "maxBackoff": "300s", "maxDoublings": 3}


@pytest.fixture
def clock(tmp_path: Path) -> FileClock:
    """The shared clock, standing still at START until a test moves it."""
    clock = FileClock(tmp_path / "clock.json")
    clock.move(to=START, rate=0)
    return clock


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def emulator(tmp_path: Path, clock: FileClock) -> Iterator[CloudTasksEmulator]:
    declared = [{"name": "verify", "retryConfig": RETRIES}]
    emulator = CloudTasksEmulator(tmp_path / "state", clock, declared=declared, parent=PARENT).start()
    yield emulator
    emulator.stop()


@pytest.fixture
def client(emulator: CloudTasksEmulator) -> Iterator[Any]:
    client = tasks_client(emulator.address)
    yield client
    client.transport.close()


@pytest.fixture
def create(client: Any, receiver: Receiver) -> Callable[..., Any]:
    """Create a task for the receiver; `request` goes into its HTTP request, the rest into the task."""

    def create(request: dict[str, Any] | None = None, **task: Any) -> Any:
        target = {"url": f"{receiver.url}/tasks/verify/1", **(request or {})}
        return client.create_task(parent=QUEUE, task={"http_request": target, **task})

    return create
