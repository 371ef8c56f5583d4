"""A store of the test's own, the adapter that the service uses, and a client to look behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from emulators.archive import ArchiveEmulator
from functions.shared.clock import FileClock
from functions.shared.cloud.archive import S3Archive, archive_client

BUCKET, REGION, KEY_ID = "archive", "kz-ala-1", "key-of-the-test"
UNTIL = datetime(2031, 11, 23, 5, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArchiveEmulator]:
    clock = FileClock(tmp_path_factory.mktemp("archive") / "clock.json")
    emulator = ArchiveEmulator(clock, bucket=BUCKET, region=REGION, key_id=KEY_ID).start()
    yield emulator
    emulator.stop()


@pytest.fixture
def store(running: ArchiveEmulator) -> Iterator[ArchiveEmulator]:
    """The store, empty and honest; afterwards too."""
    yield running
    requests.post(f"{running.address}/_control/faults", json={}, timeout=5).raise_for_status()
    running.objects.empty()


@pytest.fixture
def faults(store: ArchiveEmulator) -> Callable[..., None]:
    def replace(**wanted: Any) -> None:
        requests.post(f"{store.address}/_control/faults", json=wanted, timeout=5).raise_for_status()

    return replace


@pytest.fixture(scope="session")
def shared(running: ArchiveEmulator) -> Iterator[Any]:
    """Making a client takes longer than a test: boto3 reads the whole of S3's description."""
    client = archive_client(running.address, REGION, KEY_ID, "secret")
    yield client
    client.close()


@pytest.fixture
def client(shared: Any, store: ArchiveEmulator) -> Any:
    return shared


@pytest.fixture
def archive(client: Any) -> S3Archive:
    return S3Archive(lambda: client, BUCKET)
