"""The same on one core and on all: the whole local cloud and the client of it, in turn."""

from __future__ import annotations

import os
from itertools import cycle, islice
from statistics import median

from emulators.stack.local import LocalStack
from tools.bench.cases import Bench
from tools.bench.figures import Figure, ratio
from tools.bench.processes import all_on

ROUNDS = 2


def on_one_core(stack: LocalStack, bench: Bench, cases: int) -> list[Figure]:
    """So many cases on one, so many on all, twice."""
    every, scenes = os.sched_getaffinity(0), cycle(bench.scenes)
    one, all_of_them = list[float](), list[float]()
    for _ in range(ROUNDS):
        with all_on(stack, {min(every)}):
            one += [bench.case(scene).stored_ms for scene in islice(scenes, cases)]
        all_of_them += [bench.case(scene).stored_ms for scene in islice(scenes, cases)]
    samples, how = ROUNDS * cases, "until committed, one at a time; all emulators and the client on it too"
    return [
        Figure("on one core, p50", median(one), "ms", samples=samples, how=how),
        Figure(f"on {len(every)} cores, p50", median(all_of_them), "ms", samples=samples, how="the same, in turn"),
        Figure("one core beside them", ratio(one, all_of_them), "times", samples=samples),
    ]
