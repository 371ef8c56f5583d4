"""Hand notices to the portal, until it has them (clauses 4.4, 9.7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from functions.issue.services import IssueServices
from functions.shared.codec import to_fields
from functions.shared.domain.errors import StillWaiting
from functions.shared.domain.notice import Notice
from functions.shared.log import LogEvent, Severity, log
from functions.shared.ports import Replace, VersionMismatch
from functions.shared.records import NOTICES, Stored, load
from functions.shared.services import PortalUnavailable

GIVEN_UP_AFTER = timedelta(days=3)
"""The cabinet shows the notice all the same: the portal asks for it whenever the citizen looks."""
LONGEST_PAUSE = timedelta(hours=1)


def push_notice(services: IssueServices, identifier: str) -> str:
    """Push one notice. Returns gone, pushed-before, pushed or given-up. Raises StillWaiting where it is down."""
    stored = load(services.documents, Notice, NOTICES, identifier)
    if stored is None:
        return "gone"
    notice = stored.value
    if notice.pushed_at is not None or notice.next_push_at is None:
        return "pushed-before"
    try:
        services.portal.push(notice)
    except PortalUnavailable as error:
        return wait(services, stored, error)
    now = services.clock.now()
    save(services, stored, replace(notice, pushed_at=now, next_push_at=None))
    log(LogEvent.NOTICE_PUSHED, notice=notice.id, kind=notice.kind.value)
    return "pushed"


def wait(services: IssueServices, stored: Stored[Notice], error: PortalUnavailable) -> str:
    notice, now = stored.value, services.clock.now()
    if now - notice.at > GIVEN_UP_AFTER:
        save(services, stored, replace(notice, next_push_at=None))
        log(LogEvent.NOTICE_WAITING, Severity.ALERT, notice=notice.id, attempts=notice.push_attempts, given_up=True)
        return "given-up"
    later = next_push(now, notice.push_attempts)
    save(services, stored, replace(notice, push_attempts=notice.push_attempts + 1, next_push_at=later))
    log(LogEvent.NOTICE_WAITING, Severity.WARNING, notice=notice.id, attempts=notice.push_attempts + 1)
    raise StillWaiting(retry_after=10) from error


def next_push(now: datetime, attempts: int) -> datetime:
    return now + min(timedelta(minutes=2 ** min(attempts, 10)), LONGEST_PAUSE)


def save(services: IssueServices, stored: Stored[Notice], notice: Notice) -> None:
    try:
        services.documents.commit(Replace(f"{NOTICES}/{notice.id}", to_fields(notice), stored.version))
    except VersionMismatch:
        # Another delivery of the same task wrote first; the portal shows a notice once however often it comes.
        log(LogEvent.LOST_RACE, case=notice.id, races=1)
