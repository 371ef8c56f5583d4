"""A complaint that came to an office whose it is not goes to the one whose it is (Administrative Code, art. 65).

Within three working days, with a notice; the new office registers it under its own number, and the term runs on from
the first registration, since the complainant is not to wait longer for having asked the wrong door (11.8).

Forwarded to the office that has it, with another `about`, it was only taken for another kind than it is: that is put
right, and no line is added. What an office left lying that was closed, the office above sends on.
"""

from __future__ import annotations

from dataclasses import replace

from functions.complaint import telling
from functions.complaint.addressees import belongs, concern_of_complaint
from functions.complaint.appeal import link_later
from functions.complaint.deadlines import announce, arm, marked_first
from functions.complaint.journal import create_entry, next_line
from functions.complaint.records import account_hash, keep, load_complaint, may_see, require_staff, stands_in
from functions.complaint.services import ComplaintServices
from functions.complaint.views import seen_by_staff
from functions.shared.contract.complaint import ComplaintShown, ForwardingGiven
from functions.shared.counting import complaint_registered
from functions.shared.domain import complaint_errors, errors
from functions.shared.domain.complaint import ADDRESSEES, About, Complaint, Stage
from functions.shared.domain.complaint_terms import arrived
from functions.shared.domain.errors import Flaw
from functions.shared.domain.events import EventKind
from functions.shared.domain.language import Bilingual, Language
from functions.shared.domain.office import AnyOffice
from functions.shared.http.callers import Caller
from functions.shared.http.routing import Call
from functions.shared.http.validation import read_model
from functions.shared.log import LogEvent, log
from functions.shared.races import retried
from functions.shared.records import Stored

FROM = {
    Language.KK: "қайта жіберу арқылы: {office}",
    Language.RU: "перенаправлением из: {office}",
    Language.EN: "by forwarding from: {office}",
}
"""Who accepted what another office sent on."""


def forward(call: Call[ComplaintServices]) -> ComplaintShown:
    """`POST /v1/complaints/{id}/forwarding`, by a clerk or the head of the office that has it."""
    call.services.maintenance.check()
    given = read_model(ForwardingGiven, call.body())
    office = call.services.offices.find(given.to)
    if office is None:
        raise complaint_errors.OfficeUnknown(flaws=[Flaw("/to", complaint_errors.OfficeUnknown.title)])
    return retried(call.args["id"], lambda: forward_once(call, given, office))


def forward_once(call: Call[ComplaintServices], given: ForwardingGiven, office: AnyOffice) -> ComplaintShown:
    services, now = call.services, call.services.clock.now()
    stored = load_complaint(services, call.args["id"])
    complaint = stored.value
    if was_forwarded(services, complaint, office, call.caller):
        return seen_by_staff(services, complaint)
    in_place_of_it = stands_in(services, call.caller, complaint.office)
    if not in_place_of_it and not may_see(services, call.caller, complaint):
        raise errors.NotFound
    if not in_place_of_it:
        require_staff(call.caller, complaint)
    if not complaint.is_open:
        raise complaint_errors.ComplaintAnswered
    concern = concern_of_complaint(services, complaint, given.about)
    stays = office.id == complaint.office
    if (stays and given.about is None) or not belongs(services, concern, office):
        kinds = sorted(kind.value for kind in ADDRESSEES[concern.about])
        flaw = Flaw("/to", complaint_errors.NotItsOffice.title)
        raise complaint_errors.NotItsOffice(flaws=[flaw], belongs_to=kinds)
    if stays:
        return reclassify(call, stored, concern.about)
    noticed, writes = marked_first(services, complaint, now)
    by = account_hash(services, call.caller.subject)
    line = next_line(services, office, now, accepted_by=accepted_from(services, complaint), accepted_by_hash="")
    told = {
        "from": complaint.office,
        "to": office.id,
        "incoming_number": line.number,
        "registered_on": line.registered_on.isoformat(),
        "about": concern.about.value,
        "by": by,
        "told": "cabinet" if complaint.cabinet else "by-letter",
    }
    moved, event = replace(noticed, stage=Stage.REGISTERED, kind=office.kind).note(
        EventKind.FORWARDED,
        now,
        call.caller.role.value,
        told=told,
        office=office.id,
        about=concern.about,
        registrations=(*noticed.registrations, line),
        executor=None,
        misdirected=False,
    )
    moved = arrived(moved, services.calendar, services.rules.profile)
    moved, linking = link_later(services, moved, now, call.caller.role.value)
    notice = telling.forwarded_notice(moved, office, now)
    keep(
        services,
        stored,
        moved,
        event,
        *writes,
        create_entry(line, moved.id),
        complaint_registered(moved),
        *linking,
        *telling.create(notice),
    )
    announce(complaint, noticed)
    arm(services, moved)
    telling.hurry(services, notice)
    incoming = moved.registrations[-1].number
    log(LogEvent.COMPLAINT_FORWARDED, complaint=moved.id, office=complaint.office, to=office.id, line=incoming)
    return seen_by_staff(services, moved)


def reclassify(call: Call[ComplaintServices], stored: Stored[Complaint], about: About) -> ComplaintShown:
    """It stays where it is, as what it is; neither its term nor its executor changes."""
    services, complaint, now = call.services, stored.value, call.services.clock.now()
    if about is complaint.about and not complaint.misdirected:
        return seen_by_staff(services, complaint)
    noticed, writes = marked_first(services, complaint, now)
    told = {
        "from": complaint.office,
        "to": complaint.office,
        "about_before": complaint.about.value,
        "about": about.value,
        "by": account_hash(services, call.caller.subject),
    }
    changed, event = noticed.note(
        EventKind.FORWARDED, now, call.caller.role.value, told=told, about=about, misdirected=False
    )
    changed, linking = link_later(services, changed, now, call.caller.role.value)
    keep(services, stored, changed, event, *writes, *linking)
    announce(complaint, noticed)
    arm(services, changed)
    log(LogEvent.COMPLAINT_FORWARDED, complaint=changed.id, office=complaint.office, to=complaint.office)
    return seen_by_staff(services, changed)


def accepted_from(services: ComplaintServices, complaint: Complaint) -> str:
    """Nobody of the new office accepted it: its line says from where it came (11.3)."""
    sender = services.offices.ever(complaint.office)
    names = sender.names if sender else Bilingual(complaint.office, complaint.office)
    return FROM[complaint.language].format(office=names.ru if complaint.language is Language.RU else names.kk)


def was_forwarded(services: ComplaintServices, complaint: Complaint, office: AnyOffice, caller: Caller) -> bool:
    """A repeat of what was done: it went to that office last, from the caller's or from one he stands in for."""
    lines = complaint.registrations
    if len(lines) < 2 or lines[-1].office != office.id:
        return False
    return lines[-2].office == caller.office or stands_in(services, caller, lines[-2].office)
