"""The daily inspection: what nobody asks for, and goes wrong slowly.

Certificates of signers that run out, chains of events that do not hold, copies that are not in the archive, the working
calendar's end. Each finding is a line of the log, which wakes or reminds somebody; nothing is repaired here.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from functions.issue.recent import moved
from functions.issue.services import IssueServices
from functions.shared.chains import broken_link
from functions.shared.contract.common import StepDone
from functions.shared.domain.calendar import almaty_day
from functions.shared.domain.deposit import BEHIND
from functions.shared.domain.events import BrokenLink
from functions.shared.domain.office import AnyOffice, Office, SealKey
from functions.shared.http.routing import Call
from functions.shared.log import LogEvent, Severity, log
from functions.shared.ports import Query, StoreUnavailable
from functions.shared.records import DEPOSITS, pages
from functions.shared.tracing import Workers
from functions.shared.trust.key_certificates import days_left

SIGNER_DAYS = 30
"""How long before its end a certificate is told of: as long as it takes to get another from the authority."""
SIGNER_LAST_DAYS = 7
"""From then on it wakes somebody, every day."""
CALENDAR_DAYS = 365
"""Terms reach weeks ahead, but the table follows laws and decisions that are published once a year."""
DECISIONS_DAYS = 30
"""The government moves days of the next year in the last months of this one (Law on Holidays, art. 5)."""
RECENT = timedelta(days=2)
"""A run that fails is made up for by the next day's."""
PAGE, MOST = 200, 2_000
BUDGET_SECONDS = 45.0
"""For the chains; what is left then is said, and not counted as whole."""
WORKERS = 8


def inspect_task(call: Call[IssueServices]) -> StepDone:
    """`POST /tasks/inspect`: every day."""
    return StepDone(done="inspected", counts=inspect(call.services))


def inspect(services: IssueServices) -> dict[str, int]:
    """Everything, one part after the other, so that one that fails stops no other. Returns what was counted."""
    started, counts = time.monotonic(), Counter[str]()
    parts: tuple[Callable[[IssueServices], dict[str, int]], ...] = (signers, deposits, calendar, chains)
    for part in parts:
        try:
            counts.update(part(services))
        except Exception as error:  # noqa: BLE001  see above
            log(LogEvent.UNEXPECTED, Severity.ERROR, kind=type(error).__name__, place=f"inspection:{part.__name__}")
            counts["failed"] += 1
    finished = not counts["failed"] and not counts["left"]
    log(
        LogEvent.INSPECTED,
        Severity.INFO if finished else Severity.WARNING,
        chains=counts["chains"],
        broken=counts["broken"],
        left=counts["left"],
        signers=counts["signers"],
        deposits=counts["deposits"],
        calendar=counts["calendar"],
        failed=counts["failed"],
        finished=finished,
        seconds=round(time.monotonic() - started, 1),
    )
    return dict(counts)


# ---------------------------------------------------------------- certificates of signers


def signers(services: IssueServices) -> dict[str, int]:
    """Of authorised persons (4.4) and of heads who answer complaints (11.9), in all active offices."""
    now, offices = services.clock.now(), services.offices
    active: list[AnyOffice] = [*offices.providers(), *offices.centres(), *offices.authorities()]
    ending = 0
    for office in active:
        for whose, key in keys_of(office):
            days = days_left(key.certificate, now)
            if days > SIGNER_DAYS:
                continue
            ending += 1
            severity = Severity.ALERT if days <= SIGNER_LAST_DAYS else Severity.WARNING
            log(LogEvent.SIGNER_EXPIRES, severity, office=office.id, key=whose, days=days)
    return {"signers": ending}


def keys_of(office: AnyOffice) -> Iterator[tuple[str, SealKey]]:
    if isinstance(office, Office) and office.seal is not None:
        yield "seal", office.seal
    if office.answers is not None:
        yield "answers", office.answers


# ---------------------------------------------------------------- copies for the archive


def deposits(services: IssueServices) -> dict[str, int]:
    """What should have been copied to the archive a day ago, and was not: those that are done have no next try."""
    now = services.clock.now()
    late, oldest = 0, now
    query = Query(
        DEPOSITS,
        where=(("next_try_at", "<=", now + BEHIND),),
        order_by=(("next_try_at", False), ("__name__", False)),
        limit=PAGE,
    )
    for page in pages(services.documents, query):
        behind = [document.fields["at"] for document in page if now - document.fields["at"] > BEHIND]
        late, oldest = late + len(behind), min([oldest, *behind])
        if late >= MOST:
            break
    if late:
        log(LogEvent.DEPOSITS_BEHIND, Severity.ERROR, deposits=late, hours=hours_between(oldest, now))
    return {"deposits": late}


def hours_between(earlier: datetime, later: datetime) -> int:
    return (later - earlier) // timedelta(hours=1)


# ---------------------------------------------------------------- the working calendar


def calendar(services: IssueServices) -> dict[str, int]:
    """Where its days end, and where the decisions end that move days."""
    known, today = services.calendar, almaty_day(services.clock.now())
    ends = (
        ("days", known.last_day, CALENDAR_DAYS),
        ("decisions", date(known.decisions_through, 12, 31), DECISIONS_DAYS),
    )
    found = [(part, (last - today).days) for part, last, before in ends if (last - today).days <= before]
    for part, days in found:
        log(LogEvent.CALENDAR_ENDS, Severity.WARNING, part=part, days=days)
    return {"calendar": len(found)}


# ---------------------------------------------------------------- chains of events


def chains(services: IssueServices) -> dict[str, int]:
    """Recompute the chains of the cases that moved of late, several at a time, until the time is up."""
    ends = time.monotonic() + BUDGET_SECONDS
    since = services.clock.now() - RECENT
    with Workers(WORKERS) as workers:
        outcomes = Counter(workers.map(partial(whole, services, ends), moved(services.documents, since)))
    checked = outcomes["whole"] + outcomes["broken"]
    return {"chains": checked, "broken": outcomes["broken"], "left": outcomes["left"]}


def whole(services: IssueServices, ends: float, path: str) -> str:
    """`whole`, `broken` or `left`. What is stored and cannot be read is broken too; a silent store says nothing."""
    if time.monotonic() > ends:
        return "left"
    try:
        link = broken_link(services.documents, path)
    except StoreUnavailable:
        return "left"
    except Exception:  # noqa: BLE001  whatever stands there instead of a case
        link = BrokenLink(0, "unreadable")
    if link is None:
        return "whole"
    collection, _, case = path.partition("/")
    log(LogEvent.CHAIN_BROKEN, Severity.ALERT, collection=collection, case=case, link=link.n, why=link.why)
    return "broken"
