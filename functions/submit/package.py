"""A package is handed in at a desk: an application, or the refusal of one (clauses 1.2, 2.1, 9.1 to 9.4, 10.1).

What the operator can mend at once is told at once, as a problem, and nothing is recorded. An incomplete package is a
result, and recorded. No registry is asked before the consent is in the store.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass

from flask import Response

from functions.shared.contract.centre import CentrePackage
from functions.shared.documents.dates import in_almaty
from functions.shared.domain.application import Application, Channel, Consent, Desk, Status, due_at
from functions.shared.domain.events import EventKind, Head
from functions.shared.domain.numbers import NumberKind, number_from
from functions.shared.domain.package import Lacking, checklist, lacking
from functions.shared.domain.refusal import Refusal
from functions.shared.http.idempotency import idempotency_key
from functions.shared.http.routing import Call
from functions.shared.http.validation import read_json
from functions.shared.ports import Write
from functions.shared.records import APPLICATIONS, REFUSALS, REQUESTS, create_evidence, keyed_hash
from functions.submit.acceptance import FIRST_LOOK, request_path, writes_of
from functions.submit.consents import births_of, record_consent
from functions.submit.desk import applicant_of, children_of, handed_in, read_package
from functions.submit.refusal import writes_of_refusal
from functions.submit.results import Result, Submission, keep, stored_answer
from functions.submit.services import SubmitServices


@dataclass(frozen=True)
class AtDesk:
    """A package as it lies on the desk, checked, with its consent recorded."""

    came: Submission
    package: CentrePackage
    consent: Consent
    desk: Desk


def submit_package(call: Call[SubmitServices]) -> Response:
    """`POST /v1/psc/applications`: 201 with an acceptance or a refusal; a repeat gets the same answer.

    What counts is when it came in (2.1, 6.1), however long the registry took to answer.
    """
    services = call.services
    services.maintenance.check()
    key, body, now = idempotency_key(call), call.body(), call.services.clock.now()
    parts = (call.caller.office or "", call.caller.subject, key)
    identifier = keyed_hash(services.rules.cabinet_secret, "package", *parts)
    before = stored_answer(services, identifier, body)
    if before is not None:
        return before
    package, consent_given, desk = read_package(call, body, now)
    consent = record_consent(call, consent_given, package.applicant.iin)
    children = [(child.iin, child.birth_date) for child in package.children]
    answers = births_of(call, children, consent)
    items = checklist([born for _, born in children], answers, services.rules.profile)
    missing = lacking(items, handed_in(package), in_almaty(now).date())
    cabinet = services.rules.cabinet(package.applicant.iin)
    claim = request_path(services, cabinet, canonical(body))
    scans = tuple(document.scan for document in package.documents if document.scan)
    came = Submission(identifier, body, claim, cabinet, frozenset(iin for iin, _ in children), now, attached=scans)
    given = AtDesk(came, package, consent, desk)

    def made(follows: str | None) -> tuple[Result, list[Write]]:
        return refused(services, given, missing, follows) if missing else accepted(services, given, follows)

    return keep(services, came, made)


def accepted(services: SubmitServices, given: AtDesk, follows: str | None) -> tuple[Application, list[Write]]:
    """The complete package: the same case as a portal's, with the same five minutes (2.1)."""
    package, profile, came = given.package, services.rules.profile, given.came
    application = Application(
        id=came.id,
        number=number_from(NumberKind.APPLICATION, secrets.token_bytes(16)),
        channel=Channel.PSC,
        provider=package.provider,
        language=package.language,
        cabinet=came.cabinet,
        applicant=applicant_of(package),
        children=children_of(package, in_almaty(came.at).date()),
        consent=given.consent,
        request_sha256=hashlib.sha256(came.body).hexdigest(),
        accepted_at=came.at,
        due_at=due_at(came.at, profile.answer_within),
        status=Status.ACCEPTED,
        head=Head(),
        next_check_at=came.at + FIRST_LOOK,
        profile=profile.version,
        paper_copy=package.paper_copy,
        desk=given.desk,
        handed_in=handed_in(package),
        follows=follows,
    )
    told = {
        "channel": application.channel.value,
        "provider": application.provider,
        "due_at": application.due_at.isoformat(),
        **told_of(given, application.request_sha256, follows),
    }
    application, event = application.note(EventKind.ACCEPTED, came.at, "psc_operator", told=told)
    owner = f"{APPLICATIONS}/{application.id}"
    request = create_evidence(owner, "request", "package", "application/json", came.at, came.body)
    claims = [f"{REQUESTS}/{came.id}", came.claim]
    return application, writes_of(application, event, request, claims)


def refused(
    services: SubmitServices, given: AtDesk, missing: tuple[Lacking, ...], follows: str | None
) -> tuple[Refusal, list[Write]]:
    """The incomplete one: a result with its own number, and all that is missing at once (10.1)."""
    package, came = given.package, given.came
    refusal = Refusal(
        id=came.id,
        number=number_from(NumberKind.RECEIPT, secrets.token_bytes(16)),
        provider=package.provider,
        language=package.language,
        cabinet=came.cabinet,
        applicant=applicant_of(package),
        children=children_of(package, in_almaty(came.at).date()),
        consent=given.consent,
        desk=given.desk,
        lacking=missing,
        request_sha256=hashlib.sha256(came.body).hexdigest(),
        refused_at=came.at,
        profile=services.rules.profile.version,
        head=Head(),
        follows=follows,
    )
    told = {
        "lacking": [f"{each.lack}:{each.kind}" for each in missing],
        **told_of(given, refusal.request_sha256, follows),
    }
    refusal, event = refusal.note(EventKind.REFUSED, came.at, "psc_operator", told=told)
    owner = f"{REFUSALS}/{refusal.id}"
    request = create_evidence(owner, "request", "package", "application/json", came.at, came.body)
    return refusal, writes_of_refusal(refusal, event, request, [f"{REQUESTS}/{came.id}", came.claim_of_refusal])


def canonical(body: bytes) -> bytes:
    """What a package says, however it was written down: two spellings of one package are one package."""
    return json.dumps(read_json(body), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def told_of(given: AtDesk, request_sha256: str, follows: str | None) -> dict[str, str | None]:
    """What the first event of either tells: where, by whom, under which consent, after what."""
    return {
        "centre": given.desk.centre,
        "operator": given.desk.operator,
        "consent": given.consent.id,
        "request_sha256": request_sha256,
        "follows": follows,
    }
