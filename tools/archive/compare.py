"""Every certificate of the register: do its object in the bucket, its hash in the register and its copy agree?

Everything is read and hashed, bucket and archive alike: what a store says of itself is what is to be checked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import islice

from pydantic import ValidationError

from functions.issue.case_files import (
    Sources,
    attached,
    case_documents,
    case_name,
    is_copy_of,
    revocation_name,
    revocation_of,
)
from functions.shared.bundle import read_bundle
from functions.shared.codec import from_fields
from functions.shared.domain.certificate import Certificate, CertificateStatus
from functions.shared.domain.deposit import Deposit, DepositKind, case_of
from functions.shared.domain.deposit import revocation_of as revocation_deposit
from functions.shared.ports import Archive, Document, Objects
from functions.shared.records import CERTIFICATES, DEPOSITS, every
from functions.shared.tracing import Workers
from functions.shared.waiting import Wait
from tools.archive.findings import ARCHIVE, BUCKET, REGISTER, Finding, What

READERS = 8
NOT_OURS = "it is not what the register says"


@dataclass(frozen=True)
class Stores:
    """What is compared, and the time."""

    sources: Sources
    archive: Archive
    now: datetime


@dataclass
class Report:
    """`known` are the names that the archive may hold; only while it is made."""

    certificates: int = 0
    waiting: int = 0
    findings: list[Finding] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    def add(self, other: Report) -> None:
        self.certificates += other.certificates
        self.waiting += other.waiting
        self.findings += other.findings
        self.known |= other.known


def compare(stores: Stores) -> Report:
    """Raises StoreUnavailable and ArchiveUnavailable: who cannot be asked is not compared.

    The archive is listed before the register is read: whatever is listed was in the register before.
    """
    listed, whole = list(stores.archive.names("")), Report()
    with Workers(READERS) as readers:
        entries = every(stores.sources.documents, CERTIFICATES)
        while some := list(islice(entries, 10 * READERS)):  # whole objects are in memory, so only so many at a time
            for part in readers.map(partial(entry, stores), some):
                whole.add(part)
    whole.findings += behind(stores)
    whole.findings += [Finding(What.UNKNOWN, ARCHIVE, name) for name in listed if name not in whole.known]
    whole.findings.sort()
    return whole


def entry(stores: Stores, document: Document) -> Report:
    """One entry of the register."""
    report = Report(certificates=1)
    try:
        certificate = from_fields(Certificate, document.fields)
    except ValidationError:
        report.findings.append(Finding(What.UNREADABLE, REGISTER, document.path))
        return report
    report.known |= {certificate.object, case_name(certificate.application), revocation_name(certificate.number)}
    for deposit in deposits_of(certificate):
        if is_waiting(stores, deposit):
            report.waiting += 1
        elif deposit.kind is DepositKind.REVOCATION:
            report.findings += revocation(stores, certificate)
        else:
            report.findings += case(stores, certificate, report.known)
    report.findings = [replace(finding, certificate=certificate.number) for finding in report.findings]
    return report


def deposits_of(certificate: Certificate) -> Iterator[Deposit]:
    """What is to be in the archive by the register, even where there was no archive when it was issued."""
    yield case_of(certificate.application, certificate.number, certificate.issued_at)
    if certificate.status is CertificateStatus.REVOKED and certificate.revoked_at is not None:
        yield revocation_deposit(certificate.application, certificate.number, certificate.revoked_at)


def is_waiting(stores: Stores, deposit: Deposit) -> bool:
    """Whether the copy is still to be made: that it lacks is no finding, and that it is late is one of its own."""
    found = stores.sources.documents.get(f"{DEPOSITS}/{deposit.id}")
    return found is not None and found.fields.get("archived_at") is None


def case(stores: Stores, certificate: Certificate, known: set[str]) -> Iterator[Finding]:
    """The sealed file, the bundle, and what was attached, which the bundle names, or where there is none the case."""
    sources, name = stores.sources, case_name(certificate.application)
    yield from on_both_sides(sources.certificates, stores.archive, certificate.object, certificate.sha256)
    data = stores.archive.read(name)
    if data is None:
        yield Finding(What.LACKS, ARCHIVE, name)
    elif not is_copy_of(data, certificate.application, certificate.number):
        yield Finding(What.DIFFERS, ARCHIVE, name, NOT_OURS)
        data = None
    try:
        documents = (
            case_documents(sources.documents, certificate.application, certificate.number)
            if data is None
            else [Document(path, fields, stores.now) for path, fields in read_bundle(data)]
        )
    except Wait:
        yield Finding(What.LACKS, REGISTER, f"applications/{certificate.application}")
        return
    for attachment, sha256 in attached(documents):
        known.add(attachment)
        yield from on_both_sides(sources.attachments, stores.archive, attachment, sha256)


def on_both_sides(bucket: Objects, archive: Archive, name: str, sha256: str) -> Iterator[Finding]:
    """One object that bucket and archive must both have, with the bytes whose hash the register names."""
    for where, data in ((BUCKET, bucket.read(name)), (ARCHIVE, archive.read(name))):
        if data is None:
            yield Finding(What.LACKS, where, name)
        elif hashlib.sha256(data).hexdigest() != sha256:
            yield Finding(What.DIFFERS, where, name, NOT_OURS)


def revocation(stores: Stores, certificate: Certificate) -> Iterator[Finding]:
    name = revocation_name(certificate.number)
    there = stores.archive.read(name)
    if there is None:
        yield Finding(What.LACKS, ARCHIVE, name)
    elif there != revocation_of(stores.sources.documents, certificate.number):
        yield Finding(What.DIFFERS, ARCHIVE, name, NOT_OURS)


def behind(stores: Stores) -> Iterator[Finding]:
    for document in every(stores.sources.documents, DEPOSITS):
        try:
            deposit = from_fields(Deposit, document.fields)
        except ValidationError:
            yield Finding(What.UNREADABLE, REGISTER, document.path)
            continue
        if deposit.is_behind(stores.now):
            hours = int((stores.now - deposit.at).total_seconds() // 3600)
            yield Finding(What.BEHIND, ARCHIVE, document.path, f"{hours} hours, {deposit.waiting_for or 'never tried'}")
