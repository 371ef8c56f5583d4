"""One electronic queue, 32 desks: all call at once, near the store and far from it, then one alone (clause 6.2)."""

from __future__ import annotations

import math
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
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
from tools.bench.cases import DISTANCE_MS
from tools.bench.figures import Figure, timed
from tools.bench.queue_figures import CALLERS, Round, Step, Wave, queue_figures

PSC = "psc-bench"
DESKS = tuple(str(number) for number in range(1, CALLERS + 1))
OPERATOR = {"subject": "operator-bench", "role": "psc_operator", "office": PSC, "name": "Оператор"}

STEPS = 4
"""Bare steps after each wave of calls."""

T = TypeVar("T")


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
        self._done = 0
        self._threads = stack.settings_of("submit")["THREADS"]

    def figures(self, rounds: int, calls: int) -> list[Figure]:
        """So many rounds of all desks, after one that only warms up, a few far away, and so many calls of one desk."""
        self._wave(self._take)  # so that twice as many wait as will be called
        near = [self._round() for _ in range(rounds + 1)][1:]
        far = [self._round(DISTANCE_MS) for _ in range(math.ceil(rounds / 3))]
        alone = [self._one_call() for _ in range(calls)]
        return queue_figures(near, far, alone, self._threads)

    def _round(self, distance_ms: int = 0) -> Round:
        """The store is so far away while the desks call, and no farther than this machine otherwise."""
        taken, _ = self._wave(self._take)
        self._distance(distance_ms)
        before = self._commits()
        called, tickets = self._wave(self._call)
        commits = self._commits() - before
        steps = tuple(self._step(tickets[0]) for _ in range(STEPS))
        self._distance(0)
        check_order(tickets, self._done)
        self._done += CALLERS
        started, _ = self._wave(partial(self._move, tickets, "start"))
        self._wave(partial(self._move, tickets, "finish"))
        return Round(taken, called, started, commits, steps)

    def _one_call(self) -> tuple[float, Step]:
        """Milliseconds of a call while no other desk calls, and of a bare step; the line is as long as before."""
        self._take(0)
        call, ticket = timed(lambda: self._call(0))
        step = self._step(ticket)
        self._move([ticket], "start", 0)
        self._move([ticket], "finish", 0)
        return call, step

    def _take(self, place: int) -> dict[str, Any]:
        ticket: dict[str, Any] = self._post(place, "tickets")["ticket"]
        return ticket

    def _call(self, place: int) -> dict[str, Any]:
        ticket: dict[str, Any] | None = self._post(place, "calls", {"desk": DESKS[place]})["ticket"]
        if ticket is None:
            raise RuntimeError("nobody waits where twice as many wait as are called")
        return ticket

    def _move(self, tickets: Sequence[Mapping[str, Any]], step: str, place: int) -> None:
        """The desk in this place takes its ticket one step further."""
        number = tickets[place]["number"].replace(" ", "")
        self._post(place, f"tickets/{number}/{step}", {"desk": DESKS[place]})

    def _post(self, place: int, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        key = secrets.token_hex(16)
        answer = self._clients[place].post(self._headers, f"/v1/psc/{PSC}/{path}", body, key=key)
        answer.raise_for_status()
        shown: dict[str, Any] = answer.json()
        return shown

    def _wave(self, work: Callable[[int], T]) -> tuple[Wave, list[T]]:
        return at_once(work, CALLERS)

    def _commits(self) -> int:
        """How many commits the store was sent until now, by whomever."""
        told = self._clients[0].http.get(f"{self._stack.control('firestore')}/_control").json()
        return int(told["calls"]["Commit"])

    def _distance(self, ms: int) -> None:
        """Each call of the store takes so much longer from now on."""
        control = f"{self._stack.control('firestore')}/_control/faults"
        self._clients[0].http.post(control, json={"latency_ms": ms}).raise_for_status()

    def _step(self, ticket: Mapping[str, Any]) -> Step:
        """Bare, with copies of what the call of this ticket wrote."""
        copies = self._copied((f"{of_centre(PSC, 'tickets')}/{ticket['id']}", f"{of_centre(PSC, 'desks')}/{DESKS[0]}"))
        read, _ = timed(self._read_first)
        commit, _ = timed(lambda: self._replace(copies))
        return Step(read, commit)

    def _copied(self, paths: Sequence[str]) -> list[Document]:
        """Documents of the same fields as these, elsewhere, to be replaced by a bare batch."""
        originals = self._store.get_many(paths).values()
        copies = [Create(f"bare/{secrets.token_hex(8)}", original.fields) for original in originals]
        self._store.commit(*copies)
        return list(self._store.get_many(copy.path for copy in copies).values())

    def _read_first(self) -> None:
        """As a call asks for the first of the line."""
        today = almaty_day(self._stack.clock.now()).isoformat()
        where = (("day", "==", today), ("status", "in", [TicketStatus.WAITING.value]))
        self._store.query(Query(of_centre(PSC, "tickets"), where, order_by=(("place_at", False),), limit=1))

    def _replace(self, found: Sequence[Document]) -> None:
        """As a call replaces ticket and desk, and keeps its request."""
        request = Create(f"bare/{secrets.token_hex(8)}", {"ticket": found[0].id})
        self._store.commit(*(Replace(document.path, document.fields, document.version) for document in found), request)


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
