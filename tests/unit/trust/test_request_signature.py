"""The signature under a citizen's request: what is accepted, and why everything else is not (clause 9.5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from asn1crypto import algos, cms
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulators.certification_authority.signing import assemble
from functions.shared.trust import profile
from functions.shared.trust.authorities import Authorities
from functions.shared.trust.request_signature import RequestVerifier
from functions.shared.trust.revocation import RevocationChecker
from functions.shared.trust.verdicts import CannotCheck, CannotCheckReason, Invalid, InvalidReason, Valid
from tests.unit.trust.conftest import Unplugged
from tests.unit.trust.pki import NOW, ORGANISATION, Clock, Holder, Pki
from tests.unit.trust.signing import CLIENT_AUTH, CONTENT, EMAIL, attributes, edited, signed

pytestmark = pytest.mark.clause("9.5")


def reason(verifier: RequestVerifier, data: bytes) -> InvalidReason:
    verdict = verifier.verify(data)
    assert isinstance(verdict, Invalid), verdict
    return verdict.reason


class TestAccepted:
    @pytest.mark.parametrize("key", [ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)])
    def test_a_persons_signature_gives_content_and_person(
        self, pki: Pki, verifier: RequestVerifier, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    ) -> None:
        verdict = verifier.verify(signed(pki, Holder(key=key)))

        assert isinstance(verdict, Valid)
        assert verdict.content == CONTENT
        assert verdict.signer.iin == "880101400123"
        assert (verdict.signer.surname, verdict.signer.name) == ("ӘЛИЕВА", "ГҮЛНАР")
        assert verdict.signer.not_after == NOW + timedelta(days=335)

    def test_given_name_of_the_certificate_is_the_patronymic(self, pki: Pki, verifier: RequestVerifier) -> None:
        verdict = verifier.verify(signed(pki, Holder()))
        assert isinstance(verdict, Valid)
        assert verdict.signer.patronymic == "ҚАЙРАТҚЫЗЫ"

    def test_signing_certificate_attribute_need_not_be_there(self, pki: Pki, verifier: RequestVerifier) -> None:
        holder = Holder()
        certificate = pki.issue(holder)
        bare = attributes(certificate)[:2]
        assert isinstance(holder.key, ec.EllipticCurvePrivateKey)
        verdict = verifier.verify(assemble(CONTENT, holder.key, certificate, cms.CMSAttributes(bare).dump()))
        assert isinstance(verdict, Valid)


class TestStructure:
    @pytest.mark.parametrize("data", [b"", b"hello", b"\x30\x80", b"\x30\x03\x02\x01\x01", b"{}" * 500])
    def test_other_bytes_are_not_cms(self, verifier: RequestVerifier, data: bytes) -> None:
        assert reason(verifier, data) is InvalidReason.NOT_CMS

    def test_bytes_after_the_signature_are_not_cms(self, pki: Pki, verifier: RequestVerifier) -> None:
        assert reason(verifier, signed(pki, Holder()) + b"\0") is InvalidReason.NOT_CMS

    def test_unsigned_data_is_not_cms(self, verifier: RequestVerifier) -> None:
        data = cms.ContentInfo({"content_type": "data", "content": CONTENT}).dump()
        assert reason(verifier, data) is InvalidReason.NOT_CMS

    def test_nobody_signed(self, pki: Pki, verifier: RequestVerifier) -> None:
        data = edited(signed(pki, Holder()), lambda content: content.__setitem__("signer_infos", []))
        assert reason(verifier, data) is InvalidReason.NO_SIGNER

    def test_two_signed(self, pki: Pki, verifier: RequestVerifier) -> None:
        second = cms.ContentInfo.load(signed(pki, Holder()))["content"]["signer_infos"][0]
        data = edited(signed(pki, Holder()), lambda content: content["signer_infos"].append(second))
        assert reason(verifier, data) is InvalidReason.SEVERAL_SIGNERS

    def test_certificate_left_out(self, pki: Pki, verifier: RequestVerifier) -> None:
        data = edited(signed(pki, Holder()), lambda content: content.__setitem__("certificates", None))
        assert reason(verifier, data) is InvalidReason.NO_CERTIFICATE

    def test_content_left_out(self, pki: Pki, verifier: RequestVerifier) -> None:
        holder = Holder()
        certificate = pki.issue(holder)
        assert isinstance(holder.key, ec.EllipticCurvePrivateKey)
        data = assemble(
            CONTENT, holder.key, certificate, cms.CMSAttributes(attributes(certificate)).dump(), detached=True
        )
        assert reason(verifier, data) is InvalidReason.NO_CONTENT

    @pytest.mark.parametrize("change", [lambda given: given[:1], lambda given: [*given, given[0]], lambda _: []])
    def test_signed_attributes_missing_or_doubled(
        self,
        pki: Pki,
        verifier: RequestVerifier,
        change: Callable[[list[cms.CMSAttribute]], list[cms.CMSAttribute]],
    ) -> None:
        holder = Holder()
        certificate = pki.issue(holder)
        assert isinstance(holder.key, ec.EllipticCurvePrivateKey)
        changed = cms.CMSAttributes(change(attributes(certificate))).dump()
        assert reason(verifier, assemble(CONTENT, holder.key, certificate, changed)) is InvalidReason.NOT_CADES


@pytest.fixture(scope="module")
def original(pki: Pki) -> tuple[bytes, Valid]:
    """A signature and what it truly says."""
    authorities, clock = Authorities([pki.root], [pki.intermediate]), Clock()
    signature = signed(pki, Holder())
    truth = RequestVerifier(authorities, clock, RevocationChecker(authorities, Unplugged(), clock)).verify(signature)
    assert isinstance(truth, Valid)
    return signature, truth


class TestSignature:
    def test_content_exchanged(self, pki: Pki, verifier: RequestVerifier) -> None:
        data = signed(pki, Holder()).replace(b"guardianship", b"GUARDIANSHIP")
        assert reason(verifier, data) is InvalidReason.BAD_SIGNATURE

    def test_signed_by_another_key_than_the_certificates(self, pki: Pki, verifier: RequestVerifier) -> None:
        certificate = pki.issue(Holder())
        data = assemble(
            CONTENT,
            ec.generate_private_key(ec.SECP256R1()),
            certificate,
            cms.CMSAttributes(attributes(certificate)).dump(),
        )
        assert reason(verifier, data) is InvalidReason.BAD_SIGNATURE

    def test_certificate_exchanged_for_another_of_the_same_key(self, pki: Pki, verifier: RequestVerifier) -> None:
        holder = Holder()
        named, embedded = pki.issue(holder), pki.issue(holder)
        assert isinstance(holder.key, ec.EllipticCurvePrivateKey)
        data = assemble(CONTENT, holder.key, embedded, cms.CMSAttributes(attributes(named)).dump())
        assert reason(verifier, data) is InvalidReason.CERTIFICATE_SWAPPED

    def test_sha1_is_too_weak(self, pki: Pki, verifier: RequestVerifier) -> None:
        def weaken(content: Any) -> None:
            content["signer_infos"][0]["digest_algorithm"] = algos.DigestAlgorithm({"algorithm": "sha1"})

        assert reason(verifier, edited(signed(pki, Holder()), weaken)) is InvalidReason.WEAK_ALGORITHM

    def test_short_rsa_key_is_too_weak(self, pki: Pki, verifier: RequestVerifier) -> None:
        data = signed(pki, Holder(key=rsa.generate_private_key(65537, 1024)))
        assert reason(verifier, data) is InvalidReason.WEAK_ALGORITHM

    def test_other_algorithms_are_not_supported(self, pki: Pki, verifier: RequestVerifier) -> None:
        certificate = pki.issue(Holder(key=ed25519.Ed25519PrivateKey.generate()))
        signer = ec.generate_private_key(ec.SECP256R1())
        data = assemble(CONTENT, signer, certificate, cms.CMSAttributes(attributes(certificate)).dump())
        assert reason(verifier, data) is InvalidReason.UNSUPPORTED_ALGORITHM

    def test_kazakh_gost_cannot_be_checked_and_is_not_called_invalid(self, pki: Pki, verifier: RequestVerifier) -> None:
        def make_gost(content: Any) -> None:
            signer = content["signer_infos"][0]
            signer["digest_algorithm"] = {"algorithm": "1.2.398.3.10.1.3.3"}
            signer["signature_algorithm"] = {"algorithm": "1.2.398.3.10.1.1.2.3.2"}

        verdict = verifier.verify(edited(signed(pki, Holder()), make_gost))

        assert isinstance(verdict, CannotCheck)
        assert verdict.reason is CannotCheckReason.GOST_NOT_CONFIGURED

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_no_changed_byte_passes_for_another_request_or_person(
        self, pki: Pki, verifier: RequestVerifier, original: tuple[bytes, Valid], data: st.DataObject
    ) -> None:
        signature, truth = original
        position = data.draw(st.integers(0, len(signature) - 1))
        mask = data.draw(st.integers(1, 255))
        changed = bytearray(signature)
        changed[position] ^= mask

        verdict = verifier.verify(bytes(changed))

        if isinstance(verdict, Valid):  # a byte that means nothing, such as in the list of digests used
            assert (verdict.content, verdict.signer.iin) == (truth.content, truth.signer.iin)


class TestCertificate:
    def test_unknown_authority(self, verifier: RequestVerifier) -> None:
        assert reason(verifier, signed(Pki(), Holder())) is InvalidReason.UNKNOWN_AUTHORITY

    def test_forged_authority_of_another_kind_of_key(self, clock: Clock) -> None:
        true, forged = Pki(rsa.generate_private_key(65537, 2048)), Pki()
        authorities = Authorities([true.root], [true.intermediate])
        verifier = RequestVerifier(authorities, clock, RevocationChecker(authorities, Unplugged(), clock))
        assert isinstance(verifier.verify(signed(true, Holder())), Valid)
        assert reason(verifier, signed(forged, Holder())) is InvalidReason.UNKNOWN_AUTHORITY

    @pytest.mark.parametrize(
        ("days", "expected"),
        [(-31, InvalidReason.NOT_YET_VALID), (-29, None), (334, None), (336, InvalidReason.EXPIRED)],
    )
    def test_validity_is_judged_by_the_clock(
        self, pki: Pki, verifier: RequestVerifier, clock: Clock, days: int, expected: InvalidReason | None
    ) -> None:
        data = signed(pki, Holder())
        clock.moment = NOW + timedelta(days=days)
        verdict = verifier.verify(data)
        assert (verdict.reason if isinstance(verdict, Invalid) else None) is expected

    @pytest.mark.parametrize(
        "holder",
        [
            Holder(purposes=(profile.NATURAL_PERSON, CLIENT_AUTH)),
            Holder(purposes=(profile.NATURAL_PERSON, CLIENT_AUTH, EMAIL)),
            Holder(purposes=(profile.NATURAL_PERSON,)),
            Holder(non_repudiation=False),
        ],
    )
    def test_key_for_logging_in(self, pki: Pki, verifier: RequestVerifier, holder: Holder) -> None:
        assert reason(verifier, signed(pki, holder)) is InvalidReason.AUTHENTICATION_KEY

    @pytest.mark.parametrize("purposes", [ORGANISATION, (*ORGANISATION, profile.NATURAL_PERSON), (EMAIL,)])
    def test_key_of_an_organisation(self, pki: Pki, verifier: RequestVerifier, purposes: tuple[str, ...]) -> None:
        data = signed(pki, Holder(purposes=purposes, units=("BIN050740001234",)))
        assert reason(verifier, data) is InvalidReason.ORGANISATION_KEY

    @pytest.mark.parametrize(
        "numbers", [(), ("880101400123",), ("IIN88010140012",), ("IIN880101400123", "IIN880101400124")]
    )
    def test_no_single_iin(self, pki: Pki, verifier: RequestVerifier, numbers: tuple[str, ...]) -> None:
        assert reason(verifier, signed(pki, Holder(serial_numbers=numbers))) is InvalidReason.NO_IIN


class TestRevocation:
    def test_without_an_answer_nothing_is_said(self, pki: Pki, verifier: RequestVerifier) -> None:
        verdict = verifier.check_revocation(signed(pki, Holder()))
        assert isinstance(verdict, CannotCheck)
        assert verdict.reason is CannotCheckReason.REVOCATION_UNAVAILABLE

    def test_certificate_that_ran_out_after_acceptance_was_good_enough(
        self, pki: Pki, verifier: RequestVerifier, clock: Clock
    ) -> None:
        data = signed(pki, Holder())
        clock.moment = NOW + timedelta(days=336)
        assert isinstance(verifier.check_revocation(data), Invalid)
        assert isinstance(verifier.check_revocation(data, accepted_at=NOW), CannotCheck)  # only revocation is open
