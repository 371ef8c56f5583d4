"""The notices on a complaint in the complainant's cabinet."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from functions.shared.documents import complaint_notices as notices
from functions.shared.domain.language import Language, Text

NUMBER, INCOMING = "K7R2-M4QX-9TD3", "2026/000017"
OFFICE = Text("Алматы қаласының әкімдігі", "Акимат города Алматы", "Akimat of Almaty")
LAST_MOMENT = datetime(2026, 12, 14, 18, 59, 59, 999999, tzinfo=UTC)
"""Of 14 December in Almaty."""

EVERY_NOTICE = {
    "registered": notices.registered(NUMBER, INCOMING, OFFICE, date(2026, 11, 30)),
    "forwarded": notices.forwarded(NUMBER, OFFICE, INCOMING),
    "extended": notices.extended(NUMBER, LAST_MOMENT, "on-site check 1"),
    "answered": notices.answered(NUMBER),
}
KINDS = pytest.mark.parametrize("kind", EVERY_NOTICE)


@KINDS
@pytest.mark.clause("11.7", "16.2")
@pytest.mark.parametrize("language", Language)
def test_every_notice_names_the_complaint_and_the_contact_centre(kind: str, language: Language) -> None:
    text = EVERY_NOTICE[kind].in_language(language)
    assert NUMBER in text
    assert text.count("1414, 8-800-080-7777") == 1


@KINDS
def test_every_notice_is_written_in_its_own_language(kind: str) -> None:
    text = EVERY_NOTICE[kind]
    assert re.search("[әғқңөұүһі]", text.kk)
    assert re.search("[а-я]", text.ru)
    assert not re.search("[әғқңөұүһі]", text.ru)
    assert not re.search("[а-я]", text.en)
    assert not any("{" in text.in_language(language) for language in Language)


@pytest.mark.clause("11.3")
def test_the_notice_of_registration_has_what_a_coupon_has() -> None:
    told = EVERY_NOTICE["registered"]
    assert "Тіркеген орган: Алматы қаласының әкімдігі, кіріс № 2026/000017" in told.kk
    assert "Қараудың соңғы күні: 2026 жылғы 30 қараша." in told.kk
    assert "Орган: Акимат города Алматы, вх. № 2026/000017" in told.ru
    assert "Последний день рассмотрения: 30 ноября 2026 года." in told.ru
    assert "Last day for its consideration: 30 November 2026." in told.en


@pytest.mark.clause("11.8")
def test_forwarding_names_the_new_office_and_number_and_that_the_term_stays() -> None:
    told = EVERY_NOTICE["forwarded"]
    assert "Қарайтын орган: Алматы қаласының әкімдігі, кіріс № 2026/000017" in told.kk
    assert "Қарау мерзімі өзгерген жоқ" in told.kk
    assert "Срок рассмотрения не изменился" in told.ru
    assert "The term has not changed" in told.en


@pytest.mark.clause("11.8")
def test_an_extension_is_told_with_its_new_last_day_and_its_reason() -> None:
    told = EVERY_NOTICE["extended"]
    assert "Қараудың жаңа соңғы күні: 2026 жылғы 14 желтоқсан. Себебі: on-site check 1. Бірыңғай" in told.kk
    assert "Новый последний день рассмотрения: 14 декабря 2026 года. Причина: on-site check 1. Единый" in told.ru


@pytest.mark.parametrize(
    ("reason", "told"), [("{due} қажет!", "{due} қажет! Бірыңғай"), (" қажет. ", "қажет. Бірыңғай")]
)
def test_a_reason_is_told_as_it_was_written(reason: str, told: str) -> None:
    assert f"Себебі: {told}" in notices.extended(NUMBER, LAST_MOMENT, reason).kk


def test_an_extension_without_a_reason_may_not_be_told() -> None:
    with pytest.raises(ValueError, match="without a reason"):
        notices.extended(NUMBER, LAST_MOMENT, "  ")


@pytest.mark.clause("11.9", "11.10")
def test_the_notice_of_the_answer_says_where_it_is_and_that_it_names_the_way_on() -> None:
    told = EVERY_NOTICE["answered"]
    assert "жеке кабинетіңізде" in told.kk
    assert "ЭЦП руководителя" in told.ru
    assert "указано в самом ответе" in told.ru
