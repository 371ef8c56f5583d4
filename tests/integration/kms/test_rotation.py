"""Keys of the directory at work: a rotation without a restart, offices that close, and keys that may not seal (4.4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from emulators.certification_authority import CertificationAuthority
from emulators.cloud_kms import CloudKmsEmulator
from functions.shared import offices as directory
from functions.shared.cloud.kms import CloudKms, KmsKey
from functions.shared.codec import to_fields
from functions.shared.domain.language import Bilingual
from functions.shared.domain.office import AnyOffice, Authority, Office, OfficeKind, Official, SealKey
from functions.shared.offices import KEPT_SECONDS, Offices
from functions.shared.ports import Create, Replace, StoreUnavailable
from functions.shared.trust.authorities import Authorities
from functions.shared.trust.fetcher import HttpFetcher
from functions.shared.trust.office_keys import OfficeKeys, Purpose
from functions.shared.trust.revocation import RevocationChecker
from functions.shared.trust.seal_check import SealVerifier
from functions.shared.trust.sealing import Sealer
from functions.shared.trust.verdicts import SealOutcome, SealReason, SealUnavailable
from tests.fakes.documents import FakeDocuments
from tests.integration.kms.conftest import BINS, START, version

pytestmark = pytest.mark.clause("4.2", "4.4")
Named = Callable[..., SealKey]
HEAD = Official(Bilingual("Басшы", "Руководитель"), "Серіков Дәурен")


class House:
    """A directory, and the functions that seal and check by it; its minute passes when a test says so."""

    def __init__(self, authority: CertificationAuthority, kms: CloudKms) -> None:
        self.store, self.authority, self.kms = FakeDocuments(), authority, kms
        self.offices = Offices(self.store)
        self.monotonic = 0.0
        self.authorities = Authorities(authority.roots, authority.intermediates)
        self.certificates = self.sealer(Purpose.CERTIFICATES)
        self.answers = self.sealer(Purpose.ANSWERS)
        self.checks = SealVerifier(self.authorities, authority.clock, self.keys(Purpose.CERTIFICATES).bins)

    def keys(self, purpose: Purpose) -> OfficeKeys:
        return OfficeKeys(self.offices, purpose, lambda key: KmsKey(self.kms, key))

    def sealer(self, purpose: Purpose) -> Sealer:
        revocation = RevocationChecker(self.authorities, HttpFetcher(), self.authority.clock)
        clock, tsa = self.authority.clock, self.authority.tsa_url
        return Sealer(self.keys(purpose), self.authorities, revocation, tsa, HttpFetcher(), clock)

    def put(self, office: AnyOffice) -> None:
        path = f"offices/{office.id}"
        before = self.store.get(path)
        fields = to_fields(office)
        self.store.commit(Create(path, fields) if before is None else Replace(path, fields, before.version))

    def a_minute_passes(self) -> None:
        self.monotonic += KEPT_SECONDS + 1


def provider(seal: SealKey | None, identifier: str = "almaty", **changes: Any) -> Office:
    names = Bilingual("Білім басқармасы", "Управление образования")
    office = Office(identifier, names, BINS[identifier], names, HEAD, HEAD, "+7 727 000 00 01", "750000000", seal=seal)
    return replace(office, **changes)


@pytest.fixture
def house(authority: CertificationAuthority, kms: CloudKms, monkeypatch: pytest.MonkeyPatch) -> House:
    house = House(authority, kms)
    monkeypatch.setattr(directory, "time", SimpleNamespace(monotonic=lambda: house.monotonic))
    return house


@pytest.fixture(scope="module")
def pdf() -> bytes:
    from weasyprint import HTML

    return bytes(HTML(string="<html lang='kk'><title>Анықтама</title><p>Анықтама</p></html>").write_pdf())


def test_a_new_key_seals_within_a_minute_and_what_the_old_one_sealed_stays_good(
    house: House, named: Named, authority: CertificationAuthority, pdf: bytes
) -> None:
    house.put(provider(named("signer-almaty")))
    before = house.certificates.seal(pdf, "almaty")
    house.put(provider(named("signer-almaty-next")))
    assert house.certificates.signatory("almaty").serial == authority.signing_file("signer-almaty").serial

    house.a_minute_passes()

    assert house.certificates.signatory("almaty").serial == authority.signing_file("signer-almaty-next").serial
    after = house.certificates.seal(pdf, "almaty")
    signers = []
    for sealed in (before, after):
        verdict = house.checks.check(sealed)
        assert (verdict.outcome, verdict.provider) == (SealOutcome.AUTHENTIC, "almaty")
        assert verdict.signer is not None
        signers.append(verdict.signer.serial)
    assert signers == [authority.signing_file(f"signer-almaty{which}").serial for which in ("", "-next")]


def test_a_document_that_names_the_former_certificate_is_not_sealed(house: House, named: Named, pdf: bytes) -> None:
    house.put(provider(named("signer-almaty")))
    written = house.certificates.signatory("almaty").serial
    house.put(provider(named("signer-almaty-next")))
    house.a_minute_passes()
    with pytest.raises(SealUnavailable, match="changed"):
        house.certificates.seal(pdf, "almaty", written)


def test_a_closed_office_finishes_what_it_accepted_and_its_seals_stay_good(
    house: House, named: Named, pdf: bytes
) -> None:
    house.put(provider(named()))
    house.put(provider(named(), active=False))
    sealed = house.certificates.seal(pdf, "almaty")
    house.put(provider(None, active=False))
    house.a_minute_passes()
    assert house.checks.check(sealed).outcome is SealOutcome.AUTHENTIC
    with pytest.raises(KeyError):
        house.certificates.seal(pdf, "almaty")


@pytest.mark.clause("11.9")
def test_certificates_and_answers_have_keys_of_their_own(house: House, named: Named, pdf: bytes) -> None:
    house.put(provider(None, answers=named("head-almaty")))
    with pytest.raises(KeyError):
        house.certificates.signatory("almaty")
    verdict = house.checks.check(house.answers.seal(pdf, "almaty"))
    assert (
        verdict.outcome is SealOutcome.AUTHENTIC
    )  # by the same office: whether it is a certificate, the register says


@pytest.mark.clause("11.9")
def test_who_only_hears_complaints_answers_and_never_passes_for_a_provider(
    house: House, named: Named, pdf: bytes
) -> None:
    names = Bilingual("Әкімдік", "Акимат")
    akimat = Authority("akimat", names, names, "+7", HEAD, "750000000", OfficeKind.AKIMAT, BINS["almaty"])
    house.put(replace(akimat, answers=named("head-almaty")))
    sealed = house.answers.seal(pdf, "akimat")
    assert house.checks.check(sealed).reason is SealReason.OTHER_SIGNER


def test_two_offices_with_one_bin_stop_nobody(house: House, named: Named, pdf: bytes) -> None:
    house.put(provider(named()))
    house.put(replace(provider(named()), id="almaty-twin"))
    for office in ("almaty", "almaty-twin"):
        verdict = house.checks.check(house.certificates.seal(pdf, office))
        assert (verdict.outcome, verdict.provider) == (SealOutcome.AUTHENTIC, None)
    house.put(provider(named("signer-astana"), "astana"))
    house.a_minute_passes()
    assert house.checks.check(house.certificates.seal(pdf, "astana")).provider == "astana"


@pytest.mark.parametrize(
    ("member", "of", "told"),
    [
        ("signer-almaty", version(2), "the certificate is not this key's"),
        ("signer-astana", None, "another organisation"),
        ("signer-almaty", version(8), "NotFound"),
    ],
)
def test_a_key_that_does_not_fit_waits(
    house: House, named: Named, pdf: bytes, member: str, of: str | None, told: str
) -> None:
    house.put(provider(named(member, of)))
    with pytest.raises(SealUnavailable, match=told):
        house.certificates.seal(pdf, "almaty")


def test_what_is_no_certificate_is_no_key(house: House, pdf: bytes) -> None:
    house.put(provider(SealKey(version(), b"no certificate")))
    with pytest.raises(KeyError):
        house.certificates.signatory("almaty")
    with pytest.raises(SealUnavailable):
        house.certificates.seal(pdf, "almaty")


def test_an_office_without_a_bin_has_no_key_and_no_seal(house: House, named: Named, pdf: bytes) -> None:
    house.put(provider(named(), bin=""))
    house.put(provider(named("signer-astana"), "astana"))
    for step in (lambda: house.certificates.signatory("almaty"), lambda: house.certificates.seal(pdf, "almaty")):
        with pytest.raises(KeyError):
            step()
    assert house.keys(Purpose.CERTIFICATES).bins() == {"astana": BINS["astana"]}


def test_an_expired_certificate_waits_for_its_rotation(
    house: House, named: Named, authority: CertificationAuthority, pdf: bytes
) -> None:
    house.put(provider(named()))
    try:
        authority.clock.move(by=timedelta(days=336))
        with pytest.raises(SealUnavailable, match="expired"):
            house.certificates.seal(pdf, "almaty")
    finally:
        authority.clock.move(to=START)


@pytest.mark.parametrize("faults", [{"unavailable": 1.0}, {"disabled": [version()]}, {"damage": "checksum"}])
def test_a_key_that_does_not_answer_waits_and_is_asked_again(
    house: House, named: Named, emulator: CloudKmsEmulator, pdf: bytes, faults: dict[str, Any]
) -> None:
    house.put(provider(named()))
    emulator.set_faults(**faults)
    with pytest.raises(SealUnavailable, match="The key cannot sign"):
        house.certificates.seal(pdf, "almaty")
    emulator.set_faults()
    assert house.checks.check(house.certificates.seal(pdf, "almaty")).outcome is SealOutcome.AUTHENTIC


def test_a_silent_directory_is_not_the_files_fault(house: House, named: Named, pdf: bytes) -> None:
    house.put(provider(named()))
    sealed = house.certificates.seal(pdf, "almaty")
    house.a_minute_passes()
    house.store.fail_next()
    with pytest.raises(StoreUnavailable):
        house.checks.check(sealed)
    assert house.checks.check(sealed).outcome is SealOutcome.AUTHENTIC
