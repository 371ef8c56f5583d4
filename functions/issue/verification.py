"""Ask the registries, compare, decide (clauses 9.2, 9.3, 9.5, 9.6).

The questions go out in parallel; the signed answers are kept with the decision they led to. Nothing is decided while
anybody is silent.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from typing import Any

from functions.issue.deadline import DueTimePassed
from functions.issue.issuing import close_with_found, found_before
from functions.issue.services import IssueServices
from functions.shared.codec import from_fields
from functions.shared.counting import application_decided
from functions.shared.documents import notices
from functions.shared.documents.dates import in_almaty
from functions.shared.domain.application import Application, Channel, Grant, Status
from functions.shared.domain.decision import Approved, Decision, Declined, Gathered, Waiting, decide
from functions.shared.domain.events import EventKind
from functions.shared.domain.facts import Answer, Found, NoRecord
from functions.shared.domain.notice import NoticeKind, about
from functions.shared.domain.numbers import NumberKind, number_from, spoken
from functions.shared.domain.reasons import Reason, ReasonCode
from functions.shared.log import LogEvent, log
from functions.shared.ports import Create, Write
from functions.shared.records import (
    APPLICATIONS,
    LARGEST_INLINE,
    NUMBERS,
    Evidence,
    Stored,
    application_event,
    create_evidence,
    create_notice,
    replace_application,
)
from functions.shared.scheduling import push_task, schedule_all
from functions.shared.tracing import Workers
from functions.shared.trust.verdicts import CannotCheck, Invalid, InvalidReason, Valid, Verdict
from functions.shared.waiting import Wait


def verify(services: IssueServices, stored: Stored[Application]) -> None:
    """From accepted to verified or declined. Raises Wait, AlreadyExists or VersionMismatch."""
    application = stored.value
    request = kept_request(services, application)
    with Workers(1) as beside:
        signature = beside.submit(signature_now, services, application, request)
        gathered = services.registries.ask(
            application.applicant.iin,
            tuple(child.iin for child in application.children),
            consent_id=application.consent.id or application.id,
            budget=services.rules.registry_budget,
        )
        verdict = signature.result()

    decision = judge(services, application, gathered, verdict)
    if isinstance(decision, Declined) and (in_bucket := found_before(services, application)) is not None:
        # The guardian holds a certificate of this case, and the store was put back to before it: that was decided.
        close_with_found(services, stored, in_bucket)
    elif isinstance(decision, Declined):
        decline(services, stored, decision.reasons, evidence(services, application, gathered, verdict))
    elif isinstance(decision, Approved):
        approve(services, stored, decision, evidence(services, application, gathered, verdict))
    else:
        raise Wait((silent.registry.value, silent.why) for silent in decision.silent)


def signature_now(services: IssueServices, application: Application, request: bytes) -> Verdict | None:
    """Whether the citizen's signature still holds (9.5); None where he came to a centre and signed on paper (9.1)."""
    if application.channel is Channel.PSC:
        return None
    return services.signatures.check_revocation(request, application.accepted_at)


def kept_request(services: IssueServices, application: Application) -> bytes:
    """The exact bytes that came in: the citizen's CMS, or the operator's package. The chain holds their hash."""
    found = services.documents.get(f"{APPLICATIONS}/{application.id}/evidence/request")
    data = (from_fields(Evidence, found.fields).data if found else None) or b""
    if hashlib.sha256(data).hexdigest() != application.request_sha256:
        raise Wait([("request", "not-the-one-accepted")])
    return data


def judge(services: IssueServices, application: Application, gathered: Gathered, verdict: Verdict | None) -> Decision:
    """The decision of the domain, after the one question that it cannot ask: is the signature still good?"""
    if isinstance(verdict, CannotCheck):
        silent = [(answer.registry.value, answer.why) for answer in gathered.silent()]
        raise Wait([("revocation", verdict.reason.value), *silent])
    if isinstance(verdict, Invalid) and verdict.reason is not InvalidReason.REVOKED:
        raise Wait([("signature", verdict.reason.value)])  # it was good when it was accepted: somebody must look
    signer = verdict.signer.iin if isinstance(verdict, Valid) else application.applicant.iin
    today = in_almaty(services.clock.now()).date()
    decision = decide(application, gathered, today, services.rules.profile, signer_iin=signer or "")
    if isinstance(verdict, Invalid) and not isinstance(decision, Waiting):
        others = decision.reasons if isinstance(decision, Declined) else ()
        return Declined((Reason(ReasonCode.SIGNATURE_REVOKED), *others))
    return decision


def evidence(
    services: IssueServices, application: Application, gathered: Gathered, verdict: Verdict | None
) -> list[Write]:
    """Every signed answer, byte by byte, beside the decision."""
    answers: list[tuple[str, Answer[Any]]] = [("persons", gathered.person), ("guardianship", gathered.orders)]
    answers += [(f"births-{place}", birth) for place, birth in enumerate(gathered.births)]
    kept = [
        (name, "registry-answer", "application/cms", answer.evidence)
        for name, answer in answers
        if isinstance(answer, Found | NoRecord)
    ]
    if isinstance(verdict, Valid | Invalid) and verdict.evidence:
        kind = verdict.evidence.kind.value
        kept.append(("revocation", kind, "application/octet-stream", verdict.evidence.der))
    now = services.clock.now()
    writes: list[Write] = []
    for name, kind, media_type, data in kept:
        if len(data) > LARGEST_INLINE:
            services.attachments.create(f"evidence/{hashlib.sha256(data).hexdigest()}", data, media_type)
        writes.append(create_evidence(f"{APPLICATIONS}/{application.id}", name, kind, media_type, now, data))
    return writes


def approve(services: IssueServices, stored: Stored[Application], decision: Approved, kept: list[Write]) -> None:
    """All agree: the certificate gets its number, and what it will say is fixed."""
    now, office = services.clock.now(), services.offices.provider(stored.value.provider)
    if office is None:
        raise Wait([("directory", "provider-missing")])
    number = number_from(NumberKind.CERTIFICATE, secrets.token_bytes(16))
    told = {"orders": len(decision.orders), "remarks": list(decision.remarks)}
    application, event = stored.value.step(
        Status.VERIFIED,
        EventKind.VERIFIED,
        now,
        "service",
        told=told,
        # The keys stay in the directory: they may change before the seal, and are no part of the decision.
        grant=Grant(decision.guardian, decision.orders, replace(office, seal=None, answers=None)),
        certificate=number,
        verified_at=now,
    )
    services.documents.commit(
        replace_application(application, stored.version),
        application_event(application, event),
        Create(f"{NUMBERS}/{number}", {"application": application.id}),
        *kept,
    )
    log(LogEvent.VERIFIED, application=application.id)
    for remark in decision.remarks:
        log(LogEvent.REMARK, application=application.id, remark=remark)


def decline(
    services: IssueServices, stored: Stored[Application], reasons: tuple[Reason, ...], kept: list[Write]
) -> None:
    """Declined with every reason, told to the recipient at once (Law on State Services, art. 19-1)."""
    now = services.clock.now()
    if stored.value.is_unmarked_late(now):
        raise DueTimePassed
    told = {"reasons": [f"{reason.code}{reason.pointer}" for reason in reasons]}
    application, event = stored.value.step(
        Status.DECLINED, EventKind.DECLINED, now, "service", told=told, reasons=reasons, decided_at=now
    )
    text = notices.declined(spoken(application.number), [reason.text() for reason in reasons])
    notice = about(application, NoticeKind.DECLINED, now, text)
    services.documents.commit(
        replace_application(application, stored.version),
        application_event(application, event),
        create_notice(notice),
        application_decided(application),
        *kept,
    )
    schedule_all(services.tasks, push_task(notice.id))
    log(
        LogEvent.DECLINED,
        application=application.id,
        provider=application.provider,
        seconds=round((now - application.accepted_at).total_seconds(), 3),
        reasons=len(reasons),
    )
