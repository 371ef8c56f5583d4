"""The queue's two clocks (2.2, 2.3), and its reconciler: what tasks left behind, and what the night finds open."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from functions.shared.contract.common import StepDone
from functions.shared.domain.errors import StillWaiting
from functions.shared.domain.ticket import Term, Ticket
from functions.shared.http.routing import Call
from functions.shared.log import LogEvent, Severity, log
from functions.shared.ports import AlreadyExists, Document, Query, StoreUnavailable, VersionMismatch
from functions.shared.races import Races
from functions.shared.records import IDENTIFIER, load, of_centre, pages
from functions.submit.services import SubmitServices
from functions.submit.tickets import TICKETS, save

PAGE = 200
MOST = 2_000
"""How many tickets one run looks at."""
BUDGET_SECONDS = 45.0
"""A run ends before the next is called."""


def wait_check(call: Call[SubmitServices]) -> StepDone:
    """`POST /tasks/queue/{psc}/{ticket}/wait`: fifteen minutes are over (2.2); 503 where it came too early."""
    return check(call, Term.WAIT)


def serving_check(call: Call[SubmitServices]) -> StepDone:
    """`POST /tasks/queue/{psc}/{ticket}/serving`: five minutes are over (2.3); 503 where it came too early."""
    return check(call, Term.SERVING)


def check(call: Call[SubmitServices], term: Term) -> StepDone:
    services, psc, identifier = call.services, call.args["psc"], call.args["ticket"]
    if not IDENTIFIER.fullmatch(psc):
        return StepDone(done="unknown")
    done = look(services, psc, identifier)
    stored = load(services.documents, Ticket, of_centre(psc, TICKETS), identifier)
    if stored is None:
        return StepDone(done="unknown")
    if stored.value.runs(term):
        raise StillWaiting(retry_after=1)
    return StepDone(done=done, status=stored.value.status.value)


def look(services: SubmitServices, psc: str, identifier: str) -> str:
    """Mark what is late, once, with its alarm, and close what its day has left open.

    Returns unknown, closed (it was), on-time, marked-before, escalated, or closed-at-night.
    """
    races = Races(identifier)
    while True:
        stored = load(services.documents, Ticket, of_centre(psc, TICKETS), identifier)
        if stored is None:
            return "unknown"
        if not stored.value.is_open:
            return "closed"
        after = stored.value.at_night(services.clock.now())
        if after == stored.value:
            marked = stored.value.wait_overdue_at or stored.value.serving_overdue_at
            return "marked-before" if marked else "on-time"
        try:
            save(services, stored, after)
        except (AlreadyExists, VersionMismatch) as error:
            races.lost(error)
            continue
        return "escalated" if after.is_open else "closed-at-night"


def reconcile_task(call: Call[SubmitServices]) -> StepDone:
    """`POST /tasks/queue/reconcile`."""
    return StepDone(done="reconciled", counts=reconcile(call.services))


def reconcile(services: SubmitServices) -> dict[str, int]:
    """Look at every ticket whose time has come. Returns how many ended how; the sum is what was due."""
    now, started = services.clock.now(), time.monotonic()
    counts: Counter[str] = Counter()
    for psc, ticket in due_tickets(services, now):
        counts[guarded(partial(look, services, psc, ticket.id), ticket.id, started)] += 1
    outcomes = " ".join(f"{how}:{count}" for how, count in sorted(counts.items()))
    log(LogEvent.QUEUE_RECONCILED, due=counts.total(), outcomes=outcomes)
    return dict(counts)


def guarded(work: Callable[[], str], case: str, started: float) -> str:
    """One ticket must not stop the others: whatever befalls it is counted, logged, and tried again in a minute."""
    if time.monotonic() - started > BUDGET_SECONDS:
        return "left"
    try:
        return work()
    except StoreUnavailable:
        return "unanswered"
    except Exception as error:  # noqa: BLE001  see above
        log(LogEvent.UNEXPECTED, Severity.ERROR, kind=type(error).__name__, case=case)
        return "failed"


def due_tickets(services: SubmitServices, now: datetime) -> list[tuple[str, Document]]:
    """What should have been looked at by now in each centre that ever was, the longest due first."""
    found = [
        (centre.id, ticket) for centre in services.offices.centres_ever() for ticket in due(services, centre.id, now)
    ]
    return sorted(found, key=lambda each: each[1].fields["next_check_at"])[:MOST]


def due(services: SubmitServices, psc: str, now: datetime) -> Iterator[Document]:
    query = Query(
        of_centre(psc, TICKETS),
        where=(("next_check_at", "<=", now),),
        order_by=(("next_check_at", False), ("__name__", False)),
        limit=PAGE,
    )
    return (ticket for page in pages(services.documents, query) for ticket in page)
