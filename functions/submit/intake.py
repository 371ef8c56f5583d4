"""An application comes in through the portal, signed by the citizen (clauses 1.2, 2.1, 9.5, 9.7)."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from flask import Response

from functions.shared.attachments import attachment_name
from functions.shared.contract.portal import PortalRequest, PortalSubmission
from functions.shared.domain import errors
from functions.shared.domain.application import Application, Channel, Consent, Status, due_at
from functions.shared.domain.errors import Flaw
from functions.shared.domain.events import EventKind, Head
from functions.shared.domain.numbers import NumberKind, number_from
from functions.shared.http.idempotency import idempotency_key
from functions.shared.http.routing import Call
from functions.shared.http.signed import read_cms, signed_content
from functions.shared.http.validation import read_model
from functions.shared.ports import StoreUnavailable, Write
from functions.shared.records import APPLICATIONS, create_evidence, keyed_hash
from functions.submit.acceptance import FIRST_LOOK, request_path, writes_of
from functions.submit.request import applicant_of, children_of, read_request
from functions.submit.results import Result, Submission, keep, stored_answer
from functions.submit.services import SubmitServices


def submit_from_portal(call: Call[SubmitServices]) -> Response:
    """`POST /v1/portal/applications`: 201 with the notification-report; a repeat gets the same answer."""
    services = call.services
    services.maintenance.check()
    key = idempotency_key(call)
    cms, now = read_cms(read_model(PortalSubmission, call.body()).cms), services.clock.now()
    identifier = keyed_hash(services.rules.cabinet_secret, "application", call.caller.iin or "", key)

    try:
        request, content = examine(call, cms, now)
    except (errors.Problem, StoreUnavailable):
        # Repeats are rare, so nobody is asked about them before: what was accepted stays so, whatever has become
        # of the request's time or the provider since.
        before = stored_answer(services, identifier, cms)
        if before is None:
            raise
        return before
    cabinet = services.rules.cabinet(request.applicant.iin)
    claim = request_path(services, cabinet, content)
    came = Submission(
        identifier,
        cms,
        claim,
        cabinet,
        frozenset(child.iin for child in request.children),
        now,
        attached=tuple(
            child.birth_certificate.attachment for child in request.children if child.birth_certificate is not None
        ),
    )

    def made(follows: str | None) -> tuple[Result, list[Write]]:
        return accepted(services, came, request, follows)

    return keep(services, came, made)


def examine(call: Call[SubmitServices], cms: bytes, now: datetime) -> tuple[PortalRequest, bytes]:
    """Every check before anything is kept: the request, and the bytes that were signed.

    Raises the problem that the caller is to mend.
    """
    services = call.services
    signer_iin, content = signed_content(cms, services.signatures, call.caller.iin)
    request = read_request(content, signer_iin, services.rules, now)
    if services.offices.provider(request.provider) is None:
        raise errors.ProviderUnknown(flaws=[Flaw("/request/provider", errors.ProviderUnknown.title)])
    check_attachments(services, request)
    return request, content


def check_attachments(services: SubmitServices, request: PortalRequest) -> None:
    missing = [
        Flaw(f"/request/children/{place}/birth_certificate/attachment", errors.AttachmentMissing.title)
        for place, child in enumerate(request.children)
        if child.birth_certificate
        and not services.attachments.exists(attachment_name(child.birth_certificate.attachment))
    ]
    if missing:
        raise errors.AttachmentMissing(flaws=missing)


def accepted(
    services: SubmitServices, came: Submission, request: PortalRequest, follows: str | None
) -> tuple[Application, list[Write]]:
    assert request.consent is not None  # read_request has refused a request without one
    profile = services.rules.profile
    application = Application(
        id=came.id,
        number=number_from(NumberKind.APPLICATION, secrets.token_bytes(16)),
        channel=Channel.PORTAL,
        provider=request.provider,
        language=request.language,
        cabinet=came.cabinet,
        applicant=applicant_of(request),
        children=children_of(request),
        consent=Consent(request.consent.text_version, request.consent.given_at),
        request_sha256=hashlib.sha256(came.body).hexdigest(),
        accepted_at=came.at,
        due_at=due_at(came.at, profile.answer_within),
        status=Status.ACCEPTED,
        head=Head(),
        next_check_at=came.at + FIRST_LOOK,
        profile=profile.version,
        paper_copy=request.paper_copy,
        follows=follows,
    )
    told = {
        "channel": application.channel.value,
        "provider": application.provider,
        "request_sha256": application.request_sha256,
        "due_at": application.due_at.isoformat(),
        "attachments": [
            child.birth_certificate.attachment for child in application.children if child.birth_certificate
        ],
        "follows": follows,
    }
    application, event = application.note(EventKind.ACCEPTED, came.at, "citizen", told=told)
    owner = f"{APPLICATIONS}/{application.id}"
    signed = create_evidence(owner, "request", "signed-request", "application/cms", came.at, came.body)
    return application, writes_of(application, event, signed, [came.claim])
