"""Days of the queue drawn at random, against a line kept on paper: nobody passed over, each breach told once."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from functions.shared.codec import from_fields
from functions.shared.domain.booking import Booking
from functions.shared.domain.ticket import AT_DESK, Term, Ticket, spoken_ticket
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


@pytest.mark.clause("2.2", "2.3", "6.2", "6.3")
@pytest.mark.parametrize("seed", range(6))
def test_a_store_that_fails_and_loses_answers_leaves_the_queue_whole(seed: int) -> None:
    """Every call of the store may fail, and every answer may be lost although the batch was written.

    Whoever hears nothing asks again with the same key, so there are as many tickets as walked in.
    """
    chance, hall = random.Random(seed), QueueWorld()
    walked_in = 0
    called: dict[str, tuple[str, datetime]] = {}
    for n in range(150):
        hall.clock.advance(seconds=chance.choice((0, 5, 60)))
        if chance.random() < 0.3:
            chance.choice((hall.fake_documents.lose_next_reply, hall.fake_documents.fail_next))()
        desk, number = chance.choice(DESKS), f"A {chance.randint(1, 20):03d}"
        slot = NINE + SLOT * chance.randint(6, 12)
        match chance.randint(0, 6):
            case 0:
                walked_in += 1
                while (given := hall.ask("POST", "tickets", key=f"walk-in-{n}")).status_code == 503:
                    pass
                assert given.status_code == 201
            case 1 | 2:
                hall.call_to(desk)
            case 3:
                hall.step(number, chance.choice(("start", "finish", "no-show")), desk)
            case 4:
                hall.book(slot, f"8501011{n:05d}")
            case 5:
                hall.book(slot, f"8501011{chance.randint(0, 3):05d}")
            case 6:
                hall.task("/tasks/queue/reconcile")
        hall.fake_documents.fail_next(0)
        check_whole(hall, called)
    assert len(hall.tickets()) == walked_in


def check_whole(hall: QueueWorld, called: dict[str, tuple[str, datetime]]) -> None:
    stored = hall.fake_documents.get_many(hall.fake_documents.paths())
    tickets = [from_fields(Ticket, stored[path].fields) for path in hall.tickets()]
    assert [ticket.number for ticket in tickets] == [f"A{n:03d}" for n in range(1, len(tickets) + 1)]
    for ticket in tickets:
        if ticket.desk is not None and ticket.called_at is not None:
            assert called.setdefault(ticket.id, (ticket.desk, ticket.called_at)) == (ticket.desk, ticket.called_at)
    busy = Counter(ticket.desk for ticket in tickets if ticket.status in AT_DESK)
    assert all(count == 1 for count in busy.values())
    marks = [(ticket.id, term) for ticket in tickets for term in marked(ticket)]
    alarms = [path.removeprefix("alarms/") for path in stored if path.startswith("alarms/")]
    assert sorted(alarms) == sorted(f"{hall.psc}-{ticket}-{term}" for ticket, term in marks)
    held = [
        place["booking"]
        for path, document in stored.items()
        if "/slots/" in path
        for place in document.fields["places"]
    ]
    assert all(len(document.fields["places"]) <= 2 for path, document in stored.items() if "/slots/" in path)
    bookings = [
        from_fields(Booking, document.fields) for path, document in stored.items() if path.startswith("bookings/")
    ]
    assert sorted(held) == sorted(booking.id for booking in bookings)
    people = Counter(booking.person for booking in bookings if booking.is_active(hall.clock.now()))
    assert all(count == 1 for count in people.values())


def marked(ticket: Ticket) -> list[Term]:
    found = {Term.WAIT: ticket.wait_overdue_at, Term.SERVING: ticket.serving_overdue_at}
    return [term for term, at in found.items() if at is not None]
