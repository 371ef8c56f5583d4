"""A citizen's signature by the Kazakh GOST algorithms, and ten traps of the server that verifies it (law.md, 3.5)."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric import ec

from emulators.certification_authority.signing import assemble
from functions.shared.trust.authorities import Authorities
from functions.shared.trust.ncanode import NcaNode
from functions.shared.trust.request_signature import RequestVerifier
from functions.shared.trust.revocation import RevocationChecker
from functions.shared.trust.verdicts import (
    CannotCheck,
    CannotCheckReason,
    EvidenceKind,
    Invalid,
    InvalidReason,
    Valid,
)
from tests.fakes.ncanode import NcaNodeServer, Wired, as_gost
from tests.unit.trust.conftest import Unplugged
from tests.unit.trust.pki import NOW, ORGANISATION, Clock, Holder, Pki
from tests.unit.trust.signing import CLIENT_AUTH, CONTENT, attributes, edited, signed

pytestmark = pytest.mark.clause("9.5")


@pytest.fixture
def server(pki: Pki, clock: Clock) -> NcaNodeServer:
    return NcaNodeServer(clock, [pki.intermediate])


@pytest.fixture
def gost(authorities: Authorities, clock: Clock, server: NcaNodeServer) -> RequestVerifier:
    node = NcaNode("http://ncanode/", Wired(server), authorities, clock)
    return RequestVerifier(authorities, clock, RevocationChecker(authorities, Unplugged(), clock), node)


@pytest.fixture
def request_(pki: Pki) -> bytes:
    return as_gost(signed(pki, Holder()))


def serial(data: bytes) -> int:
    number: int = cms.ContentInfo.load(data)["content"]["certificates"][0].chosen.serial_number
    return number


def expect(verdict: object, reason: InvalidReason | CannotCheckReason) -> None:
    assert isinstance(verdict, Invalid | CannotCheck), verdict
    assert verdict.reason is reason


class TestAccepted:
    def test_at_intake_without_asking_anybody_about_revocation(
        self, gost: RequestVerifier, server: NcaNodeServer, request_: bytes
    ) -> None:
        server.silent = {"OCSP", "CRL"}

        verdict = gost.verify(request_)

        assert isinstance(verdict, Valid)
        assert (verdict.content, verdict.signer.iin) == (CONTENT, "880101400123")

    def test_in_verification_with_the_servers_answer_as_evidence(self, gost: RequestVerifier, request_: bytes) -> None:
        verdict = gost.check_revocation(request_, NOW)

        assert isinstance(verdict, Valid)
        assert verdict.evidence is not None
        assert verdict.evidence.kind is EvidenceKind.NCANODE
        assert b'"revocations"' in verdict.evidence.der

    def test_without_a_server_nothing_is_said(self, verifier: RequestVerifier, request_: bytes) -> None:
        expect(verifier.verify(request_), CannotCheckReason.GOST_NOT_CONFIGURED)
        expect(verifier.check_revocation(request_), CannotCheckReason.GOST_NOT_CONFIGURED)

    def test_changed_content_is_a_bad_signature(self, pki: Pki, gost: RequestVerifier) -> None:
        def change(content: Any) -> None:
            content["encap_content_info"]["content"] = CONTENT.replace(b"guardianship", b"citizenship-")

        expect(gost.verify(as_gost(edited(signed(pki, Holder()), change))), InvalidReason.BAD_SIGNATURE)


class TestTraps:
    """By the numbers of the list."""

    @pytest.mark.parametrize(
        ("leave_out", "reason"),
        [("signer_infos", InvalidReason.NO_SIGNER), ("certificates", InvalidReason.NO_CERTIFICATE)],
    )
    def test_1_valid_although_nobody_signed_or_no_certificate_is_inside(
        self, pki: Pki, gost: RequestVerifier, server: NcaNodeServer, leave_out: str, reason: InvalidReason
    ) -> None:
        empty: list[Any] | None = [] if leave_out == "signer_infos" else None
        data = edited(as_gost(signed(pki, Holder())), lambda content: content.__setitem__(leave_out, empty))
        body = {"cms": base64.b64encode(data).decode(), "revocationCheck": []}
        assert server.answer("/cms/verify", body)["valid"] is True  # this is the trap

        expect(gost.verify(data), reason)

    @pytest.mark.parametrize("signers", [[], [{"certificates": []}], [{"certificates": []}] * 2])
    def test_1_an_answer_about_nobody_is_none(
        self, gost: RequestVerifier, server: NcaNodeServer, request_: bytes, signers: list[Any]
    ) -> None:
        server._verify = lambda *_: {"valid": True, "signers": signers}  # type: ignore[method-assign]  # a bad day

        expect(gost.verify(request_), CannotCheckReason.GOST_UNAVAILABLE)

    def test_2_content_is_never_sent_beside_the_signature_and_what_was_verified_is_compared(
        self, gost: RequestVerifier, server: NcaNodeServer, request_: bytes
    ) -> None:
        assert isinstance(gost.verify(request_), Valid)
        assert [path for path, _ in server.asked] == ["/cms/verify", "/cms/extract"]
        assert all("data" not in body for _, body in server.asked)

        server.extracts = b'{"service": "something else"}'
        expect(gost.verify(request_), InvalidReason.BAD_SIGNATURE)

    def test_3_revocation_is_asked_for_by_name(
        self, gost: RequestVerifier, server: NcaNodeServer, request_: bytes
    ) -> None:
        server.revoked = {serial(request_)}

        expect(gost.check_revocation(request_, NOW), InvalidReason.REVOKED)

        assert all("revocationCheck" in body for path, body in server.asked if path == "/cms/verify")
        assert ["OCSP"] in [body.get("revocationCheck") for _, body in server.asked]

    def test_3_an_answer_without_a_word_on_revocation_says_nothing_about_it(
        self, gost: RequestVerifier, server: NcaNodeServer, request_: bytes
    ) -> None:
        server.changes = {"revocations": []}

        expect(gost.check_revocation(request_, NOW), CannotCheckReason.REVOCATION_UNAVAILABLE)

    @pytest.mark.parametrize(
        ("holder", "reason"),
        [
            (Holder(purposes=(*Holder().purposes, CLIENT_AUTH)), InvalidReason.AUTHENTICATION_KEY),
            (Holder(non_repudiation=False), InvalidReason.AUTHENTICATION_KEY),
            (Holder(purposes=ORGANISATION, units=("BIN000740000728",)), InvalidReason.ORGANISATION_KEY),
        ],
        ids=["client-auth", "no non-repudiation", "organisation"],
    )
    def test_4_the_keys_purpose_is_ours_to_check(
        self, pki: Pki, gost: RequestVerifier, holder: Holder, reason: InvalidReason
    ) -> None:
        expect(gost.verify(as_gost(signed(pki, holder))), reason)

    @pytest.mark.parametrize(
        ("says", "reason"),
        [
            ({"keyUsage": "AUTH"}, InvalidReason.AUTHENTICATION_KEY),
            ({"keyUsage": "UNKNOWN"}, InvalidReason.AUTHENTICATION_KEY),
            ({"keyUser": ["ORGANIZATION", "EMPLOYEE"]}, InvalidReason.ORGANISATION_KEY),
        ],
        ids=str,
    )
    def test_4_and_what_the_server_says_of_it_counts_too(
        self, gost: RequestVerifier, server: NcaNodeServer, request_: bytes, says: dict[str, Any], reason: InvalidReason
    ) -> None:
        server.changes = says

        expect(gost.verify(request_), reason)

    def test_5_a_certificate_that_ran_out_after_acceptance_was_good_enough(
        self, gost: RequestVerifier, server: NcaNodeServer, clock: Clock, request_: bytes
    ) -> None:
        clock.moment = NOW + timedelta(days=336)

        assert isinstance(gost.check_revocation(request_, NOW), Valid)

        server.revoked = {serial(request_)}
        expect(gost.check_revocation(request_, NOW), InvalidReason.REVOKED)

    @pytest.mark.parametrize(
        ("by", "reason"),
        [(timedelta(days=336), InvalidReason.EXPIRED), (timedelta(days=-31), InvalidReason.NOT_YET_VALID)],
    )
    def test_5_dates_are_told_apart_from_a_bad_signature(
        self, gost: RequestVerifier, clock: Clock, request_: bytes, by: timedelta, reason: InvalidReason
    ) -> None:
        clock.moment = NOW + by

        expect(gost.verify(request_), reason)

    def test_6_a_time_stamp_inside_proves_nothing_and_a_broken_one_is_an_error_about_the_signature(
        self, gost: RequestVerifier, server: NcaNodeServer, request_: bytes
    ) -> None:
        server.time_stamp_fails = True

        expect(gost.verify(request_), InvalidReason.BAD_SIGNATURE)

    @pytest.mark.parametrize("silent", [{"OCSP"}, {"CRL"}])
    def test_7_where_one_source_is_silent_the_other_decides(
        self, gost: RequestVerifier, server: NcaNodeServer, request_: bytes, silent: set[str]
    ) -> None:
        server.silent = silent
        assert isinstance(gost.check_revocation(request_, NOW), Valid)

        server.revoked = {serial(request_)}
        expect(gost.check_revocation(request_, NOW), InvalidReason.REVOKED)

    def test_7_where_both_are_silent_it_is_neither_good_nor_revoked_nor_a_bad_signature(
        self, gost: RequestVerifier, server: NcaNodeServer, request_: bytes
    ) -> None:
        server.silent = {"OCSP", "CRL"}

        expect(gost.check_revocation(request_, NOW), CannotCheckReason.REVOCATION_UNAVAILABLE)

    def test_8_xml_is_never_sent_there(self, gost: RequestVerifier, server: NcaNodeServer) -> None:
        expect(gost.verify(b'<root><ds:Signature xmlns:ds="x"/></root>'), InvalidReason.NOT_CMS)
        assert server.asked == []

    def test_9_rsa_and_ecdsa_do_not_need_its_list_of_authorities(
        self, pki: Pki, gost: RequestVerifier, server: NcaNodeServer
    ) -> None:
        server.issuers = []

        assert isinstance(gost.verify(signed(pki, Holder())), Valid)
        assert server.asked == []

    def test_10_a_missing_issuer_is_the_servers_trouble_where_we_know_the_authority(
        self, gost: RequestVerifier, server: NcaNodeServer, request_: bytes
    ) -> None:
        server.issuers = []

        expect(gost.verify(request_), CannotCheckReason.GOST_UNAVAILABLE)
        expect(gost.check_revocation(request_, NOW), CannotCheckReason.GOST_UNAVAILABLE)

    def test_10_and_a_forgery_where_we_do_not(self, clock: Clock, server: NcaNodeServer, request_: bytes) -> None:
        nobody = Authorities([])
        node = NcaNode("http://ncanode", Wired(server), nobody, clock)
        verifier = RequestVerifier(nobody, clock, RevocationChecker(nobody, Unplugged(), clock), node)

        expect(verifier.verify(request_), InvalidReason.UNKNOWN_AUTHORITY)


class TestServer:
    def test_a_certificate_that_it_does_not_believe(
        self, gost: RequestVerifier, server: NcaNodeServer, request_: bytes
    ) -> None:
        server.changes = {"valid": False}

        expect(gost.verify(request_), InvalidReason.UNKNOWN_AUTHORITY)

    @pytest.mark.parametrize("says", [{"serialNumber": "5f3a"}, {"subject": {"iin": "123456789011"}}], ids=str)
    def test_a_verdict_on_another_certificate_is_none(
        self, gost: RequestVerifier, server: NcaNodeServer, request_: bytes, says: dict[str, Any]
    ) -> None:
        server.changes = says

        expect(gost.verify(request_), CannotCheckReason.GOST_UNAVAILABLE)

    @pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b'{"valid": "perhaps"}', b'{"valid": true}'])
    def test_an_answer_of_another_shape_is_none(
        self, authorities: Authorities, clock: Clock, request_: bytes, answer: bytes
    ) -> None:
        class Talks(Unplugged):
            def post(self, url: str, body: bytes, content_type: str) -> bytes:
                return answer

        node = NcaNode("http://ncanode", Talks(), authorities, clock)
        verifier = RequestVerifier(authorities, clock, RevocationChecker(authorities, Unplugged(), clock), node)

        expect(verifier.verify(request_), CannotCheckReason.GOST_UNAVAILABLE)

    def test_a_silent_server_is_neither_good_nor_bad(
        self, authorities: Authorities, clock: Clock, request_: bytes
    ) -> None:
        node = NcaNode("http://ncanode", Unplugged(), authorities, clock)
        verifier = RequestVerifier(authorities, clock, RevocationChecker(authorities, Unplugged(), clock), node)

        expect(verifier.verify(request_), CannotCheckReason.GOST_UNAVAILABLE)
        expect(verifier.check_revocation(request_), CannotCheckReason.GOST_UNAVAILABLE)

    @pytest.mark.parametrize("cut", [1, 40, 400])
    def test_damaged_bytes_never_reach_it_as_a_request(
        self, gost: RequestVerifier, server: NcaNodeServer, request_: bytes, cut: int
    ) -> None:
        expect(gost.verify(request_[:-cut]), InvalidReason.NOT_CMS)
        assert server.asked == []

    def test_a_certificate_exchanged_for_another_of_the_same_key(self, pki: Pki, gost: RequestVerifier) -> None:
        holder = Holder()
        named, embedded = pki.issue(holder), pki.issue(holder)
        assert isinstance(holder.key, ec.EllipticCurvePrivateKey)
        data = assemble(CONTENT, holder.key, embedded, cms.CMSAttributes(attributes(named)).dump())

        expect(gost.verify(as_gost(data)), InvalidReason.CERTIFICATE_SWAPPED)
