from __future__ import annotations

import pytest

from functions.shared.trust.authorities import Authorities
from functions.shared.trust.fetcher import FetchFailed
from functions.shared.trust.request_signature import RequestVerifier
from functions.shared.trust.revocation import RevocationChecker
from tests.unit.trust.pki import Clock, Pki


class Unplugged:
    """A fetcher without a network: whatever is checked offline must not need one."""

    def get(self, url: str) -> bytes:
        raise FetchFailed("There is no network.")

    def post(self, url: str, body: bytes, content_type: str) -> bytes:
        raise FetchFailed("There is no network.")


@pytest.fixture(scope="session")
def pki() -> Pki:
    return Pki()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def authorities(pki: Pki) -> Authorities:
    return Authorities([pki.root], [pki.intermediate])


@pytest.fixture
def verifier(authorities: Authorities, clock: Clock) -> RequestVerifier:
    return RequestVerifier(authorities, clock, RevocationChecker(authorities, Unplugged(), clock))
