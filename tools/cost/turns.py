"""Tasks one after the other: what a case costs is counted exactly only where nothing else happens meanwhile.

All queues are paused, and each task that is due is run by itself, in the order in which tasks are due. The scheduler
is paused too, and the clock stands still until it is moved: so no reconciler and no later check comes in between.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from emulators.stack.local import PARENT, LocalStack

PATIENCE_S = 30.0
GLANCE_S = 0.01
QUEUES = Path(__file__).resolve().parents[2] / "infra" / "queues.json"


class TaskFailed(Exception):
    """A task did not do its work at the first attempt: what it cost is not what it costs."""


class Turns:
    """Runs the tasks of a stack. `taking_turns` makes one."""

    def __init__(self, client: Any, stack: LocalStack) -> None:
        self._client, self._stack = client, stack
        self._queues = [f"{PARENT}/queues/{queue['name']}" for queue in json.loads(QUEUES.read_text())]

    def pause(self) -> None:
        for queue in self._queues:
            self._client.pause_queue(name=queue)

    def run(self) -> None:
        """Everything that is due now, and what comes of it. Raises TaskFailed."""
        while due := self._due():
            self._run(due[0])

    def move(self, to: datetime) -> None:
        """The clock, from one task that is due until then to the next. Raises TaskFailed."""
        self.run()
        while waiting := [moment for moment in self._waiting() if moment <= to]:
            self._stack.clock.move(to=min(waiting))
            self.run()
        self._stack.clock.move(to=to)

    def _tasks(self) -> list[Any]:
        return [task for queue in self._queues for task in self._client.list_tasks(parent=queue)]

    def _due(self) -> list[Any]:
        now = self._stack.clock.now()
        return sorted(
            (task for task in self._tasks() if task.schedule_time <= now), key=lambda task: task.schedule_time
        )

    def _waiting(self) -> list[datetime]:
        return [task.schedule_time for task in self._tasks()]

    def _run(self, task: Any) -> None:
        self._client.run_task(name=task.name)
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            (found,) = [each for each in self._tasks() if each.name == task.name] or (None,)
            if found is None:
                return
            if found.last_attempt.response_status.code:
                break
            time.sleep(GLANCE_S)
        raise TaskFailed(f"{task.http_request.url.partition('/tasks/')[2].split('/')[0]}: it was to be run again")


@contextmanager
def taking_turns(stack: LocalStack) -> Iterator[Turns]:
    """From now on nothing happens by itself on this stack."""
    from functions.shared.cloud.tasks import tasks_client

    paused = stack.http.post(f"{stack.control('scheduler')}/_control/faults", json={"paused": True}, timeout=10)
    paused.raise_for_status()
    stack.clock.move(rate=0)
    client = tasks_client(stack.address("cloud_tasks"))
    try:
        turns = Turns(client, stack)
        turns.pause()
        yield turns
    finally:
        client.transport.close()
