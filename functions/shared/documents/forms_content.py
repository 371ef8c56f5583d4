"""What the papers of a public service centre say: the application (Annex 2) and the two receipts (9.1, 10.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from functions.shared.documents.content import MOST_WARDS
from functions.shared.domain.language import Bilingual, Text


@dataclass(frozen=True)
class FormChild:
    """A child for whom the certificate is asked.

    `birth_certificate` is its number, or None where the birth is read from the state information systems (9.2).
    """

    name: str
    iin: str
    birth_date: date
    birth_certificate: str | None


@dataclass(frozen=True)
class ApplicationForm:
    """The application by Annex 2, to be signed by hand (9.1).

    `addressee` is the provider and `head` its head's name. `child_address` is None where it is to be filled in by
    hand. `consent` is the text that is agreed to (9.3), `paper_copy` whether paper is asked for too (4.3).
    Raises ValueError for no child, or more than a certificate names.
    """

    addressee: Bilingual
    head: str
    applicant: str
    iin: str
    address: str
    phone: str
    child_address: str | None
    children: tuple[FormChild, ...]
    consent: Text
    paper_copy: bool
    day: date
    template: str = "2014-1"

    def __post_init__(self) -> None:
        if not 1 <= len(self.children) <= MOST_WARDS:
            raise ValueError(f"An application names one to {MOST_WARDS} children, not {len(self.children)}.")


@dataclass(frozen=True)
class AcceptanceReceipt:
    """The receipt for a complete package (9.4): what was handed in, and when the result is due (2.1).

    `number` is in groups, as it is spoken. `documents` say each what was handed in, and that the original was
    returned. `ticket` is that of the queue, None without one. Raises ValueError for a time without a zone.
    """

    number: str
    accepted_at: datetime
    due_at: datetime
    centre: Bilingual
    centre_address: Bilingual
    operator: str
    applicant: str
    provider: Bilingual
    documents: tuple[Text, ...]
    ticket: str | None
    paper_copy: bool
    template: str = "2014-1"

    def __post_init__(self) -> None:
        _require_zones(self.accepted_at, self.due_at)


@dataclass(frozen=True)
class RefusalReceipt:
    """The receipt of refusal to accept documents, by Annex 3 (10.1).

    `centre` is the full name of the department, `missing` names each document that is missing or has expired. Raises
    ValueError where nothing is missing, since then there is nothing to refuse, and for a time without a zone.
    """

    number: str
    refused_at: datetime
    applicant: str
    applicant_address: str
    centre: Bilingual
    centre_address: Bilingual
    centre_phone: str
    operator: str
    missing: tuple[Text, ...]
    template: str = "2014-1"

    def __post_init__(self) -> None:
        if not self.missing:
            raise ValueError("A refusal says what is missing.")
        _require_zones(self.refused_at)


def _require_zones(*moments: datetime) -> None:
    if any(moment.tzinfo is None for moment in moments):
        raise ValueError("A time on a receipt needs a time zone.")
