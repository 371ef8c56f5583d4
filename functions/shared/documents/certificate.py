"""Render the certificate: one A4 page, PDF/A-3a and PDF/UA-1 in one file, unsigned (4.1, 4.2)."""

from __future__ import annotations

import atexit
import re
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from functions.shared.documents import archival, letters, ornament, qr
from functions.shared.documents.content import CertificateContent
from functions.shared.documents.dates import in_almaty, short_date, written
from functions.shared.documents.drawing import DarkModules, DrawnOnce
from functions.shared.documents.equality import equality_clause
from functions.shared.documents.texts import CONTACT_NUMBERS

TEMPLATES = Path(__file__).parent / "templates" / "certificate"
_COLOURS = "srgb"
_CODE = "drawing:code"
"""Where the template finds the QR code: an address that only the cache of images knows."""
DENSITIES = ("spacious", "normal", "close", "dense", "densest", "packed", "tiny")
"""How tightly the page is set; the style sheet gives each its sizes."""


class DoesNotFit(ValueError):
    """Even the densest setting needs more than one page."""


class CertificateRenderer:
    """Renders certificates. One instance serves all threads of a process; they take turns.

    What costs time is kept between renders: the parsed style sheets and the fonts. WeasyPrint is imported at the
    first render only, since a function that renders nothing should not wait for it.
    """

    def __init__(self) -> None:
        self._turn = Lock()
        self._styles: dict[str, tuple[Any, Any]] = {}
        self._drawings: dict[str, Any] = {}
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._environment.filters.update(short_date=short_date, groups=_in_groups, whole=_whole)

    def render(self, content: CertificateContent) -> bytes:
        """The PDF. The same content gives the same bytes, on one machine with the same libraries.

        Raises UnknownLetters where no shipped font has a letter, and DoesNotFit where the texts need a second page.
        """
        content = _with_composed_letters(content)
        with self._turn:
            document = self._layout(content)
            return self._write(document, content)

    def _layout(self, content: CertificateContent) -> Any:
        """Lay the page out as spaciously as fits; long names and addresses may need a denser setting."""
        for density in DENSITIES[_first_density(len(content.wards)) :]:
            document = self._pages(content, density)
            if len(document.pages) == 1:
                return document
        raise DoesNotFit("The certificate needs more than one page.")

    def _pages(self, content: CertificateContent, density: str) -> Any:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher

        style, fonts = self._style(content.template)
        only_our_drawings = URLFetcher(allowed_protocols=("data",), fail_on_errors=True)
        return HTML(string=self._html(content, density), url_fetcher=only_our_drawings).render(
            stylesheets=[style],
            font_config=fonts,
            cache={**self._drawings, _CODE: DarkModules(qr.modules(content.check_url), qr.QUIET_ZONE)},
            color_profiles={_COLOURS: archival.ColourProfile()},
            output_intent=_COLOURS,
        )

    def _style(self, template: str) -> tuple[Any, Any]:
        """The parsed style sheet of a template with the fonts that it brings."""
        if template not in self._styles:
            from weasyprint import CSS
            from weasyprint.text.fonts import FontConfiguration

            archival.tag_languages()
            letters.embed_shipped_fonts()
            fonts = FontConfiguration()
            rules = (TEMPLATES / template / "certificate.css").read_text()
            blank = ornament.blank()
            url = ornament.as_url(blank)
            self._drawings[url] = DrawnOnce(blank, url)
            text = letters.font_faces() + rules.replace("BLANK", f'url("{url}")')
            if not self._styles:
                atexit.register(self._styles.clear)  # fonts are released by code that is gone when the process ends
            self._styles[template] = CSS(string=text, font_config=fonts), fonts
        return self._styles[template]

    def _html(self, content: CertificateContent, density: str) -> str:
        local = in_almaty(content.issued_at)
        return self._environment.get_template(f"{content.template}/certificate.html").render(
            content=content,
            signatory=content.issuer.signatory,
            density=density,
            issued_at=written(content.issued_at),
            issued_at_iso=local.isoformat(timespec="seconds"),
            signed_at=f"{local:%d.%m.%Y %H:%M:%S}",
            equality=equality_clause(local.date()),
            check_address=_readable(content.check_url),
            contacts=CONTACT_NUMBERS,
            code=_CODE,
        )

    @staticmethod
    def _write(document: Any, content: CertificateContent) -> bytes:
        from weasyprint import Attachment

        data = Attachment(
            string=content.machine_readable(),
            name="certificate.json",
            description="Анықтаманың машинамен оқылатын деректері / Машиночитаемые данные справки",
            created=content.issued_at,
            modified=content.issued_at,
            relationship="Data",
        )
        pdf: bytes = document.write_pdf(
            pdf_variant="pdf/a-3a",
            output_intent="as laid out",  # anything but "srgb", which would read the profile again
            attachments=[data],
            finisher=archival.finish,
        )
        return pdf


def _first_density(wards: int) -> int:
    """Where to begin for so many children of names and authorities of common length, so that one layout does."""
    usual = ("spacious", "normal", "normal", "dense", "dense", "densest", "densest", "densest", "packed", "packed")
    return DENSITIES.index(usual[wards - 1])


def _with_composed_letters(content: CertificateContent) -> CertificateContent:
    """The same content with every text in composed letters that our fonts have."""

    def composed(value: Any) -> Any:
        if type(value) is str:  # not an enumeration
            return letters.composed(value)
        if isinstance(value, tuple):
            return tuple(map(composed, value))
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{field.name: composed(getattr(value, field.name)) for field in fields(value)})
        return value

    result: CertificateContent = composed(content)
    return result


def _in_groups(serial: str) -> str:
    """A serial number in groups of four, so that it can be compared by eye."""
    return " ".join(serial[start : start + 4] for start in range(0, len(serial), 4))


def _whole(text: str) -> Markup:
    """The text with `12-пәтер` and the like kept on one line."""
    return Markup(re.sub(r"\d+\w*-\w+", r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704  # escaped


def _readable(url: str) -> str:
    """The address as people type it: host in small letters, the path as it is."""
    parts = urlsplit(url)
    return f"{parts.netloc.lower()}{parts.path}"
