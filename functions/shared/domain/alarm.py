"""Alarms: a time of the standard that was missed, shown to the office that answers for it (clauses 2.1 to 2.3, 11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AlarmKind(StrEnum):
    APPLICATION_OVERDUE = "application-overdue"  # 2.1
    QUEUE_WAIT = "queue-wait"  # 2.2
    SERVING = "serving"  # 2.3
    COMPLAINT_NO_EXECUTOR = "complaint-no-executor"  # 11.4
    COMPLAINT_DUE_SOON = "complaint-due-soon"
    COMPLAINT_OVERDUE = "complaint-overdue"  # 11.8, 11.10
    COMPLAINT_NOT_FORWARDED = "complaint-not-forwarded"
    COMPLAINT_EXTENSION_NOT_TOLD = "complaint-extension-not-told"
    COMPLAINT_PARTS_NOT_GIVEN = "complaint-parts-not-given"


@dataclass(frozen=True)
class Alarm:
    """One escalation; it tells numbers, times and who was silent, never the people of the case.

    `number` is the application's, the ticket's or the complaint's; `desk` is where a ticket was called to.
    """

    id: str
    kind: AlarmKind
    office: str
    number: str
    raised_at: datetime
    due_at: datetime
    application: str | None = None
    complaint: str | None = None
    waiting_for: tuple[str, ...] = ()
    desk: str | None = None
