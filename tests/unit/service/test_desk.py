"""What the desk of a centre takes, keeps, and hands out (clauses 2.1, 4.3, 6.1, 9.1 to 9.4, 10.1, 15.1)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.shared.codec import from_fields, to_fields
from functions.shared.domain.facts import Found, NoRecord, Registry
from functions.shared.offices import Offices
from functions.shared.ports import Replace
from functions.submit.consents import LookUp
from functions.submit.refusal import LINKED_WITHIN
from functions.submit.services import SubmitServices
from tests.unit.examples import FIRST_CHILD, GUARDIAN, SECOND_CHILD
from tests.unit.service.test_centre import (
    CONTACT_CENTRE,
    answered,
    born_abroad,
    certificate,
    child_of,
    paper,
    stored_refusal,
)
from tests.unit.service.world import CENTRES, OPERATOR, World

UNWRITABLE = {
    "a foreign letter": "Сяо 王",
    "a soft hyphen": "Гүл\u00adнар",
    "a space of no width": "Гүл\u200bнар",
    "a hyphen that does not break": "Гүл\u2011Нар",
    "a turn of the writing": "\u202eГүлнар",
    "a control character": "Гүл\x07нар",
    "nothing but spaces": "\u00a0\t ",
}
PASTED = "  Гүл\u00a0\tнар\r\nҚайратк\u202fызы  "
READ = "Гүл нар Қайратк ызы"


def applicant(world: World, **changes: Any) -> dict[str, Any]:
    return {**world.package()["applicant"], **changes}


def shown(response: Any) -> dict[str, Any]:
    assert response.status_code == 200, response.get_data(as_text=True)
    body: dict[str, Any] = json.loads(response.get_data())
    return body


class TestWhatIsTyped:
    """is one line of letters that a paper can bear, or is told at once: the receipt must be printed (10.1)."""

    @pytest.mark.clause("10.1")
    @pytest.mark.parametrize("text", UNWRITABLE.values(), ids=UNWRITABLE)
    @pytest.mark.parametrize("field", ["surname", "name", "patronymic", "address"])
    def test_what_no_paper_can_bear_is_pointed_at(self, world: World, field: str, text: str) -> None:
        response = world.hand_in(world.package(applicant=applicant(world, **{field: text})))
        assert (response.status_code, world.problem(response)) == (422, "invalid-fields")
        assert world.pointers(response) == [f"/applicant/{field}"]
        assert world.stored("consents") == world.stored("refusals") == world.stored("applications") == []

    @pytest.mark.clause("9.1")
    def test_what_cannot_be_printed_is_not_printed_in_the_form_either(self, world: World) -> None:
        package = world.package()
        body = {key: package[key] for key in ("provider", "applicant", "children")} | {"child_address": "ул. 王"}
        response = world.call("POST", "/v1/psc/form", who=world.operator(), json=body)
        assert (response.status_code, world.pointers(response)) == (422, ["/child_address"])

    @pytest.mark.clause("9.5")
    def test_the_portal_takes_no_name_either_that_no_certificate_can_bear(self, world: World) -> None:
        response = world.submit(world.request(children=[world.child(name="小明")]))
        assert (response.status_code, world.pointers(response)) == (422, ["/request/children/0/name"])

    @pytest.mark.clause("10.1")
    def test_spaces_of_any_kind_are_one_space_and_letters_are_composed(self, world: World) -> None:
        given = applicant(world, name=PASTED, surname="Сейітқали\u0438\u0306", address="Алматы,\r\n Абай 1")
        body = answered(world, world.package(applicant=given, documents=[]))
        kept = stored_refusal(world, body["id"]).applicant
        assert (kept.name.name, kept.name.surname, kept.address) == (READ, "Сейітқалий", "Алматы, Абай 1")

    @pytest.mark.parametrize("number", ["  ", "--", "№ /", "\u200b"])
    def test_a_number_has_a_letter_or_a_digit(self, world: World, number: str) -> None:
        documents = [world.document("application"), certificate(world, number=number)]
        response = world.hand_in(world.package(documents=documents))
        assert (response.status_code, world.pointers(response)) == (422, ["/documents/1/number"])

    @pytest.mark.parametrize("name", [None, "", " \t", "王"])
    def test_an_operator_without_a_name_for_the_receipt_takes_nothing(self, world: World, name: str | None) -> None:
        package = world.package()
        who = {key: value for key, value in (world.operator() | {"name": name}).items() if value is not None}
        response = world.hand_in(package, who=who)
        assert (response.status_code, world.problem(response)) == (403, "forbidden")
        assert world.stored("consents") == world.stored("applications") == world.stored("refusals") == []
        assert world.registries.consents == []


class TestAReceipt:
    """says which child and which document, as it was that day (9.4, 10.1)."""

    @pytest.mark.clause("10.1")
    def test_of_refusal_names_the_child_the_number_and_the_last_day(self, world: World) -> None:
        born_abroad(world)
        identity = world.document("identity-document", number="N 1", expires_on="2026-11-22")
        body = answered(world, world.package(documents=[identity]))
        told = paper(world.call("GET", body["receipt"] + "?lang=ru", who=world.operator()))
        assert [each["ru"] for each in told["missing"]] == [
            "заявление по форме приложения 2",
            "свидетельство о рождении ребенка № 1 (Өмірбек Ұлан Һашімұлы, дата рождения 05.03.2016)",
            "документ, удостоверяющий личность заявителя, № N 1 (срок действия истек 22.11.2026)",
        ]
        assert told["missing"][2]["kk"].endswith("құжат, № N 1 (қолданылу мерзімі 22.11.2026 аяқталған)")
        assert [each["text"]["en"] for each in body["lacking"]][2].endswith("(expired on 2026-11-22)")

    @pytest.mark.clause("15.1")
    def test_alone_names_the_child_and_the_telephone_does_not(self, world: World) -> None:
        born_abroad(world)
        number = answered(world)["number"]
        told = world.call("GET", f"/v1/status?number={number}&why=recipient-asks", who=CONTACT_CENTRE)
        assert "Өмірбек" not in told.get_data(as_text=True)

    @pytest.mark.clause("9.4", "10.1")
    @pytest.mark.parametrize("changes", [{"names": {"kk": "Жаңа", "ru": "Новый"}, "phone": "+7 1"}, {"active": False}])
    def test_is_the_same_when_the_offices_have_changed(self, world: World, changes: dict[str, Any]) -> None:
        receipts = [
            answered(world)["receipt"],
            answered(world, world.package(documents=[]), key="key-00000002")["receipt"],
        ]
        before = [paper(world.call("GET", path, who=world.operator())) for path in receipts]
        for identifier in (CENTRES[0], "almaty"):
            office = world.documents.get(f"offices/{identifier}")
            assert office is not None
            world.documents.commit(Replace(office.path, {**office.fields, **changes}, office.version))
        world.submit_services = newly_started(world)
        assert [paper(world.call("GET", path, who=world.operator())) for path in receipts] == before
        assert before[0]["template"] == before[1]["template"] == "2014-1"

    @pytest.mark.clause("10.1")
    @pytest.mark.parametrize("copies", ["3", "0", "two", "", "2&copies=3"])
    def test_has_one_copy_or_two(self, world: World, copies: str) -> None:
        body = answered(world, world.package(documents=[]))
        response = world.call("GET", f"{body['receipt']}?copies={copies}", who=world.operator())
        assert (response.status_code, world.problem(response)) == (422, "invalid-fields")
        assert world.pointers(response) == ["/copies"]


def newly_started(world: World) -> SubmitServices:
    """The services of an instance that has just started: it reads the directory of offices anew."""
    return replace(world.submit_services, offices=Offices(world.documents))


class TestExpiry:
    """Only what is needed, and the identity document that was shown, can refuse a package (10.1)."""

    EXPIRED = "2026-11-22"

    @pytest.mark.clause("9.2", "10.1")
    def test_an_expired_paper_that_nobody_needed_refuses_nobody(self, world: World) -> None:
        documents = [world.document("application"), certificate(world, expires_on=self.EXPIRED)]
        assert answered(world, world.package(documents=documents))["outcome"] == "accepted"

    @pytest.mark.clause("9.1", "10.1")
    def test_an_expired_one_that_is_needed_does(self, world: World) -> None:
        born_abroad(world)
        documents = [world.document("application"), certificate(world, expires_on=self.EXPIRED)]
        body = answered(world, world.package(documents=documents))
        assert [(each["kind"], each["lack"]) for each in body["lacking"]] == [("birth-certificate", "expired")]

    @pytest.mark.clause("9.2")
    def test_an_expired_one_proves_nothing_once_the_registry_speaks(self, world: World) -> None:
        born_abroad(world)
        world.registries.silent[Registry.BIRTHS] = "timeout"
        documents = [world.document("application"), certificate(world, expires_on=self.EXPIRED)]
        identifier = answered(world, world.package(documents=documents))["id"]
        world.registries.silent.clear()
        world.run_due_tasks()
        (reason,) = world.application(identifier).reasons
        assert reason.code == "birth-certificate-missing"
        assert "предъявите само свидетельство" in reason.text().ru

    @pytest.mark.clause("9.1")
    def test_an_application_has_no_last_day(self, world: World) -> None:
        documents = [world.document("application", expires_on="2030-01-01")]
        response = world.hand_in(world.package(documents=documents))
        assert (response.status_code, world.pointers(response)) == (422, ["/documents/0/expires_on"])


class TestTheMoment:
    @pytest.mark.clause("2.1", "6.1")
    @pytest.mark.parametrize("outcome", ["accepted", "refused"])
    def test_is_when_the_package_came_in_however_long_the_registry_takes(
        self, world: World, monkeypatch: pytest.MonkeyPatch, outcome: str
    ) -> None:
        world.clock.move_to(datetime(2026, 11, 23, 14, 59, 58, tzinfo=UTC))  # 19:59:58 in Almaty
        came_in, births = world.clock.now(), world.registries.births

        def slowly(*asked: Any) -> Any:
            world.clock.advance(seconds=4)
            return births(*asked)

        monkeypatch.setattr(world.registries, "births", slowly)
        changes: dict[str, Any] = {} if outcome == "accepted" else {"documents": []}
        body = answered(world, world.package(**changes))
        assert (body["outcome"], datetime.fromisoformat(body["at"])) == (outcome, came_in)


class TestALookUpOfBirths:
    """leaves who asked, where and when, beside the signed answers (9.2, 9.3)."""

    def ask(self, world: World, consent: dict[str, Any], *children: str, **operator: str) -> str:
        body = {
            "applicant_iin": GUARDIAN,
            "children": [{"iin": iin, "birth_date": "2016-03-05"} for iin in children],
            "consent": consent,
        }
        identifier = shown(world.call("POST", "/v1/psc/checklist", who=world.operator(**operator), json=body))[
            "consent"
        ]
        assert isinstance(identifier, str)
        return identifier

    def look_ups(self, world: World, consent: str) -> list[LookUp]:
        paths = [path for path in world.fake_documents.paths() if path.startswith(f"consents/{consent}/lookups/")]
        found = world.documents.get_many(paths)
        return [from_fields(LookUp, found[path].fields) for path in sorted(paths)]

    @pytest.mark.clause("9.3")
    def test_by_each_operator_in_each_round(self, world: World, capsys: pytest.CaptureFixture[str]) -> None:
        consent = world.consent()
        self.ask(world, consent, FIRST_CHILD)
        world.clock.advance(minutes=1)
        identifier = self.ask(world, consent, FIRST_CHILD, SECOND_CHILD, subject="a-curious-colleague")
        first, second = self.look_ups(world, identifier)
        assert (first.centre, first.children, first.found, first.no_record, first.silent) == (CENTRES[0], 1, 1, 0, 0)
        assert (second.children, second.found, second.no_record) == (2, 1, 1)
        assert second.at == first.at + timedelta(minutes=1)
        assert first.operator != second.operator
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "births-asked" in line]
        assert [(line["consent"], line["found"], line["no_record"]) for line in lines] == [
            (identifier, 1, 0),
            (identifier, 1, 1),
        ]
        kept = str([to_fields(first), to_fields(second), lines])
        assert not [secret for secret in (GUARDIAN, FIRST_CHILD, OPERATOR, "psc-operator") if secret in kept]

    @pytest.mark.clause("9.2")
    def test_keeps_an_answer_that_is_new_beside_one_that_was_kept(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        consent = world.consent()
        self.ask(world, consent, FIRST_CHILD)
        monkeypatch.setattr(world.registries, "_answer", answer_of_its_own)
        identifier = self.ask(world, consent, FIRST_CHILD, SECOND_CHILD)
        self.ask(world, consent, FIRST_CHILD, SECOND_CHILD)
        assert len(self.look_ups(world, identifier)) == 3
        kept = [path for path in world.fake_documents.paths() if path.startswith(f"consents/{identifier}/evidence/")]
        assert len(kept) == 1 + 2  # the scan, and two different answers

    @pytest.mark.clause("9.2")
    def test_that_nobody_answered_is_one_too(self, world: World) -> None:
        world.registries.silent[Registry.BIRTHS] = "timeout"
        (look_up,) = self.look_ups(world, self.ask(world, world.consent(), FIRST_CHILD))
        assert (look_up.children, look_up.silent) == (1, 1)

    @pytest.mark.clause("9.1")
    def test_that_was_not_made_leaves_none(self, world: World) -> None:
        world.clock.move_to(datetime(2014, 3, 11, 5, 0, tzinfo=UTC))
        answered(world, world.package(children=[child_of(world, birth_date="2007-08-12")]))
        assert [path for path in world.fake_documents.paths() if "/lookups/" in path] == []


def answer_of_its_own(_: Registry, record: Any, __: str) -> Any:
    """The registry's answer about each record is signed for itself."""
    return NoRecord(b"signed: none") if record is None else Found(record, b"signed by births")


class TestWhatFollowsARefusal:
    """is linked to every refusal that nothing came after, through either channel (5.1, 10.1)."""

    @pytest.mark.clause("1.2", "5.1", "10.1")
    def test_an_application_through_the_portal_too(self, world: World) -> None:
        refused = answered(world, world.package(documents=[]))
        application = world.application(world.accepted(key="key-00000002"))
        assert application.follows == stored_refusal(world, refused["id"]).number
        assert stored_refusal(world, refused["id"]).followed_by == application.number

    @pytest.mark.clause("10.1")
    def test_all_the_refusals_of_these_children_and_no_other(self, world: World) -> None:
        children = [child_of(world), child_of(world, iin=SECOND_CHILD, birth_date="2011-07-01")]
        refused = []
        for place, child in enumerate(children):
            refused.append(answered(world, world.package(children=[child], documents=[]), key=f"key-0000001{place}"))
            world.clock.advance(minutes=1)
        documents = [world.document("application"), certificate(world, child=1)]
        package = world.package(children=children, documents=documents)
        body = answered(world, package, key="key-00000020")
        assert body["follows"] == refused[-1]["number"]
        followed = [stored_refusal(world, each["id"]).followed_by for each in refused]
        assert followed == [body["number"].replace("-", "")] * 2

    @pytest.mark.clause("10.1")
    @pytest.mark.parametrize(("later", "linked"), [(timedelta(0), True), (timedelta(seconds=1), False)])
    def test_within_a_year(self, world: World, later: timedelta, linked: bool) -> None:
        body = answered(world, world.package(documents=[]))
        world.clock.move_to(world.clock.now() + LINKED_WITHIN + later)
        application = world.application(world.accepted(key="key-00000002"))
        assert (application.follows == body["number"].replace("-", "")) is linked

    def test_when_the_refusal_changed_meanwhile(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        refused = answered(world, world.package(documents=[]))
        query = world.fake_documents.query
        meanwhile: list[dict[str, Any]] = []

        def while_another_desk_is_quicker(*asked: Any) -> Any:
            found = query(*asked)
            if asked[0].collection == "refusals" and not meanwhile:
                meanwhile.append({})
                meanwhile.append(answered(world, key="key-00000009"))
            return found

        monkeypatch.setattr(world.fake_documents, "query", while_another_desk_is_quicker)
        application = world.application(world.accepted(key="key-00000002"))
        refusal = stored_refusal(world, refused["id"])
        assert refusal.followed_by == world.application(meanwhile[1]["id"]).number
        assert (application.follows, refusal.head.length) == (None, 2)


class TestTheStateOfACertificate:
    """is the register's, not the case's (15.1)."""

    def told(self, world: World, number: str) -> Any:
        path = f"/v1/status?number={number}&why=recipient-asks"
        return shown(world.call("GET", path, who=CONTACT_CENTRE))["certificate_state"]

    @pytest.mark.clause("15.1")
    def test_before_there_is_one_it_is_null(self, world: World) -> None:
        assert self.told(world, answered(world)["number"]) is None

    @pytest.mark.clause("15.1")
    def test_a_revoked_one_is_told_with_time_and_reason(self, world: World) -> None:
        identifier = answered(world)["id"]
        world.run_due_tasks()
        issued = world.clock.now()
        case = world.application(identifier)
        number = case.certificate or ""
        assert self.told(world, number) == {"state": "valid", "since": at(issued), "reason": None}
        world.clock.advance(hours=1)
        officer = {"role": "provider_officer", "office": "almaty", "subject": "officer"}
        path = f"/v1/certificates/{number}/revocation"
        assert world.call("POST", path, who=officer, json={"reason": "order-ended"}).status_code == 200
        for asked in (number, case.number):
            told = self.told(world, asked)
            assert (told["state"], told["since"]) == ("revoked", at(world.clock.now()))
            assert told["reason"]["ru"] == "опека (попечительство) прекращена"


def at(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
