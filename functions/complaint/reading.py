"""Reading complaints: one, a list, the coupon and the stamp (clauses 11.3, 11.6, 15.1)."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime

from flask import Response

from functions.complaint.addressees import concern_of_complaint, rightful
from functions.complaint.records import find_visible
from functions.complaint.services import ComplaintServices
from functions.complaint.views import (
    answer_where,
    day_due,
    listed,
    own,
    require_office,
    seen_by_staff,
    three,
)
from functions.shared.contract.common import in_utc
from functions.shared.contract.complaint import ComplaintList, ComplaintShown, OwnComplaint
from functions.shared.documents.complaints_content import Coupon
from functions.shared.domain import errors
from functions.shared.domain.calendar import almaty_day
from functions.shared.domain.complaint import (
    PART_TEXTS,
    Complaint,
    Mark,
    Registration,
    Stage,
)
from functions.shared.domain.errors import Flaw
from functions.shared.domain.language import Text
from functions.shared.domain.numbers import spoken
from functions.shared.http.callers import Role
from functions.shared.http.files import file_response
from functions.shared.http.routing import Call
from functions.shared.http.validation import KINDS
from functions.shared.ports import Query
from functions.shared.records import COMPLAINTS, loaded

PAGE = 50
STATES: dict[str, tuple[Stage, ...]] = {
    "open": (Stage.REGISTERED, Stage.ASSIGNED),
    "closed": (Stage.ANSWERED,),
    "all": tuple(Stage),
}
ORDERS = {"newest": ("registered_at", True), "deadline": ("due_at", False)}
"""The field, and whether the last comes first."""
THE_RIGHTFUL_OFFICE = Text(
    kk="құзыретіне жататын мекеме", ru="учреждение, к ведению которого она относится", en="the office whose it is"
)


def get_complaint(call: Call[ComplaintServices]) -> ComplaintShown | OwnComplaint:
    """`GET /v1/complaints/{id}`: see `records.may_see`."""
    complaint = find_visible(call).value
    if call.caller.role is Role.CITIZEN:
        return own(call.services, complaint)
    return seen_by_staff(call.services, complaint)


def list_complaints(call: Call[ComplaintServices]) -> ComplaintList:
    """`GET /v1/complaints?state=&order=&cursor=`: those that the caller's office has now; the citizen's own."""
    services, asked = call.services, call.request.args
    state, order = asked.get("state", "all"), asked.get("order", "newest")
    flaws = [
        Flaw(f"/{name}", KINDS["enum"])
        for name, value, known in (("state", state, STATES), ("order", order, ORDERS))
        if value not in known
    ]
    if flaws:
        raise errors.InvalidFields(flaws=flaws)
    field, descending = ORDERS[order]
    if call.caller.role is Role.CITIZEN:
        whose = ("cabinet", "==", services.rules.cabinet(call.caller.iin or ""))
    else:
        whose = ("office", "==", call.caller.office or "")
    stages = ("stage", "in", [stage.value for stage in STATES[state]])
    query = Query(
        COMPLAINTS,
        where=(whose, stages),
        order_by=((field, descending), ("id", descending)),
        limit=PAGE,
        after=read_cursor(asked.get("cursor"), order),
    )
    found = [stored.value for stored in loaded(Complaint, services.documents.query(query))]
    now = services.clock.now()
    return ComplaintList(
        complaints=tuple(listed(complaint, now) for complaint in found),
        next=cursor(found[-1], order) if len(found) == PAGE else None,
    )


def cursor(last: Complaint, order: str) -> str:
    at = getattr(last, ORDERS[order][0])
    return base64.urlsafe_b64encode(json.dumps([order, at.isoformat(), last.id]).encode()).decode()


def read_cursor(text: str | None, order: str) -> tuple[datetime, str] | tuple[()]:
    """Raises CursorInvalid for anything that we did not make, or made for another order."""
    if text is None:
        return ()
    try:
        made_for, at, identifier = json.loads(base64.urlsafe_b64decode(text.encode()))
        moment = datetime.fromisoformat(at)
        after = (in_utc(moment), str(identifier).encode().decode())
    except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise errors.CursorInvalid from error
    if made_for != order or moment.tzinfo is None:
        raise errors.CursorInvalid
    return after


def get_coupon(call: Call[ComplaintServices]) -> Response:
    """`GET /v1/complaints/{id}/coupon?lang=`: the coupon, for the complainant and for whoever registered it (11.3)."""
    complaint = find_visible(call).value
    paper = coupon(call.services, complaint, own_line(call, complaint))
    return pdf(call.services.papers.coupon(paper, call.language), complaint, "coupon")


def get_stamp(call: Call[ComplaintServices]) -> Response:
    """`GET /v1/complaints/{id}/stamp?lang=`: for the second copy or the covering letter (11.6)."""
    complaint = find_visible(call).value
    paper = coupon(call.services, complaint, own_line(call, complaint))
    return pdf(call.services.papers.stamp(paper, call.language), complaint, "stamp")


def own_line(call: Call[ComplaintServices], complaint: Complaint) -> Registration:
    """The line in the caller's own journal; for the complainant, that of the office which has it now.

    Raises NotFound for an office that registered nothing.
    """
    if call.caller.role is Role.CITIZEN:
        return complaint.registrations[-1]
    lines = [line for line in complaint.registrations if line.office == call.caller.office]
    if not lines:
        raise errors.NotFound
    return lines[-1]


def coupon(services: ComplaintServices, complaint: Complaint, line: Registration) -> Coupon:
    office = require_office(services, line.office)
    missing_until = day_due(complaint, Mark.PARTS_NOT_GIVEN)
    return Coupon(
        number=spoken(complaint.number),
        incoming=line.number,
        office=office.names,
        office_address=office.address,
        office_phone=office.phone,
        received_at=line.received_at,
        registered_on=line.registered_on,
        accepted_by=line.accepted_by,
        complainant=complaint.complainant.name,
        due_on=almaty_day(complaint.due_at),
        answer_where=answer_where(complaint.intake, require_office(services, complaint.office)),
        missing=tuple(PART_TEXTS[part] for part in complaint.missing),
        missing_until=missing_until if complaint.missing else None,
        misdirected_to=misdirected_to(services, complaint) if complaint.misdirected else None,
    )


def misdirected_to(services: ComplaintServices, complaint: Complaint) -> Text:
    """The first office whose it is, or that there is one, where the complaint does not tell which."""
    found = rightful(services, concern_of_complaint(services, complaint))
    return three(found[0].names) if found else THE_RIGHTFUL_OFFICE


def pdf(data: bytes, complaint: Complaint, name: str) -> Response:
    return file_response(data, f"{name}-{complaint.number}.pdf")
