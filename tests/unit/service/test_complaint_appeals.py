"""Who an appeal is linked with, and what may still be told of it later (clause 11.10)."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from flask import Response

from tests.fakes.trust import fake_cms
from tests.unit.examples import GUARDIAN
from tests.unit.service.answer_world import CLERK, QUALITY, WRITER, AnswerWorld, shown

STRANGER = "850101100111"
OPERATOR = {"role": "psc_operator", "office": "psc-almaty-1", "subject": "op", "name": "Омарова Сәуле Талғатқызы"}
NAME, ADDRESS = WRITER["name"], WRITER["address"]
ANOTHER = "Жұмабеков Ержан Нұрланұлы"


@pytest.fixture
def office() -> AnswerWorld:
    return AnswerWorld()


def appeal(office: AnswerWorld, number: str | None, who: dict[str, str] = QUALITY, **changes: Any) -> str:
    return office.on_paper(
        who, key=f"appeal-{len(office.fake_documents.paths())}", about="answer", first=number, **changes
    )


def give(office: AnswerWorld, identifier: str, who: dict[str, str] = QUALITY, **parts: Any) -> Response:
    return office.call("POST", f"/v1/complaints/{identifier}/parts", who=who, json=parts)


def forward(office: AnswerWorld, identifier: str, who: dict[str, str], **given: str) -> Response:
    path = f"/v1/complaints/{identifier}/forwarding"
    return office.call("POST", path, who=who, json={"to": "quality"} | given)


def seen_by_quality(office: AnswerWorld, first: str) -> bool:
    return office.get(first, "answer", QUALITY).status_code == 200


# ---------------------------------------------------------------- the same person


@pytest.mark.clause("11.10")
@pytest.mark.parametrize("who", [QUALITY, OPERATOR])
@pytest.mark.parametrize(
    "writer",
    [
        {"name": ANOTHER, "iin": STRANGER},
        {"name": NAME, "iin": STRANGER},  # the IIN decides, where both have one
        {"name": ANOTHER},
        {"name": "Әлиева"},
        {"iin": "12"},
        {},
        None,
    ],
)
@pytest.mark.parametrize("portal", [True, False])
def test_a_clerk_who_types_a_strangers_number_opens_nothing(
    office: AnswerWorld, who: dict[str, str], writer: dict[str, str] | None, portal: bool
) -> None:
    first = office.answered(office.through_portal(complainant={"name": NAME}) if portal else office.on_paper())
    before = office.complaint(first)
    identifier = appeal(office, before.number, who, complainant=writer)
    assert office.complaint(identifier).first is None
    assert office.chain(identifier)[0].data["unlinked"] == "unknown"
    if who is OPERATOR:
        assert forward(office, identifier, OPERATOR).status_code == 200
    give(office, identifier, first=before.number)
    assert office.complaint(identifier).first is None
    assert office.complaint(first) == before
    assert not seen_by_quality(office, first)


@pytest.mark.clause("11.10")
@pytest.mark.parametrize(
    ("before", "now"),
    [
        ({"name": ANOTHER, "iin": GUARDIAN}, {"name": NAME, "iin": GUARDIAN}),
        ({"name": NAME, "iin": GUARDIAN}, {"name": NAME}),
        ({"name": NAME}, {"name": NAME.upper(), "iin": GUARDIAN}),
        ({"name": NAME, "iin": "12"}, {"name": "Әлиева Гүлнар"}),
    ],
)
def test_an_appeal_on_paper_is_linked_by_the_iin_and_without_one_by_the_name(
    office: AnswerWorld, before: dict[str, str], now: dict[str, str]
) -> None:
    first = office.answered(office.on_paper(complainant=before))
    identifier = appeal(office, office.complaint(first).number, complainant=now)
    assert office.complaint(identifier).first == office.complaint(first).number
    assert seen_by_quality(office, first)


def test_a_signature_proves_an_iin_and_not_the_name_that_is_typed_beside_it(office: AnswerWorld) -> None:
    first = office.answered(office.on_paper(complainant={"name": NAME}))
    number = office.complaint(first).number
    identifier = office.through_portal(
        iin=STRANGER, about="answer", office="quality", first=number, complainant={"name": NAME}
    )
    assert office.complaint(identifier).first is None
    assert not seen_by_quality(office, first)


@pytest.mark.clause("11.10")
def test_whose_it_is_comes_before_what_has_become_of_it(office: AnswerWorld) -> None:
    first = office.through_portal()
    identifier = appeal(office, office.complaint(first).number, complainant={"name": ANOTHER, "iin": STRANGER})
    assert office.chain(identifier)[0].data["unlinked"] == "unknown"


# ---------------------------------------------------------------- told later


@pytest.fixture
def first(office: AnswerWorld) -> str:
    """A complaint of the guardian, answered."""
    return office.answered(office.through_portal())


@pytest.mark.clause("11.10")
def test_the_number_that_was_asked_for_can_be_told_to_a_clerk(office: AnswerWorld, first: str) -> None:
    number = office.complaint(first).number
    identifier = appeal(office, None)
    due_at = office.complaint(identifier).due_at
    said = shown(give(office, identifier, first="K23"))  # mistyped: kept, and mended below
    assert said["first"] is None
    assert shown(give(office, identifier, first=number))["first"] is not None
    linked = office.complaint(identifier)
    assert (linked.first, office.complaint(first).appeal, linked.due_at) == (number, linked.number, due_at)
    assert office.kinds(identifier) == ["registered", "parts-given", "parts-given", "appealed"]
    assert office.chain(identifier)[-1].data == {"first": number}
    assert office.kinds(first)[-1] == "appealed"
    assert seen_by_quality(office, first)
    everything = office.everything()
    assert give(office, identifier, first=number).status_code == 200  # a repeat
    assert office.everything() == everything
    response = give(office, identifier, first="K234")
    assert (office.problem(response), shown(response)["errors"][0]["pointer"]) == ("nothing-missing", "/first")


@pytest.mark.clause("11.10", "14.1")
def test_the_complainant_tells_the_number_signed(office: AnswerWorld, first: str) -> None:
    number = office.complaint(first).number
    identifier = office.through_portal(key="appeal-001", about="answer", office="quality")
    content = {"number": office.complaint(identifier).number, "first": number}
    cms = base64.b64encode(fake_cms(json.dumps(content).encode(), iin=GUARDIAN)).decode()
    assert shown(give(office, identifier, office.citizen(), cms=cms))["first"] is not None
    assert office.complaint(first).appeal == office.complaint(identifier).number


@pytest.mark.clause("11.10")
def test_one_that_came_before_the_answer_is_linked_when_anything_is_given_after_it(office: AnswerWorld) -> None:
    first = office.through_portal()
    number = office.complaint(first).number
    writer = {"name": NAME, "iin": GUARDIAN}
    one, two = (appeal(office, number, complainant=writer) for _ in range(2))
    assert shown(give(office, two, first=number))["first"] is None
    office.answered(first)
    assert shown(give(office, one, address=ADDRESS))["first"] is not None
    assert shown(give(office, two, first=number))["first"] is not None  # the very same, now that it can be
    assert office.complaint(first).appeals == (office.complaint(one).number, office.complaint(two).number)
    assert office.kinds(two) == ["registered", "parts-given", "appealed"]


@pytest.mark.clause("11.10")
def test_a_name_that_is_told_later_links_it_too(office: AnswerWorld, first: str) -> None:
    office.marked_as(first, cabinet=None)
    office.marked_as(first, complainant={"name": NAME})
    identifier = appeal(office, office.complaint(first).number, complainant={"address": ADDRESS})
    assert office.complaint(identifier).first is None
    assert shown(give(office, identifier, name=NAME))["first"] is not None


@pytest.mark.clause("11.10")
def test_one_taken_for_another_kind_is_linked_when_it_reaches_the_quality_authority(
    office: AnswerWorld, first: str
) -> None:
    number = office.complaint(first).number
    identifier = office.on_paper(key="paper-0002", first=number)
    assert office.complaint(identifier).first is None
    assert forward(office, identifier, CLERK, about="answer").status_code == 200
    assert office.complaint(identifier).first == number
    assert office.kinds(identifier) == ["registered", "forwarded", "appealed"]
    assert seen_by_quality(office, first)


@pytest.mark.clause("11.10")
def test_one_taken_for_another_kind_at_the_quality_authority_itself_is_linked_there(
    office: AnswerWorld, first: str
) -> None:
    number = office.complaint(first).number
    identifier = office.on_paper(QUALITY, key="paper-0002", first=number)
    assert not seen_by_quality(office, first)
    assert forward(office, identifier, QUALITY, about="answer").status_code == 200
    assert office.complaint(identifier).first == number
    assert seen_by_quality(office, first)


def test_an_appeal_never_follows_itself(office: AnswerWorld) -> None:
    identifier = appeal(office, None)
    office.clock.advance(days=60)
    assert shown(give(office, identifier, first=office.complaint(identifier).number))["first"] is None


def test_a_first_case_that_is_changed_meanwhile_is_linked_as_it_is(office: AnswerWorld, first: str) -> None:
    identifier = appeal(office, None)
    number = office.complaint(first).number

    def exported() -> None:
        assert office.get(first, "file", office.citizen()).status_code == 200

    office.fake_documents.before_next_commit(exported)
    assert shown(give(office, identifier, first=number))["first"] is not None
    assert office.kinds(first)[-2:] == ["exported", "appealed"]


@pytest.mark.clause("11.10")
def test_every_office_that_hears_an_appeal_sees_the_first_case_and_the_newest_is_shown(
    office: AnswerWorld, first: str
) -> None:
    number = office.complaint(first).number
    here = appeal(office, number)
    there = appeal(office, number, OPERATOR)  # at a wrong office, not yet forwarded
    before = office.complaint(first)
    assert before.appeals == (office.complaint(here).number, office.complaint(there).number)
    assert before.appeal == office.complaint(there).number
    assert seen_by_quality(office, first)
    assert office.get(first, "answer", OPERATOR).status_code == 404
