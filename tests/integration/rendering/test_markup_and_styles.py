"""How our documents are read and styled: as WeasyPrint would by itself, only sooner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import ParseError

import pytest
from weasyprint import HTML, css
from weasyprint.urls import URLFetcher

from functions.shared.documents import styles
from functions.shared.documents.certificate import CertificateRenderer
from functions.shared.documents.complaints import ComplaintRenderer
from functions.shared.documents.forms import FormRenderer
from functions.shared.documents.markup import WellFormed
from functions.shared.domain.language import Language
from tests.unit.documents.complaint_samples import answer, coupon, dossier
from tests.unit.documents.form_samples import acceptance, application, paper_copy, refusal
from tests.unit.documents.samples import CHILDREN, certificate, ward

RENDERER = CertificateRenderer()


def documents(language: Language) -> Iterator[bytes]:
    """One of each kind."""
    forms, complaints = FormRenderer(), ComplaintRenderer()
    yield RENDERER.render(certificate(2))
    yield RENDERER.render_print(certificate(1), paper_copy(1))
    yield forms.application_form(application(language), language)
    yield forms.acceptance_receipt(acceptance(language), language)
    yield forms.refusal_receipt(refusal(language), language, 2)
    yield complaints.coupon(coupon(language), language)
    yield complaints.stamp(coupon(language), language)
    yield complaints.answer(answer(language))
    yield complaints.dossier(dossier(language))


@pytest.mark.parametrize("language", [Language.KK, Language.RU])
def test_every_document_is_what_weasyprint_makes_of_it_by_itself(
    language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = list(documents(language))
    read: list[str] = []

    def read_as_any_html(text: str, url_fetcher: Any) -> HTML:
        read.append(text)
        return HTML(string=text, url_fetcher=url_fetcher)

    monkeypatch.setattr("functions.shared.documents.markup.WellFormed", read_as_any_html)
    monkeypatch.setattr(styles, "remember", lambda: None)
    monkeypatch.setattr(css, "StyleFor", css.StyleFor.__base__)  # which forgets
    monkeypatch.setattr(styles, "_known", {})
    assert list(documents(language)) == ours
    assert len(read) >= len(ours)
    assert not styles._known


def test_a_text_that_is_no_xml_is_an_error_and_not_guessed_at() -> None:
    for text in ("<html><br></html>", "<html>\x0b</html>", "<html>&nbsp;</html>"):
        with pytest.raises(ParseError):
            WellFormed(text, URLFetcher())


def test_the_styles_of_one_certificate_serve_the_next_whatever_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(styles, "_known", {})
    RENDERER.render(certificate(2))
    known = list(styles._known)
    RENDERER.render(replace(certificate(2), guardian=CHILDREN[3], number="N3XT-C3RT-1F1C", wards=(ward(2), ward(5))))
    assert list(styles._known) == known
    assert {pseudo for _, pseudo, *_ in known} == {None, "before", "marker"}, "none for notes, which we never write"


def test_no_more_styles_are_kept_than_we_say(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = RENDERER.render(certificate(2))
    monkeypatch.setattr(styles, "_known", {})
    monkeypatch.setattr(styles, "MOST_STYLES", 40)
    for wards in (10, 2, 10, 2):
        again = RENDERER.render(certificate(wards))
        assert len(styles._known) <= 40
    assert again == usual
