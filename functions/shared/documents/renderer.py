"""What all our PDFs share: one A4 page or several, PDF/A-3a and PDF/UA-1 in one file, with shipped fonts only.

A renderer fills a template in HTML, lays it out by the style sheet beside it, and writes it out reproducibly. Each
template stands in a folder that is named by its version, so that an old document can be rendered again.
"""

from __future__ import annotations

import atexit
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from functions.shared.documents import archival, letters, lines, ornament, styles
from functions.shared.documents.dates import short_date
from functions.shared.documents.drawing import DrawnOnce
from functions.shared.documents.room import with_room
from functions.shared.loading import load

_COLOURS = "srgb"
_TURN = Lock()
"""Renders take turns, whichever renderer they go through: Pango's and WeasyPrint's caches know no threads."""


class PdfRenderer:
    """Lays out and writes PDFs. One instance serves all threads of a process; they take turns.

    What costs time is kept between renders: the parsed style sheets, the styles of the elements, the fonts, and the
    drawings of the style sheet.
    WeasyPrint is imported at the first render only, since a function that renders nothing should not wait for it.

    `templates` holds a folder for each version, with the style sheet `sheet`. `drawings` make the SVG images that
    stand in the style sheet under a word of capitals.
    """

    def __init__(self, templates: Path, sheet: str, drawings: Mapping[str, Callable[[], str]]) -> None:
        self._turn = _TURN
        self._templates, self._sheet, self._makers = templates, sheet, drawings
        self._styles: dict[str, tuple[Any, Any]] = {}
        self._drawings: dict[str, Any] = {}
        self._environment = Environment(
            loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._environment.filters.update(short_date=short_date, groups=_in_groups, whole=_whole)

    @with_room
    def _lay_out(self, html: str, version: str, images: Mapping[str, Any]) -> Any:
        """WeasyPrint's document; `images` are drawings by the address under which the HTML finds them."""
        load("weasyprint")
        from weasyprint.urls import URLFetcher

        from functions.shared.documents.markup import WellFormed

        style, fonts = self._style(version)
        only_our_drawings = URLFetcher(allowed_protocols=("data",), fail_on_errors=True)
        return WellFormed(html, only_our_drawings).render(
            stylesheets=[style],
            font_config=fonts,
            cache={**self._drawings, **images},
            color_profiles={_COLOURS: archival.ColourProfile()},
            output_intent=_COLOURS,
        )

    def _style(self, version: str) -> tuple[Any, Any]:
        """The parsed style sheet of a version with the fonts that it brings."""
        if version not in self._styles:
            from weasyprint import CSS
            from weasyprint.text.fonts import FontConfiguration

            archival.tag_languages()
            letters.embed_shipped_fonts()
            styles.remember()
            lines.free_attributes()
            fonts = FontConfiguration()
            fonts.font_features = lines.OwnAttributes()
            text = letters.font_faces() + (self._templates / version / self._sheet).read_text()
            for word, make in self._makers.items():
                text = text.replace(word, f'url("{self._drawing(make())}")')
            if not self._styles:
                atexit.register(self._styles.clear)  # fonts are released by code that is gone when the process ends
            self._styles[version] = CSS(string=text, font_config=fonts), fonts
        return self._styles[version]

    def _drawing(self, svg: str) -> str:
        """Keep a drawing for all renders, and give the address under which it is found."""
        url = ornament.as_url(svg)
        self._drawings[url] = DrawnOnce(svg, url)
        return url

    @staticmethod
    @with_room
    def _write(
        document: Any, attachments: list[Any] | None = None, finisher: Callable[[Any, Any], None] = archival.finish
    ) -> bytes:
        pdf: bytes = document.write_pdf(
            pdf_variant="pdf/a-3a",
            output_intent="as laid out",  # anything but "srgb", which would read the profile again
            attachments=attachments or [],
            finisher=finisher,
        )
        return pdf


def in_black(svg: str) -> str:
    """A drawing of ours for a printer that has black only: without tint behind the text, no colour to be dithered."""
    without_tint = re.sub(rf'<path [^>]*stroke="{ornament.PALE}"[^>]*/>', "", svg)
    return without_tint.replace(ornament.TEAL, "#000").replace(ornament.GOLD, "#000")


def _in_groups(serial: str) -> str:
    """A serial number in groups of four, so that it can be compared by eye."""
    return " ".join(serial[start : start + 4] for start in range(0, len(serial), 4))


def _whole(text: str) -> Markup:
    """The text with `12-пәтер` and the like kept on one line."""
    return Markup(re.sub(r"\d+\w*-\w+", r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704  # escaped
