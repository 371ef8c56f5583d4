"""Render the certificate: one A4 page, PDF/A-3a and PDF/UA-1 in one file, unsigned (4.1, 4.2), and its print (4.3)."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from functions.shared.documents import letters, ornament, qr
from functions.shared.documents.content import CertificateContent, PaperCopy
from functions.shared.documents.dates import in_almaty, written
from functions.shared.documents.drawing import DarkModules
from functions.shared.documents.equality import equality_clause
from functions.shared.documents.renderer import PdfRenderer, in_black
from functions.shared.documents.texts import CONTACT_NUMBERS

TEMPLATES = Path(__file__).parent / "templates" / "certificate"
_CODE = "drawing:code"
"""Where the template finds the QR code: an address that only the cache of images knows."""
DENSITIES = ("spacious", "normal", "close", "dense", "densest", "packed", "snug", "tiny")
"""How tightly the page is set; the style sheet gives each its sizes."""
_PRINT_DENSITIES = (*DENSITIES, "tiny least")
"""What fits the electronic page must fit the paper copy too, which has less room."""
_USUAL = ("spacious", "normal", "normal", "dense", "dense", "densest", "densest", "densest", "packed", "packed")
_USUAL_PRINTED = ("close", "dense", "densest", "densest", "packed", "packed", "packed", "snug", "snug", "snug")
"""For one to ten children of names and authorities of common length: where to begin, so that one layout does. The paper
copy has less room, for it also holds the place for the signature."""


class DoesNotFit(ValueError):
    """Even the densest setting needs more than one page."""


class CertificateRenderer(PdfRenderer):
    """Renders certificates, and their paper copies. One instance serves all threads of a process."""

    def __init__(self) -> None:
        super().__init__(
            TEMPLATES, "certificate.css", {"BLANK": ornament.blank, "PAPER": lambda: in_black(ornament.blank())}
        )

    def render(self, content: CertificateContent) -> bytes:
        """The PDF. The same content gives the same bytes, on one machine with the same libraries.

        Raises UnknownLetters where no shipped font has a letter, and DoesNotFit where the texts need a second page.
        """
        from weasyprint import Attachment

        content = letters.with_composed_letters(content)
        with self._turn:
            data = Attachment(
                string=content.machine_readable(),
                name="certificate.json",
                description="Анықтаманың машинамен оқылатын деректері / Машиночитаемые данные справки",
                created=content.issued_at,
                modified=content.issued_at,
                relationship="Data",
            )
            return self._write(self._on_one_page(content, None), [data])

    def render_print(self, content: CertificateContent, copy: PaperCopy) -> bytes:
        """The paper copy: the certificate in black, with the place for the head's signature and seal (4.3).

        `content` is what the sealed electronic original states (see `CertificateContent.from_machine_readable`). The
        file carries no data and is not sealed: the paper counts by the signature that is put on it. Raises as `render`.
        """
        content, copy = letters.with_composed_letters(content), letters.with_composed_letters(copy)
        with self._turn:
            return self._write(self._on_one_page(content, copy))

    def _on_one_page(self, content: CertificateContent, copy: PaperCopy | None) -> Any:
        """Lay the page out as spaciously as fits; long names and addresses may need a denser setting."""
        densities, usual = (_PRINT_DENSITIES, _USUAL_PRINTED) if copy else (DENSITIES, _USUAL)
        for density in densities[densities.index(usual[len(content.wards) - 1]) :]:
            document = self._pages(content, density, copy)
            if len(document.pages) == 1:
                return document
        raise DoesNotFit("The certificate needs more than one page.")

    def _pages(self, content: CertificateContent, density: str, copy: PaperCopy | None = None) -> Any:
        code = DarkModules(qr.modules(content.check_url), qr.QUIET_ZONE)
        return self._lay_out(self._html(content, density, copy), content.template, {_CODE: code})

    def _html(self, content: CertificateContent, density: str, copy: PaperCopy | None) -> str:
        local = in_almaty(content.issued_at)
        return self._environment.get_template(f"{content.template}/certificate.html").render(
            content=content,
            signatory=content.issuer.signatory,
            density=density,
            copy=copy,
            issued_at=written(content.issued_at),
            made_at_iso=in_almaty(copy.printed_at if copy else content.issued_at).isoformat(timespec="seconds"),
            printed_at=f"{in_almaty(copy.printed_at):%d.%m.%Y %H:%M}" if copy else None,
            signed_at=f"{local:%d.%m.%Y %H:%M:%S}",
            equality=equality_clause(local.date()),
            check_address=_readable(content.check_url),
            contacts=CONTACT_NUMBERS,
            code=_CODE,
        )


def _readable(url: str) -> str:
    """The address as people type it: host in small letters, the path as it is."""
    parts = urlsplit(url)
    return f"{parts.netloc.lower()}{parts.path}"
