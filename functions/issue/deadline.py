"""The five-minute check and the reconciler (clause 2.1; design: "State decides, tasks only hurry").

The reconciler is called every minute and finds in the state itself what is due: losing every task costs a minute,
not an application.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from functions.issue.push import push_notice
from functions.issue.services import IssueServices
from functions.issue.steps import advance
from functions.shared.codec import to_fields
from functions.shared.documents import notices
from functions.shared.domain.alarm import Alarm
from functions.shared.domain.application import Application
from functions.shared.domain.errors import StillWaiting
from functions.shared.domain.events import EventKind
from functions.shared.domain.notice import NoticeKind, about
from functions.shared.domain.numbers import spoken
from functions.shared.log import LogEvent, Severity, log
from functions.shared.ports import AlreadyExists, Create, Query, VersionMismatch
from functions.shared.records import (
    ALARMS,
    APPLICATIONS,
    NOTICES,
    application_event,
    create_notice,
    load,
    replace_application,
)
from functions.shared.scheduling import push_task, schedule_all

BATCH = 200
"""How much of what is due one run looks at; the next run comes in a minute."""
BUDGET_SECONDS = 45.0
"""A run ends before the next is called."""
WORKERS = 8


def escalate(services: IssueServices, identifier: str) -> str:
    """Mark an open application overdue, once, at its due time; alarm the provider, tell the recipient.

    Returns what was found: closed, early, marked-before, or escalated.
    """
    while True:
        stored = load(services.documents, Application, APPLICATIONS, identifier)
        if stored is None or not stored.value.is_open:
            return "closed"
        application, now = stored.value, services.clock.now()
        if now < application.due_at:
            return "early"
        if application.overdue_since is not None:
            return "marked-before"
        told = {"waiting_for": list(application.waiting_for)}
        marked, event = application.note(
            EventKind.OVERDUE, now, "service", told=told, overdue_since=application.due_at, next_check_at=now
        )
        text = notices.late(spoken(application.number), application.due_at)
        notice = about(application, NoticeKind.LATE, now, text)
        alarm = Alarm(
            application.id, application.number, application.provider, now, application.due_at, application.waiting_for
        )
        try:
            services.documents.commit(
                replace_application(marked, stored.version),
                application_event(marked, event),
                create_notice(notice),
                Create(f"{ALARMS}/{application.id}", to_fields(alarm)),
            )
        except (AlreadyExists, VersionMismatch):
            log(LogEvent.LOST_RACE, application=identifier, races=1)
            continue
        schedule_all(services.tasks, push_task(notice.id))
        late_by = (now - application.due_at).total_seconds()
        log(
            LogEvent.OVERDUE,
            Severity.ALERT,
            application=identifier,
            provider=application.provider,
            late_by=round(late_by, 1),
            waiting_for=",".join(application.waiting_for) or "nobody",
        )
        return "escalated"


def reconcile(services: IssueServices) -> dict[str, int]:
    """Move whatever is open and should have moved. Returns how many ended how; the sum is what was due."""
    now, started = services.clock.now(), time.monotonic()
    due = services.documents.query(
        Query(APPLICATIONS, where=(("next_check_at", "<=", now),), order_by=(("next_check_at", False),), limit=BATCH)
    )
    waiting = services.documents.query(
        Query(NOTICES, where=(("next_push_at", "<=", now),), order_by=(("next_push_at", False),), limit=BATCH)
    )

    def guarded(work: Callable[[str], str], identifier: str) -> str:
        """One case must not stop the others: whatever befalls it is counted, logged, and tried again in a minute."""
        if time.monotonic() - started > BUDGET_SECONDS:
            return "left"
        try:
            return work(identifier)
        except StillWaiting:
            return "waiting"
        except Exception as error:  # noqa: BLE001  see above
            log(LogEvent.UNEXPECTED, Severity.ERROR, kind=type(error).__name__, case=identifier)
            return "failed"

    def move(identifier: str) -> str:
        escalate(services, identifier)
        application = advance(services, identifier)
        return application.status.value if application else "gone"

    with ThreadPoolExecutor(WORKERS) as workers:
        outcomes = list(workers.map(lambda document: guarded(move, document.id), due))
        outcomes += list(workers.map(lambda document: guarded(partial(push_notice, services), document.id), waiting))
    counts = dict(Counter(outcomes))
    log(LogEvent.RECONCILED, due=len(outcomes), outcomes=" ".join(f"{how}:{n}" for how, n in sorted(counts.items())))
    return counts
