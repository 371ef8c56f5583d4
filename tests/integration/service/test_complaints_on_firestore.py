"""Complaints on a real document store: many clerks at once, and every query with the declared indexes (11.3, 11.4)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest

from emulators.firestore.indexes import IndexCatalog
from emulators.firestore.server import FirestoreEmulator
from functions.shared.clock import FileClock
from functions.shared.cloud.documents import FirestoreDocuments
from functions.shared.ports import Query
from tests.integration.conftest import Connect
from tests.unit.examples import GUARDIAN
from tests.unit.service.complaint_world import ADDRESS, TEXT, ComplaintWorld, at, body

DECLARED = Path(__file__).parents[3] / "infra" / "firestore.indexes.json"
CLERKS = 32

T = TypeVar("T")


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirestoreEmulator]:
    """Our emulator with the indexes that production declares, and no other."""
    folder = tmp_path_factory.mktemp("complaints")
    emulator = FirestoreEmulator(folder, FileClock(folder / "clock"), IndexCatalog.read(DECLARED)).start()
    yield emulator
    emulator.stop()


@pytest.fixture(params=["ours", "google"])
def world(request: pytest.FixtureRequest, connect: Connect) -> ComplaintWorld:
    address = request.getfixturevalue("emulator" if request.param == "ours" else "google_emulator").address
    world = ComplaintWorld(FirestoreDocuments(lambda: connect(address), seconds=20))
    world.documents.get("offices/nowhere")  # the client is made once, before many threads ask for it
    return world


def at_once(work: Callable[[int], T], how_many: int = CLERKS) -> list[T]:
    """All begin together, each in a thread of its own."""
    gate = threading.Barrier(how_many)

    def begin(n: int) -> T:
        gate.wait()
        return work(n)

    with ThreadPoolExecutor(how_many) as threads:
        return list(threads.map(begin, range(how_many)))


def journal(world: ComplaintWorld, office: str) -> list[int]:
    """Its numbers, the first first: the journal is indexed from its end, where the service reads it."""
    query = Query(f"offices/{office}/journals/2026/entries", order_by=(("n", True),), limit=300)
    return [document.fields["n"] for document in reversed(world.documents.query(query))]


@pytest.mark.clause("11.3")
def test_32_clerks_who_register_at_once_fill_the_journal_without_gaps_and_without_repeats(
    world: ComplaintWorld,
) -> None:
    answers = at_once(lambda n: world.register(key=f"key-{n:08d}", who=world.clerk(subject=f"clerk-{n}")))
    said = [body(answer, 201) for answer in answers]
    assert sorted(each["incoming_number"] for each in said) == [f"2026/{n:06d}" for n in range(1, CLERKS + 1)]
    assert journal(world, "almaty") == list(range(1, CLERKS + 1))
    assert len({each["number"] for each in said}) == CLERKS
    for each in said:
        complaint = world.complaint(each["id"])
        entry = world.documents.get(f"offices/almaty/journals/2026/entries/{complaint.registrations[0].n:06d}")
        assert entry is not None
        assert entry.fields["complaint"] == each["id"]
        assert len(world.chain(each["id"])) == 1
    figures = world.documents.get("figures/almaty-20261123")
    assert figures is not None
    assert figures.fields["complaints"] == {"received": CLERKS}


@pytest.mark.clause("11.3")
def test_one_registration_repeated_many_times_at_once_is_one_line(world: ComplaintWorld) -> None:
    sent = world.paper()
    answers = at_once(lambda _: world.register(key="the-same-key", sent=sent), 8)
    assert {answer.get_data() for answer in answers} == {answers[0].get_data()}
    assert [answer.status_code for answer in answers] == [201] * 8
    assert journal(world, "almaty") == [1]


@pytest.mark.clause("11.3", "11.4", "11.8")
def test_a_complaint_on_its_way_on_a_real_store(world: ComplaintWorld) -> None:
    """Every query of registration, with the declared indexes alone."""
    said = world.registered("psc-almaty-1", text=None)
    old = world.registered(intake="post", received_at=at("2026-11-16T10:00").isoformat())
    body(world.give(said["id"], world.clerk("psc-almaty-1"), text=TEXT))
    moved = body(world.forward(said["id"], "almaty", world.clerk("psc-almaty-1")))
    assert [line["incoming_number"] for line in moved["registrations"]] == ["2026/000001", "2026/000002"]
    body(world.name(said["id"]))
    mine = body(world.complain(complainant={"address": ADDRESS}), 201)
    assert [event.kind for event in world.chain(said["id"])] == ["registered", "parts-given", "forwarded", "assigned"]
    for who, query, ids in [
        (world.clerk(), "?state=open&order=deadline", [old["id"], said["id"], mine["id"]]),
        (world.clerk(), "?state=closed", []),
        (world.citizen(GUARDIAN), "?state=all&order=deadline", None),
        (world.citizen(GUARDIAN), "", None),
    ]:
        found = body(world.call("GET", f"/v1/complaints{query}", who=who))["complaints"]
        if ids is None:
            assert {each["id"] for each in found} == {said["id"], old["id"], mine["id"]}
        else:
            assert sorted(each["id"] for each in found) == sorted(ids)


@pytest.mark.clause("11.3")
def test_forwarded_and_registered_at_once_share_one_journal(world: ComplaintWorld) -> None:
    clerk = world.clerk("psc-almaty-1")
    waiting = [world.registered("psc-almaty-1")["id"] for _ in range(4)]

    def work(n: int) -> int:
        if n < 4:
            return world.forward(waiting[n], "almaty", clerk).status_code
        return world.register(key=f"key-{n:08d}-now", who=world.clerk(subject=f"clerk-{n}")).status_code

    assert at_once(work, 8) == [200] * 4 + [201] * 4
    assert journal(world, "almaty") == list(range(1, 9))
