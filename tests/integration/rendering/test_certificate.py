"""The rendered certificate, looked at with other eyes: pypdf, poppler and a QR reader."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pypdf
import pytest
import zxingcpp
from PIL import Image

from functions.shared.documents.certificate import CertificateRenderer, DoesNotFit
from functions.shared.documents.content import CertificateContent
from functions.shared.documents.letters import UnknownLetters
from functions.shared.domain.facts import Name, Names
from functions.shared.domain.language import Bilingual
from tests.unit.documents.samples import certificate, longest_certificate, ward

RENDERER = CertificateRenderer()
MILLIMETRE = 72 / 25.4
needs_poppler = pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not installed")


@cache
def rendered(wards: int = 2) -> bytes:
    return RENDERER.render(certificate(wards))


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf), strict=True)


def root(pdf: bytes) -> Any:
    return read(pdf).trailer["/Root"].get_object()


def text_of(pdf: bytes) -> str:
    """The text of the one page, with every run of spaces and line ends as one space."""
    (page,) = read(pdf).pages
    return " ".join(page.extract_text().split())


def page_of(pdf: bytes) -> Any:
    """The one page, as a dictionary."""
    (page,) = read(pdf).pages
    return page


# ---------------------------------------------------------------- one page


@pytest.mark.clause("4.1")
@pytest.mark.parametrize("wards", range(1, 11))
def test_one_to_ten_children_fit_on_one_page_with_all_their_data(wards: int) -> None:
    content = certificate(wards)
    text = text_of(rendered(wards))
    for child in content.wards:
        for said in (child.names.kk.full(), child.names.ru.full(), child.iin, f"№ {child.order_number}"):
            assert said in text
        assert f"{child.birth_date:%d.%m.%Y}" in text
    assert_nothing_else_is_missing(content, text)


@pytest.mark.clause("4.1")
def test_the_longest_names_addresses_and_authorities_of_ten_children_fit_too() -> None:
    content = longest_certificate()
    text = text_of(RENDERER.render(content))
    for child in content.wards:
        assert child.order_authority.kk in text
        assert child.order_authority.ru in text
    assert_nothing_else_is_missing(content, text)


def assert_nothing_else_is_missing(content: CertificateContent, text: str) -> None:
    """What stands outside the table, down to the last word of each paragraph: floats may not be cut off."""
    for said in (
        content.number,
        content.issuer.name.kk,
        content.issuer.name.ru,
        content.guardian.kk.full(),
        content.guardian.ru.full(),
        f"ЖСН {content.guardian_iin}",
        f"ИИН {content.guardian_iin}",
        content.guardian_address.kk,
        content.guardian_address.ru,
        "АНЫҚТАМА",
        "СПРАВКА",
        "болып тағайындалды.",
        "өкілі болу міндеті жүктеледі.",
        "учреждениях без особого подтверждения полномочий.",
        content.issuer.signatory.name,
        content.issuer.signatory.position.kk,
        content.issuer.signatory.position.ru,
        "тармағына сәйкес қағаз тасығыштағы құжатпен бірдей.",
        "равнозначен документу на бумажном носителе.",
        "anyqtama.example.kz/CHECK/C4K79MXT2RWF",
        "1414, 8-800-080-7777",
    ):
        assert said in text, said


def test_a_certificate_that_cannot_fit_is_refused_and_not_cut() -> None:
    endless = Bilingual("Өте ұзақ мекенжай " * 200, "Очень длинный адрес " * 200)
    with pytest.raises(DoesNotFit):
        RENDERER.render(replace(certificate(), guardian_address=endless))


def test_the_page_is_a4_and_nothing_is_written_outside_its_frame() -> None:
    for pdf in (rendered(1), rendered(10), RENDERER.render(longest_certificate())):
        (page,) = read(pdf).pages
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        assert (round(width / MILLIMETRE), round(height / MILLIMETRE)) == (210, 297)
        places: list[tuple[float, float]] = []

        def visit(text: str, matrix: list[float], text_matrix: list[float], *_: Any, places: Any = places) -> None:
            if text.strip():
                places.append((matrix[0] * text_matrix[4] + matrix[4], matrix[3] * text_matrix[5] + matrix[5]))

        page.extract_text(visitor_text=visit)
        assert len(places) > 50
        frame = 15 * MILLIMETRE
        assert all(frame < x < width - frame and frame < y < height - frame for x, y in places)


# ---------------------------------------------------------------- letters


def test_every_letter_of_kazakh_comes_out_right() -> None:
    letters = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
    name = Name("Әғқңөұүһі", "ӘҒҚҢӨҰҮҺІ", "Ңғылымұлы")
    content = replace(certificate(), guardian=Names(name, name))
    text = text_of(RENDERER.render(content))
    assert text.count(name.full()) == 2
    assert set(letters) <= set(text)


@needs_poppler
def test_another_reader_finds_the_same_names(tmp_path: Path) -> None:
    file = tmp_path / "certificate.pdf"
    file.write_bytes(rendered(4))
    reading = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True, text=True)
    assert reading.stderr == "", "poppler has nothing to complain about"
    text = " ".join(reading.stdout.split())
    assert "\ufffd" not in text
    for child in certificate(4).wards:
        assert child.names.kk.full() in text
        assert child.names.ru.full() in text


def test_a_missing_patronymic_leaves_no_gap() -> None:
    text = text_of(RENDERER.render(replace(certificate(1), wards=(ward(2),))))
    assert "Ғабит Қуаныш Габит Куаныш" in text
    assert "None" not in text


def test_rare_letters_come_from_the_second_font_and_not_from_the_machine() -> None:
    name = Name("Ҳакимзода", "Şükrü")
    pdf = RENDERER.render(replace(certificate(), guardian=Names(name, name)))
    assert "Ҳакимзода Şükrü" in text_of(pdf)
    assert {family(font) for font in fonts(pdf)} == {"Literata", "Noto-Serif"}


def test_a_name_that_our_fonts_cannot_write_is_refused() -> None:
    name = Name("王", "小明")
    with pytest.raises(UnknownLetters):
        RENDERER.render(replace(certificate(), guardian=Names(name, name)))


def test_what_a_registry_writes_is_text_and_never_markup() -> None:
    name = Name("<b>Әли</b>", '"&amp;<img src="x">')
    assert name.full() in text_of(RENDERER.render(replace(certificate(), guardian=Names(name, name))))


def fonts(pdf: bytes) -> list[Any]:
    found = [font.get_object() for font in page_of(pdf)["/Resources"]["/Font"].values()]
    return [font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font for font in found]


def family(font: Any) -> str:
    return re.sub(r"^/[A-Z]{6}\+|-Bold$", "", str(font["/BaseFont"]))


def test_every_font_is_ours_embedded_and_can_be_read_aloud() -> None:
    assert {family(font) for font in fonts(rendered())} == {"Literata"}
    for font in fonts(rendered()):
        assert "/FontFile2" in font["/FontDescriptor"].get_object()
    for font in page_of(rendered())["/Resources"]["/Font"].values():
        assert "/ToUnicode" in font.get_object()


# ---------------------------------------------------------------- wording


@pytest.mark.clause("4.1")
@pytest.mark.parametrize(
    ("places", "kazakh", "russian"),
    [
        ((0,), "балаға және оның мүлкіне шын мәнінде қорғаншы болып", "назначен(а) опекуном над ребенком"),
        ((1,), "балаға және оның мүлкіне шын мәнінде қамқоршы болып", "назначен(а) попечителем над ребенком"),
        ((0, 2), "балаларға және олардың мүлкіне шын мәнінде қорғаншы болып", "назначен(а) опекуном над детьми"),
        ((0, 1), "шын мәнінде қорғаншы (қамқоршы) болып", "назначен(а) опекуном (попечителем) над детьми"),
    ],
)
def test_the_words_for_the_guardian_are_those_of_the_orders(places: tuple[int, ...], kazakh: str, russian: str) -> None:
    text = text_of(RENDERER.render(replace(certificate(), wards=tuple(ward(place) for place in places))))
    assert kazakh in text
    assert russian in text


def test_the_time_of_issue_is_that_of_almaty_in_both_languages() -> None:
    text = text_of(rendered())
    assert "2026 жылғы 23 қараша, 01:03 / 23 ноября 2026 года, 01:03" in text
    assert "23.11.2026 01:03:07" in text


@pytest.mark.clause("4.4")
def test_the_holder_of_the_eds_is_named_with_the_number_of_the_certificate() -> None:
    text = text_of(rendered())
    assert "Сейітқали Ерлан Мұратұлы Басқарма басшысының орынбасары Заместитель руководителя управления" in text
    assert "47d3 f2a1 9c0b 8e66 11aa 23f0" in text
    assert "Мерзімі" not in text


def test_the_validity_of_the_eds_is_printed_where_it_is_known() -> None:
    content = certificate()
    signatory = replace(content.issuer.signatory, certificate_valid_until=date(2027, 3, 1))
    text = text_of(RENDERER.render(replace(content, issuer=replace(content.issuer, signatory=signatory))))
    assert "Мерзімі / Срок: 01.03.2027" in text
    assert_nothing_else_is_missing(content, text)


# ---------------------------------------------------------------- the QR code


@needs_poppler
@pytest.mark.parametrize("wards", [1, 10])
def test_the_qr_code_is_read_from_a_picture_at_100_dpi(wards: int, tmp_path: Path) -> None:
    (code,) = zxingcpp.read_barcodes(picture_at_100_dpi(rendered(wards), tmp_path))
    assert code.text == certificate().check_url


def picture_at_100_dpi(pdf: bytes, folder: Path) -> Image.Image:
    file = folder / "picture.pdf"
    file.write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "100", "-png", "-singlefile", file, folder / "picture"], check=True)
    return Image.open(folder / "picture.png").convert("L")


# ---------------------------------------------------------------- the archive and the screen reader


@pytest.mark.clause("4.2")
def test_the_file_says_that_it_is_archival_and_accessible() -> None:
    metadata = root(rendered())["/Metadata"].get_object()
    assert "/Filter" not in metadata, "archives read the metadata without unpacking"
    text = metadata.get_data().decode()
    assert text.count("<rdf:RDF") == text.count("</rdf:RDF>") == 1
    assert 'pdfaid:part="3"' in text
    assert 'pdfaid:conformance="A"' in text
    assert 'pdfuaid:part="1"' in text
    assert "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>" in text


@pytest.mark.clause("4.2")
def test_the_document_has_a_title_a_language_and_the_dates_of_its_issue() -> None:
    catalogue, information = root(rendered()), read(rendered()).metadata
    assert information is not None
    assert catalogue["/Lang"] == "kk"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert information.title == "Қорғаншылық (қамқоршылық) белгілеу туралы анықтама № C4K7-9MXT-2RWF"
    assert information.author == "Алматы қаласының Білім басқармасы"
    assert {str(information[key]) for key in ("/CreationDate", "/ModDate")} == {"D:20261123010307+05'00"}
    (intent,) = catalogue["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_object()["/N"] == 3


def elements(node: Any, language: str = "kk") -> Iterator[tuple[Any, str]]:
    """Every structure element with the language that holds for it."""
    node = node.get_object()
    if not isinstance(node, pypdf.generic.DictionaryObject):
        return
    language = str(node.get("/Lang", language))
    if node.get("/Type") == "/StructElem":
        yield node, language
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        if not isinstance(kid, int):
            yield from elements(kid, language)


def structure(pdf: bytes) -> list[tuple[Any, str]]:
    return list(elements(root(pdf)["/StructTreeRoot"]))


def test_the_tags_tell_headings_paragraphs_tables_and_the_figure() -> None:
    tags = [str(element["/S"]) for element, _ in structure(rendered())]
    assert tags.count("/Document") == tags.count("/H1") == tags.count("/Figure") == 1
    assert tags.count("/Table") == 2
    assert tags.count("/TH") == 6 + 2 + 3, "columns and children of the one table, columns of the other"
    assert tags.count("/P") > 10


def test_the_figure_says_in_words_what_the_qr_code_leads_to() -> None:
    (figure,) = [element for element, _ in structure(rendered()) if element["/S"] == "/Figure"]
    assert figure["/Alt"] == f"QR-код: {certificate().check_url}"


def test_every_cell_knows_its_headers() -> None:
    headers = {element["/ID"] for element, _ in structure(rendered()) if element["/S"] == "/TH"}
    cells = [element for element, _ in structure(rendered()) if element["/S"] == "/TD"]
    assert cells
    for cell in cells:
        assert set(cell["/A"]["/Headers"]) <= headers


def text_by_language(pdf: bytes) -> dict[str, str]:
    """What a screen reader reads in each language: the marked pieces of the page, by the language of their tags."""
    languages = {
        kid: language
        for element, language in structure(pdf)
        for kid in (element["/K"] if isinstance(element["/K"], list) else [element["/K"]])
        if isinstance(kid, int)
    }
    found, pieces = {"kk": "", "ru": ""}, list[int | None]()

    def enter(operator: bytes, operands: Any, *_: Any) -> None:
        if operator in (b"BDC", b"BMC"):
            properties = operands[1] if len(operands) > 1 else {}
            pieces.append(properties.get("/MCID"))
        elif operator == b"EMC":
            pieces.pop()

    def take(text: str, *_: Any) -> None:
        piece = next((piece for piece in reversed(pieces) if piece is not None), None)
        if piece is not None:
            found[languages[piece]] += text

    page_of(pdf).extract_text(visitor_operand_before=enter, visitor_text=take)
    return {language: " ".join(text.split()) for language, text in found.items()}


def test_russian_parts_are_tagged_russian_and_the_rest_is_kazakh() -> None:
    read_in = text_by_language(rendered())
    assert "равнозначен документу на бумажном" in read_in["ru"]
    assert "құжатпен бірдей" in read_in["kk"]
    assert not re.search("[ӘәҒғҚқҢңӨөҰұҮүҺһІі]", read_in["ru"]), "no Kazakh word is read as Russian"
    for russian in ("СПРАВКА", "Акимат города Алматы", "опекун", "Единый контакт-центр", "Хашимович"):
        assert russian in read_in["ru"]
        assert russian not in read_in["kk"]


@pytest.mark.clause("4.2")
def test_the_machine_readable_content_travels_inside() -> None:
    reader = read(rendered())
    (attached,) = reader.attachments.items()
    assert attached[0] == "certificate.json"
    assert json.loads(attached[1][0]) == json.loads(certificate().machine_readable())
    (specification,) = {reference.idnum: reference for reference in root(rendered())["/AF"]}.values()
    assert specification.get_object()["/AFRelationship"] == "/Data"


# ---------------------------------------------------------------- the same again


def test_the_same_content_gives_the_same_bytes() -> None:
    first = CertificateRenderer()
    assert first.render(certificate()) == first.render(certificate()) == RENDERER.render(certificate())


def test_a_machine_without_a_fast_subsetter_makes_the_same_file(monkeypatch: pytest.MonkeyPatch) -> None:
    here = rendered()
    monkeypatch.setattr("weasyprint.pdf.fonts.harfbuzz_subset", None)
    assert RENDERER.render(certificate()) == here


def test_threads_take_turns_and_get_their_own_certificates() -> None:
    results: dict[int, bytes] = {}
    threads = [
        threading.Thread(target=lambda number=number: results.update({number: RENDERER.render(certificate(number))}))
        for number in (1, 2, 3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: rendered(number) for number in (1, 2, 3)}


def test_a_renderer_does_not_grow_with_use() -> None:
    renderer = CertificateRenderer()
    renderer.render(certificate(1))
    kept = len(renderer._drawings)
    renderer.render(certificate(2))
    assert len(renderer._drawings) == kept
