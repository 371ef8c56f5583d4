"""A package is handed in at a desk: an application, or the refusal of one (clauses 1.2, 2.1, 9.1 to 9.4, 10.1).

What the operator can mend at once is told at once, as a problem, and nothing is recorded. An incomplete package is a
result, and recorded. No registry is asked before the consent is in the store.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Response

from functions.shared.contract.centre import CentrePackage
from functions.shared.documents.dates import in_almaty
from functions.shared.domain import errors
from functions.shared.domain.application import Application, Channel, Consent, Desk, Status, due_at
from functions.shared.domain.events import EventKind, Head
from functions.shared.domain.numbers import NumberKind, number_from
from functions.shared.domain.package import Lacking, checklist, lacking
from functions.shared.domain.refusal import Refusal
from functions.shared.http.idempotency import idempotency_key
from functions.shared.http.routing import Call
from functions.shared.log import LogEvent, log
from functions.shared.ports import AlreadyExists, VersionMismatch, Write
from functions.shared.races import Races
from functions.shared.records import APPLICATIONS, REFUSALS, REQUESTS, create_evidence, keyed_hash, load
from functions.shared.scheduling import push_task, schedule_all
from functions.submit.acceptance import (
    FIRST_LOOK,
    hurry,
    request_path,
    writes_of,
)
from functions.submit.answers import answer
from functions.submit.consents import births_of, operator_hash, record_consent
from functions.submit.desk import applicant_of, children_of, handed_in, read_package
from functions.submit.refusal import follow, refusal_notice, unfollowed, writes_of_refusal
from functions.submit.services import SubmitServices


@dataclass(frozen=True)
class AtDesk:
    """A package as it lies on the desk, checked, with its consent recorded. `body` is what the operator sent."""

    id: str
    body: bytes
    package: CentrePackage
    consent: Consent
    desk: Desk
    at: datetime
    follows: str | None = None
    """The number of the refusal after which the applicant came again."""


def submit_package(call: Call[SubmitServices]) -> Response:
    """`POST /v1/psc/applications`: 201 with an acceptance or a refusal; a repeat gets the same answer."""
    services = call.services
    services.maintenance.check()
    key, body = idempotency_key(call), call.body()
    parts = (call.caller.office or "", call.caller.subject, key)
    identifier = keyed_hash(services.rules.cabinet_secret, "package", *parts)
    before = stored_answer(services, identifier, body)
    if before is not None:
        return before
    package, consent_given, ticket = read_package(call, body)
    consent = record_consent(call, consent_given, package.applicant.iin)
    children = [(child.iin, child.birth_date) for child in package.children]
    answers = births_of(services, children, consent)
    items = checklist([born for _, born in children], answers, services.rules.profile)
    now = services.clock.now()
    missing = lacking(items, handed_in(package), in_almaty(now).date())
    desk = Desk(
        centre=package.centre,
        operator=operator_hash(services, call.caller.subject),
        operator_name=call.caller.name or "",
        ticket=ticket,
    )
    return record(services, AtDesk(identifier, body, package, consent, desk, now), missing)


def record(services: SubmitServices, given: AtDesk, missing: tuple[Lacking, ...]) -> Response:
    """Accept or refuse, in one batch with the link to an earlier refusal. Raises AlreadySubmitted."""
    cabinet = services.rules.cabinet(given.package.applicant.iin)
    children = {child.iin for child in given.package.children}
    races = Races(given.id)
    while True:
        earlier = unfollowed(services, cabinet, children)
        given = replace(given, follows=earlier.value.number if earlier else None)
        result, writes = refused(services, given, missing) if missing else accepted(services, given)
        if earlier:
            writes += follow(earlier, result.number, given.at)
        try:
            services.documents.commit(*writes)
        except (AlreadyExists, VersionMismatch) as error:
            before = stored_answer(services, given.id, given.body)
            if before is not None:
                return before
            if not missing and services.documents.get(request_path(services, cabinet, given.body)) is not None:
                raise errors.AlreadySubmitted from error
            races.lost(error)
            continue
        break
    if isinstance(result, Application):
        hurry(services, result)
    else:
        schedule_all(services.tasks, push_task(refusal_notice(result).id))
        log(LogEvent.REFUSED, refusal=result.id, centre=given.desk.centre, lacking=len(result.lacking))
    return answer(result)


def stored_answer(services: SubmitServices, identifier: str, body: bytes) -> Response | None:
    """The answer that this key got before; None for a new key. Raises IdempotencyKeyReused for another body."""
    result = stored_result(services, identifier)
    if result is None:
        return None
    if result.request_sha256 != hashlib.sha256(body).hexdigest():
        raise errors.IdempotencyKeyReused
    log(LogEvent.REPLAYED, application=identifier)
    response = answer(result)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def stored_result(services: SubmitServices, identifier: str) -> Application | Refusal | None:
    application = load(services.documents, Application, APPLICATIONS, identifier)
    if application is not None:
        return application.value
    refusal = load(services.documents, Refusal, REFUSALS, identifier)
    return refusal.value if refusal else None


def accepted(services: SubmitServices, given: AtDesk) -> tuple[Application, list[Write]]:
    """The complete package: the same case as a portal's, with the same five minutes (2.1)."""
    package, profile = given.package, services.rules.profile
    application = Application(
        id=given.id,
        number=number_from(NumberKind.APPLICATION, secrets.token_bytes(16)),
        channel=Channel.PSC,
        provider=package.provider,
        language=package.language,
        cabinet=services.rules.cabinet(package.applicant.iin),
        applicant=applicant_of(package),
        children=children_of(package),
        consent=given.consent,
        request_sha256=hashlib.sha256(given.body).hexdigest(),
        accepted_at=given.at,
        due_at=due_at(given.at, profile.answer_within),
        status=Status.ACCEPTED,
        head=Head(),
        next_check_at=given.at + FIRST_LOOK,
        profile=profile.version,
        paper_copy=package.paper_copy,
        desk=given.desk,
        handed_in=handed_in(package),
        follows=given.follows,
    )
    told = {
        "channel": application.channel.value,
        "provider": application.provider,
        "due_at": application.due_at.isoformat(),
        **told_of(given, application.request_sha256),
    }
    application, event = application.note(EventKind.ACCEPTED, given.at, "psc_operator", told=told)
    owner = f"{APPLICATIONS}/{application.id}"
    request = create_evidence(owner, "request", "package", "application/json", given.at, given.body)
    claims = [f"{REQUESTS}/{given.id}", request_path(services, application.cabinet, given.body)]
    return application, writes_of(application, event, request, claims)


def refused(services: SubmitServices, given: AtDesk, missing: tuple[Lacking, ...]) -> tuple[Refusal, list[Write]]:
    """The incomplete one: a result with its own number, and all that is missing at once (10.1)."""
    package = given.package
    refusal = Refusal(
        id=given.id,
        number=number_from(NumberKind.RECEIPT, secrets.token_bytes(16)),
        provider=package.provider,
        language=package.language,
        cabinet=services.rules.cabinet(package.applicant.iin),
        applicant=applicant_of(package),
        children=children_of(package),
        consent=given.consent,
        desk=given.desk,
        lacking=missing,
        request_sha256=hashlib.sha256(given.body).hexdigest(),
        refused_at=given.at,
        profile=services.rules.profile.version,
        head=Head(),
        follows=given.follows,
    )
    told = {
        "lacking": [f"{each.lack}:{each.kind}" for each in missing],
        **told_of(given, refusal.request_sha256),
    }
    refusal, event = refusal.note(EventKind.REFUSED, given.at, "psc_operator", told=told)
    owner = f"{REFUSALS}/{refusal.id}"
    request = create_evidence(owner, "request", "package", "application/json", given.at, given.body)
    return refusal, writes_of_refusal(refusal, event, request, [f"{REQUESTS}/{given.id}"])


def told_of(given: AtDesk, request_sha256: str) -> dict[str, str | None]:
    """What the first event of either tells: where, by whom, under which consent, after what."""
    return {
        "centre": given.desk.centre,
        "operator": given.desk.operator,
        "consent": given.consent.id,
        "request_sha256": request_sha256,
        "follows": given.follows,
    }
