"""The tasks of a step are made at once, and one that cannot be made keeps none of the others (decision 0030)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.shared.scheduling import deadline_task, push_task, schedule_all, verify_task
from tests.fakes.tasks import FakeTasks

INFRA = Path(__file__).parents[2] / "infra"

WANTED = (verify_task("a"), deadline_task("a", datetime(2026, 11, 23, tzinfo=UTC)), push_task("a-accepted"))


@pytest.mark.parametrize("failing", range(len(WANTED) + 1))
def test_what_can_be_made_is_made_and_what_cannot_is_told(failing: int, capsys: pytest.CaptureFixture[str]) -> None:
    tasks = FakeTasks()
    tasks.fail_next(failing)

    schedule_all(tasks, *WANTED)

    assert len(tasks.scheduled) == len(WANTED) - failing
    assert set(tasks.scheduled) <= set(WANTED)
    assert capsys.readouterr().out.count("task-not-created") == failing


def test_copies_for_the_archive_hold_half_of_the_threads_of_one_instance_at_most() -> None:
    queues = {queue["name"]: queue for queue in json.loads((INFRA / "queues.json").read_text())}
    threads = json.loads((INFRA / "functions.json").read_text())["issue"]["threads"]
    assert queues["archive"]["rateLimits"]["maxConcurrentDispatches"] * 2 <= threads
