"""An application comes in through the portal, signed by the citizen (clauses 1.2, 2.1, 9.5, 9.7)."""

from __future__ import annotations

import hashlib
import secrets
from typing import NoReturn

from flask import Response

from functions.shared.contract.portal import Accepted, PortalRequest, PortalSubmission
from functions.shared.domain import errors
from functions.shared.domain.application import Application, Channel, Consent, Status, due_at
from functions.shared.domain.errors import Flaw
from functions.shared.domain.events import Event, EventKind, Head
from functions.shared.domain.numbers import NumberKind, number_from, spoken
from functions.shared.http.idempotency import idempotency_key
from functions.shared.http.routing import Call
from functions.shared.http.signed import read_cms, signed_content
from functions.shared.http.validation import read_model
from functions.shared.log import LogEvent, log
from functions.shared.ports import AlreadyExists, StoreUnavailable
from functions.shared.records import APPLICATIONS, create_evidence, keyed_hash, load
from functions.submit.acceptance import (
    FIRST_LOOK,
    acceptance_notice,
    hurry,
    request_path,
    writes_of,
)
from functions.submit.attachments import object_name
from functions.submit.cabinet import shown_text
from functions.submit.request import applicant_of, children_of, read_request
from functions.submit.services import SubmitServices


def submit_from_portal(call: Call[SubmitServices]) -> Response:
    """`POST /v1/portal/applications`: 201 with the notification-report; a repeat gets the same answer."""
    services = call.services
    services.maintenance.check()
    key = idempotency_key(call)
    cms = read_cms(read_model(PortalSubmission, call.body()).cms)
    identifier = keyed_hash(services.rules.cabinet_secret, "application", call.caller.iin or "", key)

    try:
        application, event, content = examine(call, cms, identifier)
    except (errors.Problem, StoreUnavailable):
        # Repeats are rare, so nobody is asked about them before: what was accepted stays so, whatever has become
        # of the request's time or the provider since.
        before = stored_answer(services, identifier, cms)
        if before is None:
            raise
        return before
    if not keep(services, application, event, cms, content):
        before = stored_answer(services, identifier, cms)
        if before is None:
            refuse_second(services, application, content)
        return before
    hurry(services, application)
    return answer(application)


def stored_answer(services: SubmitServices, identifier: str, cms: bytes) -> Response | None:
    """The answer that this key got before; None for a new key. Raises IdempotencyKeyReused for another body."""
    stored = load(services.documents, Application, APPLICATIONS, identifier)
    if stored is None:
        return None
    if stored.value.request_sha256 != hashlib.sha256(cms).hexdigest():
        raise errors.IdempotencyKeyReused
    log(LogEvent.REPLAYED, application=identifier)
    response = answer(stored.value)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def refuse_second(services: SubmitServices, application: Application, content: bytes) -> NoReturn:
    """The batch was refused, and not because of the key: tell why."""
    if services.documents.get(request_path(services, application.cabinet, content)) is not None:
        raise errors.AlreadySubmitted
    raise StoreUnavailable  # the drawn number is taken: one in ten million, and the repeat draws another


def examine(call: Call[SubmitServices], cms: bytes, identifier: str) -> tuple[Application, Event, bytes]:
    """Every check before anything is kept; what was signed comes with the application.

    Raises the problem that the caller is to mend.
    """
    services, now = call.services, call.services.clock.now()
    signer_iin, content = signed_content(cms, services.signatures, call.caller.iin)
    request = read_request(content, signer_iin, services.rules, now)
    if services.offices.provider(request.provider) is None:
        raise errors.ProviderUnknown(flaws=[Flaw("/request/provider", errors.ProviderUnknown.title)])
    check_attachments(services, request)
    assert request.consent is not None  # read_request has refused a request without one
    profile = services.rules.profile
    application = Application(
        id=identifier,
        number=number_from(NumberKind.APPLICATION, secrets.token_bytes(16)),
        channel=Channel.PORTAL,
        provider=request.provider,
        language=request.language,
        cabinet=services.rules.cabinet(signer_iin),
        applicant=applicant_of(request),
        children=children_of(request),
        consent=Consent(request.consent.text_version, request.consent.given_at),
        request_sha256=hashlib.sha256(cms).hexdigest(),
        accepted_at=now,
        due_at=due_at(now, profile.answer_within),
        status=Status.ACCEPTED,
        head=Head(),
        next_check_at=now + FIRST_LOOK,
        profile=profile.version,
        paper_copy=request.paper_copy,
    )
    told = {
        "channel": application.channel.value,
        "provider": application.provider,
        "request_sha256": application.request_sha256,
        "due_at": application.due_at.isoformat(),
        "attachments": [
            child.birth_certificate.attachment for child in application.children if child.birth_certificate
        ],
    }
    return *application.note(EventKind.ACCEPTED, now, "citizen", told=told), content


def check_attachments(services: SubmitServices, request: PortalRequest) -> None:
    missing = [
        Flaw(f"/request/children/{place}/birth_certificate/attachment", errors.AttachmentMissing.title)
        for place, child in enumerate(request.children)
        if child.birth_certificate and not services.attachments.exists(object_name(child.birth_certificate.attachment))
    ]
    if missing:
        raise errors.AttachmentMissing(flaws=missing)


def keep(services: SubmitServices, application: Application, event: Event, cms: bytes, content: bytes) -> bool:
    """One atomic batch. False where something of it is there already."""
    request = create_evidence(
        f"{APPLICATIONS}/{application.id}", "request", "signed-request", "application/cms", application.accepted_at, cms
    )
    claims = [request_path(services, application.cabinet, content)]
    try:
        services.documents.commit(*writes_of(application, event, request, claims))
    except AlreadyExists:
        return False
    return True


def answer(application: Application) -> Response:
    """The same answer for the first request and for every repeat, whatever has become of the application since."""
    body = Accepted(
        id=application.id,
        number=spoken(application.number),
        accepted_at=application.accepted_at,
        due_at=application.due_at,
        report=shown_text(acceptance_notice(application).text),
    )
    response = Response(body.model_dump_json(), 201, mimetype="application/json")
    response.headers["Location"] = f"/v1/applications/{application.id}"
    response.headers["Content-Language"] = application.language.value
    return response
