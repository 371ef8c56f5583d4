"""The electronic queue on a real document store: many who call, come and book at once (2.2, 2.3, 6.2, 6.3)."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from flask import Response

from emulators.firestore.indexes import IndexCatalog
from emulators.firestore.server import FirestoreEmulator
from functions.shared.clock import FileClock
from functions.shared.cloud.documents import FirestoreDocuments
from functions.shared.codec import to_fields
from functions.shared.ports import Create
from tests.integration.conftest import Connect
from tests.unit.service.queue_world import QueueWorld
from tests.unit.service.world import a_centre

DECLARED = Path(__file__).parents[3] / "infra" / "firestore.indexes.json"
PSC = "psc-of-32-desks"
DESKS = tuple(str(n) for n in range(1, 33))
SLOT = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)

T = TypeVar("T")


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirestoreEmulator]:
    """Our emulator with the indexes that production declares, and no other."""
    folder = tmp_path_factory.mktemp("queue")
    emulator = FirestoreEmulator(folder, FileClock(folder / "clock"), IndexCatalog.read(DECLARED)).start()
    yield emulator
    emulator.stop()


@pytest.fixture(params=["ours", "google"])
def hall(request: pytest.FixtureRequest, connect: Connect) -> QueueWorld:
    """A centre of 32 desks."""
    address = request.getfixturevalue("emulator" if request.param == "ours" else "google_emulator").address
    world = QueueWorld(FirestoreDocuments(lambda: connect(address), seconds=20), psc=PSC)
    centre = replace(a_centre(PSC), desks=DESKS)
    world.documents.commit(Create(f"offices/{PSC}", to_fields(centre)))
    world.documents.get("offices/nowhere")  # the client is made once, before many threads ask for it
    return world


def at_once(work: Callable[[int], T], how_many: int = 32) -> list[T]:
    """All begin together, each in a thread of its own."""
    gate = threading.Barrier(how_many)

    def begin(n: int) -> T:
        gate.wait()
        return work(n)

    with ThreadPoolExecutor(how_many) as threads:
        return list(threads.map(begin, range(how_many)))


def body(response: Response) -> Any:
    return json.loads(response.get_data())


@pytest.mark.clause("6.2")
def test_32_desks_calling_at_once_get_the_first_32_of_40_tickets(hall: QueueWorld) -> None:
    for _ in range(40):
        hall.take()
        hall.clock.advance(seconds=1)
    answers = at_once(lambda n: hall.call_to(DESKS[n]))
    assert [answer.status_code for answer in answers] == [200] * 32
    called = [body(answer)["ticket"] for answer in answers]
    assert sorted(ticket["number"] for ticket in called) == [f"A {n:03d}" for n in range(1, 33)]
    assert {ticket["desk"] for ticket in called} == set(DESKS)
    assert hall.queue()["waiting"][0]["number"] == "A 033"
    assert len(hall.board()["called"]) == 32


@pytest.mark.clause("6.2")
def test_a_desk_that_calls_many_times_at_once_gets_one_ticket(hall: QueueWorld) -> None:
    for _ in range(3):
        hall.take()
    answers = at_once(lambda _: hall.call_to("1"), 8)
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 7}
    assert {hall.problem(answer) for answer in answers if answer.status_code == 409} == {"desk-busy"}
    assert [ticket["number"] for ticket in hall.queue()["waiting"]] == ["A 002", "A 003"]


@pytest.mark.clause("2.2", "6.2")
def test_32_who_come_at_once_get_32_consecutive_numbers(hall: QueueWorld) -> None:
    answers = at_once(lambda _: hall.ask("POST", "tickets"))
    assert [answer.status_code for answer in answers] == [201] * 32
    assert sorted(body(answer)["number"] for answer in answers) == [f"A {n:03d}" for n in range(1, 33)]
    assert len(hall.queue()["waiting"]) == 32


@pytest.mark.clause("2.2", "6.2")
def test_one_request_sent_16_times_at_once_gets_one_ticket_and_one_call(hall: QueueWorld) -> None:
    tickets = at_once(lambda _: hall.ask("POST", "tickets", key="key-of-a-walk-in"), 16)
    assert {(answer.status_code, body(answer)["number"]) for answer in tickets} == {(201, "A 001")}
    assert len(hall.queue()["waiting"]) == 1
    hall.take()
    calls = at_once(lambda n: hall.call_to("1", "A 001" if n % 2 else None, key="key-of-a-call"), 16)
    assert {(answer.status_code, body(answer)["ticket"]["number"]) for answer in calls} == {(200, "A 001")}
    assert [ticket["number"] for ticket in hall.queue()["waiting"]] == ["A 002"]


@pytest.mark.clause("6.3")
def test_one_booking_sent_16_times_at_once_is_one(hall: QueueWorld) -> None:
    answers = at_once(lambda _: hall.book(SLOT, key="key-of-a-booking"), 16)
    assert {(answer.status_code, body(answer)["id"]) for answer in answers} == {(201, hall.bookings()[0]["id"])}
    assert sum(2 - slot["free"] for slot in hall.slots(SLOT)) == 1


@pytest.mark.clause("6.3")
def test_a_slot_with_two_places_is_sold_to_two_of_32(hall: QueueWorld) -> None:
    answers = at_once(lambda n: hall.book(SLOT, f"8501011000{n:02d}"))
    assert Counter(answer.status_code for answer in answers) == {201: 2, 409: 30}
    assert {hall.problem(answer) for answer in answers if answer.status_code == 409} == {"slot-taken"}
    assert len({body(answer)["code"] for answer in answers if answer.status_code == 201}) == 2


@pytest.mark.clause("6.3")
def test_one_person_who_books_16_slots_at_once_has_one(hall: QueueWorld) -> None:
    answers = at_once(lambda n: hall.book(SLOT + n * timedelta(minutes=10)), 16)
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 15}
    assert {hall.problem(answer) for answer in answers if answer.status_code == 409} == {"booking-exists"}
    assert len(hall.bookings()) == 1
    assert sum(2 - slot["free"] for slot in hall.slots(SLOT)) == 1


@pytest.mark.clause("6.3")
def test_an_arrival_announced_eight_times_at_once_is_one_ticket(hall: QueueWorld) -> None:
    code = body(hall.book(SLOT))["code"]
    hall.clock.move_to(SLOT)
    answers = at_once(lambda _: hall.arrive(code), 8)
    assert [answer.status_code for answer in answers] == [201] * 8
    assert {body(answer)["number"] for answer in answers} == {"A 001"}
    assert len(hall.queue()["waiting"]) == 1


@pytest.mark.clause("2.2", "2.3", "6.3")
def test_a_day_of_the_queue_on_a_real_store(hall: QueueWorld) -> None:
    """Every query of the queue, with the declared indexes alone."""
    first = body(hall.book(SLOT))
    assert body(hall.cancel(first["id"]))["state"] == "cancelled"
    booked = body(hall.book(SLOT))
    assert [booking["state"] for booking in hall.bookings()].count("booked") == 1
    hall.clock.move_to(SLOT - timedelta(minutes=10))
    walk_in = hall.take()
    early = body(hall.arrive(booked["id"]))
    assert (early["people_before"], early["ticket"]["booked"]) == (1, True)
    assert body(hall.call_to("1"))["ticket"]["number"] == walk_in
    hall.clock.advance(minutes=26)
    assert hall.reconcile_queue() == {"escalated": 2}
    assert hall.queue()["breaches"] == {"wait": 1, "serving": 1}
    assert body(hall.step(walk_in, "no-show", "1"))["served_too_long"]
    assert body(hall.call_to("1"))["ticket"]["waited_too_long"]
    hall.clock.advance(days=1)
    assert hall.reconcile_queue() == {"closed-at-night": 1}
    assert hall.queue()["breaches"] == {"wait": 0, "serving": 0}  # what the night closed was yesterday's
