"""From an answer to the quality authority, and with the whole case to court (clauses 11.10, 11.11)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.complaint import dossier_parts
from functions.complaint.entry import LEGAL_BASES
from functions.complaint.records import STAFF
from functions.shared.codec import to_fields
from functions.shared.documents import dossier_texts as texts
from functions.shared.documents.complaints_content import Dossier
from functions.shared.domain.complaint import About, DeliveryChannel, Intake, Stage
from functions.shared.domain.events import EventKind
from functions.shared.domain.numbers import spoken
from functions.shared.maintenance import PATH, MaintenanceGate, Window
from functions.shared.ports import Create, Replace
from tests.unit.service.answer_world import CLERK, HEAD, QUALITY, TEXT, WRITER, AnswerWorld, paper
from tests.unit.service.world import PDF

STRANGER = "850101100022"


@pytest.fixture
def office() -> AnswerWorld:
    return AnswerWorld()


@pytest.fixture
def first(office: AnswerWorld) -> str:
    """A complaint of the citizen, answered."""
    return office.answered(office.through_portal())


def appealed(office: AnswerWorld, number: str | None, *, key: str = "appeal-001", **changes: Any) -> str:
    return office.through_portal(key=key, about="answer", office="quality", first=number, **changes)


def exported_by_head(office: AnswerWorld, identifier: str) -> None:
    assert office.get(identifier, "file", HEAD).status_code == 200


# ---------------------------------------------------------------- the appeal


@pytest.mark.clause("11.10")
def test_an_appeal_is_a_complaint_of_its_own_linked_both_ways(office: AnswerWorld, first: str) -> None:
    number = office.complaint(first).number
    identifier = appealed(office, spoken(number))
    appeal, before = office.complaint(identifier), office.complaint(first)
    assert (appeal.first, before.appeal) == (number, appeal.number)
    assert (appeal.office, appeal.working_days, appeal.misdirected) == ("quality", 15, False)
    last = office.chain(first)[-1]
    assert (last.kind, last.data["appeal"]) == (EventKind.APPEALED, appeal.number)


@pytest.mark.clause("11.10")
def test_the_quality_authority_sees_the_first_case_once_it_is_appealed(office: AnswerWorld, first: str) -> None:
    assert office.get(first, "answer", QUALITY).status_code == 404
    appealed(office, office.complaint(first).number)
    assert office.get(first, "answer", QUALITY).status_code == 200
    assert office.get(first, "file", QUALITY).status_code == 200


@pytest.mark.parametrize("number", [None, "", "K23", "KRRX-RKAX-THF9", "зззз"])
def test_an_appeal_without_a_first_complaint_is_registered_and_says_what_is_missing(
    office: AnswerWorld, number: str | None
) -> None:
    identifier = appealed(office, number)
    assert office.complaint(identifier).first is None
    told = office.chain(identifier)[0].data["unlinked"]
    assert told == ("unknown" if number else "not-named")


@pytest.mark.clause("11.10")
def test_an_appeal_before_the_answer_is_registered_and_leaves_the_first_alone(office: AnswerWorld) -> None:
    first = office.through_portal()
    before = office.complaint(first)
    identifier = appealed(office, before.number)
    assert office.complaint(identifier).first is None
    assert office.chain(identifier)[0].data["unlinked"] == "not-answered"
    assert office.complaint(first) == before


@pytest.mark.clause("11.10")
def test_silence_beyond_the_term_is_appealed_like_an_answer(office: AnswerWorld) -> None:
    """Administrative Code, art. 91."""
    first = office.through_portal()
    office.clock.move_to(office.complaint(first).due_at)
    early = appealed(office, office.complaint(first).number)
    office.clock.advance(seconds=1)
    late = appealed(office, office.complaint(first).number, key="appeal-002")
    assert (office.complaint(early).first, office.complaint(late).first) == (None, office.complaint(first).number)
    office.answered(first)  # and is answered all the same
    assert office.complaint(first).appeal == office.complaint(late).number


@pytest.mark.clause("11.10")
def test_nobody_appeals_anothers_answer_as_himself_nor_learns_that_it_is_there(office: AnswerWorld, first: str) -> None:
    before = office.complaint(first)
    identifier = appealed(office, before.number, iin=STRANGER)
    assert office.complaint(identifier).first is None
    assert office.chain(identifier)[0].data["unlinked"] == "unknown"
    assert office.complaint(first) == before


@pytest.mark.clause("11.2", "11.10")
def test_an_appeal_on_paper_is_linked_by_the_clerk(office: AnswerWorld) -> None:
    first = office.answered(office.on_paper(complainant={"name": WRITER["name"]}))
    identifier = office.on_paper(QUALITY, key="paper-0009", about="answer", first=office.complaint(first).number)
    assert office.complaint(identifier).first == office.complaint(first).number


def test_a_second_appeal_is_registered_and_the_first_case_tells_of_both(office: AnswerWorld, first: str) -> None:
    number = office.complaint(first).number
    one, two = (office.complaint(appealed(office, number, key=f"appeal-00{n}")) for n in (1, 2))
    assert (one.first, two.first, office.complaint(first).appeal) == (number, number, two.number)
    told = [event.data for event in office.chain(first) if event.kind is EventKind.APPEALED]
    assert [dict(data) for data in told] == [
        {"appeal": one.number},
        {"appeal": two.number, "earlier": one.number},
    ]


def test_an_appeal_that_races_with_a_step_of_the_first_case_links_to_it_as_it_is(
    office: AnswerWorld, first: str
) -> None:
    office.fake_documents.before_next_commit(lambda: exported_by_head(office, first))
    appealed(office, office.complaint(first).number)
    assert office.kinds(first)[-2:] == ["exported", "appealed"]


# ---------------------------------------------------------------- the file for a court


def parts_of(pdf: bytes) -> dict[str, dict[str, Any]]:
    return {part["title"]["en"]: part for part in paper(pdf)["parts"]}


def facts_of(pdf: bytes) -> dict[str, str]:
    return {name["en"]: said for name, said in paper(pdf)["facts"]}


@pytest.mark.clause("11.11")
def test_the_file_holds_everything_in_order_with_its_hashes(office: AnswerWorld) -> None:
    scan = office.upload(PDF + b"what lay with it %%EOF")
    first = office.answered(office.through_portal(attachments=[scan]))
    appealed(office, office.complaint(first).number)
    response = office.get(first, "file", office.citizen())
    assert response.mimetype == "application/pdf"
    said, complaint = paper(response.get_data()), office.complaint(first)
    assert said["number"] == spoken(complaint.number)
    assert (said["text"], said["answer"], said["chain_is_whole"]) == (complaint.text, TEXT, True)
    chain = office.chain(first)
    assert [event["hash"] for event in said["events"]] == [event.hash for event in chain]
    assert [event.kind.value for event in chain] == [
        *("registered", "assigned", "answered", "delivered", "appealed", "exported"),
    ]
    parts = parts_of(response.get_data())
    assert list(parts) == [
        "The complaint as it came",
        *[title for title in parts if title.startswith("Evidence")],
        "The coupon of registration",
        "The sealed answer",
        "The chain of events, to be checked",
        "Attachment 1",
    ]
    assert parts["The complaint as it came"]["sha256"] == complaint.request_sha256
    assert parts["The complaint as it came"]["relationship"] == "Source"
    assert complaint.answer is not None
    assert parts["The sealed answer"]["sha256"] == complaint.answer.sha256
    assert (parts["Attachment 1"]["sha256"], parts["Attachment 1"]["media_type"]) == (scan, "application/pdf")
    names = [part["name"] for part in said["parts"]]
    assert names == sorted(set(names))
    assert facts_of(response.get_data())["Appeal against the answer"] == spoken(complaint.appeal or "")


@pytest.mark.clause("11.11")
def test_anybody_can_compute_the_chain_again_from_the_file(
    office: AnswerWorld, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Dossier] = []

    def dossier(_: object, given: Dossier) -> bytes:
        seen.append(given)
        return PDF

    monkeypatch.setattr(type(office.complaint_services.papers), "dossier", dossier)
    office.get(first, "file", office.citizen())
    (chain,) = [part.data for part in seen[0].parts if part.title.en.startswith("The chain")]
    previous = "0" * 64
    for link in json.loads(chain):
        body = [link["n"], link["kind"], link["at"], link["actor"], link["data"], link["previous"]]
        digest = hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        assert (link["previous"], link["hash"]) == (previous, digest)
        previous = digest
    assert previous == office.complaint(first).head.hash


@pytest.mark.clause("11.11")
def test_the_file_is_for_the_complainant_the_office_and_the_authority_that_hears_the_appeal(
    office: AnswerWorld, first: str
) -> None:
    for who in (office.citizen(), CLERK, HEAD):
        assert office.get(first, "file", who).status_code == 200
    for stranger in (office.citizen(STRANGER), HEAD | {"office": "astana"}, QUALITY):
        assert office.get(first, "file", stranger).status_code == 404
    assert office.kinds(first).count("exported") == 3


def test_a_case_can_be_exported_before_its_answer(office: AnswerWorld) -> None:
    """Inaction is appealed to court as well."""
    identifier = office.through_portal()
    said = paper(office.get(identifier, "file", office.citizen()).get_data())
    assert said["answer"] is None
    assert said["events"][-1]["what"]["en"] == "The file of the case was made"


def test_a_chain_that_was_tampered_with_is_said_to_be_broken(office: AnswerWorld, first: str) -> None:
    path = f"complaints/{first}/events/000002"
    document = office.fake_documents.get(path)
    assert document is not None
    changed = {**document.fields, "data": {**document.fields["data"], "office": "astana"}}
    office.fake_documents.commit(Replace(path, changed, document.version))
    pdf = office.get(first, "file", HEAD).get_data()
    assert paper(pdf)["chain_is_whole"] is False
    assert facts_of(pdf)["Where the chain breaks"] == "№ 2: changed"


def test_a_document_that_is_lost_or_changed_is_named_with_its_hash(office: AnswerWorld) -> None:
    scan, other = (office.upload(PDF + text + b"%%EOF") for text in (b"one", b"other"))
    identifier = office.answered(office.through_portal(attachments=[scan, other]))
    del office.attachments.stored[f"attachments/{scan}"]
    answer = office.complaint(identifier).answer
    assert answer is not None
    office.answers.stored[answer.object] = (b"%PDF another", "application/pdf")
    response = office.get(identifier, "file", HEAD)
    assert response.status_code == 200
    left_out = [said for name, said in paper(response.get_data())["facts"] if name["en"].startswith("Document not")]
    assert len(left_out) == 2
    assert answer.sha256 in left_out[0]
    assert scan in left_out[1]
    assert "Attachment 2" in parts_of(response.get_data())


def test_what_would_not_fit_is_named_with_its_hash_and_the_rest_is_inside(
    office: AnswerWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dossier_parts, "LARGEST", 40_000)
    large, small = office.upload(PDF + b"0" * 40_000 + b"%%EOF"), office.upload(PDF + b"small %%EOF")
    identifier = office.through_portal(attachments=[large, small])
    pdf = office.get(identifier, "file", HEAD).get_data()
    said = facts_of(pdf)["Document not inside"]
    assert large in said
    assert f"/v1/complaints/{identifier}/attachments/1" in said
    assert "Білім басқармасы" in said
    assert "Attachment 1" not in parts_of(pdf)
    assert parts_of(pdf)["Attachment 2"]["sha256"] == small


@pytest.mark.clause("11.11")
def test_each_attachment_is_to_be_had_alone_by_whoever_sees_the_case(office: AnswerWorld) -> None:
    bodies = [PDF + b"one %%EOF", b"\xff\xd8\xff two \xff\xd9", b"\x89PNG\r\n\x1a\n three IEND"]
    identifier = office.through_portal(attachments=[office.upload(body) for body in bodies])
    got = [office.get(identifier, f"attachments/{n}", office.citizen()) for n in (1, 2, 3)]
    assert [response.get_data() for response in got] == bodies
    assert [response.mimetype for response in got] == ["application/pdf", "image/jpeg", "image/png"]
    number = office.complaint(identifier).number
    assert got[1].headers["Content-Disposition"] == f'attachment; filename="attachment-{number}-2.jpg"'
    assert got[0].headers["X-Content-Type-Options"] == "nosniff"
    assert office.get(identifier, "attachments/1", HEAD).status_code == 200
    for stranger in (office.citizen(STRANGER), HEAD | {"office": "astana"}, QUALITY):
        assert office.get(identifier, "attachments/1", stranger).status_code == 404
    for nowhere in ("0", "4", "01", "-1", "x", "99999999999999999999"):
        assert office.get(identifier, f"attachments/{nowhere}", HEAD).status_code == 404


@pytest.mark.parametrize("left", [None, (PDF + b"another %%EOF", "application/pdf")])
def test_an_attachment_that_is_lost_or_changed_is_not_given(
    office: AnswerWorld, left: tuple[bytes, str] | None
) -> None:
    scan = office.upload(PDF + b"one %%EOF")
    identifier = office.through_portal(attachments=[scan])
    del office.attachments.stored[f"attachments/{scan}"]
    if left:
        office.attachments.stored[f"attachments/{scan}"] = left
    assert office.get(identifier, "attachments/1", HEAD).status_code == 500


def test_no_file_is_made_during_maintenance_since_the_chain_would_tell_of_it(office: AnswerWorld, first: str) -> None:
    before, starts = office.kinds(first), office.clock.now() + timedelta(hours=1)
    office.documents.commit(Create(PATH, to_fields(Window(starts, starts + timedelta(hours=1)))))
    office.complaint_services = replace(
        office.complaint_services, maintenance=MaintenanceGate(office.documents, office.clock)
    )
    assert office.get(first, "file", HEAD).status_code == 200
    office.clock.move_to(starts)
    response = office.get(first, "file", HEAD)
    assert (response.status_code, office.problem(response)) == (503, "maintenance")
    assert office.kinds(first) == [*before, "exported"]


def test_the_file_speaks_the_readers_official_language(office: AnswerWorld, first: str) -> None:
    languages = [
        paper(office.get(first, "file", HEAD, lang=asked).get_data())["language"] for asked in ("kk", "ru", "en")
    ]
    assert languages == ["kk", "ru", "kk"]


def test_an_export_that_is_not_kept_is_not_given(office: AnswerWorld, first: str) -> None:
    office.fake_documents.before_next_commit(lambda: exported_by_head(office, first))
    said = paper(office.get(first, "file", office.citizen()).get_data())
    assert [event["what"]["en"] for event in said["events"][-2:]] == ["The file of the case was made"] * 2
    assert office.kinds(first)[-2:] == ["exported", "exported"]


def test_the_cover_has_a_text_for_everything_that_a_case_can_say() -> None:
    assert set(LEGAL_BASES.values()) == texts.LEGAL_BASES.keys()
    assert (set(About), set(Intake), set(Stage)) == (set(texts.ABOUT), set(texts.INTAKES), set(texts.STAGES))
    assert set(DeliveryChannel) == set(texts.CHANNELS)
    assert {role.value for role in STAFF} | {"citizen", "service", "contact_centre"} == set(texts.ROLES)


def test_a_forwarded_case_shows_every_office_that_registered_it(office: AnswerWorld) -> None:
    identifier = office.on_paper(about="centre-staff")
    body = {"to": "psc-almaty-1"}
    assert office.call("POST", f"/v1/complaints/{identifier}/forwarding", who=HEAD, json=body).status_code == 200
    pdf = office.get(identifier, "file", HEAD).get_data()
    said = paper(pdf)
    assert len(said["incoming"]) == 2
    registrations = [told for name, told in said["facts"] if name["en"] == "Registration"]
    assert ["Білім басқармасы" in registrations[0], "№ 1 бөлімі" in registrations[1]] == [True, True]
    assert [part["title"]["en"] for part in said["parts"]].count("The coupon of registration") == 2
