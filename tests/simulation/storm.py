"""What can go wrong around the service, drawn from a seed: the ports of the fakes, in bad weather.

A process is killed by `Killed`, which no handler catches: what was written stays, and whoever called gets no answer.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, fields
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from functions.shared import races
from functions.shared.ports import (
    AlreadyExists,
    Create,
    Document,
    Query,
    Replace,
    StoreUnavailable,
    Task,
    TasksUnavailable,
    VersionMismatch,
    Write,
)
from tests.fakes.documents import FakeDocuments
from tests.fakes.indexes import served
from tests.fakes.objects import FakeObjects


class Killed(BaseException):
    """The process ends here."""


@dataclass(frozen=True)
class Weather:
    """How often each thing goes wrong, from 0 to 1. The default is a fine day."""

    unavailable: float = 0
    """A call of the store or of a bucket is not carried out, and nobody answers."""
    answer_lost: float = 0
    """It is carried out, and nobody answers."""
    rival: float = 0
    """Somebody else writes first."""
    killed: float = 0
    """The process ends before or after a write."""
    task_refused: float = 0
    task_dropped: float = 0
    task_doubled: float = 0
    task_delayed: float = 0
    """By up to four minutes."""
    outage: float = 0
    """How much of the time each of the others is silent: registries, seals, revocation, the portal."""

    @classmethod
    def drawn(cls, chance: random.Random) -> Weather:
        """A day of its own: some are fine, some bad in one way, some in all."""
        worst = chance.choice([0.0, 0.01, 0.05, 0.15])
        return cls(**{field.name: chance.choice([0.0, worst, chance.uniform(0, worst)]) for field in fields(cls)})


class Storm:
    """Draws what happens next. It ends when the dust is to settle."""

    def __init__(self, chance: random.Random, weather: Weather) -> None:
        self.chance, self.weather = chance, weather
        self.kills = 0

    def end(self) -> None:
        self.weather = Weather()

    def strikes(self, name: str) -> bool:
        likelihood: float = getattr(self.weather, name)
        return likelihood > 0 and self.chance.random() < likelihood

    def maybe_unanswered(self) -> None:
        if self.strikes("unavailable"):
            raise StoreUnavailable("in the storm")

    def maybe_lost(self) -> None:
        if self.strikes("answer_lost"):
            raise StoreUnavailable("in the storm, after the deed")

    def maybe_killed(self) -> None:
        if self.strikes("killed"):
            self.kills += 1
            raise Killed


class StormyDocuments(FakeDocuments):
    """The store. A batch is always carried out whole or not at all, as Firestore does."""

    def __init__(self, storm: Storm) -> None:
        super().__init__(served)
        self._storm = storm

    def get_many(self, paths: Iterable[str]) -> dict[str, Document]:
        self._storm.maybe_unanswered()
        return super().get_many(paths)

    def query(self, query: Query) -> list[Document]:
        self._storm.maybe_unanswered()
        return super().query(query)

    def commit(self, *writes: Write) -> None:
        self._storm.maybe_killed()
        self._storm.maybe_unanswered()
        if self._storm.strikes("rival"):
            replaced = [write.path for write in writes if isinstance(write, Replace)]
            created = [write.path for write in writes if isinstance(write, Create)]
            raise VersionMismatch(replaced[0]) if replaced else AlreadyExists(created[0])
        super().commit(*writes)
        self._storm.maybe_killed()
        self._storm.maybe_lost()


class StormyObjects(FakeObjects):
    """A bucket."""

    def __init__(self, storm: Storm) -> None:
        super().__init__()
        self._storm = storm

    def create(self, name: str, data: bytes, content_type: str) -> None:
        self._storm.maybe_killed()
        self._storm.maybe_unanswered()
        super().create(name, data, content_type)
        self._storm.maybe_killed()
        self._storm.maybe_lost()

    def read(self, name: str) -> bytes | None:
        self._storm.maybe_unanswered()
        return super().read(name)

    def exists(self, name: str) -> bool:
        self._storm.maybe_unanswered()
        return super().exists(name)

    def keep(self, name: str) -> bool:
        self._storm.maybe_unanswered()
        return super().keep(name)


class StormyTasks:
    """Cloud Tasks: at least once, in no order, late by minutes at times, and never if the storm takes one.

    `deliver` is given what is to be done after how many seconds from now, or from the task's own time.
    """

    def __init__(self, storm: Storm, deliver: Callable[[Task, float], None]) -> None:
        self._storm, self._deliver = storm, deliver

    def schedule(self, task: Task) -> None:
        if self._storm.strikes("task_refused"):
            raise TasksUnavailable("in the storm")
        if self._storm.strikes("task_dropped"):
            return
        for _ in range(1 + self._storm.strikes("task_doubled")):
            late = self._storm.chance.uniform(0, 240) if self._storm.strikes("task_delayed") else 0.0
            self._deliver(task, self._storm.chance.uniform(0.01, 1.5) + late)


@contextmanager
def one_thread(chance: random.Random) -> Iterator[None]:
    """Everything in one thread and by one source of chance, so that a seed replays to the last byte."""

    def at_once(self: ThreadPoolExecutor, work: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(work(*given, **named))
        except Exception as error:  # noqa: BLE001  what an executor does; Killed goes through
            done.set_exception(error)
        return done

    with (
        patch.object(ThreadPoolExecutor, "submit", at_once),
        patch("functions.shared.tracing.Workers.submit", at_once),
        patch.object(races, "time", SimpleNamespace(monotonic=lambda: 0.0, sleep=lambda seconds: None)),
        patch.object(secrets, "token_bytes", chance.randbytes),
        patch.object(secrets, "token_hex", lambda size=32: chance.randbytes(size).hex()),
        patch.object(secrets, "choice", chance.choice),
    ):
        yield
