"""How many requests an instance should serve at once: each function with 1 to 16 threads, on one CPU as in the cloud.

    python -m tools.bench.concurrency [--quick] [--json FILE]

For `submit` it measures intake, from the signed request to 201; for `issue` the whole way of an application in good
order: registries asked, decided, rendered, sealed, stored. As many callers as threads keep the instance busy, which is
the most that Cloud Run sends it: further callers would get another instance. It is done twice: with everything on this
machine, and with the store, the buckets and the registries as far away as they are in production, where a thread mostly
waits. What is chosen stands in infra/functions.json, and why, in decision 0025.

CPU time is the function's own, from /proc: on a busy machine it says more than the time on the clock. Linux only.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import platform
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from emulators.stack.local import TASKS_ACCOUNT, TASKS_AUDIENCE, LocalStack
from tools.bench.cases import Bench
from tools.bench.figures import percentile, timed
from tools.bench.processes import Watched

THREADS = (1, 2, 4, 8, 16)
CPU = 0
"""The one CPU of the measured function. Everything else keeps all of them."""
WARM_UP = 8
INTAKES_PER_ISSUE = 3
"""An intake is that much cheaper, and its figures need more samples."""
TIMEOUT_S = 120
NEAR: dict[str, dict[str, object]] = {"firestore": {}, "cloud_storage": {}, "registries": {}}
_SLOW = {"mode": "slow", "seconds": 0.2}
FAR: dict[str, dict[str, object]] = {
    "firestore": {"latency_ms": 10},
    "cloud_storage": {"latency_ms": 30},
    "registries": {"persons": _SLOW, "births": _SLOW, "guardianship": _SLOW},
}
"""How much longer each call takes. The registries' is a guess; nobody has measured them."""


@dataclass(frozen=True)
class Measured:
    """One function with so many threads. Milliseconds; `cpu_ms` and `memory_mb` are the function's processes' own."""

    function: str
    threads: int
    far: bool
    requests: int
    per_second: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    memory_mb: float


class Instance(Watched):
    """One function of the stack, started again with other threads, and watched."""

    def __init__(self, stack: LocalStack, function: str) -> None:
        super().__init__(stack.programs[function])
        self.url = stack.function_url(function)

    def start(self, threads: int) -> None:
        self.program.stop()
        self.program.environment = {**self.program.environment, "THREADS": str(threads)}
        with on_one_cpu():
            self.program.start()


@contextmanager
def on_one_cpu() -> Iterator[None]:
    """Whatever is started meanwhile has one CPU, as an instance in the cloud has."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {CPU})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class Load:
    """What the callers do. Applications that one level of `submit` accepts are what a level of `issue` then issues."""

    def __init__(self, stack: LocalStack) -> None:
        self._stack = stack
        self._bench = Bench(stack)
        self._bench.pause()
        self._http = stack.http
        self._post("scheduler", {"paused": True})
        self._scenes = cycle(self._bench.scenes)
        self._headers = {scene.id: self._bench.portal.citizen(scene) for scene in self._bench.scenes}
        self._accepted: list[str] = []

    def place(self, distance: dict[str, dict[str, object]]) -> None:
        for emulator, faults in distance.items():
            self._post(emulator, faults)

    def _post(self, emulator: str, faults: dict[str, object]) -> None:
        answer = self._http.post(f"{self._stack.control(emulator)}/_control/faults", json=faults, timeout=TIMEOUT_S)
        answer.raise_for_status()

    def intake(self, instance: Instance, count: int) -> Sequence[Callable[[], None]]:
        """Requests that are signed already."""
        url = f"{instance.url}/v1/portal/applications"

        def send(headers: dict[str, str], cms: bytes) -> None:
            headers = headers | {"Idempotency-Key": secrets.token_hex(16)}
            body = {"cms": base64.b64encode(cms).decode()}
            answer = self._http.post(url, json=body, headers=headers, timeout=TIMEOUT_S)
            answer.raise_for_status()
            self._accepted.append(answer.json()["id"])

        scenes = list(islice(self._scenes, count))
        return [partial(send, self._headers[scene.id], self._bench.signed(scene)) for scene in scenes]

    def issuing(self, instance: Instance, count: int) -> Sequence[Callable[[], None]]:
        """Tasks, with the token that Cloud Tasks would bring."""
        who = {"email": TASKS_ACCOUNT, "audience": TASKS_AUDIENCE}
        url = self._stack.programs["cloud_tasks"].ready["control"] + "/token"
        token = self._http.post(url, json=who, timeout=TIMEOUT_S).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}

        def run(identifier: str) -> None:
            answer = self._http.post(f"{instance.url}/tasks/verify/{identifier}", headers=headers, timeout=TIMEOUT_S)
            answer.raise_for_status()

        taken, self._accepted = self._accepted[:count], self._accepted[count:]
        return [partial(run, identifier) for identifier in taken]


def level(instance: Instance, threads: int, far: bool, work: Sequence[Callable[[], None]], function: str) -> Measured:
    """The first few only fill caches; of the rest, every one is timed."""
    instance.start(threads)
    for step in work[:WARM_UP]:
        step()
    timed_work = work[WARM_UP:]
    cpu, began = instance.cpu_seconds(), time.perf_counter()
    with ThreadPoolExecutor(threads) as callers:
        times = [ms for ms, _ in callers.map(timed, timed_work)]
    seconds, used = time.perf_counter() - began, instance.cpu_seconds() - cpu
    count = len(timed_work)
    return Measured(
        function, threads, far, count, round(count / seconds, 1), round(percentile(times, 50)),
        round(percentile(times, 95)), round(used / count * 1000, 1), round(instance.memory_mb()),
    )  # fmt: skip


def measure(folder: Path, count: int) -> list[Measured]:
    stack = LocalStack(folder).start()
    try:
        load = Load(stack)
        submit, issue = Instance(stack, "submit"), Instance(stack, "issue")
        done: list[Measured] = []
        for far, distance in ((False, NEAR), (True, FAR)):
            load.place(distance)
            for threads in THREADS:
                done.append(
                    level(submit, threads, far, load.intake(submit, count * INTAKES_PER_ISSUE + WARM_UP), "submit")
                )
                sys.stderr.write(f"{done[-1]}\n")
                done.append(level(issue, threads, far, load.issuing(issue, count + WARM_UP), "issue"))
                sys.stderr.write(f"{done[-1]}\n")
        return done
    finally:
        stack.stop()


def table(figures: Sequence[Measured]) -> str:
    lines = ["function  threads  distance  per second     p50     p95  CPU each  memory"]
    for one in sorted(figures, key=lambda one: (one.function != "submit", one.far, one.threads)):
        where = "far" if one.far else "near"
        lines.append(
            f"{one.function:<8}  {one.threads:>7}  {where:<8}  {one.per_second:>10.1f}  {one.p50_ms:>4.0f} ms "
            f"{one.p95_ms:>4.0f} ms  {one.cpu_ms:>5.1f} ms  {one.memory_mb:>3.0f} MB"
        )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a third of the requests, and less to rely on")
    parser.add_argument("--json", type=Path, default=Path("out/concurrency.json"), help="where it goes (%(default)s)")
    chosen = parser.parse_args()
    if not hasattr(os, "sched_setaffinity"):
        parser.error("it needs Linux, which can give a program one CPU")
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), 32 if chosen.quick else 96)
    machine = {
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "load_before": round(load, 2),
        "load_after": round(os.getloadavg()[0], 2),
    }
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    chosen.json.write_text(
        json.dumps({"machine": machine, "figures": [asdict(one) for one in figures]}, indent=1) + "\n"
    )
    sys.stdout.write(f"{table(figures)}\n{machine}; {chosen.json}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
