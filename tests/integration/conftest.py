"""What the integration tests share: Google's Firestore emulator where it is installed, and clients of either."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from google.cloud.firestore import Client

from tests.integration.google_emulator import GoogleEmulator, NotFound, find

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
