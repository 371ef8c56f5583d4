"""The case for a court: everything, in order, with its hashes and its documents, in one PDF/A-3 (clause 11.11).

That it was made is the last event of the chain inside it. The complainant may take it to court, and both offices may
hand it in; a chain that does not hold, or a document that is not what it was, is said and never left out in silence.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from flask import Response

from functions.complaint.dossier_facts import facts_of
from functions.complaint.dossier_parts import gathered
from functions.complaint.records import account_hash, find_visible, keep, path_of
from functions.complaint.services import ComplaintServices
from functions.shared.documents.complaints_content import Dossier, DossierEvent
from functions.shared.documents.dossier_texts import EVENTS, ROLES
from functions.shared.domain.events import Event, EventKind, first_broken
from functions.shared.domain.language import Bilingual, Language, Text
from functions.shared.domain.numbers import spoken
from functions.shared.http.callers import Role
from functions.shared.http.files import file_response
from functions.shared.http.routing import Call
from functions.shared.log import LogEvent, log
from functions.shared.races import retried
from functions.shared.records import events_of


def get_file(call: Call[ComplaintServices]) -> Response:
    """`GET /v1/complaints/{id}/file`: for the complainant, the offices that had it, and the quality authority."""
    call.services.maintenance.check()  # it is a step of the case: the chain tells of it
    return retried(call.args["id"], partial(export_once, call))


def export_once(call: Call[ComplaintServices]) -> Response:
    """Raises VersionMismatch where something happened to the case while its file was made."""
    services, stored = call.services, find_visible(call)
    now, role = services.clock.now(), call.caller.role
    by = services.rules.cabinet(call.caller.iin or "") if role is Role.CITIZEN else None
    told = {"by": by or account_hash(services, call.caller.subject)}
    events = events_of(services.documents, path_of(stored.value))[: stored.value.head.length]
    broken = first_broken(events, stored.value.head)
    case, export = stored.value.note(EventKind.EXPORTED, now, role.value, told=told)
    events.append(export)

    language = Language.RU if call.language is Language.RU else Language.KK
    office = services.offices.find(case.office)
    parts, left_out = gathered(services, case, events, language)
    dossier = Dossier(
        number=spoken(case.number),
        incoming=tuple(line.number for line in case.registrations),
        office=office.names if office else Bilingual(case.office, case.office),
        language=language,
        made_at=now,
        facts=facts_of(services, case, language, broken, left_out),
        text=case.text,
        answer=case.answer.text if case.answer else None,
        events=tuple(map(shown_event, events)),
        chain_is_whole=broken is None,
        parts=parts,
    )
    pdf = services.papers.dossier(dossier)
    keep(services, stored, case, export)  # before the file leaves: none is about that the chain does not know
    log(LogEvent.CASE_EXPORTED, complaint=case.id, role=role.value, parts=len(parts), left_out=len(left_out))
    return file_response(pdf, f"{spoken(case.number)}.pdf", to_save=True)


def shown_event(event: Event) -> DossierEvent:
    """What it tells, by the names that the chain has for it; the attached chain holds what is empty as well."""
    kind, actor = event.kind.value, event.actor
    told = {name: value for name, value in event.data.items() if value not in (None, "", [], {})}
    return DossierEvent(
        n=event.n,
        at=event.at,
        what=EVENTS.get(event.kind, Text(kind, kind, kind)),
        by=ROLES.get(actor, Text(actor, actor, actor)),
        details=tuple(f"{name}: {as_written(value)}" for name, value in told.items()),
        hash=event.hash,
    )


def as_written(value: Any) -> str:
    """A text as it is, anything else as the chain's JSON has it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
