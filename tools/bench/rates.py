"""Citizens come at a steady rate, whether those before them have their certificates or not: how long each waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle, islice

import requests

from tools.bench.cases import Bench
from tools.bench.figures import Figure, percentile

RATE, MINUTE_S = 5.0, 60.0
P99_GOAL_MS = 5000.0
TRIAL_S = 12.0
"""How long a rate is tried on the way to the highest one."""
PRECISION = 1.25
"""Two rates that are no further apart than so many times count as one."""
SETTLES_WITHIN_S = 45.0
CALLERS = 32


@dataclass(frozen=True)
class Run:
    """So many citizens a second for so long. `waits_ms`: from the request until the certificate was committed."""

    rate: float
    seconds: float
    waits_ms: tuple[float, ...]
    failed: int
    """Requests that got an error, and certificates that did not come in time."""

    @property
    def p99_ms(self) -> float:
        return percentile(self.waits_ms, 99) if self.waits_ms else float("inf")

    @property
    def holds(self) -> bool:
        """Whether the rate would hold for a minute. In a shorter run a line that grows is seen while it is shorter."""
        return not self.failed and self.p99_ms <= P99_GOAL_MS * min(1.0, self.seconds / MINUTE_S)


class Rates:
    """A portal of many citizens; it counts the certificates that came of them."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.issued = 0

    def run(self, rate: float, seconds: float) -> Run:
        scenes = list(islice(cycle(self._bench.scenes), round(rate * seconds)))
        signed = [(scene, self._bench.signed(scene)) for scene in scenes]
        sent: dict[str, datetime] = {}
        with ThreadPoolExecutor(CALLERS) as callers:
            under_way: list[Future[tuple[str, datetime]]] = []
            began = time.monotonic()
            for place, (scene, cms) in enumerate(signed):
                time.sleep(max(0.0, began + place / rate - time.monotonic()))
                # A wait begins when the citizen comes, also where all callers are busy with those before.
                under_way.append(callers.submit(self._send, scene.id, self._bench.stack.clock.now(), cms))
            for one in under_way:
                try:
                    identifier, at = one.result()
                except requests.RequestException:
                    continue
                sent[identifier] = at
        decided = self._decided(list(sent))
        waits = tuple((decided[one] - at).total_seconds() * 1000 for one, at in sent.items() if one in decided)
        self.issued += len(waits)
        return Run(rate, seconds, waits, len(signed) - len(waits))

    def _send(self, scene: str, at: datetime, cms: bytes) -> tuple[str, datetime]:
        return self._bench.submit(self._bench.stack.people.scene(scene), cms), at

    def _decided(self, identifiers: Sequence[str]) -> dict[str, datetime]:
        """When each was issued, by the store; those that were not in time are missing."""
        store, found = self._bench.store, dict[str, datetime]()
        end = time.monotonic() + SETTLES_WITHIN_S
        while (left := [one for one in identifiers if one not in found]) and time.monotonic() < end:
            time.sleep(0.25)
            for snapshot in store.get_all([store.document("applications", one) for one in left], ["status"]):
                if snapshot.get("status") == "issued":
                    found[snapshot.id] = snapshot.update_time
        return found


def highest(holds: Callable[[float], bool], start: float) -> float | None:
    """The highest rate that holds, found by doubling or halving, then between the two; None where hardly any does."""
    good, bad = (start, None) if holds(start) else (None, start)
    while bad is None and good is not None:
        good, bad = (2 * good, None) if holds(2 * good) else (good, 2 * good)
    while good is None:
        assert bad is not None
        if bad <= 1 / 4:
            return None
        good, bad = (bad / 2, bad) if holds(bad / 2) else (None, bad / 2)
    assert bad is not None
    while bad / good > PRECISION:
        between = (good + bad) / 2
        good, bad = (between, bad) if holds(between) else (good, between)
    return good


def run_figures(run: Run) -> list[Figure]:
    name, count = f"{run.rate:.3g} a second for {run.seconds:.0f} s", len(run.waits_ms)
    waits = [
        Figure(f"{name}, p50", percentile(run.waits_ms, 50), "ms", samples=count, how="until committed, by the store"),
        Figure(f"{name}, p99", run.p99_ms, "ms", P99_GOAL_MS, count, "the same certificates"),
    ]
    failed = Figure(f"{name}, failed", float(run.failed), "", 0.0, how="answered with an error, or no certificate")
    return [*(waits if count else []), failed]


def rate_figures(minute: Run, best: float | None) -> list[Figure]:
    how = f"tried for {TRIAL_S:.0f} s each, p99 in proportion: so no line grows"
    return [*run_figures(minute), Figure("highest rate that holds this", best, "per s", how=how)]
