"""A package is handed in at a public service centre (clauses 1.2, 2.1, 5.1, 6.1, 9.1 to 9.4, 10.1, 15.1)."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.shared.codec import from_fields
from functions.shared.domain.application import Channel, DocumentKind, Status
from functions.shared.domain.events import Event, first_broken
from functions.shared.domain.facts import Registry
from functions.shared.domain.look_up import LookUps
from functions.shared.domain.numbers import NumberKind, parse_number
from functions.shared.domain.refusal import Refusal
from functions.shared.records import events_of
from tests.unit.examples import FIRST_CHILD, GUARDIAN, SECOND_CHILD
from tests.unit.service.queue_world import keyed
from tests.unit.service.world import CENTRES, OPERATOR, PDF, World


def answered(world: World, package: dict[str, Any] | None = None, **how: Any) -> dict[str, Any]:
    response = world.hand_in(package, **how)
    assert response.status_code == 201, response.get_data(as_text=True)
    body: dict[str, Any] = json.loads(response.get_data())
    return body


def born_abroad(world: World) -> None:
    """The registry has no record of the child's birth."""
    world.registries.born.clear()


def called_ticket(world: World) -> str:
    """A recipient took a ticket, and was called to desk 1."""
    queue = f"/v1/psc/{CENTRES[0]}"
    taken = world.call("POST", f"{queue}/tickets", who=world.operator(), headers=keyed())
    number: str = json.loads(taken.get_data())["number"]
    called = world.call("POST", f"{queue}/calls", who=world.operator(), headers=keyed(), json={"desk": "1"})
    assert called.status_code == 200, called.get_data(as_text=True)
    return number


def certificate(world: World, **changes: Any) -> dict[str, Any]:
    return world.document("birth-certificate", **({"child": 0, "number": "F 123456"} | changes))


def looked_up(world: World, case: str) -> list[Event]:
    """The look-ups of a case, after their chain was found whole."""
    found = world.documents.get(f"look-ups/{case}")
    assert found is not None
    events = events_of(world.documents, f"look-ups/{case}")
    assert first_broken(events, from_fields(LookUps, found.fields).head) is None
    return events


def stored_refusal(world: World, identifier: str) -> Refusal:
    found = world.documents.get(f"refusals/{identifier}")
    assert found is not None
    return from_fields(Refusal, found.fields)


def paper(response: Any) -> dict[str, Any]:
    """What the fake papers say."""
    assert response.status_code == 200, response.get_data(as_text=True)
    assert response.mimetype == "application/pdf"
    told: dict[str, Any] = json.loads(response.get_data().removeprefix(b"%PDF-1.7 ").removesuffix(b"\n%%EOF"))
    return told


class TestAComplete:
    """package is accepted, and runs like a portal's case."""

    @pytest.mark.clause("1.2", "2.1")
    def test_package_has_five_minutes_from_acceptance(self, world: World) -> None:
        body = answered(world)
        assert body["outcome"] == "accepted"
        accepted, due = (datetime.fromisoformat(body[name]) for name in ("at", "due_at"))
        assert (accepted, due - accepted) == (world.clock.now(), timedelta(minutes=5))
        assert parse_number(body["number"], NumberKind.APPLICATION)
        application = world.application(body["id"])
        assert (application.channel, application.status) == (Channel.PSC, Status.ACCEPTED)

    @pytest.mark.clause("1.2", "3.1", "9.2")
    def test_package_becomes_a_certificate_by_the_same_steps(self, world: World) -> None:
        identifier = answered(world)["id"]
        assert set(world.run_due_tasks()) == {200}
        assert world.events(identifier) == ["accepted", "verified", "issued"]
        cabinet = json.loads(world.call("GET", "/v1/cabinet", who=world.citizen()).get_data())
        assert [notice["kind"] for notice in cabinet["notices"]] == ["issued", "accepted"]

    def test_package_is_declined_by_the_same_rules(self, world: World) -> None:
        world.registries.appointments.clear()
        identifier = answered(world)["id"]
        world.run_due_tasks()
        assert world.application(identifier).status is Status.DECLINED

    def test_package_that_waits_is_escalated_after_five_minutes(self, world: World) -> None:
        world.registries.silent[Registry.GUARDIANSHIP] = "timeout"
        identifier = answered(world)["id"]
        world.run_due_tasks()
        world.clock.advance(minutes=5)
        world.reconcile()
        assert world.application(identifier).overdue_since == world.application(identifier).due_at

    @pytest.mark.clause("9.3")
    def test_package_keeps_consent_form_and_what_the_operator_sent(self, world: World) -> None:
        package = world.package(documents=[world.document("application"), certificate(world)])
        identifier = answered(world, package)["id"]
        application = world.application(identifier)
        assert application.consent.scan == package["consent"]["scan"]
        kept = {path.rsplit("/", 1)[-1] for path in world.fake_documents.paths() if f"{identifier}/evidence/" in path}
        assert kept == {"request", "scan-consent", "scan-0"}
        assert [document.kind for document in application.handed_in] == [
            DocumentKind.APPLICATION,
            DocumentKind.BIRTH_CERTIFICATE,
        ]
        assert world.documents.get(f"consents/{application.consent.id}") is not None

    @pytest.mark.clause("15.1")
    def test_package_can_be_followed_by_the_centre_that_took_it_alone(self, world: World) -> None:
        identifier = answered(world)["id"]
        assert world.call("GET", f"/v1/applications/{identifier}", who=world.operator()).status_code == 200
        elsewhere = world.operator(CENTRES[1])
        assert world.call("GET", f"/v1/applications/{identifier}", who=elsewhere).status_code == 404

    @pytest.mark.clause("2.1", "9.4", "16.2")
    def test_package_gets_its_receipt(self, world: World) -> None:
        ticket = called_ticket(world)
        documents = [world.document("application"), certificate(world)]
        body = answered(world, world.package(documents=documents, ticket=ticket))
        told = paper(world.call("GET", body["receipt"] + "?lang=ru", who=world.operator()))
        assert (told["kind"], told["language"], told["number"]) == ("acceptance receipt", "ru", body["number"])
        assert (told["operator"], told["ticket"]) == (OPERATOR, "A 001")
        assert [document["ru"] for document in told["documents"]] == [
            "Заявление по форме приложения 2: принято",
            "Свидетельство о рождении ребенка № 1 (Өмірбек Ұлан Һашімұлы, дата рождения 05.03.2016), № F 123456: "
            "оригинал возвращен",
            "Письменное согласие на использование сведений: принято",
        ]

    def test_packages_receipt_is_for_its_own_centre(self, world: World) -> None:
        body = answered(world)
        assert world.call("GET", body["receipt"], who=world.operator(CENTRES[1])).status_code == 404
        assert world.call("GET", "/v1/psc/applications/unknown/receipt", who=world.operator()).status_code == 404

    def test_portals_application_has_no_receipt_of_a_desk(self, world: World) -> None:
        identifier = world.accepted()
        assert world.call("GET", f"/v1/psc/applications/{identifier}/receipt", who=world.operator()).status_code == 404


class TestARepeat:
    def test_gets_the_same_answer(self, world: World) -> None:
        package = world.package()
        first, second = world.hand_in(package), world.hand_in(package)
        assert (first.status_code, first.get_data()) == (second.status_code, second.get_data())
        assert second.headers["Idempotent-Replayed"] == "true"
        assert len(world.stored("applications")) == 1

    def test_gets_the_same_answer_when_the_centre_has_closed(self, world: World) -> None:
        package = world.package()
        first = world.hand_in(package)
        world.clock.move_to(datetime(2026, 11, 23, 16, 0, tzinfo=UTC))
        assert world.hand_in(package).get_data() == first.get_data()

    def test_of_a_refusal_is_the_same_refusal(self, world: World) -> None:
        package = world.package(documents=[])
        assert world.hand_in(package).get_data() == world.hand_in(package).get_data()
        assert len(world.stored("refusals")) == 1

    def test_with_another_body_is_told_so(self, world: World) -> None:
        world.hand_in(world.package())
        response = world.hand_in(world.package(paper_copy=True))
        assert (response.status_code, world.problem(response)) == (422, "idempotency-key-reused")

    def test_of_the_same_package_under_another_key_is_not_a_second_application(self, world: World) -> None:
        package = world.package()
        world.hand_in(package)
        response = world.hand_in(package, key="key-00000002")
        assert (response.status_code, world.problem(response)) == (409, "already-submitted")
        assert len(world.stored("applications")) == 1

    def test_of_another_operator_is_another_request(self, world: World) -> None:
        first = answered(world)
        second = answered(world, who=world.operator(subject="another"))
        assert first["id"] != second["id"]


class TestTwoClicks:
    """on one button are one result, whoever is quicker."""

    @pytest.mark.parametrize("complete", [True, False])
    def test_at_the_same_moment_are_one_result(self, world: World, complete: bool) -> None:
        package = world.package() if complete else world.package(documents=[])
        with ThreadPoolExecutor(8) as threads:
            responses = list(threads.map(lambda _: world.hand_in(package), range(8)))
        assert {response.status_code for response in responses} == {201}
        assert len({response.get_data() for response in responses}) == 1
        assert len(world.stored("applications")) + len(world.stored("refusals")) == 1

    def test_under_several_keys_an_incomplete_package_is_one_refusal(self, world: World) -> None:
        package = world.package(documents=[])
        first = answered(world, package)
        again = world.hand_in(package, key="key-00000002")
        assert (json.loads(again.get_data()), again.headers["Idempotent-Replayed"]) == (first, "true")
        assert len(world.stored("refusals")) == 1

    def test_another_spelling_of_a_package_is_the_same_package(self, world: World) -> None:
        package = world.package()
        answered(world, package)
        headers = {"Idempotency-Key": "key-00000002", "Content-Type": "application/json"}
        spelled = json.dumps(dict(reversed(package.items())), indent=2) + "\n"
        response = world.call("POST", "/v1/psc/applications", who=world.operator(), headers=headers, data=spelled)
        assert (response.status_code, world.problem(response)) == (409, "already-submitted")


class TestAnIncompletePackage:
    """is refused, which is a result with a number and a receipt (10.1)."""

    @pytest.mark.clause("9.1", "10.1")
    def test_without_the_application_by_annex_2(self, world: World) -> None:
        body = answered(world, world.package(documents=[]))
        assert body["outcome"] == "refused"
        assert [(each["kind"], each["lack"]) for each in body["lacking"]] == [("application", "missing")]
        assert parse_number(body["number"], NumberKind.RECEIPT)
        assert world.stored("applications") == []

    @pytest.mark.clause("9.1", "10.1")
    def test_without_the_certificate_of_a_child_who_has_no_record(self, world: World) -> None:
        born_abroad(world)
        body = answered(world)
        assert [(each["kind"], each["child"], each["lack"]) for each in body["lacking"]] == [
            ("birth-certificate", 0, "missing")
        ]
        assert body["lacking"][0]["text"]["ru"] == "свидетельство о рождении ребенка № 1"

    @pytest.mark.clause("9.1", "10.1")
    def test_without_the_certificate_of_a_child_born_before_13_august_2007(self, world: World) -> None:
        world.clock.move_to(datetime(2014, 3, 11, 5, 0, tzinfo=UTC))
        child = {**world.package()["children"][0], "birth_date": "2007-08-12"}
        assert answered(world, world.package(children=[child]))["outcome"] == "refused"
        assert world.registries.consents == []  # it is needed anyway: nothing was asked

    @pytest.mark.clause("9.1")
    def test_that_is_complete_after_all_with_the_certificate(self, world: World) -> None:
        born_abroad(world)
        documents = [world.document("application"), certificate(world)]
        assert answered(world, world.package(documents=documents))["outcome"] == "accepted"

    @pytest.mark.clause("10.1")
    def test_with_an_expired_document(self, world: World) -> None:
        yesterday = (world.clock.now() - timedelta(days=1)).date().isoformat()
        identity = world.document("identity-document", number="N 1", expires_on=yesterday)
        body = answered(world, world.package(documents=[world.document("application"), identity]))
        assert [(each["kind"], each["lack"]) for each in body["lacking"]] == [("identity-document", "expired")]

    @pytest.mark.clause("10.1")
    def test_whose_document_ends_today_is_not_expired(self, world: World) -> None:
        identity = world.document("identity-document", expires_on=world.clock.now().date().isoformat())
        documents = [world.document("application"), identity]
        assert answered(world, world.package(documents=documents))["outcome"] == "accepted"

    @pytest.mark.clause("10.1")
    def test_is_told_all_at_once(self, world: World) -> None:
        born_abroad(world)
        second = {**world.package()["children"][0], "iin": SECOND_CHILD}
        package = world.package(children=[world.package()["children"][0], second], documents=[])
        assert [(each["kind"], each["child"]) for each in answered(world, package)["lacking"]] == [
            ("application", None),
            ("birth-certificate", 0),
            ("birth-certificate", 1),
        ]

    @pytest.mark.clause("9.2", "10.1")
    def test_is_not_one_because_the_registry_is_silent(self, world: World) -> None:
        world.registries.silent[Registry.BIRTHS] = "timeout"
        identifier = answered(world)["id"]
        world.run_due_tasks()
        assert world.application(identifier).waiting_for == ("births",)

    @pytest.mark.clause("10.1", "16.2")
    @pytest.mark.parametrize(("language", "copies"), [("kk", 1), ("ru", 2)])
    def test_gets_the_receipt_of_annex_3(self, world: World, language: str, copies: int) -> None:
        body = answered(world, world.package(documents=[]))
        told = paper(world.call("GET", f"{body['receipt']}?lang={language}&copies={copies}", who=world.operator()))
        assert (told["kind"], told["language"], told["copies"]) == ("refusal receipt", language, copies)
        assert (told["number"], told["operator"]) == (body["number"], OPERATOR)
        assert told["applicant_address"] == "Алматы қ., Абай даңғылы, 1-үй"
        assert [each["en"] for each in told["missing"]] == ["the application by Annex 2"]

    @pytest.mark.clause("10.1", "15.1")
    def test_is_told_in_the_cabinet_too(self, world: World) -> None:
        body = answered(world, world.package(documents=[]))
        notices = json.loads(world.call("GET", "/v1/cabinet", who=world.citizen()).get_data())["notices"]
        assert [notice["kind"] for notice in notices] == ["refused"]
        assert body["number"] in notices[0]["text"]["kk"]

    def test_is_seen_by_its_own_centre_alone(self, world: World) -> None:
        body = answered(world, world.package(documents=[]))
        path = f"/v1/psc/refusals/{body['id']}"
        assert json.loads(world.call("GET", path, who=world.operator()).get_data()) == body
        for address in (path, body["receipt"]):
            assert world.call("GET", address, who=world.operator(CENTRES[1])).status_code == 404
        assert world.call("GET", "/v1/psc/refusals/none", who=world.operator()).status_code == 404

    def test_leaves_a_chain_without_anybodys_data(self, world: World) -> None:
        refusal = stored_refusal(world, answered(world, world.package(documents=[]))["id"])
        events = events_of(world.documents, f"refusals/{refusal.id}")
        assert first_broken(events, refusal.head) is None
        assert GUARDIAN not in str(events)
        assert refusal.applicant.name.surname not in str(events)
        assert OPERATOR not in str(events)


class TestReapplying:
    """is free, and is linked to the refusal (5.1, 10.1)."""

    @pytest.mark.clause("5.1", "10.1")
    def test_links_both_ways(self, world: World) -> None:
        refused = answered(world, world.package(documents=[]))
        accepted = answered(world, key="key-00000002")
        assert accepted["follows"] == refused["number"]
        refusal = stored_refusal(world, refused["id"])
        assert refusal.followed_by == world.application(accepted["id"]).number
        events = events_of(world.documents, f"refusals/{refusal.id}")
        assert [event.kind for event in events] == ["refused", "followed"]
        assert first_broken(events, refusal.head) is None

    @pytest.mark.clause("10.1")
    def test_at_another_centre_links_too(self, world: World) -> None:
        refused = answered(world, world.package(documents=[]))
        package = world.package(centre=CENTRES[1])
        accepted = answered(world, package, who=world.operator(CENTRES[1]), key="key-00000002")
        assert accepted["follows"] == refused["number"]

    def test_in_vain_makes_a_chain_of_refusals(self, world: World) -> None:
        numbers: list[str | None] = [None]
        for attempt in range(3):
            body = answered(world, world.package(documents=[]), key=f"key-0000000{attempt}")
            assert body["follows"] == numbers[-1]
            numbers.append(body["number"])
            world.clock.advance(minutes=1)

    def test_for_another_child_is_not_linked(self, world: World) -> None:
        answered(world, world.package(documents=[]))
        other = {**world.package()["children"][0], "iin": SECOND_CHILD, "birth_date": "2011-07-01"}
        documents = [world.document("application"), certificate(world)]
        body = answered(world, world.package(children=[other], documents=documents), key="key-00000002")
        assert (body["outcome"], body["follows"]) == ("accepted", None)

    def test_twice_links_the_first_time_only(self, world: World) -> None:
        answered(world, world.package(documents=[]))
        answered(world, key="key-00000002")
        assert answered(world, key="key-00000003")["follows"] is None


class TestBeforeAnythingIsKept:
    """Every wrong package is a problem with its type, and changes nothing."""

    CASES: tuple[tuple[str, int, str, Callable[[World], dict[str, Any]]], ...] = (
        ("consent-missing", 422, "/consent", lambda w: {"consent": None}),
        ("consent-missing", 422, "/consent", lambda w: {"consent": w.consent(text_version="1999-1")}),
        ("consent-missing", 422, "/consent", lambda w: {"consent": w.consent(given_at="2026-11-21T10:00:00+05:00")}),
        ("consent-scan-missing", 422, "/consent/scan", lambda w: {"consent": w.consent(scan=None)}),
        ("attachment-missing", 422, "/consent/scan", lambda w: {"consent": w.consent(scan="0" * 64)}),
        (
            "attachment-missing",
            422,
            "/documents/0/scan",
            lambda w: {"documents": [w.document("application", scan="0" * 64)]},
        ),
        (
            "original-not-compared",
            422,
            "/documents/0/compared_with_original",
            lambda w: {"documents": [certificate(w, compared_with_original=False)]},
        ),
        (
            "original-not-returned",
            422,
            "/documents/0/original_returned",
            lambda w: {"documents": [certificate(w, original_returned=False)]},
        ),
        (
            "invalid-fields",
            422,
            "/documents/0/compared_with_original",
            lambda w: {"documents": [w.document("identity-document", handed_in=False, original_returned=False)]},
        ),
        ("invalid-fields", 422, "/documents/0/child", lambda w: {"documents": [certificate(w, child=None)]}),
        ("invalid-fields", 422, "/documents/0/child", lambda w: {"documents": [certificate(w, child=1)]}),
        ("invalid-fields", 422, "/documents/0/number", lambda w: {"documents": [certificate(w, number=None)]}),
        ("invalid-fields", 422, "/documents/0/scan", lambda w: {"documents": [w.document("application", scan=None)]}),
        (
            "invalid-fields",
            422,
            "/documents/0",
            lambda w: {"documents": [certificate(w), certificate(w, number="F 2")]},
        ),
        ("invalid-fields", 422, "/children/0/iin", lambda w: {"children": [child_of(w, iin="991231500017")]}),
        ("invalid-fields", 422, "/children/1/iin", lambda w: {"children": [child_of(w), child_of(w)]}),
        ("invalid-fields", 422, "/children/0/iin", lambda w: {"children": [child_of(w, iin=GUARDIAN)]}),
        ("invalid-fields", 422, "/children", lambda w: {"children": []}),
        (
            "child-not-minor",
            422,
            "/children/0/birth_date",
            lambda w: {"children": [adult(w)]},
        ),
        ("provider-unknown", 422, "/provider", lambda w: {"provider": "nowhere"}),
        ("provider-unknown", 422, "/provider", lambda w: {"provider": CENTRES[0]}),
        ("other-office", 403, "", lambda w: {"centre": CENTRES[1]}),
        (
            "invalid-fields",
            422,
            "/applicant/address",
            lambda w: {"applicant": homeless(w)},
        ),
    )

    @pytest.mark.clause("9.1", "9.3", "9.4")
    @pytest.mark.parametrize(("slug", "status", "pointer", "wrong"), CASES)
    def test_it_is_told_what_to_mend(
        self, world: World, slug: str, status: int, pointer: str, wrong: Callable[[World], dict[str, Any]]
    ) -> None:
        response = world.hand_in(world.package(**wrong(world)))
        assert (world.problem(response), response.status_code) == (slug, status)
        assert not pointer or pointer in world.pointers(response)
        assert world.stored("applications") == world.stored("refusals") == world.stored("consents") == []
        assert world.registries.consents == []
        assert world.tasks.scheduled == []

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"service": 1, "service": 2}', b"\xff"])
    def test_what_is_not_json_is_told_so(self, world: World, body: bytes) -> None:
        headers = {"Idempotency-Key": "key-00000001"}
        response = world.call("POST", "/v1/psc/applications", who=world.operator(), headers=headers, data=body)
        assert response.status_code in (400, 422)
        assert world.problem(response) in ("malformed-body", "invalid-fields")

    def test_without_a_key_nothing_is_taken(self, world: World) -> None:
        response = world.hand_in(key=None)
        assert (response.status_code, world.problem(response)) == (400, "idempotency-key-missing")

    @pytest.mark.clause("9.3")
    def test_no_registry_is_asked_before_the_consent_is_in_the_store(self, world: World) -> None:
        asked: list[list[str]] = []
        births = world.registries.births

        def watching(*args: Any) -> Any:
            asked.append(world.stored("consents"))
            return births(*args)

        world.registries.births = watching  # type: ignore[assignment, method-assign]  # to see what is stored at that moment
        identifier = answered(world)["id"]
        consent = world.application(identifier).consent.id
        assert asked == [[f"consents/{consent}"]]
        world.run_due_tasks()
        assert set(world.registries.consents) == {consent}


def child_of(world: World, **changes: Any) -> dict[str, Any]:
    child: dict[str, Any] = world.package()["children"][0]
    return child | changes


def adult(world: World) -> dict[str, Any]:
    """Eighteen today."""
    return child_of(world, birth_date="2008-11-23")


def homeless(world: World) -> dict[str, Any]:
    return {**world.package()["applicant"], "address": ""}


class TestHours:
    """Monday to Saturday, 9:00 to 20:00, except public holidays (6.1)."""

    @pytest.mark.clause("6.1")
    @pytest.mark.parametrize(
        ("almaty", "opens"),
        [
            ("Monday 2026-11-23 08:59", "2026-11-23T04:00:00+00:00"),
            ("Monday 2026-11-23 20:00", "2026-11-24T04:00:00+00:00"),
            ("Saturday 2026-11-28 20:00", "2026-11-30T04:00:00+00:00"),
            ("Sunday 2026-11-29 12:00", "2026-11-30T04:00:00+00:00"),
            ("Wednesday 2026-12-16 12:00", "2026-12-17T04:00:00+00:00"),
            ("Thursday 2026-12-31 20:30", "2027-01-04T04:00:00+00:00"),
        ],
    )
    def test_outside_them_the_next_opening_is_told(self, world: World, almaty: str, opens: str) -> None:
        world.clock.move_to(datetime.fromisoformat(almaty.split(" ", 1)[1] + "+05:00").astimezone(UTC))
        response = world.hand_in()
        assert (response.status_code, world.problem(response)) == (409, "outside-hours")
        assert json.loads(response.get_data())["opens_at"] == opens
        assert world.stored("applications") == []

    @pytest.mark.clause("6.1")
    @pytest.mark.parametrize("almaty", ["2026-11-23 09:00", "2026-11-23 19:59", "2026-11-28 12:00"])
    def test_within_them_packages_are_taken(self, world: World, almaty: str) -> None:
        world.clock.move_to(datetime.fromisoformat(almaty + "+05:00").astimezone(UTC))
        assert world.hand_in().status_code == 201

    @pytest.mark.clause("6.1")
    def test_who_was_called_before_closing_is_served_after_it(self, world: World) -> None:
        world.clock.move_to(datetime(2026, 11, 23, 14, 58, tzinfo=UTC))  # 19:58 in Almaty
        ticket = called_ticket(world)
        world.clock.advance(minutes=4)
        assert world.hand_in().status_code == 409
        assert world.hand_in(world.package(ticket=ticket)).status_code == 201

    def test_a_ticket_that_is_not_at_a_desk_opens_nothing(self, world: World) -> None:
        queue = f"/v1/psc/{CENTRES[0]}"
        taken = world.call("POST", f"{queue}/tickets", who=world.operator(), headers=keyed())
        ticket = json.loads(taken.get_data())["number"]
        waiting = world.hand_in(world.package(ticket=ticket))
        assert (waiting.status_code, world.problem(waiting)) == (409, "ticket-not-called")
        for step in ("calls", f"tickets/{ticket}/start", f"tickets/{ticket}/finish"):
            world.call("POST", f"{queue}/{step}", who=world.operator(), headers=keyed(), json={"desk": "1"})
        finished = world.hand_in(world.package(ticket=ticket))
        assert (finished.status_code, world.problem(finished)) == (409, "ticket-closed")
        unknown = world.hand_in(world.package(ticket="A999"))
        assert (unknown.status_code, world.problem(unknown)) == (404, "ticket-unknown")
        assert world.stored("applications") == []


class TestTheChecklist:
    """tells what will be needed, before anything is signed (9.1, 9.2)."""

    def ask(self, world: World, **changes: Any) -> dict[str, Any]:
        body = {"applicant_iin": GUARDIAN, "children": [{"iin": FIRST_CHILD, "birth_date": "2016-03-05"}]} | changes
        response = world.call("POST", "/v1/psc/checklist", who=world.operator(), json=body)
        assert response.status_code == 200, response.get_data(as_text=True)
        shown: dict[str, Any] = json.loads(response.get_data())
        return shown

    def birth(self, shown: dict[str, Any]) -> tuple[str, str]:
        (item,) = (item for item in shown["items"] if item["kind"] == "birth-certificate")
        return item["need"], item["why"]

    @pytest.mark.clause("9.3")
    def test_without_a_consent_nobody_is_asked(self, world: World) -> None:
        shown = self.ask(world)
        assert self.birth(shown) == ("after-consent", "no-consent-yet")
        assert shown["consent"] is None
        assert world.registries.consents == []

    @pytest.mark.clause("9.2")
    def test_a_child_in_the_registry_needs_nothing(self, world: World) -> None:
        assert self.birth(self.ask(world, consent=world.consent())) == ("from-registry", "record-found")

    @pytest.mark.clause("9.1")
    def test_a_child_without_a_record_needs_the_certificate(self, world: World) -> None:
        born_abroad(world)
        assert self.birth(self.ask(world, consent=world.consent())) == ("needed", "no-record")

    @pytest.mark.clause("9.1")
    @pytest.mark.parametrize(("born", "need"), [("2007-08-12", "needed"), ("2007-08-13", "after-consent")])
    def test_the_day_of_13_august_2007_is_in_the_registry(self, world: World, born: str, need: str) -> None:
        world.clock.move_to(datetime(2014, 3, 11, 5, 0, tzinfo=UTC))
        shown = self.ask(world, children=[{"iin": FIRST_CHILD, "birth_date": born}])
        assert self.birth(shown)[0] == need

    @pytest.mark.clause("9.2")
    def test_a_silent_registry_is_not_one_without_a_record(self, world: World) -> None:
        world.registries.silent[Registry.BIRTHS] = "timeout"
        assert self.birth(self.ask(world, consent=world.consent())) == ("unknown", "registry-silent")

    @pytest.mark.clause("9.3")
    def test_one_consent_is_one_record_from_the_checklist_to_the_case(self, world: World) -> None:
        package = world.package()
        shown = self.ask(world, consent=package["consent"])
        assert world.application(answered(world, package)["id"]).consent.id == shown["consent"]
        assert world.stored("consents") == [f"consents/{shown['consent']}"]

    @pytest.mark.clause("9.2")
    def test_the_signed_answers_are_kept_with_the_consent(self, world: World) -> None:
        consent = self.ask(world, consent=world.consent())["consent"]
        kept = [world.documents.get(path) for path in world.fake_documents.paths() if f"{consent}/evidence/" in path]
        assert sorted(each.fields["kind"] for each in kept if each) == ["attached-copy", "registry-answer"]

    def test_a_wrong_consent_is_a_problem(self, world: World) -> None:
        body = {
            "applicant_iin": GUARDIAN,
            "children": [{"iin": FIRST_CHILD, "birth_date": "2016-03-05"}],
            "consent": world.consent(scan=None),
        }
        response = world.call("POST", "/v1/psc/checklist", who=world.operator(), json=body)
        assert (response.status_code, world.problem(response)) == (422, "consent-scan-missing")


class TestTheForm:
    """of Annex 2 is printed filled in, and nothing of it is kept (9.1)."""

    def body(self, world: World, **changes: Any) -> dict[str, Any]:
        package = world.package()
        return {key: package[key] for key in ("provider", "applicant", "children", "paper_copy")} | changes

    @pytest.mark.clause("9.1", "9.3")
    @pytest.mark.parametrize("language", ["kk", "ru"])
    def test_it_says_who_asks_whom_about_which_child(self, world: World, language: str) -> None:
        path = f"/v1/psc/form?lang={language}"
        told = paper(world.call("POST", path, who=world.operator(), json=self.body(world)))
        assert (told["kind"], told["language"], told["iin"]) == ("application form", language, GUARDIAN)
        assert told["head"] == "Сәрсенбаев Бауыржан Асқарұлы"
        assert told["consent"]["kk"].endswith("келісемін.")
        assert [child["iin"] for child in told["children"]] == [FIRST_CHILD]

    def test_it_refuses_a_mistyped_iin_before_it_is_printed(self, world: World) -> None:
        body = self.body(world, children=[child_of(world, iin="991231500017")])
        response = world.call("POST", "/v1/psc/form", who=world.operator(), json=body)
        assert (response.status_code, world.pointers(response)) == (422, ["/children/0/iin"])

    def test_nothing_of_it_is_kept_and_nobody_is_asked(self, world: World) -> None:
        body = self.body(world)
        before = world.fake_documents.paths()
        world.call("POST", "/v1/psc/form", who=world.operator(), json=body)
        assert world.fake_documents.paths() == before
        assert world.registries.consents == []


CONTACT_CENTRE = {"role": "contact_centre", "subject": "contact-centre"}


class TestTheReferenceService:
    """tells by number where a case stands, and every look-up is in the case (15.1)."""

    def look(self, world: World, number: str, who: dict[str, str] | None = None, why: str = "recipient-asks") -> Any:
        return world.call("GET", f"/v1/status?number={number}&why={why}", who=who or CONTACT_CENTRE)

    @pytest.mark.clause("15.1")
    def test_an_application_by_its_number(self, world: World) -> None:
        body = answered(world)
        told = json.loads(self.look(world, body["number"]).get_data())
        assert (told["kind"], told["stage"], told["channel"]) == ("application", "accepted", "psc")
        assert told["due_at"] == body["due_at"]
        assert told["centre"]["ru"].startswith("Отдел № 1")

    @pytest.mark.clause("15.1")
    def test_a_certificate_by_its_number(self, world: World) -> None:
        identifier = world.accepted()
        world.run_due_tasks()
        certificate = world.application(identifier).certificate
        told = json.loads(self.look(world, certificate or "").get_data())
        assert (told["kind"], told["stage"]) == ("certificate", "issued")

    @pytest.mark.clause("15.1", "10.1")
    def test_a_refusal_and_what_is_missing(self, world: World) -> None:
        body = answered(world, world.package(documents=[]))
        told = json.loads(self.look(world, body["number"]).get_data())
        assert (told["kind"], told["stage"]) == ("refusal", "refused")
        assert [each["en"] for each in told["missing"]] == ["the application by Annex 2"]

    @pytest.mark.clause("15.1")
    def test_every_look_up_is_an_event_of_the_case(self, world: World) -> None:
        body = answered(world)
        self.look(world, body["number"])
        self.look(world, body["number"], {"role": "provider_officer", "office": "almaty", "subject": "o"}, "complaint")
        events = looked_up(world, body["id"])
        assert [(event.actor, event.data["why"]) for event in events] == [
            ("contact_centre", "recipient-asks"),
            ("provider_officer", "complaint"),
        ]
        assert len({event.data["who"] for event in events}) == 2

    def test_whoever_looks_writes_nothing_into_the_case_whose_work_goes_on(self, world: World) -> None:
        body = answered(world)
        before = world.documents.get(f"applications/{body['id']}")
        for _ in range(20):
            self.look(world, body["number"])
        assert world.documents.get(f"applications/{body['id']}") == before
        assert len(looked_up(world, body["id"])) == 20

    def test_a_refusal_is_looked_up_alike(self, world: World) -> None:
        body = answered(world, world.package(documents=[]))
        self.look(world, body["number"])
        assert len(looked_up(world, body["id"])) == 1

    @pytest.mark.clause("15.1")
    def test_it_names_nobody_and_gives_no_document(self, world: World) -> None:
        body = answered(world)
        text = self.look(world, body["number"]).get_data(as_text=True)
        for secret in (GUARDIAN, FIRST_CHILD, "Әлиева", "Гүлнар", OPERATOR, "/receipt"):
            assert secret not in text

    def test_another_providers_case_is_not_found(self, world: World) -> None:
        body = answered(world)
        response = self.look(world, body["number"], {"role": "provider_officer", "office": "astana"})
        assert (response.status_code, world.problem(response)) == (404, "not-found")
        assert world.documents.get(f"look-ups/{body['id']}") is None

    @pytest.mark.parametrize(
        ("number", "why", "status", "slug"),
        [
            ("A234-5678-9ACE", "recipient-asks", 400, "number-mistyped"),
            ("", "recipient-asks", 400, "number-mistyped"),
            ("850101100012", "recipient-asks", 400, "number-mistyped"),
            ("A234", "", 400, "look-up-reason-missing"),
            ("A234", "curious", 400, "look-up-reason-missing"),
        ],
    )
    def test_what_cannot_be_looked_up(self, world: World, number: str, why: str, status: int, slug: str) -> None:
        response = self.look(world, number, why=why)
        assert (response.status_code, world.problem(response)) == (status, slug)

    def test_an_unknown_number_is_not_found(self, world: World) -> None:
        number = answered(world)["number"]
        for path in [path for path in world.fake_documents.paths() if path.startswith("numbers/")]:
            assert path.endswith(number.replace("-", ""))
        other = World()
        assert self.look(other, number).status_code == 404


def test_scans_that_the_operator_uploads_are_checked_like_a_citizens(world: World) -> None:
    response = world.call("PUT", f"/v1/attachments/{'0' * 64}", who=world.operator(), data=PDF + b"%%EOF")
    assert (response.status_code, world.problem(response)) == (422, "attachment-hash-mismatch")
