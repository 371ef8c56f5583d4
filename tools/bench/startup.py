"""How long a function takes to start: what Python itself needs, and what the import of its `main.py` adds."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from tools.bench.figures import Figure

ROOT = Path(__file__).resolve().parents[2]
GOALS_S = {"submit": 0.5, "issue": 1.0}
LOAD = """
import importlib.util, sys, time
before = time.perf_counter()
spec = importlib.util.spec_from_file_location("main", sys.argv[1])
module = importlib.util.module_from_spec(spec)
sys.modules["main"] = module
spec.loader.exec_module(module)
print(time.perf_counter() - before)
if len(sys.argv) > 2:
    module.services()
    print(time.perf_counter() - before)
"""
"""Loads a source file as functions-framework does; framework and function count alike, they start together."""


def startup(settings: Mapping[str, Mapping[str, str]], rounds: int) -> list[Figure]:
    """`settings` gives each function the environment that it runs in."""
    bare, imported, built = [], {name: list[float]() for name in GOALS_S}, {name: list[float]() for name in GOALS_S}
    for _ in range(rounds + 1):  # the first round only warms up the machine's cache of files
        before = time.perf_counter()
        _python("pass", environment={})
        bare.append(time.perf_counter() - before)
        for name in GOALS_S:
            source = str(ROOT / "functions" / name / "main.py")
            at_import, with_services = _python(LOAD, source, "services", environment=settings[name])
            imported[name].append(at_import)
            built[name].append(with_services)
    return [
        Figure("Python alone", median(bare[1:]), "s", samples=rounds, how="start and end of an interpreter"),
        *(
            Figure(f"import of {name}", median(imported[name][1:]), "s", goal, rounds, "in a fresh interpreter")
            for name, goal in GOALS_S.items()
        ),
        *(
            Figure(
                f"import of {name}, services built",
                median(built[name][1:]),
                "s",
                samples=rounds,
                how="and what the first request builds",
            )
            for name in GOALS_S
        ),
    ]


def _python(*arguments: str, environment: Mapping[str, str]) -> list[float]:
    """Run a text of Python in a fresh interpreter; the numbers that it printed, one a line."""
    done = subprocess.run(  # noqa: S603 - our own text
        [sys.executable, "-c", *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,  # what goes wrong is told on our own standard error
        text=True,
        check=True,
    )
    return [float(line) for line in done.stdout.split()]
