"""Render the papers of a public service centre: the application by Annex 2 and the receipts (9.1, 9.4, 10.1).

Each is in one official language, black on white for any printer, and made by a template of its own for each language.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

from functions.shared.documents import letters, ornament
from functions.shared.documents.dates import in_almaty, written_date
from functions.shared.documents.forms_content import AcceptanceReceipt, ApplicationForm, FormChild, RefusalReceipt
from functions.shared.documents.renderer import PdfRenderer, in_black
from functions.shared.documents.texts import CONTACT_NUMBERS
from functions.shared.domain.language import Bilingual, Language, Text

__all__ = ["AcceptanceReceipt", "ApplicationForm", "FormChild", "FormRenderer", "RefusalReceipt"]

TEMPLATES = Path(__file__).parent / "templates" / "forms"
MOST_COPIES = 2
"""Annex 3 knows two copies, one for each side."""
COMMON_NOUNS = re.compile(r"^(Отдел|Сектор|Филиал|Центр)\b")
"""With what the Russian name of a centre may begin: small within a sentence. A proper name keeps its capital, and a
Kazakh name begins with one: of the enterprise, of the place."""
SETTINGS = ("roomy", "normal", "close", "numbered")
"""How a paper is set: on one page in ever smaller letters, or else on as many pages as it needs."""


class FormRenderer(PdfRenderer):
    """Renders the papers. One instance serves all threads of a process; they take turns.

    The same paper gives the same bytes, on one machine with the same libraries. A paper is one page where its texts
    allow, and else as many as they need, numbered. Its language is Kazakh or Russian; English, in which there are no
    official papers, gives Kazakh. Every method raises UnknownLetters where no shipped font has a letter.
    """

    def __init__(self) -> None:
        super().__init__(TEMPLATES, "forms.css", {"SIGN": lambda: in_black(ornament.sign())})
        self._environment.filters.update(
            time=lambda moment: f"{in_almaty(moment):%H:%M}",
            within=lambda name: COMMON_NOUNS.sub(lambda noun: noun[0].lower(), name),
        )

    def application_form(self, form: ApplicationForm, language: Language) -> bytes:
        """The application of Annex 2, filled in as far as it is known, for the recipient to read and sign (9.1)."""
        return self._paper("application", form, form.day, language)

    def acceptance_receipt(self, receipt: AcceptanceReceipt, language: Language) -> bytes:
        """The receipt for documents that were accepted, with the time at which the result is due (2.1, 9.4)."""
        return self._paper("acceptance", receipt, receipt.accepted_at, language)

    def refusal_receipt(self, receipt: RefusalReceipt, language: Language, copies: int = 1) -> bytes:
        """The receipt of Annex 3 (10.1). Two copies follow one another in the file, each marked with its number.

        Raises ValueError for more than two copies, or none.
        """
        if not 1 <= copies <= MOST_COPIES:
            raise ValueError(f"A receipt of refusal has one or {MOST_COPIES} copies, not {copies}.")
        return self._paper("refusal", receipt, receipt.refused_at, language, copies)

    def _paper(
        self,
        name: str,
        paper: ApplicationForm | AcceptanceReceipt | RefusalReceipt,
        made: date | datetime,
        language: Language,
        copies: int = 1,
    ) -> bytes:
        """The copies of a paper in one file, each with page numbers of its own where it needs more than a page."""
        official = Language.RU if language is Language.RU else Language.KK
        paper = letters.with_composed_letters(paper)

        def here(text: Bilingual | Text) -> str:
            return text.ru if official is Language.RU else text.kk

        def lay_out(copy: int, setting: str) -> Any:
            html = self._environment.get_template(f"{paper.template}/{name}.{official}.html").render(
                paper=paper,
                language=official,
                here=here,
                day=lambda day: written_date(in_almaty(day).date() if isinstance(day, datetime) else day, official),
                made=_iso(made),
                contacts=CONTACT_NUMBERS,
                copy=copy,
                copies=copies,
                setting=setting,
            )
            return self._lay_out(html, paper.template, {})

        settings = list(SETTINGS[1:] if name == "acceptance" else SETTINGS)  # an acceptance has too much for the first

        def fitted(copy: int) -> Any:
            """Set as large as fits on one page; a second copy begins where the first one fitted."""
            while len((document := lay_out(copy, settings[0])).pages) > 1 and settings[1:]:
                del settings[0]
            return document

        with self._turn:
            documents = [fitted(copy) for copy in range(1, copies + 1)]
            return self._write(documents[0].copy([page for document in documents for page in document.pages]))


def _iso(made: date | datetime) -> str:
    return in_almaty(made).isoformat(timespec="seconds") if isinstance(made, datetime) else made.isoformat()
