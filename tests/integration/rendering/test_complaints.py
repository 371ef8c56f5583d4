"""The papers of a complaint, looked at with other eyes: pypdf reads what was rendered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pypdf
import pytest

from functions.shared.documents.complaints import ComplaintRenderer
from functions.shared.documents.complaints_content import AnswerPaper
from functions.shared.documents.letters import UnknownLetters
from functions.shared.domain.complaint import Outcome
from functions.shared.domain.language import Language, Text
from tests.integration.rendering.test_certificate import MILLIMETRE, root, structure
from tests.integration.rendering.test_forms import KAZAKH_LETTERS, assert_says, colours_of, fonts_of, pages_of, read
from tests.integration.rendering.test_forms import text_of as text_of
from tests.unit.documents.complaint_samples import (
    answer,
    coupon,
    dossier,
    event,
    incomplete_coupon,
    longest_answer,
    longest_coupon,
    part,
)
from tests.unit.documents.form_samples import LONG_ADDRESS, LONG_CENTRE, LONG_NAME

KK, RU, EN = Language
RENDERER = ComplaintRenderer()
MAKERS: dict[str, Callable[[Language], bytes]] = {
    "coupon": lambda language: RENDERER.coupon(coupon(language), language),
    "stamp": lambda language: RENDERER.stamp(coupon(language), language),
    "answer": lambda language: RENDERER.answer(answer(language)),
    "dossier": lambda language: RENDERER.dossier(dossier(language)),
}


@cache
def rendered(paper: str, language: Language) -> bytes:
    return MAKERS[paper](language)


PAPERS = pytest.mark.parametrize("paper", MAKERS)
LANGUAGES = pytest.mark.parametrize("language", [KK, RU])


# ---------------------------------------------------------------- the coupon


@pytest.mark.clause("11.3", "11.7", "11.8")
def test_the_coupon_in_kazakh_confirms_the_registration() -> None:
    assert_says(
        rendered("coupon", KK),
        "Алматы қаласының Білім басқармасы 050001, Алматы қ., Республика алаңы, 4 Телефоны: 8 (727) 271-00-00",
        "Шағымды тіркеу талоны",
        "Шағымның нөмірі K7R2-M4QX-9TD3 Кіріс № 2026/000017",
        "Қабылданды 10:03 2026 жылғы 23 қараша",
        "Тіркелген күні 23.11.2026",
        "Қараудың соңғы күні 30.11.2026 2026 жылғы 30 қараша",
        "Шағым беруші Әлиева Гүлнар Қайратқызы",
        "Шағымды қабылдаған Нұрланова М. Е.",
        "Жауапты алу тәсілі мен орны Поштамен, шағымда көрсетілген мекенжайға",
        "бірыңғай байланыс орталығынан (1414, 8-800-080-7777)",
        "Шағым беру тегін.",
    )


@pytest.mark.clause("11.3", "11.7", "11.8")
def test_the_coupon_in_russian_confirms_the_registration() -> None:
    assert_says(
        rendered("coupon", RU),
        "Талон о регистрации жалобы",
        "Номер жалобы K7R2-M4QX-9TD3 Вх. № 2026/000017",
        "Принята 10:03 23 ноября 2026 года",
        "Дата регистрации 23.11.2026",
        "Последний день рассмотрения 30.11.2026",
        "Жалобу принял(а) Нурланова М. Е.",
        "Способ и место получения ответа По почте на указанный в жалобе адрес",
        "в едином контакт-центре (1414, 8-800-080-7777)",
        "Отказ в приеме жалобы запрещается",
    )


@pytest.mark.clause("11.3", "11.8")
def test_the_coupon_says_what_is_missing_where_it_goes_and_both_dates() -> None:
    assert_says(
        RENDERER.coupon(incomplete_coupon(KK), KK),
        "2026 жылғы 22 қараша",
        "Демалыс күні түскен шағым келесі жұмыс күні тіркелді.",
        "мына органға жіберіледі: Алматы қаласының әкімдігі. Бұл туралы Сізге хабарланады. Қарау мерзімі өзгермейді",
        "Мыналарды 2026 жылғы 26 қараша күнінен кешіктірмей толықтырып беруіңізді сұраймыз: "
        "1) шағым берушінің пошталық мекенжайы 2) шағым берушінің қолы",
    )
    assert_says(
        RENDERER.coupon(incomplete_coupon(RU), RU),
        "Принята 10:03 22 ноября 2026 года",
        "Жалоба поступила в выходной день и зарегистрирована в следующий рабочий день.",
        "в течение трех рабочих дней будет направлена: Акимат города Алматы. Вы получите об этом уведомление.",
        "не позднее 26 ноября 2026 года дополнить ее следующим: 1) почтовый адрес заявителя 2) подпись заявителя",
    )


def test_a_complete_coupon_asks_for_nothing_and_an_unnamed_complainant_has_no_line() -> None:
    text = text_of(RENDERER.coupon(replace(coupon(RU), complainant=None), RU))
    assert not [word for word in ("Чего не хватает", "по компетенции", "выходной", "Заявитель", "None") if word in text]


@LANGUAGES
def test_the_longest_coupon_loses_nothing_and_is_one_page(language: Language) -> None:
    (page,) = pages_of(RENDERER.coupon(longest_coupon(), language))
    for said in (LONG_NAME, LONG_ADDRESS, getattr(LONG_CENTRE, language), "4) 4: ", "1414, 8-800-080-7777"):
        assert said in page


def test_a_coupon_that_cannot_be_one_page_is_numbered() -> None:
    endless = tuple(Text(LONG_ADDRESS, LONG_ADDRESS, "") for _ in range(25))
    pages = pages_of(RENDERER.coupon(replace(longest_coupon(), missing=endless), RU))
    assert len(pages) > 1
    assert all(f"№ K7R2-M4QX-9TD3 {n} / {len(pages)}" in page for n, page in enumerate(pages, start=1))
    assert [f"{n}) {LONG_ADDRESS}" for n in range(1, 26) if f"{n}) {LONG_ADDRESS}" not in " ".join(pages)] == []


@pytest.mark.clause("11.3")
def test_no_letter_keeps_a_complaint_from_being_registered() -> None:
    text = text_of(RENDERER.coupon(replace(coupon(), complainant="小明 <b>&amp;\x00", accepted_by="王"), KK))
    assert "[U+5C0F][U+660E] <b>&amp;[U+0000]" in text
    assert "[U+738B]" in text


# ---------------------------------------------------------------- the stamp


@pytest.mark.clause("11.6")
@LANGUAGES
def test_the_stamp_is_all_that_stands_on_its_page_in_both_languages(language: Language) -> None:
    (page,) = pages_of(rendered("stamp", language))
    clerk = coupon(language).accepted_by
    assert page == (
        "Алматы қаласының Білім басқармасы Управление образования города Алматы ТІРКЕЛДІ / ЗАРЕГИСТРИРОВАНО "
        f"Кіріс № / Вх. № 2026/000017 Күні / Дата 23.11.2026 Шағым № / Жалоба № K7R2-M4QX-9TD3 "
        f"Қабылдаған / Принял(а) {clerk}"
    )


@pytest.mark.clause("11.6")
def test_the_stamp_of_a_day_off_has_both_dates() -> None:
    assert_says(
        RENDERER.stamp(incomplete_coupon(), KK), "Күні / Дата 23.11.2026", "Түсті / Поступила 22.11.2026", "2026/000017"
    )


@pytest.mark.clause("11.6")
@pytest.mark.parametrize("stamped", [coupon, longest_coupon])
def test_the_stamp_stands_at_the_foot_on_the_right_and_is_printed_in_its_own_size(stamped: Any) -> None:
    pdf = RENDERER.stamp(stamped(), KK)
    (page,) = read(pdf).pages
    places = places_of(page)
    assert len(places) > 10
    assert all(110 * MILLIMETRE < x < 195 * MILLIMETRE for x, _ in places)
    assert all(15 * MILLIMETRE < y < 110 * MILLIMETRE for _, y in places)
    assert root(pdf)["/ViewerPreferences"]["/PrintScaling"] == "/None"
    assert colours_of(pdf) <= {"black"}


def places_of(page: Any) -> list[tuple[float, float]]:
    """Where each text begins, in points from the lower left corner."""
    places: list[tuple[float, float]] = []

    def visit(text: str, matrix: list[float], text_matrix: list[float], *_: Any) -> None:
        if text.strip():
            places.append((matrix[0] * text_matrix[4] + matrix[4], matrix[3] * text_matrix[5] + matrix[5]))

    page.extract_text(visitor_text=visit)
    return places


# ---------------------------------------------------------------- the answer


@pytest.mark.clause("11.9")
def test_the_answer_in_kazakh_is_a_reasoned_letter_of_the_office() -> None:
    assert_says(
        rendered("answer", KK),
        "Алматы қаласының Білім басқармасы 050001, Алматы қ., Республика алаңы, 4",
        "Управление образования города Алматы 050001, г. Алматы, площадь Республики, 4",
        "2026 жылғы 27 қараша Шағым № K7R2-M4QX-9TD3 Кіріс № 2026/000017 Тіркелген күні: 2026 жылғы 23 қараша",
        "Әлиева Гүлнар Қайратқызы Алматы қ., Абай даңғылы, 1-үй, 12-пәтер",
        "Шағымға жауап Қарау нәтижесі: шағым ішінара қанағаттандырылды",
        "жауап кешігіп берілгені анықталды.",
        "Қабылданған шаралар Кінәлі қызметкерге ескерту жасалды.",
        "Сейітқали Ерлан Мұратұлы Басқарма басшысы 47d3 f2a1 9c0b 8e66 11aa 23f0 5e7d 9c1b 2a3f 4e5d "
        "27.11.2026 15:03:07",
        "Орындаушы: Нұрланова М. Е., телефоны: 8 (727) 271-00-00",
        "Заңы 7 бабының 1 тармағына сәйкес қағаз тасығыштағы құжатпен бірдей.",
        "Бірыңғай байланыс орталығы: 1414, 8-800-080-7777",
    )


@pytest.mark.clause("11.9")
def test_the_answer_in_russian_is_a_reasoned_letter_of_the_office() -> None:
    assert_says(
        rendered("answer", RU),
        "27 ноября 2026 года На жалобу № K7R2-M4QX-9TD3 Вх. № 2026/000017 Дата регистрации: 23 ноября 2026 года",
        "Ответ на жалобу Результат рассмотрения: жалоба удовлетворена частично",
        "ответ был дан с опозданием.",
        "Принятые меры Виновному сотруднику объявлено замечание.",
        "Сейткали Ерлан Муратович Руководитель управления 47d3 f2a1",
        "Исполнитель: Нурланова М. Е., телефон: 8 (727) 271-00-00",
        "равнозначен документу на бумажном носителе.",
    )


@pytest.mark.clause("11.9")
@pytest.mark.parametrize(
    ("outcome", "kazakh", "russian"),
    [
        (Outcome.UPHELD, "шағым қанағаттандырылды", "жалоба удовлетворена"),
        (Outcome.REJECTED, "шағымды қанағаттандырудан бас тартылды", "в удовлетворении жалобы отказано"),
        (Outcome.FORWARDED, "шағым құзыреті бойынша басқа органға", "жалоба направлена по компетенции"),
    ],
)
def test_the_outcome_stands_over_the_reasons_in_words(outcome: Outcome, kazakh: str, russian: str) -> None:
    assert f"Қарау нәтижесі: {kazakh}" in text_of(RENDERER.answer(replace(answer(KK), outcome=outcome)))
    assert f"Результат рассмотрения: {russian}" in text_of(RENDERER.answer(replace(answer(RU), outcome=outcome)))


@pytest.mark.clause("11.10", "11.11")
@LANGUAGES
def test_every_answer_says_in_three_languages_how_to_go_to_the_quality_authority_and_to_court(
    language: Language,
) -> None:
    assert_says(
        rendered("answer", language),
        "уәкілетті органға шағымдана аласыз",
        "15 жұмыс күні ішінде қаралады; шағымдану тегін",
        "сотқа жүгінуге құқылысыз",
        "в уполномоченный орган по оценке и контролю за качеством оказания государственных услуг",
        "в течение 15 рабочих дней со дня ее регистрации в этом органе; подача жалобы бесплатна",
        "обратиться в суд",
        "within 15 working days of registering it; complaining is free of charge",
        "the right to go to court",
    )
    spoken = {str(element["/Lang"]) for element, _ in structure(rendered("answer", language)) if "/Lang" in element}
    assert spoken == {"kk", "ru", "en"}, "readers of the screen change their voice"


@pytest.mark.clause("11.11")
def test_from_the_quality_authoritys_own_answer_the_way_leads_to_court_alone() -> None:
    text = text_of(RENDERER.answer(replace(answer(RU), to_court_only=True)))
    assert "обратиться в суд" in text
    assert "to go to court" in text
    assert "сотқа жүгінуге" in text
    assert not [word for word in ("уполномоченный орган", "15 рабочих", "уәкілетті орган", "authority") if word in text]


def test_without_measures_name_or_address_the_letter_says_nothing_of_them() -> None:
    bare = replace(answer(RU), measures=None, complainant=None, complainant_address=None)
    text = text_of(RENDERER.answer(bare))
    assert "Принятые меры" not in text
    assert "None" not in text
    assert "Заявителю" in text


@pytest.mark.clause("11.9")
@LANGUAGES
def test_an_answer_of_twenty_thousand_characters_is_whole_and_its_pages_are_numbered(language: Language) -> None:
    longest = longest_answer(language)
    pages = pages_of(RENDERER.answer(longest))
    assert len(longest.text) == 20_000
    assert [f"{n} / {len(pages)}" in page for n, page in enumerate(pages, start=1)] == [True] * len(pages)
    footer = f"{'Ответ на жалобу' if language is RU else 'Шағымға жауап'} № K7R2-M4QX-9TD3"
    assert all(footer in page for page in pages)
    letters_only = "".join(page.replace(f"{footer} {n} / {len(pages)}", "") for n, page in enumerate(pages, start=1))
    squeezed = "".join(letters_only.split())
    assert "".join(longest.text.split()) in squeezed
    assert "If you disagree" in pages[-1]
    assert LONG_NAME in " ".join(pages)


def test_paragraphs_and_lines_of_the_text_are_kept() -> None:
    pdf = RENDERER.answer(replace(answer(), text="Бірінші абзац.\r\n\r\n\r\nЕкінші абзац,\r\nонда екі жол."))
    lines = read(pdf).pages[0].extract_text().split("\n")
    told = [line for line in lines if "абзац" in line or "жол." in line]
    assert told == ["Бірінші абзац.", "Екінші абзац,", "онда екі жол."]


def test_a_letter_that_the_office_cannot_print_is_refused_but_not_the_complainants_name() -> None:
    with pytest.raises(UnknownLetters):
        RENDERER.answer(replace(answer(), text="小明"))
    with pytest.raises(UnknownLetters):
        RENDERER.answer(replace(answer(), measures="😠"))
    named = replace(answer(), complainant="小明", complainant_address="小")
    assert "[U+5C0F][U+660E] [U+5C0F]" in text_of(RENDERER.answer(named))


def test_an_answer_for_which_a_page_of_checking_exists_names_it() -> None:
    checked: AnswerPaper = replace(answer(RU), check_url="https://anyqtama.example.kz/check")
    assert "Проверка подлинности: https://anyqtama.example.kz/check" in text_of(RENDERER.answer(checked))
    assert "Проверка подлинности" not in text_of(rendered("answer", RU))


# ---------------------------------------------------------------- the file for a court


@pytest.mark.clause("11.11")
def test_the_file_holds_the_facts_the_texts_the_events_and_what_is_inside() -> None:
    pdf = rendered("dossier", RU)
    assert_says(
        pdf,
        "Материалы дела по жалобе Жалоба № K7R2-M4QX-9TD3 Вх. № 2026/000017, 2026/000123",
        "Заявитель Алиева Гульнар Кайратовна",
        "Материалы составлены 13.12.2026 10:03:07 (время Алматы)",
        "Текст жалобы Ваша жалоба рассмотрена.",
        "Текст ответа Ваша жалоба рассмотрена.",
        "Цепочка цела: проверены все записи",
    )
    text = text_of(pdf)
    for link in dossier(RU).events:
        assert f"{link.n} {link.at:%d.%m.%Y} 10:{3 + link.n:02d}:07 Зарегистрирована, сотрудник канцелярии" in text
        assert link.hash in text.replace(" ", "")
    for inside in dossier(RU).parts:
        assert f"{inside.title.ru} {inside.name}" in text
        assert inside.sha256 in text.replace(" ", "")


@pytest.mark.clause("11.11")
@pytest.mark.parametrize(("language", "said"), [(KK, "Тізбек тұтас емес"), (RU, "Цепочка нарушена")])
def test_a_broken_chain_is_told_and_not_hidden(language: Language, said: str) -> None:
    text = text_of(RENDERER.dossier(replace(dossier(language), chain_is_whole=False)))
    assert said in text
    assert "Цепочка цела" not in text
    assert "Тізбек тұтас:" not in text


@pytest.mark.clause("11.11")
def test_three_hundred_events_and_forty_documents_are_all_there_byte_by_byte() -> None:
    parts = (
        part(0, b"first", "99-first.txt"),
        *(part(place) for place in range(1, 39)),
        part(0, b"last\n\x00\r\n\xff", "00-last.bin"),
    )
    case = replace(dossier(KK), events=tuple(event(n) for n in range(1, 301)), parts=parts)
    pdf = RENDERER.dossier(case)
    pages = pages_of(pdf)
    squeezed = "".join(pages).replace(" ", "")
    assert all(link.hash in squeezed for link in case.events)
    assert all(f"{n} / {len(pages)}" in page for n, page in enumerate(pages, start=1))

    inside = read(pdf).attachments
    assert list(inside) == sorted(part.name for part in parts), "a PDF finds its files by their sorted names"
    assert {name: data for name, (data,) in inside.items()} == {part.name: part.data for part in parts}


@pytest.mark.clause("11.11")
def test_each_document_says_its_type_and_how_it_belongs_to_the_case() -> None:
    scan = replace(part(1), relationship="Source", media_type="image/jpeg", name="01-complaint.bin")
    pdf = RENDERER.dossier(replace(dossier(RU), parts=(scan, part(2))))
    told = [
        (
            str(file["/UF"]),
            str(file["/AFRelationship"]),
            str(file["/EF"]["/F"].get_object()["/Subtype"]),
            str(file["/Desc"]),
        )
        for file in {reference.idnum: reference.get_object() for reference in root(pdf)["/AF"]}.values()
    ]
    assert told == [
        ("01-complaint.bin", "/Source", "/image/jpeg", "Приложение 1"),
        ("02-attachment.pdf", "/Supplement", "/application/pdf", "Приложение 2"),
    ]


@pytest.mark.clause("11.11")
def test_a_complaint_without_a_text_an_answer_or_documents_has_its_file_too() -> None:
    text = text_of(RENDERER.dossier(replace(dossier(RU), text=" ", answer=None, parts=(), events=())))
    assert "Текст жалобы не приведен" in text
    assert "Текст ответа" not in text
    assert "Приложенные документы" not in text
    assert "None" not in text


@pytest.mark.clause("11.11")
def test_whatever_a_complainant_wrote_comes_before_the_court() -> None:
    shouted = 'Ұят 😠!\r\n\r\n<script>alert("1")</script> ' + "А" * 3_000
    text = text_of(RENDERER.dossier(replace(dossier(KK), text=shouted)))
    assert 'Ұят [U+1F620]! <script>alert("1")</script>' in text
    assert text.count("А") >= 3_000


@pytest.mark.parametrize(
    ("text", "pages"), [("ш" * 50_000, range(15, 60)), ("ш\n\n" * 16_600, range(5, 60)), ("ш\n" * 25_000, range(5, 60))]
)
def test_a_text_without_end_or_lines_without_number_are_printed_whole_in_shipped_fonts(text: str, pages: range) -> None:
    pdf = RENDERER.dossier(replace(dossier(KK), text=text, answer=None, facts=()))
    reader = read(pdf)
    said = "".join(page.extract_text() for page in reader.pages)
    assert said.count("ш") >= text.count("ш")
    assert "\u200b" not in said
    assert len(reader.pages) in pages
    assert fonts_of(pdf) <= fonts_of(rendered("dossier", KK))


def test_the_contents_lead_to_the_pages_that_they_name() -> None:
    pdf = rendered("dossier", RU)
    pages = pages_of(pdf)
    events = next(n for n, page in enumerate(pages, start=1) if page.startswith("События по порядку"))
    assert f"События по порядку{'.' * 3}" in pages[0].replace(" .", ".").replace(". ", ".")
    outline = [str(entry["/Title"]) for entry in read(pdf).outline if isinstance(entry, dict)]
    assert outline == ["Приложенные документы", "Текст жалобы", "Текст ответа", "События по порядку", CHAIN]
    assert events == 3


CHAIN = "Целостность цепочки событий"


# ---------------------------------------------------------------- every paper


@PAPERS
@LANGUAGES
def test_every_paper_is_a4_tagged_titled_and_archivable(paper: str, language: Language) -> None:
    pdf = rendered(paper, language)
    catalogue, information = root(pdf), read(pdf).metadata
    for page in read(pdf).pages:
        size = (round(float(page.mediabox.width) / MILLIMETRE), round(float(page.mediabox.height) / MILLIMETRE))
        assert size == (210, 297)
    assert information is not None
    assert information.title is not None
    assert information.title.endswith("№ K7R2-M4QX-9TD3")
    assert bool(KAZAKH_LETTERS.search(information.title)) == (language is KK)
    assert catalogue["/Lang"] == language.value
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = catalogue["/Metadata"].get_object().get_data().decode()
    assert 'pdfuaid:part="1"' in metadata
    assert 'pdfaid:part="3"' in metadata
    assert 'pdfaid:conformance="A"' in metadata
    tags = [str(element["/S"]) for element, _ in structure(pdf)]
    assert tags.count("/H1") == (0 if paper == "stamp" else 1)


@PAPERS
@LANGUAGES
def test_every_font_is_ours(paper: str, language: Language) -> None:
    assert fonts_of(rendered(paper, language)) == {"Literata"}


@LANGUAGES
@pytest.mark.parametrize("paper", ["coupon", "stamp", "dossier"])
def test_what_an_office_prints_is_black_on_white(paper: str, language: Language) -> None:
    assert colours_of(rendered(paper, language)) <= {"black", "white"}


@pytest.mark.parametrize("paper", ["coupon", "dossier"])
def test_a_paper_in_russian_has_no_kazakh_word(paper: str) -> None:
    assert not KAZAKH_LETTERS.findall(text_of(rendered(paper, RU)))


def test_english_which_has_no_official_papers_gives_kazakh() -> None:
    assert RENDERER.coupon(coupon(), EN) == rendered("coupon", KK)
    assert "Шағымға жауап" in text_of(RENDERER.answer(replace(answer(), language=EN)))


@PAPERS
def test_the_same_paper_gives_the_same_bytes(paper: str) -> None:
    assert MAKERS[paper](KK) == rendered(paper, KK)


@PAPERS
def test_other_readers_find_nothing_wrong(paper: str) -> None:
    assert isinstance(read(rendered(paper, RU)), pypdf.PdfReader)
    assert not [
        annotation
        for page in read(rendered(paper, RU)).pages
        for annotation in page.get("/Annots", [])
        if "/Contents" not in annotation.get_object()
    ], "a link tells in words where it leads (ISO 14289-1, 7.18.5)"
