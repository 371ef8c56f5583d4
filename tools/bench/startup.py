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
GOALS_S = {"submit": 0.5, "complaint": 0.5, "issue": 1.0}
LOAD = """
import importlib.util, sys, time
before = time.perf_counter()
spec = importlib.util.spec_from_file_location("main", sys.argv[1])
module = importlib.util.module_from_spec(spec)
sys.modules["main"] = module
spec.loader.exec_module(module)
print(time.perf_counter() - before)
print(time.process_time())
module.services()
print(time.perf_counter() - before)
"""
"""Loads a source file as functions-framework does; framework and function count alike, they start together."""


def startup(settings: Mapping[str, Mapping[str, str]], rounds: int) -> list[Figure]:
    """`settings` gives each function the environment that it runs in."""
    bare, loads = [], {name: list[tuple[float, ...]]() for name in GOALS_S}
    for _ in range(rounds + 1):  # the first round only warms up the machine's cache of files
        before = time.perf_counter()
        _python("pass", environment={})
        bare.append(time.perf_counter() - before)
        for name in GOALS_S:
            source = str(ROOT / "functions" / name / "main.py")
            loads[name].append(tuple(_python(LOAD, source, environment=settings[name])))
    figures = [Figure("Python alone", median(bare[1:]), "s", samples=rounds, how="start and end of an interpreter")]
    for name, goal in GOALS_S.items():
        wall, cpu, built = (median(each) for each in zip(*loads[name][1:], strict=True))
        figures += [
            Figure(f"import of {name}", wall, "s", goal, rounds, "in a fresh interpreter"),
            Figure(
                f"import of {name}, CPU", cpu, "s", samples=rounds, how="whatever else was at work, Python included"
            ),
            Figure(f"import of {name}, services built", built, "s", samples=rounds, how="for the first request"),
        ]
    return figures


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
