"""The public check page: what it says in each case, and that it says no more."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from functions.shared.documents import texts
from functions.shared.documents.pages import CheckVerdict, CheckView, State, check_page, content_security_policy
from functions.shared.domain.certificate import RegisterReason, RevocationReason
from functions.shared.domain.language import Bilingual, Language, Text
from functions.shared.trust.verdicts import SealReason

ISSUED = CheckView(
    verdict=CheckVerdict.VALID,
    number="C4K7-9MXT-2RWF",
    issued_at=datetime(2026, 11, 22, 10, 3, tzinfo=UTC),
    issuer=Bilingual("Алматы қаласының Білім басқармасы", "Управление образования города Алматы"),
    signatory_name="Сейітқали Ерлан Мұратұлы",
    signatory_position=Bilingual("Басқарма басшысының орынбасары", "Заместитель руководителя управления"),
    holder_initials="Ә. Г. Қ.",
    state_at_issue=State.VALID,
    state_now=State.VALID,
    sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
)
REVOKED = CheckView(
    **{
        **vars(ISSUED),
        "verdict": CheckVerdict.REVOKED,
        "state_now": State.REVOKED,
        "revoked_at": datetime(2026, 12, 1, 4, 0, tzinfo=UTC),
        "revocation_reason": RevocationReason.ORDER_ENDED,
    }
)


class Reader(HTMLParser):
    """What a person and a browser find on the page."""

    VOID = frozenset({"meta", "input", "br", "path", "circle", "link"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.text += f"{data}: " if self._open[-1:] == ["dt"] else data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("verdict", [*CheckVerdict, None])
def test_every_verdict_has_a_whole_page_in_every_language(verdict: CheckVerdict | None, language: Language) -> None:
    page = Reader(check_page(CheckView(verdict=verdict), language))
    assert page.all("html") == [{"lang": language.value}]
    assert len(page.all("h1")) == 1
    if verdict:
        assert texts.HEADLINES[verdict].in_language(language) in page.text
        assert texts.ADVICE[verdict].in_language(language) in page.text


def all_texts() -> list[tuple[str, Text]]:
    tables = {"page": texts.PAGE, "state": texts.STATES, "headline": texts.HEADLINES, "advice": texts.ADVICE}
    tables["reason"] = texts.REASONS
    return [(f"{name} {key}", text) for name, table in tables.items() for key, text in table.items()]


@pytest.mark.parametrize(("name", "text"), all_texts())
def test_every_text_is_there_in_three_languages(name: str, text: Text) -> None:
    assert re.search("[а-яәғқңөұүһі]", text.kk), name
    assert re.search("[а-я]", text.ru), name
    assert not re.search("[әғқңөұүһ]", text.ru), f"{name}: Kazakh letters in Russian"
    assert not re.search("[а-яәғқңөұүһі]", text.en), f"{name}: Cyrillic in English"


def test_every_verdict_and_every_reason_of_a_seal_has_its_text() -> None:
    assert texts.HEADLINES.keys() == texts.ADVICE.keys() == {*CheckVerdict, "authentic_revoked", "not_registered"}
    assert texts.REASONS.keys() == {*SealReason, *RegisterReason}


@pytest.mark.parametrize("language", Language)
def test_an_offices_own_seal_on_another_document_is_not_called_a_fake(language: Language) -> None:
    view = CheckView(verdict=CheckVerdict.NOT_OURS, reason=RegisterReason.NOT_REGISTERED)
    text = Reader(check_page(view, language)).text
    assert view.tone == "unsure"
    assert texts.ADVICE["not_registered"].in_language(language) in text
    assert texts.HEADLINES["not_ours"].in_language(language) not in text
    assert texts.ADVICE["not_ours"].in_language(language) not in text


@pytest.mark.clause("4.4")
def test_a_valid_certificate_tells_when_by_whom_and_to_whom_it_was_issued() -> None:
    text = Reader(check_page(ISSUED, Language.KK)).text
    for said in (
        "Анықтама шынайы және жарамды",
        "C4K7-9MXT-2RWF",
        "2026 жылғы 22 қараша, 15:03",
        "Алматы қаласының Білім басқармасы",
        "Сейітқали Ерлан Мұратұлы, Басқарма басшысының орынбасары",
        "Ә. Г. Қ.",
    ):
        assert said in text


def test_a_revoked_certificate_shows_its_state_at_issue_beside_the_state_now() -> None:
    text = " ".join(Reader(check_page(REVOKED, Language.RU)).text.split())
    assert "Справка отозвана" in text
    assert "Состояние при выдаче: действует" in text
    assert "Состояние сейчас: отозвана" in text
    assert "1 декабря 2026 года, 09:00" in text
    assert "опека (попечительство) прекращена" in text


def test_a_genuine_document_of_a_revoked_certificate_is_not_shown_as_good() -> None:
    view = CheckView(**{**vars(REVOKED), "verdict": CheckVerdict.AUTHENTIC})
    assert view.tone == "bad"
    assert "but the certificate has been revoked" in check_page(view, Language.EN)


def test_a_mistyped_number_is_called_mistyped_and_stands_ready_to_be_mended() -> None:
    page = Reader(check_page(CheckView(CheckVerdict.MISTYPED, number="C4K7-9MXT-2RWE"), Language.RU))
    assert "Номер набран с ошибкой" in page.text
    field = next(attributes for attributes in page.all("input") if attributes["name"] == "number")
    assert field["value"] == "C4K7-9MXT-2RWE"
    assert field["aria-invalid"] == "true"


def test_what_people_typed_is_escaped() -> None:
    attack = '"><script>alert(1)</script>'
    html = check_page(
        CheckView(CheckVerdict.MISTYPED, number=attack, reason=attack, holder_initials=attack), Language.KK
    )
    assert "<script" not in html
    assert Reader(html).all("script") == []


def test_the_two_forms_lead_to_the_check() -> None:
    page = Reader(check_page(CheckView(), Language.RU))
    by_number, by_document = page.all("form")
    assert (by_number["action"], by_number["method"]) == ("/check", "get")
    assert (by_document["action"], by_document["method"]) == ("/check?lang=ru", "post")
    assert by_document["enctype"] == "multipart/form-data"
    assert {"lang", "number", "document"} == {attributes["name"] for attributes in page.all("input")}


def test_every_field_has_a_label() -> None:
    page = Reader(check_page(CheckView(), Language.KK))
    fields = {field["id"] for field in page.all("input") if field.get("type") != "hidden"}
    assert fields == {label["for"] for label in page.all("label")}


def test_the_language_can_be_switched_without_losing_the_certificate() -> None:
    links = [link["href"] for link in Reader(check_page(ISSUED, Language.KK)).all("a") if "hreflang" in link]
    assert links == [f"/check/C4K7-9MXT-2RWF?lang={language}" for language in ("kk", "ru", "en")]


@pytest.mark.clause("16.2")
@pytest.mark.parametrize("language", Language)
def test_the_contact_centre_is_on_every_page(language: Language) -> None:
    page = Reader(check_page(CheckView(), language))
    assert "1414, 8-800-080-7777" in page.text
    assert [link["href"] for link in page.all("a")][-2:] == ["tel:1414", "tel:88000807777"]


def test_the_page_needs_nothing_from_elsewhere_and_its_policy_allows_nothing_else() -> None:
    html = check_page(ISSUED, Language.KK)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", html)
    assert not re.search(r"\sstyle=|\son\w+=|@import|url\(", html)
    (style,) = re.findall("<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in content_security_policy()
    assert content_security_policy().startswith("default-src 'none'")


def colours(scheme: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+)", scheme))


def contrast(first: str, second: str) -> float:
    """WCAG 2.2, the contrast of two colours."""

    def luminance(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
        parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_pair_of_colours_has_the_contrast_that_accessibility_asks_for(scheme: int) -> None:
    style = re.findall("<style>(.*?)</style>", check_page(CheckView(), Language.KK), re.DOTALL)[0]
    colour = colours(re.findall(r":root \{(.*?)\}", style, re.DOTALL)[scheme])
    pairs = [
        ("ink", "paper"),
        ("ink", "card"),
        ("quiet", "paper"),
        ("quiet", "card"),
        ("teal", "paper"),
        ("teal", "card"),
    ]
    pairs += [("button-ink", "button")]
    pairs += [
        pair for tone in ("good", "bad", "unsure") for pair in ((tone, f"{tone}-paper"), ("ink", f"{tone}-paper"))
    ]
    for ink, paper in pairs:
        assert contrast(colour[ink], colour[paper]) >= 4.5, f"{ink} on {paper}"
