"""The certificates that a file names: a wrong one refuses the file, with the line and the column of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from functions.shared.cloud.kms import PublicKey
from functions.shared.trust.authorities import Authorities
from functions.shared.trust.sealing_key import KeyUnavailable
from tests.unit.tools.directory_files import KNOWN, NOW, Folder, akimat, provider
from tests.unit.trust.pki import PERSON, Pki, ec_key
from tools.directory.certificates import KeysBeside, Trust
from tools.directory.exporting import pem
from tools.directory.loading import load

SEAL, ANSWERS = Path("keys/edu-almaty-seal.pem"), Path("keys/edu-almaty-answers.pem")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """An akimat in line 2 and a provider in line 3, both whole."""
    made = Folder(tmp_path)
    made.write([akimat(), provider()])
    return made


def flaws(folder: Folder, authorities: Authorities | None = None) -> list[tuple[int, str, str]]:
    loaded = load(folder.file, KNOWN, Trust(NOW, authorities, KeysBeside()))
    assert bool(loaded.flaws) != bool(loaded.offices)
    return [(flaw.line, flaw.column, flaw.why) for flaw in loaded.flaws]


def only(folder: Folder, authorities: Authorities | None = None) -> tuple[int, str, str]:
    found = flaws(folder, authorities)
    assert len(found) == 1, found
    return found[0]


def test_pem_and_der_are_read_and_the_chain_leads_to_the_roots(folder: Folder) -> None:
    pki = folder.pki
    (folder.path / SEAL).write_bytes((folder.path / SEAL).read_bytes())
    assert flaws(folder, Authorities([pki.root], [pki.intermediate])) == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "No such file or directory"),
        (b"", "keys/edu-almaty-seal.pem cannot be read as a certificate"),
        (b"not a certificate", "keys/edu-almaty-seal.pem cannot be read as a certificate"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "cannot be read as a certificate"),
        (b"\x30\x82\x05\x00" + b"\x00" * 40, "cannot be read as a certificate"),
    ],
)
def test_a_file_that_is_no_certificate_is_told(folder: Folder, content: bytes | None, why: str) -> None:
    (folder.path / SEAL).unlink()
    if content is not None:
        (folder.path / SEAL).write_bytes(content)
    line, column, sentence = only(folder)
    assert (line, column) == (3, "seal_certificate")
    assert why in sentence


def test_a_bundle_is_not_a_certificate(folder: Folder) -> None:
    (folder.path / SEAL).write_bytes((folder.path / SEAL).read_bytes() + (folder.path / ANSWERS).read_bytes())
    assert "the file holds 2 certificates; one is expected" in only(folder)[2]


@pytest.mark.parametrize(
    ("holder", "why"),
    [
        ({"units": ("BIN960240991214",)}, "It bears the BIN 960240991214; the row has 040340991018."),
        ({"units": ()}, "It bears the BIN None; the row has 040340991018."),
        ({"purposes": PERSON}, "not one of an organisation"),
        ({"non_repudiation": False}, "for logging in, not for signing"),
        ({"begin": NOW + timedelta(hours=1)}, "is not valid before 2026-11-23 07:00 UTC"),
        ({"end": NOW - timedelta(minutes=1)}, "has expired on 2026-11-23 05:59 UTC"),
    ],
)
@pytest.mark.parametrize("key", ["seal", "answers"])
def test_a_certificate_of_the_wrong_kind_organisation_or_time_is_told(
    folder: Folder, key: str, holder: dict[str, object], why: str
) -> None:
    folder.certify(provider(), key, **holder)
    line, column, sentence = only(folder)
    assert (line, column) == (3, f"{key}_certificate")
    assert why in sentence


@pytest.mark.clause("4.4", "11.9")
def test_a_certificate_bears_the_surname_of_who_signs(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write([akimat(head_name="Оспанов Данияр"), provider(signatory_name="Оспанов Данияр")])
    assert flaws(folder) == [
        (2, "answers_certificate", "is of somebody else than head_name: the surnames differ"),
        (3, "seal_certificate", "is of somebody else than signatory_name: the surnames differ"),
    ]


def test_a_certificate_of_another_authority_of_the_same_name_is_told(folder: Folder) -> None:
    rogue = Pki()
    found = flaws(folder, Authorities([rogue.root], [rogue.intermediate]))
    assert [(line, column) for line, column, _ in found] == [
        (2, "answers_certificate"),
        (3, "answers_certificate"),
        (3, "seal_certificate"),
    ]
    assert {why for _, _, why in found} == {"The certificate was not issued by an authority that we trust."}


def test_a_certificate_that_was_issued_for_another_key_is_told(folder: Folder) -> None:
    other = ec_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder.path / SEAL).with_suffix(".pub").write_bytes(other)
    assert only(folder) == (3, "seal_certificate", "was issued for another key than this version")


@pytest.mark.parametrize("content", [None, b"no key"])
def test_a_public_key_that_cannot_be_had_is_told(folder: Folder, content: bytes | None) -> None:
    beside = (folder.path / SEAL).with_suffix(".pub")
    beside.unlink()
    if content:
        beside.write_bytes(content)
    line, column, why = only(folder)
    assert (line, column) == (3, "seal_version")
    assert why.startswith("the public key cannot be had")


def test_a_key_that_signs_by_another_algorithm_or_is_out_of_reach_is_told(folder: Folder) -> None:
    class Cloud:
        def of(self, version: str, certificate: Path) -> PublicKey:
            if "akimat" in version:
                raise KeyUnavailable(f"{version}: NotFound")
            return PublicKey(certificate.with_suffix(".pub").read_text(), "EC_SIGN_P384_SHA384")

    found = load(folder.file, KNOWN, Trust(NOW, None, Cloud())).flaws
    assert [(flaw.line, flaw.column) for flaw in found] == [
        (2, "answers_version"),
        (3, "answers_version"),
        (3, "seal_version"),
    ]
    assert found[0].why.endswith("cryptoKeyVersions/1: NotFound")
    assert found[1].why.startswith("the key signs by EC_SIGN_P384_SHA384")


@pytest.mark.parametrize("name", ["../../../etc/passwd", "/etc/passwd", "keys/../../outside.pem", "link.pem"])
def test_a_file_outside_the_folder_is_not_opened(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    folder = Folder(tmp_path / "in")
    (tmp_path / "outside.pem").write_text(pem(folder.pki.root))
    (tmp_path / "in" / "link.pem").symlink_to(tmp_path / "outside.pem")
    folder.write([akimat(), provider(seal_certificate="")])
    folder.write([akimat(), provider(seal_certificate=name)], certified=False)
    opened: list[Path] = []
    read = Path.read_bytes

    def reads(file: Path) -> bytes:
        opened.append(file.resolve())
        return read(file)

    monkeypatch.setattr(Path, "read_bytes", reads)
    line, column, why = only(folder)
    assert (line, column) == (3, "seal_certificate")
    assert why == f"{name} cannot be read as a certificate: it lies outside the folder of the file"
    assert all(file.is_relative_to(tmp_path / "in") for file in opened)


def test_a_name_that_is_no_files_name_is_told_in_short(folder: Folder) -> None:
    folder.write([akimat(), provider(seal_certificate="k" * 900)], certified=False)
    line, column, why = only(folder)
    assert (line, column) == (3, "seal_certificate")
    assert why == f"{'k' * 100} cannot be read as a certificate: File name too long"
