"""The register of certificates: the owner's PDF, and revocation by the provider (clauses 4.2, 4.4)."""

from __future__ import annotations

import hashlib

from flask import Response

from functions.issue.archiving import archive_tasks, revoked_deposit
from functions.issue.services import IssueServices
from functions.shared.codec import to_fields
from functions.shared.contract.certificates import CertificateChecked, RevocationAsked
from functions.shared.documents import notices
from functions.shared.domain import errors
from functions.shared.domain.certificate import Certificate, CertificateStatus, NotValid
from functions.shared.domain.notice import FIRST_PUSH, Notice, NoticeKind
from functions.shared.domain.numbers import MistypedNumber, NumberKind, parse_number, spoken
from functions.shared.http.files import file_response
from functions.shared.http.routing import Call
from functions.shared.http.validation import read_model
from functions.shared.log import LogEvent, log
from functions.shared.ports import AlreadyExists, Replace, VersionMismatch
from functions.shared.races import Races
from functions.shared.records import CERTIFICATES, Stored, create_event, create_notice, load
from functions.shared.scheduling import push_task, schedule_all


def find(services: IssueServices, typed: str) -> Stored[Certificate]:
    """The certificate of a number as a person types it. Raises NumberMistyped, or NotFound: they are not the same."""
    try:
        number = parse_number(typed, NumberKind.CERTIFICATE)
    except MistypedNumber as error:
        raise errors.NumberMistyped from error
    stored = load(services.documents, Certificate, CERTIFICATES, number)
    if stored is None:
        raise errors.NotFound
    return stored


def sealed_original(services: IssueServices, certificate: Certificate) -> bytes:
    """The very bytes that were issued (4.2). Nothing is made of any others: the mistake is ours."""
    pdf = services.certificates.read(certificate.object)
    if pdf is None or hashlib.sha256(pdf).hexdigest() != certificate.sha256:
        raise RuntimeError("a stored certificate is not the one that was issued")
    return pdf


def get_certificate(call: Call[IssueServices]) -> Response:
    """`GET /v1/certificates/{number}`: the sealed PDF, for its owner. Another's certificate is not found."""
    stored = find(call.services, call.args["number"])
    if stored.value.cabinet != call.services.rules.cabinet(call.caller.iin or ""):
        raise errors.NotFound
    certificate = stored.value
    sealed = sealed_original(call.services, certificate)
    return file_response(sealed, f"{spoken(certificate.number)}.pdf", sha256=certificate.sha256)


def revoke(call: Call[IssueServices]) -> CertificateChecked:
    """`POST /v1/certificates/{number}/revocation`: by an officer of the provider that issued it, with a reason."""
    services = call.services
    asked = read_model(RevocationAsked, call.body())
    officer = services.rules.officer(call.caller.subject)
    races = Races("revocation")
    while True:
        stored = find(services, call.args["number"])
        if stored.value.provider != call.caller.office:
            raise errors.NotFound
        now = services.clock.now()
        try:
            revoked, event = stored.value.revoke(now, asked.reason, call.caller.role.value, officer)
        except NotValid as error:
            raise errors.AlreadyRevoked from error
        notice = Notice(
            id=f"{revoked.number}-{NoticeKind.REVOKED}",
            cabinet=revoked.cabinet,
            kind=NoticeKind.REVOKED,
            at=now,
            application=revoked.application,
            number=revoked.number,
            certificate=revoked.number,
            text=notices.revoked(spoken(revoked.number)),
            next_push_at=now + FIRST_PUSH,
        )
        path, deposit = f"{CERTIFICATES}/{revoked.number}", revoked_deposit(services, revoked)
        try:
            services.documents.commit(
                Replace(path, to_fields(revoked), stored.version),
                create_event(path, event),
                create_notice(notice),
                *deposit,
            )
        except (AlreadyExists, VersionMismatch) as error:
            races.lost(error)
            continue
        schedule_all(services.tasks, push_task(notice.id), *archive_tasks(deposit))
        log(LogEvent.REVOKED, certificate=revoked.number, reason=asked.reason.value)
        return checked(revoked)


def checked(certificate: Certificate) -> CertificateChecked:
    """What anybody may learn of a certificate."""
    return CertificateChecked(
        number=spoken(certificate.number),
        authentic=True,
        issued_at=certificate.issued_at,
        issuer_kk=certificate.issuer.kk,
        issuer_ru=certificate.issuer.ru,
        signatory=certificate.signatory,
        holder_initials=certificate.holder_initials,
        state_at_issue=CertificateStatus.VALID,
        state_now=certificate.status,
        revoked_at=certificate.revoked_at,
        revocation_reason=certificate.revocation_reason,
        sha256=certificate.sha256,
    )
