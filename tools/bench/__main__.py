"""`python -m tools.bench`: start the local cloud, measure, print the table, write the JSON. Missed goals are marked;
the bench is a report, so they do not make it fail."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from emulators.stack.centre_client import come_when_open
from emulators.stack.local import FUNCTIONS, LocalStack
from tools.bench.cases import Bench
from tools.bench.checklist import Desk
from tools.bench.concurrency import Instance, Load
from tools.bench.cores import on_one_core
from tools.bench.documents import contents_of, rendering, trust
from tools.bench.figures import Figure, as_json, table
from tools.bench.memory import Memory
from tools.bench.processor import per_certificate
from tools.bench.queue import Hall, furnish
from tools.bench.rates import RATE, TRIAL_S, Rates, highest, rate_figures, run_figures
from tools.bench.startup import startup
from tools.bench.volume import Volume

if TYPE_CHECKING:
    from functions.issue.services import IssueServices


@dataclass(frozen=True)
class Extent:
    """How much is measured: USUAL takes five minutes, FULL eleven, BRIEFLY less than either."""

    cases: int
    cases_s: float
    minute_s: float
    """How long five a second come."""
    confirmed: bool
    """Whether the highest rate is tried for as long."""
    certificates: tuple[int, int]
    """Of one instance, until the first and the last look at the memory."""
    old: tuple[int, ...]
    """Old cases in the store."""
    old_rounds: int
    cores: int
    """Cases on one CPU and on all, in each of two rounds."""
    blocks: int
    acceptances: int
    renders: int
    seals: int
    imports: int
    rounds: int
    """How often 32 desks call at once, near the store; a third as often far away from it."""
    calls: int
    """Of one desk alone."""
    checklists: int


USUAL = Extent(
    cases=60, cases_s=20, minute_s=60, confirmed=False, certificates=(100, 300), old=(1_000, 10_000), old_rounds=4,
    cores=8, blocks=3, acceptances=40, renders=15, seals=20, imports=2, rounds=4, calls=20, checklists=20,
)  # fmt: skip
FULL = replace(
    USUAL, cases=100, cases_s=40, confirmed=True, certificates=(300, 1000), old=(1_000, 10_000, 100_000), old_rounds=6,
    cores=20, blocks=6, acceptances=80, renders=25, imports=5, rounds=6,
)  # fmt: skip
BRIEFLY = replace(
    USUAL, cases=12, cases_s=8, minute_s=10, certificates=(20, 40), old=(1_000,), old_rounds=1, cores=4, blocks=1,
    acceptances=10, renders=6, seals=6, imports=1, rounds=2, calls=10, checklists=10,
)  # fmt: skip
CASES_AMONG_OLD = 6
CROWD = 8.0
"""A second: more than one instance can do, so that it is never idle while its memory is watched."""
VISIT = timedelta(minutes=10)
"""The centres must be open for so long; where they are not, the clock is moved to the next opening (6.1)."""


def issue_services(settings: dict[str, str]) -> IssueServices:
    """The services of the issue function, built in this process by its own entry point."""
    os.environ.update(settings)
    main = importlib.import_module("functions.issue.main")
    services: IssueServices = main.services()
    return services


def measure(folder: Path, extent: Extent) -> list[Figure]:
    return [*under_load(folder / "load", extent), *one_instance(folder / "one", extent)]


def under_load(folder: Path, extent: Extent) -> list[Figure]:
    """Five a second, then the highest rate. In the cloud such a load starts more instances of `issue`, which one core
    each can fill: here as many as there are cores."""
    folder.mkdir()
    stack = LocalStack(folder, instances={"issue": os.cpu_count() or 1}).start()
    try:
        os.environ.update(stack.settings_of("issue"))
        bench = Bench(stack)
        bench.cases(len(bench.scenes), extent.cases_s)
        rates = Rates(bench)
        minute = rates.run(RATE, extent.minute_s)
        best = highest(lambda rate: rates.run(rate, TRIAL_S).holds, RATE)
        confirmed = run_figures(rates.run(best, extent.minute_s)) if extent.confirmed and best is not None else []
        return [*rate_figures(minute, best), *confirmed]
    finally:
        stack.stop()


def one_instance(folder: Path, extent: Extent) -> list[Figure]:
    folder.mkdir()
    stack = LocalStack(folder)
    began = time.perf_counter()
    stack.start()
    try:
        up = Figure("the local cloud starts", time.perf_counter() - began, "s", how="all of it")
        come_when_open(stack, VISIT)
        furnish(stack)
        services = issue_services(stack.settings_of("issue"))
        bench = Bench(stack)
        cases = bench.cases(extent.cases, extent.cases_s)
        memory = remembering(stack, bench, extent.certificates)
        one_core = on_one_core(stack, bench, extent.cores)
        volume = [
            figure
            for old in extent.old
            for figure in Volume(stack, bench).figures(old, extent.old_rounds, CASES_AMONG_OLD)
        ]
        hall = Hall(stack).figures(extent.rounds, extent.calls)
        desk = Desk(stack, services.registries).figures(extent.checklists)
        # What follows leaves tasks undone; the reconciler does them within the minute, which would disturb the desks.
        contents = contents_of(services, bench)
        scene = bench.scenes[0]
        sealing = trust(services, contents, scene.provider, bench.signed(scene), extent.seals)
        accepting = bench.acceptance(extent.acceptances)
        load, issue, submit = Load(stack), Instance(stack, "issue"), Instance(stack, "submit")
        processor = per_certificate(load, issue, submit, services, contents, scene.provider, extent.blocks)
        return [
            *cases,
            *one_core,
            *accepting,
            *processor,
            *volume,
            *memory.figures(),
            *hall,
            *desk,
            *rendering(contents, extent.renders),
            *sealing,
            *startup({name: stack.settings_of(name) for name in FUNCTIONS}, extent.imports),
            up,
        ]
    finally:
        stack.stop()


def remembering(stack: LocalStack, bench: Bench, certificates: tuple[int, int]) -> Memory:
    """What the functions hold, after so many certificates and after so many more."""
    rates, memory = Rates(bench), Memory(stack)
    for count in certificates:
        while rates.issued < count:
            rates.run(CROWD, min(TRIAL_S, max(1.0, (count - rates.issued) / CROWD)))
        memory.look(rates.issued)
    return memory


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a quarter of the time, and less to rely on")
    parser.add_argument("--full", action="store_true", help="a thousand certificates, and among 100,000 old cases")
    parser.add_argument("--json", type=Path, default=Path("out/bench.json"), help="where it goes (%(default)s)")
    chosen = parser.parse_args()
    began, load = time.perf_counter(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), FULL if chosen.full else BRIEFLY if chosen.quick else USUAL)
    machine = {"cpus": os.cpu_count(), "python": platform.python_version(), "load_before": round(load, 2)}
    machine["load_after"] = round(os.getloadavg()[0], 2)
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    report = {"machine": machine, "quick": chosen.quick, "full": chosen.full, "figures": as_json(figures)}
    chosen.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    missed = [figure.name for figure in figures if figure.met is False]
    sys.stdout.write(
        f"{table(figures)}\n\n"
        f"{len(missed)} of {sum(figure.met is not None for figure in figures)} goals missed"
        f"{': ' + '; '.join(missed) if missed else ''}.\n"
        f"{machine['cpus']} CPUs, load {load:.1f} before and {machine['load_after']:.1f} after, "
        f"Python {machine['python']}; "
        f"{time.perf_counter() - began:.0f} s; {chosen.json}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
