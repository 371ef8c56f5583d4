"""What expires takes nothing along that anybody is promised, and lets nothing old in again (decisions 0013, 0029)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from functions.shared.domain.application import Status
from functions.shared.domain.calendar import ALMATY
from functions.shared.records import BOOKINGS_KEPT, CLAIMS_KEPT, EXPIRES, REQUESTS, TICKETS_KEPT
from functions.submit.people import AHEAD, CONSENT_LASTS
from functions.submit.request import OLDEST
from tests.fakes.indexes import PRODUCTION
from tests.unit.service.complaint_world import ComplaintWorld
from tests.unit.service.queue_world import QueueWorld
from tests.unit.service.world import World
from tools.chains import broken_chains

SLOT = datetime(2026, 11, 24, 10, 30, tzinfo=ALMATY)
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)
"""Firestore removes within a day what has expired (https://cloud.google.com/firestore/docs/ttl)."""


def let_go(world: World) -> list[str]:
    """What Firestore does in time: the documents whose time is over are gone. Their paths."""
    stored, now = world.fake_documents.backup(), world.clock.now()
    gone = [
        document.path
        for document in stored
        if PRODUCTION.expiring.get(document.path.split("/")[-2]) == EXPIRES and document.fields.get(EXPIRES, now) < now
    ]
    world.fake_documents.put_back(document for document in stored if document.path not in gone)
    return gone


def test_a_claim_outlives_whatever_could_be_sent_again() -> None:
    assert max(OLDEST, CONSENT_LASTS) + AHEAD < CLAIMS_KEPT
    assert TICKETS_KEPT > CLAIMS_KEPT, "a repeat is told of its ticket"
    assert TICKETS_KEPT > BOOKINGS_KEPT, "a booking that arrived names its ticket"


@pytest.mark.parametrize(
    "later", [timedelta(minutes=1), OLDEST + timedelta(minutes=1), CLAIMS_KEPT, CLAIMS_KEPT + A_DAY]
)
def test_an_old_signed_request_is_never_accepted_again(world: World, later: timedelta) -> None:
    request = world.request()
    identifier = world.accepted(request)
    world.run_due_tasks()
    world.clock.advance(seconds=later.total_seconds())
    gone = let_go(world)
    assert bool(gone) == (later > CLAIMS_KEPT)
    again = world.submit(request, key="key-00000002")
    assert world.problem(again) == ("already-submitted" if later < OLDEST else "request-stale")
    assert json.loads(world.submit(request).get_data()).get("id") in (identifier, None)
    assert world.stored("applications") == [f"applications/{identifier}"]


@pytest.mark.parametrize("later", [timedelta(minutes=1), CONSENT_LASTS + timedelta(hours=1), CLAIMS_KEPT + A_DAY])
def test_an_old_package_is_never_accepted_again(world: World, later: timedelta) -> None:
    package = world.package()
    identifier = json.loads(world.hand_in(package).get_data())["id"]
    world.run_due_tasks()
    world.clock.advance(seconds=later.total_seconds())
    let_go(world)
    again = world.hand_in(package, key="key-00000002")
    assert again.status_code in (409, 422)
    assert world.stored("applications") == [f"applications/{identifier}"]
    assert world.application(identifier).status is Status.ISSUED


def test_a_repeat_under_its_own_key_gets_its_answer_for_good(world: World) -> None:
    package = world.package()
    first = json.loads(world.hand_in(package).get_data())
    world.clock.advance(days=400)
    assert let_go(world)
    repeat = world.hand_in(package)
    assert (repeat.headers["Idempotent-Replayed"], json.loads(repeat.get_data())["id"]) == ("true", first["id"])


def test_a_signed_complaint_has_no_age_so_its_claim_stays() -> None:
    office = ComplaintWorld()
    assert office.complain().status_code == 201
    office.clock.advance(days=200)
    let_go(office)
    assert len(office.stored(REQUESTS)) == 1
    assert office.problem(office.complain()) == "already-submitted"


def test_cases_chains_and_numbers_stay_for_good(world: World) -> None:
    identifier = world.accepted()
    world.hand_in(world.package(documents=[]))
    world.run_due_tasks()
    before = {path for path in world.fake_documents.paths() if not path.startswith(f"{REQUESTS}/")}
    world.clock.advance(days=10_000)
    let_go(world)
    assert set(world.fake_documents.paths()) == before
    assert broken_chains(world.documents)[1] == []
    number = world.application(identifier).certificate
    assert world.call("GET", f"/v1/certificates/{number}", who=world.citizen()).status_code == 200


def test_a_day_of_the_line_goes_and_the_next_one_works() -> None:
    hall = QueueWorld()
    hall.booked(SLOT)
    hall.clock.move_to(SLOT)
    hall.arrive(hall.bookings()[0]["id"])
    hall.serve("1")
    hall.clock.advance(days=1)
    hall.reconcile_queue()
    hall.clock.move_to(SLOT + timedelta(days=420))  # a Tuesday again
    assert {path.split("/")[-2] for path in let_go(hall)} == {"bookings", "bookings-of", "requests", "slots", "tickets"}
    assert hall.bookings() == []
    hall.booked(hall.clock.now() + timedelta(hours=1))
    hall.take()
    assert hall.call_to("1").status_code == 200


def test_nothing_of_today_goes() -> None:
    hall = QueueWorld()
    hall.booked(SLOT)
    hall.clock.move_to(SLOT)
    hall.take()
    assert let_go(hall) == []
