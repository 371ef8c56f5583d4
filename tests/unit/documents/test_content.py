"""What a certificate may say, and its machine-readable form."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from functions.shared.documents import letters, qr
from functions.shared.documents.content import MOST_WARDS
from functions.shared.documents.dates import written, written_date
from functions.shared.documents.equality import equality_clause
from functions.shared.domain.facts import Capacity
from functions.shared.domain.language import Language
from tests.unit.documents.samples import AKIMAT, ALMATY_DEPARTMENT, certificate, ward


@pytest.mark.clause("4.1")
@pytest.mark.parametrize("wards", [0, MOST_WARDS + 1])
def test_a_certificate_names_one_to_ten_children(wards: int) -> None:
    with pytest.raises(ValueError, match="one to 10 children"):
        certificate(wards)


def test_a_time_of_issue_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(certificate(), issued_at=datetime(2026, 11, 22, 10, 0))  # noqa: DTZ001  # the mistake to be caught


@pytest.mark.clause("4.1")
def test_the_capacity_is_that_of_the_orders_and_none_where_they_differ() -> None:
    assert certificate(1).capacity is Capacity.GUARDIANSHIP
    assert replace(certificate(1), wards=(ward(1),)).capacity is Capacity.TRUSTEESHIP
    assert certificate(2).capacity is None


def test_children_are_grouped_by_authority_in_the_order_given() -> None:
    content = replace(certificate(), wards=(ward(0), ward(1), ward(2, authority=ALMATY_DEPARTMENT), ward(3)))
    groups = [(authority, [place for place, _ in wards]) for authority, wards in content.wards_by_authority()]
    assert groups == [(AKIMAT, [1, 2]), (ALMATY_DEPARTMENT, [3]), (AKIMAT, [4])]


@pytest.mark.clause("4.2")
def test_the_machine_readable_form_holds_everything_the_page_says() -> None:
    data = json.loads(certificate(3).machine_readable())
    assert data["schema"] == "guardianship-certificate/2014-1"
    assert data["number"] == "C4K7-9MXT-2RWF"
    assert data["issued_at"] == "2026-11-23T01:03:07+05:00"
    assert data["guardian"]["names"]["kk"] == {"surname": "Әлиева", "name": "Гүлнар", "patronymic": "Қайратқызы"}
    assert [child["capacity"] for child in data["wards"]] == ["guardianship", "trusteeship", "guardianship"]
    assert data["wards"][2]["names"]["ru"]["patronymic"] is None
    assert data["wards"][0]["order"]["date"] == "2020-09-01"
    assert data["issuer"]["signatory"]["certificate_serial"].startswith("47d3")


def test_dates_are_written_as_each_language_writes_them() -> None:
    day = date(2026, 11, 22)
    assert written_date(day, Language.KK) == "2026 жылғы 22 қараша"
    assert written_date(day, Language.RU) == "22 ноября 2026 года"
    assert written_date(day, Language.EN) == "22 November 2026"


def test_times_are_shown_in_almaty() -> None:
    shown = written(datetime(2026, 11, 22, 20, 3, tzinfo=UTC))
    assert (shown.kk, shown.ru) == ("2026 жылғы 23 қараша, 01:03", "23 ноября 2026 года, 01:03")


def test_the_equality_clause_is_that_of_the_day_of_issue() -> None:
    clause = equality_clause(date(2026, 11, 22))
    assert clause.kk.endswith("N 370-II Заңы 7 бабының 1 тармағына сәйкес қағаз тасығыштағы құжатпен бірдей.")
    assert clause.ru.endswith("равнозначен документу на бумажном носителе.")
    with pytest.raises(LookupError):
        equality_clause(date(2002, 12, 31))


@pytest.mark.parametrize("letter", "ӘәҒғҚқҢңӨөҰұҮүҺһІіЁё№«»—–₸…ҲҳӮӯşñł")
def test_every_letter_that_a_name_may_need_is_in_the_shipped_fonts(letter: str) -> None:
    assert letters.composed(letter) == letter


def test_letters_typed_in_two_parts_become_one() -> None:
    assert letters.composed("Сейі\u0442й".replace("й", "и\u0306")) == "Сейітй"


def test_a_letter_that_no_font_has_is_named_and_the_text_is_not() -> None:
    with pytest.raises(letters.UnknownLetters, match=r"U\+4E2D") as caught:
        letters.composed("Әлиева 中")
    assert "Әлиева" not in str(caught.value)


def test_a_qr_code_takes_capitals_only() -> None:
    with pytest.raises(ValueError, match="capitals"):
        qr.modules("https://anyqtama.example.kz/check")


def test_a_qr_code_stays_small_enough_to_print_large_modules() -> None:
    assert len(qr.modules(certificate().check_url)) == 29, "version 3: modules of nearly a millimetre at 36 mm"
