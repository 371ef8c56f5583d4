"""The certificates that a row names: whether each can be read, is the office's and the person's, and fits its key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from asn1crypto import x509

from functions.shared.cloud.kms import ALGORITHMS, CloudKms, PublicKey
from functions.shared.domain.decision import folded
from functions.shared.trust.authorities import Authorities, read_certificates
from functions.shared.trust.key_certificates import days_left, fits
from functions.shared.trust.profile import read_signer, require_organisation
from functions.shared.trust.sealing_key import KeyUnavailable
from functions.shared.trust.verdicts import Refused
from tools.directory.columns import KEYS, Cells, Flaw, Row

SIGNERS = {"seal": "signatory_name", "answers": "head_name"}
"""Whose certificate each is: the column of the name whose surname it bears (4.4, 11.9)."""
LONGEST_SHOWN = 100
"""Characters of a file's name that a message repeats."""


class PublicKeys(Protocol):
    def of(self, version: str, certificate: Path) -> PublicKey:
        """The public half of a key's version. Raises KeyUnavailable."""


@dataclass(frozen=True)
class KeysInCloud:
    """Those that Cloud KMS tells."""

    kms: CloudKms

    def of(self, version: str, certificate: Path) -> PublicKey:  # noqa: ARG002 - the port's
        return self.kms.public_key(version)


class KeysBeside:
    """Those that stand beside the certificates: the same name, ending in .pub. For a check without the cloud."""

    def of(self, version: str, certificate: Path) -> PublicKey:  # noqa: ARG002 - the port's
        beside = certificate.with_suffix(".pub")
        try:
            return PublicKey(beside.read_text(encoding="ascii"), "")
        except (OSError, ValueError) as error:
            raise KeyUnavailable(f"{beside.name} is not there, or no PEM file") from error


@dataclass(frozen=True)
class Trust:
    """What certificates are held against: the moment; roots and public keys, where they are known."""

    now: datetime
    authorities: Authorities | None = None
    keys: PublicKeys | None = None


def read_and_check(row: Row, folder: Path, trust: Trust) -> tuple[dict[str, bytes], list[Flaw]]:
    """The certificates of a row by column, as DER, and what is wrong with them. Paths begin at `folder`."""
    held: dict[str, bytes] = {}
    flaws: list[Flaw] = []
    for key in KEYS:
        column = f"{key}_certificate"
        if not row.cells[column]:
            continue
        try:
            file = _within(folder, row.cells[column])
            held[column] = certificate_in(file)
        except (OSError, ValueError) as error:
            shown = row.cells[column][:LONGEST_SHOWN]
            flaws.append(Flaw(row.line, column, f"{shown} cannot be read as a certificate: {_told(error)}"))
            continue
        found = flaws_of(held[column], key, row.cells, file, trust)
        flaws += [Flaw(row.line, column, why) for column, why in found]
    return held, flaws


def _within(folder: Path, name: str) -> Path:
    """The file of that name. Raises ValueError for one that lies elsewhere, also by way of a link.

    Whoever fills in the file does not choose what is read on the operator's machine.
    """
    file = folder / name
    if not file.resolve().is_relative_to(folder.resolve()):
        raise ValueError("it lies outside the folder of the file")
    return file


def certificate_in(file: Path) -> bytes:
    """The one certificate of a PEM or DER file, as DER. Raises OSError, ValueError."""
    found = read_certificates(file.read_bytes())
    if len(found) != 1:
        raise ValueError(f"the file holds {len(found)} certificates; one is expected")
    certificate = x509.Certificate.load(found[0], strict=True)
    certificate.native  # noqa: B018 - asn1crypto parses what is asked for only, and ValueError is to be raised here
    return found[0]


def flaws_of(der: bytes, key: str, cells: Cells, file: Path, trust: Trust) -> Iterator[tuple[str, str]]:
    """What is wrong with a certificate that can be read, by column: whose it is, its dates, its chain, its key."""
    column, certificate = f"{key}_certificate", x509.Certificate.load(der)
    try:
        require_organisation(certificate, cells["bin"])
    except Refused as refused:
        bears = read_signer(certificate).bin
        other = f" It bears the BIN {bears}; the row has {cells['bin'] or 'none'}." if bears != cells["bin"] else ""
        yield column, refused.verdict.detail + other
    signer = read_signer(certificate).common_name
    if folded(signer).split()[:1] != folded(cells[SIGNERS[key]]).split()[:1]:
        yield column, f"is of somebody else than {SIGNERS[key]}: the surnames differ"
    if certificate.not_valid_before > trust.now:
        yield column, f"is not valid before {certificate.not_valid_before:%Y-%m-%d %H:%M} UTC"
    elif days_left(der, trust.now) < 0:
        yield column, f"has expired on {certificate.not_valid_after:%Y-%m-%d %H:%M} UTC"
    elif trust.authorities is not None:
        try:
            trust.authorities.verified_path(certificate, trust.now)
        except Refused as refused:
            yield column, refused.verdict.detail
    if trust.keys is not None:
        yield from _fitting(der, key, cells[f"{key}_version"], file, trust.keys)


def _fitting(der: bytes, key: str, version: str, file: Path, keys: PublicKeys) -> Iterator[tuple[str, str]]:
    try:
        public = keys.of(version, file)
        fitting = fits(der, public.pem)
    except (KeyUnavailable, ValueError) as error:
        yield f"{key}_version", f"the public key cannot be had: {error}"
        return
    if public.algorithm and public.algorithm not in ALGORITHMS:
        yield f"{key}_version", f"the key signs by {public.algorithm}; it must be one of {', '.join(ALGORITHMS)}"
    if not fitting:
        yield f"{key}_certificate", "was issued for another key than this version"


def _told(error: OSError | ValueError) -> str:
    return (error.strerror or "no such file") if isinstance(error, OSError) else str(error).splitlines()[0]
