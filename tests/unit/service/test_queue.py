"""The electronic queue: first come, first served, two clocks, and an answer to every mistake (2.2, 2.3, 6.1, 6.2)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Response

from functions.shared.codec import to_fields
from functions.shared.domain.ticket import MOST_A_DAY, taken
from functions.shared.log import WITHHELD
from functions.shared.ports import Create, StoreUnavailable
from tests.unit.examples import GUARDIAN
from tests.unit.service.queue_world import QueueWorld
from tests.unit.service.world import CENTRES, OPERATOR

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
HALF_PAST = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
"""Half past ten in Almaty; the world begins at ten."""


@pytest.fixture
def hall() -> QueueWorld:
    return QueueWorld()


def body(response: Response) -> Any:
    return json.loads(response.get_data())


def almaty(text: str) -> datetime:
    return datetime.fromisoformat(text + "+05:00").astimezone(UTC)


# ---------------------------------------------------------------- the line


@pytest.mark.clause("6.2")
def test_who_came_first_is_called_first(hall: QueueWorld) -> None:
    for _ in range(5):
        hall.take()
        hall.clock.advance(seconds=10)
    assert [hall.called("2"), hall.called("1"), hall.called("3")] == ["A 001", "A 002", "A 003"]
    assert [ticket["number"] for ticket in hall.queue()["waiting"]] == ["A 004", "A 005"]


@pytest.mark.clause("2.2", "6.2")
def test_the_slip_says_the_number_how_many_are_before_and_until_when(hall: QueueWorld) -> None:
    hall.take()
    hall.take()
    slip = body(hall.ask("POST", "tickets"))
    assert (slip["number"], slip["people_before"]) == ("A 003", 2)
    assert datetime.fromisoformat(slip["waiting_until"]) == hall.clock.now() + 15 * MINUTE
    hall.called("1")
    assert body(hall.ask("POST", "tickets"))["people_before"] == 2  # whoever is called stands before nobody


@pytest.mark.clause("6.2", "6.3")
def test_a_booked_recipient_who_comes_early_takes_his_place_at_his_time(hall: QueueWorld) -> None:
    code = hall.booked(HALF_PAST)["code"]
    hall.clock.move_to(HALF_PAST - 10 * MINUTE)
    booked = body(hall.arrive(code))["number"]
    hall.clock.move_to(HALF_PAST - MINUTE)
    before = hall.take()
    assert body(hall.arrive(code))["people_before"] == 1
    hall.clock.move_to(HALF_PAST + MINUTE)
    slip = body(hall.ask("POST", "tickets"))
    after = slip["number"]
    assert slip["people_before"] == 2
    assert [hall.called("1"), hall.called("2"), hall.called("3")] == [before, booked, after]


@pytest.mark.clause("6.2", "6.3")
def test_a_booked_recipient_who_comes_late_stands_where_he_came(hall: QueueWorld) -> None:
    code = hall.booked(HALF_PAST)["code"]
    hall.clock.move_to(HALF_PAST + MINUTE)
    walk_in = hall.take()
    hall.clock.move_to(HALF_PAST + 2 * MINUTE)
    late = body(hall.arrive(code))["number"]
    assert [hall.called("1"), hall.called("2")] == [walk_in, late]


@pytest.mark.clause("6.3")
def test_no_desk_stays_idle_where_only_an_early_booked_recipient_waits(hall: QueueWorld) -> None:
    number = body(hall.arrive(hall.booked(HALF_PAST)["code"]))["number"]
    assert hall.called("1") == number
    assert hall.queue()["at_desks"][0]["waited_seconds"] == 0


@pytest.mark.clause("6.2")
def test_where_nobody_waits_nobody_is_called(hall: QueueWorld) -> None:
    assert body(hall.call_to("1")) == {"ticket": None}
    hall.step(hall.take(), "abandon")
    assert body(hall.call_to("1")) == {"ticket": None}


@pytest.mark.clause("6.2")
def test_the_next_may_be_called_by_its_number(hall: QueueWorld) -> None:
    first = hall.take()
    assert body(hall.call_to("1", "а 1"))["ticket"]["number"] == first


def test_a_desk_that_is_done_with_one_takes_the_next(hall: QueueWorld) -> None:
    for _ in range(3):
        hall.take()
    assert hall.serve("1") == "A 001"
    assert body(hall.step(hall.called("1"), "no-show", "1"))["status"] == "no-show"
    assert hall.called("1") == "A 003"


@pytest.mark.clause("6.2")
def test_of_two_desks_the_slower_gets_the_one_after(hall: QueueWorld) -> None:
    first, second = hall.take(), hall.take()
    quicker: list[str] = []
    hall.fake_documents.before_next_commit(lambda: quicker.append(hall.called("2")))
    assert (hall.called("1"), quicker) == (second, [first])


@pytest.mark.clause("6.2")
def test_whoever_was_only_marked_between_look_and_call_is_not_passed_over(hall: QueueWorld) -> None:
    first = hall.take()
    hall.take()
    hall.clock.advance(minutes=15)
    marked: list[dict[str, int]] = []
    hall.fake_documents.before_next_commit(lambda: marked.append(hall.reconcile_queue()))
    assert hall.called("1") == first
    assert marked == [{"escalated": 2}]
    assert len(hall.alarms()) == 2


def test_two_who_come_at_once_get_two_numbers(hall: QueueWorld) -> None:
    quicker: list[str] = []
    hall.fake_documents.before_next_commit(lambda: quicker.append(hall.take()))
    assert (hall.take(), quicker) == ("A 002", ["A 001"])


def test_numbers_begin_anew_every_day(hall: QueueWorld) -> None:
    assert (hall.take(), hall.take()) == ("A 001", "A 002")
    hall.called("1")
    hall.clock.advance(days=1)
    assert hall.refused(hall.step("A 002", "abandon")) == (404, "ticket-unknown")
    assert hall.take() == "A 001"
    assert hall.called("1") == "A 001"  # what is left of yesterday keeps no desk busy and stands in no line


def test_each_centre_has_a_line_of_its_own(hall: QueueWorld) -> None:
    hall.take()
    hall.psc = CENTRES[1]
    assert hall.queue()["waiting"] == []
    assert (hall.take(), hall.called("1")) == ("A 001", "A 001")


def test_a_step_that_is_repeated_is_answered_as_the_first_time(hall: QueueWorld) -> None:
    def twice(number: str, step: str, moment: str, desk: str | None = None) -> None:
        first = body(hall.step(number, step, desk))
        hall.clock.advance(seconds=30)
        before = hall.everything()
        again = hall.step(number, step, desk)
        assert (again.status_code, body(again)[moment]) == (200, first[moment])
        assert hall.everything() == before

    hall.take()
    served = hall.called("1")
    twice(served, "start", "started_at", "1")
    twice(served, "finish", "ended_at", "1")
    hall.take()
    twice(hall.called("1"), "no-show", "ended_at", "1")
    twice(hall.take(), "abandon", "ended_at")


# ---------------------------------------------------------------- the clocks


@pytest.mark.clause("2.2")
def test_a_wait_of_fifteen_minutes_alarms_the_head_of_the_centre(hall: QueueWorld) -> None:
    hall.take()
    due = hall.clock.now() + 15 * MINUTE
    [task] = hall.tasks.waiting
    assert (task.service, task.at) == ("submit", due)
    hall.clock.move_to(due - SECOND)
    early = hall.task(task.path)
    assert (early.status_code, early.headers["Retry-After"]) == (503, "1")
    assert hall.alarms() == []
    hall.clock.move_to(due)
    assert hall.run_due_tasks() == [200]
    [alarm] = hall.alarms()
    assert (alarm["kind"], alarm["number"], alarm["desk"]) == ("queue-wait", "A 001", None)
    assert datetime.fromisoformat(alarm["due_at"]) == datetime.fromisoformat(alarm["raised_at"]) == due
    assert hall.queue()["waiting"][0]["waited_too_long"]


@pytest.mark.clause("2.3")
def test_a_serving_of_five_minutes_alarms_the_head_of_the_centre(hall: QueueWorld) -> None:
    hall.take()
    hall.clock.advance(minutes=3)
    number = hall.called("2")
    hall.step(number, "start", "2")
    task = hall.tasks.waiting[-1]
    assert task.at == hall.clock.now() + 5 * MINUTE
    hall.clock.advance(minutes=5, seconds=-1)
    assert hall.task(task.path).status_code == 503
    hall.clock.advance(seconds=1)
    assert hall.task(task.path).status_code == 200
    [alarm] = hall.alarms()
    assert (alarm["kind"], alarm["number"], alarm["desk"]) == ("serving", "A 001", "2")
    assert hall.queue()["breaches"] == {"wait": 0, "serving": 1}


@pytest.mark.clause("2.2", "2.3")
def test_who_is_called_and_served_in_time_alarms_nobody(hall: QueueWorld) -> None:
    number = hall.take()
    hall.clock.advance(minutes=15, seconds=-1)
    hall.called("1")
    hall.step(number, "start", "1")
    hall.clock.advance(minutes=5, seconds=-1)
    hall.step(number, "finish", "1")
    hall.clock.advance(minutes=30)
    assert hall.run_due_tasks() == [200, 200]
    assert hall.reconcile_queue() == {}
    assert hall.alarms() == []


@pytest.mark.clause("2.2", "2.3")
def test_each_breach_is_told_once_however_often_the_checks_come(hall: QueueWorld) -> None:
    hall.take()
    hall.clock.advance(minutes=16)
    for _ in range(3):
        hall.task(hall.tasks.scheduled[0].path)
        hall.reconcile_queue()
    assert len(hall.alarms()) == 1
    hall.called("1")
    hall.clock.advance(minutes=6)
    for _ in range(3):
        hall.reconcile_queue()
        assert [hall.task(task.path).status_code for task in hall.tasks.scheduled] == [200, 200]
    assert sorted(alarm["kind"] for alarm in hall.alarms()) == ["queue-wait", "serving"]


@pytest.mark.clause("2.2", "2.3")
def test_a_late_step_does_not_hide_the_breach(hall: QueueWorld) -> None:
    """No check has come: the call and the finish themselves tell that they are late."""
    number = hall.take()
    hall.clock.advance(minutes=16)
    assert body(hall.call_to("1"))["ticket"]["waited_too_long"]
    hall.step(number, "start", "1")
    hall.clock.advance(minutes=6)
    finished = body(hall.step(number, "finish", "1"))
    assert (finished["waited_seconds"], finished["served_seconds"], finished["served_too_long"]) == (960, 360, True)
    assert [(alarm["kind"], alarm["desk"]) for alarm in hall.alarms()] == [("serving", "1"), ("queue-wait", "1")]
    hall.run_due_tasks()
    hall.reconcile_queue()
    assert len(hall.alarms()) == 2


@pytest.mark.clause("2.2", "2.3")
def test_lost_tasks_cost_a_minute_and_no_breach(hall: QueueWorld) -> None:
    hall.tasks.fail_next(2)
    assert hall.take() == "A 001"
    assert hall.called("1") == "A 001"
    hall.take()
    assert hall.tasks.scheduled[0].path.endswith("20261123-0002/wait")
    hall.clock.advance(minutes=5)
    assert hall.reconcile_queue() == {"escalated": 1}
    hall.clock.advance(minutes=10)
    assert hall.reconcile_queue() == {"escalated": 1}
    assert hall.queue()["breaches"] == {"wait": 1, "serving": 1}


@pytest.mark.clause("2.2", "6.3")
def test_the_wait_of_who_booked_and_came_early_is_counted_from_his_time(hall: QueueWorld) -> None:
    slip = body(hall.arrive(hall.booked(HALF_PAST)["code"]))
    assert datetime.fromisoformat(slip["waiting_until"]) == HALF_PAST + 15 * MINUTE
    hall.clock.move_to(HALF_PAST + 15 * MINUTE - SECOND)
    assert hall.reconcile_queue() == {}
    hall.clock.advance(seconds=1)
    assert hall.reconcile_queue() == {"escalated": 1}


@pytest.mark.clause("2.2")
def test_the_night_closes_what_nobody_did_and_tells_the_breach_first(hall: QueueWorld) -> None:
    hall.take()
    hall.take()
    hall.take()
    hall.called("1")
    hall.step(hall.called("2"), "start", "2")
    hall.clock.move_to(almaty("2026-11-23T23:59:59"))
    assert hall.reconcile_queue() == {"escalated": 3}
    hall.clock.advance(seconds=1)
    assert hall.reconcile_queue() == {"closed-at-night": 3}
    assert hall.reconcile_queue() == {}
    assert len(hall.alarms()) == 3
    tickets = [document.fields["status"] for document in hall.documents.get_many(hall.tickets()).values()]
    assert tickets == ["no-show", "finished", "abandoned"]


def test_the_night_marks_and_closes_in_one_step_what_no_check_ever_saw(hall: QueueWorld) -> None:
    hall.take()
    hall.clock.advance(days=1)
    assert hall.reconcile_queue() == {"closed-at-night": 1}
    assert [alarm["kind"] for alarm in hall.alarms()] == ["queue-wait"]


@pytest.mark.clause("2.2", "6.3")
def test_a_ticket_tells_from_when_its_wait_is_counted(hall: QueueWorld) -> None:
    early, walk_in = body(hall.arrive(hall.booked(HALF_PAST)["code"]))["ticket"], hall.take()
    came = hall.clock.now()
    assert (early["counted_from"], datetime.fromisoformat(early["arrived_at"])) == ("slot", came)
    assert datetime.fromisoformat(early["place_at"]) == HALF_PAST
    hall.clock.move_to(HALF_PAST + 2 * MINUTE)
    waits = {each["number"]: (each["counted_from"], each["waited_seconds"]) for each in hall.queue()["waiting"]}
    assert waits == {early["number"]: ("slot", 120), walk_in: ("arrival", (HALF_PAST - came).total_seconds() + 120)}


@pytest.mark.clause("2.2", "2.3")
def test_what_the_night_found_late_is_counted_on_the_day_it_happened(hall: QueueWorld) -> None:
    hall.take()
    hall.clock.move_to(almaty("2026-11-24T00:00:30"))
    assert hall.reconcile_queue() == {"closed-at-night": 1}
    assert hall.queue()["breaches"] == {"wait": 0, "serving": 0}
    hall.clock.move_to(almaty("2026-11-24T09:00:00"))
    hall.take()
    hall.called("1")
    hall.clock.advance(minutes=5)
    hall.reconcile_queue()
    assert hall.queue()["breaches"] == {"wait": 0, "serving": 1}


@pytest.mark.clause("2.2")
def test_what_nobody_closed_ended_with_its_day_however_late_that_is_found(hall: QueueWorld) -> None:
    hall.take()
    hall.clock.advance(days=3)
    assert hall.reconcile_queue() == {"closed-at-night": 1}
    [ticket] = hall.documents.get_many(hall.tickets()).values()
    assert ticket.fields["ended_at"] == almaty("2026-11-24T00:00:00")
    assert ticket.fields["wait_overdue_at"] == hall.clock.now()


@pytest.mark.clause("2.2")
def test_a_centre_that_is_taken_out_of_service_leaves_no_ticket_open(hall: QueueWorld) -> None:
    hall.take()
    hall.close_for_good()
    assert hall.refused(hall.ask("POST", "tickets")) == (404, "centre-unknown")
    hall.clock.advance(minutes=15)
    assert hall.reconcile_queue() == {"escalated": 1}
    hall.clock.advance(days=1)
    assert hall.reconcile_queue() == {"closed-at-night": 1}


def test_a_store_that_gives_no_answer_is_no_mistake_of_ours(
    hall: QueueWorld, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hall.take()
    hall.clock.advance(minutes=15)

    def silent(*_: object) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as outage:
        outage.setattr(hall.documents, "commit", silent)
        assert hall.reconcile_queue() == {"unanswered": 1}
    assert '"unexpected-error"' not in capsys.readouterr().out
    assert hall.reconcile_queue() == {"escalated": 1}


def test_one_ticket_that_cannot_be_read_hides_nobody_behind_it(
    hall: QueueWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    hall.take()
    broken = {"id": "20261123-0000", "next_check_at": hall.clock.now()}
    hall.documents.commit(Create(f"offices/{hall.psc}/tickets/20261123-0000", broken))
    hall.clock.advance(minutes=15)
    assert hall.reconcile_queue() == {"failed": 1, "escalated": 1}
    assert '"unexpected-error"' in capsys.readouterr().out


@pytest.mark.parametrize(
    "path", ["psc-almaty-1/20261123-0099", "psc-nowhere/20261123-0001", "x_y/z", "psc-almaty-1/x y"]
)
@pytest.mark.parametrize("term", ["wait", "serving"])
def test_a_check_of_no_ticket_is_done(hall: QueueWorld, path: str, term: str) -> None:
    response = hall.task(f"/tasks/queue/{path}/{term}")
    assert (response.status_code, body(response)["done"]) == (200, "unknown")


# ---------------------------------------------------------------- hours


@pytest.mark.clause("6.1")
@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-23T08:59:59", "2026-11-23T09:00"),  # Monday, a second before nine
        ("2026-11-23T09:00:00", None),
        ("2026-11-23T19:59:59", None),
        ("2026-11-23T20:00:00", "2026-11-24T09:00"),
        ("2026-11-28T19:59:00", None),  # Saturday is worked
        ("2026-11-28T20:00:00", "2026-11-30T09:00"),
        ("2026-11-22T12:00:00", "2026-11-23T09:00"),  # Sunday is not
        ("2026-12-31T19:59:00", None),
        ("2026-12-31T20:00:00", "2027-01-04T09:00"),  # New Year is a Friday and a Saturday
        ("2027-01-02T12:00:00", "2027-01-04T09:00"),
    ],
)
def test_tickets_are_given_in_working_hours_alone(hall: QueueWorld, now: str, opens: str | None) -> None:
    hall.clock.move_to(almaty(now))
    response = hall.ask("POST", "tickets")
    if opens is None:
        assert response.status_code == 201
        return
    assert hall.refused(response) == (409, "outside-hours")
    assert datetime.fromisoformat(body(response)["opens_at"]) == almaty(opens)
    assert hall.tickets() == []


@pytest.mark.clause("6.1")
def test_who_has_a_ticket_at_closing_time_is_still_called_and_served(hall: QueueWorld) -> None:
    hall.clock.move_to(almaty("2026-11-23T19:59:59"))
    number = hall.take()
    hall.clock.advance(minutes=5)
    assert hall.serve("1") == number


@pytest.mark.clause("6.1")
def test_where_the_calendar_ends_no_ticket_is_given_and_somebody_is_woken(
    hall: QueueWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    hall.clock.move_to(almaty("2036-01-03T12:00:00"))
    assert hall.refused(hall.ask("POST", "tickets")) == (503, "calendar-unknown")
    assert hall.refused(hall.book("2036-01-04T12:00:00+05:00")) == (503, "calendar-unknown")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [severity, other] = [line["severity"] for line in lines if line["message"] == "calendar-unknown"]
    assert severity == other == "ALERT"


@pytest.mark.clause("6.1")
def test_the_line_is_shown_where_the_calendar_ends(hall: QueueWorld) -> None:
    hall.clock.move_to(almaty("2035-12-31T19:59:00"))
    number = hall.take()
    hall.clock.advance(minutes=2)
    board = hall.board()
    assert (board["open"], board["next_opening"], board["waiting"]) == (False, None, [number])
    hall.clock.move_to(almaty("2036-01-03T12:00:00"))
    board = hall.board()
    assert (board["open"], board["next_opening"], hall.queue()["open"]) == (None, None, None)
    page = hall.call("GET", f"/v1/psc/{hall.psc}/board", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "Орталық жабық" not in page.get_data(as_text=True)


# ---------------------------------------------------------------- mistakes


@pytest.fixture
def busy() -> QueueWorld:
    """A 001 is finished, A 002 called to desk 1, A 003 served at desk 2, A 004 has left, A 005 and A 006 wait."""
    hall = QueueWorld()
    for _ in range(6):
        hall.take()
        hall.clock.advance(seconds=1)
    hall.serve("1")
    hall.called("1")
    hall.step(hall.called("2"), "start", "2")
    hall.step("A 004", "abandon")
    return hall


@pytest.mark.clause("2.3", "6.2")
@pytest.mark.parametrize(
    ("does", "status", "problem"),
    [
        (lambda hall: hall.call_to("99"), 422, "desk-unknown"),
        (lambda hall: hall.call_to("1"), 409, "desk-busy"),
        (lambda hall: hall.call_to("2"), 409, "desk-busy"),
        (lambda hall: hall.call_to("3", "A 001"), 409, "ticket-already-called"),
        (lambda hall: hall.call_to("3", "A 002"), 409, "ticket-already-called"),
        (lambda hall: hall.call_to("1", "A 002"), 409, "ticket-already-called"),
        (lambda hall: hall.call_to("3", "A 004"), 409, "ticket-closed"),
        (lambda hall: hall.call_to("3", "A 006"), 409, "not-next"),
        (lambda hall: hall.call_to("3", "A 007"), 404, "ticket-unknown"),
        (lambda hall: hall.call_to("3", "nonsense"), 404, "ticket-unknown"),
        (lambda hall: hall.step("A 005", "start", "1"), 409, "ticket-not-called"),
        (lambda hall: hall.step("A 005", "finish", "1"), 409, "ticket-not-called"),
        (lambda hall: hall.step("A 005", "no-show", "1"), 409, "ticket-not-called"),
        (lambda hall: hall.step("A 002", "finish", "1"), 409, "ticket-not-started"),
        (lambda hall: hall.step("A 002", "start", "2"), 409, "ticket-at-other-desk"),
        (lambda hall: hall.step("A 003", "finish", "1"), 409, "ticket-at-other-desk"),
        (lambda hall: hall.step("A 001", "finish", "2"), 409, "ticket-at-other-desk"),
        (lambda hall: hall.step("A 003", "no-show", "2"), 409, "ticket-already-started"),
        (lambda hall: hall.step("A 001", "start", "1"), 409, "ticket-closed"),
        (lambda hall: hall.step("A 001", "no-show", "1"), 409, "ticket-closed"),
        (lambda hall: hall.step("A 001", "abandon"), 409, "ticket-closed"),
        (lambda hall: hall.step("A 004", "start", "1"), 409, "ticket-closed"),
        (lambda hall: hall.step("A 002", "abandon"), 409, "ticket-already-called"),
        (lambda hall: hall.step("A 003", "abandon"), 409, "ticket-already-called"),
        (lambda hall: hall.step("A 005", "start", "99"), 422, "desk-unknown"),
        (lambda hall: hall.step("A 099", "start", "1"), 404, "ticket-unknown"),
        (lambda hall: hall.step("A%2f..", "abandon"), 404, "not-found"),
        (lambda hall: hall.ask("POST", "calls"), 400, "malformed-body"),
        (lambda hall: hall.ask("POST", "calls", json={}), 422, "invalid-fields"),
        (lambda hall: hall.ask("POST", "calls", json={"desk": 3}), 422, "invalid-fields"),
        (lambda hall: hall.ask("POST", "calls", json={"desk": "3", "priority": True}), 422, "invalid-fields"),
        (lambda hall: hall.ask("POST", "tickets/A002/start"), 400, "malformed-body"),
    ],
)
def test_a_mistake_gets_its_problem_and_changes_nothing(
    busy: QueueWorld, does: Callable[[QueueWorld], Response], status: int, problem: str
) -> None:
    before = busy.everything()
    assert busy.refused(does(busy)) == (status, problem)
    assert busy.everything() == before


def test_a_problem_tells_what_the_operator_needs(busy: QueueWorld) -> None:
    assert body(busy.call_to("1"))["ticket"] == "A 002"
    assert body(busy.call_to("3", "A 006"))["next"] == "A 005"
    called = body(busy.call_to("3", "A 003"))
    assert (called["desk"], called["ticket_status"]) == ("2", "serving")
    assert busy.pointers(busy.call_to("99")) == ["/desk"]


OPERATORS_ASK = [
    ("POST", "tickets"),
    ("POST", "arrivals"),
    ("POST", "calls"),
    ("POST", "tickets/A005/start"),
    ("POST", "tickets/A005/finish"),
    ("POST", "tickets/A005/no-show"),
    ("POST", "tickets/A005/abandon"),
    ("GET", "queue"),
]


@pytest.mark.parametrize(("method", "path"), OPERATORS_ASK)
def test_the_operator_of_another_centre_may_do_nothing_here(busy: QueueWorld, method: str, path: str) -> None:
    before = busy.everything()
    url = f"/v1/psc/{busy.psc}/{path}"
    assert busy.refused(busy.call(method, url, who=busy.operator(CENTRES[1]))) == (403, "other-office")
    assert busy.everything() == before


@pytest.mark.parametrize(("method", "path"), [*OPERATORS_ASK, ("GET", "board"), ("GET", "slots")])
def test_a_centre_that_there_is_not_is_unknown(busy: QueueWorld, method: str, path: str) -> None:
    for centre in ("psc-nowhere", "almaty"):  # the second is a provider
        response = busy.call(method, f"/v1/psc/{centre}/{path}", who=busy.operator(centre))
        assert busy.refused(response) == (404, "centre-unknown")


def test_more_tickets_than_numbers_is_said(hall: QueueWorld) -> None:
    last = taken(hall.psc, MOST_A_DAY, hall.clock.now(), 15 * MINUTE)
    hall.documents.commit(Create(f"offices/{hall.psc}/tickets/{last.id}", to_fields(last)))
    assert hall.refused(hall.ask("POST", "tickets")) == (409, "queue-full")


def test_a_store_that_is_silent_calls_nobody(hall: QueueWorld) -> None:
    hall.take()
    before = hall.everything()
    hall.fake_documents.fail_next(1)
    assert hall.call_to("1").status_code == 503
    assert hall.everything() == before


def test_a_call_whose_answer_was_lost_is_found_at_the_desk(hall: QueueWorld) -> None:
    number = hall.take()
    hall.take()
    hall.fake_documents.lose_next_reply()
    assert hall.call_to("1").status_code == 503
    again = hall.call_to("1")
    assert (hall.refused(again), body(again)["ticket"]) == ((409, "desk-busy"), number)


# ---------------------------------------------------------------- the board


@pytest.mark.clause("6.2")
def test_the_board_shows_numbers_and_desks_the_newest_call_first(hall: QueueWorld) -> None:
    for _ in range(4):
        hall.take()
        hall.clock.advance(seconds=1)
    hall.called("3")
    hall.clock.advance(seconds=5)
    hall.called("1")
    board = hall.board()
    assert board["called"] == [{"number": "A 002", "desk": "1"}, {"number": "A 001", "desk": "3"}]
    assert board["waiting"] == ["A 003", "A 004"]
    assert (board["open"], board["next_opening"]) == (True, None)
    hall.step("A 002", "no-show", "1")
    assert hall.board()["called"] == [{"number": "A 001", "desk": "3"}]


@pytest.mark.clause("6.2")
def test_a_browser_gets_the_board_as_a_page_that_refreshes_by_itself(hall: QueueWorld) -> None:
    hall.take()
    hall.called("1")
    path = f"/v1/psc/{hall.psc}/board"
    page = hall.call("GET", path, headers={"Accept": "text/html,application/xhtml+xml"})
    assert page.mimetype == "text/html"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    text = page.get_data(as_text=True)
    assert 'http-equiv="refresh"' in text
    assert "001" in text
    assert "Терезе" in text
    assert "Desk" in hall.call("GET", path + "?lang=en", headers={"Accept": "text/html"}).get_data(as_text=True)


@pytest.mark.clause("6.1")
def test_the_board_of_a_closed_centre_tells_when_it_opens(hall: QueueWorld) -> None:
    hall.clock.move_to(almaty("2026-11-28T21:00:00"))
    board = hall.board()
    assert (board["open"], datetime.fromisoformat(board["next_opening"])) == (False, almaty("2026-11-30T09:00"))
    page = hall.call("GET", f"/v1/psc/{hall.psc}/board", headers={"Accept": "text/html"})
    assert page.status_code == 200


@pytest.mark.clause("6.2")
def test_the_queue_knows_nobody(hall: QueueWorld, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither a ticket, nor a desk, nor the board, nor the log tells who came, or who sits at the desk."""
    booking = hall.booked(HALF_PAST)
    hall.arrive(booking["code"])
    hall.serve("1")
    hall.take()
    person = hall.submit_services.rules.cabinet(GUARDIAN)
    inside = hall.documents.get_many(
        path for path in hall.fake_documents.paths() if "/tickets/" in path or "/desks/" in path or "/slots/" in path
    )
    page = hall.call("GET", f"/v1/psc/{hall.psc}/board", headers={"Accept": "text/html"}).get_data(as_text=True)
    told = [repr([document.fields for document in inside.values()]), repr(hall.board()), repr(hall.queue()), page]
    printed = capsys.readouterr().out
    assert len(inside) == 4
    for secret in (GUARDIAN, person, OPERATOR, OPERATOR.split()[0], "psc-operator"):
        assert all(secret not in text for text in [*told, printed])
    assert booking["id"] not in repr(hall.board()) + page
    assert WITHHELD not in printed
