"""A complaint as it is drawn up: with the line of the journal that is next, and the batch that makes both (11.3, 11.8).

All of it belongs to one batch: the complaint, its first event, its number, what came in, the cabinet's notice.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from functions.complaint import telling
from functions.complaint.appeal import Link, link
from functions.complaint.intake import Received
from functions.complaint.journal import create_entry, next_line
from functions.complaint.records import account_hash, create_complaint, path_of
from functions.complaint.services import ComplaintServices
from functions.shared.counting import complaint_registered
from functions.shared.domain.complaint import About, Accused, Complaint, Mark, checks_of, term_of
from functions.shared.domain.events import Event, EventKind, Head
from functions.shared.domain.notice import Notice
from functions.shared.domain.numbers import MistypedNumber, NumberKind, number_from, parse_number
from functions.shared.domain.office import OfficeKind
from functions.shared.ports import Create, Write
from functions.shared.records import LARGEST_INLINE, NUMBERS, REQUESTS, create_evidence, create_scan, keyed_hash

LEGAL_BASES: dict[OfficeKind, str] = {
    OfficeKind.PROVIDER: "standard 11.8; Law on State Services, art. 25",
    OfficeKind.AKIMAT: "standard 11.8; Law on State Services, art. 25",
    OfficeKind.CENTRE: "standard 11.8; Law on State Services, art. 25",
    OfficeKind.QUALITY: "standard 11.10; Law on State Services, art. 25",
}
"""Which rule gives the term; the Administrative Code has others, for appeals against acts (art. 91 and 99)."""


OCTETS = "application/octet-stream"


@dataclass(frozen=True)
class Drawn:
    """A complaint with the line of the journal that is next, and the batch that makes both."""

    complaint: Complaint
    event: Event
    notice: Notice | None
    writes: tuple[Write, ...]


def draw(services: ComplaintServices, identifier: str, received: Received, body: bytes, *, misdirected: bool) -> Drawn:
    """Everything of the registration, by the journal as it stands now."""
    now, profile, calendar = services.clock.now(), services.rules.profile, services.calendar
    given, office = received.given, received.office
    number = number_from(NumberKind.COMPLAINT, secrets.token_bytes(16))
    is_appeal = given.about is About.ANSWER
    line = next_line(
        services,
        office,
        received.received_at,
        accepted_by=received.accepted_by,
        accepted_by_hash=received.accepted_by_hash,
    )
    term = term_of(office.kind, profile)
    checks = checks_of(
        calendar,
        line.registered_on,
        term,
        parts_within=profile.parts_working_days if received.missing else None,
        forward_within=profile.notice_working_days if misdirected else None,
    )
    complaint = Complaint(
        id=identifier,
        number=number,
        office=office.id,
        kind=office.kind,
        about=given.about,
        intake=received.intake,
        language=given.language,
        registrations=(line,),
        complainant=received.complainant,
        cabinet=received.cabinet,
        accused=accused_of(services, received),
        text=given.text or "",
        attachments=tuple(dict.fromkeys(given.attachments)),
        linked=linked_number(given.linked or (None if is_appeal else given.first)),
        missing=received.missing,
        request_sha256=received.sha256,
        legal_basis=LEGAL_BASES[office.kind],
        due_at=checks[Mark.OVERDUE],
        working_days=term.working_days,
        week=term.week,
        calendar=calendar.edition,
        checks=checks,
        head=Head(),
        misdirected=misdirected,
        first_told=given.first or None,
        registered_at=now,
    )
    first = link(services, complaint, now, received.actor) if is_appeal else Link()
    complaint = replace(complaint, first=first.first)
    told = {
        "office": office.id,
        "incoming_number": line.number,
        "registered_on": line.registered_on.isoformat(),
        "received_at": line.received_at.isoformat(),
        "accepted_by": received.accepted_by_hash,
        "days_late": received.days_late,
        "number": number,
        "about": given.about.value,
        "intake": received.intake.value,
        "missing": [part.value for part in received.missing],
        "misdirected": misdirected,
        "due_at": complaint.due_at.isoformat(),
        "missing_until": iso(checks.get(Mark.PARTS_NOT_GIVEN)),
        "forward_until": iso(checks.get(Mark.NOT_FORWARDED)),
        "calendar": calendar.edition,
        "attachments": list(complaint.attachments),
        "request_sha256": received.sha256,
        "body_sha256": hashlib.sha256(body).hexdigest(),
        "revocation_checked": received.revocation is not None if received.own else None,
        "first": first.first,
        "unlinked": first.unlinked.value if first.unlinked else None,
    }
    complaint, event = complaint.note(EventKind.REGISTERED, now, received.actor, told=told)
    notice = telling.registered_notice(complaint, office, now)
    writes: list[Write] = [
        *create_complaint(complaint, event),
        create_entry(line, identifier),
        Create(f"{NUMBERS}/{number}", {"complaint": identifier}),
        complaint_registered(complaint),
        *evidence(services, complaint, received),
        *telling.create(notice),
        *([Create(signed_path(services, received), {"complaint": identifier})] if received.own else []),
        *first.writes,
    ]
    return Drawn(complaint, event, notice, tuple(writes))


def evidence(services: ComplaintServices, complaint: Complaint, received: Received) -> list[Create]:
    """The complaint as it came, to the byte, and what came with it."""
    owner, at = path_of(complaint), complaint.registered_at or services.clock.now()
    kind = "signed-complaint" if received.own else "complaint"
    kept = [create_evidence(owner, "request", kind, received.media_type, at, received.body)]
    if received.revocation is not None:
        der = received.revocation.der
        if len(der) > LARGEST_INLINE:
            services.attachments.create(f"evidence/{hashlib.sha256(der).hexdigest()}", der, OCTETS)
        kept.append(create_evidence(owner, "revocation", received.revocation.kind.value, OCTETS, at, der))
    scans = enumerate(complaint.attachments)
    return kept + [create_scan(owner, f"attachment-{place}", at, sha256) for place, sha256 in scans]


def signed_path(services: ComplaintServices, received: Received) -> str:
    """What was signed once is one complaint, under whatever key it comes: this path can be created once."""
    cabinet = received.cabinet or ""
    return f"{REQUESTS}/{keyed_hash(services.rules.cabinet_secret, 'complaint', cabinet, received.sha256)}"


def named(received: Received) -> str | None:
    accused = received.given.accused
    return (accused.name if accused else None) or None


def accused_of(services: ComplaintServices, received: Received) -> Accused:
    accused = received.given.accused
    account = accused.account if accused else None
    return Accused(name=named(received), subject=account_hash(services, account) if account else None)


def linked_number(typed: str | None) -> str | None:
    """The plain number of a case of ours; anything else as it was written."""
    try:
        return parse_number(typed or "")
    except MistypedNumber:
        return typed or None


def iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
