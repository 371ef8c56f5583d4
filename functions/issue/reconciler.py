"""The reconciler, called every minute: finds in the state itself what is due, and does it (design: "State decides").

Losing every task costs a minute, not an application.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import islice

from functions.issue.archiving import archive
from functions.issue.deadline import escalate
from functions.issue.push import push_notice
from functions.issue.services import IssueServices
from functions.issue.steps import advance
from functions.shared.domain.errors import StillWaiting
from functions.shared.log import LogEvent, Severity, log
from functions.shared.ports import Document, Query, StoreUnavailable
from functions.shared.records import APPLICATIONS, DEPOSITS, NOTICES, pages
from functions.shared.tracing import Workers

PAGE = 200
MOST = 2_000
"""How much of what is due one run looks at; those that fail do not hide those behind them."""
BUDGET_SECONDS = 45.0
"""A run ends before the next is called."""
WORKERS, PUSHERS, COPIERS = 8, 2, 2


def reconcile(services: IssueServices) -> dict[str, int]:
    """Escalate what is late, then move whatever is open and should have moved, push what the portal lacks, and copy
    what the archive lacks.

    Returns how many ended how; the sum is what was due.
    """
    now, started = services.clock.now(), time.monotonic()

    def guarded(work: Callable[[str], str], document: Document) -> str:
        """One case must not stop the others: whatever befalls it is counted, logged, and tried again in a minute."""
        if time.monotonic() - started > BUDGET_SECONDS:
            return "left"
        try:
            return work(document.id)
        except StillWaiting:
            return "waiting"
        except StoreUnavailable:
            return "unanswered"  # the store is out, which is nobody's mistake, and would be said of every case
        except Exception as error:  # noqa: BLE001  see above
            log(LogEvent.UNEXPECTED, Severity.ERROR, kind=type(error).__name__, case=document.id)
            return "failed"

    with Workers(WORKERS) as workers, Workers(PUSHERS) as pushers, Workers(COPIERS) as copiers:
        waiting = list(islice(due(services, NOTICES, "next_push_at", now), MOST))
        pushed = pushers.map(partial(guarded, partial(push_notice, services)), waiting)
        deposits = list(islice(due(services, DEPOSITS, "next_try_at", now), MOST)) if services.keeping else []
        copied = copiers.map(partial(guarded, partial(archive, services)), deposits)
        cases = list(islice(due(services, APPLICATIONS, "next_check_at", now), MOST))
        # Escalation waits for nobody outside, so it comes first for all: a silent registry must not delay an alarm.
        late = [case for case in cases if is_late(case, now)]
        escalated = Counter(workers.map(partial(guarded, partial(escalate, services)), late))
        moved = workers.map(partial(guarded, partial(move, services)), cases)
        counts = dict(Counter([*moved, *pushed, *copied]))
    outcomes = " ".join(f"{how}:{count}" for how, count in sorted(counts.items()))
    total = len(cases) + len(waiting) + len(deposits)
    log(LogEvent.RECONCILED, due=total, escalated=escalated["escalated"], outcomes=outcomes)
    return counts


def move(services: IssueServices, identifier: str) -> str:
    application = advance(services, identifier)
    return application.status.value if application else "gone"


def is_late(case: Document, now: datetime) -> bool:
    """From the fields alone: a document that cannot be read is left to the step, which says so."""
    due_at = case.fields.get("due_at")
    return isinstance(due_at, datetime) and due_at <= now and case.fields.get("overdue_since") is None


def due(services: IssueServices, collection: str, field: str, now: datetime) -> Iterator[Document]:
    """What should have been looked at by now, longest due first, a page at a time."""
    query = Query(
        collection,
        where=((field, "<=", now),),
        order_by=((field, False), ("__name__", False)),
        limit=PAGE,
    )
    return (document for page in pages(services.documents, query) for document in page)
