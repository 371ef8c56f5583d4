"""The clause that makes the electronic document equal to paper.

It quotes a law, and laws are replaced, so the text is chosen by the day of issue. The law of 2003 has been
repealed since, but state documents go on to print its clause until a new wording is prescribed: add that one
here, with the day from which it holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from functions.shared.domain.language import Bilingual


@dataclass(frozen=True)
class EqualityClause:
    valid_from: date
    text: Bilingual


CLAUSES = (
    EqualityClause(
        date(2003, 1, 7),
        Bilingual(
            kk="Осы құжат «Электрондық құжат және электрондық цифрлық қолтаңба туралы» Қазақстан Республикасының "
            "2003 жылғы 7 қаңтардағы N 370-II Заңы 7 бабының 1 тармағына сәйкес қағаз тасығыштағы құжатпен бірдей.",
            ru="Данный документ согласно пункту 1 статьи 7 ЗРК от 7 января 2003 года N370-II «Об электронном документе "
            "и электронной цифровой подписи» равнозначен документу на бумажном носителе.",
        ),
    ),
)
"""Oldest first."""


def equality_clause(day: date) -> Bilingual:
    """The clause for a document issued on this day. Raises LookupError for a day before the first law."""
    for clause in reversed(CLAUSES):
        if clause.valid_from <= day:
            return clause.text
    raise LookupError("Before the law of 2003 no electronic document equalled one on paper.")
