"""What a signed answer means: only a whole answer to this very question counts."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter

from emulators.population import population
from functions.shared.domain.facts import Answer, Birth, Found, NoRecord, Order, Person, Registry, Silent
from functions.shared.registries.messages import Asked, Question, about_birth, about_orders, about_person

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
ASKED = Asked("request-1", "consent-1", NOW)
SCENE = population().scene("guardian-two-children")
GUARDIAN, CHILD = SCENE.guardian.iin, SCENE.wards[0].resident.iin
PERSON = TypeAdapter(Person).dump_python(SCENE.guardian.record(), mode="json")
ORDERS = TypeAdapter(list[Order]).dump_python([ward.order for ward in SCENE.wards if ward.order], mode="json")
BIRTH = TypeAdapter(Birth).dump_python(SCENE.wards[0].birth, mode="json")  # type: ignore[arg-type]  # she has one


def said(registry: str = "persons", **changed: Any) -> dict[str, Any]:
    subject = {"persons": {"iin": GUARDIAN}, "births": {"child_iin": CHILD}, "guardianship": {"guardian_iin": GUARDIAN}}
    record = {"persons": PERSON, "births": BIRTH, "guardianship": {"orders": ORDERS}}
    return {
        "registry": registry,
        "request_id": "request-1",
        "answered_at": NOW.isoformat(),
        "query": {"purpose": "guardianship-certificate", "consent": "consent-1", **subject[registry]},
        "found": True,
        "record": record[registry],
    } | changed


def read(answer: dict[str, Any] | bytes) -> Answer[Any]:
    content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    registry = "persons" if isinstance(answer, bytes) else str(answer["registry"])
    questions: dict[str, Question[Any]] = {
        "persons": about_person(GUARDIAN),
        "births": about_birth(CHILD),
        "guardianship": about_orders(GUARDIAN),
    }
    return questions[registry].answer(content, b"signed", ASKED, NOW)


def test_a_whole_answer_is_found_with_its_evidence() -> None:
    assert read(said()) == Found(SCENE.guardian.record(), b"signed")
    assert read(said("births")) == Found(SCENE.wards[0].birth, b"signed")
    assert read(said("guardianship")) == Found(tuple(ward.order for ward in SCENE.wards), b"signed")


def test_a_registry_may_tell_more_than_we_know() -> None:
    assert isinstance(read(said(version=2, record=PERSON | {"nationality": "KAZ"})), Found)


@pytest.mark.clause("9.6")
def test_no_record_is_a_signed_no_with_its_evidence() -> None:
    assert read(said("births", found=False, record=None)) == NoRecord(b"signed")
    assert read(said("guardianship", found=False, record={"orders": []})) == NoRecord(b"signed")


@pytest.mark.parametrize(
    "changed",
    [
        {"request_id": "request-2"},
        {"query": {}},
        {"query": {"purpose": "curiosity", "consent": "consent-1", "iin": GUARDIAN}},
        {"query": {"purpose": "guardianship-certificate", "consent": "another", "iin": GUARDIAN}},
        {"query": {"purpose": "guardianship-certificate", "consent": "consent-1", "iin": CHILD}},
        {"record": PERSON | {"iin": CHILD}},
        {"answered_at": (NOW - timedelta(minutes=5, seconds=1)).isoformat()},
        {"answered_at": (NOW + timedelta(minutes=5, seconds=1)).isoformat()},
        {"found": False, "record": None, "request_id": "request-2"},
    ],
)
@pytest.mark.clause("9.2")
def test_an_answer_to_another_question_is_silence(changed: dict[str, Any]) -> None:
    assert read(said(**changed)) == Silent(Registry.PERSONS, "not-about-this-request")


def test_an_order_of_another_guardian_among_the_orders_is_silence() -> None:
    mixed = {"orders": [*ORDERS, ORDERS[0] | {"guardian_iin": CHILD}]}

    assert read(said("guardianship", record=mixed)) == Silent(Registry.GUARDIANSHIP, "not-about-this-request")


def test_an_answer_of_another_registry_is_silence() -> None:
    answer = said() | {"registry": "births"}

    assert about_person(GUARDIAN).answer(json.dumps(answer).encode(), b"", ASKED, NOW) == Silent(
        Registry.PERSONS, "not-about-this-request"
    )


@pytest.mark.parametrize("minutes", [-5, 0, 5])
def test_clocks_may_differ_by_five_minutes(minutes: int) -> None:
    assert isinstance(read(said(answered_at=(NOW + timedelta(minutes=minutes)).isoformat())), Found)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"null",
        b"[]",
        b"\xff",
        b'{"registry": "persons"',
        said(registry="persons", found="true"),
        said(found=True, record=None),
        said(found=False),
        said(answered_at="2026-11-23T05:00:00"),
        said(answered_at=1763874000),
        said(record=PERSON | {"alive": 1}),
        said(record=PERSON | {"birth_date": "14.05.1979"}),
        said(record={key: value for key, value in PERSON.items() if key != "names"}),
        said("guardianship", found=True, record={"orders": []}),
        said("guardianship", found=False),
        said("guardianship", record={"orders": [ORDERS[0] | {"capacity": "adoption"}]}),
        said("guardianship", record={"orders": [ORDERS[0] | {"active": "yes"}]}),
    ],
)
@pytest.mark.clause("9.2")
def test_an_answer_that_is_not_whole_is_silence_and_never_no_record(answer: dict[str, Any] | bytes) -> None:
    silent = read(answer)

    assert isinstance(silent, Silent)
    assert silent.why == "malformed"


def test_questions_show_nobody_in_a_log() -> None:
    assert GUARDIAN not in repr(about_person(GUARDIAN))
