"""The documents inside the file for a court: the complaint as it came, coupon, answer, chain, attachments (11.11)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC

from functions.complaint.answer_paper import PDF, sealed_answer
from functions.complaint.attachments import OTHER, address_of, media_type, stored
from functions.complaint.reading import coupon
from functions.complaint.records import path_of
from functions.complaint.services import ComplaintServices
from functions.shared.documents import dossier_texts as texts
from functions.shared.documents.complaints_content import Coupon, DossierPart
from functions.shared.domain.complaint import Complaint
from functions.shared.domain.errors import NotFound
from functions.shared.domain.events import Event
from functions.shared.domain.language import Bilingual, Language, Text
from functions.shared.ports import Query
from functions.shared.records import Evidence, loaded

LARGEST = 20 * 1024 * 1024
"""Bytes of all documents together. An answer of a function may have 32 MiB, and while one more attachment is looked
at, ten MiB at most, the function's memory holds both."""
ENDINGS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "application/json": "json",
    "application/cms": "p7s",
}


@dataclass(frozen=True)
class Found:
    """A document of the case: the SHA-256 that the case has of it, and its bytes, None where there are none."""

    title: Text
    sha256: str
    media_type: str
    data: bytes | None
    source: bool = False
    address: str | None = None
    """Where it is to be had alone."""

    @property
    def holds(self) -> bool:
        return self.data is not None and hashlib.sha256(self.data).hexdigest() == self.sha256


def gathered(
    services: ComplaintServices, complaint: Complaint, events: Sequence[Event], language: Language
) -> tuple[tuple[DossierPart, ...], tuple[str, ...]]:
    """The documents, in order, and a line for each that is not inside: its title, why, where it is, its SHA-256."""
    parts: list[DossierPart] = []
    left_out: list[str] = []
    size = 0
    for document in documents_of(services, complaint, events, language):
        data = document.data if document.holds else None
        if data is not None and size + len(data) <= LARGEST:
            size += len(data)
            parts.append(part(len(parts) + 1, document, data))
        else:
            why = texts.NOT_STORED.in_language(language)
            if data is not None:
                why = too_large(services, complaint, document, language)
            left_out.append(f"{document.title.in_language(language)}: {why}; SHA-256 {document.sha256}")
    return tuple(parts), tuple(left_out)


def documents_of(
    services: ComplaintServices, complaint: Complaint, events: Sequence[Event], language: Language
) -> Iterator[Found]:
    """One at a time: the complaint as it came, its evidence, coupons, answer and chain; then what may be large."""
    for evidence in evidence_of(services, complaint):
        is_request = evidence.sha256 == complaint.request_sha256
        title = texts.REQUEST if is_request else texts.EVIDENCE.format(kind=evidence.kind)
        data = evidence.data or services.attachments.read(f"evidence/{evidence.sha256}")
        yield Found(title, evidence.sha256, evidence.media_type, data, source=is_request)
    for paper in coupons_of(services, complaint):
        drawn = services.papers.coupon(paper, language)
        yield Found(texts.COUPON, hashlib.sha256(drawn).hexdigest(), PDF, drawn)
    if complaint.answer is not None:
        answer = sealed_answer(services, complaint.answer)
        yield Found(texts.ANSWER, complaint.answer.sha256, PDF, answer)
    chain = chain_of(events)
    yield Found(texts.CHAIN, hashlib.sha256(chain).hexdigest(), "application/json", chain)
    for n, sha256 in enumerate(complaint.attachments, start=1):
        data = stored(services, sha256)
        title, address = texts.ATTACHMENT.format(n=n), address_of(complaint, n)
        yield Found(title, sha256, media_type(data or b""), data, address=address)


def too_large(services: ComplaintServices, complaint: Complaint, document: Found, language: Language) -> str:
    """That there was no room, and where it is to be had: at the office that has the case, and at its own address."""
    office = services.offices.find(complaint.office)
    names = office.names if office else Bilingual(complaint.office, complaint.office)
    told = texts.TOO_LARGE.in_language(language).format(office=names.ru if language is Language.RU else names.kk)
    if document.address:
        told += texts.ADDRESS.in_language(language).format(address=document.address)
    return told


def coupons_of(services: ComplaintServices, complaint: Complaint) -> Iterator[Coupon]:
    """One of each office that registered it. Of an office that the directory has lost, the cover has the line."""
    for line in complaint.registrations:
        try:
            yield coupon(services, complaint, line)
        except NotFound:
            continue


def evidence_of(services: ComplaintServices, complaint: Complaint) -> list[Evidence]:
    """What was kept of how the case came to be, the complaint first; attachments are listed by the complaint itself."""
    kept = [each.value for each in loaded(Evidence, services.documents.query(Query(f"{path_of(complaint)}/evidence")))]
    others = [evidence for evidence in kept if evidence.sha256 not in complaint.attachments]
    return sorted(others, key=lambda evidence: (evidence.sha256 != complaint.request_sha256, evidence.at))


def chain_of(events: Sequence[Event]) -> bytes:
    """The chain as its hashes were made of it (see events.link_hash), so that anybody can make them again."""
    links = [
        {
            "n": event.n,
            "kind": event.kind.value,
            "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": event.actor,
            "data": dict(event.data),
            "previous": event.previous,
            "hash": event.hash,
        }
        for event in events
    ]
    return json.dumps(links, ensure_ascii=False, indent=1).encode()


def part(place: int, document: Found, data: bytes) -> DossierPart:
    """The file's name begins with its place, so that a reader lists them in order."""
    return DossierPart(
        name=f"{place:02d}.{ENDINGS.get(document.media_type, 'bin')}",
        title=document.title,
        media_type=document.media_type or OTHER,
        sha256=document.sha256,
        data=data,
        relationship="Source" if document.source else "Supplement",
    )
