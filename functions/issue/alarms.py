"""Alarms of an office: the times of the standard that it missed, and where the cases stand (clauses 2.1 to 2.3, 11)."""

from __future__ import annotations

from functions.issue.services import IssueServices
from functions.shared.contract.certificates import AlarmShown, AlarmsShown
from functions.shared.domain.alarm import Alarm
from functions.shared.domain.numbers import spoken
from functions.shared.http.routing import Call
from functions.shared.ports import Fields, Query
from functions.shared.records import ALARMS, APPLICATIONS, COMPLAINTS, loaded

SHOWN = 50


def get_alarms(call: Call[IssueServices]) -> AlarmsShown:
    """`GET /v1/alarms`: the caller's office, newest first."""
    query = Query(ALARMS, where=(("office", "==", call.caller.office),), order_by=(("raised_at", True),), limit=SHOWN)
    alarms = [stored.value for stored in loaded(Alarm, call.services.documents.query(query))]
    cases = call.services.documents.get_many(path for path in map(case_of, alarms) if path)
    fields = {path: document.fields for path, document in cases.items()}
    return AlarmsShown(alarms=tuple(shown(alarm, fields.get(case_of(alarm) or "", {})) for alarm in alarms))


def case_of(alarm: Alarm) -> str | None:
    """The path of the application or complaint; a ticket's alarm says all that there is to say."""
    if alarm.application is not None:
        return f"{APPLICATIONS}/{alarm.application}"
    return f"{COMPLAINTS}/{alarm.complaint}" if alarm.complaint is not None else None


def shown(alarm: Alarm, case: Fields) -> AlarmShown:
    """`case` holds the fields as they are stored: one that is no longer readable must not hide its alarm."""
    return AlarmShown(
        kind=alarm.kind,
        number=spoken(alarm.number) if case_of(alarm) else alarm.number,
        application=alarm.application,
        complaint=alarm.complaint,
        desk=alarm.desk,
        raised_at=alarm.raised_at,
        due_at=alarm.due_at,
        waiting_for=alarm.waiting_for,
        status=case.get("status"),
        stage=case.get("stage"),
    )
