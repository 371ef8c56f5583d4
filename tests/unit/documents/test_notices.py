"""The notices in the recipient's cabinet."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from functions.shared.documents import notices
from functions.shared.domain.language import Language, Text
from functions.shared.domain.reasons import TEXTS, ReasonCode

ACCEPTED_AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
DUE_AT = datetime(2026, 11, 22, 10, 5, tzinfo=UTC)
REASONS = [TEXTS[ReasonCode.CONSENT_MISSING], TEXTS[ReasonCode.SIGNER_NOT_APPLICANT]]

EVERY_NOTICE = {
    "accepted": notices.accepted("A234-5678-9ACE", ACCEPTED_AT, DUE_AT),
    "issued": notices.issued("A234-5678-9ACE", "C4K7-9MXT-2RWF"),
    "declined": notices.declined("A234-5678-9ACE", REASONS),
    "late": notices.late("A234-5678-9ACE", DUE_AT),
    "revoked": notices.revoked("C4K7-9MXT-2RWF"),
}


@pytest.mark.clause("9.7")
def test_the_report_of_acceptance_says_when_the_result_is_to_be_had() -> None:
    report = EVERY_NOTICE["accepted"]
    assert "№ A234-5678-9ACE" in report.kk
    assert "Нәтижені алу уақыты: 2026 жылғы 22 қараша, 15:05 (Алматы уақыты)" in report.kk
    assert "Время получения результата: 22 ноября 2026 года, 15:05 (время Алматы)" in report.ru
    assert "Result due at: 22 November 2026, 15:05 (Almaty time)" in report.en


@pytest.mark.clause("16.2")
@pytest.mark.parametrize("kind", EVERY_NOTICE)
@pytest.mark.parametrize("language", Language)
def test_every_notice_names_the_contact_centre(kind: str, language: Language) -> None:
    text = EVERY_NOTICE[kind].in_language(language)
    assert "1414" in text
    assert "8-800-080-7777" in text


@pytest.mark.parametrize("kind", EVERY_NOTICE)
def test_every_notice_is_written_in_its_own_language(kind: str) -> None:
    text: Text = EVERY_NOTICE[kind]
    assert re.search("[әғқңөұүһі]", text.kk)
    assert re.search("[а-я]", text.ru)
    assert not re.search("[әғқңөұүһі]", text.ru)
    assert not re.search("[а-я]", text.en)
    assert not any("{" in text.in_language(language) for language in Language)


@pytest.mark.clause("4.4")
def test_the_notice_of_issue_names_the_request_and_the_certificate() -> None:
    for language in Language:
        text = EVERY_NOTICE["issued"].in_language(language)
        assert "A234-5678-9ACE" in text
        assert "C4K7-9MXT-2RWF" in text


def test_a_decline_gives_every_reason_in_each_language() -> None:
    declined = EVERY_NOTICE["declined"]
    for language in Language:
        for place, reason in enumerate(REASONS, start=1):
            assert f"{place}) {reason.in_language(language)}" in declined.in_language(language)


def test_a_single_reason_is_not_numbered() -> None:
    declined = notices.declined("A234-5678-9ACE", REASONS[:1])
    assert f"Причина: {REASONS[0].ru}" in declined.ru


def test_a_decline_without_a_reason_may_not_be_sent() -> None:
    with pytest.raises(ValueError, match="without a reason"):
        notices.declined("A234-5678-9ACE", [])


@pytest.mark.clause("2.1")
def test_a_late_notice_says_since_when_and_that_nothing_need_be_done() -> None:
    late = EVERY_NOTICE["late"]
    assert "2026 жылғы 22 қараша, 15:05" in late.kk
    assert "подавать его снова не нужно" in late.ru
