"""What the service relies on, shown of the real parts and of their fakes by the same tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from emulators.certification_authority import CertificationAuthority
from functions.shared.clock import FileClock
from functions.shared.trust.authorities import Authorities
from functions.shared.trust.ports import RegistrySignatures, RequestSignatures, SealChecks, Seals
from functions.shared.trust.registry_signature import RegistrySignatureVerifier
from functions.shared.trust.request_signature import RequestVerifier
from functions.shared.trust.revocation import RevocationChecker
from functions.shared.trust.seal_check import SealVerifier
from functions.shared.trust.verdicts import (
    CannotCheck,
    Invalid,
    InvalidReason,
    SealOutcome,
    SealReason,
    SealUnavailable,
    Valid,
)
from tests.fakes.trust import FakeRegistrySignatures, FakeRequestSignatures, FakeSeals, fake_cms
from tests.integration.trust.conftest import BIN, ISSUERS, Desk

IIN = "880101400123"


@dataclass(frozen=True)
class World:
    requests: RequestSignatures
    registries: RegistrySignatures
    seals: Seals
    checks: SealChecks
    person: Callable[[bytes], bytes]
    registry: Callable[[bytes], bytes]
    services_down: Callable[[], None]


@pytest.fixture(params=["real", "fake"])
def world(request: pytest.FixtureRequest) -> World:
    return _real(request) if request.param == "real" else _fake(request)


def _real(request: pytest.FixtureRequest) -> World:
    authority: CertificationAuthority = request.getfixturevalue("authority")
    clock: FileClock = request.getfixturevalue("clock")
    authorities: Authorities = request.getfixturevalue("authorities")
    revocation: RevocationChecker = request.getfixturevalue("revocation")
    desk: Desk = request.getfixturevalue("desk")
    return World(
        RequestVerifier(authorities, clock, revocation),
        RegistrySignatureVerifier(authorities, clock, {"births": BIN}, revocation),
        desk.sealer(),
        SealVerifier(authorities, clock, lambda: ISSUERS),
        person=lambda content: desk.sign(content, "guardian"),
        registry=lambda content: desk.sign(content, "registry"),
        services_down=lambda: authority.set_faults(ocsp_down=True, crl_down=True, tsa_down=True),
    )


def _fake(request: pytest.FixtureRequest) -> World:
    requests, registries = FakeRequestSignatures(), FakeRegistrySignatures({"births": BIN})
    seals = FakeSeals(request.getfixturevalue("clock"), ISSUERS)

    def services_down() -> None:
        requests.services_down = registries.services_down = seals.down = True

    return World(
        requests,
        registries,
        seals,
        seals,
        person=lambda content: fake_cms(content, iin=IIN),
        registry=lambda content: fake_cms(content, bin=BIN),
        services_down=services_down,
    )


def test_a_person_signed_this_content(world: World) -> None:
    for verdict in (
        world.requests.verify(world.person(b"request")),
        world.requests.check_revocation(world.person(b"request")),
    ):
        assert isinstance(verdict, Valid)
        assert (verdict.signer.iin, verdict.content) == (IIN, b"request")


def test_evidence_comes_with_the_check_of_revocation(world: World) -> None:
    verdict = world.requests.check_revocation(world.person(b"request"))
    assert isinstance(verdict, Valid)
    assert verdict.evidence is not None


def test_other_bytes_are_no_signature(world: World) -> None:
    for verdict in (world.requests.verify(b"hello"), world.registries.verify("births", b"hello")):
        assert isinstance(verdict, Invalid)
        assert verdict.reason is InvalidReason.NOT_CMS


def test_an_organisation_does_not_sign_requests_and_a_person_no_answers(world: World) -> None:
    request, answer = (
        world.requests.verify(world.registry(b"request")),
        world.registries.verify("births", world.person(b"answer")),
    )
    assert isinstance(request, Invalid)
    assert isinstance(answer, Invalid)
    assert (request.reason, answer.reason) == (InvalidReason.ORGANISATION_KEY, InvalidReason.PERSON_KEY)


def test_an_answer_of_the_registry(world: World) -> None:
    verdict = world.registries.verify("births", world.registry(b"answer"))
    assert isinstance(verdict, Valid)
    assert (verdict.signer.bin, verdict.content) == (BIN, b"answer")
    with pytest.raises(KeyError):
        world.registries.verify("weather", world.registry(b"answer"))


def test_services_down(world: World, pdf: bytes) -> None:
    world.services_down()
    assert isinstance(world.requests.verify(world.person(b"request")), Valid)
    assert isinstance(world.requests.check_revocation(world.person(b"request")), CannotCheck)
    assert isinstance(world.registries.verify("births", world.registry(b"answer")), CannotCheck)
    with pytest.raises(SealUnavailable):
        world.seals.seal(pdf, "almaty")


def test_seals(world: World, pdf: bytes, clock: FileClock) -> None:
    sealed = world.seals.seal(pdf, "almaty")
    verdict = world.checks.check(sealed)
    assert (verdict.outcome, verdict.provider, verdict.signed_at) == (SealOutcome.AUTHENTIC, "almaty", clock.now())
    assert world.seals.signatory("almaty").not_after > clock.now()
    changed = sealed.replace(b"/MediaBox [0 0 5", b"/MediaBox [0 0 4", 1)
    assert world.checks.check(changed).reason is SealReason.CONTENT_CHANGED
    assert world.checks.check(sealed + b"\n").reason is SealReason.BYTES_ADDED
    assert world.checks.check(pdf).reason is SealReason.UNSIGNED
    assert world.checks.check(b"hello").reason is SealReason.UNREADABLE
    named = world.seals.seal(pdf, "almaty", world.seals.signatory("almaty").serial)
    assert world.checks.check(named).outcome is SealOutcome.AUTHENTIC
    with pytest.raises(SealUnavailable, match="changed"):
        world.seals.seal(pdf, "almaty", "abc")  # what the document names is not the key any more
    for call in (lambda: world.seals.seal(pdf, "atlantis"), lambda: world.seals.signatory("atlantis")):
        with pytest.raises(KeyError):
            call()
