"""The operators' command: a request for a certificate, and the check of those in force."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from emulators.certification_authority import CertificationAuthority
from emulators.cloud_kms import CloudKmsEmulator
from functions.shared.clock import FileClock
from functions.shared.cloud.kms import CloudKms
from functions.shared.codec import to_fields
from functions.shared.domain.language import Bilingual
from functions.shared.domain.office import AnyOffice, Authority, Office, OfficeKind, Official, SealKey
from functions.shared.ports import Create, Replace
from tests.fakes.documents import FakeDocuments
from tests.integration.kms.conftest import BINS, START, version
from tools.seal_keys.__main__ import main

IIN = "850101398006"
NAMES = Bilingual("Алматы қаласының Білім басқармасы", "Управление образования города Алматы")
SIGNATORY = Official(Bilingual("Орынбасар", "Заместитель"), "Серіков Дәурен Асқарұлы")
Named = Callable[..., SealKey]


class Desk:
    """An operator at the command, with a directory of offices."""

    def __init__(self, kms: CloudKms, clock: FileClock, monkeypatch: pytest.MonkeyPatch) -> None:
        self.store, self._kms, self._clock, self._monkeypatch = FakeDocuments(), kms, clock, monkeypatch

    def put(self, office: AnyOffice) -> None:
        path, fields = f"offices/{office.id}", to_fields(office)
        before = self.store.get(path)
        self.store.commit(Create(path, fields) if before is None else Replace(path, fields, before.version))

    def run(self, *arguments: str, typed: str = f"{IIN}\n") -> int:
        self._monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        return main(arguments, self.store, self._kms, self._clock)


def provider(identifier: str = "almaty", **changes: object) -> Office:
    office = Office(identifier, NAMES, BINS[identifier], NAMES, SIGNATORY, SIGNATORY, "+7 727", "750000000")
    return replace(office, **changes)  # type: ignore[arg-type]  # whatever a test changes


def akimat(**changes: object) -> Authority:
    office = Authority("akimat", NAMES, NAMES, "+7 727", SIGNATORY, "750000000", OfficeKind.AKIMAT, BINS["almaty"])
    return replace(office, **changes)  # type: ignore[arg-type]  # whatever a test changes


@pytest.fixture
def desk(kms: CloudKms, authority: CertificationAuthority, monkeypatch: pytest.MonkeyPatch) -> Desk:
    for name, file in (("TRUST_ROOTS", "roots.pem"), ("TRUST_INTERMEDIATES", "intermediates.pem")):
        monkeypatch.setenv(name, str(authority.state / file))
    return Desk(kms, authority.clock, monkeypatch)


class TestRequest:
    @pytest.mark.parametrize("office", ["almaty", "astana"])
    def test_openssl_takes_it_and_it_is_of_the_key_and_of_whom_the_directory_names(
        self, desk: Desk, kms: CloudKms, tmp_path: Path, office: str
    ) -> None:
        desk.put(provider(office, active=False))
        out, name = tmp_path / "request.pem", version(office=office)
        assert desk.run("request", office, "--ring", "signers", "--version", name, "--out", str(out)) == 0

        command = ["openssl", "req", "-in", str(out), "-verify", "-noout", "-pubkey"]
        said = subprocess.run(command, capture_output=True, text=True, check=True)
        assert "verify OK" in said.stdout + said.stderr
        request = x509.load_pem_x509_csr(out.read_bytes())
        assert kms.public_key(name).pem.strip() in said.stdout
        subject = [(each.oid, each.value) for each in request.subject]
        assert subject == [
            (NameOID.COMMON_NAME, "СЕРІКОВ ДӘУРЕН"),
            (NameOID.SURNAME, "СЕРІКОВ"),
            (NameOID.SERIAL_NUMBER, f"IIN{IIN}"),
            (NameOID.COUNTRY_NAME, "KZ"),
            (NameOID.GIVEN_NAME, "АСҚАРҰЛЫ"),
            (NameOID.ORGANIZATION_NAME, NAMES.kk),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, f"BIN{BINS[office]}"),
        ]
        assert out.stat().st_mode & 0o077 == 0

    @pytest.mark.clause("11.9")
    def test_of_a_head_and_of_a_digital_system(self, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
        desk.put(provider(head=replace(SIGNATORY, name="Ахметова Әсел")))
        asked = ("request", "almaty", "--ring", "heads", "--version", version(ring="heads"))
        assert desk.run(*asked, "--system", "1.2.398.3.99") == 0
        told = capsys.readouterr()
        subject = x509.load_pem_x509_csr(told.out.encode()).subject
        found = {each.oid: each.value for each in subject}
        assert (found[NameOID.COMMON_NAME], found[NameOID.USER_ID]) == ("АХМЕТОВА ӘСЕЛ", "1.2.398.3.99")
        assert NameOID.GIVEN_NAME not in found
        assert IIN not in told.err

    @pytest.mark.parametrize(
        ("changed", "typed", "told"),
        [
            ({"--version": version(office="astana")}, f"{IIN}\n", "a version of this office's key is expected"),
            ({"--version": version(ring="heads")}, f"{IIN}\n", "a version of this office's key is expected"),
            ({"--system": "the portal"}, f"{IIN}\n", "an OID is expected"),
            ({}, "850101398007\n", "the IIN of who seals is expected"),
            ({}, "", "the IIN of who seals is expected"),
        ],
    )
    def test_a_wrong_call_says_what_is_expected(
        self, desk: Desk, changed: dict[str, str], typed: str, told: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        desk.put(provider())
        options = {"--ring": "signers", "--version": version()} | changed
        with pytest.raises(SystemExit) as ended:
            desk.run("request", "almaty", *(part for pair in options.items() for part in pair), typed=typed)
        assert ended.value.code == 2
        error = capsys.readouterr().err
        assert told in error
        assert "850101398007" not in error

    def test_what_cannot_be_requested(self, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
        desk.put(provider("astana", bin=""))
        desk.put(akimat())
        for office, ring, told in (
            ("atlantis", "signers", "The directory has no office atlantis"),
            ("astana", "signers", "astana: the directory does not say"),
            ("akimat", "signers", "akimat: only a provider issues certificates"),
            ("akimat", "heads", "NotFound"),
        ):
            name = version(office=office, ring=ring)
            assert desk.run("request", office, "--ring", ring, "--version", name) == 1
            assert told in capsys.readouterr().err

    def test_a_silent_cloud(
        self, desk: Desk, emulator: CloudKmsEmulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        desk.put(provider())
        emulator.set_faults(unavailable=1.0)
        out = tmp_path / "request.pem"
        assert desk.run("request", "almaty", "--ring", "signers", "--version", version(), "--out", str(out)) == 1
        assert "ServiceUnavailable" in capsys.readouterr().err
        assert not out.exists()


class TestCheck:
    @pytest.fixture(autouse=True)
    def _whole(self, desk: Desk, named: Named) -> None:
        desk.put(provider(seal=named("signer-almaty"), answers=named("head-almaty")))
        desk.put(provider("astana", seal=named("signer-astana")))

    def test_what_is_whole_and_what_is_missing(self, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
        desk.put(akimat(active=False))
        assert desk.run("check") == 0
        said = capsys.readouterr().out.splitlines()
        assert said == [
            "ok almaty seal: fits its key, its BIN and its holder (days left: 335)",
            "ok almaty answers: fits its key, its BIN and its holder (days left: 335)",
            "ok astana seal: fits its key, its BIN and its holder (days left: 335)",
            "none astana answers: the directory names no key",
            "keys=3 broken=0 none=1",
        ]

    def broken(self, desk: Desk, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
        capsys.readouterr()
        assert desk.run("check", *arguments) == 1
        found = [line for line in capsys.readouterr().out.splitlines() if line.startswith("BROKEN")]
        assert len(found) == 1, found
        return found[0]

    def test_a_rotation_of_which_half_was_made(
        self, desk: Desk, named: Named, capsys: pytest.CaptureFixture[str]
    ) -> None:
        desk.put(provider(seal=named("signer-almaty", of=version(2)), answers=named("head-almaty")))
        assert "was issued for another key than this version" in self.broken(desk, capsys)
        desk.put(provider(seal=named("signer-almaty-next"), answers=named("head-almaty")))
        assert desk.run("check") == 0

    def test_another_person_and_another_organisation(
        self, desk: Desk, named: Named, capsys: pytest.CaptureFixture[str]
    ) -> None:
        other = replace(SIGNATORY, name="Ахметов Серік")
        desk.put(provider(seal=named("signer-almaty"), answers=named("head-almaty"), signatory=other))
        assert "the surnames differ" in self.broken(desk, capsys)
        desk.put(provider(seal=named("signer-astana"), answers=named("head-almaty")))
        assert "belongs to another organisation" in self.broken(desk, capsys)

    def test_days_run_out(
        self, desk: Desk, named: Named, authority: CertificationAuthority, capsys: pytest.CaptureFixture[str]
    ) -> None:
        desk.put(provider("astana", active=False))
        desk.put(provider(seal=named("signer-almaty")))
        try:
            authority.clock.move(by=timedelta(days=320))
            assert desk.run("check") == 0
            assert "fewer than 30 days are left (days left: 15)" in self.broken(desk, capsys, "--days", "30")
            authority.clock.move(by=timedelta(days=16))
            assert "has expired" in self.broken(desk, capsys)
        finally:
            authority.clock.move(to=START)

    def test_of_a_forged_authority(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        twin = CertificationAuthority(tmp_path / "twin", desk._clock, [])
        twin.stop()
        monkeypatch.setenv("TRUST_ROOTS", str(twin.state / "roots.pem"))
        monkeypatch.setenv("TRUST_INTERMEDIATES", str(twin.state / "intermediates.pem"))
        desk.put(provider("astana", active=False))
        desk.put(akimat())
        desk.put(provider(seal=SealKey(version(), desk_certificate(desk))))
        assert "authority" in self.broken(desk, capsys)

    def test_without_roots_it_says_what_was_not_checked(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.delenv("TRUST_ROOTS")
        assert desk.run("check") == 0
        assert "TRUST_ROOTS is not set" in capsys.readouterr().out

    def test_a_disabled_key(self, desk: Desk, emulator: CloudKmsEmulator, capsys: pytest.CaptureFixture[str]) -> None:
        emulator.set_faults(disabled=[version(ring="heads")])
        assert "FailedPrecondition" in self.broken(desk, capsys)

    def test_what_is_no_certificate(self, desk: Desk, named: Named, capsys: pytest.CaptureFixture[str]) -> None:
        desk.put(provider(seal=SealKey(version(), b"nonsense"), answers=named("head-almaty")))
        assert "cannot be read as a certificate" in self.broken(desk, capsys)

    def test_a_silent_store(self, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
        desk.store.fail_next()
        assert desk.run("check") == 1
        assert "The store gives no answer" in capsys.readouterr().err


def desk_certificate(desk: Desk) -> bytes:
    office = desk.store.get("offices/almaty")
    assert office is not None
    certificate = office.fields["seal"]["certificate"]
    assert isinstance(certificate, bytes)
    return certificate


def test_without_a_project_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("PROJECT", raising=False)
    with pytest.raises(SystemExit) as ended:
        main(["check"])
    assert ended.value.code == 2
    assert "PROJECT is not set" in capsys.readouterr().err
