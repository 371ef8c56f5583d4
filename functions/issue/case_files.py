"""What the archive in the country keeps of a case, and under which names.

    certificates/{application}.pdf    the sealed certificate, byte by byte
    attachments/{sha256}              what was attached to the application, or lay scanned on the desk
    evidence/{sha256}                 evidence that was too large for a document
    cases/{application}.zip           every document of the case, as a bundle (`functions/shared/bundle.py`)
    revocations/{number}.json         that a certificate was revoked, when and why

The bundle comes last: where it is, all else of the case is there too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from functions.shared.bundle import UnreadableBundle, bundle, read_bundle, write_fields
from functions.shared.codec import from_fields
from functions.shared.domain.application import Application
from functions.shared.domain.certificate import Certificate
from functions.shared.domain.deposit import Deposit, DepositKind
from functions.shared.domain.events import Event, EventKind, first_broken
from functions.shared.domain.notice import NoticeKind
from functions.shared.domain.paper import copy_id
from functions.shared.ports import Document, Documents, Objects
from functions.shared.records import (
    APPLICATIONS,
    CERTIFICATES,
    CONSENTS,
    COPIES,
    NOTICES,
    NUMBERS,
    Evidence,
    events_of,
    every,
)
from functions.shared.waiting import Wait

PDF, ZIP, JSON, OCTETS = "application/pdf", "application/zip", "application/json", "application/octet-stream"
PAGE = 300
ATTACHED = "attached-copy"
BELOW = {
    APPLICATIONS: ("events", "evidence"),
    CERTIFICATES: ("events",),
    CONSENTS: ("evidence", "lookups"),
}
"""The collections below the documents of a case. To look for others would be a question to the store for each."""


@dataclass(frozen=True)
class Sources:
    """Where a copy is taken from."""

    documents: Documents
    attachments: Objects
    certificates: Objects


@dataclass(frozen=True)
class Original:
    """An object as it goes into the archive."""

    name: str
    content_type: str
    data: bytes


def originals(sources: Sources, deposit: Deposit) -> Iterator[Original]:
    """What a deposit stands for, in the order in which it is to be stored.

    Raises Wait where something is missing, or is not what the register says, and StoreUnavailable.
    """
    number = deposit.certificate
    if deposit.kind is DepositKind.REVOCATION:
        yield Original(revocation_name(number), JSON, revocation_of(sources.documents, number))
        return
    documents = case_documents(sources.documents, deposit.application, number)
    for name, sha256 in attached(documents):
        yield Original(name, OCTETS, whole(sources.attachments, name, sha256))
    certificate = entry_among(documents, number)
    yield Original(certificate.object, PDF, whole(sources.certificates, certificate.object, certificate.sha256))
    yield Original(case_name(deposit.application), ZIP, bundle(documents))


def case_name(application: str) -> str:
    return f"cases/{application}.zip"


def revocation_name(certificate: str) -> str:
    return f"revocations/{certificate}.json"


def whole(objects: Objects, name: str, sha256: str) -> bytes:
    """An object of the bucket whose bytes are those that were recorded. Raises Wait."""
    data = objects.read(name)
    if data is None:
        raise Wait([("bucket", "missing")])
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Wait([("bucket", "differs")])
    return data


def register_entry(documents: Documents, number: str) -> Certificate:
    """Raises Wait where the register does not know the number."""
    found = documents.get(f"{CERTIFICATES}/{number}")
    if found is None:
        raise Wait([("register", "missing")])
    return from_fields(Certificate, found.fields)


def entry_among(documents: Iterable[Document], number: str) -> Certificate:
    """The register's entry, of the same reading as the rest of the case."""
    (entry,) = (each for each in documents if each.path == f"{CERTIFICATES}/{number}")
    return from_fields(Certificate, entry.fields)


def case_documents(documents: Documents, application: str, number: str) -> list[Document]:
    """All documents of an issued case: the application, its certificate, the consent, the paper copies, each with what
    lies below it, its numbers and its notices. Raises Wait where the application or the certificate is missing."""
    case, certificate = f"{APPLICATIONS}/{application}", f"{CERTIFICATES}/{number}"
    heads = documents.get_many([case, certificate])
    if len(heads) < 2:
        raise Wait([("register", "missing")])
    applied, entry = from_fields(Application, heads[case].fields), from_fields(Certificate, heads[certificate].fields)
    beside = [
        *(f"{NUMBERS}/{each}" for each in (applied.number, number)),
        *(f"{NOTICES}/{application}-{kind}" for kind in (NoticeKind.ACCEPTED, NoticeKind.LATE, NoticeKind.ISSUED)),
        *(f"{COPIES}/{copy_id(number, n)}" for n in range(1, entry.copies + 1)),
    ]
    consents = [f"{CONSENTS}/{applied.consent.id}"] if applied.consent.id is not None else []
    found = [*heads.values(), *documents.get_many([*beside, *consents]).values()]
    for owner in (case, certificate, *consents):
        found += [below for kind in BELOW[owner.split("/")[0]] for below in every(documents, f"{owner}/{kind}")]
    # A copy on paper may be asked for between the reading of a certificate and of its events.
    newer = {f"{certificate}/events/{entry.head.length + n:06d}" for n in range(1, PAGE)}
    return [document for document in found if document.path not in newer]


def attached(documents: Iterable[Document]) -> list[tuple[str, str]]:
    """Names and hashes of the objects that the evidence of a case names, each once."""
    evidence = [from_fields(Evidence, each.fields) for each in documents if "/evidence/" in each.path]
    elsewhere = {
        ("attachments" if each.kind == ATTACHED else "evidence", each.sha256) for each in evidence if each.data is None
    }
    return [(f"{folder}/{sha256}", sha256) for folder, sha256 in sorted(elsewhere)]


def revocation_of(documents: Documents, number: str) -> bytes:
    """A revocation as text, with the link of the certificate's chain that says it. Raises Wait."""
    certificate = register_entry(documents, number)
    told = [event for event in events_of(documents, f"{CERTIFICATES}/{number}") if event.kind is EventKind.REVOKED]
    if not told:
        raise Wait([("register", "not-revoked")])
    event = told[0]
    return write_fields(
        {
            "certificate": number,
            "application": certificate.application,
            "sha256": certificate.sha256,
            "issued_at": certificate.issued_at,
            "revoked_at": event.at,
            "event": {
                "n": event.n,
                "kind": event.kind.value,
                "at": event.at,
                "actor": event.actor,
                "previous": event.previous,
                "hash": event.hash,
                "data": dict(event.data),
            },
        }
    )


def is_copy_of(data: bytes, application: str, number: str) -> bool:
    """Whether an archived bundle is one of this case: readable, of this application and this certificate, its chain of
    events whole, and the request in it the one whose hash the application states.

    A copy that was made a moment earlier or by an earlier program is as good: what changed since is paper copies and
    notices, and of two copies the archive keeps the first.
    """
    try:
        documents = dict(read_bundle(data))
        case = f"{APPLICATIONS}/{application}"
        applied = from_fields(Application, documents[case])
        events = [from_fields(Event, fields) for path, fields in sorted(documents.items()) if is_below(path, case)]
        request = from_fields(Evidence, documents[f"{case}/evidence/request"])
    except (UnreadableBundle, KeyError, ValueError):
        return False
    if applied.certificate != number or f"{CERTIFICATES}/{number}" not in documents:
        return False
    sent = hashlib.sha256(request.data or b"").hexdigest()
    return first_broken(events, applied.head) is None and sent == applied.request_sha256


def is_below(path: str, owner: str) -> bool:
    return path.startswith(f"{owner}/events/")
