"""Complaints come in: registered at once, never refused, given to whoever is to hear them (clause 11)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.shared.codec import from_fields, to_fields
from functions.shared.domain.complaint import Answer, Complaint, Mark, Outcome, Part, Stage
from functions.shared.domain.language import Language
from functions.shared.domain.notice import Notice
from functions.shared.offices import Offices
from functions.shared.ports import Create, Replace
from functions.shared.records import Evidence
from tests.fakes.trust import fake_cms
from tests.unit.examples import GUARDIAN
from tests.unit.service.complaint_world import (
    ADDRESS,
    CLERK,
    EXECUTOR,
    HEAD_NAMES,
    NAME,
    TEXT,
    ComplaintWorld,
    at,
    body,
)
from tests.unit.service.world import PDF

STRANGER = "850101100111"


@pytest.fixture
def world() -> ComplaintWorld:
    """Monday 23 November 2026, ten o'clock in Almaty."""
    return ComplaintWorld()


def answered(world: ComplaintWorld, identifier: str) -> None:
    """As the head's answer leaves it."""
    found = world.documents.get(f"complaints/{identifier}")
    assert found is not None
    now = world.clock.now()
    answer = Answer(Outcome.REJECTED, "Жауап.", None, Language.KK, HEAD_NAMES["almaty"], now, "answers/x", "0" * 64)
    closed = replace(from_fields(Complaint, found.fields), stage=Stage.ANSWERED, answer=answer).watching()
    world.documents.commit(Replace(found.path, to_fields(closed), found.version))


def papers(pdf: bytes) -> Any:
    return json.loads(pdf.removeprefix(b"%PDF-1.7 ").removesuffix(b"\n%%EOF"))


# ---------------------------------------------------------------- acceptance is confirmed by registration (11.3)


@pytest.mark.clause("11.2", "11.3")
def test_a_registration_says_number_date_who_accepted_it_and_term_and_place_of_the_answer(
    world: ComplaintWorld,
) -> None:
    said = world.registered()
    assert said["incoming_number"] == "2026/000001"
    assert (said["registered_on"], said["due_on"]) == ("2026-11-23", "2026-11-30")
    assert said["accepted_by"] == CLERK
    assert "Алматы" in said["answer_where"]["ru"]
    assert said["number"].startswith("K")
    assert (said["missing"], said["misdirected"]) == ([], False)


@pytest.mark.clause("11.3", "11.6")
@pytest.mark.parametrize("paper", ["coupon", "stamp"])
def test_coupon_and_stamp_say_what_the_registration_says(world: ComplaintWorld, paper: str) -> None:
    said = world.registered("psc-almaty-1", about="centre-staff")
    response = world.read(said["id"], world.clerk("psc-almaty-1"), f"/{paper}?lang=ru")
    printed = papers(response.get_data())
    assert response.mimetype == "application/pdf"
    assert (printed["kind"], printed["language"]) == (paper, "ru")
    assert (printed["number"], printed["incoming"]) == (said["number"], said["incoming_number"])
    assert (printed["registered_on"], printed["due_on"]) == (said["registered_on"], said["due_on"])
    assert (printed["accepted_by"], printed["complainant"]) == (CLERK, NAME)


@pytest.mark.clause("11.3")
def test_each_office_has_its_own_journal(world: ComplaintWorld) -> None:
    numbers = [
        world.registered(office, about=about)["incoming_number"]
        for office, about in [
            ("almaty", "provider"),
            ("almaty", "provider"),
            ("psc-almaty-1", "centre-staff"),
            ("akimat-almaty", "provider"),
            ("almaty", "provider"),
        ]
    ]
    assert numbers == ["2026/000001", "2026/000002", "2026/000001", "2026/000001", "2026/000003"]


@pytest.mark.clause("11.3")
def test_the_journal_begins_anew_with_the_year_of_the_day_of_registration(world: ComplaintWorld) -> None:
    world.clock.move_to(at("2026-12-31T15:00"))
    assert world.registered()["incoming_number"] == "2026/000001"
    world.clock.move_to(at("2027-01-05T10:00"))
    assert world.registered()["incoming_number"] == "2027/000001"
    late = world.registered(intake="post", received_at=at("2026-12-31T17:00").isoformat())
    assert (late["registered_on"], late["incoming_number"]) == ("2026-12-31", "2026/000002")
    on_a_holiday = world.registered(intake="post", received_at=at("2027-01-01T12:00").isoformat())
    assert on_a_holiday["incoming_number"] == "2027/000002"


@pytest.mark.clause("11.3")
def test_a_number_that_another_clerk_just_took_is_not_given_twice(world: ComplaintWorld) -> None:
    first: list[str] = []
    world.fake_documents.before_next_commit(
        lambda: first.append(world.registered(who=world.clerk(subject="another"))["incoming_number"])
    )
    assert world.registered()["incoming_number"] == "2026/000002"
    assert first == ["2026/000001"]


@pytest.mark.clause("11.3")
def test_a_registration_that_fails_takes_no_number(world: ComplaintWorld) -> None:
    assert world.register(attachments=["0" * 64]).status_code == 422
    world.fake_documents.fail_next()
    assert world.register().status_code == 503
    assert world.registered()["incoming_number"] == "2026/000001"


@pytest.mark.clause("11.3", "11.8")
@pytest.mark.parametrize(
    ("office", "about", "received", "registered", "due"),
    [
        pytest.param("almaty", "provider", "2026-11-20T17:55", "2026-11-20", "2026-11-27", id="on Friday evening"),
        pytest.param("almaty", "provider", "2026-11-21T11:00", "2026-11-23", "2026-11-30", id="Saturday, five days"),
        pytest.param("psc-almaty-1", "centre-staff", "2026-11-21T11:00", "2026-11-21", "2026-11-27", id="six days"),
        pytest.param("psc-almaty-1", "centre-staff", "2026-11-22T11:00", "2026-11-23", "2026-11-28", id="Sunday"),
        pytest.param("akimat-almaty", "provider", "2026-11-22T11:00", "2026-11-23", "2026-11-30", id="akimat"),
        pytest.param("quality", "answer", "2026-11-22T11:00", "2026-11-23", "2026-12-14", id="fifteen days"),
    ],
)
def test_what_comes_on_a_day_off_is_registered_on_the_next_working_day_and_both_dates_are_kept(
    world: ComplaintWorld, office: str, about: str, received: str, registered: str, due: str
) -> None:
    said = world.registered(office, about=about, intake="post", received_at=at(received).isoformat())
    assert (said["registered_on"], said["due_on"]) == (registered, due)
    line = world.complaint(said["id"]).registrations[0]
    assert (line.received_at, line.registered_on.isoformat()) == (at(received), registered)


@pytest.mark.clause("11.8")
def test_its_times_are_watched_from_the_first_moment(world: ComplaintWorld) -> None:
    complaint = world.complaint(world.registered()["id"])
    assert complaint.calendar == world.complaint_services.calendar.edition
    assert {mark: str(moment + timedelta(hours=5))[:10] for mark, moment in complaint.checks.items()} == {
        Mark.NO_EXECUTOR: "2026-11-24",
        Mark.DUE_SOON: "2026-11-27",
        Mark.OVERDUE: "2026-11-30",
    }
    queues = {task.queue: task for task in world.tasks.scheduled}
    assert queues["complaints"].path == f"/tasks/complaints/{complaint.id}/check"
    assert complaint.next_check_at == complaint.checks[Mark.NO_EXECUTOR]
    assert queues["complaints"].at == complaint.next_check_at + timedelta(seconds=1)


def test_everything_of_a_registration_is_one_batch(world: ComplaintWorld) -> None:
    sha256 = world.upload(PDF + b"letter %%EOF", world.clerk())
    said = world.registered(attachments=[sha256])
    identifier = said["id"]
    number = said["number"].replace("-", "")
    made = set(world.fake_documents.paths())
    assert made >= {
        f"complaints/{identifier}",
        f"complaints/{identifier}/events/000001",
        f"complaints/{identifier}/evidence/request",
        f"complaints/{identifier}/evidence/attachment-0",
        f"numbers/{number}",
        f"notices/{identifier}-complaint-registered",
        "offices/almaty/journals/2026/entries/000001",
        "figures/almaty-20261123",
    }
    world.fake_documents.fail_next()
    assert world.register().status_code == 503
    assert set(world.fake_documents.paths()) == made


def test_the_request_is_kept_to_the_byte(world: ComplaintWorld) -> None:
    sent = json.dumps(world.paper(), ensure_ascii=False).encode()
    headers = {"Idempotency-Key": "key-as-sent"}
    response = world.call("POST", "/v1/complaints", who=world.clerk(), headers=headers, data=sent)
    identifier = body(response, 201)["id"]
    found = world.documents.get(f"complaints/{identifier}/evidence/request")
    assert found is not None
    kept = from_fields(Evidence, found.fields)
    assert kept.data == sent
    assert world.complaint(identifier).request_sha256 == hashlib.sha256(sent).hexdigest()


# ---------------------------------------------------------------- a repeat


@pytest.mark.clause("11.3")
def test_a_repeat_gets_the_same_answer_whatever_has_become_of_the_complaint(world: ComplaintWorld) -> None:
    sent = world.paper(complainant={"name": NAME})
    first = world.register(sent=sent, key="the-same-key")
    identifier = body(first, 201)["id"]
    body(world.give(identifier, address=ADDRESS))
    body(world.forward(identifier, "akimat-almaty"))
    world.clock.advance(days=60)
    again = world.register(sent=sent, key="the-same-key")
    assert (again.status_code, again.get_data()) == (201, first.get_data())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(world.stored("complaints")) == 1


def test_a_repeat_that_races_the_first_is_one_complaint(world: ComplaintWorld) -> None:
    sent = world.paper()
    answers = []
    world.fake_documents.before_next_commit(
        lambda: answers.append(world.register(sent=sent, key="the-same-key").get_data())
    )
    answers.append(world.register(sent=sent, key="the-same-key").get_data())
    assert answers[0] == answers[1]
    assert world.registered()["incoming_number"] == "2026/000002"


def test_a_repeat_after_a_lost_reply_finds_the_first(world: ComplaintWorld) -> None:
    sent = world.paper()
    world.fake_documents.lose_next_reply()
    assert world.register(sent=sent, key="the-same-key").status_code == 503
    assert body(world.register(sent=sent, key="the-same-key"), 201)["incoming_number"] == "2026/000001"


def test_a_key_belongs_to_one_request_of_one_clerk(world: ComplaintWorld) -> None:
    world.registered(key="the-same-key")
    world.clock.advance(seconds=1)
    assert world.problem(world.register(key="the-same-key")) == "idempotency-key-reused"
    assert world.registered(key="the-same-key", who=world.clerk(subject="other"))["incoming_number"] == "2026/000002"
    response = world.call("POST", "/v1/complaints", who=world.clerk(), json=world.paper())
    assert world.problem(response) == "idempotency-key-missing"


# ---------------------------------------------------------------- never refused (Administrative Code, art. 64)


@pytest.mark.clause("11.3")
def test_a_complaint_with_nothing_in_it_is_registered_and_asks_for_what_it_lacks(world: ComplaintWorld) -> None:
    sent = world.paper(signed=False)
    del sent["complainant"], sent["text"]
    said = world.registered(sent=sent)
    assert said["incoming_number"] == "2026/000001"
    assert [part["part"] for part in said["missing"]] == ["name", "address", "essence", "signature"]
    assert said["missing_until"] == "2026-11-26"
    coupon = papers(world.read(said["id"], what="/coupon").get_data())
    assert [missing["ru"] for missing in coupon["missing"]] == [part["text"]["ru"] for part in said["missing"]]
    assert coupon["missing_until"] == "2026-11-26"
    assert Mark.PARTS_NOT_GIVEN in world.complaint(said["id"]).checks


@pytest.mark.clause("11.3")
@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"text": "  \n"}, [Part.ESSENCE]),
        ({"text": None}, [Part.ESSENCE]),
        ({"signed": False}, [Part.SIGNATURE]),
        ({"complainant": {"name": " ", "address": ADDRESS}}, [Part.NAME]),
        ({"complainant": {"name": NAME, "address": ""}}, [Part.ADDRESS]),
        ({"complainant": None}, [Part.NAME, Part.ADDRESS]),
        ({"complainant": {"name": NAME, "address": ADDRESS, "iin": "not one", "phone": "жоқ"}}, []),
        ({"linked": "there is no such case"}, []),
        ({"accused": {"name": "Біреу"}}, []),
    ],
)
def test_nothing_that_a_complaint_says_or_leaves_out_refuses_it(
    world: ComplaintWorld, changes: dict[str, Any], missing: list[Part]
) -> None:
    assert world.complaint(world.registered(**changes)["id"]).missing == tuple(missing)


@pytest.mark.clause("11.8")
def test_what_was_missing_is_given_and_the_term_does_not_move(world: ComplaintWorld) -> None:
    said = world.registered(complainant={"iin": GUARDIAN}, text=None, signed=False)
    before = world.complaint(said["id"])
    world.clock.advance(days=1)
    sha256 = world.upload(PDF + b"page 2 %%EOF", world.clerk())
    shown = body(world.give(said["id"], name=NAME, text=TEXT, attachments=[sha256]))
    assert [part["part"] for part in shown["missing"]] == ["address", "signature"]
    assert (shown["complainant"]["name"], shown["text"], shown["attachments"]) == (NAME, TEXT, [sha256])
    shown = body(world.give(said["id"], address=ADDRESS, signed=True))
    assert (shown["missing"], shown["missing_until"]) == ([], None)
    after = world.complaint(said["id"])
    assert (after.due_at, after.registrations) == (before.due_at, before.registrations)
    assert Mark.PARTS_NOT_GIVEN not in after.checks
    assert [event.kind for event in world.chain(said["id"])] == ["registered", "parts-given", "parts-given"]


def test_parts_given_twice_are_given_once_and_what_is_there_cannot_be_changed(world: ComplaintWorld) -> None:
    identifier = world.registered(text=None)["id"]
    body(world.give(identifier, text=TEXT))
    assert body(world.give(identifier, text=TEXT))["text"] == TEXT
    assert world.problem(world.give(identifier, text="Басқа мәтін")) == "nothing-missing"
    assert world.problem(world.give(identifier, name="Басқа Адам")) == "nothing-missing"
    assert world.problem(world.give(identifier)) == "nothing-missing"
    assert world.complaint(identifier).text == TEXT
    assert len(world.chain(identifier)) == 2
    assert world.problem(world.give(identifier, attachments=["0" * 64])) == "attachment-missing"


@pytest.mark.clause("14.1")
def test_the_complainant_gives_what_was_missing_signed(world: ComplaintWorld) -> None:
    said = world.registered(text=None, signed=False)

    def give(signer: str = GUARDIAN, caller: str = GUARDIAN, **parts: Any) -> Any:
        sent = {"cms": world.signed({"number": said["number"], "text": TEXT} | parts, signer)}
        return world.give(said["id"], world.citizen(caller), **sent)

    assert world.problem(give(signer=STRANGER)) == "signer-not-applicant"
    assert world.problem(give(STRANGER, STRANGER)) == "not-found"
    assert world.problem(give(number="K234-5678-9ACE")) == "invalid-fields"
    assert body(give())["missing"] == []
    assert world.complaint(said["id"]).text == TEXT
    assert [event.actor for event in world.chain(said["id"])] == ["provider_officer", "citizen"]


# ---------------------------------------------------------------- through the portal (14.1)


@pytest.mark.clause("11.3", "14.1")
def test_a_citizen_complains_through_the_portal_with_his_signature(world: ComplaintWorld) -> None:
    said = body(world.complain(), 201)
    complaint = world.complaint(said["id"])
    assert (complaint.intake.value, complaint.complainant.iin, complaint.complainant.name) == ("portal", GUARDIAN, NAME)
    assert complaint.registrations[0].received_at == world.clock.now()
    assert "портал" in said["accepted_by"]
    assert said["missing"] == []
    assert body(world.read(said["id"], world.citizen()))["stage"] == "registered"
    found = world.documents.get(f"notices/{said['id']}-complaint-registered")
    assert found is not None
    notice = from_fields(Notice, found.fields)
    assert said["number"] in notice.text.kk
    assert notice.cabinet == complaint.cabinet


def test_the_signature_itself_tells_the_name(world: ComplaintWorld) -> None:
    said = body(world.complain(complainant=None), 201)
    assert [part["part"] for part in said["missing"]] == ["address"]
    assert world.complaint(said["id"]).complainant.name == "ТЕГІ АТЫ"


@pytest.mark.clause("14.1")
def test_what_carries_no_good_signature_of_the_caller_has_not_arrived(world: ComplaintWorld) -> None:
    assert world.problem(world.complain(signer=STRANGER)) == "signer-not-applicant"
    tampered = fake_cms(b"{}", iin=GUARDIAN).replace(b'"digest": "', b'"digest": "0')
    headers = {"Idempotency-Key": "key-tampered"}
    for sent in (tampered.hex(), "%%%"):
        response = world.call("POST", "/v1/complaints", who=world.citizen(), headers=headers, json={"cms": sent})
        assert response.status_code in (400, 422)
    world.signatures.revoked.add(GUARDIAN)
    assert world.problem(world.complain()) == "signature-invalid"
    assert world.stored("complaints") == []


def test_where_nobody_knows_of_revocations_the_complaint_is_registered_all_the_same(world: ComplaintWorld) -> None:
    world.signatures.services_down = True
    identifier = body(world.complain(), 201)["id"]
    assert world.chain(identifier)[0].data["revocation_checked"] is False
    world.signatures.services_down = False
    identifier = body(world.complain(text="Тағы бір шағым"), 201)["id"]
    assert world.chain(identifier)[0].data["revocation_checked"] is True
    assert world.documents.get(f"complaints/{identifier}/evidence/revocation") is not None


def test_what_was_signed_once_is_one_complaint(world: ComplaintWorld) -> None:
    body(world.complain(key="key-number-1"), 201)
    assert world.problem(world.complain(key="key-number-2")) == "already-submitted"
    assert len(world.stored("complaints")) == 1


# ---------------------------------------------------------------- what is still a problem


@pytest.mark.parametrize(
    ("office", "changes", "problem"),
    [
        ("almaty", {"received_at": "2026-11-24T10:00:00+05:00"}, "received-in-future"),
        ("almaty", {"received_at": "2026-11-10T10:00:00+05:00"}, "received-long-ago"),
        ("almaty", {"received_at": "2026-11-06T10:00:00+05:00", "intake": "post"}, "received-long-ago"),
        ("almaty", {"received_at": "0001-01-01T00:00:00Z", "intake": "post"}, "received-long-ago"),
        ("almaty", {"received_at": "2026-11-23"}, "invalid-fields"),
        ("almaty", {"intake": "portal"}, "invalid-fields"),
        ("almaty", {"about": "weather"}, "invalid-fields"),
        ("almaty", {"attachments": ["0" * 64]}, "attachment-missing"),
        ("almaty", {"office": "nowhere"}, "office-unknown"),
        ("almaty", {"office": "astana"}, "other-office"),
        ("almaty", {"sealed": True}, "invalid-fields"),
    ],
)
def test_what_is_no_complaint_yet_is_a_problem_that_the_clerk_can_mend(
    world: ComplaintWorld, office: str, changes: dict[str, Any], problem: str
) -> None:
    assert world.problem(world.register(office, **changes)) == problem
    assert world.stored("complaints") == []


def test_post_may_be_entered_some_days_after_it_came(world: ComplaintWorld) -> None:
    said = world.registered(intake="post", received_at=at("2026-11-09T10:00").isoformat())
    assert said["registered_on"] == "2026-11-09"
    assert world.registered(received_at=at("2026-11-18T10:00").isoformat())["registered_on"] == "2026-11-18"


@pytest.mark.clause("11.3", "11.8")
@pytest.mark.parametrize(
    ("intake", "received", "days_late"), [("hand", "2026-11-10T10:00", 9), ("post", "2026-10-01T10:00", 36)]
)
def test_what_lay_at_the_office_is_registered_once_its_day_is_confirmed_and_is_overdue_at_once(
    world: ComplaintWorld, intake: str, received: str, days_late: int
) -> None:
    sent = world.paper(intake=intake, received_at=at(received).isoformat())
    assert world.problem(world.register(sent=sent)) == "received-long-ago"
    said = world.registered(sent=sent | {"late_entry": True})
    complaint = world.complaint(said["id"])
    line = complaint.registrations[0]
    assert (line.received_at, line.registered_on, complaint.registered_at) == (
        at(received),
        at(received).date(),
        world.clock.now(),
    )
    assert complaint.due_at < world.clock.now()
    assert world.chain(said["id"])[0].data["days_late"] == days_late
    world.task("/tasks/complaints/reconcile")
    alarms = world.stored("alarms")
    assert {f"alarms/{said['id']}-overdue", f"alarms/{said['id']}-no-executor"} <= set(alarms)


@pytest.mark.parametrize("received", ["0001-01-01T00:00:00Z", "2012-12-31T10:00:00+05:00"])
def test_a_day_before_the_calendar_begins_is_a_slip_of_the_pen_in_any_case(
    world: ComplaintWorld, received: str
) -> None:
    assert world.problem(world.register(received_at=received, late_entry=True)) == "received-long-ago"


def test_a_clerk_registers_for_his_own_office_only(world: ComplaintWorld) -> None:
    foreign = world.clerk(role="psc_operator")
    assert world.problem(world.register(who=foreign)) == "forbidden"
    assert world.problem(world.register(who=world.clerk() | {"office": "closed"})) == "office-unknown"
    assert world.problem(world.complain(office="nowhere")) == "office-unknown"
    for who in (world.head(), {"role": "contact_centre"}, {"role": "task"}):
        assert world.problem(world.register(who=who)) == "forbidden"


def test_what_is_not_json_is_no_complaint(world: ComplaintWorld) -> None:
    headers = {"Idempotency-Key": "key-not-json"}
    for who in (world.clerk(), world.citizen()):
        response = world.call("POST", "/v1/complaints", who=who, headers=headers, data=b"shaghym")
        assert world.problem(response) == "malformed-body"


# ---------------------------------------------------------------- whose it is (11.1, 11.5, 11.10)


def case_at(world: ComplaintWorld, provider: str = "almaty") -> str:
    """The number of an application made at the desk of psc-almaty-1."""
    package = world.package(provider=provider)
    return str(body(world.hand_in(package, key=f"package-{provider}"), 201)["number"])


Given = Callable[[ComplaintWorld], dict[str, Any]]
RIGHT: list[tuple[str, str, Given]] = [
    ("almaty", "provider", lambda world: {}),
    ("akimat-almaty", "provider", lambda world: {}),
    ("psc-almaty-1", "centre-staff", lambda world: {}),
    ("quality", "answer", lambda world: {}),
    ("almaty", "provider", lambda world: {"linked": case_at(world)}),
    ("akimat-almaty", "provider", lambda world: {"linked": case_at(world)}),
    ("psc-almaty-1", "centre-staff", lambda world: {"linked": case_at(world)}),
    ("akimat-almaty", "provider", lambda world: {"accused": {"name": HEAD_NAMES["almaty"]}}),
    ("quality", "provider", lambda world: {"accused": {"name": HEAD_NAMES["akimat-almaty"]}}),
    ("quality", "centre-staff", lambda world: {"accused": {"name": HEAD_NAMES["psc-almaty-1"]}}),
    ("quality", "answer", lambda world: {"accused": {"name": HEAD_NAMES["quality"]}}),
]
WRONG: list[tuple[str, str, Given, list[str]]] = [
    ("psc-almaty-1", "provider", lambda world: {}, []),
    ("quality", "provider", lambda world: {}, []),
    ("almaty", "centre-staff", lambda world: {}, []),
    ("akimat-almaty", "centre-staff", lambda world: {}, []),
    ("almaty", "answer", lambda world: {}, ["quality"]),
    ("almaty", "provider", lambda world: {"linked": case_at(world, "astana")}, ["astana", "akimat-astana"]),
    ("akimat-almaty", "provider", lambda world: {"linked": case_at(world, "astana")}, ["astana", "akimat-astana"]),
    ("psc-almaty-2", "centre-staff", lambda world: {"linked": case_at(world)}, ["psc-almaty-1"]),
    ("almaty", "provider", lambda world: {"accused": {"name": HEAD_NAMES["almaty"]}}, ["akimat-almaty"]),
    ("akimat-almaty", "provider", lambda world: {"accused": {"name": HEAD_NAMES["akimat-almaty"]}}, ["quality"]),
    ("psc-almaty-1", "centre-staff", lambda world: {"accused": {"name": HEAD_NAMES["psc-almaty-1"]}}, ["quality"]),
]


@pytest.mark.clause("11.1", "11.5", "11.10")
@pytest.mark.parametrize(("office", "about", "given"), RIGHT)
def test_a_complaint_at_the_right_office_stays_there(
    world: ComplaintWorld, office: str, about: str, given: Given
) -> None:
    said = world.registered(office, about=about, **given(world))
    assert (said["misdirected"], said["belongs_to"]) == (False, [])
    assert Mark.NOT_FORWARDED not in world.complaint(said["id"]).checks


@pytest.mark.clause("11.1", "11.5", "11.10")
@pytest.mark.parametrize(("office", "about", "given", "whose"), WRONG)
def test_one_at_the_wrong_office_is_registered_and_says_whose_it_is(
    world: ComplaintWorld, office: str, about: str, given: Given, whose: list[str]
) -> None:
    said = world.registered(office, about=about, **given(world))
    assert said["incoming_number"] == "2026/000001"
    assert said["misdirected"]
    assert [each["id"] for each in said["belongs_to"]] == whose
    assert said["forward_until"] == "2026-11-26"
    assert papers(world.read(said["id"], world.clerk(office), "/coupon").get_data())["misdirected_to"] is not None
    assert Mark.NOT_FORWARDED in world.complaint(said["id"]).checks


@pytest.mark.clause("11.3", "11.8")
def test_it_is_forwarded_with_a_new_number_and_the_old_term(world: ComplaintWorld) -> None:
    world.registered("akimat-almaty")
    said = world.registered("psc-almaty-1")  # the provider's, handed in at a centre on Monday
    before = world.complaint(said["id"])
    body(world.name(said["id"], world.head("psc-almaty-1")))
    world.clock.move_to(at("2026-11-25T16:00"))
    shown = body(world.forward(said["id"], "akimat-almaty", world.clerk("psc-almaty-1")))
    assert [(line["office"], line["incoming_number"]) for line in shown["registrations"]] == [
        ("psc-almaty-1", "2026/000001"),
        ("akimat-almaty", "2026/000002"),
    ]
    assert (shown["stage"], shown["executor"], shown["misdirected"]) == ("registered", None, False)
    after = world.complaint(said["id"])
    assert (after.due_at, after.week, after.working_days) == (before.due_at, before.week, before.working_days)
    assert Mark.NOT_FORWARDED not in after.checks
    found = world.documents.get(f"notices/{said['id']}-complaint-forwarded-2")
    assert found is not None
    assert "2026/000002" in from_fields(Notice, found.fields).text.ru
    event = world.chain(said["id"])[-1]
    assert (event.kind, event.data["from"], event.data["to"]) == ("forwarded", "psc-almaty-1", "akimat-almaty")
    assert body(world.name(said["id"], world.head("akimat-almaty")))["stage"] == "assigned"


def test_the_times_missed_before_forwarding_are_not_hidden_by_it(world: ComplaintWorld) -> None:
    said = world.registered("psc-almaty-1")
    world.clock.move_to(at("2026-11-28T12:00"))
    body(world.forward(said["id"], "almaty", world.clerk("psc-almaty-1")))
    noticed = [event.data["mark"] for event in world.chain(said["id"]) if event.kind == "noticed"]
    assert noticed == ["no-executor", "not-forwarded", "due-soon"]


def test_it_is_forwarded_to_an_office_whose_it_is_and_to_no_other(world: ComplaintWorld) -> None:
    said = world.registered("psc-almaty-1", linked=case_at(world, "astana"))
    identifier, clerk = said["id"], world.clerk("psc-almaty-1")
    for to in ("psc-almaty-1", "psc-almaty-2", "quality", "almaty", "akimat-almaty"):
        assert world.problem(world.forward(identifier, to, clerk)) == "not-its-office"
    assert world.problem(world.forward(identifier, "nowhere", clerk)) == "office-unknown"
    assert world.problem(world.forward(identifier, "astana", world.clerk("psc-almaty-2"))) == "not-found"
    assert world.problem(world.forward(identifier, "astana", world.citizen())) == "forbidden"
    body(world.forward(identifier, "astana", world.head("psc-almaty-1")))
    assert body(world.forward(identifier, "astana", clerk))["office"]["id"] == "astana"  # a repeat
    assert len(world.chain(identifier)) == 2
    assert world.problem(world.forward(identifier, "akimat-astana", clerk)) == "other-office"


def test_one_taken_for_another_kind_can_still_be_forwarded(world: ComplaintWorld) -> None:
    said = world.registered("almaty", about="provider")
    assert world.problem(world.forward(said["id"], "psc-almaty-1")) == "not-its-office"
    shown = body(world.forward(said["id"], "psc-almaty-1", about="centre-staff"))
    assert (shown["about"], shown["office"]["id"]) == ("centre-staff", "psc-almaty-1")


@pytest.mark.clause("11.1", "11.8")
def test_one_taken_for_another_kind_at_the_right_office_stays_there_and_its_term_too(world: ComplaintWorld) -> None:
    said = world.registered("almaty", about="centre-staff")
    before = world.complaint(said["id"])
    assert before.misdirected
    assert world.problem(world.forward(said["id"], "almaty", about="answer")) == "not-its-office"
    body(world.name(said["id"]))
    shown = body(world.forward(said["id"], "almaty", about="provider"))
    assert (shown["about"], shown["misdirected"], shown["stage"]) == ("provider", False, "assigned")
    after = world.complaint(said["id"])
    assert (after.due_at, after.registrations, after.executor) == (
        before.due_at,
        before.registrations,
        world.complaint(said["id"]).executor,
    )
    assert Mark.NOT_FORWARDED not in after.checks
    body(world.forward(said["id"], "almaty", about="provider"))  # a repeat
    events = world.chain(said["id"])
    assert [event.kind for event in events] == ["registered", "assigned", "forwarded"]
    assert (events[-1].data["from"], events[-1].data["to"]) == ("almaty", "almaty")
    assert (events[-1].data["about_before"], events[-1].data["about"]) == ("centre-staff", "provider")


@pytest.mark.clause("11.3")
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_line_of_the_other_journal_says_from_where_it_came(world: ComplaintWorld, language: str) -> None:
    said = world.registered("psc-almaty-1", language=language)
    first, second = body(world.forward(said["id"], "almaty", world.clerk("psc-almaty-1")))["registrations"]
    sender = world.complaint_services.offices.ever("psc-almaty-1")
    assert sender is not None
    assert first["accepted_by"] == CLERK
    assert CLERK not in second["accepted_by"]
    assert second["accepted_by"].endswith(sender.names.ru if language == "ru" else sender.names.kk)


def close(world: ComplaintWorld, office: str) -> None:
    found = world.documents.get(f"offices/{office}")
    assert found is not None
    world.documents.commit(Replace(found.path, {**found.fields, "active": False}, found.version))
    world.complaint_services = replace(world.complaint_services, offices=Offices(world.documents))


@pytest.mark.clause("11.1", "11.8")
@pytest.mark.parametrize(
    ("office", "about", "to", "by"),
    [
        ("almaty", "provider", "akimat-almaty", "akimat-almaty"),
        ("almaty", "provider", "akimat-almaty", "quality"),
        ("psc-almaty-1", "centre-staff", "quality", "quality"),
    ],
)
def test_what_a_closed_office_left_lying_is_sent_on_by_the_office_above(
    world: ComplaintWorld, office: str, about: str, to: str, by: str
) -> None:
    said = world.registered(office, about=about)
    for who in (world.head(by), world.head("akimat-astana")):
        assert world.problem(world.forward(said["id"], to, who)) == "not-found"
    close(world, office)
    assert world.problem(world.forward(said["id"], to, world.head("akimat-astana"))) == "not-found"
    path = f"/v1/complaints/{said['id']}"
    assert world.call("GET", path, who=world.head("akimat-astana")).status_code == 404
    assert world.call("GET", path, who=world.clerk(by)).status_code == 200  # who is to send it on can read it
    shown = body(world.forward(said["id"], to, world.clerk(by)))
    assert (shown["office"]["id"], shown["due_on"], shown["misdirected"]) == (to, said["due_on"], False)
    assert body(world.forward(said["id"], to, world.clerk(by))) == shown  # a repeat
    assert len(world.chain(said["id"])) == 2
    assert body(world.name(said["id"], world.head(to)))["stage"] == "assigned"


@pytest.mark.clause("11.1")
def test_the_case_of_a_closed_office_belongs_to_the_one_above(world: ComplaintWorld) -> None:
    linked = case_at(world)
    close(world, "psc-almaty-1")
    said = world.registered("akimat-almaty", about="centre-staff", linked=linked)
    assert [office["id"] for office in said["belongs_to"]] == ["quality"]


def test_a_citizens_misdirected_complaint_is_forwarded_too(world: ComplaintWorld) -> None:
    said = body(world.complain(office="psc-almaty-1"), 201)
    assert said["misdirected"]
    body(world.forward(said["id"], "almaty", world.clerk("psc-almaty-1")))
    seen = body(world.read(said["id"], world.citizen()))
    assert (seen["office"]["id"], seen["due_on"]) == ("almaty", said["due_on"])
    coupon = papers(world.read(said["id"], world.citizen(), "/coupon").get_data())
    assert coupon["incoming"] == seen["incoming_number"]


# ---------------------------------------------------------------- the executor (11.4)


@pytest.mark.clause("11.4", "11.6")
def test_only_the_head_of_the_office_names_the_executor(world: ComplaintWorld) -> None:
    identifier = world.registered()["id"]
    assert world.problem(world.name(identifier, world.clerk())) == "forbidden"
    assert world.problem(world.name(identifier, world.head("astana"))) == "not-found"
    assert world.problem(world.name(identifier, world.head(role="psc_head"))) == "forbidden"
    shown = body(world.name(identifier))
    assert (shown["stage"], shown["executor"]["name"]) == ("assigned", EXECUTOR["name"])
    assert Mark.NO_EXECUTOR not in world.complaint(identifier).checks


@pytest.mark.clause("11.4", "11.8")
def test_another_executor_may_be_named_and_the_term_stays(world: ComplaintWorld) -> None:
    identifier = world.registered()["id"]
    due_at = world.complaint(identifier).due_at
    body(world.name(identifier))
    body(world.name(identifier))  # the same again is no event
    world.clock.advance(days=2)
    body(world.name(identifier, name="Сейітов Асан Қанатұлы", account="officer-18"))
    assert [event.kind for event in world.chain(identifier)] == ["registered", "assigned", "assigned"]
    assert world.complaint(identifier).due_at == due_at


@pytest.mark.clause("11.4")
def test_the_person_complained_about_is_never_the_executor(world: ComplaintWorld) -> None:
    accused = {"name": "НҰРҒАЛИЕВ  Тимур", "account": "officer-9"}
    identifier = world.registered(accused=accused)["id"]
    assert world.problem(world.name(identifier)) == "executor-is-accused"
    assert world.problem(world.name(identifier, name="Басқа Адам", account="officer-9")) == "executor-is-accused"
    assert world.complaint(identifier).executor is None
    assert body(world.name(identifier, name="Басқа Адам", account="officer-10"))["stage"] == "assigned"


@pytest.mark.clause("11.4")
@pytest.mark.parametrize(
    "accused",
    [
        {"name": "Нурғалиев Т.Е."},
        {"name": "маман Тимур Нургалиев"},
        {"account": " Officer-17 "},
    ],
)
def test_however_the_complaint_writes_his_name_or_account(world: ComplaintWorld, accused: dict[str, str]) -> None:
    identifier = world.registered(accused=accused)["id"]
    assert world.problem(world.name(identifier)) == "executor-is-accused"
    assert world.complaint(identifier).executor is None


@pytest.mark.clause("11.1", "11.4")
@pytest.mark.parametrize(
    "name", ["Сәрсенбаев Б.А.", "Бауыржан Сәрсенбаев", "Сарсенбаев Бауыржан Аскарулы", "директор Сәрсенбаев Бауыржан"]
)
def test_a_head_is_known_however_the_complaint_writes_his_name(world: ComplaintWorld, name: str) -> None:
    said = world.registered(accused={"name": name})
    assert [office["id"] for office in said["belongs_to"]] == ["akimat-almaty"]
    assert world.problem(world.name(said["id"])) == "head-is-accused"


@pytest.mark.clause("11.4")
def test_the_head_may_name_himself_unless_it_is_about_him(world: ComplaintWorld) -> None:
    head: dict[str, Any] = {"name": HEAD_NAMES["almaty"], "account": "head-almaty"}
    assert body(world.name(world.registered()["id"], **head))["stage"] == "assigned"
    by_name = world.registered(accused={"name": HEAD_NAMES["almaty"]})["id"]
    by_account = world.registered(accused={"account": "head-almaty"})["id"]
    for identifier in (by_name, by_account):
        assert world.problem(world.name(identifier, **head)) == "head-is-accused"
        assert world.problem(world.name(identifier)) == "head-is-accused"


def test_nothing_is_done_any_more_with_an_answered_complaint(world: ComplaintWorld) -> None:
    identifier = world.registered(text=None)["id"]
    answered(world, identifier)
    assert world.problem(world.name(identifier)) == "complaint-answered"
    assert world.problem(world.forward(identifier, "akimat-almaty")) == "complaint-answered"
    assert world.problem(world.give(identifier, text=TEXT)) == "complaint-answered"
    assert len(world.chain(identifier)) == 1


# ---------------------------------------------------------------- an appeal (11.10)


@pytest.mark.clause("11.10")
def test_an_appeal_is_a_complaint_of_its_own_linked_both_ways(world: ComplaintWorld) -> None:
    first = world.registered()
    answered(world, first["id"])
    appeal = world.registered("quality", about="answer", first=first["number"])
    assert (appeal["first"], appeal["unlinked"], appeal["due_on"]) == (first["number"], None, "2026-12-14")
    assert body(world.read(first["id"]))["appeal"] == appeal["number"]
    assert body(world.read(first["id"], world.clerk("quality")))["text"] == TEXT
    alone = world.registered("quality", about="answer", first="K234")
    assert alone["first"] is None
    assert alone["unlinked"]["ru"]


# ---------------------------------------------------------------- who sees what


@pytest.mark.clause("11.7", "15.1")
def test_the_complainant_sees_stage_and_term_and_the_office_sees_all(world: ComplaintWorld) -> None:
    identifier = world.registered(accused={"name": "Біреу Біреуұлы"})["id"]
    body(world.name(identifier))
    own = body(world.read(identifier, world.citizen()))
    assert (own["stage"], own["due_on"]) == ("assigned", "2026-11-30")
    assert not {"executor", "accused", "complainant", "text", "registrations"} & own.keys()
    shown = body(world.read(identifier))
    assert (shown["executor"]["name"], shown["complainant"]["iin"]) == (EXECUTOR["name"], GUARDIAN)


def test_a_complaint_outlives_its_office(world: ComplaintWorld) -> None:
    sent = world.paper()
    said = body(world.register("psc-almaty-1", sent=sent, key="the-same-key"), 201)
    found = world.documents.get("offices/psc-almaty-1")
    assert found is not None
    world.documents.commit(Replace(found.path, {**found.fields, "active": False}, found.version))
    world.complaint_services = replace(world.complaint_services, offices=Offices(world.documents))
    clerk = world.clerk("psc-almaty-1")
    assert body(world.read(said["id"], world.citizen()))["office"]["id"] == "psc-almaty-1"
    assert body(world.register(who=clerk, sent=sent, key="the-same-key"), 201) == said
    assert world.problem(world.register(who=clerk)) == "office-unknown"
    assert body(world.forward(said["id"], "almaty", clerk))["office"]["id"] == "almaty"


@pytest.mark.parametrize("what", ["", "/coupon", "/stamp"])
def test_to_all_others_it_is_not_there(world: ComplaintWorld, what: str) -> None:
    identifier = world.registered("psc-almaty-1")["id"]
    body(world.forward(identifier, "almaty", world.clerk("psc-almaty-1")))
    for who in (world.clerk(), world.head(), world.clerk("psc-almaty-1"), world.head("psc-almaty-1")):
        assert world.read(identifier, who, what).status_code == 200
    for who in (world.clerk("psc-almaty-2"), world.head("akimat-almaty"), world.clerk("quality")):
        assert world.problem(world.read(identifier, who, what)) == "not-found"
        assert world.problem(world.read("0" * 32, who, what)) == "not-found"
    stranger = world.read(identifier, world.citizen(STRANGER), what)
    assert world.problem(stranger) == ("forbidden" if what == "/stamp" else "not-found")


def listing(world: ComplaintWorld, who: dict[str, str], query: str = "") -> Any:
    return body(world.call("GET", f"/v1/complaints{query}", who=who))


def test_an_office_lists_what_it_has_and_a_citizen_his_own(world: ComplaintWorld) -> None:
    made = []
    for n in range(3):
        made.append(world.registered(text=f"{n}")["number"])
        world.clock.advance(minutes=1)
    old = world.registered(intake="post", received_at=at("2026-11-16T10:00").isoformat(), complainant=None)
    other = world.registered("akimat-almaty")
    newest = [each["number"] for each in listing(world, world.clerk())["complaints"]]
    assert newest == [old["number"], *reversed(made)]
    by_deadline = listing(world, world.head(), "?order=deadline&state=open")["complaints"]
    assert by_deadline[0]["number"] == old["number"]
    answered(world, old["id"])
    assert [each["id"] for each in listing(world, world.clerk(), "?state=closed")["complaints"]] == [old["id"]]
    own = [each["number"] for each in listing(world, world.citizen())["complaints"]]
    assert own == [other["number"], *reversed(made)]
    assert listing(world, world.citizen(STRANGER))["complaints"] == []


def test_a_long_list_comes_in_pages(world: ComplaintWorld) -> None:
    numbers = [world.registered(text=f"{n}")["number"] for n in range(52)]
    for order in ("newest", "deadline"):
        first = listing(world, world.clerk(), f"?order={order}")
        second = listing(world, world.clerk(), f"?order={order}&cursor={first['next']}")
        assert (len(first["complaints"]), len(second["complaints"]), second["next"]) == (50, 2, None)
        assert {each["number"] for page in (first, second) for each in page["complaints"]} == set(numbers)
    for query in ("?cursor=x", f"?order=newest&cursor={first['next']}", "?cursor=WzFd"):
        assert world.problem(world.call("GET", f"/v1/complaints{query}", who=world.clerk())) == "cursor-invalid"
    assert world.problem(world.call("GET", "/v1/complaints?state=lost", who=world.clerk())) == "invalid-fields"


def test_events_notices_lists_and_logs_name_nobody(world: ComplaintWorld, capsys: pytest.CaptureFixture[str]) -> None:
    accused = {"name": "Жолдасов Марат Ержанұлы", "account": "officer-9"}
    said = world.registered("psc-almaty-1", accused=accused, text=None)
    identifier, clerk = said["id"], world.clerk("psc-almaty-1")
    body(world.give(identifier, clerk, text=TEXT))
    body(world.forward(identifier, "almaty", clerk))
    body(world.name(identifier))
    told = [json.dumps(to_fields(event), default=str, ensure_ascii=False) for event in world.chain(identifier)]
    for path in (*world.stored("notices"), "offices/psc-almaty-1/journals/2026/entries/000001"):
        found = world.documents.get(path)
        assert found is not None
        told.append(str(found.fields))
    told.append(json.dumps(listing(world, world.clerk()), ensure_ascii=False))
    told.append(capsys.readouterr().out)
    personal = [NAME.split()[0], GUARDIAN, ADDRESS, TEXT, "Жолдасов", "officer-9", EXECUTOR["account"], "Нұрғалиев"]
    assert [word for word in [*personal, CLERK] if any(word in each for each in told)] == []


def test_during_a_technical_break_nothing_is_registered_and_all_can_be_read(world: ComplaintWorld) -> None:
    break_at = world.clock.now() + timedelta(hours=1)
    window = {"starts_at": break_at, "ends_at": break_at + timedelta(hours=1)}
    world.documents.commit(Create("service/maintenance", window))
    identifier = world.registered()["id"]
    world.clock.move_to(break_at)
    assert world.problem(world.register()) == "maintenance"
    assert world.problem(world.name(identifier)) == "maintenance"
    assert world.read(identifier).status_code == 200
