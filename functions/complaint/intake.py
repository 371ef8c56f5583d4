"""What comes in: on paper through a clerk, or through the portal, signed by the citizen (11.1, 11.2, 11.6, 14.1).

A complaint is never refused for what it lacks (Administrative Code, art. 64). Refused is only what is no complaint yet:
a body that cannot be read, an office that is not there, a document never uploaded, a day to come, another's signature.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.complaint.records import account_hash, clerk_role
from functions.complaint.services import ComplaintServices
from functions.shared.contract.complaint import (
    ComplaintGiven,
    ComplaintSubmission,
    PaperComplaint,
    PortalComplaint,
    WriterGiven,
)
from functions.shared.domain import complaint_errors, errors
from functions.shared.domain.calendar import almaty_day
from functions.shared.domain.complaint import Complainant, Intake, Part, term_of
from functions.shared.domain.errors import Flaw
from functions.shared.domain.iin import MalformedIin, parse_iin
from functions.shared.domain.language import Language
from functions.shared.domain.office import AnyOffice
from functions.shared.http.routing import Call
from functions.shared.http.signature_texts import WHY
from functions.shared.http.signed import read_cms, signed_by
from functions.shared.http.validation import read_model
from functions.shared.services import Rules
from functions.shared.trust.verdicts import CannotCheck, Evidence, Invalid, Signer

AHEAD = timedelta(minutes=2)
"""How far the clerk's clock may be ahead of ours."""
ENTERED_WITHIN = {Intake.POST: 10, Intake.HAND: 3}
"""Working days from the day of registration within which a clerk may still enter it; the term runs all the same."""
PORTAL = {
    Language.KK: "«электрондық үкімет» порталы",
    Language.RU: "портал «электронного правительства»",
    Language.EN: "the portal of the electronic government",
}
"""Who accepts what comes through the portal (11.3): it registers by itself."""


@dataclass(frozen=True)
class Received:
    """A complaint as it came, checked. `body` is what was sent, to the byte; `actor` the role that sent it."""

    body: bytes
    media_type: str
    given: ComplaintGiven
    intake: Intake
    office: AnyOffice
    received_at: datetime
    complainant: Complainant
    cabinet: str | None
    signed: bool
    accepted_by: str
    accepted_by_hash: str
    actor: str
    own: bool = False
    """The complainant himself sent it."""
    revocation: Evidence | None = None
    """What was answered about the citizen's certificate; None where nobody was asked, or nobody answered."""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    @property
    def missing(self) -> tuple[Part, ...]:
        return missing_parts(self.complainant, self.given.text, signed=self.signed)


def missing_parts(complainant: Complainant, text: str | None, *, signed: bool) -> tuple[Part, ...]:
    """What a complaint should contain and does not (Administrative Code, art. 63)."""
    there = {
        Part.NAME: bool(complainant.name),
        Part.ADDRESS: bool(complainant.address),
        Part.ESSENCE: bool(text and text.strip()),
        Part.SIGNATURE: signed,
    }
    return tuple(part for part, is_there in there.items() if not is_there)


def read_paper(call: Call[ComplaintServices], body: bytes) -> Received:
    """What a clerk registers for his own office (11.2, 11.6). Raises the problem that he is to mend."""
    services, caller, now = call.services, call.caller, call.services.clock.now()
    given = read_model(PaperComplaint, body)
    office = own_office(call, given.office)
    intake = Intake(given.intake)
    check_received(services, office, intake, given.received_at, now)
    check_attachments(services, given.attachments)
    writer = given.complainant or WriterGiven()
    return Received(
        body=body,
        media_type="application/json",
        given=given,
        intake=intake,
        office=office,
        received_at=min(given.received_at, now),
        complainant=Complainant(writer.name or None, writer.iin or None, writer.address or None, writer.phone or None),
        cabinet=cabinet_of(services.rules, writer.iin),
        signed=given.signed,
        accepted_by=caller.name or "",
        accepted_by_hash=account_hash(services, caller.subject),
        actor=caller.role.value,
    )


def read_portal(call: Call[ComplaintServices], body: bytes) -> Received:
    """What a citizen signed (14.1). Raises SignatureInvalid, SignerNotApplicant and what he is to mend."""
    services, now = call.services, call.services.clock.now()
    cms = read_cms(read_model(ComplaintSubmission, body).cms)
    signer, content = signed_by(cms, services.signatures, call.caller.iin)
    given = read_model(PortalComplaint, content, prefix="/complaint")
    office = services.offices.find(given.office)
    if office is None:
        raise complaint_errors.OfficeUnknown(flaws=[Flaw("/complaint/office", complaint_errors.OfficeUnknown.title)])
    check_attachments(services, given.attachments, prefix="/complaint")
    writer = given.complainant
    iin = signer.iin or ""
    return Received(
        body=cms,
        media_type="application/cms",
        given=given,
        intake=Intake.PORTAL,
        office=office,
        received_at=now,
        complainant=Complainant(
            name=(writer.name if writer else None) or full_name(signer),
            iin=iin,
            address=(writer.address if writer else None) or None,
            phone=(writer.phone if writer else None) or None,
        ),
        cabinet=services.rules.cabinet(iin),
        signed=True,
        accepted_by=PORTAL[given.language],
        accepted_by_hash="",
        actor=call.caller.role.value,
        own=True,
        revocation=check_revocation(services, cms),
    )


def own_office(call: Call[ComplaintServices], named: str | None) -> AnyOffice:
    """The clerk's. Raises OfficeUnknown, Forbidden for a clerk of another kind of office, and OtherOffice."""
    if named is not None and call.services.offices.find(named) is None:
        raise complaint_errors.OfficeUnknown(flaws=[Flaw("/office", complaint_errors.OfficeUnknown.title)])
    if named is not None and named != call.caller.office:
        raise errors.OtherOffice
    office = call.services.offices.find(call.caller.office or "")
    if office is None:
        raise complaint_errors.OfficeUnknown
    if call.caller.role is not clerk_role(office.kind):
        raise errors.Forbidden
    return office


def check_received(
    services: ComplaintServices, office: AnyOffice, intake: Intake, received_at: datetime, now: datetime
) -> None:
    """Not to come; and not so long ago that only a mistyped date explains it. Raises ReceivedIn…, ReceivedLongAgo."""
    if received_at > now + AHEAD:
        flaw = Flaw("/received_at", complaint_errors.ReceivedInFuture.title)
        raise complaint_errors.ReceivedInFuture(flaws=[flaw])
    week, calendar = term_of(office.kind, services.rules.profile).week, services.calendar
    days = ENTERED_WITHIN[intake]
    too_old = almaty_day(received_at) < calendar.first_day or (
        calendar.nth_working_day(calendar.registration_day(received_at, week), days, week) < almaty_day(now)
    )
    if too_old:
        flaw = Flaw("/received_at", complaint_errors.ReceivedLongAgo.title)
        raise complaint_errors.ReceivedLongAgo(flaws=[flaw], working_days=days)


def check_attachments(services: ComplaintServices, attachments: tuple[str, ...], *, prefix: str = "") -> None:
    """Each was uploaded before. Raises AttachmentMissing."""
    absent = [
        Flaw(f"{prefix}/attachments/{place}", errors.AttachmentMissing.title)
        for place, sha256 in enumerate(attachments)
        if not services.attachments.exists(f"attachments/{sha256}")
    ]
    if absent:
        raise errors.AttachmentMissing(flaws=absent)


def check_revocation(services: ComplaintServices, cms: bytes) -> Evidence | None:
    """A revoked key signs nothing. Where nobody answers, the complaint is registered nevertheless: it cannot wait.

    Raises SignatureInvalid.
    """
    match services.signatures.check_revocation(cms):
        case Invalid(reason=reason):
            raise errors.SignatureInvalid(WHY[reason], flaws=[Flaw("/cms", WHY[reason])], reason=reason.value)
        case CannotCheck():
            return None
        case valid:
            return valid.evidence


def cabinet_of(rules: Rules, iin: str | None) -> str | None:
    """The complainant's cabinet; None for what cannot be an IIN: the paper says what it says."""
    try:
        parse_iin(iin or "", checked=rules.iin_checked)
    except MalformedIin:
        return None
    return rules.cabinet(iin or "")


def full_name(signer: Signer) -> str:
    """Surname first, as documents write it."""
    return " ".join(part for part in (signer.surname, signer.name, signer.patronymic) if part)
