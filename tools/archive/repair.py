"""Put back what is missing, on either side. Nothing is ever overwritten: a contradiction is left, for people."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from functions.issue.archiving import keep
from functions.issue.case_files import (
    JSON,
    OCTETS,
    PDF,
    ZIP,
    Original,
    Sources,
    case_documents,
    case_name,
    register_entry,
    revocation_name,
    revocation_of,
    whole,
)
from functions.issue.services import Keeping
from functions.shared.bundle import bundle
from functions.shared.codec import from_fields
from functions.shared.domain.certificate import Certificate
from functions.shared.domain.deposit import Deposit, DepositKind
from functions.shared.ports import Archive, ArchiveRefuses, Documents, ObjectExists
from functions.shared.records import DEPOSITS
from functions.shared.waiting import Wait
from tools.archive.compare import deposits_of
from tools.archive.findings import ARCHIVE, BUCKET, Finding, What


def repair(sources: Sources, keeping: Keeping, findings: Iterable[Finding]) -> Iterator[Finding]:
    """What could be put back, as it is. The bucket comes first, since the archive's copies are taken from there.

    Raises StoreUnavailable, ArchiveUnavailable and ArchiveFull.
    """
    lacking = [finding for finding in findings if finding.what is What.LACKS and finding.certificate]
    for finding in sorted(lacking, key=lambda each: (each.certificate, each.where != BUCKET, last_the_case(each.name))):
        certificate = register_entry(sources.documents, finding.certificate)
        if finding.where == BUCKET and into_bucket(sources, keeping.archive, certificate, finding.name):
            yield finding
        if finding.where == ARCHIVE and into_archive(sources, keeping, certificate, finding.name):
            yield finding


def last_the_case(name: str) -> tuple[bool, str]:
    """Where the bundle is, all else of the case is there too."""
    return name.startswith("cases/"), name


def into_bucket(sources: Sources, archive: Archive, certificate: Certificate, name: str) -> bool:
    """Only where the archive's bytes are those whose hash the register names."""
    sealed = name == certificate.object
    data = archive.read(name)
    expected = certificate.sha256 if sealed else name.rpartition("/")[2]
    if data is None or hashlib.sha256(data).hexdigest() != expected:
        return False
    try:
        if sealed:
            sources.certificates.create(name, data, PDF)
        else:
            sources.attachments.create(name, data, OCTETS)
            sources.attachments.keep(name)
    except ObjectExists:
        return False
    return True


def into_archive(sources: Sources, keeping: Keeping, certificate: Certificate, name: str) -> bool:
    try:
        original = original_of(sources, certificate, name)
        keep(keeping, deposit_of(sources.documents, certificate, name), original)
    except (Wait, ArchiveRefuses):
        return False
    return True


def original_of(sources: Sources, certificate: Certificate, name: str) -> Original:
    """The object as the handler would have copied it. Raises Wait where it is missing, or not what it should be."""
    if name == certificate.object:
        return Original(name, PDF, whole(sources.certificates, name, certificate.sha256))
    if name == case_name(certificate.application):
        documents = case_documents(sources.documents, certificate.application, certificate.number)
        return Original(name, ZIP, bundle(documents))
    if name == revocation_name(certificate.number):
        return Original(name, JSON, revocation_of(sources.documents, certificate.number))
    return Original(name, OCTETS, whole(sources.attachments, name, name.rpartition("/")[2]))


def deposit_of(documents: Documents, certificate: Certificate, name: str) -> Deposit:
    """The deposit that the object belongs to, as it is stored, or as it would have been."""
    revoked = name == revocation_name(certificate.number)
    kind = DepositKind.REVOCATION if revoked else DepositKind.CASE
    deposit = next(each for each in deposits_of(certificate) if each.kind is kind)
    found = documents.get(f"{DEPOSITS}/{deposit.id}")
    return deposit if found is None else from_fields(Deposit, found.fields)
