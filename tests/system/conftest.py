"""One running stack for all system tests, on one worker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from emulators.stack.centre_client import CentreClient, come_when_open
from emulators.stack.client import PortalClient
from emulators.stack.local import LocalStack

A_VISIT = timedelta(hours=1)
"""Longer than any test stays at a centre, by the shared clock."""


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
    end_faults(stack)


@pytest.fixture
def centre(stack: LocalStack) -> Iterator[CentreClient]:
    """An operator of psc-almaty-1 in opening hours: the shared clock moves where it must, and never back (6.1)."""
    come_when_open(stack, A_VISIT)
    client = CentreClient(stack)
    yield client
    end_faults(stack)


def end_faults(stack: LocalStack) -> None:
    for name in ("registries", "cloud_tasks", "portal", "certification_authority", "scheduler", "archive"):
        requests.post(f"{stack.control(name)}/_control/faults", json={}, timeout=10).raise_for_status()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("stack"))
            item.add_marker(pytest.mark.timeout(180))
