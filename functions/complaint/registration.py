"""Registration: the incoming number, the term, and all that belongs to them, in one batch (clauses 11.3, 11.6, 11.8).

A number is given together with the complaint it is given to, or not at all: so the journal has no gaps, and no two
complaints share a line, however many clerks register at once.
"""

from __future__ import annotations

import hashlib

from flask import Response

from functions.complaint import telling
from functions.complaint.addressees import belongs, concern_of
from functions.complaint.deadlines import arm
from functions.complaint.entry import draw, named, signed_path
from functions.complaint.intake import read_paper, read_portal
from functions.complaint.records import path_of
from functions.complaint.services import ComplaintServices
from functions.complaint.views import registered
from functions.shared.attachments import keep_attachments
from functions.shared.codec import from_fields
from functions.shared.domain import errors
from functions.shared.domain.complaint import Complaint
from functions.shared.domain.events import Event
from functions.shared.http.callers import Role
from functions.shared.http.idempotency import idempotency_key, replayed
from functions.shared.http.routing import Call
from functions.shared.log import LogEvent, log
from functions.shared.ports import AlreadyExists, VersionMismatch
from functions.shared.races import Races
from functions.shared.records import (
    COMPLAINTS,
    keyed_hash,
    load,
)


def register_complaint(call: Call[ComplaintServices]) -> Response:
    """`POST /v1/complaints`: 201 with all that 11.3 asks for; a repeat gets the same answer."""
    services, caller = call.services, call.caller
    services.maintenance.check()
    key, body = idempotency_key(call), call.body()
    who = (caller.iin or "",) if caller.role is Role.CITIZEN else (caller.office or "", caller.subject)
    identifier = keyed_hash(services.rules.cabinet_secret, "complaint", caller.role, *who, key)
    before = stored_answer(services, identifier, body)
    if before is not None:
        return before
    received = read_portal(call, body) if caller.role is Role.CITIZEN else read_paper(call, body)
    given = received.given
    concern = concern_of(services, given.about, named(received), given.linked)
    misdirected = not belongs(services, concern, received.office)

    keep_attachments(services.attachments, given.attachments)
    races = Races(identifier)
    while True:
        drawn = draw(services, identifier, received, body, misdirected=misdirected)
        try:
            services.documents.commit(*drawn.writes)
        except (AlreadyExists, VersionMismatch) as error:
            before = stored_answer(services, identifier, body)
            if before is not None:
                return before
            if received.own and services.documents.get(signed_path(services, received)) is not None:
                raise errors.AlreadySubmitted from error
            races.lost(error)
            continue
        break
    arm(services, drawn.complaint)
    telling.hurry(services, drawn.notice)
    log(
        LogEvent.COMPLAINT_REGISTERED,
        complaint=identifier,
        office=received.office.id,
        line=drawn.complaint.registrations[0].number,
        intake=received.intake.value,
        misdirected=int(misdirected),
        missing=len(received.missing),
    )
    return answer(services, drawn.complaint, drawn.event)


def stored_answer(services: ComplaintServices, identifier: str, body: bytes) -> Response | None:
    """The answer that this key got before, whatever has become of the complaint since; None for a new key.

    Raises IdempotencyKeyReused for another body.
    """
    stored = load(services.documents, Complaint, COMPLAINTS, identifier)
    if stored is None:
        return None
    found = services.documents.get(f"{path_of(stored.value)}/events/{1:06d}")
    assert found is not None  # the batch that made the complaint made its first event
    event = from_fields(Event, found.fields)
    if event.data["body_sha256"] != hashlib.sha256(body).hexdigest():
        raise errors.IdempotencyKeyReused
    log(LogEvent.COMPLAINT_REPLAYED, complaint=identifier)
    return replayed(registered(services, stored.value, event), 201)


def answer(services: ComplaintServices, complaint: Complaint, event: Event) -> Response:
    shown = registered(services, complaint, event)
    response = Response(shown.model_dump_json(), 201, mimetype="application/json")
    response.headers["Location"] = f"/v1/complaints/{complaint.id}"
    return response
