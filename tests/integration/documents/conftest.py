"""The stores that the tests run against: the fake, our emulator, and Google's where it is installed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from google.cloud.firestore import Client

from emulators.firestore.indexes import IndexCatalog
from emulators.firestore.server import FirestoreEmulator
from functions.shared.clock import FileClock
from functions.shared.cloud.documents import FirestoreDocuments
from functions.shared.ports import Documents
from tests.fakes.documents import FakeDocuments

from .google_emulator import GoogleEmulator, NotFound, find

INDEXES = Path(__file__).with_name("firestore.indexes.json")
Connect = Callable[[str], Client]


@pytest.fixture(scope="session")
def google_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoogleEmulator]:
    """Google's emulator, started once; tests that ask for it are skipped, with the reason, where there is none."""
    try:
        java, jar = find()
    except NotFound as reason:
        pytest.skip(str(reason))
    emulator = GoogleEmulator(java, jar, tmp_path_factory.mktemp("google") / "firestore.log").wait_until_ready()
    yield emulator
    emulator.stop()


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


@pytest.fixture
def project() -> str:
    """A project of the test's own: an empty database."""
    return f"demo-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def connect(project: str) -> Iterator[Connect]:
    """Google's own client, connected to an emulator's address."""
    with ExitStack() as clients:

        def connect(address: str) -> Client:
            with pytest.MonkeyPatch.context() as environment:
                environment.setenv("FIRESTORE_EMULATOR_HOST", address)
                client = Client(project=project)
            clients.callback(client.close)
            return client

        yield connect


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
