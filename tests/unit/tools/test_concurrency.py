"""The sizes of the functions, and the bench that they were chosen by."""

from __future__ import annotations

import json
import os

import pytest

from emulators.stack.local import FUNCTIONS, ROOT, threads_of
from tools.bench.concurrency import CPU, Measured, on_one_cpu, table


def test_the_local_stack_and_the_cloud_read_the_same_sizes() -> None:
    sizes = json.loads((ROOT / "infra" / "functions.json").read_text())
    assert set(sizes) == set(FUNCTIONS)
    assert {name: threads_of(name) for name in FUNCTIONS} == {name: size["threads"] for name, size in sizes.items()}


def test_what_is_started_meanwhile_has_one_cpu_and_we_have_ours_back() -> None:
    before = os.sched_getaffinity(0)
    if CPU not in before:
        pytest.skip("this process may not use the first CPU")
    with on_one_cpu():
        assert os.sched_getaffinity(0) == {CPU}
    assert os.sched_getaffinity(0) == before


def test_the_table_has_intake_first_and_the_near_before_the_far() -> None:
    figures = [
        Measured("issue", 4, True, 32, 4.3, 949, 1060, 221.6, 215),
        Measured("submit", 8, True, 96, 84.6, 90, 120, 8.8, 117),
        Measured("submit", 16, False, 96, 105.6, 144, 201, 8.4, 120),
        Measured("submit", 8, False, 96, 101.9, 70, 99, 8.4, 117),
    ]
    rows = [line.split()[:3] for line in table(figures).splitlines()[1:]]
    assert rows == [["submit", "8", "near"], ["submit", "16", "near"], ["submit", "8", "far"], ["issue", "4", "far"]]
