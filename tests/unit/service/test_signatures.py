"""What a citizen is told whose signature is not accepted: which problem, where, why, in the language asked for (9.5).

The verifier is the real one; `tests/unit/trust` shows what it finds, here is what comes of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from asn1crypto import algos, cms
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from emulators.certification_authority.signing import assemble
from functions.shared.http.signature_texts import GOST, WHY
from functions.shared.trust import profile
from functions.shared.trust.authorities import Authorities
from functions.shared.trust.request_signature import RequestVerifier
from functions.shared.trust.revocation import RevocationChecker
from functions.shared.trust.verdicts import InvalidReason
from tests.unit.examples import GUARDIAN, SECOND_CHILD
from tests.unit.service.world import World
from tests.unit.trust.conftest import Unplugged
from tests.unit.trust.pki import NOW, ORGANISATION, Holder, Pki
from tests.unit.trust.signing import CLIENT_AUTH, EMAIL, attributes, edited, signed

pytestmark = pytest.mark.clause("9.5")

LANGUAGES = ("kk", "ru", "en")
PKI, TWIN = Pki(), Pki()
"""The authority that is trusted, and another one with all its names."""


def guardian(**changes: Any) -> Holder:
    return Holder(**{"serial_numbers": (f"IIN{GUARDIAN}",), **changes})


@pytest.fixture
def world(world: World) -> World:
    authorities = Authorities([PKI.root], [PKI.intermediate])
    checker = RevocationChecker(authorities, Unplugged(), world.clock)
    world.submit_services = replace(
        world.submit_services, signatures=RequestVerifier(authorities, world.clock, checker)
    )
    return world


def content(world: World) -> bytes:
    return json.dumps(world.request(), ensure_ascii=False).encode()


def assembled(data: bytes, holder: Holder, *, by: ec.EllipticCurvePrivateKey | None = None, **given: Any) -> bytes:
    """Signed by the holder, or by another key than the one in the certificate."""
    assert isinstance(holder.key, ec.EllipticCurvePrivateKey)
    certificate = given.pop("certificate", None) or PKI.issue(holder)
    told = cms.CMSAttributes(given.pop("attributes", None) or attributes(certificate, data)).dump()
    return assemble(data, by or holder.key, certificate, told, **given)


def swapped(data: bytes) -> bytes:
    """Another certificate for the same key, in the place of the one that the signature names."""
    holder = guardian()
    return assembled(data, holder, attributes=attributes(PKI.issue(holder), data))


def doubled(data: bytes) -> bytes:
    second = cms.ContentInfo.load(signed(PKI, guardian(), data))["content"]["signer_infos"][0]
    return edited(signed(PKI, guardian(), data), lambda content: content["signer_infos"].append(second))


def with_algorithms(digest: str, signature: str | None = None) -> Callable[[bytes], bytes]:
    def change(content: Any) -> None:
        signer = content["signer_infos"][0]
        signer["digest_algorithm"] = algos.DigestAlgorithm({"algorithm": digest})
        if signature:
            signer["signature_algorithm"] = {"algorithm": signature}

    return lambda data: edited(signed(PKI, guardian(), data), change)


def without(part: str, instead: Any = None) -> Callable[[bytes], bytes]:
    return lambda data: edited(signed(PKI, guardian(), data), lambda content: content.__setitem__(part, instead))


def other_content(data: bytes) -> bytes:
    """The signature of one request around another: what would be acted on is not what was signed."""
    genuine = signed(PKI, guardian(), data)
    return genuine.replace(b'"paper_copy": false', b'"paper_copy": true ')


def key(**changes: Any) -> Callable[[bytes], bytes]:
    return lambda data: signed(PKI, guardian(**changes), data)


CASES: dict[str, tuple[Callable[[bytes], bytes], InvalidReason]] = {
    "other bytes": (lambda _: b"hello", InvalidReason.NOT_CMS),
    "the request unsigned": (lambda data: data, InvalidReason.NOT_CMS),
    "something after it": (lambda data: signed(PKI, guardian(), data) + b"\0", InvalidReason.NOT_CMS),
    "no signer": (without("signer_infos", []), InvalidReason.NO_SIGNER),
    "two signers": (doubled, InvalidReason.SEVERAL_SIGNERS),
    "no embedded certificate": (without("certificates"), InvalidReason.NO_CERTIFICATE),
    "detached": (lambda data: assembled(data, guardian(), detached=True), InvalidReason.NO_CONTENT),
    "other content": (other_content, InvalidReason.BAD_SIGNATURE),
    "another key": (
        lambda data: assembled(data, guardian(), by=ec.generate_private_key(ec.SECP256R1())),
        InvalidReason.BAD_SIGNATURE,
    ),
    "certificate swapped": (swapped, InvalidReason.CERTIFICATE_SWAPPED),
    "attributes missing": (
        lambda data: assembled(data, guardian(), attributes=attributes(PKI.issue(guardian()), data)[:1]),
        InvalidReason.NOT_CADES,
    ),
    "SHA-1": (with_algorithms("sha1"), InvalidReason.WEAK_ALGORITHM),
    "MD5": (with_algorithms("md5"), InvalidReason.WEAK_ALGORITHM),
    "short RSA key": (key(key=rsa.generate_private_key(65537, 1024)), InvalidReason.WEAK_ALGORITHM),
    "unusual digest": (with_algorithms("sha3_256"), InvalidReason.UNSUPPORTED_ALGORITHM),
    "unknown authority of the same names": (
        lambda data: signed(TWIN, guardian(), data),
        InvalidReason.UNKNOWN_AUTHORITY,
    ),
    "expired": (
        key(begin=NOW - timedelta(days=400), end=NOW - timedelta(days=35)),
        InvalidReason.EXPIRED,
    ),
    "not yet valid": (key(begin=NOW + timedelta(hours=2)), InvalidReason.NOT_YET_VALID),
    "authentication key": (key(purposes=(profile.NATURAL_PERSON, CLIENT_AUTH)), InvalidReason.AUTHENTICATION_KEY),
    "key for both": (key(purposes=(profile.NATURAL_PERSON, CLIENT_AUTH, EMAIL)), InvalidReason.AUTHENTICATION_KEY),
    "organisation key": (
        key(purposes=ORGANISATION, units=("BIN040340991018",)),
        InvalidReason.ORGANISATION_KEY,
    ),
    "no IIN": (key(serial_numbers=()), InvalidReason.NO_IIN),
    "two IINs": (key(serial_numbers=(f"IIN{GUARDIAN}", f"IIN{SECOND_CHILD}")), InvalidReason.NO_IIN),
}
NOT_AT_INTAKE = {InvalidReason.REVOKED, InvalidReason.PERSON_KEY, InvalidReason.OTHER_ORGANISATION}
"""Asked online, after acceptance; and what is said of registries."""


def test_the_genuine_signature_is_accepted(world: World) -> None:
    assert world.submit(cms=signed(PKI, guardian(), content(world))).status_code == 201


def test_every_reason_that_intake_knows_has_its_case() -> None:
    assert {reason for _, reason in CASES.values()} == set(InvalidReason) - NOT_AT_INTAKE


@pytest.mark.parametrize("case", CASES)
def test_a_signature_that_is_not_accepted_says_where_and_why_in_three_languages(world: World, case: str) -> None:
    forge, reason = CASES[case]
    data = forge(content(world))
    before = sorted(world.fake_documents.paths())

    for language in LANGUAGES:
        response = world.submit(cms=data, language=language)
        body = json.loads(response.get_data())

        assert (response.status_code, world.problem(response), body["reason"]) == (422, "signature-invalid", reason)
        told = getattr(WHY[reason], language)
        assert (body["detail"], body["errors"]) == (told, [{"pointer": "/cms", "detail": told}])
        assert response.headers["Content-Language"] == language
    assert sorted(world.fake_documents.paths()) == before
    assert world.tasks.waiting == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_persons_good_signature_is_not_the_applicants(world: World, language: str) -> None:
    data = signed(PKI, guardian(serial_numbers=(f"IIN{SECOND_CHILD}",)), content(world))

    response = world.submit(cms=data, language=language)

    assert (response.status_code, world.problem(response)) == (422, "signer-not-applicant")
    assert world.pointers(response) == ["/cms"]
    assert SECOND_CHILD not in response.get_data(as_text=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_gost_is_not_called_invalid_but_what_to_do_is_told(world: World, language: str) -> None:
    data = with_algorithms("1.2.398.3.10.1.3.3", "1.2.398.3.10.1.1.2.3.2")(content(world))

    response = world.submit(cms=data, language=language)

    body = json.loads(response.get_data())
    assert (response.status_code, body["reason"]) == (422, "gost-not-configured")
    assert body["detail"] == getattr(GOST, language)


def test_no_answer_quotes_what_was_sent(world: World) -> None:
    """A certificate names a person; a refusal that quoted it would tell it to logs and to whoever looks over."""
    for forge, _ in CASES.values():
        shown = world.submit(cms=forge(content(world))).get_data(as_text=True)
        assert not any(told in shown for told in (GUARDIAN, "ӘЛИЕВА", "ҚАЙРАТҚЫЗЫ", "Traceback"))


def test_the_same_bytes_are_meant_by_the_signature_and_by_what_is_done(world: World) -> None:
    """What is acted on is taken out of the signature itself: there is no second copy of it that could differ."""
    data = content(world)
    identifier = json.loads(world.submit(cms=signed(PKI, guardian(), data)).get_data())["id"]
    kept = world.documents.get(f"applications/{identifier}/evidence/request")
    assert kept is not None
    assert data in kept.fields["data"]
    assert world.application(identifier).request_sha256 == hashlib.sha256(kept.fields["data"]).hexdigest()
