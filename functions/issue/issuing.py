"""Render, seal, store, deliver (clauses 4.1, 4.2, 4.4), and ask for the paper where it was wanted at once (4.3).

Each part can be repeated: the content was fixed with the decision, but for who seals; the object is named by the
application and created once, and the register, the case and the cabinet change in one batch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from functions.issue.archiving import archive_tasks, issued_deposit
from functions.issue.asking import asked_with_application
from functions.issue.deadline import DueTimePassed
from functions.issue.found import Found, NotItsCertificate, Stated, check_belongs, closed_by, found
from functions.issue.services import IssueServices
from functions.issue.stating import by_present_signatory, content_of
from functions.shared.codec import from_fields
from functions.shared.counting import application_decided
from functions.shared.documents import notices
from functions.shared.documents.certificate import DoesNotFit
from functions.shared.documents.letters import UnknownLetters
from functions.shared.domain.application import Application, Status
from functions.shared.domain.certificate import Certificate, initials
from functions.shared.domain.events import Event, EventKind, Head, append
from functions.shared.domain.notice import Notice, NoticeKind, about
from functions.shared.domain.numbers import spoken
from functions.shared.log import LogEvent, Severity, log
from functions.shared.ports import Create, Documents, ObjectExists, Write
from functions.shared.records import (
    CERTIFICATES,
    NUMBERS,
    Stored,
    application_event,
    certificate_event,
    create_certificate,
    create_notice,
    replace_application,
)
from functions.shared.scheduling import push_task, schedule_all
from functions.shared.trust.verdicts import SealUnavailable
from functions.shared.waiting import Wait

PDF = "application/pdf"
FOLDER, ENDING = "certificates/", ".pdf"


def issue(services: IssueServices, stored: Stored[Application]) -> None:
    """From verified to issued. Raises Wait, AlreadyExists or VersionMismatch."""
    application = by_present_signatory(services, stored.value)
    sealed, was_there = sealed_certificate(services, application)
    stated = stated_by(application)
    if was_there:
        in_bucket = read_found(services, application, sealed)
        if in_bucket.stated.number != application.certificate:
            close_with_found(services, stored, in_bucket)
            return
        sealed_by = in_bucket.stated
        stated = replace(stated, signatory=sealed_by.signatory, signatory_position=sealed_by.signatory_position)
    certificate, first = registered(application, stated, sealed)
    now = services.clock.now()
    if application.is_unmarked_late(now):
        raise DueTimePassed
    told = {"certificate": certificate.number, "sha256": certificate.sha256}
    issued, event = application.step(Status.ISSUED, EventKind.ISSUED, now, "service", told=told, decided_at=now)
    certificate, on_paper = asked_with_application(application, certificate, now)
    entry = [create_certificate(certificate), certificate_event(certificate, first), *on_paper]
    notice, closing = writes_of_result(issued, stored.version, [event], now)
    services.documents.commit(*closing, *entry, *issued_deposit(services, issued))
    tell(services, issued, notice, copies=certificate.copies)


def close_with_found(services: IssueServices, stored: Stored[Application], in_bucket: Found) -> None:
    """Close a case with the certificate that was sealed for it before the store was put back (decision 0028).

    Raises Wait, DueTimePassed, AlreadyExists or VersionMismatch.
    """
    application, now = stored.value, services.clock.now()
    if application.is_unmarked_late(in_bucket.sealed_at):
        raise DueTimePassed
    issued, events = closed_by(application, in_bucket, now)
    notice, closing = writes_of_result(issued, stored.version, events, now)
    entry, copies = entry_of_found(services.documents, issued, in_bucket, now)
    deposit = issued_deposit(services, issued)
    before = services.documents.get_many(write.path for write in (create_notice(notice), *deposit))
    writes = [*closing, *deposit, *entry]
    services.documents.commit(*(write for write in writes if write.path not in before))
    log(LogEvent.FOUND, Severity.WARNING, application=issued.id, certificate=in_bucket.stated.number)
    tell(services, issued, notice, copies=copies)


def entry_of_found(
    documents: Documents, issued: Application, in_bucket: Found, now: datetime
) -> tuple[list[Write], int]:
    """The register's entry of a certificate that was found, as far as it is missing; and how many copies it counts.

    Raises Wait where the register has another certificate under its number.
    """
    number = in_bucket.stated.number
    certificate, first = registered(issued, in_bucket.stated, in_bucket.sealed)
    there = documents.get_many([f"{CERTIFICATES}/{number}", f"{NUMBERS}/{number}"])
    entry: list[Write] = []
    if f"{NUMBERS}/{number}" not in there:
        entry.append(Create(f"{NUMBERS}/{number}", {"application": issued.id}))
    before = there.get(f"{CERTIFICATES}/{number}")
    if before is not None:
        known = from_fields(Certificate, before.fields)
        if (known.application, known.sha256) != (issued.id, certificate.sha256):
            raise Wait([("register", "another-under-this-number")])
        return entry, known.copies
    certificate, on_paper = asked_with_application(issued, certificate, now)
    return [*entry, create_certificate(certificate), certificate_event(certificate, first), *on_paper], (
        certificate.copies
    )


def writes_of_result(
    issued: Application, version: datetime, events: Sequence[Event], now: datetime
) -> tuple[Notice, list[Write]]:
    """What the batch that closes a case holds beside the register's entry, and the notice in it."""
    assert issued.certificate is not None
    text = notices.issued(spoken(issued.number), spoken(issued.certificate))
    notice = about(issued, NoticeKind.ISSUED, now, text, issued.certificate)
    return notice, [
        replace_application(issued, version),
        *(application_event(issued, event) for event in events),
        create_notice(notice),
        application_decided(issued),
    ]


def tell(services: IssueServices, issued: Application, notice: Notice, *, copies: int) -> None:
    """The task that pushes the notice, and the line in the log."""
    assert issued.decided_at is not None
    schedule_all(services.tasks, push_task(notice.id), *archive_tasks(issued_deposit(services, issued)))
    took = (issued.decided_at - issued.accepted_at).total_seconds()
    log(
        LogEvent.ISSUED,
        application=issued.id,
        provider=issued.provider,
        seconds=round(took, 3),
        copies=copies,
    )


def sealed_certificate(services: IssueServices, application: Application) -> tuple[bytes, bool]:
    """The sealed PDF, made once, and whether it was there: what an earlier run left in the bucket is the certificate,
    under the number that stands on it."""
    name = object_name(application)
    earlier = services.certificates.read(name) if application.attempts else None
    if earlier is not None:
        return earlier, True
    try:
        content = content_of(services, application)
        named = content.issuer.signatory.certificate_serial
        sealed = services.seals.seal(services.renderer.render(content), application.provider, named)
    except SealUnavailable as error:
        raise Wait([("seal", error.why.value)]) from error
    except DoesNotFit as error:
        raise Wait([("document", "does-not-fit")]) from error
    except UnknownLetters as error:
        raise Wait([("document", "unknown-letters")]) from error
    try:
        services.certificates.create(name, sealed, PDF)
    except ObjectExists:
        there = services.certificates.read(name)
        if there is None:
            raise Wait([("storage", "inconsistent")]) from None
        return there, True
    return sealed, False


def read_found(services: IssueServices, application: Application, sealed: bytes) -> Found:
    """What lies in the bucket for this application. Raises Wait where it is not its certificate: somebody must look."""
    try:
        in_bucket = found(sealed, services.read_content, services.seal_checks)
        check_belongs(in_bucket, application)
    except NotItsCertificate as error:
        raise Wait([("storage", f"not-its-certificate-{error.why}")]) from error
    return in_bucket


def found_before(services: IssueServices, application: Application) -> Found | None:
    """The certificate that was sealed for a case which the store takes for undecided; None as a rule."""
    sealed = services.certificates.read(object_name(application))
    return None if sealed is None else read_found(services, application, sealed)


def object_name(application: Owner) -> str:
    return f"{FOLDER}{application.id}{ENDING}"


def stated_by(application: Application) -> Stated:
    """What the register says of a certificate, by the decision."""
    assert application.grant is not None
    assert application.certificate is not None
    assert application.verified_at is not None
    office = application.grant.office
    return Stated(
        number=application.certificate,
        issued_at=application.verified_at,
        issuer=office.names,
        signatory=office.signatory.name,
        signatory_position=office.signatory.position,
        holder=initials(application.grant.guardian.names.kk),
    )


class Owner(Protocol):
    """The case to which a certificate belongs: an application, or what is left of one."""

    @property
    def id(self) -> str: ...
    @property
    def provider(self) -> str: ...
    @property
    def cabinet(self) -> str: ...


def registered(application: Owner, stated: Stated, sealed: bytes) -> tuple[Certificate, Event]:
    """The entry of the register, and the first event of its chain."""
    sha256 = hashlib.sha256(sealed).hexdigest()
    event, head = append(
        Head(), EventKind.ISSUED, stated.issued_at, "service", application=application.id, sha256=sha256
    )
    certificate = Certificate(
        number=stated.number,
        application=application.id,
        provider=application.provider,
        cabinet=application.cabinet,
        holder_initials=stated.holder,
        object=object_name(application),
        sha256=sha256,
        issued_at=stated.issued_at,
        issuer=stated.issuer,
        signatory=stated.signatory,
        signatory_position=stated.signatory_position,
        head=head,
    )
    return certificate, event
