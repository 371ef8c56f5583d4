"""What the papers of a complaint may say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from functions.shared.documents.complaints_texts import OUTCOMES, WAY_TITLE, WAYS_ON, WAYS_TO_COURT
from functions.shared.domain.complaint import Outcome
from functions.shared.domain.language import Language
from tests.unit.documents.complaint_samples import answer, coupon, dossier, incomplete_coupon, part

NO_ZONE = datetime(2026, 11, 23, 10, 3)  # noqa: DTZ001  # the mistake to be caught


@pytest.mark.clause("11.3")
def test_a_complaint_of_a_day_off_keeps_both_dates() -> None:
    sunday = incomplete_coupon()
    assert (sunday.received_on, sunday.registered_on) == (date(2026, 11, 22), date(2026, 11, 23))
    assert sunday.registered_later
    assert not coupon().registered_later


@pytest.mark.clause("11.3")
def test_the_day_on_which_a_complaint_came_is_that_of_almaty() -> None:
    late_in_the_evening = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)
    assert replace(coupon(), received_at=late_in_the_evening).received_on == date(2026, 11, 23)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(coupon(), received_at=NO_ZONE)
    with pytest.raises(ValueError, match="time zone"):
        replace(answer(), answered_at=NO_ZONE)
    with pytest.raises(ValueError, match="time zone"):
        replace(dossier(), made_at=NO_ZONE)
    with pytest.raises(ValueError, match="time zone"):
        replace(dossier(), events=(replace(dossier().events[0], at=NO_ZONE),))


@pytest.mark.clause("11.9")
@pytest.mark.parametrize("text", ["", " \n\t "])
def test_there_is_no_answer_without_its_reasons(text: str) -> None:
    with pytest.raises(ValueError, match="reasoned"):
        replace(answer(), text=text)


@pytest.mark.clause("11.11")
def test_a_file_inside_is_what_its_sha256_says() -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        replace(part(1), data=b"something else")


@pytest.mark.clause("11.11")
@pytest.mark.parametrize("name", ["", ".hidden", "../up.pdf", "a b.pdf", "шағым.pdf", "n" * 101, "line\n"])
def test_a_file_inside_has_a_name_that_every_system_knows(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        replace(part(1), name=name)


@pytest.mark.parametrize("media_type", ["", "pdf", "text/plain; charset=utf-8", "application/pdf\n", "a/b/c"])
def test_a_file_inside_has_a_plain_media_type(media_type: str) -> None:
    with pytest.raises(ValueError, match="media type"):
        replace(part(1), media_type=media_type)


@pytest.mark.clause("11.11")
def test_two_files_inside_have_two_names() -> None:
    with pytest.raises(ValueError, match="one name"):
        replace(dossier(), parts=(part(1), part(2, name=part(1).name)))


@pytest.mark.clause("11.9")
def test_every_outcome_has_its_words() -> None:
    assert set(OUTCOMES) == set(Outcome)


@pytest.mark.clause("11.10", "11.11")
def test_the_way_from_an_answer_leads_to_the_quality_authority_and_from_there_to_court() -> None:
    assert "уәкілетті органға шағымдана аласыз" in WAYS_ON.kk
    assert "15 жұмыс күні ішінде қаралады" in WAYS_ON.kk
    assert "тіркелген күнінен бастап" in WAYS_ON.kk
    assert "в течение 15 рабочих дней со дня ее регистрации" in WAYS_ON.ru
    assert "within 15 working days of registering it" in WAYS_ON.en
    for language, free, court in zip(
        Language, ("тегін", "бесплатна", "free of charge"), ("сотқа жүгінуге", "в суд", "to court"), strict=True
    ):
        assert WAYS_ON.in_language(language).index(free) < WAYS_ON.in_language(language).index(court)


@pytest.mark.clause("11.11")
def test_the_way_from_an_answer_of_the_quality_authority_leads_to_court_alone() -> None:
    assert WAYS_TO_COURT.kk == (
        "Осы жауаппен келіспесеңіз, Қазақстан Республикасының заңнамасында белгіленген тәртіппен сотқа жүгінуге "
        "құқылысыз."
    )
    assert WAYS_TO_COURT.ru == (
        "Если Вы не согласны с настоящим ответом, вы вправе обратиться в суд в установленном законодательством "
        "Республики Казахстан порядке."
    )
    assert "authority" not in WAYS_TO_COURT.en
    assert WAY_TITLE.en == "If you disagree with this answer"
