"""What a complaint lacked is given afterwards; its term is not moved by it (Administrative Code, art. 64; 11.8).

So is the number of the first complaint to an appeal that could not be linked with it (11.10).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from functions.complaint.appeal import link_later
from functions.complaint.deadlines import announce, arm, marked_first
from functions.complaint.intake import check_attachments, check_revocation
from functions.complaint.records import account_hash, find_visible, keep, path_of, require_staff
from functions.complaint.services import ComplaintServices
from functions.complaint.views import own, seen_by_staff
from functions.shared.attachments import keep_attachments
from functions.shared.codec import to_fields
from functions.shared.contract.complaint import (
    ComplaintShown,
    ComplaintSubmission,
    OwnComplaint,
    PartsGiven,
    SignedParts,
)
from functions.shared.domain import complaint_errors, errors
from functions.shared.domain.complaint import Complaint, Part
from functions.shared.domain.errors import Flaw
from functions.shared.domain.events import EventKind
from functions.shared.domain.numbers import MistypedNumber, NumberKind, parse_number
from functions.shared.http.callers import Role
from functions.shared.http.routing import Call
from functions.shared.http.signed import read_cms, signed_by
from functions.shared.http.validation import read_model
from functions.shared.log import LogEvent, log
from functions.shared.ports import Create, Replace
from functions.shared.races import retried
from functions.shared.records import Stored, create_evidence, create_scan

POINTERS = {Part.NAME: "/name", Part.ADDRESS: "/address", Part.ESSENCE: "/text", Part.SIGNATURE: "/signed"}


@dataclass(frozen=True)
class Brought:
    """What was given, and the bytes that it came in."""

    body: bytes
    media_type: str
    parts: PartsGiven
    by_himself: bool

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    @property
    def named(self) -> tuple[Part, ...]:
        given = self.parts
        there = {
            Part.NAME: bool(given.name),
            Part.ADDRESS: bool(given.address),
            Part.ESSENCE: bool(given.text and given.text.strip()),
            Part.SIGNATURE: given.signed,
        }
        return tuple(part for part, is_there in there.items() if is_there)


def give_parts(call: Call[ComplaintServices]) -> ComplaintShown | OwnComplaint:
    """`POST /v1/complaints/{id}/parts`: by a clerk of the office that has it, or by the complainant, signed.

    The same once more changes nothing, but that an appeal is linked which could not be before.
    """
    call.services.maintenance.check()
    brought = read_signed(call) if call.caller.role is Role.CITIZEN else read_entered(call)
    check_attachments(call.services, brought.parts.attachments)
    complaint = retried(call.args["id"], lambda: give_once(call, brought))
    return own(call.services, complaint) if brought.by_himself else seen_by_staff(call.services, complaint)


def read_entered(call: Call[ComplaintServices]) -> Brought:
    body = call.body()
    return Brought(body, "application/json", read_model(PartsGiven, body), by_himself=False)


def read_signed(call: Call[ComplaintServices]) -> Brought:
    """Raises SignatureInvalid, SignerNotApplicant, and NotFound where another complaint's number was signed."""
    services, complaint = call.services, find_visible(call).value
    cms = read_cms(read_model(ComplaintSubmission, call.body()).cms)
    _, content = signed_by(cms, services.signatures, call.caller.iin)
    given = read_model(SignedParts, content, prefix="/parts")
    if plain(given.number) != complaint.number:
        raise errors.InvalidFields(flaws=[Flaw("/parts/number", errors.NumberMistyped.title)])
    check_revocation(services, cms)
    # He signs only what he gives now, and with it all that he wrote before.
    parts = PartsGiven(
        name=given.name,
        address=given.address,
        text=given.text,
        signed=Part.SIGNATURE in complaint.missing,
        first=given.first,
        attachments=given.attachments,
    )
    return Brought(cms, "application/cms", parts, by_himself=True)


def give_once(call: Call[ComplaintServices], brought: Brought) -> Complaint:
    services, stored, now = call.services, find_visible(call), call.services.clock.now()
    complaint, given = stored.value, brought.parts
    if not brought.by_himself:
        require_staff(call.caller, complaint)
    evidence = f"parts-{brought.sha256[:16]}"
    if services.documents.get(f"{path_of(complaint)}/evidence/{evidence}") is not None:
        return link_again(call, stored, given.first, now)
    if not complaint.is_open:
        raise complaint_errors.ComplaintAnswered
    there = [POINTERS[part] for part in brought.named if part not in complaint.missing]
    there += ["/first"] if given.first and complaint.first is not None else []
    if there or not (brought.named or given.first or given.attachments):
        flaws = [Flaw(pointer, complaint_errors.NothingMissing.title) for pointer in there]
        raise complaint_errors.NothingMissing(flaws=flaws)
    noticed, writes = marked_first(services, complaint, now)
    new = [sha256 for sha256 in dict.fromkeys(given.attachments) if sha256 not in complaint.attachments]
    keep_attachments(services.attachments, new)
    missing = tuple(part for part in complaint.missing if part not in brought.named)
    changed, event = noticed.note(
        EventKind.PARTS_GIVEN,
        now,
        call.caller.role.value,
        told={
            "parts": [part.value for part in brought.named],
            "missing": [part.value for part in missing],
            "first": bool(given.first),
            "attachments": new,
            "request_sha256": brought.sha256,
            "by": None if brought.by_himself else account_hash(services, call.caller.subject),
        },
        complainant=replace(
            complaint.complainant,
            name=complaint.complainant.name or given.name or None,
            address=complaint.complainant.address or given.address or None,
        ),
        text=complaint.text if complaint.text.strip() else given.text or complaint.text,
        attachments=(*complaint.attachments, *new),
        missing=missing,
        first_told=given.first or complaint.first_told,
    )
    changed, linking = link_later(services, changed, now, call.caller.role.value)
    owner, place = path_of(complaint), len(complaint.attachments)
    kept: list[Create] = [create_evidence(owner, evidence, "parts", brought.media_type, now, brought.body)]
    kept += [create_scan(owner, f"attachment-{place + n}", now, sha256) for n, sha256 in enumerate(new)]
    keep(services, stored, changed, event, *writes, *linking, *kept)
    announce(complaint, noticed)
    arm(services, changed)
    log(LogEvent.COMPLAINT_COMPLETED, complaint=changed.id, missing=len(missing))
    return changed


def link_again(call: Call[ComplaintServices], stored: Stored[Complaint], told: str | None, now: datetime) -> Complaint:
    """The same was given before: an appeal that came too early for its link then has it now, if its time has come."""
    services, complaint = call.services, stored.value
    if not complaint.is_open:
        return complaint
    noticed, writes = marked_first(services, complaint, now)
    renamed = replace(noticed, first_told=told or complaint.first_told)
    linked, linking = link_later(services, renamed, now, call.caller.role.value)
    if linked.first == complaint.first:
        return complaint
    services.documents.commit(Replace(path_of(linked), to_fields(linked), stored.version), *writes, *linking)
    announce(complaint, noticed)
    arm(services, linked)
    return linked


def plain(number: str) -> str | None:
    try:
        return parse_number(number, NumberKind.COMPLAINT)
    except MistypedNumber:
        return None
