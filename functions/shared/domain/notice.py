"""Notices: what the recipient's cabinet shows (clauses 4.4, 9.7, 15.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from functions.shared.domain.application import Application
from functions.shared.domain.language import Text

FIRST_PUSH = timedelta(seconds=60)
"""When the reconciler pushes a notice that no task has pushed."""


class NoticeKind(StrEnum):
    ACCEPTED = "accepted"  # the notification-report (9.7)
    LATE = "late"
    ISSUED = "issued"
    DECLINED = "declined"
    REFUSED = "refused"  # an incomplete package (10.1)
    REVOKED = "revoked"
    COMPLAINT_REGISTERED = "complaint-registered"
    COMPLAINT_FORWARDED = "complaint-forwarded"
    COMPLAINT_EXTENDED = "complaint-extended"
    COMPLAINT_ANSWERED = "complaint-answered"


@dataclass(frozen=True)
class Notice:
    """One notice in one cabinet, and whether the portal has it yet. The text holds numbers and times, never names."""

    id: str
    cabinet: str
    kind: NoticeKind
    at: datetime
    application: str
    number: str
    certificate: str | None
    text: Text
    next_push_at: datetime | None
    """When the reconciler pushes it to the portal if no task has; None when the portal has it or was given up on."""
    pushed_at: datetime | None = None
    push_attempts: int = 0


def about(
    application: Application, kind: NoticeKind, at: datetime, text: Text, certificate: str | None = None
) -> Notice:
    """A notice about an application: one of each kind, so that a repeated step cannot tell a thing twice."""
    return Notice(
        id=f"{application.id}-{kind}",
        cabinet=application.cabinet,
        kind=kind,
        at=at,
        application=application.id,
        number=application.number,
        certificate=certificate,
        text=text,
        next_push_at=at + FIRST_PUSH,
    )
