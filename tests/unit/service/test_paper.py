"""The certificate on paper: asked for, printed, signed by the head, handed over, and written down (clause 4.3)."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Response

from functions.shared.codec import from_fields
from functions.shared.domain.certificate import Certificate
from functions.shared.domain.events import Event, first_broken
from functions.shared.domain.language import Bilingual
from functions.shared.domain.paper import MOST_COPIES, MOST_UNPRINTED, Copy, CopyState
from functions.shared.http.callers import Role
from functions.shared.log import WITHHELD
from functions.shared.ports import Create, Replace, StoreUnavailable
from functions.shared.records import COPIES, events_of
from tests.unit.examples import FIRST_CHILD, GUARDIAN, order, person
from tests.unit.service.world import CENTRES, World

HEAD_NAME = "Сәрсенбаев Бауыржан Асқарұлы"
OFFICER = {"role": "provider_officer", "office": "almaty", "subject": "officer", "name": "Ахметова Ақерке Дәуренқызы"}
HEAD = {"role": "provider_head", "office": "almaty", "subject": "head", "name": HEAD_NAME}
OPERATOR = {"role": "psc_operator", "office": CENTRES[0], "subject": "operator", "name": "Жұмабекова Аружан"}
OTHER_CENTRE = OPERATOR | {"office": CENTRES[1], "subject": "another"}
CITIZEN = {"role": "citizen", "iin": GUARDIAN}
STRANGER = {"role": "citizen", "iin": FIRST_CHILD}

GUARDIAN_COMES: dict[str, Any] = {
    "received_by": {"surname": "Алиева", "name": "Гульнар", "patronymic": "Кайратовна"},
    "as": "recipient",
    "identity_document": {"kind": "id-card", "number": "041234567", "expires_on": "2030-01-01"},
}
SISTER_COMES: dict[str, Any] = {
    "received_by": {"surname": "Серікова", "name": "Айгүл"},
    "as": "representative",
    "authority": {"number": "1-204/26", "date": "2026-11-20"},
    "identity_document": {"kind": "passport", "number": "N12345678"},
}


class Paper:
    """One issued certificate, and the steps of its copies as calls."""

    def __init__(self, world: World, **request: Any) -> None:
        self.world = world
        self.application = world.accepted(world.request(**request))
        world.run_due_tasks()
        number = world.application(self.application).certificate
        assert number is not None
        self.number: str = number

    def ask(self, who: dict[str, str] = CITIZEN, key: str = "key-asked-0001", **body: Any) -> Response:
        if who["role"] == "psc_operator":
            body = {"recipient_iin": GUARDIAN} | body
        return self.step("", who, json=body, headers={"Idempotency-Key": key})

    def print(self, who: dict[str, str] = OFFICER, n: int = 1) -> Response:
        return self.step(f"/{n}/print", who)

    def sign(self, who: dict[str, str] = HEAD, n: int = 1, **body: Any) -> Response:
        return self.step(f"/{n}/signature", who, **body)

    def hand_over(self, who: dict[str, str] = OPERATOR, n: int = 1, receipt: dict[str, Any] | None = None) -> Response:
        return self.step(f"/{n}/handover", who, json=receipt or GUARDIAN_COMES)

    def revoke(self) -> Response:
        path = f"/v1/certificates/{self.number}/revocation"
        return self.world.call("POST", path, who=OFFICER, json={"reason": "order-ended"})

    def step(self, path: str, who: dict[str, str], **given: Any) -> Response:
        headers = {"Accept-Language": "en"} | given.pop("headers", {})
        return self.world.call(
            "POST", f"/v1/certificates/{self.number}/copies{path}", who=who, headers=headers, **given
        )

    def brought_to(self, state: CopyState, n: int = 1) -> Paper:
        """Copy n, asked for at the centre and brought as far as that."""
        assert self.ask(OPERATOR, key=f"key-copy-{n:04d}").status_code == 201
        later = [self.print, self.sign, self.hand_over][: list(CopyState).index(state)]
        for step in later:
            assert step(n=n).status_code == 200
        assert self.copy(n).state is state
        return self

    # ---- what is there

    def copy(self, n: int = 1) -> Copy:
        found = self.world.documents.get(f"{COPIES}/{self.number}-{n:02d}")
        assert found is not None
        return from_fields(Copy, found.fields)

    def certificate(self) -> Certificate:
        found = self.world.documents.get(f"certificates/{self.number}")
        assert found is not None
        return from_fields(Certificate, found.fields)

    def events(self) -> list[Event]:
        """The certificate's chain, after it was found whole."""
        events = events_of(self.world.documents, f"certificates/{self.number}")
        assert first_broken(events, self.certificate().head) is None
        return events

    def kinds(self) -> list[str]:
        return [event.kind.value for event in self.events()]


@pytest.fixture
def paper(world: World) -> Paper:
    return Paper(world)


def everything(world: World) -> dict[str, Any]:
    return world.fake_documents.get_many(world.fake_documents.paths())


def change_directory(world: World, **changes: Any) -> None:
    """The office's entry as it reads a minute later."""
    office = world.fake_documents.get("offices/almaty")
    assert office is not None
    world.fake_documents.commit(Replace("offices/almaty", {**office.fields, **changes}, office.version))
    world.issue_services.offices._read_at = float("-inf")


def body_of(response: Response) -> Any:
    return json.loads(response.get_data())


@pytest.mark.clause("3.1", "4.3")
def test_from_the_asking_to_the_hand(paper: Paper) -> None:
    asked = paper.ask(OPERATOR)
    assert asked.status_code == 201
    assert body_of(asked)["number"] == f"{paper.number[:4]}-{paper.number[4:8]}-{paper.number[8:]}/1"
    paper.world.clock.advance(minutes=1)
    printed = paper.print(OPERATOR)
    assert (printed.status_code, printed.mimetype) == (200, "application/pdf")
    paper.world.clock.advance(minutes=30)
    assert body_of(paper.sign())["state"] == "signed"
    paper.world.clock.advance(minutes=30)
    assert body_of(paper.hand_over())["state"] == "handed-over"
    assert paper.kinds() == ["issued", "copy-asked", "copy-printed", "copy-signed", "copy-handed-over"]

    copy = paper.copy()
    assert (copy.asked.role, copy.asked.office, copy.asked.name) == ("psc_operator", CENTRES[0], OPERATOR["name"])
    assert [(run.by.name, run.head.name) for run in copy.printings] == [(OPERATOR["name"], HEAD_NAME)]
    assert copy.signing is not None
    assert (copy.signing.head.name, copy.signing.head.position.kk) == (HEAD_NAME, "Басқарма басшысы")
    assert copy.signing.by.office == "almaty"
    done = copy.handing_over
    assert done is not None
    assert (done.by.name, done.by.office) == (OPERATOR["name"], CENTRES[0])
    assert done.receipt.name.full() == "Алиева Гульнар Кайратовна"
    assert (done.receipt.identity_document.kind.value, done.receipt.identity_document.number) == (
        "id-card",
        "041234567",
    )
    times = [copy.asked.at, copy.printings[0].by.at, copy.signing.by.at, done.by.at]
    assert times == sorted(set(times))


@pytest.mark.clause("4.2", "4.3")
class TestThePrint:
    def test_it_says_what_was_sealed_whatever_the_registries_and_the_directory_say_now(self, paper: Paper) -> None:
        paper.ask()
        paper.world.registries.persons[GUARDIAN] = person(address=Bilingual("Астана қ.", "г. Астана"))
        paper.world.registries.appointments = [order(active=False)]
        change_directory(paper.world, names={"kk": "Жаңа басқарма", "ru": "Новое управление"})
        sheet = json.loads(paper.print().get_data().removeprefix(b"%PDF-1.7 ").removesuffix(b"\n%%EOF"))
        sealed, _ = paper.world.certificates.stored[paper.certificate().object]
        original = json.loads(sealed.removeprefix(b"%PDF-1.7 ").partition(b"\n%%EOF")[0])
        assert sheet["content"] == original
        assert sheet["content"]["issuer"]["name"]["ru"] == "Управление образования города Алматы"

    def test_it_bears_the_copys_number_the_head_and_the_time(self, paper: Paper) -> None:
        paper.ask(key="key-asked-0001")
        paper.ask(key="key-asked-0002")
        printed = paper.print(n=2)
        sheet = json.loads(printed.get_data().removeprefix(b"%PDF-1.7 ").removesuffix(b"\n%%EOF"))
        assert sheet["copy"]["number"] == 2
        assert sheet["copy"]["head"] == HEAD_NAME
        assert sheet["copy"]["printed_at"] == str(paper.copy(2).printings[0].by.at)
        assert printed.headers["Content-Disposition"].endswith('-2.pdf"')

    def test_other_bytes_than_those_that_were_issued_are_never_printed(self, paper: Paper) -> None:
        paper.ask()
        name = paper.certificate().object
        sealed, kind = paper.world.certificates.stored[name]
        paper.world.certificates.stored[name] = (sealed.replace(b"2016", b"2015"), kind)
        before = everything(paper.world)
        assert paper.print().status_code == 500
        assert everything(paper.world) == before

    def test_after_a_jam_it_is_printed_again_and_the_journal_says_so(self, paper: Paper) -> None:
        paper.ask()
        assert paper.print().status_code == 200
        paper.world.clock.advance(minutes=2)
        assert paper.print(HEAD).status_code == 200
        assert [run.by.role for run in paper.copy().printings] == ["provider_officer", "provider_head"]
        assert paper.kinds() == ["issued", "copy-asked", "copy-printed", "copy-printed"]

    def test_no_sheet_leaves_that_the_journal_does_not_know(self, paper: Paper) -> None:
        paper.ask()

        def store_is_gone() -> None:
            raise StoreUnavailable

        paper.world.fake_documents.before_next_commit(store_is_gone)
        assert (paper.print().status_code, paper.copy().printings) == (503, ())
        paper.world.fake_documents.lose_next_reply()
        assert (paper.print().status_code, len(paper.copy().printings)) == (503, 1)


ALLOWED = {
    "ask": {"citizen", "psc_operator", "provider_officer", "provider_head"},
    "print": {"psc_operator", "provider_officer", "provider_head"},
    "sign": {"provider_head"},
    "hand_over": {"psc_operator", "provider_officer", "provider_head"},
}
NEEDED = {"ask": None, "print": CopyState.ASKED, "sign": CopyState.PRINTED, "hand_over": CopyState.SIGNED}


@pytest.mark.clause("1.2", "4.3")
@pytest.mark.parametrize("role", [role.value for role in Role if role is not Role.PUBLIC])
@pytest.mark.parametrize("action", list(ALLOWED))
def test_who_may_do_what(paper: Paper, role: str, action: str) -> None:
    office = CENTRES[0] if role.startswith("psc") else "almaty"
    who = {"role": role, "office": office, "iin": GUARDIAN, "subject": role, "name": HEAD_NAME}
    needed = NEEDED[action]
    if needed is not None:
        paper.brought_to(needed)
        if action == "hand_over" and office == "almaty":  # each hands over where the paper is
            move_to(paper, "almaty")
    before = everything(paper.world)
    response = getattr(paper, action)(who)
    if role in ALLOWED[action]:
        assert response.status_code in (200, 201)
    else:
        assert (response.status_code, paper.world.problem(response)) == (403, "forbidden")
        assert everything(paper.world) == before


def move_to(paper: Paper, place: str) -> None:
    path = f"{COPIES}/{paper.number}-01"
    found = paper.world.fake_documents.get(path)
    assert found is not None
    paper.world.fake_documents.commit(Replace(path, {**found.fields, "place": place}, found.version))


@pytest.mark.clause("4.3")
class TestBindings:
    """A role alone is not enough: the certificate or the copy must be the caller's own."""

    @pytest.mark.parametrize("who", [STRANGER, OFFICER | {"office": "astana"}, HEAD | {"office": "astana"}])
    def test_anothers_certificate_cannot_be_asked_for(self, paper: Paper, who: dict[str, str]) -> None:
        before = everything(paper.world)
        refused = paper.ask(who)
        assert (refused.status_code, paper.world.problem(refused)) == (404, "not-found")
        assert everything(paper.world) == before

    def test_an_operator_cannot_fish_with_a_number_alone(self, paper: Paper) -> None:
        nobody = paper.step("", OPERATOR, json={}, headers={"Idempotency-Key": "key-asked-0001"})
        assert (nobody.status_code, paper.world.pointers(nobody)) == (422, ["/recipient_iin"])
        wrong = paper.ask(OPERATOR, recipient_iin=FIRST_CHILD)
        assert (wrong.status_code, paper.world.problem(wrong)) == (404, "not-found")
        assert paper.kinds() == ["issued"]
        assert paper.ask(OPERATOR, recipient_iin=GUARDIAN).status_code == 201

    def test_an_iin_that_anybody_else_names_must_be_the_recipients_too(self, paper: Paper) -> None:
        assert paper.ask(OFFICER, recipient_iin=FIRST_CHILD).status_code == 404
        assert paper.ask(OFFICER, recipient_iin=GUARDIAN).status_code == 201

    @pytest.mark.parametrize("who", [OTHER_CENTRE, OFFICER | {"office": "astana"}, HEAD | {"office": "astana"}])
    @pytest.mark.parametrize("action", ["print", "sign", "hand_over"])
    def test_anothers_copy_is_not_found(self, paper: Paper, who: dict[str, str], action: str) -> None:
        if action == "sign" and who["role"] != "provider_head":
            return
        needed = NEEDED[action]
        assert needed is not None
        paper.brought_to(needed)
        before = everything(paper.world)
        refused = getattr(paper, action)(who)
        assert (refused.status_code, paper.world.problem(refused)) == (404, "not-found")
        assert everything(paper.world) == before

    def test_the_provider_does_not_hand_over_what_lies_at_a_centre(self, paper: Paper) -> None:
        paper.brought_to(CopyState.SIGNED)
        before = everything(paper.world)
        refused = paper.hand_over(OFFICER)
        assert (refused.status_code, paper.world.problem(refused)) == (403, "other-office")
        assert everything(paper.world) == before

    def test_a_centre_does_not_see_what_lies_at_the_provider(self, paper: Paper) -> None:
        paper.ask()
        assert paper.print(OPERATOR).status_code == 404
        assert paper.print(OFFICER).status_code == 200

    @pytest.mark.parametrize("n", ["0", "01", "2", "100", "-1", "x", "1.0", "١"])
    def test_a_copy_that_is_none_is_not_found(self, paper: Paper, n: str) -> None:
        paper.ask()
        refused = paper.step(f"/{n}/print", OFFICER)
        assert (refused.status_code, paper.world.problem(refused)) == (404, "not-found")

    def test_a_mistyped_number_is_told_apart(self, paper: Paper) -> None:
        paper.number = "C" + "2" * 11
        for response in (paper.ask(), paper.print(), paper.sign(), paper.hand_over()):
            assert (response.status_code, paper.world.problem(response)) == (400, "number-mistyped")


@pytest.mark.clause("1.2", "4.3")
class TestPlace:
    """Where the paper is handed over: where it was asked for, unless somebody says."""

    @pytest.mark.parametrize(
        ("who", "body", "place"),
        [
            (CITIZEN, {}, "almaty"),
            (OFFICER, {}, "almaty"),
            (OPERATOR, {}, CENTRES[0]),
            (CITIZEN, {"place": CENTRES[1]}, CENTRES[1]),
            (OPERATOR, {"place": "almaty"}, "almaty"),
        ],
    )
    def test_the_place_is_kept(self, paper: Paper, who: dict[str, str], body: dict[str, str], place: str) -> None:
        assert body_of(paper.ask(who, **body))["place"] == place

    @pytest.mark.parametrize("place", ["astana", "psc-nowhere"])
    def test_no_other_place_hands_over(self, paper: Paper, place: str) -> None:
        before = everything(paper.world)
        refused = paper.ask(place=place)
        assert (refused.status_code, paper.world.problem(refused)) == (422, "place-unknown")
        assert paper.world.pointers(refused) == ["/place"]
        assert everything(paper.world) == before


@pytest.mark.clause("4.3")
class TestOrderOfSteps:
    @pytest.mark.parametrize(
        ("state", "action", "problem"),
        [
            (CopyState.ASKED, "sign", "copy-not-printed"),
            (CopyState.ASKED, "hand_over", "copy-not-signed"),
            (CopyState.PRINTED, "hand_over", "copy-not-signed"),
            (CopyState.SIGNED, "print", "copy-signed"),
            (CopyState.HANDED_OVER, "print", "copy-handed-over"),
        ],
    )
    def test_a_step_out_of_order_is_a_conflict(self, paper: Paper, state: CopyState, action: str, problem: str) -> None:
        paper.brought_to(state)
        before = everything(paper.world)
        refused = getattr(paper, action)()
        assert (refused.status_code, paper.world.problem(refused)) == (409, problem)
        assert everything(paper.world) == before

    @pytest.mark.parametrize(
        ("state", "problem"), [(CopyState.SIGNED, "copy-signed"), (CopyState.HANDED_OVER, "copy-handed-over")]
    )
    def test_nobody_signs_after_the_head(self, paper: Paper, state: CopyState, problem: str) -> None:
        paper.brought_to(state)
        refused = paper.sign(HEAD | {"subject": "another"})
        assert (refused.status_code, paper.world.problem(refused)) == (409, problem)

    def test_the_heads_double_click_signs_once(self, paper: Paper) -> None:
        paper.brought_to(CopyState.PRINTED)
        first, second = paper.sign(), paper.sign()
        assert (second.status_code, second.get_data()) == (200, first.get_data())
        assert paper.kinds().count("copy-signed") == 1

    def test_the_same_handing_over_told_twice_is_one(self, paper: Paper) -> None:
        paper.brought_to(CopyState.SIGNED)
        first = paper.hand_over()
        paper.world.clock.advance(days=2000)  # whatever has expired since
        again = paper.hand_over()
        assert (again.status_code, again.get_data()) == (200, first.get_data())
        assert paper.kinds().count("copy-handed-over") == 1

    def test_another_handing_over_of_the_same_copy_is_refused(self, paper: Paper) -> None:
        paper.brought_to(CopyState.HANDED_OVER)
        before = everything(paper.world)
        refused = paper.hand_over(receipt=SISTER_COMES)
        assert (refused.status_code, paper.world.problem(refused)) == (409, "copy-handed-over")
        assert everything(paper.world) == before

    def test_a_second_copy_goes_its_own_way(self, paper: Paper) -> None:
        paper.brought_to(CopyState.HANDED_OVER).brought_to(CopyState.PRINTED, n=2)
        assert (paper.copy(1).state, paper.copy(2).state) == (CopyState.HANDED_OVER, CopyState.PRINTED)


@pytest.mark.clause("4.3")
class TestTheHead:
    """Only the provider's head can be named as the signer."""

    @pytest.mark.parametrize("name", ["Ахметова Ақерке Дәуренқызы", "Сәрсенбаев Асқар", "Сәрсенбаев", None])
    def test_whoever_is_not_the_directorys_head_does_not_sign(self, paper: Paper, name: str | None) -> None:
        paper.brought_to(CopyState.PRINTED)
        before = everything(paper.world)
        who = {key: value for key, value in (HEAD | {"name": name or ""}).items() if value}
        refused = paper.sign(who)
        assert (refused.status_code, paper.world.problem(refused)) == (403, "signer-not-head")
        assert everything(paper.world) == before

    def test_a_head_of_another_office_does_not_sign_even_where_the_paper_lies(self, paper: Paper) -> None:
        paper.brought_to(CopyState.PRINTED)
        refused = paper.sign(HEAD | {"office": CENTRES[0]})
        assert (refused.status_code, paper.world.problem(refused)) == (404, "not-found")
        assert paper.copy().state is CopyState.PRINTED

    def test_nobody_can_be_named_as_the_signer(self, paper: Paper) -> None:
        paper.brought_to(CopyState.PRINTED)
        refused = paper.sign(json={"signer": "Ахметова Ақерке"})
        assert (refused.status_code, paper.world.pointers(refused)) == (422, ["/signer"])
        assert paper.copy().state is CopyState.PRINTED
        assert paper.sign(json={}).status_code == 200

    def test_a_new_head_signs_a_sheet_of_his_own_name(self, paper: Paper) -> None:
        paper.brought_to(CopyState.PRINTED)
        new = HEAD | {"name": "Нұрланова Сәуле Маратқызы", "subject": "new-head"}
        position = {"kk": "Басқарма басшысы", "ru": "Руководитель управления"}
        change_directory(paper.world, head={"position": position, "name": new["name"]})
        old = paper.sign()
        assert (old.status_code, paper.world.problem(old)) == (403, "signer-not-head")
        early = paper.sign(new)
        assert (early.status_code, paper.world.problem(early)) == (409, "print-names-another-head")
        assert paper.copy().state is CopyState.PRINTED
        assert paper.print().status_code == 200
        assert paper.sign(new).status_code == 200
        assert [run.head.name for run in paper.copy().printings] == [HEAD_NAME, new["name"]]

    def test_without_a_head_in_the_directory_nothing_is_printed_or_signed(self, paper: Paper) -> None:
        paper.brought_to(CopyState.PRINTED)
        change_directory(paper.world, active=False)
        before = everything(paper.world)
        for refused in (paper.print(), paper.sign()):
            assert (refused.status_code, paper.world.problem(refused)) == (409, "head-unknown")
        assert everything(paper.world) == before


@pytest.mark.clause("4.3")
class TestWhoReceives:
    @pytest.mark.parametrize(
        "name",
        [
            {"surname": "Әлиева", "name": "Гүлнар", "patronymic": "Қайратқызы"},
            {"surname": "АЛИЕВА", "name": "ГУЛЬНАР"},
        ],
    )
    def test_the_recipient_in_either_spelling(self, paper: Paper, name: dict[str, str]) -> None:
        paper.brought_to(CopyState.SIGNED)
        assert paper.hand_over(receipt=GUARDIAN_COMES | {"received_by": name}).status_code == 200

    def test_a_representative_with_the_document_that_says_so(self, paper: Paper) -> None:
        paper.brought_to(CopyState.SIGNED)
        assert paper.hand_over(receipt=SISTER_COMES).status_code == 200
        done = paper.copy().handing_over
        assert done is not None
        assert done.receipt.authority is not None
        assert (done.receipt.received_as.value, done.receipt.authority.number) == ("representative", "1-204/26")

    @pytest.mark.parametrize(
        ("receipt", "problem", "pointer"),
        [
            (
                GUARDIAN_COMES | {"received_by": {"surname": "Серікова", "name": "Айгүл"}},
                "receiver-not-recipient",
                "/received_by",
            ),
            (
                GUARDIAN_COMES | {"identity_document": {"kind": "id-card", "number": "--", "expires_on": "2030-01-01"}},
                "invalid-fields",
                "/identity_document/number",
            ),
            (
                GUARDIAN_COMES | {"identity_document": {"kind": "library-card", "number": "041234567"}},
                "invalid-fields",
                "/identity_document/kind",
            ),
            (
                GUARDIAN_COMES
                | {"identity_document": {"kind": "id-card", "number": "041234567", "expires_on": "2026-11-22"}},
                "identity-document-expired",
                "/identity_document/expires_on",
            ),
            (
                SISTER_COMES
                | {"identity_document": {"kind": "passport", "number": "N12345678", "expires_on": "2020-01-01"}},
                "identity-document-expired",
                "/identity_document/expires_on",
            ),
            (GUARDIAN_COMES | {"authority": SISTER_COMES["authority"]}, "invalid-fields", "/authority"),
            (SISTER_COMES | {"authority": None}, "invalid-fields", "/authority"),
            (
                SISTER_COMES | {"authority": {"number": "1-204/26", "date": "2026-11-24"}},
                "invalid-fields",
                "/authority/date",
            ),
            (GUARDIAN_COMES | {"as": "neighbour"}, "invalid-fields", "/as"),
            (GUARDIAN_COMES | {"where": "home"}, "invalid-fields", "/where"),
            ({key: value for key, value in GUARDIAN_COMES.items() if key != "as"}, "invalid-fields", "/as"),
        ],
    )
    def test_nobody_else_gets_it(self, paper: Paper, receipt: dict[str, Any], problem: str, pointer: str) -> None:
        paper.brought_to(CopyState.SIGNED)
        before = everything(paper.world)
        refused = paper.hand_over(receipt=receipt)
        assert (refused.status_code, paper.world.problem(refused)) == (422, problem)
        assert paper.world.pointers(refused) == [pointer]
        assert everything(paper.world) == before

    def test_the_last_day_of_a_document_is_a_day_in_almaty(self, paper: Paper) -> None:
        paper.brought_to(CopyState.SIGNED)
        last = {"kind": "id-card", "number": "041234567", "expires_on": "2026-11-23"}
        paper.world.clock.move_to(paper.world.clock.now().replace(hour=19, minute=0))  # midnight there
        assert paper.hand_over(receipt=GUARDIAN_COMES | {"identity_document": last}).status_code == 422
        paper.world.clock.advance(minutes=-1)
        assert paper.hand_over(receipt=GUARDIAN_COMES | {"identity_document": last}).status_code == 200


@pytest.mark.clause("4.3")
class TestRevoked:
    """A revoked certificate is neither printed, signed nor handed over."""

    @pytest.mark.parametrize("action", ["ask", "print", "sign", "hand_over"])
    def test_nothing_more_is_done_with_it(self, paper: Paper, action: str) -> None:
        needed = NEEDED[action]
        if needed is not None:
            paper.brought_to(needed)
        assert paper.revoke().status_code == 200
        before = everything(paper.world)
        refused = getattr(paper, action)()
        assert (refused.status_code, paper.world.problem(refused)) == (409, "certificate-revoked")
        assert everything(paper.world) == before

    @pytest.mark.parametrize("action", ["ask", "print", "sign", "hand_over"])
    def test_a_revocation_in_the_same_moment_wins(self, paper: Paper, action: str) -> None:
        needed = NEEDED[action]
        if needed is not None:
            paper.brought_to(needed)
        before = paper.kinds()
        paper.world.fake_documents.before_next_commit(lambda: assert_ok(paper.revoke()))
        refused = getattr(paper, action)()
        assert (refused.status_code, paper.world.problem(refused)) == (409, "certificate-revoked")
        assert paper.kinds() == [*before, "revoked"]
        assert needed is None or paper.copy().state is needed

    def test_what_was_handed_over_before_is_still_told_the_same(self, paper: Paper) -> None:
        paper.brought_to(CopyState.HANDED_OVER)
        paper.revoke()
        assert paper.hand_over().status_code == 200

    def test_the_list_shows_which_paper_must_not_go_out(self, paper: Paper) -> None:
        paper.brought_to(CopyState.SIGNED)
        paper.revoke()
        (copy,) = body_of(paper.world.call("GET", "/v1/copies", who=OPERATOR))["copies"]
        assert (copy["state"], copy["certificate_state"]) == ("signed", "revoked")


def assert_ok(response: Response) -> None:
    assert response.status_code == 200


@pytest.mark.clause("4.3")
class TestNumbers:
    def test_a_double_click_is_one_copy(self, paper: Paper) -> None:
        first, second = paper.ask(), paper.ask()
        assert (second.status_code, second.get_data()) == (201, first.get_data())
        assert second.headers["Idempotent-Replayed"] == "true"
        assert "Idempotent-Replayed" not in first.headers
        assert paper.kinds() == ["issued", "copy-asked"]

    def test_a_repeat_finds_its_copy_wherever_it_is_now(self, paper: Paper) -> None:
        paper.ask()
        paper.print()
        assert body_of(paper.ask())["state"] == "printed"
        paper.revoke()
        assert body_of(paper.ask())["certificate_state"] == "revoked"

    def test_an_answer_that_was_lost_is_found_again(self, paper: Paper) -> None:
        paper.world.fake_documents.lose_next_reply()
        assert paper.ask().status_code == 503
        assert paper.ask().headers["Idempotent-Replayed"] == "true"
        assert paper.certificate().copies == 1

    def test_a_key_belongs_to_whoever_drew_it(self, paper: Paper) -> None:
        assert [body_of(paper.ask(who))["n"] for who in (CITIZEN, OFFICER, OPERATOR, OTHER_CENTRE)] == [1, 2, 3, 4]

    def test_a_key_means_one_place(self, paper: Paper) -> None:
        paper.ask()
        refused = paper.ask(place=CENTRES[0])
        assert (refused.status_code, paper.world.problem(refused)) == (422, "idempotency-key-reused")

    @pytest.mark.parametrize("key", ["", "short", "with, comma"])
    def test_without_a_usable_key_nothing_is_asked(self, paper: Paper, key: str) -> None:
        refused = paper.ask(key=key)
        assert (refused.status_code, paper.world.problem(refused)) == (400, "idempotency-key-missing")
        assert paper.certificate().copies == 0

    def test_sixteen_who_ask_at_once_get_sixteen_numbers_without_a_gap(self, paper: Paper) -> None:
        def ask(n: int) -> int:
            for _ in range(50):
                response = paper.ask(key=f"key-asked-{n:04d}")
                if response.status_code == 201:
                    return int(body_of(response)["n"])
                assert response.status_code == 503  # lost too many races: the same key again
            raise AssertionError("never answered")

        with ThreadPoolExecutor(16) as askers:
            numbers = list(askers.map(ask, range(16)))
        assert sorted(numbers) == list(range(1, 17))
        assert paper.certificate().copies == 16
        assert [event.data["copy"] for event in paper.events()[1:]] == list(range(1, 17))
        assert [paper.copy(n).n for n in range(1, 17)] == list(range(1, 17))

    def test_sixteen_double_clicks_at_once_are_one_copy(self, paper: Paper) -> None:
        with ThreadPoolExecutor(16) as clicks:
            statuses = {response.status_code for response in clicks.map(lambda _: paper.ask(), range(16))}
        assert statuses <= {201, 503}
        assert paper.kinds() == ["issued", "copy-asked"]

    def test_who_prints_at_the_same_moment_does_not_lose_the_other(self, paper: Paper) -> None:
        paper.ask()
        paper.world.fake_documents.before_next_commit(lambda: assert_ok(paper.print(HEAD)))
        assert paper.print().status_code == 200
        assert [run.by.role for run in paper.copy().printings] == ["provider_head", "provider_officer"]
        assert paper.kinds().count("copy-printed") == 2

    def test_two_who_hand_over_at_the_same_moment_give_it_to_one(self, paper: Paper) -> None:
        paper.brought_to(CopyState.SIGNED)
        paper.world.fake_documents.before_next_commit(lambda: assert_ok(paper.hand_over(receipt=SISTER_COMES)))
        refused = paper.hand_over()
        assert (refused.status_code, paper.world.problem(refused)) == (409, "copy-handed-over")
        done = paper.copy().handing_over
        assert done is not None
        assert done.receipt.received_as.value == "representative"

    def test_unprinted_copies_of_one_certificate_are_bounded(self, paper: Paper) -> None:
        for n in range(MOST_UNPRINTED):
            assert paper.ask(key=f"key-asked-{n:04d}").status_code == 201
        refused = paper.ask(key="key-one-too-many")
        assert (refused.status_code, paper.world.problem(refused)) == (409, "too-many-copies")
        assert paper.certificate().copies == MOST_UNPRINTED
        paper.print()
        assert body_of(paper.ask(key="key-one-too-many"))["n"] == MOST_UNPRINTED + 1

    def test_a_certificate_has_ninety_nine_copies_and_no_more(self, paper: Paper) -> None:
        paper.brought_to(CopyState.PRINTED)
        first = paper.world.fake_documents.get(f"{COPIES}/{paper.number}-01")
        register = paper.world.fake_documents.get(f"certificates/{paper.number}")
        assert first is not None
        assert register is not None
        for n in range(2, MOST_COPIES + 1):
            fields = {**first.fields, "n": n, "id": f"{paper.number}-{n:02d}", "request": str(n)}
            paper.world.fake_documents.commit(Create(f"{COPIES}/{paper.number}-{n:02d}", fields))
        counted = {**register.fields, "copies": MOST_COPIES}
        paper.world.fake_documents.commit(Replace(register.path, counted, register.version))
        refused = paper.ask()
        assert (refused.status_code, paper.world.problem(refused)) == (409, "too-many-copies")


@pytest.mark.clause("4.3")
class TestAskedWithTheApplication:
    def test_the_batch_that_issues_asks_for_copy_one(self, world: World) -> None:
        paper = Paper(world, paper_copy=True)
        assert paper.kinds() == ["issued", "copy-asked"]
        copy = paper.copy()
        assert (copy.state, copy.place, copy.asked.role) == (CopyState.ASKED, "almaty", "citizen")
        assert copy.asked.person == paper.certificate().cabinet
        assert paper.certificate().copies == 1
        assert body_of(paper.ask())["n"] == 2

    def test_nobody_who_did_not_want_paper_has_it_asked_for(self, paper: Paper) -> None:
        assert paper.certificate().copies == 0
        assert paper.world.stored(COPIES) == []

    def test_a_task_delivered_twice_asks_once(self, world: World) -> None:
        paper = Paper(world, paper_copy=True)
        assert world.task(f"/tasks/verify/{paper.application}").status_code == 200
        assert paper.kinds() == ["issued", "copy-asked"]


@pytest.mark.clause("4.3", "15.1")
class TestJournal:
    def test_the_provider_reads_it_in_full(self, paper: Paper) -> None:
        paper.brought_to(CopyState.HANDED_OVER)
        for who in (OFFICER, HEAD):
            (copy,) = body_of(self.journal(paper, who))["copies"]
            details = copy["details"]
            assert details["asked"]["name"] == OPERATOR["name"]
            assert details["printings"][0]["head"]["name"] == HEAD_NAME
            assert details["signing"]["head"]["position_ru"] == "Руководитель управления"
            assert details["handing_over"]["received_by"] == "Алиева Гульнар Кайратовна"
            assert details["handing_over"]["identity_document_number"] == "041234567"
            assert details["handing_over"]["by"]["office"] == CENTRES[0]

    def test_the_owner_reads_states_and_times(self, paper: Paper) -> None:
        paper.brought_to(CopyState.HANDED_OVER).brought_to(CopyState.PRINTED, n=2)
        journal = self.journal(paper, CITIZEN)
        first, second = body_of(journal)["copies"]
        assert (first["state"], second["state"]) == ("handed-over", "printed")
        assert first["handed_over_at"] is not None
        assert second["handed_over_at"] is None
        assert first["details"] is second["details"] is None
        for name in (HEAD_NAME, OPERATOR["name"], "041234567", OFFICER["name"]):
            assert name not in journal.get_data(as_text=True)

    @pytest.mark.parametrize("who", [STRANGER, OFFICER | {"office": "astana"}])
    def test_to_others_there_is_none(self, paper: Paper, who: dict[str, str]) -> None:
        assert self.journal(paper, who).status_code == 404

    @pytest.mark.parametrize("who", [CITIZEN, OPERATOR])
    def test_no_name_is_answered_to_who_is_not_the_providers(self, paper: Paper, who: dict[str, str]) -> None:
        assert body_of(paper.ask(who))["details"] is None

    @staticmethod
    def journal(paper: Paper, who: dict[str, str]) -> Response:
        return paper.world.call("GET", f"/v1/certificates/{paper.number}/copies", who=who)


@pytest.mark.clause("4.3")
class TestListOfAnOffice:
    def copies(self, world: World, who: dict[str, str], query: str = "") -> Any:
        return body_of(world.call("GET", f"/v1/copies{query}", who=who))

    def test_a_provider_sees_all_of_its_certificates_and_a_centre_what_it_hands_over(self, paper: Paper) -> None:
        paper.ask(CITIZEN)
        paper.world.clock.advance(seconds=1)
        paper.ask(OPERATOR)
        paper.world.clock.advance(seconds=1)
        paper.ask(OTHER_CENTRE)
        seen = {
            who["subject"]: [copy["n"] for copy in self.copies(paper.world, who)["copies"]]
            for who in (OFFICER, HEAD, OPERATOR, OTHER_CENTRE, OFFICER | {"office": "astana", "subject": "astana"})
        }
        assert seen == {"officer": [1, 2, 3], "head": [1, 2, 3], "operator": [2], "another": [3], "astana": []}
        head_of_centre = {"role": "psc_head", "office": CENTRES[0], "subject": "psc-head"}
        assert [copy["n"] for copy in self.copies(paper.world, head_of_centre)["copies"]] == [2]

    def test_only_the_provider_sees_names(self, paper: Paper) -> None:
        paper.brought_to(CopyState.SIGNED)
        assert self.copies(paper.world, OFFICER)["copies"][0]["details"]["signing"]["head"]["name"] == HEAD_NAME
        assert self.copies(paper.world, OPERATOR)["copies"][0]["details"] is None

    def test_open_ones_unless_a_state_is_asked_for(self, paper: Paper) -> None:
        for n, state in enumerate(CopyState, start=1):
            paper.brought_to(state, n)
        assert [copy["n"] for copy in self.copies(paper.world, OFFICER)["copies"]] == [1, 2, 3]
        for n, state in enumerate(CopyState, start=1):
            assert [copy["n"] for copy in self.copies(paper.world, OFFICER, f"?state={state}")["copies"]] == [n]

    def test_an_unknown_state_is_a_flaw(self, paper: Paper) -> None:
        refused = paper.world.call("GET", "/v1/copies?state=lost", who=OFFICER)
        assert (refused.status_code, paper.world.problem(refused)) == (422, "invalid-fields")
        assert paper.world.pointers(refused) == ["/state"]

    def test_pages_are_oldest_first_and_leave_nobody_out(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("functions.issue.journal.PAGE", 3)
        paper = Paper(world)
        for n in range(8):
            paper.ask(key=f"key-asked-{n:04d}")
            world.clock.advance(seconds=n % 2)  # some in the very same moment
        seen, page = [], self.copies(world, OFFICER)
        while page["next"]:
            seen += [copy["n"] for copy in page["copies"]]
            page = self.copies(world, OFFICER, f"?cursor={page['next']}")
        assert seen + [copy["n"] for copy in page["copies"]] == list(range(1, 9))

    @pytest.mark.parametrize("cursor", ["x", "e30=", "WyIyMDI2IiwgIngiXQ==", "WzEsIDJd", "bnVsbA=="])
    def test_a_cursor_of_somebody_elses_making(self, paper: Paper, cursor: str) -> None:
        refused = paper.world.call("GET", f"/v1/copies?cursor={cursor}", who=OFFICER)
        assert (refused.status_code, paper.world.problem(refused)) == (400, "cursor-invalid")


def test_nothing_personal_in_events_and_logs(paper: Paper, capsys: pytest.CaptureFixture[str]) -> None:
    paper.brought_to(CopyState.HANDED_OVER)
    paper.hand_over(receipt=SISTER_COMES)
    paper.ask(key="key-asked-0002")
    paper.revoke()
    printed = capsys.readouterr().out
    told = json.dumps([dict(event.data) for event in paper.events()], ensure_ascii=False)
    assert WITHHELD not in printed
    for name in ("copy-asked", "copy-printed", "copy-signed", "copy-handed-over"):
        assert f'"{name}"' in printed
    for secret in (GUARDIAN, "Алиева", "Әлиева", "Серікова", "041234567", HEAD_NAME, "Жұмабекова", "1-204/26"):
        for text in (printed, told):
            assert secret not in text
            assert json.dumps(secret)[1:-1] not in text
    for event in paper.events()[1:-1]:
        assert set(event.data) == {"copy", "by"}


@pytest.mark.clause("6.4")
def test_during_a_technical_break_no_paper_is_asked_for(paper: Paper) -> None:
    now = paper.world.clock.now()
    window = {"starts_at": now, "ends_at": now.replace(hour=23)}
    paper.world.fake_documents.commit(Create("service/maintenance", window))
    paper.world.issue_services.maintenance._read_at = float("-inf")
    refused = paper.ask()
    assert (refused.status_code, paper.world.problem(refused)) == (503, "maintenance")
    assert paper.kinds() == ["issued"]
