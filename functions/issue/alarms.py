"""Alarms of an office: which times of the standard it missed, and where the cases stand now (clauses 2.1 to 2.3)."""

from __future__ import annotations

from functions.issue.services import IssueServices
from functions.shared.contract.certificates import AlarmShown, AlarmsShown
from functions.shared.domain.alarm import Alarm
from functions.shared.domain.application import Application
from functions.shared.domain.numbers import spoken
from functions.shared.http.routing import Call
from functions.shared.ports import Query
from functions.shared.records import ALARMS, APPLICATIONS, load, loaded

SHOWN = 50


def get_alarms(call: Call[IssueServices]) -> AlarmsShown:
    """`GET /v1/alarms`: the caller's office, newest first."""
    query = Query(ALARMS, where=(("office", "==", call.caller.office),), order_by=(("raised_at", True),), limit=SHOWN)
    alarms = [stored.value for stored in loaded(Alarm, call.services.documents.query(query))]
    return AlarmsShown(alarms=tuple(shown(call.services, alarm) for alarm in alarms))


def shown(services: IssueServices, alarm: Alarm) -> AlarmShown:
    now = load(services.documents, Application, APPLICATIONS, alarm.application) if alarm.application else None
    return AlarmShown(
        kind=alarm.kind,
        number=spoken(alarm.number) if alarm.application else alarm.number,
        application=alarm.application,
        desk=alarm.desk,
        raised_at=alarm.raised_at,
        due_at=alarm.due_at,
        waiting_for=alarm.waiting_for,
        status=now.value.status if now else None,
    )
