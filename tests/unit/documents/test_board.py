"""The board in the hall of a public service centre: numbers and desks, never people."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from functions.shared.documents.board import SHOWN_CALLS, SHOWN_WAITING, TEXTS, BoardView, board_page
from functions.shared.documents.board import content_security_policy as policy
from functions.shared.domain.language import Bilingual, Language, Text
from tests.unit.documents.test_pages import Reader, contrast

BUSY = BoardView(
    centre=Bilingual("Алматы қаласының № 3 бөлімі", "Отдел № 3 города Алматы"),
    at=datetime(2026, 11, 23, 5, 3, tzinfo=UTC),
    called=(("A 017", "3"), ("A 016", "1"), ("A 015", "4")),
    waiting=tuple(f"A {number:03d}" for number in range(18, 48)),
    open=True,
    next_opening=None,
)


def text_of(view: BoardView, language: Language = Language.KK) -> str:
    return " ".join(Reader(board_page(view, language)).text.split())


@pytest.mark.clause("6.2")
def test_the_newest_call_stands_first_with_its_desk_and_the_earlier_ones_after_it() -> None:
    html = board_page(BUSY, Language.KK)
    (newest,) = re.findall(r'<div class="newest">(.*?)</dl>', html, re.DOTALL)
    assert re.findall("<dd>(.*?)</dd>", newest) == ["A 017", "3"]
    earlier = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td></tr>', html)
    assert earlier == [("A 016", "1"), ("A 015", "4")]
    assert html.count("A 017") == 1


@pytest.mark.clause("2.2")
def test_the_line_tells_who_is_next_and_how_many_wait() -> None:
    text = text_of(BUSY)
    assert "Кезекте В очереди 30" in text
    assert "Келесі Следующий A 018 A 019 A 020" in text
    last = 18 + SHOWN_WAITING - 1
    assert f"A {last:03d} тағы {30 - SHOWN_WAITING} и еще {30 - SHOWN_WAITING}" in text
    assert f"A {last + 1:03d}" not in text


def test_nothing_is_said_of_more_where_all_are_shown() -> None:
    text = text_of(replace(BUSY, waiting=BUSY.waiting[:SHOWN_WAITING]))
    assert "тағы" not in text
    assert "A 028" in text


def test_old_calls_leave_the_board() -> None:
    calls = tuple((f"B {number:03d}", "2") for number in range(20, 0, -1))
    assert len(re.findall(r"B \d{3}", text_of(replace(BUSY, called=calls)))) == SHOWN_CALLS


def test_an_empty_hall_is_said_to_be_empty() -> None:
    text = text_of(replace(BUSY, called=(), waiting=()))
    assert "Қазір ешкім шақырылған жоқ Сейчас никто не вызван" in text
    assert "Кезек жоқ Очереди нет" in text


@pytest.mark.clause("6.1")
def test_a_closed_centre_tells_when_it_opens() -> None:
    opening = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
    text = text_of(replace(BUSY, open=False, called=(), waiting=(), next_opening=opening))
    assert "Орталық жабық Центр закрыт" in text
    assert "Ашылатын уақыты: 2026 жылғы 24 қараша, 09:00 Откроется: 24 ноября 2026 года, 09:00" in text
    assert "Кезек" not in text.replace("Электрондық кезек", "")


def test_after_closing_those_who_came_in_time_are_still_called() -> None:
    text = text_of(replace(BUSY, open=False))
    assert "Орталық жабық" in text
    assert "Ашылатын уақыты" not in text
    assert "A 017" in text
    assert "A 018" in text


def test_the_clock_is_that_of_almaty() -> None:
    assert "10:03 2026 жылғы 23 қараша 23 ноября 2026 года" in text_of(BUSY)
    with pytest.raises(ValueError, match="time zone"):
        board_page(replace(BUSY, at=datetime(2026, 11, 23, 10, 3)), Language.KK)  # noqa: DTZ001  # the mistake


@pytest.mark.parametrize(("language", "beside"), [("kk", "ru"), ("ru", "ru"), ("en", "en")])
def test_kazakh_stands_first_and_another_language_beside_it(language: str, beside: str) -> None:
    page = Reader(board_page(BUSY, Language(language)))
    assert page.all("html") == [{"lang": "kk"}]
    text = " ".join(page.text.split())
    called = TEXTS["called"]
    assert f"{called.kk} {called.in_language(Language(beside))}" in text
    assert {span["lang"] for span in page.all("span") if "lang" in span} == {beside, "ru"}
    assert "Алматы қаласының № 3 бөлімі Отдел № 3 города Алматы" in text


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_is_there_in_three_languages(key: str) -> None:
    text: Text = TEXTS[key]
    assert re.search("[а-яәғқңөұүһі]", text.kk)
    assert re.search("[а-я]", text.ru)
    assert not re.search("[әғқңөұүһ]", text.ru)
    assert not re.search("[а-яәғқңөұүһі]", text.en)


@pytest.mark.clause("16.2")
def test_the_contact_centre_is_on_the_board() -> None:
    assert "1414, 8-800-080-7777" in text_of(BUSY)


def test_the_page_asks_for_itself_again_and_again() -> None:
    page = Reader(board_page(replace(BUSY, refresh_seconds=7), Language.KK))
    assert [meta["content"] for meta in page.all("meta") if meta.get("http-equiv") == "refresh"] == ["7"]
    with pytest.raises(ValueError, match="a second"):
        replace(BUSY, refresh_seconds=0)


def test_the_page_needs_nothing_from_elsewhere_and_its_policy_allows_nothing_else() -> None:
    html = board_page(BUSY, Language.KK)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", html)
    assert not re.search(r"<script|<link|\sstyle=|\son\w+=|@import|url\(", html)
    (style,) = re.findall("<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy()
    assert policy().startswith("default-src 'none'")


def test_what_stands_on_a_ticket_is_text_and_never_markup() -> None:
    html = board_page(replace(BUSY, called=(("<b>", "&"),), waiting=("<i>",)), Language.KK)
    assert "<dd>&lt;b&gt;</dd>" in html
    assert "<dd>&amp;</dd>" in html
    assert "<i>" not in html


def test_every_pair_of_colours_can_be_read_from_afar() -> None:
    (style,) = re.findall("<style>(.*?)</style>", board_page(BUSY, Language.KK), re.DOTALL)
    colour = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+)", style))
    for ink, paper in (("ink", "ground"), ("ink", "panel"), ("ink", "closed"), ("quiet", "ground"), ("quiet", "panel")):
        assert contrast(colour[ink], colour[paper]) >= 7, (ink, paper)
    assert contrast(colour["call-ink"], colour["call"]) >= 12
    assert contrast(colour["call"], colour["ground"]) >= 7, "the card of the newest call stands out from the ground"
