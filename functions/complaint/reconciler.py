"""The reconciler of complaints: finds in the state itself whose time has come, whatever became of the tasks.

It reports what it saw and what it did, and the sum matches: nothing is skipped, and nobody's failure stops the others.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial

from functions.complaint import recounting
from functions.complaint.deadlines import look
from functions.complaint.services import ComplaintServices
from functions.shared.contract.complaint_terms import ComplaintsReconciled, Tally
from functions.shared.log import LogEvent, Severity, log
from functions.shared.ports import Document, Query, StoreUnavailable
from functions.shared.records import COMPLAINTS, pages
from functions.shared.tracing import Workers

PAGE = 200
BUDGET_SECONDS = 45.0
"""After it the rest is only counted, as left: the next run begins with what is longest due."""
WORKERS = 8

Work = Callable[[Document], str]


def reconcile(services: ComplaintServices) -> ComplaintsReconciled:
    """Look at every complaint whose time has come; where a round of all open ones is due, make it."""
    ends = time.monotonic() + BUDGET_SECONDS
    pages = due_complaints(services, services.clock.now())
    due = work_through(pages, lambda document: look(services, document.id), ends)
    walked = None
    if recounting.is_due(services):
        walked = work_through(recounting.open_complaints(services), partial(recounting.visit, services), ends)
        recounting.finish(services, walked)
    for what, tally in (("due", due), ("open", walked)):
        if tally is not None:
            report(what, tally)
    return ComplaintsReconciled(done="reconciled", due=due, walked=walked)


def work_through(pages: Iterable[list[Document]], work: Work, ends: float) -> Tally:
    """Several at a time, a page after another. What is left when the time is up is counted, too."""
    saw, did = 0, Counter[str]()
    with Workers(WORKERS) as workers:
        for page in pages:
            saw += len(page)
            did.update(workers.map(partial(guarded, work, ends), page))
    return Tally(saw=saw, did=dict(did))


def guarded(work: Work, ends: float, document: Document) -> str:
    """One complaint must not stop the others: whatever befalls it is counted, alarmed, and tried again."""
    if time.monotonic() > ends:
        return "left"
    try:
        return work(document)
    except StoreUnavailable:
        return "unanswered"
    except Exception as error:  # noqa: BLE001  see above
        log(LogEvent.UNEXPECTED, Severity.ALERT, kind=type(error).__name__, complaint=document.id)
    return "failed"


def report(what: str, tally: Tally) -> None:
    """One line: what was seen and what was done. That the sum does not match would be a mistake of ours, and alarms."""
    done = sum(tally.did.values())
    outcomes = " ".join(f"{how}:{count}" for how, count in sorted(tally.did.items()))
    severity = Severity.INFO if done == tally.saw else Severity.ALERT
    log(LogEvent.COMPLAINTS_RECONCILED, severity, what=what, saw=tally.saw, did=done, outcomes=outcomes)


def due_complaints(services: ComplaintServices, now: datetime) -> Iterator[list[Document]]:
    """What should have been looked at by now, longest due first, a page at a time."""
    query = Query(
        COMPLAINTS,
        where=(("next_check_at", "<", now),),
        order_by=(("next_check_at", False), ("__name__", False)),
        limit=PAGE,
    )
    return pages(services.documents, query)
