"""Where a case stands, told on the phone: the contact centre and the provider's reference service (clause 15.1).

Every look-up is an event of the case, in a chain of its own: who looked, when, and why.
"""

from __future__ import annotations

from typing import Any, Literal

from functions.shared.codec import to_fields
from functions.shared.contract.centre import CertificateStateShown, StatusShown
from functions.shared.contract.common import TextGiven, shown_text
from functions.shared.domain import errors, package_errors
from functions.shared.domain.application import Application
from functions.shared.domain.certificate import Certificate
from functions.shared.domain.complaint import PART_TEXTS, Complaint, Mark
from functions.shared.domain.language import Bilingual
from functions.shared.domain.look_up import LookUpReason, LookUps
from functions.shared.domain.numbers import MistypedNumber, NumberKind, parse_number, spoken
from functions.shared.domain.refusal import Refusal
from functions.shared.http.callers import Role
from functions.shared.http.routing import Call
from functions.shared.log import LogEvent, log
from functions.shared.ports import AlreadyExists, Create, Replace, VersionMismatch
from functions.shared.races import Races
from functions.shared.records import (
    APPLICATIONS,
    CERTIFICATES,
    COMPLAINTS,
    LOOK_UPS,
    NUMBERS,
    REFUSALS,
    create_event,
    load,
)
from functions.submit.services import SubmitServices

Kind = Literal["application", "certificate", "refusal", "complaint"]
KINDS: dict[NumberKind, Kind] = {
    NumberKind.APPLICATION: "application",
    NumberKind.CERTIFICATE: "certificate",
    NumberKind.RECEIPT: "refusal",
    NumberKind.COMPLAINT: "complaint",
}


Case = Application | Refusal | Complaint
CASES: tuple[tuple[str, type[Case], str], ...] = (
    ("application", Application, APPLICATIONS),
    ("refusal", Refusal, REFUSALS),
    ("complaint", Complaint, COMPLAINTS),
)
"""What `numbers/{number}` leads to."""


def get_status(call: Call[SubmitServices]) -> StatusShown:
    """`GET /v1/status?number=…&why=…`: stage, due time, what is missing; no documents, nobody's name."""
    services, asked = call.services, call.request.args
    why = asked.get("why", "")
    if why not in list(LookUpReason):
        flaw = errors.Flaw("/why", package_errors.LookUpReasonMissing.title)
        raise package_errors.LookUpReasonMissing(flaws=[flaw], reasons=[reason.value for reason in LookUpReason])
    try:
        number = parse_number(asked.get("number", ""))
    except MistypedNumber as error:
        raise errors.NumberMistyped from error
    case = find(services, number)
    if case is None or not may_see(call, case):
        raise errors.NotFound
    record(call, case.id, LookUpReason(why))
    return shown(services, number, case)


def record(call: Call[SubmitServices], case: str, why: LookUpReason) -> None:
    """Nothing is told that is not recorded. Raises StoreUnavailable."""
    services, races, path = call.services, Races("look-up"), f"{LOOK_UPS}/{case}"
    who, role = services.rules.officer(call.caller.subject), call.caller.role.value
    while True:
        stored = load(services.documents, LookUps, LOOK_UPS, case)
        before = stored.value if stored else LookUps(case)
        after, event = before.looked(services.clock.now(), role, who, call.caller.office, why)
        fields = to_fields(after)
        head = Replace(path, fields, stored.version) if stored else Create(path, fields)
        try:
            services.documents.commit(head, create_event(path, event))
        except (AlreadyExists, VersionMismatch) as error:
            races.lost(error)
            continue
        log(LogEvent.LOOKED_UP, case=case, role=role, why=why.value)
        return


def find(services: SubmitServices, number: str) -> Case | None:
    """The case that a number belongs to."""
    found = services.documents.get(f"{NUMBERS}/{number}")
    if found is None:
        return None
    for field, kind, collection in CASES:
        if field in found.fields:
            stored = load(services.documents, kind, collection, found.fields[field])
            return stored.value if stored else None
    return None


def may_see(call: Call[SubmitServices], case: Case) -> bool:
    """The contact centre answers for everybody; a reference service for its own office."""
    if call.caller.role is Role.CONTACT_CENTRE:
        return True
    if isinstance(case, Complaint):
        return call.caller.office in {case.office, *(line.office for line in case.registrations)}
    return case.provider == call.caller.office


def shown(services: SubmitServices, number: str, case: Case) -> StatusShown:
    told: dict[str, Any] = {"number": spoken(number), "kind": KINDS[NumberKind(number[0])]}
    match case:
        case Application():
            return StatusShown(**told, **of_application(services, case))
        case Refusal():
            return StatusShown(**told, **of_refusal(services, case))
        case Complaint():
            return StatusShown(**told, **of_complaint(services, case))


def of_application(services: SubmitServices, case: Application) -> dict[str, Any]:
    return {
        "stage": case.status.value,
        "channel": case.channel.value,
        "office": name_of(services, case.provider),
        "centre": in_three(case.desk.letterhead.names) if case.desk else None,
        "at": case.accepted_at,
        "due_at": case.due_at,
        "decided_at": case.decided_at,
        "overdue_since": case.overdue_since,
        "waiting_for": case.waiting_for,
        "missing": tuple(shown_text(reason.text()) for reason in case.reasons),
        "certificate_state": certificate_state(services, case.certificate),
    }


def of_refusal(services: SubmitServices, case: Refusal) -> dict[str, Any]:
    return {
        "stage": "refused",
        "channel": "psc",
        "office": name_of(services, case.provider),
        "centre": in_three(case.desk.letterhead.names),
        "at": case.refused_at,
        "decided_at": case.refused_at,
        "missing": tuple(shown_text(each.text()) for each in case.lacking),
        "followed_by": spoken(case.followed_by) if case.followed_by else None,
    }


def of_complaint(services: SubmitServices, case: Complaint) -> dict[str, Any]:
    """Stage and term (11.7)."""
    return {
        "stage": case.stage.value,
        "channel": case.intake.value,
        "office": name_of(services, case.office),
        "incoming": case.registrations[-1].number,
        "at": case.registrations[0].received_at,
        "due_at": case.due_at,
        "decided_at": case.answer.at if case.answer else None,
        "overdue_since": case.due_at if Mark.OVERDUE in case.marked else None,
        "missing": tuple(shown_text(PART_TEXTS[part]) for part in case.missing),
        "followed_by": spoken(case.appeal) if case.appeal else None,
    }


def name_of(services: SubmitServices, identifier: str) -> TextGiven | None:
    office = services.offices.find(identifier)
    return in_three(office.names) if office else None


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
