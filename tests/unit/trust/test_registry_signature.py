"""The signature under a registry's answer: only the organisation that runs the registry counts (clause 9.2)."""

from __future__ import annotations

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric import ec

from emulators.certification_authority.signing import assemble
from functions.shared.trust import profile
from functions.shared.trust.authorities import Authorities
from functions.shared.trust.registry_signature import RegistrySignatureVerifier
from functions.shared.trust.verdicts import Invalid, InvalidReason, Valid
from tests.unit.trust.pki import ORGANISATION, PERSON, Clock, Holder, Pki
from tests.unit.trust.signing import attributes

pytestmark = pytest.mark.clause("9.2")

ANSWER = b'{"found": false}'
EMAIL = "1.3.6.1.5.5.7.3.4"


@pytest.fixture
def verifier(authorities: Authorities, clock: Clock) -> RegistrySignatureVerifier:
    return RegistrySignatureVerifier(authorities, clock, {"births": "050740001234"})


def signed(pki: Pki, purposes: tuple[str, ...], units: tuple[str, ...]) -> bytes:
    holder = Holder(purposes=purposes, units=units)
    certificate = pki.issue(holder)
    assert isinstance(holder.key, ec.EllipticCurvePrivateKey)
    return assemble(ANSWER, holder.key, certificate, cms.CMSAttributes(attributes(certificate, ANSWER)).dump())


@pytest.mark.parametrize("right", [profile.DIGITAL_SYSTEM, profile.MAY_SIGN, profile.FIRST_HEAD])
def test_the_organisation_that_runs_the_registry(pki: Pki, verifier: RegistrySignatureVerifier, right: str) -> None:
    purposes = (profile.ORGANISATION, right, EMAIL)
    verdict = verifier.verify("births", signed(pki, purposes, ("BIN050740001234",)))
    assert isinstance(verdict, Valid)
    assert verdict.content == ANSWER
    assert verdict.signer.bin == "050740001234"


@pytest.mark.parametrize(
    ("purposes", "units", "expected"),
    [
        (ORGANISATION, ("BIN990740001234",), InvalidReason.OTHER_ORGANISATION),
        (ORGANISATION, (), InvalidReason.OTHER_ORGANISATION),
        (ORGANISATION, ("BIN050740001234", "BIN990740001234"), InvalidReason.OTHER_ORGANISATION),
        (PERSON, ("BIN050740001234",), InvalidReason.PERSON_KEY),
        ((profile.ORGANISATION, "1.2.398.3.3.4.1.2.5", EMAIL), ("BIN050740001234",), InvalidReason.PERSON_KEY),
    ],
)
def test_nobody_else(
    pki: Pki,
    verifier: RegistrySignatureVerifier,
    purposes: tuple[str, ...],
    units: tuple[str, ...],
    expected: InvalidReason,
) -> None:
    verdict = verifier.verify("births", signed(pki, purposes, units))
    assert isinstance(verdict, Invalid)
    assert verdict.reason is expected


def test_unknown_registry_is_a_mistake_of_ours(verifier: RegistrySignatureVerifier) -> None:
    with pytest.raises(KeyError):
        verifier.verify("weather", b"")
