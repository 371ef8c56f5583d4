"""One running stack for all system tests, on one worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from emulators.stack.client import PortalClient
from emulators.stack.local import LocalStack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    running = LocalStack(tmp_path_factory.mktemp("stack")).start()
    yield running
    running.stop()


@pytest.fixture
def client(stack: LocalStack) -> Iterator[PortalClient]:
    """A client; afterwards no fault is left in force."""
    client = PortalClient(stack)
    yield client
    for name in ("registries", "cloud_tasks", "portal", "certification_authority"):
        requests.post(f"{stack.control(name)}/_control/faults", json={}, timeout=10).raise_for_status()
    client.http.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("stack"))
            item.add_marker(pytest.mark.timeout(180))
