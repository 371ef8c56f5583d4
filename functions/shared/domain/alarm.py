"""Alarms: an application that passed its due time, shown to the provider who answers for it (clause 2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Alarm:
    """One escalation; it tells the number, the times and who was silent, never the people of the case."""

    application: str
    number: str
    provider: str
    raised_at: datetime
    due_at: datetime
    waiting_for: tuple[str, ...]
