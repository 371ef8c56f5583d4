"""A certification authority for this folder's tests, on a clock that stands still until a test moves it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from emulators.certification_authority import CertificationAuthority, Kind, Member, sign_cms
from emulators.cloud_kms import Pkcs12Key
from functions.shared.clock import FileClock
from functions.shared.trust.authorities import Authorities
from functions.shared.trust.fetcher import HttpFetcher
from functions.shared.trust.request_signature import RequestVerifier
from functions.shared.trust.revocation import RevocationChecker
from functions.shared.trust.seal_check import SealVerifier
from functions.shared.trust.sealing import Sealer
from tests.fakes.keys import HeldKeys
from tests.unit.examples import GUARDIAN

START = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
BIN, OTHER_BIN = "050740001234", "990740001234"
ISSUERS = {"almaty": BIN, "shymkent": OTHER_BIN}


def person(name: str, kind: Kind = Kind.PERSON, *, rsa: bool = False, iin: str = "880101400123") -> Member:
    return Member(id=name, kind=kind, iin=iin, surname="ӘЛИЕВА", name="ГҮЛНАР", patronymic="ҚАЙРАТҚЫЗЫ", rsa=rsa)


def organisation(name: str, kind: Kind = Kind.ORGANISATION, number: str = BIN) -> Member:
    return Member(
        id=name,
        kind=kind,
        iin="700101300123",
        bin=number,
        surname="СЕРІКОВ",
        name="ДӘУРЕН",
        organisation="Алматы қаласы Білім басқармасы",
    )


MEMBERS = [
    person("guardian", rsa=True),
    person("revoked", Kind.REVOKED),
    person("expired", Kind.EXPIRED),
    person("rogue", Kind.ROGUE),
    person("login", Kind.AUTHENTICATION),
    person("revoked-later"),
    person("applicant", iin=GUARDIAN),
    person("applicant-revoked", Kind.REVOKED, iin=GUARDIAN),
    organisation("almaty"),
    organisation("shymkent", number=OTHER_BIN),
    organisation("employee", Kind.EMPLOYEE),
    organisation("registry", Kind.REGISTRY),
    *(organisation(name) for name in ("lost-before", "lost-after", "lost-and-used")),
]


@pytest.fixture(scope="session")
def _running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CertificationAuthority]:
    folder = tmp_path_factory.mktemp("authority")
    clock = FileClock(folder / "clock")
    clock.move(to=START, rate=0)
    authority = CertificationAuthority(folder / "state", clock, MEMBERS).start()
    yield authority
    authority.stop()


@pytest.fixture
def authority(_running: CertificationAuthority) -> Iterator[CertificationAuthority]:
    yield _running
    _running.set_faults()
    _running.clock.move(to=START, rate=0)


@pytest.fixture
def clock(authority: CertificationAuthority) -> FileClock:
    return authority.clock


@pytest.fixture
def authorities(authority: CertificationAuthority) -> Authorities:
    return Authorities(authority.roots, authority.intermediates)


class CountingFetcher(HttpFetcher):
    """Remembers what was asked, by the kind of service."""

    def __init__(self) -> None:
        super().__init__(timeout=1.0)
        self.asked: list[str] = []

    def get(self, url: str) -> bytes:
        self.asked.append(url.split("/")[4])
        return super().get(url)

    def post(self, url: str, body: bytes, content_type: str) -> bytes:
        self.asked.append(url.split("/")[4])
        return super().post(url, body, content_type)


@pytest.fixture
def fetcher() -> CountingFetcher:
    return CountingFetcher()


@pytest.fixture
def revocation(authorities: Authorities, fetcher: CountingFetcher, clock: FileClock) -> RevocationChecker:
    return RevocationChecker(authorities, fetcher, clock)


@pytest.fixture
def verifier(authorities: Authorities, clock: FileClock, revocation: RevocationChecker) -> RequestVerifier:
    return RequestVerifier(authorities, clock, revocation)


class Desk:
    """Sealing and signing for the tests, with the keys of the population."""

    def __init__(
        self,
        authority: CertificationAuthority,
        authorities: Authorities,
        revocation: RevocationChecker,
        fetcher: CountingFetcher,
    ) -> None:
        self._authority, self._authorities = authority, authorities
        self._revocation, self._fetcher = revocation, fetcher

    def key(self, member: str) -> Pkcs12Key:
        file = self._authority.signing_file(member)
        return Pkcs12Key(file.data, file.password)

    def sign(self, content: bytes, member: str) -> bytes:
        file = self._authority.signing_file(member)
        return sign_cms(content, file.data, file.password)

    def sealer(self, member: str = "almaty", provider: str = "almaty") -> Sealer:
        return Sealer(
            HeldKeys({provider: self.key(member)}, ISSUERS),
            self._authorities,
            self._revocation,
            self._authority.tsa_url,
            self._fetcher,
            self._authority.clock,
        )


@pytest.fixture
def desk(
    authority: CertificationAuthority,
    authorities: Authorities,
    revocation: RevocationChecker,
    fetcher: CountingFetcher,
) -> Desk:
    return Desk(authority, authorities, revocation, fetcher)


@pytest.fixture
def seals(authorities: Authorities, clock: FileClock) -> SealVerifier:
    return SealVerifier(authorities, clock, lambda: ISSUERS)


@pytest.fixture(scope="session")
def pdf() -> bytes:
    from weasyprint import HTML

    page = HTML(string="<html lang='kk'><head><title>Анықтама</title></head><body><p>Анықтама</p></body></html>")
    return bytes(page.write_pdf(uncompressed_pdf=True))


@pytest.fixture
def evidence_folder(tmp_path: Path, authority: CertificationAuthority) -> Path:
    """A folder with everything that other programs need to trust the authority: chain.pem."""
    state = authority.state
    chain = (state / "roots.pem").read_bytes() + (state / "intermediates.pem").read_bytes()
    (tmp_path / "chain.pem").write_bytes(chain)
    return tmp_path
