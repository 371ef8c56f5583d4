"""The decision: the registries' answers held against the application (clauses 4.1, 9.3, 9.5, 9.6)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from functions.shared.domain.application import BirthCertificate, Consent
from functions.shared.domain.decision import (
    Approved,
    Decision,
    Declined,
    Gathered,
    Waiting,
    age,
    decide,
    must_attach_birth_certificate,
)
from functions.shared.domain.facts import Capacity, Found, Name, Names, Registry, Silent
from functions.shared.domain.language import Language
from functions.shared.domain.reasons import TEXTS, Reason, ReasonCode
from functions.shared.domain.standard import STANDARD_2014
from tests.unit.examples import (
    FIRST_NAMES,
    GUARDIAN,
    GUARDIAN_NAMES,
    NO_RECORD,
    NOW,
    SECOND_BORN,
    SECOND_CHILD,
    SECOND_NAMES,
    application,
    birth,
    child,
    gathered,
    order,
    person,
)

TODAY = date(2026, 11, 23)
COPY = BirthCertificate("АБ № 123456", "f" * 64)


def decision(answers: Gathered | None = None, on: date = TODAY, signer_iin: str = GUARDIAN, **changes: Any) -> Decision:
    return decide(application(**changes), answers or gathered(), on, STANDARD_2014, signer_iin=signer_iin)


def codes(result: Decision) -> list[ReasonCode]:
    assert isinstance(result, Declined)
    return [reason.code for reason in result.reasons]


@pytest.mark.clause("4.1", "9.6")
def test_when_all_agree_the_certificate_is_granted_on_the_registries_facts() -> None:
    result = decision()
    assert isinstance(result, Approved)
    assert result.guardian == person()
    assert result.orders == (order(),)
    assert result.remarks == ()


@pytest.mark.clause("4.1")
def test_one_certificate_may_name_several_children() -> None:
    second = child(iin=SECOND_CHILD, name=SECOND_NAMES.ru, birth_date=SECOND_BORN, birth_certificate=COPY)
    its_order = order(
        number="124", child_iin=SECOND_CHILD, child_names=SECOND_NAMES, child_birth_date=SECOND_BORN,
        capacity=Capacity.TRUSTEESHIP,
    )  # fmt: skip
    answers = gathered(births=(Found(birth(), b""), NO_RECORD), orders=Found((its_order, order()), b""))
    result = decision(answers, children=(child(), second))
    assert isinstance(result, Approved)
    assert [granted.number for granted in result.orders] == ["123", "124"]


@pytest.mark.clause("9.3")
def test_without_consent_nothing_is_granted() -> None:
    assert codes(decision(consent=Consent("unknown", NOW))) == [ReasonCode.CONSENT_MISSING]


@pytest.mark.clause("9.5")
def test_the_signer_must_be_the_applicant() -> None:
    assert codes(decision(signer_iin=SECOND_CHILD)) == [ReasonCode.SIGNER_NOT_APPLICANT]


@pytest.mark.parametrize(
    ("born", "on", "minor"),
    [
        (date(2008, 11, 24), date(2026, 11, 23), True),
        (date(2008, 11, 23), date(2026, 11, 23), False),
        (date(2008, 11, 22), date(2026, 11, 23), False),
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
    ],
)
@pytest.mark.clause("4.1")
def test_a_child_is_under_18_on_the_day(born: date, on: date, minor: bool) -> None:
    answers = gathered(births=(Found(birth(birth_date=born), b""),), orders=Found((order(child_birth_date=born),), b""))
    result = decision(answers, on=on, children=(child(birth_date=born),))
    assert isinstance(result, Approved) is minor
    if not minor:
        assert codes(result) == [ReasonCode.CHILD_NOT_MINOR]


@pytest.mark.parametrize(
    ("born", "needed"),
    [(date(2007, 8, 12), True), (date(2007, 8, 13), False), (date(2007, 8, 14), False)],
)
@pytest.mark.clause("9.1", "9.6")
def test_in_2014_a_copy_is_needed_of_who_was_born_before_13_august_2007(born: date, needed: bool) -> None:
    on = date(2014, 3, 1)
    answers = gathered(births=(Found(birth(birth_date=born), b""),), orders=Found((order(child_birth_date=born),), b""))
    bare = decision(answers, on=on, children=(child(birth_date=born),))
    assert must_attach_birth_certificate(born, STANDARD_2014) is needed
    if needed:
        assert codes(bare) == [ReasonCode.BIRTH_CERTIFICATE_MISSING]
    with_copy = decision(answers, on=on, children=(child(birth_date=born, birth_certificate=COPY),))
    assert isinstance(with_copy, Approved)
    assert isinstance(bare, Approved) is not needed


@pytest.mark.clause("9.6")
def test_a_child_without_a_birth_record_is_granted_on_the_attached_copy_and_the_order() -> None:
    answers = gathered(births=(NO_RECORD,))
    assert isinstance(decision(answers, children=(child(birth_certificate=COPY),)), Approved)


@pytest.mark.clause("9.6")
def test_no_record_and_nothing_attached_is_a_decline_that_says_what_to_attach() -> None:
    result = decision(gathered(births=(NO_RECORD,)))
    assert isinstance(result, Declined)
    (reason,) = result.reasons
    assert reason == Reason(ReasonCode.BIRTH_CERTIFICATE_MISSING, 0)
    assert "PDF, JPEG" in reason.text().en
    assert reason.pointer == "/children/0"


@pytest.mark.clause("9.6")
def test_the_certificates_number_must_agree_with_the_record() -> None:
    other = BirthCertificate("АБ № 654321", "f" * 64)
    assert codes(decision(children=(child(birth_certificate=other),))) == [ReasonCode.BIRTH_RECORD_DIFFERS]


@pytest.mark.clause("9.6")
def test_a_record_must_agree_even_where_a_copy_is_attached() -> None:
    answers = gathered(births=(Found(birth(birth_date=date(2016, 3, 6)), b""),))
    assert codes(decision(answers, children=(child(birth_certificate=COPY),))) == [ReasonCode.BIRTH_RECORD_DIFFERS]


@pytest.mark.parametrize(
    "name",
    [
        FIRST_NAMES.kk,
        FIRST_NAMES.ru,
        Name("ӨМІРБЕК", "ҰЛАН", "ҺАШІМҰЛЫ"),
        Name("өмірбек", " ұлан ", None),
    ],
)
def test_either_official_spelling_of_a_name_agrees(name: Name) -> None:
    assert isinstance(decision(children=(child(name=name),)), Approved)


def test_yo_and_ye_are_one_letter() -> None:
    names = Names(Name("Семёнова", "Алёна"), Name("Семёнова", "Алёна"))
    answers = gathered(births=(Found(birth(names=names), b""),), orders=Found((order(child_names=names),), b""))
    assert isinstance(decision(answers, children=(child(name=Name("Семенова", "Алена")),)), Approved)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (gathered(person=NO_RECORD), ReasonCode.APPLICANT_UNKNOWN),
        (gathered(person=Found(person(alive=False), b"")), ReasonCode.APPLICANT_NOT_ALIVE),
        (gathered(person=Found(person(names=FIRST_NAMES), b"")), ReasonCode.APPLICANT_NAME_DIFFERS),
        (gathered(births=(Found(birth(names=GUARDIAN_NAMES), b""),)), ReasonCode.BIRTH_RECORD_DIFFERS),
        (gathered(orders=NO_RECORD), ReasonCode.ORDER_NOT_FOUND),
        (gathered(orders=Found((), b"")), ReasonCode.ORDER_NOT_FOUND),
        (gathered(orders=Found((order(child_iin=SECOND_CHILD),), b"")), ReasonCode.ORDER_NOT_FOUND),
        (gathered(orders=Found((order(guardian_iin=SECOND_CHILD),), b"")), ReasonCode.ORDER_NOT_FOUND),
        (gathered(orders=Found((order(active=False),), b"")), ReasonCode.ORDER_ENDED),
        (gathered(orders=Found((order(child_birth_date=date(2016, 5, 3)),), b"")), ReasonCode.ORDER_DIFFERS),
    ],
)
@pytest.mark.clause("9.6")
def test_a_contradiction_is_a_decline_with_its_reason(answers: Gathered, reason: ReasonCode) -> None:
    assert codes(decision(answers)) == [reason]


def test_a_decline_names_every_reason_at_once() -> None:
    answers = gathered(person=NO_RECORD, births=(NO_RECORD,), orders=NO_RECORD)
    assert codes(decision(answers)) == [
        ReasonCode.APPLICANT_UNKNOWN,
        ReasonCode.BIRTH_CERTIFICATE_MISSING,
        ReasonCode.ORDER_NOT_FOUND,
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"person": Silent(Registry.PERSONS, "timeout")},
        {"births": (Silent(Registry.BIRTHS, "unavailable"),)},
        {"orders": Silent(Registry.GUARDIANSHIP, "bad-signature")},
    ],
)
def test_silence_is_never_a_decision(changes: dict[str, Any]) -> None:
    everything_else_contradicts = {"person": NO_RECORD, "births": (NO_RECORD,), "orders": NO_RECORD}
    result = decision(gathered(**(everything_else_contradicts | changes)))
    assert isinstance(result, Waiting)
    assert len(result.silent) == 1


@pytest.mark.clause("4.1")
def test_the_capacity_is_the_orders_and_a_passed_14th_birthday_is_only_remarked() -> None:
    born = TODAY - timedelta(days=14 * 366)
    answers = gathered(births=(Found(birth(birth_date=born), b""),), orders=Found((order(child_birth_date=born),), b""))
    result = decision(answers, children=(child(birth_date=born),))
    assert isinstance(result, Approved)
    assert result.orders[0].capacity is Capacity.GUARDIANSHIP
    assert result.remarks == ("capacity-is-guardianship-by-age-trusteeship",)


def test_the_latest_of_several_active_orders_counts() -> None:
    later = order(number="200", issued_on=date(2024, 1, 1))
    ended = order(number="300", issued_on=date(2025, 1, 1), active=False)
    result = decision(gathered(orders=Found((later, order(), ended), b"")))
    assert isinstance(result, Approved)
    assert result.orders[0].number == "200"


def test_every_reason_has_its_text_in_three_languages() -> None:
    assert set(TEXTS) == set(ReasonCode)
    for code in ReasonCode:
        text = Reason(code, 1).text()
        assert all(text.in_language(language).endswith(".") for language in Language)
        assert "{" not in text.kk + text.ru + text.en


def test_ages_are_full_years() -> None:
    assert age(date(2016, 11, 23), TODAY) == 10
    assert age(date(2016, 11, 24), TODAY) == 9
