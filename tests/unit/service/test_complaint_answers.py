"""The reasoned answer to a complaint, and how it goes out (clause 11.9)."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest

from functions.shared.domain.complaint import DeliveryChannel, Mark, Stage
from functions.shared.ports import Replace
from functions.shared.records import ALARMS, NOTICES
from tests.unit.examples import GUARDIAN
from tests.unit.service.answer_world import CLERK, EXECUTOR, HEAD, PERSONAL, QUALITY, TEXT, AnswerWorld, paper, shown

OTHER_HEAD = HEAD | {"office": "astana"}
RECEIVER = {"surname": "Әлиева", "name": "Гүлнар", "patronymic": "Қайратқызы"}


@pytest.fixture
def office() -> AnswerWorld:
    return AnswerWorld()


@pytest.fixture
def given(office: AnswerWorld) -> str:
    """A complaint on paper, with its executor."""
    identifier = office.on_paper()
    office.assign(identifier)
    return identifier


# ---------------------------------------------------------------- the answer


@pytest.mark.clause("11.9")
def test_the_head_gives_a_reasoned_answer_under_his_seal(office: AnswerWorld, given: str) -> None:
    response = office.answer(given)
    assert response.status_code == 201
    told = shown(response)
    assert (told["outcome"], told["in_time"], told["signed_by"], told["stage"]) == (
        "upheld",
        True,
        HEAD["name"],
        "answered",
    )
    complaint = office.complaint(given)
    assert (complaint.stage, complaint.answered_in_time, complaint.next_check_at) == (Stage.ANSWERED, True, None)
    (sealed, media_type), *others = office.answers.stored.values()
    assert (media_type, others) == ("application/pdf", [])
    assert office.head_seals.check(sealed).provider == "almaty"
    assert told["sha256"] == hashlib.sha256(sealed).hexdigest()
    assert office.kinds(given) == ["registered", "assigned", "answered"]


@pytest.mark.clause("11.9", "11.10", "11.11")
def test_the_paper_says_who_answers_what_and_how_to_go_on(office: AnswerWorld, given: str) -> None:
    office.answer(given)
    said = paper(office.get(given, "answer", CLERK).get_data())
    complaint = office.complaint(given)
    assert said["text"] == TEXT
    assert (said["incoming"], said["registered_on"]) == ("2026/000001", "2026-11-23")
    assert (said["executor"], said["signatory"]) == ("Оспанов Тимур Серікұлы", HEAD["name"])
    assert said["complainant"] == complaint.complainant.name
    assert said["to_court_only"] is False


@pytest.mark.clause("11.11")
def test_from_the_quality_authority_the_way_leads_to_court_alone(office: AnswerWorld) -> None:
    appeal = office.on_paper(QUALITY, about="answer")
    office.answered(appeal, QUALITY)
    assert paper(office.get(appeal, "answer", QUALITY).get_data())["to_court_only"] is True


@pytest.mark.clause("11.9")
def test_the_sealed_answer_is_for_the_complainant_and_the_office(office: AnswerWorld, given: str) -> None:
    office.answer(given)
    sha256 = office.complaint(given).answer.sha256  # type: ignore[union-attr]  # it was answered a line above
    for who in (office.citizen(), CLERK, HEAD):
        response = office.get(given, "answer", who)
        assert hashlib.sha256(response.get_data()).hexdigest() == sha256
        assert response.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"
    for stranger in (office.citizen("850101100022"), OTHER_HEAD, QUALITY):
        assert office.get(given, "answer", stranger).status_code == 404


def test_before_the_answer_there_is_none_to_read(office: AnswerWorld, given: str) -> None:
    assert office.problem(office.get(given, "answer", HEAD)) == "not-answered"


def test_a_stored_answer_that_is_not_the_registered_one_is_never_shown(office: AnswerWorld, given: str) -> None:
    office.answer(given)
    name, (pdf, media_type) = next(iter(office.answers.stored.items()))
    office.answers.stored[name] = (pdf + b"!", media_type)
    assert office.get(given, "answer", HEAD).status_code == 500


def test_the_public_check_calls_an_answer_no_certificate_and_no_fake(office: AnswerWorld, given: str) -> None:
    office.answer(given)
    pdf = office.get(given, "answer", HEAD).get_data()
    accept = {"Accept": "text/html"}
    page = office.call("POST", "/check?lang=en", headers=accept, data=pdf, content_type="application/pdf")
    assert "not a certificate of the register" in page.get_data(as_text=True)
    assert "Do not trust" not in page.get_data(as_text=True)


# ---------------------------------------------------------------- what the head is to mend


@pytest.mark.clause("11.4", "11.9")
@pytest.mark.parametrize(
    ("who", "status", "problem"),
    [
        (CLERK, 403, "forbidden"),
        ({"role": "citizen", "iin": GUARDIAN}, 403, "forbidden"),
        ({"role": "akimat_head", "office": "almaty", "subject": "x"}, 403, "forbidden"),
        (HEAD | {"name": "Қалиев Нұрлан Болатұлы"}, 403, "signer-not-its-head"),
        (OTHER_HEAD, 404, "not-found"),
    ],
)
def test_only_the_head_of_the_office_that_has_it_answers(
    office: AnswerWorld, given: str, who: dict[str, str], status: int, problem: str
) -> None:
    before = office.everything()
    response = office.answer(given, who)
    assert (response.status_code, office.problem(response)) == (status, problem)
    assert office.everything() == before


@pytest.mark.clause("11.4")
def test_without_an_executor_there_is_no_answer(office: AnswerWorld) -> None:
    identifier = office.on_paper()
    before = office.everything()
    response = office.answer(identifier)
    assert (response.status_code, office.problem(response)) == (409, "executor-missing")
    assert office.everything() == before


@pytest.mark.clause("11.1")
@pytest.mark.parametrize("outcome", ["rejected", "forwarded"])
def test_a_complaint_at_the_wrong_office_is_forwarded_and_not_answered(office: AnswerWorld, outcome: str) -> None:
    identifier = office.on_paper(about="centre-staff")
    office.assign(identifier)
    before = office.everything()
    response = office.answer(identifier, outcome=outcome)
    assert (response.status_code, office.problem(response)) == (409, "must-be-forwarded")
    assert office.everything() == before


@pytest.mark.clause("11.4")
@pytest.mark.parametrize("accused", [{"account": "head"}, {"name": HEAD["name"]}])
def test_nobody_answers_a_complaint_about_himself(office: AnswerWorld, accused: dict[str, str]) -> None:
    """Administrative Code, art. 67."""
    identifier = office.on_paper(accused=accused)
    before = office.everything()
    response = office.answer(identifier)
    assert (response.status_code, office.problem(response)) == (409, "head-is-accused")
    assert office.everything() == before


OTHER_OFFICER = QUALITY | {"subject": "quality-2", "name": "Жұмабаев Ерік Саматұлы"}


@pytest.mark.clause("11.4", "11.9")
@pytest.mark.parametrize("accused", [{"account": "Quality"}, {"name": "Тілеубердин М.А."}])
def test_where_no_office_is_above_another_officer_acts_for_the_accused_head(
    office: AnswerWorld, accused: dict[str, str]
) -> None:
    identifier = office.on_paper(QUALITY, about="answer", accused=accused)
    path = f"/v1/complaints/{identifier}/executor"
    assert office.problem(office.call("POST", path, who=QUALITY, json=EXECUTOR)) == "head-is-accused"
    office.assign(identifier, OTHER_OFFICER)
    assert office.problem(office.answer(identifier, QUALITY)) == "head-is-accused"
    response = office.answer(identifier, OTHER_OFFICER)
    assert response.status_code == 201, response.get_data(as_text=True)
    assert shown(response)["signed_by"] == OTHER_OFFICER["name"]
    said = paper(office.get(identifier, "answer", OTHER_OFFICER).get_data())
    assert said["signatory"] == OTHER_OFFICER["name"]
    assert said["signatory_position"]["ru"] == "За руководителя"


@pytest.mark.clause("11.9")
def test_for_a_head_who_is_not_accused_no_other_officer_signs(office: AnswerWorld) -> None:
    identifier = office.on_paper(QUALITY, about="answer")
    office.assign(identifier, OTHER_OFFICER)
    assert office.problem(office.answer(identifier, OTHER_OFFICER)) == "signer-not-its-head"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"text": ""}, "/text"),
        ({"text": "  \n "}, "/text"),
        ({"text": "а" * 20_001}, "/text"),
        ({"text": "Жауап \U0001f600"}, "/text"),
        ({"measures": "\u4e2d"}, "/measures"),
        ({"language": "en"}, "/language"),
        ({"outcome": "unknown"}, "/outcome"),
        ({"signed_by": "me"}, "/signed_by"),
    ],
)
def test_an_answer_needs_its_text_in_letters_that_a_document_can_bear(
    office: AnswerWorld, given: str, changes: dict[str, Any], pointer: str
) -> None:
    before = office.everything()
    response = office.answer(given, **changes)
    assert (response.status_code, office.pointers(response)) == (422, [pointer])
    assert office.everything() == before


def test_an_executor_whose_name_no_font_can_write_stops_no_answer(office: AnswerWorld) -> None:
    identifier = office.on_paper()
    body = {"name": "李 Лю", "account": "executor"}
    assert office.call("POST", f"/v1/complaints/{identifier}/executor", who=HEAD, json=body).status_code == 200
    assert office.answer(identifier).status_code == 201


# ---------------------------------------------------------------- once, whatever happens


def test_the_same_answer_again_is_no_second_one_and_another_is_refused(office: AnswerWorld, given: str) -> None:
    first = office.answer(given)
    before = office.everything()
    again, another = office.answer(given), office.answer(given, text="Басқа жауап")
    assert (again.status_code, again.get_data()) == (201, first.get_data())
    assert (another.status_code, office.problem(another)) == (409, "complaint-answered")
    assert office.everything() == before


def test_without_a_seal_nothing_changes_and_the_repeat_succeeds(office: AnswerWorld, given: str) -> None:
    before = office.everything()
    office.head_seals.down = True
    response = office.answer(given)
    assert (response.status_code, office.problem(response)) == (503, "unavailable")
    assert response.headers["Retry-After"]
    assert (office.everything(), office.answers.stored) == (before, {})
    office.head_seals.down = False
    assert office.answer(given).status_code == 201


@pytest.mark.parametrize("name", ["ҚАЛИЕВ НҰРЛАН", None])
def test_no_other_key_than_the_heads_seals(office: AnswerWorld, given: str, name: str | None) -> None:
    before = office.everything()
    if name is None:
        office.complaint_services.seals._issuers.pop("almaty")  # type: ignore[attr-defined]  # the fake's keys
    else:
        office.head_seals.names["almaty"] = name
    response = office.answer(given)
    assert (response.status_code, office.problem(response)) == (409, "head-key-unusable")
    assert (office.everything(), office.answers.stored) == (before, {})


@pytest.mark.parametrize("fault", ["object refused", "object lost", "batch refused", "batch lost"])
def test_lost_answers_of_the_stores_make_one_answer(
    office: AnswerWorld, given: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = office.answers.create

    def create_and_crash(name: str, data: bytes, content_type: str) -> None:
        create(name, data, content_type)
        monkeypatch.undo()
        office.fake_documents.fail_next()

    match fault:
        case "object refused":
            office.answers.fail_next()
        case "object lost":
            office.answers.lose_next_reply()
        case "batch refused":
            monkeypatch.setattr(office.answers, "create", create_and_crash)
        case "batch lost":
            office.fake_documents.lose_next_reply()
    first = office.answer(given)
    office.clock.advance(seconds=7)
    again = office.answer(given)
    assert (first.status_code, again.status_code) == (503, 201)
    assert office.kinds(given) == ["registered", "assigned", "answered"]
    served = office.get(given, "answer", HEAD).get_data()
    assert hashlib.sha256(served).hexdigest() == shown(again)["sha256"]


def test_a_rival_between_the_seal_and_the_batch_loses_nothing(office: AnswerWorld, given: str) -> None:
    def another_executor() -> None:
        path = f"/v1/complaints/{given}/executor"
        office.call("POST", path, who=HEAD, json={"name": "Жаңа Орындаушы", "account": "new"})

    office.fake_documents.before_next_commit(another_executor)
    assert office.answer(given).status_code == 201
    assert office.kinds(given) == ["registered", "assigned", "assigned", "answered"]
    assert paper(office.get(given, "answer", HEAD).get_data())["executor"] == "Жаңа Орындаушы"


# ---------------------------------------------------------------- late


@pytest.mark.clause("11.8", "11.9")
def test_a_late_answer_is_given_all_the_same_and_marked_late_first(office: AnswerWorld, given: str) -> None:
    office.clock.move_to(office.complaint(given).due_at)
    office.clock.advance(seconds=1)
    told = shown(office.answer(given))
    assert told["in_time"] is False
    complaint = office.complaint(given)
    assert {Mark.DUE_SOON, Mark.OVERDUE} <= set(complaint.marked)
    kinds = office.kinds(given)
    assert kinds.index("noticed") < kinds.index("answered")
    overdue = [path for path in office.stored(ALARMS) if path.endswith("overdue")]
    assert len(overdue) == 1


@pytest.mark.clause("11.8")
def test_the_last_moment_of_the_term_is_in_time(office: AnswerWorld, given: str) -> None:
    office.clock.move_to(office.complaint(given).due_at)
    assert shown(office.answer(given))["in_time"] is True
    assert Mark.OVERDUE not in office.complaint(given).marked


def test_an_answer_that_crosses_the_end_of_the_term_while_it_is_sealed_is_late(
    office: AnswerWorld, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = office.complaint(given).due_at
    office.clock.move_to(due)
    seal = office.head_seals.seal

    def slowly(pdf: bytes, provider: str, serial: str | None = None) -> bytes:
        sealed = seal(pdf, provider, serial)
        if office.clock.now() == due:
            office.clock.advance(seconds=2)
        return sealed

    monkeypatch.setattr(office.head_seals, "seal", slowly)
    assert shown(office.answer(given))["in_time"] is False
    said = paper(office.get(given, "answer", HEAD).get_data())
    assert said["answered_at"] > str(due)  # sealed anew: the paper does not claim the day before
    assert "noticed" in office.kinds(given)


# ---------------------------------------------------------------- how it goes out


@pytest.mark.clause("11.9")
def test_through_the_portal_the_answer_is_in_the_cabinet_at_once(office: AnswerWorld) -> None:
    identifier = office.answered(office.through_portal())
    delivery = office.complaint(identifier).delivery
    assert delivery is not None
    assert delivery.channel is DeliveryChannel.CABINET
    assert office.kinds(identifier) == ["registered", "assigned", "answered", "delivered"]
    office.run_due_tasks()
    assert [notice.kind.value for notice in office.portal.pushed] == ["complaint-registered", "complaint-answered"]
    assert office.get(identifier, "answer", office.citizen()).status_code == 200


def test_on_paper_the_cabinet_is_told_and_the_answer_goes_out_besides(office: AnswerWorld, given: str) -> None:
    office.answer(given)
    assert office.complaint(given).delivery is None
    assert f"{NOTICES}/{given}-complaint-answered" in office.stored(NOTICES)


def test_whoever_has_no_cabinet_gets_no_notice(office: AnswerWorld) -> None:
    identifier = office.answered(office.on_paper(complainant={"name": "Аты-жөні жазылмаған"}))
    assert office.stored(NOTICES) == []
    assert office.deliver(identifier, channel="hand", receiver=RECEIVER).status_code == 200


@pytest.mark.clause("11.9")
def test_by_hand_to_whoever_took_it_and_by_post_with_the_letters_number(office: AnswerWorld) -> None:
    by_hand = office.answered(office.on_paper())
    by_post = office.answered(office.on_paper(key="paper-0002"))
    handed = shown(office.deliver(by_hand, channel="hand", receiver=RECEIVER))["delivery"]
    posted = shown(office.deliver(by_post, HEAD, channel="post", tracking="RR123456789KZ"))["delivery"]
    assert (handed["receiver"], handed["tracking"]) == ("Әлиева Гүлнар Қайратқызы", None)
    assert (posted["receiver"], posted["tracking"]) == (None, "RR123456789KZ")
    assert office.chain(by_post)[-1].data["tracking"] == "RR123456789KZ"
    assert office.kinds(by_hand)[-1] == "delivered"


@pytest.mark.clause("11.9")
@pytest.mark.parametrize(
    ("body", "problem", "pointer"),
    [
        ({"channel": "hand"}, "receiver-missing", "/receiver"),
        ({"channel": "post"}, "tracking-missing", "/tracking"),
        ({"channel": "post", "tracking": "RR123456789KZ", "receiver": RECEIVER}, "invalid-fields", "/receiver"),
        ({"channel": "hand", "tracking": "RR123456789KZ", "receiver": RECEIVER}, "invalid-fields", "/tracking"),
        ({"channel": "cabinet"}, "invalid-fields", "/channel"),
        ({"channel": "post", "tracking": "?"}, "invalid-fields", "/tracking"),
        ({"channel": "hand", "receiver": RECEIVER, "at": "2026-11-23T04:00:00Z"}, "invalid-fields", "/at"),
        ({"channel": "hand", "receiver": RECEIVER, "at": "2026-11-24T05:00:00Z"}, "invalid-fields", "/at"),
    ],
)
def test_a_delivery_names_what_proves_it(
    office: AnswerWorld, given: str, body: dict[str, Any], problem: str, pointer: str
) -> None:
    office.answer(given)
    before = office.everything()
    response = office.deliver(given, **body)
    assert (response.status_code, office.problem(response)) == (422, problem)
    assert office.pointers(response) == [pointer]
    assert office.everything() == before


def test_nothing_goes_out_before_the_answer_nor_through_another_office(office: AnswerWorld, given: str) -> None:
    early = office.deliver(given, channel="hand", receiver=RECEIVER)
    assert (early.status_code, office.problem(early)) == (409, "not-answered")
    office.answer(given)
    assert office.deliver(given, OTHER_HEAD, channel="hand", receiver=RECEIVER).status_code == 404
    assert office.deliver(given, office.citizen(), channel="hand", receiver=RECEIVER).status_code == 403


def test_a_delivery_is_recorded_once(office: AnswerWorld, given: str) -> None:
    office.answer(given)
    first = office.deliver(given, channel="hand", receiver=RECEIVER)
    before = office.everything()
    office.clock.advance(minutes=5)
    again = office.deliver(given, channel="hand", receiver=RECEIVER)
    other = office.deliver(given, channel="post", tracking="RR123456789KZ")
    assert (again.status_code, again.get_data()) == (200, first.get_data())
    assert (other.status_code, office.problem(other)) == (409, "already-delivered")
    assert office.everything() == before


def test_a_lost_reply_to_a_delivery_delivers_once(office: AnswerWorld, given: str) -> None:
    office.answer(given)
    office.fake_documents.lose_next_reply()
    assert office.deliver(given, channel="hand", receiver=RECEIVER).status_code == 503
    assert office.deliver(given, channel="hand", receiver=RECEIVER).status_code == 200
    assert office.kinds(given).count("delivered") == 1


def test_no_log_line_of_an_answer_carries_personal_data(
    office: AnswerWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    identifier = office.answered(office.on_paper())
    office.deliver(identifier, channel="hand", receiver=RECEIVER)
    office.get(identifier, "file", HEAD)
    printed = capsys.readouterr().out
    assert '"complaint-answered"' in printed
    assert "[withheld]" not in printed
    for word in PERSONAL:
        assert word not in printed
        assert json.dumps(word)[1:-1] not in printed


def test_the_head_of_today_signs_also_what_another_began(office: AnswerWorld, given: str) -> None:
    document = office.fake_documents.get("offices/almaty")
    assert document is not None
    head = {**document.fields["head"], "name": "Қалиев Нұрлан Болатұлы"}
    office.fake_documents.commit(Replace("offices/almaty", {**document.fields, "head": head}, document.version))
    office.complaint_services.offices._read_at = float("-inf")
    response = office.answer(given, HEAD | {"name": "Қалиев Нұрлан Болатұлы"})
    assert office.problem(response) == "head-key-unusable"
    office.head_seals.names["almaty"] = "ҚАЛИЕВ НҰРЛАН"
    assert shown(office.answer(given, HEAD | {"name": "Қалиев Нұрлан Болатұлы"}))["signed_by"].startswith("Қалиев")
