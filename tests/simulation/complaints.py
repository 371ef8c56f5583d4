"""Complaints in bad weather (11.3, 11.4, 11.8, 11.9): weeks of clerks and heads, some of whom forget."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from functions.shared.codec import from_fields
from functions.shared.domain.alarm import Alarm, AlarmKind
from functions.shared.domain.complaint import About, Complaint
from functions.shared.domain.events import EventKind, first_broken
from functions.shared.records import events_of
from tests.simulation.storm import Weather
from tests.simulation.world import StormyWorld, first_round

OFFICES = {
    About.PROVIDER: ("almaty", "astana"),
    About.CENTRE_STAFF: ("psc-almaty-1", "psc-almaty-2"),
}
"""Whose complaints these are, so that nothing has to be forwarded."""
WEEKS = timedelta(days=21)
ROUND = timedelta(hours=6)
EXECUTOR = {"name": "Нұрғалиев Тимур Ерланұлы", "account": "officer-17"}
ANSWER = {"language": "kk", "outcome": "rejected", "text": "Қаралды, негізсіз.", "measures": None}


@dataclass
class Chancery:
    """Clerks who register, heads who name an executor and answer, each until there is an answer."""

    world: StormyWorld
    registered: dict[str, str] = field(default_factory=dict)
    """By complaint: the office."""
    asked: int = 0

    def run(self, complaints: int) -> None:
        world = self.world
        world.storm.weather = Weather.drawn(world.storm.chance)
        start = world.clock.now()
        for _ in range(complaints):
            about = world.storm.chance.choice(list(OFFICES))
            office = world.storm.chance.choice(OFFICES[about])
            arrival = world.storm.chance.uniform(0, 2 * 86_400)
            world.timeline.after(arrival, lambda about=about, office=office: self.register(about, office))  # type: ignore[misc]  # defaults of a lambda
        world.timeline.every(ROUND.total_seconds(), world.complaints_round)
        world.timeline.run_until(start + WEEKS)
        world.settle()
        world.timeline.run_until(start + WEEKS + timedelta(days=2))

    def register(self, about: About, office: str) -> None:
        world = self.world
        self.asked += 1

        def done(status: int, body: Any) -> None:
            assert status == 201, body
            self.registered[body["id"]] = office
            if world.storm.chance.random() < 0.8:
                world.timeline.after(world.storm.chance.uniform(600, 3 * 86_400), lambda: self.name(body["id"], office))

        paper = world.paper(about=about.value, text=f"{self.asked}-шағым")
        headers = {"Idempotency-Key": f"complaint-{self.asked:06d}"}
        world.insist("POST", "/v1/complaints", done, who=world.clerk(office), headers=headers, json=paper)

    def name(self, complaint: str, office: str) -> None:
        def done(status: int, body: Any) -> None:
            assert status == 200, body
            if self.world.storm.chance.random() < 0.8:
                later = self.world.storm.chance.uniform(600, 9 * 86_400)
                self.world.timeline.after(later, lambda: self.answer(complaint, office))

        path = f"/v1/complaints/{complaint}/executor"
        self.world.insist("POST", path, done, who=self.world.head(office), json=EXECUTOR)

    def answer(self, complaint: str, office: str) -> None:
        def done(status: int, body: Any) -> None:
            assert status in (200, 201), body

        path = f"/v1/complaints/{complaint}/answer"
        self.world.insist("POST", path, done, who=self.world.head(office), json=ANSWER)

    def outcomes(self) -> Counter[str]:
        cases = [self.world.complaint(identifier) for identifier in self.registered]
        return Counter(complaints=len(cases), answered=sum(not case.is_open for case in cases))


def check(chancery: Chancery) -> None:
    world = chancery.world
    cases = [from_fields(Complaint, each.fields) for each in world.documents_of("complaints")]
    assert {case.id for case in cases} == set(chancery.registered), "a complaint is lost, or nobody's"
    numbers: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    alarms = [from_fields(Alarm, each.fields) for each in world.documents_of("alarms")]
    overdue = Counter(
        alarm.complaint for alarm in alarms if alarm.kind is AlarmKind.COMPLAINT_OVERDUE and alarm.office in ALL_OFFICES
    )
    for case in cases:
        for line in case.registrations:
            numbers[line.office, line.year].append(line.n)
        check_case(world, case, overdue[case.id])
    for given in numbers.values():
        assert sorted(given) == list(range(1, len(given) + 1)), "incoming numbers with gaps or repeats (11.3)"


ALL_OFFICES = {office for offices in OFFICES.values() for office in offices}


def check_case(world: StormyWorld, case: Complaint, alarms: int) -> None:
    events = events_of(world.documents, f"complaints/{case.id}")
    assert first_broken(events, case.head) is None, "a broken chain"
    kinds = Counter(event.kind for event in events)
    assert kinds[EventKind.REGISTERED] == 1
    assert kinds[EventKind.ANSWERED] == (not case.is_open), "answered twice"
    noticed = Counter(event.data["mark"] for event in events if event.kind is EventKind.NOTICED)
    assert max(noticed.values(), default=1) == 1, "noticed twice"
    ended = case.answer.at if case.answer else world.clock.now()
    late = ended > case.due_at
    assert noticed["overdue"] == alarms == late, "a term was missed in silence (11.8)"
    if late:
        mark = next(event.at for event in events if event.data.get("mark") == "overdue")
        assert case.due_at < mark <= first_round(world.good_complaint_rounds, case.due_at), "noticed too late"
    if case.answer:
        sealed, _ = world.complaint_services.answers.stored[case.answer.object]  # type: ignore[attr-defined]  # a fake
        assert sealed, "an answer without its file (11.9)"
