"""Alarms of a provider: which of its applications passed their due time, and where they stand now (clause 2.1)."""

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
    query = Query(ALARMS, where=(("provider", "==", call.caller.office),), order_by=(("raised_at", True),), limit=SHOWN)
    alarms = [stored.value for stored in loaded(Alarm, call.services.documents.query(query))]
    return AlarmsShown(alarms=tuple(shown(call.services, alarm) for alarm in alarms))


def shown(services: IssueServices, alarm: Alarm) -> AlarmShown:
    now = load(services.documents, Application, APPLICATIONS, alarm.application)
    return AlarmShown(
        application=alarm.application,
        number=spoken(alarm.number),
        raised_at=alarm.raised_at,
        due_at=alarm.due_at,
        waiting_for=alarm.waiting_for,
        status=now.value.status if now else None,
    )
