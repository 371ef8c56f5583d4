"""One electronic queue, 32 desks: how fast they call when all call at once, beside one desk alone and a bare step."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from statistics import median
from typing import Any, TypeVar

from emulators.stack.client import GatewayClient
from emulators.stack.local import PROJECT, LocalStack
from emulators.stack.seeding import seed_offices
from functions.shared.cloud.documents import documents
from functions.shared.domain.calendar import almaty_day
from functions.shared.domain.office import Centre
from functions.shared.domain.ticket import TicketStatus
from functions.shared.ports import Create, Document, Query, Replace
from functions.shared.records import of_centre
from tools.bench.figures import Figure, percentile, ratio, timed

PSC = "psc-bench"
CALLERS = 32
DESKS = tuple(str(number) for number in range(1, CALLERS + 1))
OPERATOR = {"subject": "operator-bench", "role": "psc_operator", "office": PSC, "name": "Оператор"}

T = TypeVar("T")


@dataclass(frozen=True)
class Wave:
    """32 requests that began together. `each_ms` is each caller's, in milliseconds; `seconds` until the last answer."""

    each_ms: tuple[float, ...]
    seconds: float


@dataclass(frozen=True)
class Alone:
    """One desk that calls while nobody else does, in milliseconds, and beside it what the call does to the store."""

    call_ms: tuple[float, ...]
    step_ms: tuple[float, ...]
    """The first of the line read, and the batch of a call committed on the versions read: it cannot take less."""
    commit_ms: tuple[float, ...]
    """That commit by itself."""


def centre_of_32(stack: LocalStack) -> Centre:
    """An office that is in no directory: a centre like the first, with a desk for each caller."""
    return replace(stack.people.centres()[0], id=PSC, desks=DESKS)


def furnish(stack: LocalStack) -> None:
    """Open the centre. Call it before any request: the functions keep the directory for a minute."""
    seed_offices(PROJECT, stack.address("firestore"), [centre_of_32(stack)])


class Hall:
    """The 32 desks. Each has a connection and a thread of its own; the operator's token is theirs for the hour."""

    def __init__(self, stack: LocalStack) -> None:
        self._stack = stack
        self._clients = [GatewayClient(stack) for _ in DESKS]
        self._headers = self._clients[0].bearer(**OPERATOR)
        self._store = documents(PROJECT)
        self._threads = stack.settings_of("submit")["THREADS"]

    def figures(self, waves: int, alone: int) -> list[Figure]:
        """So many waves of all desks, after one that only warms up; and so many calls of one desk."""
        taken, called, started, commits = [self._wave(self._take)[0]], list[Wave](), list[Wave](), list[int]()
        for done in range(waves + 1):
            taken.append(self._wave(self._take)[0])  # twice as many wait as will be called
            before = self._commits()
            wave, tickets = self._wave(self._call)
            called.append(wave)
            commits.append(self._commits() - before)
            check_order(tickets, done * CALLERS)
            started.append(self._wave(partial(self._step, tickets, "start"))[0])
            self._wave(partial(self._step, tickets, "finish"))
        lost = sum(commits[1:]) / (waves * CALLERS) - 1
        return queue_figures(taken[2:], called[1:], started[1:], self._one_desk(alone), lost, self._threads)

    def _take(self, place: int) -> dict[str, Any]:
        ticket: dict[str, Any] = self._post(place, "tickets")["ticket"]
        return ticket

    def _call(self, place: int) -> dict[str, Any]:
        ticket: dict[str, Any] | None = self._post(place, "calls", {"desk": DESKS[place]})["ticket"]
        if ticket is None:
            raise RuntimeError("nobody waits where twice as many wait as are called")
        return ticket

    def _step(self, tickets: Sequence[Mapping[str, Any]], step: str, place: int) -> None:
        """The desk in this place takes its ticket one step further."""
        number = tickets[place]["number"].replace(" ", "")
        self._post(place, f"tickets/{number}/{step}", {"desk": DESKS[place]})

    def _post(self, place: int, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self._clients[place].post(self._headers, f"/v1/psc/{PSC}/{path}", body)
        answer.raise_for_status()
        shown: dict[str, Any] = answer.json()
        return shown

    def _wave(self, work: Callable[[int], T]) -> tuple[Wave, list[T]]:
        return at_once(work, CALLERS)

    def _commits(self) -> int:
        """How many commits the store was sent until now, by whomever."""
        told = self._clients[0].http.get(f"{self._stack.control('firestore')}/_control").json()
        return int(told["calls"]["Commit"])

    def _one_desk(self, rounds: int) -> Alone:
        """A call and a bare step, in turn; the line stays as long as it was."""
        calls, steps, commits = list[float](), list[float](), list[float]()
        for _ in range(rounds + 1):  # the first makes the copies, and is not counted
            self._take(0)
            call, ticket = timed(lambda: self._call(0))
            written = [f"{of_centre(PSC, 'tickets')}/{ticket['id']}", f"{of_centre(PSC, 'desks')}/{DESKS[0]}"]
            copies = self._copied(written)
            read, _ = timed(self._read_first)
            commit, _ = timed(partial(self._replace, copies))
            calls.append(call)
            steps.append(read + commit)
            commits.append(commit)
            self._step([ticket], "start", 0)
            self._step([ticket], "finish", 0)
        return Alone(tuple(calls[1:]), tuple(steps[1:]), tuple(commits[1:]))

    def _copied(self, paths: Sequence[str]) -> list[Document]:
        """Documents beside those that a call wrote, with the same fields, for a bare batch of the same writes."""
        originals = self._store.get_many(paths)
        copies = {path: f"{path}-copy/bare/copy" for path in paths}
        there = self._store.get_many(copies.values())
        self._store.commit(
            *(Create(copy, originals[path].fields) for path, copy in copies.items() if copy not in there)
        )
        return list(self._store.get_many(copies.values()).values())

    def _read_first(self) -> None:
        """As a call asks for the first of the line."""
        today = almaty_day(self._stack.clock.now()).isoformat()
        where = (("day", "==", today), ("status", "in", [TicketStatus.WAITING.value]))
        self._store.query(Query(of_centre(PSC, "tickets"), where, order_by=(("place_at", False),), limit=1))

    def _replace(self, found: Sequence[Document]) -> None:
        self._store.commit(*(Replace(document.path, document.fields, document.version) for document in found))


def at_once(work: Callable[[int], T], callers: int) -> tuple[Wave, list[T]]:
    """All begin together, each in a thread of its own; what each got, in the order of the callers."""
    gate = threading.Barrier(callers + 1)

    def begin(place: int) -> tuple[float, T]:
        gate.wait()
        return timed(lambda: work(place))

    with ThreadPoolExecutor(callers) as threads:
        under_way = [threads.submit(begin, place) for place in range(callers)]
        gate.wait()
        before = time.perf_counter()
        done = [one.result() for one in under_way]
        seconds = time.perf_counter() - before
    return Wave(tuple(ms for ms, _ in done), seconds), [got for _, got in done]


def check_order(tickets: Sequence[Mapping[str, Any]], before: int) -> None:
    """So many were called before; these must be the next, each once (6.2). Raises RuntimeError.

    How fast a queue is that calls a ticket twice, or passes one over, is nothing to report.
    """
    places = sorted(int(ticket["id"].rpartition("-")[2]) for ticket in tickets)
    if places != list(range(before + 1, before + len(tickets) + 1)):
        raise RuntimeError("a ticket was called twice, or passed over")


def queue_figures(
    taken: Sequence[Wave],
    called: Sequence[Wave],
    started: Sequence[Wave],
    alone: Alone,
    lost: float,
    threads: str,
) -> list[Figure]:
    """`lost` is how many races a call among 32 lost before it won."""
    each = [ms for wave in called for ms in wave.each_ms]
    apart = [1000 * wave.seconds / len(wave.each_ms) for wave in called]
    count, ones = len(each), len(alone.call_ms)
    many = f"{CALLERS} at once"
    why = f"{lost:.1f} lost races a call, a pause after each; {threads} threads of submit serve all"
    step = "the first who waits read, the batch of a call compared and set; same store, same library"
    return [
        Figure(f"calls, {many}", per_second(called), "per s", samples=count, how=why),
        Figure(f"a call, {many}, p50", percentile(each, 50), "ms", samples=count, how="the wait for a thread included"),
        Figure(f"a call, {many}, p99", percentile(each, 99), "ms", samples=count, how="the same calls"),
        Figure("a call, one desk alone", median(alone.call_ms), "ms", samples=ones, how="client to gateway to 200"),
        Figure("32 beside one, time per call", ratio(apart, alone.call_ms), "times", samples=count, how=BELOW_1),
        Figure("a bare step of the line", median(alone.step_ms), "ms", samples=ones, how=step),
        Figure("32 beside it, time per call", ratio(apart, alone.step_ms), "times", samples=count, how=ONE_BY_ONE),
        Figure("a bare commit of its batch", median(alone.commit_ms), "ms", samples=ones, how="two documents"),
        Figure("a call alone beside it", ratio(alone.call_ms, alone.commit_ms), "times", samples=ones),
        Figure(f"starts, {many}", per_second(started), "per s", how="the next step of the same tickets: no rivals"),
        Figure(f"tickets, {many}", per_second(taken), "per s", how="taken by walk-ins, 32 to 64 in the line"),
    ]


BELOW_1 = "from call to call; below 1 the many are faster together"
ONE_BY_ONE = "a line moves by one step after another, so 1 would be perfect"


def per_second(waves: Sequence[Wave]) -> float:
    """Requests answered in a second while any was under way."""
    return sum(len(wave.each_ms) for wave in waves) / sum(wave.seconds for wave in waves)
