"""The port Tasks in memory: it keeps what was scheduled, and a test hands over what is due."""

from __future__ import annotations

from datetime import datetime
from threading import Lock

from functions.shared.ports import Task, TasksUnavailable


class FakeTasks:
    """`scheduled` holds every task that was accepted, in order; `waiting` those that nobody took out yet."""

    def __init__(self) -> None:
        self.scheduled: list[Task] = []
        self.waiting: list[Task] = []
        self._failures = 0
        self._lock = Lock()

    def fail_next(self, times: int = 1) -> None:
        """The next calls raise TasksUnavailable and keep nothing."""
        self._failures = times

    def schedule(self, task: Task) -> None:
        with self._lock:  # the tasks of a step are made at the same time
            failing, self._failures = self._failures > 0, max(0, self._failures - 1)
        if failing:
            raise TasksUnavailable("as the test asked")
        self.scheduled.append(task)
        self.waiting.append(task)

    def due(self, now: datetime) -> list[Task]:
        """What is to be done by now: first what was wanted at once, then by time."""
        # The tasks of one step are made at the same time, so their order is chance; a copy is made of what is settled.
        at_once = sorted((task for task in self.waiting if task.at is None), key=lambda task: task.queue == "archive")
        timed = [task for task in self.waiting if task.at is not None and task.at <= now]
        return at_once + sorted(timed, key=lambda task: task.at or now)

    def pop_due(self, now: datetime) -> list[Task]:
        """The same, taken out."""
        due = self.due(now)
        for task in due:
            self.waiting.remove(task)
        return due
