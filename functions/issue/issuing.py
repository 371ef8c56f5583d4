"""Render, seal, store, deliver (clauses 4.1, 4.2, 4.4), and ask for the paper where it was wanted at once (4.3).

Each part can be repeated: the content was fixed with the decision, the object's name is derived from the application
and created once, and the register, the case and the cabinet change in one batch.
"""

from __future__ import annotations

import hashlib

from functions.issue.asking import asked_with_application
from functions.issue.deadline import DueTimePassed
from functions.issue.services import IssueServices
from functions.shared.counting import application_decided
from functions.shared.documents import notices
from functions.shared.documents.certificate import DoesNotFit
from functions.shared.documents.content import CertificateContent, Issuer, Signatory, Ward
from functions.shared.documents.dates import in_almaty
from functions.shared.documents.letters import UnknownLetters
from functions.shared.domain.application import Application, Status
from functions.shared.domain.certificate import Certificate, initials
from functions.shared.domain.decision import folded
from functions.shared.domain.events import Event, EventKind, Head, append
from functions.shared.domain.notice import NoticeKind, about
from functions.shared.domain.numbers import spoken
from functions.shared.domain.office import Office
from functions.shared.log import LogEvent, log
from functions.shared.ports import ObjectExists
from functions.shared.records import (
    Stored,
    application_event,
    certificate_event,
    create_certificate,
    create_notice,
    replace_application,
)
from functions.shared.scheduling import push_task, schedule_all
from functions.shared.trust.verdicts import SealUnavailable
from functions.shared.trust.verdicts import Signatory as SealFacts
from functions.shared.waiting import Wait

PDF = "application/pdf"


def issue(services: IssueServices, stored: Stored[Application]) -> None:
    """From verified to issued. Raises Wait, AlreadyExists or VersionMismatch."""
    application = stored.value
    sealed = sealed_certificate(services, application)
    certificate, first = registered(application, sealed)
    now = services.clock.now()
    if application.is_unmarked_late(now):
        raise DueTimePassed
    told = {"certificate": certificate.number, "sha256": certificate.sha256}
    issued, event = application.step(Status.ISSUED, EventKind.ISSUED, now, "service", told=told, decided_at=now)
    text = notices.issued(spoken(application.number), spoken(certificate.number))
    notice = about(issued, NoticeKind.ISSUED, now, text, certificate.number)
    certificate, on_paper = asked_with_application(application, certificate, now)
    services.documents.commit(
        replace_application(issued, stored.version),
        application_event(issued, event),
        create_certificate(certificate),
        certificate_event(certificate, first),
        create_notice(notice),
        application_decided(issued),
        *on_paper,
    )
    schedule_all(services.tasks, push_task(notice.id))
    took = (now - application.accepted_at).total_seconds()
    log(
        LogEvent.ISSUED,
        application=application.id,
        provider=application.provider,
        seconds=round(took, 3),
        copies=certificate.copies,
    )


def sealed_certificate(services: IssueServices, application: Application) -> bytes:
    """The sealed PDF, made once. What an earlier run left in the bucket is the certificate."""
    name = object_name(application)
    earlier = services.certificates.read(name) if application.attempts else None
    if earlier is not None:
        return earlier
    try:
        content = content_of(services, application)
        sealed = services.seals.seal(services.renderer.render(content), application.provider)
    except SealUnavailable as error:
        raise Wait([("seal", "unavailable")]) from error
    except DoesNotFit as error:
        raise Wait([("document", "does-not-fit")]) from error
    except UnknownLetters as error:
        raise Wait([("document", "unknown-letters")]) from error
    try:
        services.certificates.create(name, sealed, PDF)
    except ObjectExists:
        found = services.certificates.read(name)
        if found is None:
            raise Wait([("storage", "inconsistent")]) from None
        return found
    return sealed


def object_name(application: Application) -> str:
    return f"certificates/{application.id}.pdf"


def check_url(public_url: str, number: str) -> str:
    """All capitals, so that the QR needs only its compact alphanumeric mode; the check page understands both cases."""
    return f"{public_url}/check/{number}".upper()


def content_of(services: IssueServices, application: Application) -> CertificateContent:
    """What the certificate states: the registries' facts of the decision, and nothing that the applicant typed."""
    grant, number, issued_at = application.grant, application.certificate, application.verified_at
    assert grant is not None  # a verified application has its grant, its number and the time of its decision
    assert number is not None
    assert issued_at is not None
    office = grant.office
    facts = signing_key(services, office)
    signatory = Signatory(
        office.signatory.position,
        office.signatory.name,
        facts.serial,
        certificate_valid_until=in_almaty(facts.not_after).date(),
    )
    return CertificateContent(
        number=spoken(number),
        issued_at=issued_at,
        issuer=Issuer(office.names, office.bin, office.address, signatory),
        guardian=grant.guardian.names,
        guardian_iin=grant.guardian.iin,
        guardian_address=grant.guardian.address,
        wards=tuple(
            Ward(
                names=order.child_names,
                birth_date=order.child_birth_date,
                iin=order.child_iin,
                capacity=order.capacity,
                order_number=order.number,
                order_date=order.issued_on,
                order_authority=order.authority,
                property_inventory=order.property_inventory,
            )
            for order in grant.orders
        ),
        check_url=check_url(services.rules.public_url, number),
    )


def signing_key(services: IssueServices, office: Office) -> SealFacts:
    """Facts of the key that will seal. Raises Wait where there is none, or where it is not the signatory's."""
    try:
        facts = services.seals.signatory(office.id)
    except KeyError as error:
        raise Wait([("seal", "no-key")]) from error
    if folded(office.signatory.name).split()[:1] != folded(facts.common_name).split()[:1]:
        raise Wait([("seal", "key-of-another-signatory")])
    return facts


def registered(application: Application, sealed: bytes) -> tuple[Certificate, Event]:
    """The entry of the register, and the first event of its chain."""
    assert application.grant is not None
    assert application.certificate is not None
    assert application.verified_at is not None
    office, sha256 = application.grant.office, hashlib.sha256(sealed).hexdigest()
    event, head = append(
        Head(), EventKind.ISSUED, application.verified_at, "service", application=application.id, sha256=sha256
    )
    certificate = Certificate(
        number=application.certificate,
        application=application.id,
        provider=application.provider,
        cabinet=application.cabinet,
        holder_initials=initials(application.grant.guardian.names.kk),
        object=object_name(application),
        sha256=sha256,
        issued_at=application.verified_at,
        issuer=office.names,
        signatory=office.signatory.name,
        signatory_position=office.signatory.position,
        head=head,
    )
    return certificate, event
