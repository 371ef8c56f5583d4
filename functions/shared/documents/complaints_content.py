"""What the papers of a complaint say: the coupon and stamp, the answer, the file for a court (clause 11)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from functions.shared.documents.dates import in_almaty
from functions.shared.domain.complaint import Outcome
from functions.shared.domain.language import Bilingual, Language, Text

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,98}")


@dataclass(frozen=True)
class Coupon:
    """The coupon (талон) and the stamp: all that 11.3 asks of a registration.

    `number` is the K… in groups, `incoming` the journal's number of the office. `missing` names what the complaint
    lacks, to be given until `missing_until` (Administrative Code, art. 64); both are empty where nothing is.
    """

    number: str
    incoming: str
    office: Bilingual
    office_address: Bilingual
    office_phone: str
    received_at: datetime
    registered_on: date
    accepted_by: str
    complainant: str | None
    due_on: date
    """The last day of the term (11.8, 11.10)."""
    answer_where: Text
    """In which way, and where, the answer is to be had (11.3)."""
    missing: tuple[Text, ...] = ()
    missing_until: date | None = None
    misdirected_to: Text | None = None
    """To whom it will be forwarded, where it came to an office whose it is not."""
    template: str = "2014-1"

    def __post_init__(self) -> None:
        _require_zones(self.received_at)

    @property
    def received_on(self) -> date:
        """The day on which it came, in Almaty."""
        return in_almaty(self.received_at).date()

    @property
    def registered_later(self) -> bool:
        """Whether it came on a day off and was registered on the next working day (Administrative Code, art. 64)."""
        return self.registered_on != self.received_on


@dataclass(frozen=True)
class AnswerPaper:
    """The reasoned answer (11.9), and in three languages the way from there (11.10, 11.11)."""

    number: str
    incoming: str
    registered_on: date
    language: Language
    """Kazakh or Russian: that of the text."""
    office: Bilingual
    office_address: Bilingual
    office_phone: str
    complainant: str | None
    complainant_address: str | None
    outcome: Outcome
    text: str
    measures: str | None
    executor: str
    signatory: str
    signatory_position: Bilingual
    certificate_serial: str
    answered_at: datetime
    check_url: str | None
    to_court_only: bool
    """The answer of the quality authority itself: from there the way leads to court alone."""
    template: str = "2014-1"

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("An answer is reasoned.")
        _require_zones(self.answered_at)


@dataclass(frozen=True)
class DossierEvent:
    """One link of the chain: its place, what happened, in which role, what the event tells, and its hash."""

    n: int
    at: datetime
    what: Text
    by: Text
    details: tuple[str, ...]
    hash: str


@dataclass(frozen=True)
class DossierPart:
    """A document of the case, attached inside the file under `name`, in the letters that every system of files knows.

    Raises ValueError for another name, a media type that is none, and bytes that are not those of the SHA-256.
    """

    name: str
    title: Text
    media_type: str
    sha256: str
    data: bytes
    relationship: Literal["Source", "Supplement"] = "Supplement"
    """Source for what the case was made from, the complaint itself; Supplement for all that was added to it."""

    def __post_init__(self) -> None:
        if not _FILE_NAME.fullmatch(self.name):
            raise ValueError("A file inside has a name of at most 100 plain letters, digits, dots and hyphens.")
        if not _MEDIA_TYPE.fullmatch(self.media_type):
            raise ValueError("A file inside has a media type without parameters.")
        if hashlib.sha256(self.data).hexdigest() != self.sha256:
            raise ValueError("A file inside is not what its SHA-256 says.")


@dataclass(frozen=True)
class Dossier:
    """The whole case, in order (11.11). Raises ValueError where two documents have one name."""

    number: str
    incoming: tuple[str, ...]
    office: Bilingual
    language: Language
    made_at: datetime
    facts: tuple[tuple[Text, str], ...]
    """What the case's cover says, line by line."""
    text: str
    answer: str | None
    events: tuple[DossierEvent, ...]
    chain_is_whole: bool
    parts: tuple[DossierPart, ...]
    template: str = "2014-1"

    def __post_init__(self) -> None:
        if len({part.name for part in self.parts}) < len(self.parts):
            raise ValueError("Two documents inside cannot have one name.")
        _require_zones(self.made_at, *(event.at for event in self.events))


def _require_zones(*moments: datetime) -> None:
    if any(moment.tzinfo is None for moment in moments):
        raise ValueError("A time on a paper needs a time zone.")
