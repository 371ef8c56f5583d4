"""The port Tasks: the fake, and Google's client against the emulator, keep the same promises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import pytest
import requests

from emulators.cloud_tasks import CloudTasksEmulator
from functions.shared.clock import FileClock
from functions.shared.cloud.tasks import CloudTasks, tasks_client
from functions.shared.ports import Task, Tasks, TasksUnavailable
from tests.fakes.tasks import FakeTasks
from tests.integration.tasks.receiver import Receiver


class Subject(Protocol):
    tasks: Tasks

    def arrive(self, count: int) -> list[str]:
        """The paths of the next tasks that arrive: so many, and then none."""

    def break_down(self) -> None: ...

    def recover(self) -> None: ...


class Fake:
    def __init__(self, clock: FileClock) -> None:
        self._clock = clock
        self._fake = FakeTasks()
        self.tasks: Tasks = self._fake

    def arrive(self, count: int) -> list[str]:
        return [task.path for task in self._fake.pop_due(self._clock.now())]

    def break_down(self) -> None:
        self._fake.fail_next(1)

    def recover(self) -> None:
        """The one failure is over by itself."""


class Real:
    def __init__(self, state: Path, clock: FileClock) -> None:
        self._receiver = Receiver()
        self._emulator = CloudTasksEmulator(state, clock, declared=[{"name": "verify"}]).start()
        self._client = tasks_client(self._emulator.address)
        self.tasks: Tasks = CloudTasks(
            lambda: self._client,
            project="local",
            location="local",
            services={"issue": self._receiver.url},
            service_account="tasks@demo.iam.gserviceaccount.com",
            audience="https://issue.example",
        )

    def arrive(self, count: int) -> list[str]:
        paths = [self._receiver.next().path for _ in range(count)]
        assert self._receiver.is_quiet()
        return paths

    def break_down(self) -> None:
        self._faults(unavailable=1)

    def recover(self) -> None:
        self._faults()

    def _faults(self, **faults: float) -> None:
        requests.post(f"{self._emulator.control}/_control/faults", json=faults, timeout=5).raise_for_status()

    def close(self) -> None:
        self._client.transport.close()
        self._emulator.stop()
        self._receiver.close()


@pytest.fixture(params=["fake", "cloud"])
def subject(request: pytest.FixtureRequest, tmp_path: Path, clock: FileClock) -> Iterator[Subject]:
    if request.param == "fake":
        yield Fake(clock)
        return
    real = Real(tmp_path / "state", clock)
    yield real
    real.close()


def test_a_task_without_a_time_arrives_at_once_at_its_path(subject: Subject) -> None:
    subject.tasks.schedule(Task("verify", "issue", "/tasks/verify/a1"))
    assert subject.arrive(1) == ["/tasks/verify/a1"]


def test_a_task_arrives_once_and_not_again_after_success(subject: Subject) -> None:
    subject.tasks.schedule(Task("verify", "issue", "/tasks/verify/a1"))
    assert subject.arrive(1) == ["/tasks/verify/a1"]
    assert subject.arrive(0) == []


def test_a_deadline_task_waits_until_its_time(subject: Subject, clock: FileClock) -> None:
    subject.tasks.schedule(Task("verify", "issue", "/tasks/deadline/a1", at=clock.now() + timedelta(minutes=5)))
    assert subject.arrive(0) == []
    clock.move(by=timedelta(minutes=4, seconds=59))
    assert subject.arrive(0) == []
    clock.move(by=timedelta(seconds=1))
    assert subject.arrive(1) == ["/tasks/deadline/a1"]


def test_a_task_for_a_time_that_has_passed_arrives_at_once(subject: Subject, clock: FileClock) -> None:
    subject.tasks.schedule(Task("verify", "issue", "/tasks/deadline/a1", at=clock.now() - timedelta(hours=1)))
    assert subject.arrive(1) == ["/tasks/deadline/a1"]


def test_the_same_work_may_be_scheduled_twice(subject: Subject) -> None:
    for _ in range(2):
        subject.tasks.schedule(Task("verify", "issue", "/tasks/verify/a1"))
    assert subject.arrive(2) == ["/tasks/verify/a1", "/tasks/verify/a1"]


def test_a_task_that_cannot_be_created_says_so_and_never_arrives(subject: Subject) -> None:
    subject.break_down()
    with pytest.raises(TasksUnavailable):
        subject.tasks.schedule(Task("verify", "issue", "/tasks/verify/a1"))
    subject.recover()
    subject.tasks.schedule(Task("verify", "issue", "/tasks/verify/a2"))
    assert subject.arrive(1) == ["/tasks/verify/a2"]
