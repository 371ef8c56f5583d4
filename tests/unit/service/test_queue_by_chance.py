"""Days of the queue drawn at random, against a line kept on paper: nobody passed over, each breach told once."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from functions.shared.codec import from_fields
from functions.shared.domain.ticket import Ticket, spoken_ticket
from tests.unit.service.queue_world import QueueWorld

DESKS = ("1", "2", "3")
NINE = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SLOT = timedelta(minutes=10)


@dataclass
class OnPaper:
    """What a careful receptionist would write down of one ticket."""

    number: str
    place: datetime
    desk: str | None = None
    called: datetime | None = None
    started: bool = False
    ended: datetime | None = None


class Day:
    def __init__(self, seed: int) -> None:
        self.chance, self.hall = random.Random(seed), QueueWorld()
        self.hall.clock.move_to(NINE)
        self.paper: list[OnPaper] = []
        self.people = 0

    @property
    def now(self) -> datetime:
        return self.hall.clock.now()

    def waiting(self) -> list[OnPaper]:
        return sorted(
            (each for each in self.paper if each.called is None and each.ended is None),
            key=lambda each: (each.place, each.number),
        )

    def at(self, desk: str) -> OnPaper | None:
        return next((each for each in self.paper if each.desk == desk and each.ended is None), None)

    def step(self) -> None:
        self.hall.clock.advance(seconds=self.chance.choice((0, 1, 20, 60, 150)))
        if self.chance.random() < 0.3:
            self.hall.tasks.fail_next(1)  # this task is lost
        doing = self.chance.choice((self.walk_in, self.walk_in, self.book_and_come, self.call, self.call, self.serve))
        doing()
        self.hall.tasks.fail_next(0)
        if self.chance.random() < 0.4:
            due = self.hall.tasks.pop_due(self.now)
            self.chance.shuffle(due)
            for task in due * self.chance.choice((0, 1, 2)):  # dropped, delivered, delivered twice
                assert self.hall.task(task.path).status_code == 200
        if self.chance.random() < 0.1:
            self.hall.reconcile_queue()

    def walk_in(self) -> None:
        self.paper.append(OnPaper(self.hall.take(), self.now))

    def book_and_come(self) -> None:
        """The next slot but one, and here already."""
        self.people += 1
        slot = NINE + SLOT * ((self.now - NINE) // SLOT + 2)
        booking = self.hall.book(slot, f"8501011{self.people:05d}")
        if booking.status_code == 201:
            arrived = json.loads(self.hall.arrive(json.loads(booking.get_data())["code"]).get_data())
            self.paper.append(OnPaper(arrived["number"], slot))

    def call(self) -> None:
        desk = self.chance.choice(DESKS)
        response = self.hall.call_to(desk)
        there, line = self.at(desk), self.waiting()
        if there is not None:
            assert self.hall.refused(response) == (409, "desk-busy")
        elif not line:
            assert json.loads(response.get_data()) == {"ticket": None}
        else:
            assert json.loads(response.get_data())["ticket"]["number"] == line[0].number
            line[0].desk, line[0].called = desk, self.now

    def serve(self) -> None:
        """One step at a desk, or somebody who leaves."""
        desk = self.chance.choice(DESKS)
        there, line = self.at(desk), self.waiting()
        if there is None:
            if line:
                gone = self.chance.choice(line)
                assert self.hall.step(gone.number, "abandon").status_code == 200
                gone.ended = self.now
        elif not there.started:
            step = self.chance.choice(("start", "start", "no-show"))
            assert self.hall.step(there.number, step, desk).status_code == 200
            there.started = step == "start"
            there.ended = None if there.started else self.now
        else:
            assert self.hall.step(there.number, "finish", desk).status_code == 200
            there.ended = self.now

    def night(self) -> None:
        self.hall.clock.move_to(datetime(2026, 11, 23, 19, 0, tzinfo=UTC))
        self.hall.reconcile_queue()
        for each in self.paper:
            each.ended = each.ended or self.now

    def breaches(self) -> Counter[tuple[str, str]]:
        found: Counter[tuple[str, str]] = Counter()
        for each in self.paper:
            waited_until = each.called or each.ended
            if waited_until and waited_until - each.place >= timedelta(minutes=15):
                found["queue-wait", each.number] += 1
            if each.called and each.ended and each.ended - each.called >= timedelta(minutes=5):
                found["serving", each.number] += 1
        return found


@pytest.mark.clause("2.2", "2.3", "6.2", "6.3")
@pytest.mark.parametrize("seed", range(12))
def test_a_day_by_chance_is_what_stands_on_paper(seed: int) -> None:
    day = Day(seed)
    for _ in range(80):
        day.step()
    day.night()
    stored = day.hall.fake_documents.get_many(day.hall.fake_documents.paths())
    alarms = [document.fields for path, document in stored.items() if path.startswith("alarms/")]
    assert Counter((alarm["kind"], alarm["number"]) for alarm in alarms) == day.breaches()
    assert len(alarms) > 5, "the days are drawn so that something goes wrong"
    tickets = [from_fields(Ticket, stored[path].fields) for path in day.hall.tickets()]
    assert {spoken_ticket(ticket.number): (ticket.desk, ticket.called_at) for ticket in tickets} == {
        each.number: (each.desk, each.called) for each in day.paper
    }
    assert not any(ticket.is_open for ticket in tickets)
    assert day.hall.reconcile_queue() == {}
