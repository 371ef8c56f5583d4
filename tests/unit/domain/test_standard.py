"""The numbers of the standard."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from functions.shared.domain.application import Channel, due_at
from functions.shared.domain.standard import STANDARD_2014


@pytest.mark.clause("2.1")
def test_the_result_is_due_five_minutes_after_the_request() -> None:
    accepted = datetime(2026, 11, 23, 18, 58, tzinfo=UTC)
    assert due_at(accepted, STANDARD_2014.answer_within) == datetime(2026, 11, 23, 19, 3, tzinfo=UTC)


@pytest.mark.clause("1.2")
def test_there_are_two_channels() -> None:
    assert {channel.value for channel in Channel} == {"portal", "psc"}


@pytest.mark.clause("9.6")
def test_births_are_in_the_registry_since_13_august_2007() -> None:
    assert STANDARD_2014.births_in_registry_since == date(2007, 8, 13)


@pytest.mark.clause("5.1")
def test_the_service_is_free_and_says_so_in_three_languages() -> None:
    assert STANDARD_2014.price.kk == "Тегін"
    assert STANDARD_2014.price.ru == "Бесплатно"
    assert STANDARD_2014.price.en == "Free of charge"


@pytest.mark.clause("16.2")
def test_the_contact_centre_has_two_numbers() -> None:
    assert STANDARD_2014.contact_centre == ("1414", "8-800-080-7777")


@pytest.mark.clause("2.2", "2.3")
def test_queue_and_serving_have_their_own_limits() -> None:
    assert STANDARD_2014.queue_wait == timedelta(minutes=15)
    assert STANDARD_2014.serving == timedelta(minutes=5)
