"""The hall of a centre in bad weather (2.2, 2.3, 6.2, 6.3): nobody called twice, no place sold twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from functions.shared.codec import from_fields
from functions.shared.domain.alarm import Alarm, AlarmKind
from functions.shared.domain.booking import Booking
from functions.shared.domain.ticket import Ticket
from tests.simulation.world import COMING, SETTLING, StormyWorld
from tests.unit.service.world import CENTRES

PSC = CENTRES[0]
DESKS = ("1", "2", "3")
WAIT, SERVING = timedelta(minutes=15), timedelta(minutes=5)
TAKEN, BUSY = 201, 409


@dataclass
class Hall:
    """Reception and desks, each of which asks again with the same key until it has an answer."""

    world: StormyWorld
    taken: list[str] = field(default_factory=list)
    called: dict[str, str] = field(default_factory=dict)
    """By the key of the call: the ticket that was called."""
    booked: dict[str, str] = field(default_factory=dict)
    """By the citizen: the slot."""
    asked: int = 0

    @property
    def closing(self) -> datetime:
        """From then on nobody comes any more."""
        return self.world.started + COMING + timedelta(minutes=10)

    def open(self, people: int) -> None:
        world, chance = self.world, self.world.storm.chance
        for person in range(people):
            moment = chance.uniform(0, COMING.total_seconds())
            world.timeline.after(moment, self.take if person % 3 else lambda person=person: self.book(person))  # type: ignore[misc]  # a default of a lambda
        for desk in DESKS:
            world.timeline.after(chance.uniform(5, 60), lambda desk=desk: self.call(desk))  # type: ignore[misc]  # as above

    def ask(self, path: str, then: Any, **body: Any) -> str:
        self.asked += 1
        key = f"hall-{self.asked:08d}"
        given: dict[str, Any] = {"json": body} if body else {}
        who, headers = self.world.operator(PSC), {"Idempotency-Key": key}
        self.world.insist("POST", f"/v1/psc/{PSC}/{path}", then, who=who, headers=headers, **given)
        return key

    def take(self) -> None:
        def done(status: int, body: Any) -> None:
            assert status == TAKEN, body
            self.taken.append(body["number"].replace(" ", ""))

        self.ask("tickets", done)

    def book(self, person: int) -> None:
        """One of few slots, so that many want the same."""
        world = self.world
        first = datetime.fromisoformat("2026-11-24T04:00+00:00")
        slot = first + timedelta(minutes=10) * world.storm.chance.randrange(6)
        citizen = f"90010130{person:04d}"

        def done(status: int, body: Any) -> None:
            assert status in (TAKEN, BUSY), body
            if status == TAKEN:
                self.booked[citizen] = body["slot"]

        world.insist(
            "POST",
            "/v1/bookings",
            done,
            who=world.citizen(citizen),
            headers={"Idempotency-Key": f"booking-{person:08d}"},
            json={"psc": PSC, "slot": slot.isoformat()},
        )

    def call(self, desk: str) -> None:
        chance, key = self.world.storm.chance, f"hall-{self.asked + 1:08d}"

        def done(status: int, body: Any) -> None:
            ticket = body.get("ticket") if status == 200 else None
            if ticket is None:
                if self.world.clock.now() > self.closing and len(self.called) >= len(self.taken):
                    return
                self.world.timeline.after(chance.uniform(10, 60), lambda: self.call(desk))
                return
            assert key not in self.called
            self.called[key] = ticket["number"].replace(" ", "")
            step = chance.choice(["start", "start", "start", "no-show"])
            self.world.timeline.after(chance.uniform(5, 90), lambda: self.step(desk, ticket["number"], step))

        self.ask("calls", done, desk=desk)

    def step(self, desk: str, number: str, step: str) -> None:
        chance = self.world.storm.chance

        def done(status: int, body: Any) -> None:
            assert status == 200, body
            if step == "start":
                later = chance.choice([60.0, 200.0, 400.0])
                self.world.timeline.after(later, lambda: self.step(desk, number, "finish"))
            else:
                self.world.timeline.after(1, lambda: self.call(desk))

        self.ask(f"tickets/{number}/{step}", done, desk=desk)

    def outcomes(self) -> Counter[str]:
        return Counter(tickets=len(self.taken), called=len(self.called), booked=len(self.booked))


def check(hall: Hall) -> None:
    world = hall.world
    found = world.documents_of(f"offices/{PSC}/tickets")
    tickets = {ticket.number: ticket for ticket in (from_fields(Ticket, each.fields) for each in found)}
    assert sorted(tickets) == sorted(hall.taken), "a ticket is lost, or doubled"
    assert sorted(tickets) == [f"A{n:03d}" for n in range(1, len(tickets) + 1)], "a number was left out"
    calls = Counter(hall.called.values())
    assert max(calls.values(), default=1) == 1, "a ticket was called twice"
    bookings = [from_fields(Booking, each.fields) for each in world.documents_of("bookings")]
    sold = Counter(booking.slot for booking in bookings)
    assert max(sold.values(), default=0) <= 2, "a place was sold twice"
    assert Counter(slot.isoformat() for slot in sold.elements()) == Counter(
        datetime.fromisoformat(slot).isoformat() for slot in hall.booked.values()
    ), "a booking is lost, or nobody's"
    alarms = [from_fields(Alarm, each.fields) for each in world.documents_of("alarms")]
    raised = Counter((alarm.kind, alarm.number.replace(" ", "")) for alarm in alarms if alarm.office == PSC)
    end = world.clock.now() + SETTLING
    for ticket in tickets.values():
        waited = (ticket.called_at or ticket.ended_at or end) - ticket.place_at
        served = (ticket.ended_at or end) - ticket.called_at if ticket.called_at else timedelta()
        assert raised[AlarmKind.QUEUE_WAIT, ticket.number] == (waited >= WAIT), "a wait in silence (2.2)"
        assert raised[AlarmKind.SERVING, ticket.number] == (served >= SERVING), "a serving in silence (2.3)"
