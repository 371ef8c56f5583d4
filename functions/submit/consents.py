"""The written consent, recorded before any registry is asked, and what was asked under it (clauses 9.2, 9.3)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from functions.shared.codec import to_fields
from functions.shared.contract.centre import WrittenConsentGiven
from functions.shared.domain import errors, package_errors
from functions.shared.domain.application import Consent, ConsentMethod
from functions.shared.domain.decision import must_attach_birth_certificate
from functions.shared.domain.errors import Flaw
from functions.shared.domain.facts import Answer, Birth, Found, NoRecord
from functions.shared.http.routing import Call
from functions.shared.ports import AlreadyExists, Create
from functions.shared.records import CONSENTS, create_evidence, create_scan, keyed_hash
from functions.submit.attachments import object_name
from functions.submit.people import consent_holds
from functions.submit.services import SubmitServices


@dataclass(frozen=True)
class ConsentRecord:
    """A consent in the store: whose (a keyed hash), to which text, and who took it where."""

    id: str
    cabinet: str
    consent: Consent
    centre: str
    operator: str
    recorded_at: datetime


def operator_hash(services: SubmitServices, subject: str) -> str:
    """Names an official in events and records without telling who."""
    return keyed_hash(services.rules.cabinet_secret, "officer", subject)


def check_consent(services: SubmitServices, given: WrittenConsentGiven | None) -> WrittenConsentGiven:
    """Raises ConsentMissing, ConsentScanMissing or AttachmentMissing."""
    if given is None or not consent_holds(given.text_version, given.given_at, services.rules, services.clock.now()):
        raise errors.ConsentMissing(flaws=[Flaw("/consent", errors.ConsentMissing.title)])
    if given.scan is None:
        title = package_errors.ConsentScanMissing.title
        raise package_errors.ConsentScanMissing(flaws=[Flaw("/consent/scan", title)])
    if not services.attachments.exists(object_name(given.scan)):
        raise errors.AttachmentMissing(flaws=[Flaw("/consent/scan", errors.AttachmentMissing.title)])
    return given


def record_consent(call: Call[SubmitServices], given: WrittenConsentGiven, applicant_iin: str) -> Consent:
    """The consent, in the store from here on: the same consent is one record, however often it is shown."""
    services, now = call.services, call.services.clock.now()
    cabinet = services.rules.cabinet(applicant_iin)
    assert given.scan is not None  # check_consent has refused one without
    parts = (cabinet, call.caller.office or "", given.text_version, given.given_at.isoformat(), given.scan)
    identifier = keyed_hash(services.rules.cabinet_secret, "consent", *parts)
    consent = Consent(given.text_version, given.given_at, ConsentMethod.WRITTEN, given.scan, identifier)
    operator = operator_hash(services, call.caller.subject)
    record = ConsentRecord(identifier, cabinet, consent, call.caller.office or "", operator, now)
    path = f"{CONSENTS}/{identifier}"
    try:
        services.documents.commit(Create(path, to_fields(record)), create_scan(path, "scan", now, given.scan))
    except AlreadyExists:
        return consent  # recorded before, when the checklist was asked for
    return consent


def births_of(
    services: SubmitServices, children: list[tuple[str, date]], consent: Consent | None
) -> list[Answer[Birth] | None]:
    """What the registry says of each child (IIN, day of birth); None where it is not asked.

    It is asked under a recorded consent alone, and not about who was born before it began: that certificate is needed
    anyway. The signed answers are kept with the consent.
    """
    if consent is None or consent.id is None:
        return [None] * len(children)
    wanted = tuple(iin for iin, born in children if not must_attach_birth_certificate(born, services.rules.profile))
    answers = services.registries.births(wanted, consent.id, services.rules.registry_budget)
    keep_answers(services, consent.id, answers)
    by_child = dict(zip(wanted, answers, strict=True))
    return [by_child.get(iin) for iin, _ in children]


def keep_answers(services: SubmitServices, consent: str, answers: tuple[Answer[Birth], ...]) -> None:
    now, owner = services.clock.now(), f"{CONSENTS}/{consent}"
    signed = {answer.evidence for answer in answers if isinstance(answer, Found | NoRecord)}
    kept = [
        create_evidence(owner, hashlib.sha256(data).hexdigest()[:32], "registry-answer", "application/cms", now, data)
        for data in sorted(signed)
    ]
    if not kept:
        return
    try:
        services.documents.commit(*kept)
    except AlreadyExists:
        return  # an answer is named by its bytes: these very bytes are kept
