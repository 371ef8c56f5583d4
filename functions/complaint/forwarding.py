"""A complaint that came to an office whose it is not goes to the one whose it is (Administrative Code, art. 65).

Within three working days, with a notice; the new office registers it under its own number, and the term runs on from
the first registration, since the complainant is not to wait longer for having asked the wrong door (11.8).
"""

from __future__ import annotations

from dataclasses import replace

from functions.complaint import telling
from functions.complaint.addressees import belongs, concern_of_complaint
from functions.complaint.deadlines import announce, arm, marked_first
from functions.complaint.journal import create_entry, next_line
from functions.complaint.records import account_hash, find_visible, keep, require_staff, retried
from functions.complaint.services import ComplaintServices
from functions.complaint.views import seen_by_staff
from functions.shared.contract.complaint import ComplaintShown, ForwardingGiven
from functions.shared.counting import complaint_registered
from functions.shared.domain import complaint_errors
from functions.shared.domain.complaint import ADDRESSEES, Complaint, Stage
from functions.shared.domain.complaint_terms import arrived
from functions.shared.domain.errors import Flaw
from functions.shared.domain.events import EventKind
from functions.shared.domain.office import AnyOffice
from functions.shared.http.callers import Caller
from functions.shared.http.routing import Call
from functions.shared.http.validation import read_model
from functions.shared.log import LogEvent, log


def forward(call: Call[ComplaintServices]) -> ComplaintShown:
    """`POST /v1/complaints/{id}/forwarding`, by a clerk or the head of the office that has it."""
    call.services.maintenance.check()
    given = read_model(ForwardingGiven, call.body())
    office = call.services.offices.find(given.to)
    if office is None:
        raise complaint_errors.OfficeUnknown(flaws=[Flaw("/to", complaint_errors.OfficeUnknown.title)])
    return retried(call.args["id"], lambda: forward_once(call, given, office))


def forward_once(call: Call[ComplaintServices], given: ForwardingGiven, office: AnyOffice) -> ComplaintShown:
    services, stored, now = call.services, find_visible(call), call.services.clock.now()
    complaint = stored.value
    if was_forwarded(complaint, office, call.caller):
        return seen_by_staff(services, complaint)
    require_staff(call.caller, complaint)
    if not complaint.is_open:
        raise complaint_errors.ComplaintAnswered
    concern = concern_of_complaint(services, complaint, given.about)
    if office.id == complaint.office or not belongs(services, concern, office):
        kinds = sorted(kind.value for kind in ADDRESSEES[concern.about])
        flaw = Flaw("/to", complaint_errors.NotItsOffice.title)
        raise complaint_errors.NotItsOffice(flaws=[flaw], belongs_to=kinds)
    noticed, writes = marked_first(services, complaint, now)
    by = account_hash(services, call.caller.subject)
    line = next_line(services, office, now, accepted_by=call.caller.name or "", accepted_by_hash=by)
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
    notice = telling.forwarded_notice(moved, office, now)
    keep(
        services,
        stored,
        moved,
        event,
        *writes,
        create_entry(line, moved.id),
        complaint_registered(moved),
        *telling.create(notice),
    )
    announce(complaint, noticed)
    arm(services, moved)
    telling.hurry(services, notice)
    log(LogEvent.COMPLAINT_FORWARDED, complaint=moved.id, office=complaint.office, to=office.id)
    return seen_by_staff(services, moved)


def was_forwarded(complaint: Complaint, office: AnyOffice, caller: Caller) -> bool:
    """A repeat of what was done: it went from the caller's office to that one last."""
    lines = complaint.registrations
    return len(lines) > 1 and lines[-1].office == office.id and lines[-2].office == caller.office
