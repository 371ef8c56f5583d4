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
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from emulators.stack.centre_client import come_when_open
from emulators.stack.local import FUNCTIONS, LocalStack
from tools.bench.cases import Bench
from tools.bench.checklist import Desk
from tools.bench.documents import contents_of, rendering, trust
from tools.bench.figures import Figure, as_json, table
from tools.bench.queue import Hall, furnish
from tools.bench.startup import startup

if TYPE_CHECKING:
    from functions.issue.services import IssueServices


@dataclass(frozen=True)
class Extent:
    """How much is measured; all together takes about a minute and a half, or a quarter of it."""

    cases: int
    cases_s: float
    acceptances: int
    renders: int
    seals: int
    imports: int
    rounds: int
    """How often 32 desks call at once, near the store; a third as often far away from it."""
    calls: int
    """Of one desk alone."""
    checklists: int


FULL = Extent(cases=100, cases_s=25, acceptances=40, renders=25, seals=25, imports=3, rounds=6, calls=30, checklists=30)
QUICK = Extent(cases=12, cases_s=8, acceptances=10, renders=6, seals=6, imports=1, rounds=2, calls=10, checklists=10)
VISIT = timedelta(minutes=10)
"""The centres must be open for so long; where they are not, the clock is moved to the next opening (6.1)."""


def issue_services(settings: dict[str, str]) -> IssueServices:
    """The services of the issue function, built in this process by its own entry point."""
    os.environ.update(settings)
    main = importlib.import_module("functions.issue.main")
    services: IssueServices = main.services()
    return services


def measure(folder: Path, extent: Extent) -> list[Figure]:
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
        hall = Hall(stack).figures(extent.rounds, extent.calls)
        desk = Desk(stack, services.registries).figures(extent.checklists)
        # What follows leaves tasks undone; the reconciler does them within the minute, which would disturb the desks.
        contents = contents_of(services, bench)
        scene = bench.scenes[0]
        sealing = trust(services, contents, scene.provider, bench.signed(scene), extent.seals)
        return [
            *cases,
            *bench.acceptance(extent.acceptances),
            *hall,
            *desk,
            *rendering(contents, extent.renders),
            *sealing,
            *startup({name: stack.settings_of(name) for name in FUNCTIONS}, extent.imports),
            up,
        ]
    finally:
        stack.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a quarter of the time, and less to rely on")
    parser.add_argument("--json", type=Path, default=Path("out/bench.json"), help="where it goes (%(default)s)")
    chosen = parser.parse_args()
    began, load = time.perf_counter(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), QUICK if chosen.quick else FULL)
    machine = {"cpus": os.cpu_count(), "python": platform.python_version(), "load_before": round(load, 2)}
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    report = {"machine": machine, "quick": chosen.quick, "figures": as_json(figures)}
    chosen.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    missed = [figure.name for figure in figures if figure.met is False]
    sys.stdout.write(
        f"{table(figures)}\n\n"
        f"{len(missed)} of {sum(figure.met is not None for figure in figures)} goals missed"
        f"{': ' + '; '.join(missed) if missed else ''}.\n"
        f"{machine['cpus']} CPUs, load {load:.1f} before, Python {machine['python']}; "
        f"{time.perf_counter() - began:.0f} s; {chosen.json}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
