"""Where a case stands, told on the phone: the contact centre and the provider's reference service (clause 15.1).

Every look-up is an event of the case: who looked, when, and why.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from functions.shared.codec import to_fields
from functions.shared.contract.centre import CertificateStateShown, StatusShown
from functions.shared.contract.common import TextGiven
from functions.shared.domain import errors, package_errors
from functions.shared.domain.application import Application
from functions.shared.domain.certificate import Certificate
from functions.shared.domain.events import EventKind
from functions.shared.domain.language import Bilingual
from functions.shared.domain.numbers import MistypedNumber, NumberKind, parse_number, spoken
from functions.shared.domain.refusal import Refusal
from functions.shared.http.callers import Role
from functions.shared.http.routing import Call
from functions.shared.log import LogEvent, log
from functions.shared.ports import AlreadyExists, Replace, VersionMismatch
from functions.shared.races import Races
from functions.shared.records import APPLICATIONS, CERTIFICATES, NUMBERS, REFUSALS, Stored, create_event, load
from functions.submit.cabinet import shown_text
from functions.submit.consents import operator_hash
from functions.submit.services import SubmitServices

KINDS: dict[NumberKind, Literal["application", "certificate", "refusal"]] = {
    NumberKind.APPLICATION: "application",
    NumberKind.CERTIFICATE: "certificate",
    NumberKind.RECEIPT: "refusal",
}


class LookUpReason(StrEnum):
    """Why somebody looks: a closed list, since free text in an address would be somebody's data."""

    RECIPIENT_ASKS = "recipient-asks"
    COMPLAINT = "complaint"
    SUPERVISION = "supervision"


Case = Stored[Application] | Stored[Refusal]


def get_status(call: Call[SubmitServices]) -> StatusShown:
    """`GET /v1/status?number=…&why=…`: stage, due time, what is missing; no documents, nobody's name."""
    services, asked = call.services, call.request.args
    why = asked.get("why", "")
    if why not in list(LookUpReason):
        raise package_errors.LookUpReasonMissing(reasons=[reason.value for reason in LookUpReason])
    try:
        number = parse_number(asked.get("number", ""))
    except MistypedNumber as error:
        raise errors.NumberMistyped from error
    told = {"who": operator_hash(services, call.caller.subject), "office": call.caller.office, "why": why}
    races = Races("look-up")
    while True:
        case = find(services, number)
        if case is None or not may_see(call, case):
            raise errors.NotFound
        collection = APPLICATIONS if isinstance(case.value, Application) else REFUSALS
        value, event = case.value.note(EventKind.LOOKED_UP, services.clock.now(), call.caller.role.value, told=told)
        path = f"{collection}/{value.id}"
        try:
            services.documents.commit(Replace(path, to_fields(value), case.version), create_event(path, event))
        except (AlreadyExists, VersionMismatch) as error:
            races.lost(error)
            continue
        log(LogEvent.LOOKED_UP, case=value.id, role=call.caller.role.value, why=why)
        return shown(services, number, value)


def find(services: SubmitServices, number: str) -> Case | None:
    """The case that a number belongs to."""
    found = services.documents.get(f"{NUMBERS}/{number}")
    if found is None:
        return None
    if "refusal" in found.fields:
        return load(services.documents, Refusal, REFUSALS, found.fields["refusal"])
    return load(services.documents, Application, APPLICATIONS, found.fields["application"])


def may_see(call: Call[SubmitServices], case: Case) -> bool:
    """The contact centre answers for everybody; a reference service for its own provider."""
    return call.caller.role is Role.CONTACT_CENTRE or case.value.provider == call.caller.office


def shown(services: SubmitServices, number: str, case: Application | Refusal) -> StatusShown:
    provider = services.offices.provider(case.provider)
    kind = KINDS[NumberKind(number[0])]
    names = {
        "provider": in_three(provider.names) if provider else None,
        "centre": in_three(case.desk.letterhead.names) if case.desk else None,
    }
    if isinstance(case, Refusal):
        return StatusShown(
            number=spoken(number),
            kind=kind,
            stage="refused",
            channel="psc",
            at=case.refused_at,
            due_at=None,
            decided_at=case.refused_at,
            overdue_since=None,
            waiting_for=(),
            missing=tuple(shown_text(each.text()) for each in case.lacking),
            certificate_state=None,
            followed_by=spoken(case.followed_by) if case.followed_by else None,
            **names,
        )
    return StatusShown(
        number=spoken(number),
        kind=kind,
        stage=case.status.value,
        channel=case.channel.value,
        at=case.accepted_at,
        due_at=case.due_at,
        decided_at=case.decided_at,
        overdue_since=case.overdue_since,
        waiting_for=case.waiting_for,
        missing=tuple(shown_text(reason.text()) for reason in case.reasons),
        certificate_state=certificate_state(services, case.certificate),
        followed_by=None,
        **names,
    )


def certificate_state(services: SubmitServices, number: str | None) -> CertificateStateShown | None:
    """What the register says: an issued case stays issued when its certificate is revoked."""
    stored = load(services.documents, Certificate, CERTIFICATES, number) if number else None
    if stored is None:
        return None
    certificate = stored.value
    reason = certificate.revocation_reason
    return CertificateStateShown(
        state=certificate.status,
        since=certificate.revoked_at or certificate.issued_at,
        reason=shown_text(reason.text()) if reason else None,
    )


def in_three(names: Bilingual) -> TextGiven:
    """Names of offices exist in the official languages; who reads English gets the Kazakh one."""
    return TextGiven(kk=names.kk, ru=names.ru, en=names.kk)
