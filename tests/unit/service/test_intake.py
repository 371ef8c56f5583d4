"""An application comes in through the portal (clauses 2.1, 9.3, 9.5, 9.6, 9.7, 14.1)."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.shared.codec import to_fields
from functions.shared.domain.application import Status
from functions.shared.domain.numbers import NumberKind, parse_number
from functions.shared.maintenance import PATH, Window
from functions.shared.ports import Create
from functions.shared.records import APPLICATIONS
from tests.fakes.trust import fake_cms
from tests.unit.examples import FIRST_CHILD, GUARDIAN, SECOND_CHILD
from tests.unit.service.world import World

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"IEND\xaeB`\x82"


@pytest.mark.clause("9.7", "2.1")
def test_the_notification_report_tells_when_the_result_is_to_be_received(world: World) -> None:
    response = world.submit()
    body = json.loads(response.get_data())
    assert response.status_code == 201
    assert response.headers["Location"] == f"/v1/applications/{body['id']}"
    accepted, due = (datetime.fromisoformat(body[name]) for name in ("accepted_at", "due_at"))
    assert accepted == world.clock.now()
    assert due - accepted == timedelta(minutes=5)
    assert body["status"] == "accepted"
    for language in ("kk", "ru", "en"):
        assert body["number"] in body["report"][language]
        assert "10:05" in body["report"][language]  # 05:05 UTC on Almaty's clocks
        assert "1414" in body["report"][language]


@pytest.mark.clause("9.7", "16.2")
def test_the_notification_report_is_in_the_cabinet(world: World) -> None:
    identifier = world.accepted()
    cabinet = json.loads(world.call("GET", "/v1/cabinet", who=world.citizen()).get_data())
    assert [notice["kind"] for notice in cabinet["notices"]] == ["accepted"]
    assert cabinet["applications"][0]["id"] == identifier


@pytest.mark.clause("9.5")
def test_what_is_signed_is_what_is_stored_byte_by_byte(world: World) -> None:
    content = json.dumps(world.request(), ensure_ascii=False, indent=3).encode()
    cms = fake_cms(content, iin=GUARDIAN)
    response = world.submit(cms=cms)
    identifier = json.loads(response.get_data())["id"]
    kept = world.documents.get(f"applications/{identifier}/evidence/request")
    assert kept is not None
    assert kept.fields["data"] == cms


def test_acceptance_is_one_batch_and_then_three_tasks(world: World) -> None:
    identifier = world.accepted()
    assert world.events(identifier) == ["accepted"]
    due_at = world.application(identifier).due_at
    assert {task.path: task.at for task in world.tasks.scheduled} == {  # made at once, so in no order
        f"/tasks/verify/{identifier}": None,
        f"/tasks/deadline/{identifier}": due_at,
        f"/tasks/push/{identifier}-accepted": None,
    }
    assert len(world.tasks.scheduled) == 3


def test_an_application_is_accepted_even_when_no_task_can_be_made(world: World) -> None:
    world.tasks.fail_next(10)
    identifier = world.accepted()
    assert world.tasks.scheduled == []
    world.tasks.fail_next(0)
    world.clock.advance(seconds=31)
    world.reconcile()
    assert world.application(identifier).status is Status.ISSUED


def test_nothing_is_accepted_when_the_store_is_down(world: World) -> None:
    world.fake_documents.fail_next(20)
    response = world.submit()
    assert (response.status_code, world.problem(response)) == (503, "unavailable")
    assert response.headers["Retry-After"] == "5"
    assert world.tasks.scheduled == []


def test_a_lost_answer_of_the_store_is_found_again_by_the_same_key(world: World) -> None:
    request = world.request()
    world.fake_documents.lose_next_reply()
    assert world.submit(request).status_code == 503
    assert world.submit(request).status_code == 201
    assert len(world.stored(APPLICATIONS)) == 1


class TestRepeats:
    def test_the_same_key_and_body_get_the_same_answer_whatever_happened_since(self, world: World) -> None:
        request = world.request()
        first = world.submit(request)
        world.run_due_tasks()
        world.clock.advance(hours=2)
        again = world.submit(request)
        assert again.status_code == 201
        assert again.get_data() == first.get_data()
        assert again.headers["Idempotent-Replayed"] == "true"
        assert "Idempotent-Replayed" not in first.headers

    def test_the_same_key_with_another_body_is_refused(self, world: World) -> None:
        world.accepted()
        response = world.submit(world.request(language="ru"))
        assert (response.status_code, world.problem(response)) == (422, "idempotency-key-reused")

    def test_another_citizen_may_use_the_same_key(self, world: World) -> None:
        mine = world.accepted()
        theirs = world.submit(
            world.request(applicant=world.request()["applicant"] | {"iin": SECOND_CHILD}),
            signer=SECOND_CHILD,
            caller=SECOND_CHILD,
        )
        assert theirs.status_code == 201
        assert json.loads(theirs.get_data())["id"] != mine

    def test_of_two_at_once_one_is_kept_and_both_get_its_answer(self, world: World) -> None:
        request = world.request()
        answers: list[bytes] = []
        world.fake_documents.before_next_commit(lambda: answers.append(world.submit(request).get_data()))
        answers.append(world.submit(request).get_data())
        assert answers[0] == answers[1]

    @pytest.mark.parametrize("key", [None, "short", "with space in it", "two-keys, joined", "x" * 256])
    def test_a_usable_key_is_required(self, world: World, key: str | None) -> None:
        response = world.submit(key=key)
        assert (response.status_code, world.problem(response)) == (400, "idempotency-key-missing")

    def test_one_signed_request_is_one_application_under_whatever_key(self, world: World) -> None:
        request = world.request()
        assert world.submit(request).status_code == 201
        response = world.submit(request, key="another-key")
        assert (response.status_code, world.problem(response)) == (409, "already-submitted")
        assert len(world.stored(APPLICATIONS)) == 1

    def test_a_repeat_is_answered_even_while_the_bucket_is_down(self, world: World) -> None:
        data = b"%PDF-1.4\n%%EOF"
        sha256 = hashlib.sha256(data).hexdigest()
        world.call("PUT", f"/v1/attachments/{sha256}", who=world.citizen(), data=data)
        copy = {"number": "TR-1", "attachment": sha256}
        request = world.request(children=[world.child(birth_certificate=copy)])
        first = world.submit(request)
        world.attachments.fail_next(5)
        assert world.submit(request).get_data() == first.get_data()


BAD_REQUESTS: list[tuple[str, dict[str, Any], str, list[str]]] = [
    ("no consent", {"consent": None}, "consent-missing", ["/request/consent"]),
    (
        "an unknown consent text",
        {"consent": {"text_version": "1999", "given_at": "2026-11-23T04:00:00Z"}},
        "consent-missing",
        ["/request/consent"],
    ),
    (
        "a consent of long ago",
        {"consent": {"text_version": "2014-1", "given_at": "1990-01-01T00:00:00Z"}},
        "consent-missing",
        ["/request/consent"],
    ),
    (
        "a time before time",
        {"consent": {"text_version": "2014-1", "given_at": "0001-01-01T00:00:00+14:00"}},
        "invalid-fields",
        ["/request/consent/given_at"],
    ),
    ("a time as a number", {"requested_at": 1795000000}, "invalid-fields", ["/request/requested_at"]),
    ("a time as a number in quotes", {"requested_at": "1795000000"}, "invalid-fields", ["/request/requested_at"]),
    ("a yes that is no JSON", {"paper_copy": "yes"}, "invalid-fields", ["/request/paper_copy"]),
    ("no children", {"children": []}, "invalid-fields", ["/request/children"]),
    ("an unknown provider", {"provider": "atlantis"}, "provider-unknown", ["/request/provider"]),
    ("another service", {"service": "passport"}, "invalid-fields", ["/request/service"]),
    ("an unknown field", {"priority": True}, "invalid-fields", ["/request/priority"]),
    ("an unknown language", {"language": "de"}, "invalid-fields", ["/request/language"]),
    ("a time without zone", {"requested_at": "2026-11-23T10:00:00"}, "invalid-fields", ["/request/requested_at"]),
    ("signed an hour ago", {"requested_at": "2026-11-23T04:00:00Z"}, "request-stale", ["/request/requested_at"]),
    ("signed tomorrow", {"requested_at": "2026-11-24T05:00:00Z"}, "request-stale", ["/request/requested_at"]),
]


@pytest.mark.parametrize(("what", "changes", "slug", "pointers"), BAD_REQUESTS, ids=[row[0] for row in BAD_REQUESTS])
@pytest.mark.clause("9.3", "9.5")
def test_a_bad_request_is_told_what_is_wrong_and_where(
    world: World, what: str, changes: dict[str, Any], slug: str, pointers: list[str]
) -> None:
    before = world.fake_documents.paths()
    response = world.submit(world.request(**changes))
    assert (world.problem(response), world.pointers(response)) == (slug, pointers)
    assert world.fake_documents.paths() == before


BAD_CHILDREN: list[tuple[str, list[dict[str, Any]], str, list[str]]] = [
    ("a wrong digit", [{"iin": "991231500017"}], "invalid-fields", ["/request/children/0/iin"]),
    ("the same child twice", [{}, {}], "invalid-fields", ["/request/children/1/iin"]),
    ("the guardian himself", [{"iin": GUARDIAN}], "invalid-fields", ["/request/children/0/iin"]),
    ("eleven children", [{}] * 11, "invalid-fields", ["/request/children"]),
    ("an adult", [{"birth_date": "2008-11-23"}], "child-not-minor", ["/request/children/0/birth_date"]),
    ("not born yet", [{"birth_date": "2027-01-01"}], "child-not-minor", ["/request/children/0/birth_date"]),
    ("no birth date", [{"birth_date": "2016-02-30"}], "invalid-fields", ["/request/children/0/birth_date"]),
    (
        "a birth date as a time",
        [{"birth_date": "2016-03-05T00:00:00"}],
        "invalid-fields",
        ["/request/children/0/birth_date"],
    ),
    ("a birth date as a number", [{"birth_date": "1457136000"}], "invalid-fields", ["/request/children/0/birth_date"]),
    ("a blank name", [{"surname": "  "}], "invalid-fields", ["/request/children/0/surname"]),
    (
        "an attachment that is not there",
        [{"birth_certificate": {"number": "1", "attachment": "0" * 64}}],
        "attachment-missing",
        ["/request/children/0/birth_certificate/attachment"],
    ),
]


@pytest.mark.parametrize(("what", "children", "slug", "pointers"), BAD_CHILDREN, ids=[row[0] for row in BAD_CHILDREN])
@pytest.mark.clause("4.1", "9.5")
def test_a_bad_child_is_pointed_at(
    world: World, what: str, children: list[dict[str, Any]], slug: str, pointers: list[str]
) -> None:
    response = world.submit(world.request(children=[world.child(**changes) for changes in children]))
    assert (world.problem(response), world.pointers(response)) == (slug, pointers)


@pytest.mark.parametrize(("born", "accepted"), [("2007-08-12", False), ("2007-08-13", True)])
@pytest.mark.clause("9.6")
def test_in_2014_the_copy_is_asked_for_at_once_of_who_was_born_before_the_registry(
    world: World, born: str, accepted: bool
) -> None:
    world.clock.move_to(datetime(2014, 3, 3, 5, 0, tzinfo=UTC))
    response = world.submit(world.request(children=[world.child(birth_date=born)]))
    if accepted:
        assert response.status_code == 201
    else:
        assert world.problem(response) == "birth-certificate-missing"
        assert world.pointers(response) == ["/request/children/0/birth_certificate"]


@pytest.mark.clause("9.5")
def test_the_signer_the_caller_and_the_applicant_are_one_person(world: World) -> None:
    assert world.problem(world.submit(signer=SECOND_CHILD)) == "signer-not-applicant"
    assert world.problem(world.submit(caller=SECOND_CHILD, key="key-00000002")) == "signer-not-applicant"
    other = world.request(applicant=world.request()["applicant"] | {"iin": SECOND_CHILD})
    assert world.problem(world.submit(other, key="key-00000003")) == "signer-not-applicant"


@pytest.mark.parametrize(
    ("cms", "slug", "reason"),
    [
        (b"not a CMS", "signature-invalid", "not-cms"),
        (fake_cms(b"{}", iin=GUARDIAN).replace(b"e30=", b"W10="), "signature-invalid", "bad-signature"),
        (fake_cms(b"{}", bin="040340991018"), "signature-invalid", "organisation-key"),
        (fake_cms(b"not json", iin=GUARDIAN), "malformed-body", None),
        (fake_cms(b"[]", iin=GUARDIAN), "invalid-fields", None),
        (fake_cms(b'{"service": 1, "service": 2}', iin=GUARDIAN), "malformed-body", None),
        (fake_cms(b"[" * 5000, iin=GUARDIAN), "malformed-body", None),
    ],
)
@pytest.mark.clause("9.5", "14.1")
def test_a_bad_signature_or_content_is_refused_with_its_reason(
    world: World, cms: bytes, slug: str, reason: str | None
) -> None:
    response = world.submit(cms=cms)
    assert world.problem(response) == slug
    if reason:
        assert json.loads(response.get_data())["reason"] == reason


@pytest.mark.parametrize(
    "body",
    [
        {"data": b"{", "content_type": "application/json"},
        {"json": {"cms": "***"}},
        {"json": {"cms": 7}},
        {"json": {}},
        {"json": {"cms": "AAAA", "more": 1}},
        {"data": b"\xff\xfe"},
        {"data": b""},
    ],
)
def test_a_malformed_body_is_a_problem(world: World, body: dict[str, Any]) -> None:
    response = world.call(
        "POST", "/v1/portal/applications", who=world.citizen(), headers={"Idempotency-Key": "k" * 8}, **body
    )
    assert world.problem(response) in ("malformed-body", "invalid-fields")
    assert response.status_code in (400, 422)


def test_a_large_body_is_refused_before_it_is_read(world: World) -> None:
    huge = base64.b64encode(b"\0" * 600_000)
    response = world.call(
        "POST", "/v1/portal/applications", who=world.citizen(), headers={"Idempotency-Key": "k" * 8}, data=huge
    )
    assert (response.status_code, world.problem(response)) == (413, "body-too-large")


def test_with_the_iin_check_off_the_test_certificates_of_the_authority_can_be_used() -> None:
    impossible = "123456789011"
    for checked, status in ((True, 422), (False, 201)):
        world = World(iin_checked=checked)
        request = world.request(applicant=world.request()["applicant"] | {"iin": impossible})
        assert world.submit(request, signer=impossible, caller=impossible).status_code == status


@pytest.mark.clause("6.4")
def test_during_a_technical_break_the_answer_says_when_to_come_back(world: World) -> None:
    now = world.clock.now()
    window = Window(now - timedelta(minutes=1), now + timedelta(minutes=30))
    world.documents.commit(Create(PATH, to_fields(window)))
    for language, word in (("kk", "үзіліс"), ("ru", "перерыв"), ("en", "break")):
        response = world.submit(language=language)
        body = json.loads(response.get_data())
        assert (response.status_code, world.problem(response)) == (503, "maintenance")
        assert response.headers["Retry-After"] == "1801"
        assert word in body["title"]
        assert "10:30" in body["detail"]
        assert body["window"]["ends_at"] == window.ends_at.isoformat()
    world.clock.advance(minutes=30)
    assert world.submit().status_code == 201


class TestAttachments:
    def put(self, world: World, data: bytes, sha256: str | None = None) -> Any:
        name = sha256 or hashlib.sha256(data).hexdigest()
        return world.call("PUT", f"/v1/attachments/{name}", who=world.citizen(), data=data)

    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (b"%PDF-1.4\n...\n%%EOF\n", "application/pdf"),
            (b"\xff\xd8\xff\xe0....\xff\xd9", "image/jpeg"),
            (PNG, "image/png"),
        ],
    )
    @pytest.mark.clause("9.5", "9.6")
    def test_a_pdf_jpeg_or_png_is_kept_once_however_often_it_comes(self, world: World, data: bytes, kind: str) -> None:
        for _ in range(2):
            response = self.put(world, data)
            assert response.status_code == 200
            assert json.loads(response.get_data())["media_type"] == kind
        assert len(world.attachments.stored) == 1

    @pytest.mark.parametrize("data", [b"MZ\x90\0 an executable named .pdf", b"", b"%PDF-", b"GIF89a", b"<html>"])
    def test_the_kind_is_told_by_the_content(self, world: World, data: bytes) -> None:
        response = self.put(world, data)
        assert (response.status_code, world.problem(response)) == (415, "attachment-unsupported")
        assert world.attachments.stored == {}

    def test_the_address_must_be_the_hash(self, world: World) -> None:
        response = self.put(world, PNG, "0" * 64)
        assert (response.status_code, world.problem(response)) == (422, "attachment-hash-mismatch")
        assert self.put(world, PNG, "nonsense").status_code == 404

    def test_ten_mebibytes_are_the_most(self, world: World) -> None:
        fits = b"%PDF-1.4" + b"\0" * (10 * 1024 * 1024 - 8 - 6) + b"\n%%EOF"
        assert len(fits) == 10 * 1024 * 1024
        assert self.put(world, fits).status_code == 200
        response = self.put(world, fits + b"\n")
        assert (response.status_code, world.problem(response)) == (413, "body-too-large")

    @pytest.mark.clause("9.6")
    def test_an_attached_copy_lets_a_child_without_a_record_through(self, world: World) -> None:
        sha256 = json.loads(self.put(world, PNG).get_data())["sha256"]
        world.registries.born.clear()
        copy = {"number": "TR-1", "attachment": sha256}
        identifier = world.accepted(world.request(children=[world.child(birth_certificate=copy)]))
        kept = world.fake_documents.get(f"applications/{identifier}/evidence/attachment-0")
        assert kept is not None
        assert kept.fields["sha256"] == sha256
        world.run_due_tasks()
        assert world.application(identifier).status is Status.ISSUED


@pytest.mark.clause("15.1")
class TestStatus:
    def test_the_applicant_sees_where_it_stands(self, world: World) -> None:
        identifier = world.accepted()
        path = f"/v1/applications/{identifier}"
        before = json.loads(world.call("GET", path, who=world.citizen()).get_data())
        world.run_due_tasks()
        after = json.loads(world.call("GET", path, who=world.citizen()).get_data())
        assert (before["status"], before["certificate"], before["decided_at"]) == ("accepted", None, None)
        assert after["status"] == "issued"
        assert parse_number(after["certificate"], NumberKind.CERTIFICATE)
        assert parse_number(after["number"], NumberKind.APPLICATION)

    def test_the_reference_service_of_the_provider_sees_it_and_no_other(self, world: World) -> None:
        path = f"/v1/applications/{world.accepted()}"
        assert world.call("GET", path, who={"role": "provider_officer", "office": "almaty"}).status_code == 200
        assert world.call("GET", path, who={"role": "provider_officer", "office": "astana"}).status_code == 404

    def test_anothers_application_is_not_found_rather_than_forbidden(self, world: World) -> None:
        path = f"/v1/applications/{world.accepted()}"
        response = world.call("GET", path, who=world.citizen(FIRST_CHILD))
        assert (response.status_code, world.problem(response)) == (404, "not-found")
        assert world.call("GET", "/v1/applications/nothing", who=world.citizen()).status_code == 404

    def test_the_cabinet_comes_in_pages_without_gaps_or_repeats(self, world: World) -> None:
        wanted = set()
        for n in range(45):
            world.clock.advance(seconds=n % 3)  # some fall on the same moment
            wanted.add(world.accepted(key=f"key-{n:08d}"))
        seen: list[str] = []
        notices: list[str] = []
        path = "/v1/cabinet"
        while path:
            page = json.loads(world.call("GET", path, who=world.citizen()).get_data())
            seen += [application["id"] for application in page["applications"]]
            notices += [notice["id"] for notice in page["notices"]]
            path = f"/v1/cabinet?cursor={page['next']}" if page["next"] else ""
        assert len(seen) == len(wanted)
        assert set(seen) == wanted
        assert len(notices) == len(set(notices)) == 45

    @pytest.mark.parametrize(
        "content",
        [
            b"nonsense",
            b"[]",
            b'{"a": 1}',
            b'{"applications": ["2026-01-01T00:00:00", "x"]}',
            b'{"secrets": ["2026-01-01T00:00:00Z", "x"]}',
            b'{"notices": "ab"}',
            b"[" * 1300,
            b'{"applications": ["0001-01-01T00:00:00+14:00", "x"]}',
            b'{"notices": ["9999-12-31T23:59:59-14:00", "x"]}',
            b'{"notices": ["2026-01-01T00:00:00Z", "\\ud800"]}',
        ],
    )
    def test_a_cursor_of_somebody_elses_making_is_refused(self, world: World, content: bytes) -> None:
        cursor = base64.urlsafe_b64encode(content).decode()
        response = world.call("GET", f"/v1/cabinet?cursor={cursor}", who=world.citizen())
        assert (response.status_code, world.problem(response)) == (400, "cursor-invalid")

    @pytest.mark.parametrize("identifier", ["__x__", "..", "%2e%2e", "a" * 200, "Ә", "x/events/000001"])
    def test_an_identifier_that_is_none_of_ours_is_not_found(self, world: World, identifier: str) -> None:
        assert world.call("GET", f"/v1/applications/{identifier}", who=world.citizen()).status_code == 404


@pytest.mark.clause("1.1", "2.1", "5.1", "13.1", "16.2")
def test_everybody_can_read_the_standard_in_short(world: World) -> None:
    body = json.loads(world.call("GET", "/v1/service").get_data())
    assert body["price"] == {"kk": "Тегін", "ru": "Бесплатно", "en": "Free of charge"}
    assert body["contact_centre"] == ["1414", "8-800-080-7777"]
    assert {provider["id"] for provider in body["providers"]} == {"almaty", "astana"}
    assert {"name": "answer_within", "clause": "2.1", "value": "PT300S"} in body["limits"]


@pytest.mark.clause("6.1", "13.1")
def test_everybody_can_read_where_the_centres_are_and_when_they_are_open(world: World) -> None:
    body = json.loads(world.call("GET", "/v1/service").get_data())
    assert {centre["id"]: centre["address_ru"] for centre in body["centres"]} == {
        "psc-almaty-1": "г. Алматы, пр. Абая, д. 1",
        "psc-almaty-2": "г. Алматы, пр. Абая, д. 1",
    }
    assert body["centre_hours"] == {"clause": "6.1", "week": "six-day", "opens": "09:00", "closes": "20:00"}
