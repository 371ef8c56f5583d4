"""What the recipient sees: where an application stands, notices, pages of both (clauses 4.4, 9.7, 15.1)."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime
from typing import Any

from functions.shared.contract.common import in_utc, shown_text
from functions.shared.contract.portal import ApplicationShown, CabinetShown, NoticeShown, ReasonShown
from functions.shared.domain import errors
from functions.shared.domain.application import Application
from functions.shared.domain.notice import Notice
from functions.shared.domain.numbers import spoken
from functions.shared.http.callers import Role
from functions.shared.http.routing import Call
from functions.shared.ports import Query
from functions.shared.records import APPLICATIONS, NOTICES, load, loaded
from functions.submit.services import SubmitServices

PAGE = 20
NEWEST_FIRST = {APPLICATIONS: (("accepted_at", True), ("id", True)), NOTICES: (("at", True), ("id", True))}


def shown(application: Application) -> ApplicationShown:
    return ApplicationShown(
        id=application.id,
        number=spoken(application.number),
        status=application.status,
        accepted_at=application.accepted_at,
        due_at=application.due_at,
        decided_at=application.decided_at,
        overdue_since=application.overdue_since,
        certificate=spoken(application.certificate) if application.certificate and not application.is_open else None,
        reasons=tuple(
            ReasonShown(code=reason.code, pointer=reason.pointer, text=shown_text(reason.text()))
            for reason in application.reasons
        ),
    )


def get_application(call: Call[SubmitServices]) -> ApplicationShown:
    """`GET /v1/applications/{id}`: for the applicant, the provider's reference service, the desk that took it (15.1).

    Another's application is not found, rather than forbidden: that it exists is nobody else's business.
    """
    stored = load(call.services.documents, Application, APPLICATIONS, call.args["id"])
    if stored is None:
        raise errors.NotFound
    if call.caller.role is Role.CITIZEN:
        visible = stored.value.cabinet == call.services.rules.cabinet(call.caller.iin or "")
    elif call.caller.role is Role.PSC_OPERATOR:
        visible = stored.value.desk is not None and stored.value.desk.centre == call.caller.office
    else:
        visible = stored.value.provider == call.caller.office
    if not visible:
        raise errors.NotFound
    return shown(stored.value)


def get_cabinet(call: Call[SubmitServices]) -> CabinetShown:
    """`GET /v1/cabinet?cursor=…`: the caller's applications and notices, newest first, a page at a time."""
    cabinet = call.services.rules.cabinet(call.caller.iin or "")
    cursor = read_cursor(call.request.args.get("cursor"))
    applications = page(call.services, Application, APPLICATIONS, cabinet, cursor)
    notices = page(call.services, Notice, NOTICES, cabinet, cursor)
    after: dict[str, Any] = {}
    if len(applications) == PAGE:
        after[APPLICATIONS] = [applications[-1].accepted_at.isoformat(), applications[-1].id]
    if len(notices) == PAGE:
        after[NOTICES] = [notices[-1].at.isoformat(), notices[-1].id]
    return CabinetShown(
        applications=tuple(shown(application) for application in applications),
        notices=tuple(shown_notice(notice) for notice in notices),
        next=base64.urlsafe_b64encode(json.dumps(after).encode()).decode() if after else None,
    )


Cursor = dict[str, tuple[datetime, str]]
"""For each collection that has a next page, the moment and id of the last thing shown."""


def page(services: SubmitServices, kind: type[Any], collection: str, cabinet: str, cursor: Cursor | None) -> list[Any]:
    """One page of a collection; nothing where the cursor says that this one is at its end."""
    if cursor is not None and collection not in cursor:
        return []
    query = Query(
        collection,
        where=(("cabinet", "==", cabinet),),
        order_by=NEWEST_FIRST[collection],
        limit=PAGE,
        after=cursor[collection] if cursor else (),
    )
    return [stored.value for stored in loaded(kind, services.documents.query(query))]


def read_cursor(text: str | None) -> Cursor | None:
    """Raises CursorInvalid for anything that we did not make."""
    if text is None:
        return None
    try:
        raw = json.loads(base64.urlsafe_b64decode(text.encode()))
        cursor = {
            str(key): (in_utc(datetime.fromisoformat(moment)), last.encode().decode())
            for key, (moment, last) in raw.items()
            if datetime.fromisoformat(moment).tzinfo
        }
    except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise errors.CursorInvalid from error
    if not cursor.keys() or cursor.keys() - NEWEST_FIRST.keys():
        raise errors.CursorInvalid
    return cursor


def shown_notice(notice: Notice) -> NoticeShown:
    return NoticeShown(
        id=notice.id,
        kind=notice.kind.value,
        at=notice.at,
        application=notice.application,
        certificate=spoken(notice.certificate) if notice.certificate else None,
        text=shown_text(notice.text),
    )
