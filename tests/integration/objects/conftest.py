"""A Cloud Storage of the test's own, Google's client for it, and a bucket."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from emulators.cloud_storage import CloudStorageEmulator
from functions.shared.clock import FileClock
from functions.shared.cloud.objects import storage_client

START = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
BUCKETS: list[dict[str, Any]] = [
    {"name": "plain"},
    {"name": "versioned", "versioning": {"enabled": True}},
    {"name": "kept", "retentionPolicy": {"retentionPeriod": "3600"}},
    {"name": "kept-versions", "versioning": {"enabled": True}, "retentionPolicy": {"retentionPeriod": "3600"}},
    {"name": "retainable", "objectRetention": {"mode": "Enabled"}},
    {"name": "evented", "retentionPolicy": {"retentionPeriod": "3600"}, "defaultEventBasedHold": True},
]


@pytest.fixture
def clock(tmp_path: Path) -> FileClock:
    """The shared clock, standing still at START until a test moves it."""
    clock = FileClock(tmp_path / "clock.json")
    clock.move(to=START, rate=0)
    return clock


@pytest.fixture
def emulator(tmp_path: Path, clock: FileClock) -> Iterator[CloudStorageEmulator]:
    emulator = CloudStorageEmulator(tmp_path / "state", clock, declared=BUCKETS).start()
    yield emulator
    emulator.stop()


@pytest.fixture
def client(emulator: CloudStorageEmulator) -> Iterator[Any]:
    client = storage_client("demo", emulator.address)
    yield client
    client.close()


@pytest.fixture
def faults(emulator: CloudStorageEmulator) -> Iterator[Callable[..., None]]:
    """Replace the faults. Google's client leaves the connection of a refused attempt to the garbage collector, which
    warns of it; so a test with faults bears that warning, and collects before it ends."""

    def replace(**wanted: float) -> None:
        requests.post(f"{emulator.address}/_control/faults", json=wanted, timeout=5).raise_for_status()

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "unclosed", ResourceWarning)
        yield replace
        gc.collect()


@pytest.fixture
def put(client: Any) -> Callable[..., Any]:
    """Store an object and return its blob, which knows its generation."""

    def put(bucket: str, name: str = "object", data: bytes = b"content", **more: Any) -> Any:
        blob = client.bucket(bucket).blob(name)
        blob.upload_from_string(data, **more)
        return blob

    return put
