"""Citizens' and registries' signatures against the authority's services: OCSP, else CRL, else no verdict."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import crl, ocsp

from emulators.certification_authority import CertificationAuthority
from functions.shared.clock import FileClock
from functions.shared.trust.authorities import Authorities
from functions.shared.trust.registry_signature import RegistrySignatureVerifier
from functions.shared.trust.request_signature import RequestVerifier
from functions.shared.trust.revocation import RevocationChecker
from functions.shared.trust.verdicts import CannotCheck, EvidenceKind, Invalid, InvalidReason, Valid
from tests.integration.trust.conftest import BIN, START, CountingFetcher, Desk

pytestmark = pytest.mark.clause("9.5")


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        ("guardian", None),
        ("expired", InvalidReason.EXPIRED),
        ("rogue", InvalidReason.UNKNOWN_AUTHORITY),
        ("login", InvalidReason.AUTHENTICATION_KEY),
        ("almaty", InvalidReason.ORGANISATION_KEY),
        ("employee", InvalidReason.ORGANISATION_KEY),
    ],
)
def test_what_intake_says_offline(
    desk: Desk, verifier: RequestVerifier, fetcher: CountingFetcher, member: str, expected: InvalidReason | None
) -> None:
    verdict = verifier.verify(desk.sign(b"request", member))
    assert (verdict.reason if isinstance(verdict, Invalid) else None) is expected
    assert fetcher.asked == []


def test_openssl_agrees(desk: Desk, verifier: RequestVerifier, evidence_folder: Path) -> None:
    openssl = shutil.which("openssl")
    assert openssl is not None
    good = desk.sign(b"request", "guardian")
    for name, data in (("good", good), ("bad", good.replace(b"request", b"Request"))):
        (evidence_folder / f"{name}.cms").write_bytes(data)
        command = [openssl, "cms", "-verify", "-inform", "DER", "-in", f"{name}.cms", "-CAfile", "chain.pem"]
        command += ["-purpose", "any", "-attime", str(int(START.timestamp()))]
        result = subprocess.run(command, cwd=evidence_folder, capture_output=True, check=False)
        assert (result.returncode == 0) is isinstance(verifier.verify(data), Valid)
        assert (result.returncode == 0) is (name == "good")


@pytest.mark.parametrize("options", [[], ["-stream"], ["-cades"], ["-cades", "-stream"]])
def test_what_openssl_signs_is_understood(
    authority: CertificationAuthority, verifier: RequestVerifier, tmp_path: Path, options: list[str]
) -> None:
    """In DER, and in the streamed BER of indefinite length that signing programs on Java write."""
    openssl, content = shutil.which("openssl"), bytes(range(256)) * 400
    assert openssl is not None
    file = authority.signing_file("guardian")
    (tmp_path / "key.p12").write_bytes(file.data)
    (tmp_path / "content").write_bytes(content)
    to_pem = [openssl, "pkcs12", "-in", "key.p12", "-passin", f"pass:{file.password}", "-nodes", "-out", "key.pem"]
    sign = [openssl, "cms", "-sign", "-binary", "-nodetach", "-in", "content", "-signer", "key.pem", "-md", "sha256"]
    for command in (to_pem, [*sign, "-outform", "DER", "-out", "signed", *options]):
        subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)

    verdict = verifier.verify((tmp_path / "signed").read_bytes())

    assert isinstance(verdict, Valid)
    assert verdict.content == content


class TestRevocation:
    def test_good_by_ocsp(self, desk: Desk, verifier: RequestVerifier, fetcher: CountingFetcher) -> None:
        verdict = verifier.check_revocation(desk.sign(b"request", "guardian"))
        assert isinstance(verdict, Valid)
        assert verdict.evidence is not None
        assert verdict.evidence.kind is EvidenceKind.OCSP
        answer = ocsp.OCSPResponse.load(verdict.evidence.der).response_data["responses"][0]
        assert f"{answer['cert_id']['serial_number'].native:x}" == verdict.signer.serial
        assert fetcher.asked == ["ocsp", "crls"]  # the person's, and the list about the intermediate

    @pytest.mark.parametrize("fault", ["ocsp_down", "ocsp_stale", "ocsp_wrong_key"])
    @pytest.mark.parametrize(("member", "revoked"), [("guardian", False), ("revoked", True)])
    def test_without_a_trustworthy_ocsp_answer_the_list_decides(
        self,
        desk: Desk,
        authority: CertificationAuthority,
        verifier: RequestVerifier,
        fault: str,
        member: str,
        revoked: bool,
    ) -> None:
        authority.set_faults(**{fault: True})
        verdict = verifier.check_revocation(desk.sign(b"request", member))
        assert not isinstance(verdict, CannotCheck)
        assert isinstance(verdict, Invalid) is revoked
        assert verdict.evidence is not None
        assert verdict.evidence.kind is EvidenceKind.CRL
        assert crl.CertificateList.load(verdict.evidence.der)["tbs_cert_list"]["next_update"].native > START

    def test_revoked_by_ocsp(self, desk: Desk, authority: CertificationAuthority, verifier: RequestVerifier) -> None:
        authority.set_faults(crl_down=True)
        verdict = verifier.check_revocation(desk.sign(b"request", "revoked"))
        assert isinstance(verdict, Invalid)
        assert verdict.reason is InvalidReason.REVOKED
        assert verdict.evidence is not None
        assert verdict.evidence.kind is EvidenceKind.OCSP

    @pytest.mark.parametrize("fault", ["ocsp_down", "ocsp_stale", "ocsp_wrong_key"])
    @pytest.mark.parametrize("member", ["guardian", "revoked"])
    def test_without_both_there_is_no_verdict(
        self, desk: Desk, authority: CertificationAuthority, verifier: RequestVerifier, fault: str, member: str
    ) -> None:
        authority.set_faults(**{fault: True, "crl_down": True})
        assert isinstance(verifier.check_revocation(desk.sign(b"request", member)), CannotCheck)
        authority.set_faults()
        assert not isinstance(verifier.check_revocation(desk.sign(b"request", member)), CannotCheck)

    def test_slow_services_are_not_waited_for(
        self, desk: Desk, authority: CertificationAuthority, verifier: RequestVerifier, fetcher: CountingFetcher
    ) -> None:
        fetcher._timeout = 0.1
        authority.set_faults(slow_ms=300)
        assert isinstance(verifier.check_revocation(desk.sign(b"request", "guardian")), CannotCheck)

    def test_revoked_after_acceptance_is_found_at_once(
        self, desk: Desk, authority: CertificationAuthority, clock: FileClock, verifier: RequestVerifier
    ) -> None:
        request = desk.sign(b"request", "revoked-later")
        assert isinstance(verifier.check_revocation(request), Valid)
        clock.move(by=timedelta(minutes=2))
        authority.revoke("revoked-later")
        clock.move(by=timedelta(seconds=5))
        verdict = verifier.check_revocation(request, accepted_at=START)
        assert isinstance(verdict, Invalid)
        assert verdict.reason is InvalidReason.REVOKED


class TestRegistry:
    @pytest.fixture
    def registries(
        self, authorities: Authorities, clock: FileClock, revocation: RevocationChecker
    ) -> RegistrySignatureVerifier:
        return RegistrySignatureVerifier(authorities, clock, {"births": BIN}, revocation)

    @pytest.mark.clause("9.2")
    def test_answers_of_one_key_ask_about_revocation_once(
        self, desk: Desk, registries: RegistrySignatureVerifier, fetcher: CountingFetcher
    ) -> None:
        for number in range(3):
            verdict = registries.verify("births", desk.sign(b"answer %d" % number, "registry"))
            assert isinstance(verdict, Valid)
            assert verdict.evidence is not None
        assert fetcher.asked == ["ocsp", "crls"]

    def test_the_answer_is_asked_for_again_when_it_gets_old(
        self, desk: Desk, registries: RegistrySignatureVerifier, fetcher: CountingFetcher, clock: FileClock
    ) -> None:
        registries.verify("births", desk.sign(b"answer", "registry"))
        clock.move(by=timedelta(hours=2))
        registries.verify("births", desk.sign(b"answer", "registry"))
        assert fetcher.asked == ["ocsp", "crls", "ocsp"]

    @pytest.mark.parametrize("member", ["shymkent", "guardian", "employee", "rogue"])
    def test_others_are_refused(self, desk: Desk, registries: RegistrySignatureVerifier, member: str) -> None:
        assert isinstance(registries.verify("births", desk.sign(b"answer", member)), Invalid)

    def test_services_down(
        self, desk: Desk, authority: CertificationAuthority, registries: RegistrySignatureVerifier
    ) -> None:
        authority.set_faults(ocsp_down=True, crl_down=True)
        assert isinstance(registries.verify("births", desk.sign(b"answer", "registry")), CannotCheck)
