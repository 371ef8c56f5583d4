"""The stores that the tests run against: the fake, our emulator, and Google's where it is installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from google.cloud.firestore import Client

from emulators.firestore.indexes import IndexCatalog
from emulators.firestore.server import FirestoreEmulator
from functions.shared.clock import FileClock
from functions.shared.cloud.documents import FirestoreDocuments
from functions.shared.ports import Documents
from tests.fakes.documents import FakeDocuments
from tests.integration.conftest import Connect

INDEXES = Path(__file__).with_name("firestore.indexes.json")


@pytest.fixture(scope="session")
def our_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirestoreEmulator]:
    """Our emulator with the indexes that the tests declare, started once. Tests that ask for faults use `emulator`."""
    folder = tmp_path_factory.mktemp("ours")
    emulator = FirestoreEmulator(folder, FileClock(folder / "clock"), IndexCatalog.read(INDEXES)).start()
    yield emulator
    emulator.stop()


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[FirestoreEmulator]:
    """An emulator of the test's own, with the indexes that the tests declare."""
    emulator = FirestoreEmulator(tmp_path / "state", FileClock(tmp_path / "clock"), IndexCatalog.read(INDEXES)).start()
    yield emulator
    emulator.stop()


@pytest.fixture(params=["ours", "google"])
def client(request: pytest.FixtureRequest, connect: Connect) -> Client:
    """Google's own client, once against our emulator and once against theirs."""
    emulator = request.getfixturevalue("our_emulator" if request.param == "ours" else "google_emulator")
    return connect(emulator.address)


@pytest.fixture(params=["fake", "ours", "google"])
def store(request: pytest.FixtureRequest, connect: Connect) -> Documents:
    """The document store: the fake, and the adapter against each emulator."""
    if request.param == "fake":
        return FakeDocuments()
    emulator = request.getfixturevalue("our_emulator" if request.param == "ours" else "google_emulator")
    # Google's emulator is slow to answer its first request, the more so on a busy machine.
    return FirestoreDocuments(lambda: connect(emulator.address), seconds=20)


@pytest.fixture
def adapter(emulator: FirestoreEmulator, connect: Connect) -> FirestoreDocuments:
    """The adapter against an emulator of the test's own, with a short budget."""
    return FirestoreDocuments(lambda: connect(emulator.address), seconds=1.5)
