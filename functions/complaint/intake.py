"""What comes in: on paper through a clerk, or through the portal, signed by the citizen (11.1, 11.2, 11.6, 14.1).

A complaint is never refused for what it lacks, nor for having lain (Administrative Code, art. 64). Refused is only what
is no complaint yet: a body that cannot be read, an office that is not there, a document never uploaded, a day to come,
another's signature. A day long ago is asked back once, since it may be a slip of the pen; confirmed, it is the day.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from functions.complaint.records import account_hash, clerk_role
from functions.complaint.services import ComplaintServices
from functions.shared.attachments import attachment_name
from functions.shared.contract.complaint import (
    ComplaintGiven,
    ComplaintSubmission,
    PaperComplaint,
    PortalComplaint,
    WriterGiven,
)
from functions.shared.domain import complaint_errors, errors
from functions.shared.domain.calendar import WorkingCalendar, WorkingWeek, almaty_day
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
ASKED_AFTER = {Intake.POST: 10, Intake.HAND: 3}
"""Working days after the day of registration. An older one is confirmed by `late_entry`; its term has run all along."""
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
    days_late: int = 0
    """Working days between the day of registration and the day on which a clerk entered it."""
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
    days_late = check_received(services, office, given, now)
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
        days_late=days_late,
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


def check_received(services: ComplaintServices, office: AnyOffice, given: PaperComplaint, now: datetime) -> int:
    """How many working days late it is entered. Raises ReceivedInFuture.

    Raises ReceivedLongAgo for what may be a mistyped date and was not confirmed, and for a day before our calendar.
    """
    received_at = given.received_at
    if received_at > now + AHEAD:
        flaw = Flaw("/received_at", complaint_errors.ReceivedInFuture.title)
        raise complaint_errors.ReceivedInFuture(flaws=[flaw])
    week, calendar = term_of(office.kind, services.rules.profile).week, services.calendar
    asked_after, today = ASKED_AFTER[Intake(given.intake)], almaty_day(now)
    known = almaty_day(received_at) >= calendar.first_day
    late = working_days_between(calendar, calendar.registration_day(received_at, week), today, week) if known else 0
    if not known or (late > asked_after and not given.late_entry):
        flaw = Flaw("/received_at", complaint_errors.ReceivedLongAgo.title)
        raise complaint_errors.ReceivedLongAgo(flaws=[flaw], working_days=asked_after)
    return late


def working_days_between(calendar: WorkingCalendar, after: date, until: date, week: WorkingWeek) -> int:
    """How many working days come after a day, until another one and with it."""
    days = (after + timedelta(days=each) for each in range(1, (until - after).days + 1))
    return sum(calendar.is_working(day, week) for day in days)


def check_attachments(services: ComplaintServices, attachments: tuple[str, ...], *, prefix: str = "") -> None:
    """Each was uploaded before. Raises AttachmentMissing."""
    absent = [
        Flaw(f"{prefix}/attachments/{place}", errors.AttachmentMissing.title)
        for place, sha256 in enumerate(attachments)
        if not services.attachments.exists(attachment_name(sha256))
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
