"""Sealing certificates and checking seals, against a real time-stamping authority and real revocation data."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm

from emulators.certification_authority import CertificationAuthority
from functions.shared.clock import FileClock
from functions.shared.trust import sealing
from functions.shared.trust.authorities import Authorities
from functions.shared.trust.pyhanko_parts import TimeStampingClient
from functions.shared.trust.revocation import RevocationChecker
from functions.shared.trust.seal_check import SealVerifier
from functions.shared.trust.sealing_key import KeyUnavailable
from functions.shared.trust.verdicts import SealOutcome, SealReason, SealUnavailable
from tests.integration.trust.conftest import START, CountingFetcher, Desk
from tests.integration.trust.weaker import evidence_for, sign_weakly

pytestmark = pytest.mark.clause("4.2")

AUTHENTIC = (SealOutcome.AUTHENTIC, SealReason.SEALED_BY_PROVIDER)


class TestSealing:
    def test_a_seal_is_authentic_and_names_provider_signer_and_time(
        self, desk: Desk, seals: SealVerifier, pdf: bytes
    ) -> None:
        verdict = seals.check(desk.sealer().seal(pdf, "almaty"))

        assert (verdict.outcome, verdict.reason) == AUTHENTIC
        assert (verdict.provider, verdict.signed_at) == ("almaty", START)
        assert verdict.signer is not None
        assert verdict.signer.common_name == "СЕРІКОВ ДӘУРЕН"

    def test_signatory_tells_the_facts_of_the_certificate(self, desk: Desk, authority: CertificationAuthority) -> None:
        signatory = desk.sealer().signatory("almaty")
        assert signatory.common_name == "СЕРІКОВ ДӘУРЕН"
        assert signatory.serial == authority.signing_file("almaty").serial
        assert signatory.not_after == START + timedelta(days=335)

    def test_pdfsig_agrees(self, desk: Desk, pdf: bytes, evidence_folder: Path) -> None:
        pdfsig = shutil.which("pdfsig")
        assert pdfsig is not None, "install poppler-utils"
        sealed = desk.sealer().seal(pdf, "almaty")
        changed = bytearray(sealed)
        changed[sealed.index(b"/MediaBox") + 14] ^= 1
        for name, data, opinion in (("good", sealed, "is Valid"), ("bad", bytes(changed), "Digest Mismatch")):
            (evidence_folder / f"{name}.pdf").write_bytes(data)
            command = [pdfsig, "-nocert", f"{name}.pdf"]
            said = subprocess.run(command, cwd=evidence_folder, capture_output=True, text=True, check=False).stdout
            assert opinion in said
            assert "Total document signed" in said
            assert "ETSI.CAdES.detached" in said

    def test_a_seal_holds_each_certificate_once_and_signs_what_pades_asks_for(
        self, desk: Desk, authority: CertificationAuthority, pdf: bytes
    ) -> None:
        """Found when sealing was made faster: the signer's certificate stood in each seal twice."""
        seal = PdfFileReader(BytesIO(desk.sealer().seal(pdf, "almaty"))).embedded_signatures[0]

        certificates = [choice.chosen.dump() for choice in seal.signed_data["certificates"]]
        assert len(certificates) == 2
        assert set(certificates) == {desk.key("almaty").certificate, authority.intermediates[1]}
        signed = {each["type"].native: each["values"] for each in seal.signer_info["signed_attrs"]}
        assert signed.keys() == {"content_type", "message_digest", "signing_certificate_v2"}
        (named,) = signed["signing_certificate_v2"][0]["certs"]
        assert named["cert_hash"].native == hashlib.sha256(desk.key("almaty").certificate).digest()
        assert named["issuer_serial"]["serial_number"].native == seal.signer_cert.serial_number

    def test_a_seal_costs_one_exchange_while_revocation_data_is_fresh(
        self, desk: Desk, fetcher: CountingFetcher, pdf: bytes, clock: FileClock, seals: SealVerifier
    ) -> None:
        sealer = desk.sealer()
        sealer.seal(pdf, "almaty")
        assert sorted(set(fetcher.asked)) == ["crls", "ocsp", "tsa"]
        fetcher.asked.clear()

        sealer.seal(pdf, "almaty")
        assert fetcher.asked == ["tsa"]

        clock.move(by=timedelta(hours=2))
        sealed = sealer.seal(pdf, "almaty")
        assert fetcher.asked[:-1].count("ocsp") == 2  # the signer's and the time-stamping authority's
        assert seals.check(sealed).outcome is SealOutcome.AUTHENTIC

    def test_by_the_list_where_ocsp_is_down(
        self, desk: Desk, authority: CertificationAuthority, seals: SealVerifier, pdf: bytes
    ) -> None:
        authority.set_faults(ocsp_down=True)
        assert seals.check(desk.sealer().seal(pdf, "almaty")).outcome is SealOutcome.AUTHENTIC

    @pytest.mark.parametrize(
        "faults", [{"tsa_down": True}, {"ocsp_down": True, "crl_down": True}, {"ocsp_stale": True, "crl_down": True}]
    )
    def test_never_a_weaker_seal(
        self, desk: Desk, authority: CertificationAuthority, pdf: bytes, faults: dict[str, bool]
    ) -> None:
        sealer = desk.sealer()
        authority.set_faults(**faults)
        with pytest.raises(SealUnavailable):
            sealer.seal(pdf, "almaty")
        authority.set_faults()
        assert len(sealer.seal(pdf, "almaty")) > len(pdf)

    def test_the_time_stamp_fails_between_two_seals(
        self, desk: Desk, authority: CertificationAuthority, pdf: bytes
    ) -> None:
        sealer = desk.sealer()
        sealer.seal(pdf, "almaty")
        authority.set_faults(tsa_down=True)
        with pytest.raises(SealUnavailable, match="Time-stamping"):
            sealer.seal(pdf, "almaty")

    def test_a_slow_time_stamping_authority_is_asked_by_one_at_a_time(
        self, desk: Desk, authority: CertificationAuthority, pdf: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Found under load: with all who waited asking at once, it answered nobody in time, for minutes."""
        monkeypatch.setattr(sealing, "TURN_WITHIN_S", 0.01)
        sealer = desk.sealer()
        sealer.seal(pdf, "almaty")
        authority.set_faults(tsa_down=True)
        for _ in range(4):
            with pytest.raises(SealUnavailable, match="Time-stamping"):
                sealer.seal(pdf, "almaty")
        authority.set_faults(tsa_busy_ms=400)
        with ThreadPoolExecutor(3) as pool:
            tried = [pool.submit(sealer.seal, pdf, "almaty") for _ in range(3)]
        outcomes = [each.exception() for each in tried]
        refused = [str(error) for error in outcomes if error is not None]
        assert refused == ["Time-stamping: others wait for it already."] * 2

    @pytest.mark.parametrize("member", ["employee", "shymkent", "guardian", "login"])
    def test_only_a_key_of_the_provider_that_may_sign(self, desk: Desk, pdf: bytes, member: str) -> None:
        with pytest.raises(SealUnavailable, match="key"):
            desk.sealer(member).seal(pdf, "almaty")

    def test_revoked_and_expired_keys_do_not_seal(
        self, desk: Desk, authority: CertificationAuthority, clock: FileClock, pdf: bytes
    ) -> None:
        clock.move(by=timedelta(days=336))
        with pytest.raises(SealUnavailable, match="expired"):
            desk.sealer().seal(pdf, "almaty")
        clock.move(to=START)
        authority.revoke("lost-before")
        with pytest.raises(SealUnavailable, match="revoked"):
            desk.sealer("lost-before").seal(pdf, "almaty")

    def test_four_seals_at_once(self, desk: Desk, seals: SealVerifier, pdf: bytes) -> None:
        sealer = desk.sealer()
        with ThreadPoolExecutor(4) as pool:
            sealed = list(pool.map(lambda _: sealer.seal(pdf, "almaty"), range(4)))
        assert {seals.check(each).outcome for each in sealed} == {SealOutcome.AUTHENTIC}

    def test_key_that_does_not_answer(self, desk: Desk, pdf: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
        key = desk.key("almaty")

        def refuse(digest: bytes) -> bytes:
            raise KeyUnavailable

        monkeypatch.setattr(type(key), "sign_digest", lambda self, digest: refuse(digest))
        with pytest.raises(SealUnavailable):
            desk.sealer().seal(pdf, "almaty")

    def test_unknown_provider_is_a_mistake_of_ours(self, desk: Desk, pdf: bytes) -> None:
        with pytest.raises(KeyError):
            desk.sealer().seal(pdf, "atlantis")


class TestTime:
    def test_a_seal_outlives_its_certificate_and_is_checked_offline(
        self, desk: Desk, authority: CertificationAuthority, seals: SealVerifier, clock: FileClock, pdf: bytes
    ) -> None:
        sealed = desk.sealer().seal(pdf, "almaty")
        authority.set_faults(ocsp_down=True, crl_down=True, tsa_down=True)
        clock.move(by=timedelta(days=335 + 365))
        assert seals.check(sealed).outcome is SealOutcome.AUTHENTIC

    def test_when_the_time_stamp_cannot_be_believed_any_more_nothing_is_said(
        self, desk: Desk, seals: SealVerifier, pdf: bytes
    ) -> None:
        verdict = seals.check(desk.sealer().seal(pdf, "almaty"), START + timedelta(days=5476))
        assert (verdict.outcome, verdict.reason) == (SealOutcome.CANNOT_CHECK, SealReason.TIME_STAMP_EXPIRED)

    def test_a_moment_before_the_sealing(self, desk: Desk, seals: SealVerifier, pdf: bytes) -> None:
        verdict = seals.check(desk.sealer().seal(pdf, "almaty"), START - timedelta(hours=1))
        assert (verdict.outcome, verdict.reason) == (SealOutcome.CANNOT_CHECK, SealReason.SEALED_LATER)

    def test_revocation_after_the_sealing_does_not_touch_the_seal(
        self, desk: Desk, authority: CertificationAuthority, seals: SealVerifier, clock: FileClock, pdf: bytes
    ) -> None:
        clock.move(
            by=timedelta(days=-7)
        )  # before another test of this file revoked the key, in whatever order they run
        sealed = desk.sealer("lost-after").seal(pdf, "almaty")
        clock.move(by=timedelta(hours=1))
        authority.revoke("lost-after")
        assert seals.check(sealed).outcome is SealOutcome.AUTHENTIC


class TestAltered:
    @pytest.mark.parametrize("tail", [b"\n", b"%", b"\n%%EOF\n", b"startxref\n0\n%%EOF", b"x" * 5000])
    def test_appended_bytes(self, desk: Desk, seals: SealVerifier, pdf: bytes, tail: bytes) -> None:
        verdict = seals.check(desk.sealer().seal(pdf, "almaty") + tail)
        assert (verdict.outcome, verdict.reason) == (SealOutcome.ALTERED, SealReason.BYTES_ADDED)

    def test_an_incremental_update(self, desk: Desk, seals: SealVerifier, authorities: Authorities, pdf: bytes) -> None:
        sealed = desk.sealer().seal(pdf, "almaty")
        relaxed = sealed.replace(b"/P 1", b"/P 2")  # or pyHanko would not let us sign again
        signed_twice = sign_weakly(relaxed, desk.key("guardian"), authorities, certify=False, field="Second")
        genuine = sealed + signed_twice[len(sealed) :]
        assert len(genuine) > len(sealed)
        verdict = seals.check(genuine)
        assert (verdict.outcome, verdict.reason) == (SealOutcome.ALTERED, SealReason.BYTES_ADDED)

    def test_every_changed_byte_outside_the_signature_shows(self, desk: Desk, seals: SealVerifier, pdf: bytes) -> None:
        sealed = desk.sealer().seal(pdf, "almaty")
        contents = re.search(rb"/Contents\s*<[0-9a-fA-F]+>", sealed)
        assert contents is not None
        outside = [*range(0, contents.start(), 701), *range(contents.end(), len(sealed), 97)]
        for position in outside:
            changed = bytearray(sealed)
            changed[position] ^= 4
            assert seals.check(bytes(changed)).outcome in (SealOutcome.ALTERED, SealOutcome.NOT_OURS), position

    def test_a_page_changed_to_say_something_else(self, desk: Desk, seals: SealVerifier, pdf: bytes) -> None:
        sealed = desk.sealer().seal(pdf, "almaty")
        verdict = seals.check(sealed.replace(b"/MediaBox [0 0 595", b"/MediaBox [0 0 594", 1))
        assert (verdict.outcome, verdict.reason) == (SealOutcome.ALTERED, SealReason.CONTENT_CHANGED)
        assert verdict.provider == "almaty"

    def test_something_hidden_in_the_room_behind_the_signature(
        self, desk: Desk, seals: SealVerifier, pdf: bytes
    ) -> None:
        sealed = desk.sealer().seal(pdf, "almaty")
        verdict = seals.check(sealed.replace(b"00" * 100 + b">", b"00" * 90 + b"41" * 10 + b">"))
        assert (verdict.outcome, verdict.reason) == (SealOutcome.ALTERED, SealReason.BYTES_ADDED)

    def test_without_time_stamp(self, desk: Desk, seals: SealVerifier, authorities: Authorities, pdf: bytes) -> None:
        verdict = seals.check(sign_weakly(pdf, desk.key("almaty"), authorities))
        assert (verdict.outcome, verdict.reason) == (SealOutcome.ALTERED, SealReason.TIME_STAMP_BROKEN)


class TestNotOurs:
    @pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"\0" * 1000, b"%PDF-1.7\nstartxref\n99999\n%%EOF"])
    def test_no_readable_pdf(self, seals: SealVerifier, data: bytes) -> None:
        assert seals.check(data).reason is SealReason.UNREADABLE

    def test_unsigned(self, seals: SealVerifier, pdf: bytes) -> None:
        verdict = seals.check(pdf)
        assert (verdict.outcome, verdict.reason) == (SealOutcome.NOT_OURS, SealReason.UNSIGNED)

    def test_a_valid_seal_of_somebody_else(
        self, desk: Desk, authorities: Authorities, clock: FileClock, pdf: bytes
    ) -> None:
        sealed = desk.sealer().seal(pdf, "almaty")
        strangers = SealVerifier(authorities, clock, lambda: {"almaty": "111140001234"})
        verdict = strangers.check(sealed)
        assert (verdict.outcome, verdict.reason) == (SealOutcome.NOT_OURS, SealReason.OTHER_SIGNER)
        assert verdict.signer is None

    @pytest.mark.parametrize("tail", [b"", b"\n% altered as well"])
    def test_our_name_under_a_forged_authority(
        self, desk: Desk, clock: FileClock, pdf: bytes, tail: bytes, tmp_path: Path, authority: CertificationAuthority
    ) -> None:
        """Whoever trusts another root with the same names takes our seal for a forgery, and so the other way round."""
        twin = CertificationAuthority(tmp_path / "twin", clock, [])
        twin.stop()
        deceived = SealVerifier(Authorities(twin.roots, twin.intermediates), clock, lambda: {"almaty": "050740001234"})
        verdict = deceived.check(desk.sealer().seal(pdf, "almaty") + tail)
        assert (verdict.outcome, verdict.reason) == (SealOutcome.NOT_OURS, SealReason.UNKNOWN_AUTHORITY)

    @pytest.mark.parametrize(
        ("member", "certify", "permissions", "expected"),
        [
            ("employee", True, MDPPerm.NO_CHANGES, SealReason.NOT_ENTITLED),
            ("almaty", False, MDPPerm.NO_CHANGES, SealReason.NOT_CERTIFYING),
            ("almaty", True, MDPPerm.FILL_FORMS, SealReason.NOT_CERTIFYING),
        ],
    )
    def test_signatures_of_the_provider_that_are_no_seals(
        self,
        desk: Desk,
        seals: SealVerifier,
        authority: CertificationAuthority,
        authorities: Authorities,
        revocation: RevocationChecker,
        fetcher: CountingFetcher,
        pdf: bytes,
        member: str,
        certify: bool,
        permissions: MDPPerm,
        expected: SealReason,
    ) -> None:
        key, tsa = desk.key(member), TimeStampingClient(authority.tsa_url, fetcher)
        evidence = evidence_for(key, tsa, authorities, revocation)
        signed = sign_weakly(
            pdf, key, authorities, timestamper=tsa, evidence=evidence, certify=certify, permissions=permissions
        )
        verdict = seals.check(signed)
        assert (verdict.outcome, verdict.reason) == (SealOutcome.NOT_OURS, expected)

    def test_sealed_with_a_revoked_key(
        self,
        desk: Desk,
        seals: SealVerifier,
        authority: CertificationAuthority,
        authorities: Authorities,
        revocation: RevocationChecker,
        fetcher: CountingFetcher,
        clock: FileClock,
        pdf: bytes,
    ) -> None:
        authority.revoke("lost-and-used")
        clock.move(by=timedelta(days=20))
        key, tsa = desk.key("lost-and-used"), TimeStampingClient(authority.tsa_url, fetcher)
        evidence = evidence_for(key, tsa, authorities, revocation)
        verdict = seals.check(sign_weakly(pdf, key, authorities, timestamper=tsa, evidence=evidence))
        assert (verdict.outcome, verdict.reason) == (SealOutcome.NOT_OURS, SealReason.REVOKED)


class TestCannotCheck:
    def test_without_validation_data(
        self,
        desk: Desk,
        seals: SealVerifier,
        authority: CertificationAuthority,
        authorities: Authorities,
        fetcher: CountingFetcher,
        pdf: bytes,
    ) -> None:
        tsa = TimeStampingClient(authority.tsa_url, fetcher)
        verdict = seals.check(sign_weakly(pdf, desk.key("almaty"), authorities, timestamper=tsa))
        assert (verdict.outcome, verdict.reason) == (SealOutcome.CANNOT_CHECK, SealReason.VALIDATION_DATA_MISSING)
