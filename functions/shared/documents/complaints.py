"""Render the papers of a complaint: its coupon and stamp, the answer, and the file for a court (clause 11)."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from functions.shared.documents import archival, ornament
from functions.shared.documents.complaints_content import AnswerPaper, Coupon, Dossier, DossierPart
from functions.shared.documents.complaints_texts import OUTCOMES, WAY_TITLE, WAYS_ON, WAYS_TO_COURT
from functions.shared.documents.dates import in_almaty, short_date, written_date
from functions.shared.documents.equality import equality_clause
from functions.shared.documents.printable import paragraphs, printable, readable, with_texts
from functions.shared.documents.renderer import PdfRenderer, in_black
from functions.shared.documents.texts import CONTACT_NUMBERS
from functions.shared.domain.language import Bilingual, Language, Text

TEMPLATES = Path(__file__).parent / "templates" / "complaints"
COUPON_SETTINGS = ("roomy", "normal", "close", "numbered")
"""How a coupon is set: on one page in ever smaller letters, or else on as many pages as it needs."""


class ComplaintRenderer(PdfRenderer):
    """Renders the papers. One instance serves all threads of a process; they take turns.

    The same paper gives the same bytes, on one machine with the same libraries. The language is Kazakh or Russian;
    English, in which there are no official papers, gives Kazakh. Coupon, stamp and dossier are printed whatever letters
    they hold (see `printable`): a complaint is never refused.
    """

    def __init__(self) -> None:
        super().__init__(
            TEMPLATES, "complaints.css", {"EMBLEM": ornament.sign, "SIGN": lambda: in_black(ornament.sign())}
        )
        self._environment.filters.update(
            time=lambda moment: f"{in_almaty(moment):%H:%M}",
            seconds=lambda moment: f"{short_date(in_almaty(moment).date())} {in_almaty(moment):%H:%M:%S}",
            paragraphs=paragraphs,
        )

    def coupon(self, coupon: Coupon, language: Language) -> bytes:
        """The coupon that the complainant takes along: one page (11.3; Administrative Code, art. 64)."""
        coupon = with_texts(coupon, printable)
        with self._turn:
            for setting in COUPON_SETTINGS:
                document = self._paper("coupon", coupon, coupon.received_at, language, setting=setting)
                if len(document.pages) == 1:
                    break
            return self._write(document)

    def stamp(self, coupon: Coupon, language: Language) -> bytes:
        """The registration stamp alone, at the foot of a page of A4 on the right (11.6).

        The sheet that goes into the printer is the complainant's own second copy, or the covering letter; so the page
        bears nothing else, and asks to be printed in its own size.
        """
        coupon = with_texts(coupon, printable)
        with self._turn:
            return self._write(self._paper("stamp", coupon, coupon.received_at, language), finisher=_in_its_own_size)

    def answer(self, answer: AnswerPaper) -> bytes:
        """The reasoned answer, to be sealed (11.9), in the language that it is written in: as many pages as it needs.

        Raises UnknownLetters where the office used a letter that no shipped font has.
        """
        name, address = answer.complainant, answer.complainant_address
        answer = replace(
            answer, complainant=name and printable(name), complainant_address=address and printable(address)
        )
        answer = with_texts(answer, readable)
        with self._turn:
            document = self._paper(
                "answer",
                answer,
                answer.answered_at,
                answer.language,
                outcome=OUTCOMES[answer.outcome],
                ways=_in_each_language(WAYS_TO_COURT if answer.to_court_only else WAYS_ON),
                equality=equality_clause(in_almaty(answer.answered_at).date()),
            )
            return self._write(document)

    def dossier(self, dossier: Dossier) -> bytes:
        """The case for a court (11.11): everything, in order, with its hashes and its documents inside."""
        dossier = with_texts(dossier, printable)
        with self._turn:
            document = self._paper("dossier", dossier, dossier.made_at, dossier.language)
            inside = sorted(dossier.parts, key=lambda part: part.name)  # a PDF finds its files by their sorted names
            return self._write(document, [_inside(part, dossier) for part in inside])

    def _paper(
        self,
        name: str,
        paper: Coupon | AnswerPaper | Dossier,
        made: datetime,
        language: Language,
        **more: Any,
    ) -> Any:
        """A paper, laid out."""
        official = Language.RU if language is Language.RU else Language.KK

        def here(text: Bilingual | Text) -> str:
            return text.ru if official is Language.RU else text.kk

        def day(day: date | datetime) -> str:
            return written_date(in_almaty(day).date() if isinstance(day, datetime) else day, official)

        html = self._environment.get_template(f"{paper.template}/{name}.{official}.html").render(
            paper=paper,
            language=official,
            here=here,
            day=day,
            made=in_almaty(made).isoformat(timespec="seconds"),
            contacts=CONTACT_NUMBERS,
            **more,
        )
        return self._lay_out(html, paper.template, {})


def _in_each_language(ways: Text) -> list[dict[str, str]]:
    """The way on from the answer, as the template shows it: in Kazakh, Russian and English."""
    return [
        {"language": language, "title": WAY_TITLE.in_language(language), "text": ways.in_language(language)}
        for language in Language
    ]


def _inside(part: DossierPart, dossier: Dossier) -> Any:
    """A part of the case as a file inside the PDF."""
    from weasyprint import Attachment

    made = dossier.made_at.astimezone(UTC)
    attachment = Attachment(
        string=part.data,
        name=part.name,
        description=part.title.ru if dossier.language is Language.RU else part.title.kk,
        created=made,
        modified=made,
        relationship=part.relationship,
    )
    attachment.source = nullcontext((BytesIO(part.data), None, None, part.media_type))  # its type is not guessed
    return attachment


def _in_its_own_size(document: Any, pdf: Any) -> None:
    """Finish a PDF whose place on the sheet matters: a viewer would else shrink it to the printer's margins."""
    pdf.catalog["ViewerPreferences"]["PrintScaling"] = "/None"
    archival.finish(document, pdf)
