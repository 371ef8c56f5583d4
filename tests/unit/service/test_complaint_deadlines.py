"""What becomes of a complaint whose time is over (clauses 11.4, 11.8, 11.10)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from functions.complaint import reconciler, recounting
from functions.complaint.deadlines import look
from functions.shared.domain.calendar import almaty_day
from functions.shared.domain.complaint import Part, Stage
from functions.shared.domain.events import EventKind
from functions.shared.domain.office import OfficeKind
from functions.shared.log import Severity
from functions.shared.ports import StoreUnavailable
from functions.shared.scheduling import FARTHEST
from tests.unit.calendar.almanac import day, moment
from tests.unit.service.chancellery import ID, Chancellery, a_move


@pytest.fixture
def office() -> Chancellery:
    return Chancellery()


# ---------------------------------------------------------------- alarms


@pytest.mark.clause("11.4")
def test_a_complaint_without_an_executor_alarms_its_head_a_day_after_registration(office: Chancellery) -> None:
    office.given()
    office.clock.move_to(moment("Tuesday 2026-11-24 23:59"))
    assert office.check() == "early"
    office.clock.move_to(moment("Wednesday 2026-11-25 00:00"))
    assert office.check() == "noticed"
    assert office.alarms() == {f"{ID}-no-executor": ("complaint-no-executor", "almaty")}
    assert office.check() == "early"
    assert [event.kind for event in office.chain()] == [EventKind.REGISTERED, EventKind.NOTICED]
    noticed = office.chain()[-1].data
    assert noticed["mark"] == "no-executor"
    assert noticed["alarmed"] == ["almaty"]


@pytest.mark.clause("11.8")
def test_a_term_is_announced_on_its_last_day_and_missed_after_it(office: Chancellery) -> None:
    office.given()
    office.name_executor()
    office.clock.move_to(moment("Monday 2026-11-30 00:00"))
    assert office.check() == "noticed"
    assert office.alarms() == {f"{ID}-due-soon": ("complaint-due-soon", "almaty")}
    office.clock.move_to(moment("Monday 2026-11-30 23:59"))
    assert office.check() == "early"
    office.clock.move_to(moment("Tuesday 2026-12-01 00:00"))
    assert office.check() == "noticed"
    assert office.alarms()[f"{ID}-overdue"] == ("complaint-overdue", "almaty")
    assert office.complaint().next_check_at is None


@pytest.mark.clause("11.4", "11.8")
@pytest.mark.parametrize(
    ("kind", "where", "above"),
    [
        (OfficeKind.PROVIDER, "almaty", "akimat-almaty"),
        (OfficeKind.AKIMAT, "akimat-almaty", "quality"),
        (OfficeKind.CENTRE, "psc-almaty-1", "quality"),
        (OfficeKind.QUALITY, "quality", None),
    ],
)
def test_nobody_named_by_the_deadline_alarms_the_office_above(
    office: Chancellery, kind: OfficeKind, where: str, above: str | None
) -> None:
    office.given(kind=kind, office=where)
    office.clock.move_to(office.complaint().due_at + timedelta(seconds=1))
    assert office.check() == "noticed"
    kinds = {alarm: told for alarm, told in office.alarms().items() if told[0] == "complaint-overdue"}
    expected = {f"{ID}-overdue": ("complaint-overdue", where)}
    assert kinds == expected | ({f"{ID}-overdue-above": ("complaint-overdue", above)} if above else {})


def test_what_is_missing_and_what_stays_at_the_wrong_office_alarms_the_office(office: Chancellery) -> None:
    """Administrative Code, art. 64 and 65."""
    office.given(missing=(Part.SIGNATURE,), misdirected=True)
    office.name_executor()
    office.clock.move_to(moment("Friday 2026-11-27 00:00"))
    assert office.check() == "noticed"
    assert sorted(kind for kind, _ in office.alarms().values()) == [
        "complaint-not-forwarded",
        "complaint-parts-not-given",
    ]


@pytest.mark.clause("11.8")
def test_everything_that_was_slept_through_is_noticed_in_one_batch_each_with_its_event(office: Chancellery) -> None:
    office.given()
    office.clock.move_to(moment("Tuesday 2026-12-15 10:00"))
    assert office.check() == "noticed"
    marks = [event.data["mark"] for event in office.chain() if event.kind is EventKind.NOTICED]
    assert marks == ["no-executor", "due-soon", "overdue"]
    assert office.check() == "early"
    assert len(office.chain()) == 4


@pytest.mark.clause("11.8")
def test_two_checks_at_once_notice_a_thing_once(office: Chancellery) -> None:
    called: list[str] = []
    office.given()
    office.clock.move_to(moment("Wednesday 2026-11-25 00:00"))
    office.fake_documents.before_next_commit(lambda: called.append(office.check()))
    assert (office.check(), called) == ("early", ["noticed"])
    assert len(office.alarms()) == 1
    assert len(office.chain()) == 2


def test_an_unknown_and_an_answered_complaint_are_let_be(office: Chancellery) -> None:
    assert office.check("nobody") == "unknown"
    office.given()
    office.name_executor()
    at = office.clock.now()
    office.change(lambda complaint: complaint.step(Stage.ANSWERED, EventKind.ANSWERED, at, "provider_head", told={}))
    office.clock.move_to(moment("Tuesday 2026-12-15 10:00"))
    assert office.check() == "answered"
    assert office.reconcile_complaints()["due"] == {"saw": 0, "did": {}}
    assert not office.alarms()


# ---------------------------------------------------------------- tasks


@pytest.mark.clause("11.8")
def test_a_check_arms_the_next_one_a_moment_after_the_time(office: Chancellery) -> None:
    office.given()
    assert office.check() == "early"
    seen = []
    while office.tasks.waiting:
        assert len(office.tasks.waiting) == 1
        at = office.tasks.waiting[0].at
        assert at is not None
        office.clock.move_to(at)
        assert office.run_due_tasks() == [200]
        seen.append(almaty_day(at))
    assert seen == [day("Wednesday 2026-11-25"), day("Saturday 2026-11-28"), day("Tuesday 2026-12-01")]
    assert len(office.alarms()) == 4


@pytest.mark.clause("11.10")
def test_a_time_farther_than_a_task_can_be_scheduled_is_reached_in_two_steps(office: Chancellery) -> None:
    office.given("Monday 2026-11-23 10:00", OfficeKind.QUALITY, office="quality", working_days=25)
    office.name_executor()
    assert (office.complaint().next_check_at or office.clock.now()) - office.clock.now() > FARTHEST
    assert office.check() == "early"
    (task,) = office.tasks.waiting
    assert task.at == office.clock.now() + FARTHEST
    office.clock.move_to(task.at)
    assert office.run_due_tasks() == [200]
    (task,) = office.tasks.waiting
    assert task.at is not None
    assert timedelta(0) < task.at - (office.complaint().next_check_at or task.at) <= timedelta(seconds=1)
    office.clock.move_to(task.at)
    assert office.run_due_tasks() == [200]
    assert [kind for kind, _ in office.alarms().values()] == ["complaint-due-soon"]


# ---------------------------------------------------------------- the reconciler


@pytest.mark.clause("11.8")
def test_the_reconciler_finds_what_lost_tasks_left_and_says_what_it_saw_and_did(office: Chancellery) -> None:
    office.given(identifier="one")
    office.given(identifier="two")
    office.name_executor("two")
    office.clock.move_to(moment("Wednesday 2026-11-25 08:00"))
    assert office.reconcile_complaints() == {
        "done": "reconciled",
        "due": {"saw": 1, "did": {"noticed": 1}},
        "walked": {"saw": 2, "did": {"in-order": 2}},
    }
    office.clock.advance(minutes=5)
    assert office.reconcile_complaints() == {"done": "reconciled", "due": {"saw": 0, "did": {}}, "walked": None}


@pytest.mark.clause("11.8")
def test_the_longest_due_comes_first_over_several_pages(office: Chancellery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconciler, "PAGE", 2)
    monkeypatch.setattr(recounting, "PAGE", 2)
    for n in range(7):
        office.given(f"Monday 2026-11-23 1{n}:00", identifier=f"complaint-{n}")
    office.clock.move_to(moment("Wednesday 2026-11-25 08:00"))
    report = office.reconcile_complaints()
    assert (report["due"]["saw"], report["walked"]["saw"]) == (7, 7)
    assert len(office.alarms()) == 7


@pytest.mark.clause("11.8")
def test_one_that_cannot_be_read_is_counted_and_alarmed_and_stops_nobody(
    office: Chancellery, capsys: pytest.CaptureFixture[str]
) -> None:
    for identifier in ("one", "spoiled", "two"):
        office.given(identifier=identifier)
    office.spoil("spoiled", week="four-day")
    office.clock.move_to(moment("Wednesday 2026-11-25 08:00"))
    for again in range(3):
        report = office.reconcile_complaints()
        assert (
            report["due"] == {"saw": 1, "did": {"failed": 1}}
            if again
            else {"saw": 3, "did": {"noticed": 2, "failed": 1}}
        )
        logged = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        alerts = [line for line in logged if line["message"] == "unexpected-error"]
        assert {(line["severity"], line["complaint"]) for line in alerts} == {(Severity.ALERT.value, "spoiled")}
        office.clock.advance(minutes=5)
    assert len(office.alarms()) == 2


def test_the_round_finds_one_whose_next_check_was_lost(office: Chancellery) -> None:
    office.given()
    office.reconcile_complaints()
    office.spoil(ID, next_check_at=None)
    office.clock.move_to(moment("Wednesday 2026-11-25 10:00"))
    report = office.reconcile_complaints()
    assert (report["due"]["saw"], report["walked"]) == (0, {"saw": 1, "did": {"noticed": 1}})


@pytest.mark.clause("11.4")
def test_a_complaint_at_an_office_that_the_directory_has_lost_alarms_the_quality_authority(
    office: Chancellery, capsys: pytest.CaptureFixture[str]
) -> None:
    office.given(office="closed")
    office.clock.move_to(moment("Wednesday 2026-11-25 08:00"))
    report = office.reconcile_complaints()
    assert report["due"] == {"saw": 1, "did": {"unowned": 1}}
    assert report["walked"] == {"saw": 1, "did": {"unowned": 1}}
    assert office.alarms() == {
        f"{ID}-no-executor": ("complaint-no-executor", "closed"),
        f"{ID}-no-executor-above": ("complaint-no-executor", "quality"),
    }
    logged = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert any(line["message"] == "complaint-of-unknown-office" and line["severity"] == "ALERT" for line in logged)


def test_a_run_that_is_out_of_time_says_what_it_left_and_the_next_does_it(
    office: Chancellery, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        office.given(identifier=f"complaint-{n}")
    office.clock.move_to(moment("Wednesday 2026-11-25 08:00"))
    with monkeypatch.context() as hurried:
        hurried.setattr(reconciler, "BUDGET_SECONDS", -1.0)
        report = office.reconcile_complaints()
        assert report["due"] == report["walked"] == {"saw": 3, "did": {"left": 3}}
    report = office.reconcile_complaints()
    assert report["due"] == {"saw": 3, "did": {"noticed": 3}}
    assert report["walked"] == {"saw": 3, "did": {"in-order": 3}}, "the round that was left is made again"


def test_a_store_that_fails_for_one_fails_for_that_one_and_is_tried_within_the_hour(
    office: Chancellery, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office.given(identifier="one")
    office.given(identifier="two")
    office.clock.move_to(moment("Wednesday 2026-11-25 08:00"))

    def failing(services: Any, identifier: str) -> str:
        if identifier == "one":
            raise StoreUnavailable
        return look(services, identifier)

    with monkeypatch.context() as broken:
        for module in (reconciler, recounting):
            broken.setattr(module, "look", failing)
        report = office.reconcile_complaints()
        assert report["due"]["did"] == {"unanswered": 1, "noticed": 1}
        assert report["walked"]["did"] == {"unanswered": 1, "in-order": 1}
    assert '"unexpected-error"' not in capsys.readouterr().out
    office.clock.advance(minutes=61)
    report = office.reconcile_complaints()
    assert report["due"]["did"] == {"noticed": 1}
    assert report["walked"] == {"saw": 2, "did": {"in-order": 2}}


# ---------------------------------------------------------------- the calendar changes


@pytest.mark.clause("11.8")
@pytest.mark.parametrize(
    ("move", "due"),
    [
        (a_move("2026-11-24", "2026-12-05"), "Tuesday 2026-12-01"),
        (a_move("2026-12-08", "2026-11-28"), "Saturday 2026-11-28"),
    ],
)
def test_a_decided_day_off_recounts_every_open_complaint(
    office: Chancellery, monkeypatch: pytest.MonkeyPatch, move: dict[str, Any], due: str
) -> None:
    office.given(identifier="open")
    office.given(identifier="answered")
    office.name_executor("open")
    office.name_executor("answered")
    at = office.clock.now()
    office.change(
        lambda complaint: complaint.step(Stage.ANSWERED, EventKind.ANSWERED, at, "provider_head", told={}), "answered"
    )
    office.reconcile_complaints()
    before = office.complaint("open")
    calendar = office.decide(monkeypatch, move)
    assert office.reconcile_complaints()["walked"] == {"saw": 1, "did": {"recounted": 1}}
    after = office.complaint("open")
    assert almaty_day(after.due_at) == day(due)
    recounted = office.chain("open")[-1]
    assert recounted.kind is EventKind.RECOUNTED
    assert recounted.data == {
        "due_before": "2026-11-30",
        "due": due.split()[1],
        "calendar_before": before.calendar,
        "calendar": calendar.edition,
    }
    assert office.complaint("answered").calendar == before.calendar
    assert office.reconcile_complaints()["walked"] is None, "once is enough"
    monkeypatch.undo()
    assert office.reconcile_complaints()["walked"] == {"saw": 1, "did": {"recounted": 1}}
    assert (office.complaint("open").due_at, office.complaint("open").checks) == (before.due_at, before.checks)


@pytest.mark.clause("11.8")
def test_a_check_counts_by_the_calendar_in_force_before_it_calls_anything_late(
    office: Chancellery, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.given()
    office.name_executor()
    office.decide(monkeypatch, a_move("2026-11-24", "2026-12-05"))
    office.clock.move_to(moment("Tuesday 2026-12-01 00:00"))
    assert office.check() == "noticed"
    assert [kind for kind, _ in office.alarms().values()] == ["complaint-due-soon"], "there is a day more"
    assert [event.kind for event in office.chain()][-2:] == [EventKind.RECOUNTED, EventKind.NOTICED]


def test_a_round_that_breaks_off_is_made_again(office: Chancellery, monkeypatch: pytest.MonkeyPatch) -> None:
    office.given(identifier="one")
    office.given(identifier="two")
    office.reconcile_complaints()
    calendar = office.decide(monkeypatch, a_move("2026-11-24", "2026-12-05"))

    with monkeypatch.context() as broken:
        broken.setattr(recounting, "open_complaints", crash)
        assert office.task("/tasks/complaints/reconcile").status_code == 500
    assert office.reconcile_complaints()["walked"] == {"saw": 2, "did": {"recounted": 2}}
    assert {office.complaint(each).calendar for each in ("one", "two")} == {calendar.edition}
    assert office.reconcile_complaints()["walked"] is None
    assert [event.kind for event in office.chain("one")] == [EventKind.REGISTERED, EventKind.RECOUNTED]


def crash(*_: Any) -> None:
    raise RuntimeError("the machine went away")


# ---------------------------------------------------------------- who is told


@pytest.mark.clause("11.4", "11.8", "11.10")
@pytest.mark.parametrize(
    ("role", "where", "kind"),
    [
        ("provider_head", "almaty", OfficeKind.PROVIDER),
        ("akimat_head", "akimat-almaty", OfficeKind.AKIMAT),
        ("psc_head", "psc-almaty-1", OfficeKind.CENTRE),
        ("quality_officer", "quality", OfficeKind.QUALITY),
    ],
)
def test_an_office_sees_its_alarms_and_where_the_complaint_stands(
    office: Chancellery, role: str, where: str, kind: OfficeKind
) -> None:
    office.given(kind=kind, office=where)
    office.clock.move_to(office.complaint().due_at + timedelta(seconds=1))
    office.check()
    shown = json.loads(office.call("GET", "/v1/alarms", who={"role": role, "office": where}).get_data())["alarms"]
    assert sorted(alarm["kind"] for alarm in shown) == [
        "complaint-due-soon",
        "complaint-no-executor",
        "complaint-overdue",
    ]
    (overdue,) = [alarm for alarm in shown if alarm["kind"] == "complaint-overdue"]
    assert overdue["number"] == "K4K7-9MXT-2RWF"
    assert (overdue["complaint"], overdue["stage"]) == (ID, "registered")
    assert overdue["application"] is None


def test_an_alarm_is_shown_though_its_complaint_cannot_be_read(office: Chancellery) -> None:
    office.given()
    office.clock.move_to(moment("Wednesday 2026-11-25 08:00"))
    office.check()
    office.spoil(ID, week="four-day")
    who = {"role": "provider_head", "office": "almaty"}
    assert len(json.loads(office.call("GET", "/v1/alarms", who=who).get_data())["alarms"]) == 1


def test_nobody_but_a_task_checks_or_reconciles(office: Chancellery) -> None:
    office.given()
    for path in (f"/tasks/complaints/{ID}/check", "/tasks/complaints/reconcile"):
        assert office.call("POST", path, who={"role": "provider_head", "office": "almaty"}).status_code == 403
        assert office.call("POST", path).status_code == 401
