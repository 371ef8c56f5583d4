"""A ticket, a call or a booking that is asked for again, its answer being lost: nobody gets two (2.2, 6.2, 6.3)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Response

from tests.unit.service.queue_world import QueueWorld, keyed
from tests.unit.service.world import CENTRES

KEY, OTHER_KEY = "key-00000001", "key-00000002"
SLOT = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
AFTER_CLOSING = datetime(2026, 11, 23, 15, 0, 1, tzinfo=UTC)


@pytest.fixture
def hall() -> QueueWorld:
    return QueueWorld()


def body(response: Response) -> Any:
    return json.loads(response.get_data())


def is_repeat(response: Response) -> bool:
    return response.headers.get("Idempotent-Replayed") == "true"


# ---------------------------------------------------------------- a ticket


@pytest.mark.clause("2.2", "6.2")
def test_a_repeat_gets_the_ticket_of_the_first_time(hall: QueueWorld) -> None:
    first = hall.ask("POST", "tickets", key=KEY)
    before = hall.everything()
    again = hall.ask("POST", "tickets", key=KEY)
    assert (again.status_code, body(again)) == (201, body(first))
    assert (is_repeat(first), is_repeat(again)) == (False, True)
    assert hall.everything() == before
    assert body(hall.ask("POST", "tickets", key=OTHER_KEY))["number"] == "A 002"


@pytest.mark.clause("2.2")
def test_a_lost_answer_leaves_nobody_in_the_line_who_alarms_the_head(hall: QueueWorld) -> None:
    hall.fake_documents.lose_next_reply()
    assert hall.ask("POST", "tickets", key=KEY).status_code == 503
    number = body(hall.ask("POST", "tickets", key=KEY))["number"]
    assert hall.serve("1") == number
    hall.clock.advance(minutes=16)
    assert hall.reconcile_queue() == {}
    assert hall.alarms() == []


def test_two_repeats_at_once_get_one_ticket(hall: QueueWorld) -> None:
    quicker: list[Response] = []
    hall.fake_documents.before_next_commit(lambda: quicker.append(hall.ask("POST", "tickets", key=KEY)))
    slower = hall.ask("POST", "tickets", key=KEY)
    assert [body(response)["number"] for response in (*quicker, slower)] == ["A 001", "A 001"]
    assert len(hall.tickets()) == 1


@pytest.mark.clause("6.1")
def test_what_was_given_in_hours_is_answered_after_them(hall: QueueWorld) -> None:
    number = body(hall.ask("POST", "tickets", key=KEY))["number"]
    hall.clock.move_to(AFTER_CLOSING)
    assert body(hall.ask("POST", "tickets", key=KEY))["number"] == number
    assert hall.refused(hall.ask("POST", "tickets", key=OTHER_KEY)) == (409, "outside-hours")


def test_a_key_is_its_operators_own(hall: QueueWorld) -> None:
    hall.ask("POST", "tickets", key=KEY)
    colleague = hall.operator(hall.psc, subject="psc-operator-2")
    other = hall.call("POST", f"/v1/psc/{hall.psc}/tickets", who=colleague, headers=keyed(KEY))
    assert body(other)["number"] == "A 002"


# ---------------------------------------------------------------- a call


@pytest.mark.clause("6.2")
def test_a_repeated_call_gets_its_ticket_wherever_that_stands(hall: QueueWorld) -> None:
    number = hall.take()
    hall.take()
    first = hall.call_to("1", key=KEY)
    assert (body(hall.call_to("1", key=KEY)), is_repeat(first)) == (body(first), False)
    for step, status in (("start", "serving"), ("finish", "finished")):
        hall.step(number, step, "1")
        before = hall.everything()
        again = hall.call_to("1", key=KEY)
        ticket = body(again)["ticket"]
        assert (again.status_code, is_repeat(again), ticket["number"], ticket["status"]) == (200, True, number, status)
        assert hall.everything() == before
    assert hall.called("1") == "A 002"


@pytest.mark.clause("6.2")
def test_a_call_whose_answer_was_lost_is_found_by_its_key(hall: QueueWorld) -> None:
    number = hall.take()
    hall.take()
    hall.fake_documents.lose_next_reply()
    assert hall.call_to("1", key=KEY).status_code == 503
    assert body(hall.call_to("1", key=KEY))["ticket"]["number"] == number
    assert [ticket["number"] for ticket in hall.queue()["waiting"]] == ["A 002"]


def test_a_desk_that_clicks_twice_at_once_calls_one_ticket(hall: QueueWorld) -> None:
    hall.take()
    hall.take()
    quicker: list[Response] = []
    hall.fake_documents.before_next_commit(lambda: quicker.append(hall.call_to("1", key=KEY)))
    slower = hall.call_to("1", key=KEY)
    assert [body(response)["ticket"]["number"] for response in (*quicker, slower)] == ["A 001", "A 001"]


def test_a_call_that_found_nobody_looks_again(hall: QueueWorld) -> None:
    assert body(hall.call_to("1", key=KEY)) == {"ticket": None}
    number = hall.take()
    assert body(hall.call_to("1", key=KEY))["ticket"]["number"] == number


def test_the_key_of_a_call_is_not_taken_for_another(hall: QueueWorld) -> None:
    first, second = hall.take(), hall.take()
    hall.call_to("1", key=KEY)
    before = hall.everything()
    assert hall.refused(hall.call_to("2", key=KEY)) == (422, "idempotency-key-reused")
    assert hall.refused(hall.call_to("1", second, key=KEY)) == (422, "idempotency-key-reused")
    assert hall.call_to("1", first, key=KEY).status_code == 200
    assert hall.everything() == before


# ---------------------------------------------------------------- a booking


@pytest.mark.clause("6.3")
def test_a_repeat_gets_the_booking_of_the_first_time(hall: QueueWorld) -> None:
    first = hall.book(SLOT, key=KEY)
    before = hall.everything()
    again = hall.book(SLOT, key=KEY)
    assert (again.status_code, body(again)) == (201, body(first))
    assert (is_repeat(first), is_repeat(again)) == (False, True)
    assert hall.everything() == before
    assert hall.refused(hall.book(SLOT, key=OTHER_KEY)) == (409, "booking-exists")
    hall.clock.move_to(SLOT + timedelta(hours=1))
    assert body(hall.book(SLOT, key=KEY))["state"] == "lapsed"


@pytest.mark.clause("6.3")
def test_a_booking_whose_answer_was_lost_is_found_by_its_key(hall: QueueWorld) -> None:
    hall.fake_documents.lose_next_reply()
    assert hall.book(SLOT, key=KEY).status_code == 503
    found = body(hall.book(SLOT, key=KEY))
    assert hall.bookings() == [found]


@pytest.mark.clause("6.3")
def test_two_repeats_at_once_get_one_booking(hall: QueueWorld) -> None:
    quicker: list[Response] = []
    hall.fake_documents.before_next_commit(lambda: quicker.append(hall.book(SLOT, key=KEY)))
    slower = hall.book(SLOT, key=KEY)
    assert [body(response) for response in quicker] == [body(slower)] == hall.bookings()


def test_the_key_of_a_booking_is_not_taken_for_another(hall: QueueWorld) -> None:
    hall.book(SLOT, key=KEY)
    before = hall.everything()
    for slot, centre in ((SLOT + timedelta(hours=1), CENTRES[0]), (SLOT, CENTRES[1])):
        assert hall.refused(hall.book(slot, psc=centre, key=KEY)) == (422, "idempotency-key-reused")
    assert hall.everything() == before
    assert hall.book(SLOT, "850101100020", key=KEY).status_code == 201  # another person's key is another


# ---------------------------------------------------------------- what is said


@pytest.mark.parametrize("key", [None, "short", "two, keys"])
def test_without_a_usable_key_nothing_is_given(hall: QueueWorld, key: str | None) -> None:
    hall.take()
    before, headers = hall.everything(), {"Idempotency-Key": key} if key else {}
    booking = {"psc": hall.psc, "slot": SLOT.isoformat()}
    for who, path, sent in (
        (hall.operator(), f"/v1/psc/{hall.psc}/tickets", {}),
        (hall.operator(), f"/v1/psc/{hall.psc}/calls", {"desk": "1"}),
        (hall.citizen(), "/v1/bookings", booking),
    ):
        response = hall.call("POST", path, who=who, headers=headers, json=sent)
        assert hall.refused(response) == (400, "idempotency-key-missing")
    assert hall.everything() == before


def test_a_silent_store_speaks_of_a_key_where_there_is_one(hall: QueueWorld) -> None:
    number = hall.take()

    def told(method: str, path: str, **sent: Any) -> bool:
        hall.fake_documents.fail_next(1)
        headers = keyed() | {"Accept-Language": "en"}
        response = hall.call(method, f"/v1/{path}", who=hall.operator(), headers=headers, **sent)
        assert hall.refused(response) == (503, "unavailable")
        return "Idempotency-Key" in body(response)["detail"]

    assert told("POST", f"psc/{hall.psc}/tickets")
    assert told("POST", f"psc/{hall.psc}/calls", json={"desk": "1"})
    assert not told("POST", f"psc/{hall.psc}/tickets/{number}/abandon")
    assert not told("GET", f"psc/{hall.psc}/queue")
