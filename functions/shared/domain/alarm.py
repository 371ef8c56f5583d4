"""Alarms: a time of the standard that was missed, shown to the office that answers for it (clauses 2.1 to 2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AlarmKind(StrEnum):
    APPLICATION_OVERDUE = "application-overdue"  # 2.1
    QUEUE_WAIT = "queue-wait"  # 2.2
    SERVING = "serving"  # 2.3


@dataclass(frozen=True)
class Alarm:
    """One escalation; it tells numbers, times and who was silent, never the people of the case.

    `number` is the application's or the ticket's; `desk` is where a ticket was called to.
    """

    id: str
    kind: AlarmKind
    office: str
    number: str
    raised_at: datetime
    due_at: datetime
    application: str | None = None
    waiting_for: tuple[str, ...] = ()
    desk: str | None = None
