"""The papers of a public service centre, looked at with other eyes: pypdf reads what was rendered."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache
from typing import Any

import pypdf
import pytest

from functions.shared.documents.forms import FormRenderer
from functions.shared.documents.letters import UnknownLetters
from functions.shared.domain.language import Bilingual, Language, Text
from tests.integration.rendering.test_certificate import MILLIMETRE, family, root, structure
from tests.unit.documents.form_samples import (
    LONG_ADDRESS,
    LONG_CENTRE,
    LONG_NAME,
    acceptance,
    application,
    longest_acceptance,
    longest_application,
    longest_refusal,
    most_lacked,
    most_received,
    refusal,
)

KK, RU, EN = Language
RENDERER = FormRenderer()
KAZAKH_LETTERS = re.compile("[ӘәҒғҚқҢңӨөҰұҮүҺһІі]")


@cache
def rendered(paper: str, language: Language, copies: int = 1) -> bytes:
    match paper:
        case "application":
            return RENDERER.application_form(application(language), language)
        case "acceptance":
            return RENDERER.acceptance_receipt(acceptance(language), language)
        case _:
            return RENDERER.refusal_receipt(refusal(language), language, copies)


PAPERS = pytest.mark.parametrize("paper", ["application", "acceptance", "refusal"])
LANGUAGES = pytest.mark.parametrize("language", [KK, RU])


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf), strict=True)


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, with every run of spaces and line ends as one space, and none after a broken hyphen."""
    return [" ".join(page.extract_text().split()).replace("- ", "-") for page in read(pdf).pages]


def text_of(pdf: bytes) -> str:
    return " ".join(pages_of(pdf))


def assert_says(pdf: bytes, *said: str) -> None:
    text = text_of(pdf)
    for words in said:
        assert words in text, words


# ---------------------------------------------------------------- the application, Annex 2


@pytest.mark.clause("9.1", "9.3")
def test_the_application_in_kazakh_is_annex_2_filled_in() -> None:
    assert_says(
        rendered("application", KK),
        "стандартына 2-қосымша",
        "Алматы қаласының Білім басқармасы (органның атауы)",
        "Қасымова Әсел Бауыржанқызы (басшысының Т.А.Ә.)",
        "Әлиева Гүлнар Қайратқызы (азаматтың (азаматшаның) Т.А.Ә. (бар болғанда))",
        "880101400123 (жеке сәйкестендіру нөмірі)",
        "+7 701 000 12 34 (телефоны)",
        "Алматы қ., Абай даңғылы, 1-үй, 12-пәтер (тұратын мекенжайы)",
        "Өтініш Сізден төмендегі мекенжай бойынша тұратын кәмелетке толмаған балаға (балаларға) қорғаншылық "
        "(қамқоршылық) белгілеу туралы анықтама беруіңізді сұраймын:",
        "1. Өмірбек Іңкәр Һашімқызы 160300500456 05.03.2016 AA 0000000",
        "2. Өмірбек Іңкәр Һашімқызы 160301500456 06.03.2016 —",
        "Ақпараттық жүйелерде қамтылған, заңмен қорғалатын құпияны құрайтын мәліметтерді пайдалануға келісемін.",
        "2026 жылғы 23 қараша",
        "(азаматтың (азаматшаның) қолы)",
        "1414, 8-800-080-7777",
    )


@pytest.mark.clause("9.1", "9.3")
def test_the_application_in_russian_is_annex_2_filled_in() -> None:
    assert_says(
        rendered("application", RU),
        "Приложение 2 к стандарту государственной услуги",
        "Управление образования города Алматы (наименование органа)",
        "Касымова Асель Бауржановна (Ф.И.О. руководителя)",
        "Алиева Гульнар Кайратовна (от гражданина(ки): Ф.И.О. (при его наличии))",
        "880101400123 (индивидуальный идентификационный номер)",
        "г. Алматы, проспект Абая, дом 1, квартира 12 (проживающего(ей) по адресу)",
        "Заявление Прошу Вас выдать справку об установлении опеки (попечительства) над несовершеннолетним(и) ребенком "
        "(детьми), проживающим(и) по адресу:",
        "(наименование населенного пункта, улицы, номер дома и квартиры)",
        "1. Омирбек Инкар Хашимовна 160300500456 05.03.2016 AA 0000000",
        "Согласен(а) на использование сведений, составляющих охраняемую законом тайну, содержащихся в информационных "
        "системах.",
        "23 ноября 2026 года",
        "(подпись гражданина(ки))",
        "1414, 8-800-080-7777",
    )


@pytest.mark.clause("4.3")
@pytest.mark.parametrize(("language", "yes", "no"), [(KK, "× иә жоқ", "иә × жоқ"), (RU, "× да нет", "да × нет")])
def test_the_box_for_paper_is_crossed_as_the_recipient_wishes(language: Language, yes: str, no: str) -> None:
    assert yes in text_of(rendered("application", language))
    without = replace(application(language), paper_copy=False)
    assert no in text_of(RENDERER.application_form(without, language))


@pytest.mark.clause("9.2")
def test_births_from_the_registry_are_marked_and_explained_only_where_there_are_any() -> None:
    explanation = "туу туралы мәліметтер мемлекеттік ақпараттық жүйелерден алынады"
    assert explanation in text_of(rendered("application", KK))
    handed_in = application(children=1)
    assert explanation not in text_of(RENDERER.application_form(handed_in, KK))


def test_an_address_of_the_children_that_is_not_known_leaves_a_line_to_write_on() -> None:
    text = text_of(RENDERER.application_form(replace(application(), child_address=None), KK))
    assert "сұраймын: (елді мекеннің, көшенің атауы, үй мен пәтер нөмірі)" in text
    assert "None" not in text


@pytest.mark.parametrize("children", [1, 5, 10])
def test_an_application_for_up_to_ten_children_is_one_page(children: int) -> None:
    pdf = RENDERER.application_form(application(children=children), KK)
    (page,) = pages_of(pdf)
    assert page.count("Өмірбек Іңкәр Һашімқызы") == children


# ---------------------------------------------------------------- the receipt of acceptance


@pytest.mark.clause("2.1", "9.4", "15.1", "16.2")
def test_the_receipt_of_acceptance_in_kazakh_says_when_the_result_is_due_and_what_was_handed_in() -> None:
    assert_says(
        rendered("acceptance", KK),
        "РМК Алматы қаласы бойынша филиалының № 3 бөлімі 050000, Алматы қ., Жандосов көшесі, 51-үй",
        "Құжаттарды қабылдау туралы қолхат",
        "Өтініштің нөмірі A2B3-C4D5-E6F7",
        "Құжаттар қабылданды 10:03",
        "Нәтиженің дайын болу мерзімі 10:08",
        "2026 жылғы 23 қараша",
        "Алматы уақыты бойынша",
        "Өтініш беруші Әлиева Гүлнар Қайратқызы",
        "Алматы қаласының Білім басқармасы",
        "Құжаттарды қабылдаған қызметкер Нұрланова Мадина Ерланқызы",
        "Электрондық кезек талоны A 017",
        "көрсетілетін қызметті беруші басшысының қолымен расталады",
        "1) 2-қосымшаға сәйкес өтініш: қабылданды",
        "2) 1-баланың туу туралы куәлігі (Өмірбек Іңкәр Һашімқызы, туған күні 05.03.2016), № AA 0000001: түпнұсқасы "
        "қайтарылды",
        "бірыңғай байланыс орталығынан (1414, 8-800-080-7777)",
        "порталындағы жеке кабинетте",
        "Мемлекеттік қызмет тегін көрсетіледі",
    )


@pytest.mark.clause("2.1", "9.4", "15.1", "16.2")
def test_the_receipt_of_acceptance_in_russian_says_the_same() -> None:
    assert_says(
        rendered("acceptance", RU),
        "Отдел № 3 филиала РГП «Центр обслуживания населения» по городу Алматы",
        "Расписка о приеме документов",
        "Номер заявления A2B3-C4D5-E6F7",
        "Документы приняты 10:03",
        "Срок готовности результата 10:08",
        "23 ноября 2026 года",
        "По времени Алматы",
        "Заявитель Алиева Гульнар Кайратовна",
        "Услугодатель Управление образования города Алматы",
        "Талон электронной очереди A 017",
        "заверяется подписью руководителя услугодателя",
        "2) Свидетельство о рождении ребенка № 1 (Омирбек Инкар Хашимовна, дата рождения 05.03.2016), № AA 0000001: "
        "оригинал возвращен",
        "в едином контакт-центре (1414, 8-800-080-7777) или в справочной службе услугодателя",
        "Государственная услуга оказывается бесплатно",
    )


def test_without_a_ticket_and_without_paper_the_receipt_says_nothing_of_them() -> None:
    text = text_of(RENDERER.acceptance_receipt(replace(acceptance(), ticket=None, paper_copy=False), KK))
    assert "Электрондық кезек талоны" not in text
    assert "басшысының қолымен" not in text
    assert "Нәтиженің нысаны электрондық құжат" in text


# ---------------------------------------------------------------- the receipt of refusal, Annex 3


@pytest.mark.clause("10.1")
def test_the_receipt_of_refusal_in_russian_is_annex_3() -> None:
    assert_says(
        rendered("refusal", RU),
        "Приложение 3 к стандарту государственной услуги",
        "Алиева Гульнар Кайратовна (фамилия, имя, отчество (при его наличии) (далее – ФИО), либо наименование "
        "организации услугополучателя)",
        "г. Алматы, проспект Абая, дом 1, квартира 12 (адрес услугополучателя)",
        "Расписка об отказе в приеме документов № R7K2-M4QX-9TD3, 23 ноября 2026 года, 10:03",
        "Руководствуясь пунктом 2 статьи 20 Закона Республики Казахстан от 15 апреля 2013 года «О государственных "
        "услугах», отдел № 3 филиала РГП «Центр обслуживания населения» по городу Алматы (050000, г. Алматы, ул. "
        "Жандосова, дом 51) отказывает в приеме документов на оказание государственной услуги «Выдача справок по опеке "
        "и попечительству» ввиду представления Вами неполного пакета документов согласно перечню, предусмотренному "
        "стандартом государственной услуги, а именно:",
        "Наименование отсутствующих документов: 1) свидетельство о рождении ребенка № 1 (Омирбек Инкар Хашимовна, дата "
        "рождения 05.03.2016) 2) документ, удостоверяющий личность заявителя, № 041234567 (срок действия истек "
        "01.11.2026)",
        "обратиться снова в любое время и бесплатно",
        "1414, 8-800-080-7777",
        "Нурланова Мадина Ерлановна ФИО (работника ЦОН)",
        "Исполнитель: Нурланова Мадина Ерлановна Телефон: 8 (727) 247-16-25",
        "Получил(а): Алиева Гульнар Кайратовна ФИО",
        "подпись услугополучателя 23 ноября 2026 года",
    )


@pytest.mark.clause("10.1")
def test_a_proper_name_keeps_its_capital_within_the_sentence() -> None:
    centre = Bilingual("Алматы қалалық бөлімі", "Алматинский городской отдел")
    for language, said in (
        (KK, "ала отырып, Алматы қалалық бөлімі ("),
        (RU, "услугах», Алматинский городской отдел ("),
    ):
        assert said in text_of(RENDERER.refusal_receipt(replace(refusal(language), centre=centre), language))


@pytest.mark.clause("10.1")
def test_the_receipt_of_refusal_in_kazakh_is_annex_3() -> None:
    assert_says(
        rendered("refusal", KK),
        "стандартына 3-қосымша",
        "Әлиева Гүлнар Қайратқызы (тегі, аты, әкесінің аты (бар болғанда) (бұдан әрі – Т.А.Ә.) не көрсетілетін "
        "қызметті алушы ұйымының атауы)",
        "Құжаттарды қабылдаудан бас тарту туралы қолхат № R7K2-M4QX-9TD3, 2026 жылғы 23 қараша, 10:03",
        "«Мемлекеттік көрсетілетін қызметтер туралы» 2013 жылғы 15 сәуірдегі Қазақстан Республикасы Заңының "
        "20-бабының 2-тармағын басшылыққа ала отырып, «Халыққа қызмет көрсету орталығы» РМК Алматы қаласы бойынша "
        "филиалының № 3 бөлімі (050000, Алматы қ., Жандосов көшесі, 51-үй) Сіздің мемлекеттік көрсетілетін қызмет "
        "стандартында көзделген тізбеге сәйкес құжаттар топтамасын толық ұсынбауыңызға байланысты",
        "құжаттар қабылдаудан бас тартады, атап айтқанда: Жоқ құжаттардың атауы: 1) 1-баланың туу туралы "
        "куәлігі (Өмірбек Іңкәр Һашімқызы, туған күні 05.03.2016) 2) өтініш берушінің жеке басын куәландыратын құжат, "
        "№ 041234567 (қолданылу мерзімі 01.11.2026 аяқталған)",
        "кез келген уақытта тегін қайта өтініш бере аласыз",
        "1414, 8-800-080-7777",
        "Т.А.Ә. (ХҚКО қызметкері)",
        "Орындаушы: Нұрланова Мадина Ерланқызы Телефоны: 8 (727) 247-16-25",
        "Алдым: Әлиева Гүлнар Қайратқызы",
        "көрсетілетін қызметті алушының қолы 2026 жылғы 23 қараша",
    )


@pytest.mark.clause("10.1")
@pytest.mark.parametrize(
    ("language", "first", "second", "made"),
    [
        (KK, "1-дана көрсетілетін қызметті алушыға", "2-дана бөлімде қалады", "бір-бірден 2 данада жасалды."),
        (
            RU,
            "1-й экземпляр услугополучателю",
            "2-й экземпляр остается в отделе",
            "составлена в 2 экземплярах, по одному для каждой стороны.",
        ),
    ],
)
def test_two_copies_are_alike_but_for_their_number(language: Language, first: str, second: str, made: str) -> None:
    pages = pages_of(rendered("refusal", language, copies=2))
    assert [first in page for page in pages] == [True, False]
    assert [second in page for page in pages] == [False, True]
    assert all(made in page for page in pages)
    assert pages[0].replace(first, "") == pages[1].replace(second, "")


@pytest.mark.parametrize(("language", "said"), [(KK, "Осы қолхат 1 данада жасалып"), (RU, "составлена в 1 экземпляре")])
def test_a_single_copy_does_not_speak_of_two(language: Language, said: str) -> None:
    text = text_of(rendered("refusal", language))
    assert said in text
    assert "2-дана" not in text
    assert "2 экземпляр" not in text


@pytest.mark.parametrize("copies", [0, 3, -1])
def test_no_copy_and_a_third_copy_are_refused(copies: int) -> None:
    with pytest.raises(ValueError, match="copies"):
        RENDERER.refusal_receipt(refusal(), KK, copies)


# ---------------------------------------------------------------- every paper


@PAPERS
@LANGUAGES
def test_every_paper_of_common_length_is_one_page_of_a4(paper: str, language: Language) -> None:
    (page,) = read(rendered(paper, language)).pages
    size = (round(float(page.mediabox.width) / MILLIMETRE), round(float(page.mediabox.height) / MILLIMETRE))
    assert size == (210, 297)


@PAPERS
def test_english_which_has_no_official_papers_gives_kazakh(paper: str) -> None:
    in_english = {
        "application": lambda: RENDERER.application_form(application(), EN),
        "acceptance": lambda: RENDERER.acceptance_receipt(acceptance(), EN),
        "refusal": lambda: RENDERER.refusal_receipt(refusal(), EN),
    }[paper]()
    assert in_english == rendered(paper, KK)


@PAPERS
def test_a_paper_in_russian_has_no_kazakh_word(paper: str) -> None:
    assert not KAZAKH_LETTERS.findall(text_of(rendered(paper, RU)))


@PAPERS
@LANGUAGES
def test_every_paper_has_its_title_language_and_tags(paper: str, language: Language) -> None:
    pdf = rendered(paper, language)
    catalogue, information = root(pdf), read(pdf).metadata
    assert information is not None
    assert information.title
    assert bool(KAZAKH_LETTERS.search(information.title)) == (language is KK)
    assert str(information["/CreationDate"]).startswith("D:20261123")
    assert catalogue["/Lang"] == language.value
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert 'pdfuaid:part="1"' in catalogue["/Metadata"].get_object().get_data().decode()
    tags = [str(element["/S"]) for element, _ in structure(pdf)]
    assert tags.count("/H1") == 1
    assert tags.count("/P") >= 5
    assert tags.count("/LI") == {"application": 0, "acceptance": 3, "refusal": 2}[paper]


@PAPERS
@LANGUAGES
def test_every_font_is_ours(paper: str, language: Language) -> None:
    assert fonts_of(rendered(paper, language)) == {"Literata"}


def fonts_of(pdf: bytes) -> set[str]:
    pages: list[Any] = list(read(pdf).pages)
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    return {family(font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font) for font in fonts}


@PAPERS
@LANGUAGES
def test_every_paper_is_black_on_white(paper: str, language: Language) -> None:
    assert colours_of(rendered(paper, language)) <= {"black", "white"}


def colours_of(pdf: bytes) -> set[str]:
    """Of everything that is painted, also within drawings."""
    found: set[str] = set()

    def look(resources: Any, stream: Any) -> None:
        content = pypdf.generic.ContentStream(stream, None)
        for operands, operator in content.operations:
            if operator in (b"rg", b"RG", b"scn", b"SCN", b"sc", b"SC"):
                parts = [float(part) for part in operands]
                found.add("black" if parts == [0, 0, 0] else "white" if parts == [1, 1, 1] else str(parts))
        for form in resources.get("/XObject", {}).values():
            drawing = form.get_object()
            if drawing.get("/Subtype") == "/Form":
                look(drawing["/Resources"], drawing)

    for page in read(pdf).pages:
        look(page["/Resources"], page.get_contents())
    return found


def test_the_same_paper_gives_the_same_bytes() -> None:
    again = FormRenderer()
    assert again.application_form(application(), KK) == rendered("application", KK)
    assert again.acceptance_receipt(acceptance(RU), RU) == rendered("acceptance", RU)
    assert again.refusal_receipt(refusal(), KK, 2) == rendered("refusal", KK, 2)


def test_what_people_write_is_text_and_never_markup() -> None:
    name = '<b>Әли</b> &amp; "<img src=x>"'
    assert name in text_of(RENDERER.refusal_receipt(replace(refusal(), applicant=name), KK))


def test_letters_typed_in_two_parts_are_printed_as_one() -> None:
    assert "Сейітқалий" in text_of(RENDERER.refusal_receipt(replace(refusal(), applicant="Сейітқалии\u0306"), KK))


def test_letters_that_our_fonts_lack_are_refused_wherever_they_stand() -> None:
    foreign = Text("王", "王", "王")
    with pytest.raises(UnknownLetters):
        RENDERER.application_form(replace(application(), head="小明"), KK)
    with pytest.raises(UnknownLetters):
        RENDERER.acceptance_receipt(replace(acceptance(), documents=(foreign,)), RU)
    with pytest.raises(UnknownLetters):
        RENDERER.refusal_receipt(replace(refusal(), missing=(foreign,)), KK)


# ---------------------------------------------------------------- the longest


def longest(paper: str, language: Language) -> bytes:
    match paper:
        case "application":
            return RENDERER.application_form(longest_application(), language)
        case "acceptance":
            return RENDERER.acceptance_receipt(longest_acceptance(), language)
        case _:
            return RENDERER.refusal_receipt(longest_refusal(), language)


@PAPERS
@LANGUAGES
def test_the_longest_paper_goes_on_to_a_second_page_and_loses_nothing(paper: str, language: Language) -> None:
    pdf = longest(paper, language)
    pages = pages_of(pdf)
    text = " ".join(pages)
    assert [f"{number} / {len(pages)}" in page for number, page in enumerate(pages, start=1)] == [True, True]
    assert getattr(LONG_CENTRE, language.value)[1:] in text  # within a sentence the first letter is small
    assert LONG_ADDRESS in text or paper == "acceptance"
    assert text.count(LONG_NAME) >= {"application": 2, "acceptance": 2, "refusal": 2}[paper]
    if paper == "application":
        assert [f"16030550045{place}" in text for place in range(10)] == [True] * 10
        assert text.count("ШҚО-АБВ") == 10
    else:
        documents = most_lacked() if paper == "refusal" else most_received()
        for place, document in enumerate(documents, start=1):
            assert f"{place}) {document.in_language(language)}" in text
    assert "1414, 8-800-080-7777" in pages[-1]
    assert_within_margins(pdf)


def assert_within_margins(pdf: bytes) -> None:
    for page in read(pdf).pages:
        places: list[tuple[float, float]] = []

        def visit(text: str, matrix: list[float], text_matrix: list[float], *_: Any, places: Any = places) -> None:
            if text.strip():
                places.append((matrix[0] * text_matrix[4] + matrix[4], matrix[3] * text_matrix[5] + matrix[5]))

        page.extract_text(visitor_text=visit)
        assert len(places) > 10
        assert all(20 * MILLIMETRE < x < 195 * MILLIMETRE for x, _ in places)
        assert all(8 * MILLIMETRE < y < 285 * MILLIMETRE for _, y in places)


def test_two_copies_of_a_long_receipt_are_numbered_each_for_itself() -> None:
    pages = pages_of(RENDERER.refusal_receipt(longest_refusal(), KK, 2))
    assert ["1 / 2" in page for page in pages] == [True, False, True, False]
    assert ["2 / 2" in page for page in pages] == [False, True, False, True]
    assert all("Құжаттарды қабылдаудан бас тарту туралы қолхат № R7K2-M4QX-9TD3" in page for page in pages)


@PAPERS
def test_a_name_without_a_single_space_is_broken_and_not_cut(paper: str) -> None:
    endless = "Ә" * 120
    pdf = {
        "application": lambda: RENDERER.application_form(replace(application(), applicant=endless), KK),
        "acceptance": lambda: RENDERER.acceptance_receipt(replace(acceptance(), applicant=endless), KK),
        "refusal": lambda: RENDERER.refusal_receipt(replace(refusal(), applicant=endless), KK),
    }[paper]()
    assert text_of(pdf).count("Ә") >= 120
    assert_within_margins(pdf)
