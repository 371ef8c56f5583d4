"""Bookings: a place in the electronic queue at a time of one's choice, sold once, one a person (6.1, 6.3)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Response

from functions.shared.domain.booking import read_code
from functions.shared.ports import Create
from tests.unit.service.queue_world import QueueWorld, keyed
from tests.unit.service.world import CENTRES

OTHER, THIRD = "850101100020", "850101100021"
SECOND = timedelta(seconds=1)


@pytest.fixture
def hall() -> QueueWorld:
    return QueueWorld()


def body(response: Response) -> Any:
    return json.loads(response.get_data())


def almaty(text: str) -> datetime:
    return datetime.fromisoformat(text + "+05:00").astimezone(UTC)


TOMORROW = almaty("2026-11-24T10:30")
"""The world begins on Monday, 23 November 2026, at ten in Almaty; two may book each slot, fourteen days ahead."""


# ---------------------------------------------------------------- slots


@pytest.mark.clause("6.1", "6.3")
def test_a_day_has_a_slot_every_ten_minutes_from_nine_to_ten_to_eight(hall: QueueWorld) -> None:
    slots = hall.slots(TOMORROW)
    assert len(slots) == 66
    assert datetime.fromisoformat(slots[0]["slot"]) == almaty("2026-11-24T09:00")
    assert datetime.fromisoformat(slots[-1]["slot"]) == almaty("2026-11-24T19:50")
    assert {slot["free"] for slot in slots} == {2}


@pytest.mark.clause("6.3")
def test_what_is_sold_is_not_offered_and_what_has_begun_neither(hall: QueueWorld) -> None:
    slot = almaty("2026-11-23T10:10")
    hall.booked(slot)
    assert [(each["free"]) for each in hall.slots(slot)[:2]] == [1, 2]
    hall.booked(slot, OTHER)
    assert datetime.fromisoformat(hall.slots(slot)[0]["slot"]) == almaty("2026-11-23T10:20")
    hall.clock.move_to(almaty("2026-11-23T10:20"))
    assert datetime.fromisoformat(hall.slots(slot)[0]["slot"]) == almaty("2026-11-23T10:30")


@pytest.mark.clause("6.1", "6.3")
@pytest.mark.parametrize(
    ("day", "status", "slots"),
    [
        ("2026-11-22", 422, "slot-past"),
        ("2026-11-28", 200, 66),  # Saturday
        ("2026-11-29", 200, 0),  # Sunday
        ("2026-12-07", 200, 66),  # the last day of fourteen
        ("2026-12-08", 422, "slot-too-far"),
        ("9999-12-31", 422, "slot-too-far"),
        ("0001-01-01", 422, "slot-past"),
        ("20261128", 422, "invalid-fields"),
        ("2026-11-31", 422, "invalid-fields"),
        ("2026-W48-3", 422, "invalid-fields"),  # ISO 8601, and no day of RFC 3339
        ("", 422, "invalid-fields"),
    ],
)
def test_the_slots_of_a_day_are_public(hall: QueueWorld, day: str, status: int, slots: int | str) -> None:
    response = hall.call("GET", f"/v1/psc/{hall.psc}/slots?day={day}")
    assert response.status_code == status
    assert (len(body(response)["slots"]) if status == 200 else hall.problem(response)) == slots


def test_without_a_day_the_slots_are_todays(hall: QueueWorld) -> None:
    today = body(hall.call("GET", f"/v1/psc/{hall.psc}/slots"))
    assert (today["day"], today["last_day"]) == ("2026-11-23", "2026-12-07")


# ---------------------------------------------------------------- booking


@pytest.mark.clause("6.3")
def test_a_citizen_books_a_place_and_gets_a_code_for_the_desk(hall: QueueWorld) -> None:
    booking = hall.booked(TOMORROW)
    assert booking["code"].startswith("1030-")
    assert datetime.fromisoformat(booking["slot"]) == TOMORROW
    assert datetime.fromisoformat(booking["kept_until"]) == TOMORROW + timedelta(minutes=15)
    assert hall.bookings() == [booking]
    assert hall.bookings(OTHER) == []


@pytest.mark.clause("6.1", "6.3")
@pytest.mark.parametrize(
    ("now", "slot", "problem", "reason"),
    [
        ("2026-11-23T10:00", "2026-11-23T09:50", "slot-past", None),
        ("2026-11-23T10:00", "2026-11-23T10:00", "slot-past", None),  # it has begun
        ("2026-11-23T10:00", "2026-11-23T10:10", None, None),
        ("2026-11-23T10:00", "2026-11-23T10:05", "slot-closed", "off-grid"),
        ("2026-11-23T10:00", "2026-11-23T10:10:01", "slot-closed", "off-grid"),
        ("2026-11-23T10:00", "2026-11-23T19:50", None, None),
        ("2026-11-23T10:00", "2026-11-23T20:00", "slot-closed", "outside-hours"),
        ("2026-11-23T10:00", "2026-11-24T08:50", "slot-closed", "outside-hours"),
        ("2026-11-23T10:00", "2026-11-28T12:00", None, None),  # Saturday
        ("2026-11-23T10:00", "2026-11-29T12:00", "slot-closed", "day-off"),  # Sunday
        ("2026-12-10T10:00", "2026-12-16T12:00", "slot-closed", "day-off"),  # Independence Day, a Wednesday
        ("2026-12-31T19:45", "2026-12-31T19:50", None, None),
        ("2026-12-31T19:45", "2027-01-01T10:00", "slot-closed", "day-off"),
        ("2026-12-31T19:45", "2027-01-02T10:00", "slot-closed", "day-off"),
        ("2026-12-31T19:45", "2027-01-04T09:00", None, None),
        ("2026-11-23T10:00", "2026-12-07T19:50", None, None),  # the last slot of the fourteenth day
        ("2026-11-23T10:00", "2026-12-08T09:00", "slot-too-far", None),
        ("2026-11-23T10:00", "9999-12-31T23:59", "slot-too-far", None),
        ("2026-11-23T10:00", "0001-01-02T00:00", "slot-past", None),
        ("2026-11-22T12:00", "2026-11-23T09:00", None, None),  # the portal is open on Sunday too (6.4)
    ],
)
def test_what_can_be_booked(hall: QueueWorld, now: str, slot: str, problem: str | None, reason: str | None) -> None:
    hall.clock.move_to(almaty(now))
    before = hall.everything()
    response = hall.book(slot + "+05:00")
    if problem is None:
        assert response.status_code == 201, response.get_data(as_text=True)
        return
    assert hall.refused(response) == (422, problem)
    assert body(response).get("reason") == reason
    assert hall.everything() == before


@pytest.mark.clause("6.3")
def test_a_slot_is_sold_as_often_as_it_has_places(hall: QueueWorld) -> None:
    codes = {hall.booked(TOMORROW)["code"], hall.booked(TOMORROW, OTHER)["code"]}
    assert len(codes) == 2
    before = hall.everything()
    assert hall.refused(hall.book(TOMORROW, THIRD)) == (409, "slot-taken")
    assert hall.everything() == before
    assert hall.book(TOMORROW + timedelta(minutes=10), THIRD).status_code == 201


@pytest.mark.clause("6.3")
def test_the_last_place_goes_to_the_quicker(hall: QueueWorld) -> None:
    hall.booked(TOMORROW, OTHER)
    quicker: list[dict[str, Any]] = []
    hall.fake_documents.before_next_commit(lambda: quicker.append(hall.booked(TOMORROW, THIRD)))
    assert hall.refused(hall.book(TOMORROW)) == (409, "slot-taken")
    assert len(quicker) == 1
    assert hall.bookings() == []


@pytest.mark.clause("6.3")
def test_one_person_has_one_active_booking_in_the_whole_country(hall: QueueWorld) -> None:
    booking = hall.booked(TOMORROW)
    before = hall.everything()
    for slot, centre in ((TOMORROW, CENTRES[0]), (TOMORROW + timedelta(hours=1), CENTRES[0]), (TOMORROW, CENTRES[1])):
        second = hall.book(slot, psc=centre)
        assert hall.refused(second) == (409, "booking-exists")
        assert body(second)["booking"] == booking["id"]
    assert hall.everything() == before


@pytest.mark.clause("6.3")
@pytest.mark.parametrize("way", ["cancelled", "arrived", "lapsed"])
def test_a_booking_that_is_over_makes_room_for_another(hall: QueueWorld, way: str) -> None:
    booking = hall.booked(TOMORROW)
    if way == "cancelled":
        hall.cancel(booking["id"])
    else:
        hall.clock.move_to(TOMORROW)
    if way == "arrived":
        hall.arrive(booking["code"])
    if way == "lapsed":
        hall.clock.move_to(TOMORROW + timedelta(minutes=15) - SECOND)
        assert hall.refused(hall.book(TOMORROW + timedelta(days=1))) == (409, "booking-exists")
        hall.clock.advance(seconds=1)
    hall.clock.advance(seconds=1)
    hall.booked(TOMORROW + timedelta(days=1))
    assert [booking["state"] for booking in hall.bookings()] == ["booked", way]


@pytest.mark.clause("6.4")
def test_nothing_is_booked_during_a_technical_break(hall: QueueWorld) -> None:
    now = hall.clock.now()
    window = {"starts_at": now, "ends_at": now + timedelta(hours=1)}
    hall.documents.commit(Create("service/maintenance", window))
    assert hall.refused(hall.book(TOMORROW)) == (503, "maintenance")
    assert hall.take() == "A 001"  # the break is the portal's, not the centre's


@pytest.mark.parametrize(
    ("sent", "status", "problem"),
    [
        ({}, 422, "invalid-fields"),
        ({"psc": "psc-nowhere", "slot": "2026-11-24T10:30:00+05:00"}, 404, "centre-unknown"),
        ({"psc": "almaty", "slot": "2026-11-24T10:30:00+05:00"}, 404, "centre-unknown"),
        ({"psc": "../x", "slot": "2026-11-24T10:30:00+05:00"}, 422, "invalid-fields"),
        ({"psc": CENTRES[0], "slot": "2026-11-24T10:30:00"}, 422, "invalid-fields"),  # in which time zone?
        ({"psc": CENTRES[0], "slot": 1795500000}, 422, "invalid-fields"),
        ({"psc": CENTRES[0], "slot": "2026-11-24T10:30:00+05:00", "priority": 1}, 422, "invalid-fields"),
    ],
)
def test_a_booking_that_cannot_be_meant(hall: QueueWorld, sent: dict[str, Any], status: int, problem: str) -> None:
    before = hall.everything()
    response = hall.call("POST", "/v1/bookings", who=hall.citizen(), headers=keyed(), json=sent)
    assert hall.refused(response) == (status, problem)
    assert hall.everything() == before


# ---------------------------------------------------------------- cancelling


@pytest.mark.clause("6.3")
def test_a_cancelled_place_is_free_for_another(hall: QueueWorld) -> None:
    first = hall.booked(TOMORROW)
    hall.booked(TOMORROW, OTHER)
    cancelled = body(hall.cancel(first["id"]))
    assert cancelled["state"] == "cancelled"
    hall.clock.advance(minutes=1)
    assert body(hall.cancel(first["id"])) == cancelled
    hall.booked(TOMORROW, THIRD)
    hall.clock.move_to(TOMORROW)
    assert hall.refused(hall.arrive(first["id"])) == (409, "booking-cancelled")


@pytest.mark.parametrize(
    ("does", "status", "problem"),
    [
        (lambda hall, booking: hall.cancel(booking, OTHER), 404, "booking-unknown"),
        (lambda hall, booking: hall.cancel("0" * 32), 404, "booking-unknown"),
        (lambda hall, booking: hall.cancel("a_b"), 404, "booking-unknown"),
    ],
)
def test_only_ones_own_booking_can_be_cancelled(
    hall: QueueWorld, does: Callable[[QueueWorld, str], Response], status: int, problem: str
) -> None:
    booking = hall.booked(TOMORROW)["id"]
    before = hall.everything()
    assert hall.refused(does(hall, booking)) == (status, problem)
    assert hall.everything() == before


def test_what_was_used_or_has_lapsed_cannot_be_cancelled(hall: QueueWorld) -> None:
    used, lapsed = hall.booked(TOMORROW), hall.booked(TOMORROW, OTHER)
    hall.clock.move_to(TOMORROW)
    hall.arrive(used["id"])
    assert hall.refused(hall.cancel(used["id"])) == (409, "booking-used")
    hall.clock.advance(minutes=15)
    assert hall.refused(hall.cancel(lapsed["id"], OTHER)) == (409, "booking-lapsed")


# ---------------------------------------------------------------- arriving


@pytest.mark.clause("6.3")
def test_a_booking_becomes_one_ticket_however_often_it_is_announced(hall: QueueWorld) -> None:
    booking = hall.booked(TOMORROW)
    hall.clock.move_to(TOMORROW)
    slips = [body(hall.arrive(text)) for text in (booking["code"], booking["id"], booking["code"].lower())]
    assert {slip["id"] for slip in slips} == {"20261124-0001"}
    assert len(hall.tickets()) == 1
    hall.called("1")
    again = body(hall.arrive(booking["code"]))
    assert (again["ticket"]["status"], again["people_before"]) == ("called", 0)
    assert hall.bookings()[0]["state"] == "arrived"


@pytest.mark.clause("6.3")
def test_two_receptions_that_announce_one_booking_make_one_ticket(hall: QueueWorld) -> None:
    code = hall.booked(TOMORROW)["code"]
    hall.clock.move_to(TOMORROW)
    quicker: list[str] = []
    hall.fake_documents.before_next_commit(lambda: quicker.append(body(hall.arrive(code))["number"]))
    assert [body(hall.arrive(code))["number"]] == quicker == ["A 001"]
    assert len(hall.tickets()) == 1


@pytest.mark.clause("6.3")
@pytest.mark.parametrize(
    ("now", "status", "problem"),
    [
        ("2026-11-23T10:00", 404, "booking-unknown"),  # the code is one of tomorrow
        ("2026-11-24T09:00", 201, None),
        ("2026-11-24T10:44:59", 201, None),
        ("2026-11-24T10:45", 409, "booking-lapsed"),
        ("2026-11-25T10:30", 404, "booking-unknown"),
        ("2026-11-24T08:59", 409, "outside-hours"),
    ],
)
def test_a_booking_is_kept_on_its_day_until_fifteen_minutes_after_its_time(
    hall: QueueWorld, now: str, status: int, problem: str | None
) -> None:
    code = hall.booked(TOMORROW)["code"]
    hall.clock.move_to(almaty(now))
    before = hall.everything()
    response = hall.arrive(code)
    assert response.status_code == status
    if problem:
        assert hall.problem(response) == problem
        assert hall.everything() == before


@pytest.mark.clause("6.1", "6.3")
@pytest.mark.parametrize(
    ("now", "status", "problem"),
    [
        ("2026-11-24T19:59", 201, None),
        ("2026-11-24T20:01", 201, None),
        ("2026-11-24T20:04:59", 201, None),
        ("2026-11-24T20:05", 409, "booking-lapsed"),
    ],
)
def test_the_last_slot_of_the_day_is_kept_as_long_as_any_other(
    hall: QueueWorld, now: str, status: int, problem: str | None
) -> None:
    """Closing time refuses new tickets, and nobody whose slot began before it."""
    booking = hall.booked(almaty("2026-11-24T19:50"))
    hall.clock.move_to(almaty(now))
    assert datetime.fromisoformat(booking["kept_until"]) == almaty("2026-11-24T20:05")
    response = hall.arrive(booking["code"])
    assert response.status_code == status
    if problem:
        assert hall.problem(response) == problem
    else:
        assert hall.serve("1") == body(response)["number"]


def test_who_comes_on_another_day_is_told_which(hall: QueueWorld) -> None:
    booking = hall.booked(TOMORROW)["id"]
    response = hall.arrive(booking)
    assert hall.refused(response) == (409, "booking-not-today")
    assert datetime.fromisoformat(body(response)["slot"]) == TOMORROW
    hall.clock.move_to(TOMORROW + timedelta(days=1))
    assert hall.refused(hall.arrive(booking)) == (409, "booking-lapsed")


def test_a_booking_is_unknown_at_another_centre(hall: QueueWorld) -> None:
    booking = hall.booked(TOMORROW)
    hall.clock.move_to(TOMORROW)
    hall.psc = CENTRES[1]
    for text in (booking["id"], booking["code"], "1030-XX", "nonsense", "a/b", "9999-AA"):
        assert hall.refused(hall.arrive(text)) == (404, "booking-unknown")
    assert hall.tickets() == []


@pytest.mark.parametrize("typed", ["1030-K7", "1030k7", "10:30-к7", " 1030 - К7 "])
def test_a_code_is_understood_however_it_was_typed(typed: str) -> None:
    assert read_code(typed) == ("1030", "1030-K7")


def test_a_slot_holds_bookings_and_nobody(hall: QueueWorld) -> None:
    booking = hall.booked(TOMORROW)
    slot = hall.documents.get(f"offices/{hall.psc}/slots/20261124T1030")
    assert slot is not None
    held = {"at": TOMORROW, "places": [{"booking": booking["id"], "code": booking["code"]}]}
    assert {name: slot.fields[name] for name in slot.fields if name != "expires_at"} == held
