"""The whole service on fakes that fail as a seed says, over virtual time."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from functions.shared.domain.facts import Answer, Found, NoRecord, Registry, Silent
from functions.shared.ports import Document, Query, Task
from tests.fakes.registries import FakeRegistries
from tests.simulation.storm import Killed, Storm, StormyDocuments, StormyObjects, StormyTasks, Weather
from tests.simulation.timeline import Timeline
from tests.unit.service.complaint_world import HEAD_NAMES, ComplaintWorld

T = TypeVar("T")

WHY_SILENT = ("timeout", "unavailable", "malformed", "bad-signature", "not-about-this-request")
"""A registry that lies is one that is not believed: its answer is nobody's, or about somebody else."""
COMING = timedelta(minutes=20)
"""Citizens come, and the storm blows."""
SETTLING = timedelta(hours=3)
"""Notices are pushed again after an hour at most."""
NEVER = datetime.max.replace(tzinfo=UTC)
DONE, GONE = 200, 404
TASK = {"role": "task"}
UNFINISHED = {"failed", "left", "unanswered"}
"""Outcomes of a reconciler's run that leave something for the next."""


class Round(NamedTuple):
    """From when to when a reconciler worked."""

    began: datetime
    ended: datetime


class Outages:
    """When one of the others is silent: from a list of moments at which it falls silent or speaks again."""

    def __init__(self, chance: random.Random, start: datetime, share: float) -> None:
        self._turns: list[datetime] = []
        moment = start
        if share:
            flapping = chance.choice([5.0, 60.0, 400.0])
            while moment < start + COMING:
                moment += timedelta(seconds=chance.expovariate(1 / (flapping * (1 - share))))
                self._turns.append(moment)
                moment += timedelta(seconds=chance.expovariate(1 / (flapping * max(share, 0.05))))
                self._turns.append(moment)

    def at(self, now: datetime) -> bool:
        return sum(turn <= now for turn in self._turns) % 2 == 1


class StormyRegistries(FakeRegistries):
    """Each registry on its own: speaking, slow, silent, or not to be believed."""

    def __init__(self, world: StormyWorld) -> None:
        super().__init__()
        self._world = world

    def _answer(self, registry: Registry, record: T | None, consent_id: str) -> Answer[T]:
        world = self._world
        if world.outage(f"registry-{registry}"):
            return Silent(registry, world.storm.chance.choice(WHY_SILENT))
        if world.storm.strikes("outage"):
            world.clock.advance(seconds=world.storm.chance.uniform(0, 3))
        evidence = f"{registry}:{record!r}".encode()
        return NoRecord(evidence) if record is None else Found(record, evidence)


class StormyWorld(ComplaintWorld):
    """The three functions, and everything around them."""

    def __init__(self, seed: str) -> None:
        chance = random.Random(seed)
        self.storm = Storm(chance, Weather())
        self.store = StormyDocuments(self.storm)
        super().__init__(self.store)
        self.fake_documents = self.store
        self.timeline = Timeline(self.clock)
        self.storm.weather = Weather.drawn(chance)
        self._outages: dict[str, Outages] = {}
        self.started = self.clock.now()
        self.registries = StormyRegistries(self)
        self.certificates, self.attachments = StormyObjects(self.storm), StormyObjects(self.storm)
        common: dict[str, Any] = {
            "tasks": StormyTasks(self.storm, self._deliver),
            "attachments": self.attachments,
            "registries": self.registries,
        }
        self.submit_services = replace(self.submit_services, **common)
        self.issue_services = replace(self.issue_services, **common, certificates=self.certificates)
        del common["registries"]
        self.complaint_services = replace(self.complaint_services, **common, answers=StormyObjects(self.storm))
        self.head_seals.names |= {office: name.upper() for office, name in HEAD_NAMES.items()}
        self.good_rounds: list[Round] = []
        """Of the reconciler, when it had done all that was due."""
        self.good_complaint_rounds: list[Round] = []

    def outage(self, party: str) -> bool:
        if party not in self._outages:
            self._outages[party] = Outages(self.storm.chance, self.started, min(self.storm.weather.outage * 4, 0.7))
        return self._outages[party].at(self.clock.now())

    def insist(
        self, method: str, path: str, done: Callable[[int, Any], None], pause: float = 20.0, **given: Any
    ) -> None:
        """Ask, with the same key, until there is an answer; `done` is told it: a success, or what was refused."""
        status, body = self.answered(method, path, **given)
        if status in (0, 500, 503):
            again = self.storm.chance.uniform(1, pause)
            self.timeline.after(again, lambda: self.insist(method, path, done, pause, **given))
        else:
            done(status, body)

    def weathered(self) -> None:
        """What is silent at this moment."""
        self.seals.down = self.head_seals.down = self.outage("seals")
        self.signatures.services_down = self.outage("revocation")
        self.portal.down = self.outage("portal")

    def answered(self, method: str, path: str, **given: Any) -> tuple[int, Any]:
        """Status and body; 0 where the process was killed before it answered."""
        self.weathered()
        try:
            response = self.call(method, path, **given)
        except Killed:
            return 0, {}
        return response.status_code, json.loads(response.get_data() or b"{}")

    def _deliver(self, task: Task, seconds: float) -> None:
        start = max(task.at or self.clock.now(), self.clock.now()) + timedelta(seconds=seconds)
        self.timeline.at(start, lambda: self._attempt(task, 5.0))

    def _attempt(self, task: Task, pause: float) -> None:
        """As Cloud Tasks does: again after a pause that doubles, until the answer is good."""
        status, _ = self.answered("POST", task.path, who=TASK)
        if status not in (DONE, GONE):
            self.timeline.after(pause, lambda: self._attempt(task, min(2 * pause, 60.0)))

    def settle(self) -> None:
        """The storm is over, for all."""
        self.storm.end()
        self._outages.clear()

    def round(self) -> None:
        """What the scheduler calls every minute."""
        began = self.clock.now()
        status, body = self.answered("POST", "/tasks/reconcile", who=TASK)
        if status == DONE and not UNFINISHED & set(body["counts"]):
            self.good_rounds.append(Round(began, self.clock.now()))
        self.answered("POST", "/tasks/queue/reconcile", who=TASK)

    def complaints_round(self) -> None:
        """What it calls every five minutes, and here a few times a day: complaints have days."""
        began = self.clock.now()
        status, body = self.answered("POST", "/tasks/complaints/reconcile", who=TASK)
        tallies = [body.get("due"), body.get("walked")] if status == DONE else [{"did": {"failed": 1}}]
        if not any(UNFINISHED & set(tally["did"]) for tally in tallies if tally):
            self.good_complaint_rounds.append(Round(began, self.clock.now()))

    def documents_of(self, collection: str) -> Iterator[Document]:
        yield from self.documents.query(Query(collection, limit=10_000))


def first_round(rounds: list[Round], due: datetime) -> datetime:
    """The end of the first that began when something was due; never, where there was none."""
    return next((each.ended for each in rounds if each.began >= due), NEVER)
