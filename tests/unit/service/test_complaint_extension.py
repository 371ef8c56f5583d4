"""The one extension of a term, and who is told of it when (Law on State Services, art. 25)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from flask import Response

from functions.complaint.records import account_hash
from functions.shared.codec import from_fields
from functions.shared.domain.complaint import Accused, Intake, Mark, Stage
from functions.shared.domain.events import EventKind
from functions.shared.domain.notice import Notice, NoticeKind
from functions.shared.domain.office import OfficeKind
from tests.unit.calendar.almanac import moment, shown
from tests.unit.service.chancellery import ID, Chancellery, a_move

HEAD = {"role": "provider_head", "office": "almaty", "subject": "head"}
CLERK = {"role": "provider_officer", "office": "almaty", "subject": "clerk"}
REASON = "Сыртқы мекемеден мәлімет сұратылды"
HEADS = {
    OfficeKind.PROVIDER: ("provider_head", "almaty"),
    OfficeKind.AKIMAT: ("akimat_head", "akimat-almaty"),
    OfficeKind.QUALITY: ("quality_officer", "quality"),
    OfficeKind.CENTRE: ("psc_head", "psc-almaty-1"),
}


@pytest.fixture
def office() -> Chancellery:
    return Chancellery()


def extend(office: Chancellery, days: Any = 10, who: dict[str, str] | None = None, reason: Any = REASON) -> Response:
    body = {"working_days": days, "reason": reason}
    return office.call("POST", f"/v1/complaints/{ID}/extension", who=who or HEAD, json=body)


def tell(office: Chancellery, who: dict[str, str] | None = None, **body: Any) -> Response:
    return office.call("POST", f"/v1/complaints/{ID}/extension/told", who=who or CLERK, json={"how": "phone"} | body)


@pytest.mark.clause("11.8", "11.10")
@pytest.mark.parametrize(
    ("kind", "last_day"),
    [
        (OfficeKind.PROVIDER, "2026-12-14"),
        (OfficeKind.AKIMAT, "2026-12-14"),
        # Fifteen working days and ten, over 16 December.
        (OfficeKind.QUALITY, "2026-12-29"),
    ],
)
def test_a_head_may_extend_by_ten_working_days_from_registration(
    office: Chancellery, kind: OfficeKind, last_day: str
) -> None:
    role, where = HEADS[kind]
    office.given(kind=kind, office=where)
    office.clock.move_to(moment("Friday 2026-11-27 15:00"))
    response = extend(office, who={"role": role, "office": where})
    assert response.status_code == 200, response.get_data(as_text=True)
    term = json.loads(response.get_data())
    assert term["last_day"] == last_day
    assert shown(office.complaint().due_at).endswith(f"{last_day} 23:59")
    assert term["extension"]["reason"] == REASON
    assert term["extension"]["told_at"] is None
    event = office.chain()[-1]
    assert event.kind is EventKind.EXTENDED
    assert event.data["due"] == last_day
    assert REASON not in json.dumps(event.data, ensure_ascii=False)


@pytest.mark.clause("11.8")
def test_the_term_cannot_be_extended_at_a_centre(office: Chancellery) -> None:
    office.given(kind=OfficeKind.CENTRE, office="psc-almaty-1")
    response = extend(office, who={"role": "psc_head", "office": "psc-almaty-1"})
    assert (response.status_code, office.problem(response)) == (409, "extension-not-allowed")
    assert len(office.chain()) == 1


@pytest.mark.clause("11.8")
def test_a_term_is_extended_once(office: Chancellery) -> None:
    office.given()
    assert extend(office, 1).status_code == 200
    response = extend(office, 9)
    assert (response.status_code, office.problem(response)) == (409, "extension-repeated")
    assert office.complaint().working_days == 6


@pytest.mark.clause("11.8")
def test_a_repeat_of_an_extension_gets_the_first_answer(office: Chancellery) -> None:
    office.given()
    first = extend(office, 3)
    office.clock.advance(days=9)
    assert json.loads(extend(office, 3).get_data()) == json.loads(first.get_data())
    assert office.problem(extend(office, 3, reason="Басқа себеп")) == "extension-repeated"
    assert office.problem(extend(office, 3, HEAD | {"subject": "another"})) == "extension-repeated"
    assert office.complaint().working_days == 8
    assert [event.kind for event in office.chain()].count(EventKind.EXTENDED) == 1


@pytest.mark.clause("11.4", "11.8")
@pytest.mark.parametrize("accused", [{"name": "Сәрсенбаев Б.А."}, {"account": "HEAD"}])
def test_a_head_does_not_extend_the_complaint_about_himself(office: Chancellery, accused: dict[str, str]) -> None:
    account = accused.get("account")
    subject = account_hash(office.complaint_services, account) if account else None
    office.given(accused=Accused(accused.get("name"), subject))
    response = extend(office, who=HEAD | {"name": "Сәрсенбаев Бауыржан Асқарұлы"})
    assert (response.status_code, office.problem(response)) == (409, "head-is-accused")
    assert office.complaint().extension is None


@pytest.mark.clause("11.1", "11.8")
def test_a_complaint_at_the_wrong_office_is_forwarded_and_not_extended(office: Chancellery) -> None:
    office.given(misdirected=True)
    response = extend(office)
    assert (response.status_code, office.problem(response)) == (409, "must-be-forwarded")
    assert office.complaint().extension is None


@pytest.mark.clause("11.8")
def test_a_term_is_extended_to_its_last_moment_and_not_after_it(office: Chancellery) -> None:
    office.given()
    office.clock.move_to(office.complaint().due_at)
    assert extend(office).status_code == 200
    late = Chancellery()
    late.given()
    late.clock.move_to(moment("Tuesday 2026-12-01 00:00"))
    response = extend(late)
    assert (response.status_code, late.problem(response)) == (409, "extension-too-late")


def test_an_answered_complaint_has_no_term_to_extend(office: Chancellery) -> None:
    office.given()
    office.name_executor()
    at = office.clock.now()
    office.change(lambda complaint: complaint.step(Stage.ANSWERED, EventKind.ANSWERED, at, "provider_head", told={}))
    assert office.problem(extend(office)) == "complaint-answered"


@pytest.mark.clause("11.4")
def test_only_the_head_of_the_office_that_has_it_extends(office: Chancellery) -> None:
    office.given()
    assert extend(office, who=CLERK).status_code == 403
    assert extend(office, who={"role": "citizen", "iin": "850101100012"}).status_code == 403
    assert extend(office, who={"role": "provider_head", "office": "astana"}).status_code == 404
    assert extend(office, who={"role": "akimat_head", "office": "akimat-almaty"}).status_code == 404
    assert office.complaint().extension is None


@pytest.mark.parametrize("days", [0, 11, -1, 2.5, "10", None])
def test_an_extension_is_one_to_ten_whole_days(office: Chancellery, days: Any) -> None:
    office.given()
    response = extend(office, days)
    assert (response.status_code, office.pointers(response)) == (422, ["/working_days"])


@pytest.mark.parametrize("reason", ["", "   ", None])
def test_an_extension_has_a_reason(office: Chancellery, reason: Any) -> None:
    office.given()
    response = extend(office, reason=reason)
    assert (response.status_code, office.pointers(response)) == (422, ["/reason"])


@pytest.mark.clause("11.8")
def test_what_was_due_before_the_extension_is_noticed_with_it_and_the_new_end_again(office: Chancellery) -> None:
    office.given()
    office.clock.move_to(moment("Monday 2026-11-30 10:00"))
    assert extend(office, 1).status_code == 200
    assert [event.kind for event in office.chain()][-1] is EventKind.EXTENDED
    assert sorted(office.alarms()) == [f"{ID}-due-soon", f"{ID}-no-executor"]
    office.name_executor()
    tell(office)
    office.clock.move_to(moment("Wednesday 2026-12-02 00:00"))
    assert office.check() == "noticed"
    assert sorted(office.alarms())[-2:] == [f"{ID}-no-executor", f"{ID}-overdue-extended"]
    assert f"{ID}-due-soon-extended" in office.alarms()


# ---------------------------------------------------------------- who is told


@pytest.mark.clause("11.8")
def test_who_complained_through_the_portal_is_told_at_once(office: Chancellery) -> None:
    office.given(intake=Intake.PORTAL, cabinet="c" * 32)
    term = json.loads(extend(office).get_data())
    assert term["extension"]["told_how"] == "cabinet"
    found = office.documents.get(f"notices/{ID}-complaint-extended")
    assert found is not None
    notice = from_fields(Notice, found.fields)
    assert (notice.kind, notice.cabinet) == (NoticeKind.COMPLAINT_EXTENDED, "c" * 32)
    assert "14 декабря 2026" in notice.text.ru
    assert REASON in notice.text.kk
    assert Mark.EXTENSION_NOT_TOLD not in office.complaint().checks
    assert office.problem(tell(office)) == "extension-already-told"
    office.run_due_tasks()
    assert [pushed.kind for pushed in office.portal.pushed] == [NoticeKind.COMPLAINT_EXTENDED]


def test_who_complained_on_paper_is_told_besides_though_he_has_a_cabinet(office: Chancellery) -> None:
    office.given(intake=Intake.POST, cabinet="c" * 32)
    assert json.loads(extend(office).get_data())["extension"]["told_at"] is None
    assert office.stored("notices") == [f"notices/{ID}-complaint-extended"]


@pytest.mark.clause("11.8")
def test_not_told_within_three_working_days_alarms_the_office(office: Chancellery) -> None:
    office.given("Wednesday 2026-11-25 10:00")
    office.name_executor()
    office.clock.move_to(moment("Thursday 2026-11-26 10:00"))
    assert shown(json_moment(extend(office), "tell_by")) == "Tuesday 2026-12-01 23:59"
    office.clock.move_to(moment("Tuesday 2026-12-01 23:59"))
    assert office.check() == "early"
    office.clock.move_to(moment("Wednesday 2026-12-02 00:00"))
    assert office.check() == "noticed"
    assert office.alarms() == {f"{ID}-extension-not-told": ("complaint-extension-not-told", "almaty")}


def json_moment(response: Response, name: str) -> datetime:
    return datetime.fromisoformat(json.loads(response.get_data())["extension"][name])


@pytest.mark.clause("11.8")
@pytest.mark.parametrize("who", [CLERK, HEAD])
def test_telling_ends_the_watch_and_is_an_event(office: Chancellery, who: dict[str, str]) -> None:
    office.given()
    extend(office)
    response = tell(office, who, how="post", tracking="KZ123456789")
    assert response.status_code == 200, response.get_data(as_text=True)
    assert json.loads(response.get_data())["extension"]["told_how"] == "post"
    assert Mark.EXTENSION_NOT_TOLD not in office.complaint().checks
    event = office.chain()[-1]
    assert (event.kind, event.data["how"], event.data["tracking"]) == (
        EventKind.EXTENSION_TOLD,
        "post",
        "KZ123456789",
    )
    assert event.data["in_time"] is True
    assert office.problem(tell(office, who)) == "extension-already-told"


def test_a_repeat_of_what_was_told_gets_the_first_answer(office: Chancellery) -> None:
    office.given()
    extend(office)
    first = tell(office, how="post", tracking="KZ123456789")
    office.clock.advance(hours=2)
    assert json.loads(tell(office, how="post", tracking="KZ123456789").get_data()) == json.loads(first.get_data())
    assert office.problem(tell(office, how="post", tracking="KZ999999999")) == "extension-already-told"
    assert [event.kind for event in office.chain()].count(EventKind.EXTENSION_TOLD) == 1


def test_told_late_is_told_and_stays_marked(office: Chancellery) -> None:
    office.given()
    office.name_executor()
    extend(office)
    office.clock.move_to(moment("Friday 2026-11-27 09:00"))
    assert tell(office).status_code == 200
    assert [event.kind for event in office.chain()][-2:] == [EventKind.NOTICED, EventKind.EXTENSION_TOLD]
    assert office.chain()[-1].data["in_time"] is False
    assert Mark.EXTENSION_NOT_TOLD in office.complaint().marked


def test_nothing_is_told_of_a_term_that_was_not_extended(office: Chancellery) -> None:
    office.given()
    response = tell(office)
    assert (response.status_code, office.problem(response)) == (409, "not-extended")
    assert tell(office, {"role": "provider_officer", "office": "astana"}).status_code == 404
    assert tell(office, how="pigeon").status_code == 422


@pytest.mark.clause("11.8")
def test_a_calendar_that_changes_moves_an_extended_term_and_the_time_to_tell_it(
    office: Chancellery, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.given()
    office.name_executor()
    extend(office)
    office.reconcile_complaints()
    office.decide(monkeypatch, a_move("2026-11-25", "2026-12-19"))
    assert office.reconcile_complaints()["walked"]["did"] == {"recounted": 1}
    after = office.complaint()
    assert shown(after.due_at) == "Tuesday 2026-12-15 23:59"
    assert after.extension is not None
    assert shown(after.extension.tell_by) == "Friday 2026-11-27 23:59"
    assert shown(after.checks[Mark.EXTENSION_NOT_TOLD]) == "Friday 2026-11-27 23:59"


def test_of_two_extensions_at_once_one_is_made(office: Chancellery) -> None:
    office.given()
    statuses: list[int] = []
    office.fake_documents.before_next_commit(lambda: statuses.append(extend(office, 3).status_code))
    assert office.problem(extend(office, 10)) == "extension-repeated"
    assert (statuses, office.complaint().working_days) == ([200], 8)
