"""The registries with keys of a real certification authority, and the client that verifies what they sign."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from emulators.certification_authority import CertificationAuthority, Member
from emulators.population import population
from emulators.registries.faults import RegistryFaults
from emulators.registries.server import RegistriesServer
from functions.shared.clock import FileClock
from functions.shared.domain.facts import Registry
from functions.shared.registries.client import RegistryClient
from functions.shared.trust.authorities import Authorities
from functions.shared.trust.registry_signature import RegistrySignatureVerifier

START = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SECRET = "between us and the registries"
MEMBERS = [Member.model_validate(holder) for holder in population().key_holders() if holder["kind"] == "registry"]
PINNED = {member.id.removeprefix("registry-"): member.bin or "" for member in MEMBERS}


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("registries")


@pytest.fixture(scope="package")
def authority(folder: Path) -> Iterator[CertificationAuthority]:
    clock = FileClock(folder / "clock")
    clock.move(to=START, rate=0)
    authority = CertificationAuthority(folder / "authority", clock, MEMBERS).start()
    yield authority
    authority.stop()


@pytest.fixture(scope="package")
def _running(authority: CertificationAuthority, folder: Path) -> Iterator[RegistriesServer]:
    server = RegistriesServer(
        state=folder / "state", clock=authority.clock, keys=authority.state, secret=SECRET
    ).start()
    yield server
    server.stop()


@pytest.fixture
def registries(_running: RegistriesServer) -> Iterator[RegistriesServer]:
    yield _running
    _running.faults.now = RegistryFaults()
    _running.records.reset()


@pytest.fixture
def clock(authority: CertificationAuthority) -> Iterator[FileClock]:
    yield authority.clock
    authority.clock.move(to=START, rate=0)


@pytest.fixture
def verifier(authority: CertificationAuthority) -> RegistrySignatureVerifier:
    return RegistrySignatureVerifier(
        Authorities(authority.roots, authority.intermediates),
        authority.clock,
        {str(key): PINNED[key] for key in Registry},
    )


@pytest.fixture
def client(
    registries: RegistriesServer, verifier: RegistrySignatureVerifier, clock: FileClock
) -> Iterator[RegistryClient]:
    client = RegistryClient(registries.address, verifier, clock, SECRET)
    yield client
    client.close()
