"""A certification authority, the emulator of Cloud KMS over its keys, and our client of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from emulators.certification_authority import CertificationAuthority, Kind, Member
from emulators.cloud_kms import CloudKmsEmulator, Pkcs12Key
from functions.shared.clock import FileClock
from functions.shared.cloud.kms import CloudKms, kms_client
from functions.shared.domain.office import SealKey

START = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
PARENT = "projects/demo/locations/kz"
BINS = {"almaty": "050740001234", "astana": "990740001234"}
KEYS = {
    "keyRings/signers/cryptoKeys/almaty": ["signer-almaty", "signer-almaty-next"],
    "keyRings/signers/cryptoKeys/astana": ["signer-astana"],
    "keyRings/heads/cryptoKeys/almaty": ["head-almaty"],
}


def holder(name: str, number: str, *, rsa: bool = False) -> Member:
    return Member(
        id=name,
        kind=Kind.ORGANISATION,
        iin="700101300123",
        bin=number,
        surname="СЕРІКОВ",
        name="ДӘУРЕН",
        organisation="Білім басқармасы",
        rsa=rsa,
    )


MEMBERS = [
    holder("signer-almaty", BINS["almaty"]),
    holder("signer-almaty-next", BINS["almaty"]),
    holder("signer-astana", BINS["astana"], rsa=True),
    holder("head-almaty", BINS["almaty"]),
]


def version(number: int = 1, office: str = "almaty", ring: str = "signers") -> str:
    return f"{PARENT}/keyRings/{ring}/cryptoKeys/{office}/cryptoKeyVersions/{number}"


@pytest.fixture(scope="package")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CertificationAuthority]:
    folder = tmp_path_factory.mktemp("authority-of-kms")
    clock = FileClock(folder / "clock")
    clock.move(to=START, rate=0)
    running = CertificationAuthority(folder / "state", clock, MEMBERS).start()
    yield running
    running.stop()


@pytest.fixture(scope="package")
def _running(authority: CertificationAuthority) -> Iterator[CloudKmsEmulator]:
    emulator = CloudKmsEmulator(authority.state, authority.clock, KEYS, parent=PARENT).start()
    yield emulator
    emulator.stop()


@pytest.fixture
def emulator(_running: CloudKmsEmulator) -> Iterator[CloudKmsEmulator]:
    yield _running
    _running.set_faults()


@pytest.fixture(scope="package")
def client(_running: CloudKmsEmulator) -> Iterator[Any]:
    client = kms_client(_running.address)
    yield client
    client.transport.close()


@pytest.fixture
def kms(emulator: CloudKmsEmulator, client: Any) -> CloudKms:
    """Impatient, so that a test of silence costs little."""
    return CloudKms(lambda: client, attempt_s=0.3, retrying_s=0.3)


@pytest.fixture
def asked(emulator: CloudKmsEmulator) -> Callable[[str], int]:
    """How often a method was called since the test began."""
    before = emulator.operations
    return lambda method: emulator.operations.get(method, 0) - before.get(method, 0)


@pytest.fixture
def certificate(authority: CertificationAuthority) -> Callable[[str], bytes]:
    def of(member: str) -> bytes:
        file = authority.signing_file(member)
        return Pkcs12Key(file.data, file.password).certificate

    return of


@pytest.fixture
def named(certificate: Callable[[str], bytes]) -> Callable[..., SealKey]:
    """A key as the directory names it: the certificate of a member, and the version that is its own."""

    def named(member: str = "signer-almaty", of: str | None = None) -> SealKey:
        own = {
            "signer-almaty": version(),
            "signer-almaty-next": version(2),
            "signer-astana": version(office="astana"),
            "head-almaty": version(ring="heads"),
        }
        return SealKey(of or own[member], certificate(member))

    return named


@pytest.fixture
def folder(authority: CertificationAuthority) -> Path:
    return authority.state
