"""The written consent, recorded before any registry is asked, and what was asked under it (clauses 9.2, 9.3)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from functions.shared.attachments import attachment_name, keep_attachments
from functions.shared.codec import to_fields
from functions.shared.contract.centre import WrittenConsentGiven
from functions.shared.domain import errors, package_errors
from functions.shared.domain.application import Consent, ConsentMethod
from functions.shared.domain.decision import must_attach_birth_certificate
from functions.shared.domain.errors import Flaw
from functions.shared.domain.facts import Answer, Birth, Found, NoRecord, Silent
from functions.shared.http.routing import Call
from functions.shared.log import LogEvent, log
from functions.shared.ports import AlreadyExists, Create
from functions.shared.races import Races
from functions.shared.records import CONSENTS, create_evidence, create_scan, keyed_hash
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


@dataclass(frozen=True)
class LookUp:
    """One round of questions to the registry of births under a consent: who asked (a keyed hash), where and when.

    It counts the children that were asked about, found, without a record, and without an answer, and names none.
    """

    operator: str
    centre: str
    at: datetime
    children: int
    found: int
    no_record: int
    silent: int


def check_consent(services: SubmitServices, given: WrittenConsentGiven | None) -> WrittenConsentGiven:
    """Raises ConsentMissing, ConsentScanMissing or AttachmentMissing."""
    if given is None or not consent_holds(given.text_version, given.given_at, services.rules, services.clock.now()):
        raise errors.ConsentMissing(flaws=[Flaw("/consent", errors.ConsentMissing.title)])
    if given.scan is None:
        title = package_errors.ConsentScanMissing.title
        raise package_errors.ConsentScanMissing(flaws=[Flaw("/consent/scan", title)])
    if not services.attachments.exists(attachment_name(given.scan)):
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
    operator = services.rules.officer(call.caller.subject)
    record = ConsentRecord(identifier, cabinet, consent, call.caller.office or "", operator, now)
    path = f"{CONSENTS}/{identifier}"
    keep_attachments(services.attachments, [given.scan])
    try:
        services.documents.commit(Create(path, to_fields(record)), create_scan(path, "scan", now, given.scan))
    except AlreadyExists:
        return consent  # recorded before, when the checklist was asked for
    return consent


def births_of(
    call: Call[SubmitServices], children: list[tuple[str, date]], consent: Consent | None
) -> list[Answer[Birth] | None]:
    """What the registry says of each child (IIN, day of birth); None where it is not asked.

    It is asked under a recorded consent alone, and not about who was born before it began: that certificate is needed
    anyway. Who asked is kept with the consent, and the signed answers with it.
    """
    services = call.services
    wanted = tuple(iin for iin, born in children if not must_attach_birth_certificate(born, services.rules.profile))
    if consent is None or consent.id is None or not wanted:
        return [None] * len(children)
    at = services.clock.now()
    answers = services.registries.births(wanted, consent.id, services.rules.registry_budget)
    centre, operator = call.caller.office or "", services.rules.officer(call.caller.subject)
    found, none, silent = (sum(isinstance(answer, kind) for answer in answers) for kind in (Found, NoRecord, Silent))
    keep_round(services, consent.id, LookUp(operator, centre, at, len(wanted), found, none, silent), answers)
    log(LogEvent.BIRTHS_ASKED, consent=consent.id, centre=centre, found=found, no_record=none, silent=silent)
    by_child = dict(zip(wanted, answers, strict=True))
    return [by_child.get(iin) for iin, _ in children]


def keep_round(services: SubmitServices, consent: str, look_up: LookUp, answers: Sequence[Answer[Birth]]) -> None:
    """Who asked and what was answered, in one batch; an answer is named by its bytes, so that it is kept once."""
    owner = f"{CONSENTS}/{consent}"
    name = f"{look_up.at:%Y%m%dT%H%M%S%fZ}-{secrets.token_hex(4)}"
    signed = {answer.evidence for answer in answers if isinstance(answer, Found | NoRecord)}
    given = [
        create_evidence(
            owner, hashlib.sha256(data).hexdigest()[:32], "registry-answer", "application/cms", look_up.at, data
        )
        for data in sorted(signed)
    ]
    races = Races(consent)
    while True:
        kept = services.documents.get_many([write.path for write in given])
        new = [write for write in given if write.path not in kept]
        try:
            services.documents.commit(Create(f"{owner}/lookups/{name}", to_fields(look_up)), *new)
        except AlreadyExists as error:
            races.lost(error)
            continue
        return
