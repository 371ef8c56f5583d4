"""What all contracts are made of: how values are written, what is strict, and the answers that all routes share."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from functions.shared.documents.letters import UnknownLetters, one_line
from functions.shared.domain.language import Text

IinText = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]


Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


OfficeId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,40}$")]


DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""How RFC 3339 writes a day; Python reads weeks and more."""


def in_utc(moment: datetime) -> datetime:
    """A moment at the edge of the calendar has no counterpart in UTC: it is no time of ours."""
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("out of range") from error


def read_moment(value: object) -> datetime:
    """A date and time as RFC 3339 writes it: a number of seconds, in quotes or not, is not what a person signs."""
    if not isinstance(value, str) or not DATE.match(value):
        raise ValueError("not a date and time")
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise PydanticCustomError("timezone_aware", "the time zone is missing")
    return in_utc(moment)


def read_day(value: object) -> date:
    """A day as RFC 3339 writes it."""
    if not isinstance(value, str) or not DATE.fullmatch(value):
        raise ValueError("not a day")
    return date.fromisoformat(value)


def read_line(value: object) -> object:
    """One line of text that the papers of the service can bear; anything but a text is left to the type."""
    if not isinstance(value, str):
        return value
    try:
        return one_line(value)
    except UnknownLetters as error:
        raise PydanticCustomError("letters_unknown", "no document can bear these letters") from error


NamePart = Annotated[str, StringConstraints(min_length=1, max_length=100), BeforeValidator(read_line)]


Address = Annotated[str, StringConstraints(min_length=1, max_length=200), BeforeValidator(read_line)]


DocumentNumber = Annotated[
    str,
    StringConstraints(min_length=1, max_length=50, pattern="[0-9A-Za-zА-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]"),
    BeforeValidator(read_line),
]
"""As it is written on the document, which differs from office to office and abroad: at least a letter or a digit."""


Moment = Annotated[AwareDatetime, BeforeValidator(read_moment)]


Day = Annotated[date, BeforeValidator(read_day)]


Phone = Annotated[str, StringConstraints(pattern=r"^\+[0-9]{10,15}$")]


class Contract(BaseModel):
    """Frozen, and strict: neither a mistyped field name nor a number where a date belongs may pass unseen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Given(Contract):
    """What others send: values are read as JSON writes them, nothing is made to fit."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class TextGiven(Contract):
    kk: str
    ru: str
    en: str


def shown_text(text: Text) -> TextGiven:
    return TextGiven(kk=text.kk, ru=text.ru, en=text.en)


class StepDone(Contract):
    """What a task did; it tells states and counts, never people."""

    done: str
    status: str | None = None
    counts: dict[str, int] | None = None


class ProblemShown(BaseModel):
    """RFC 9457, application/problem+json, with JSON pointers to what is wrong."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] | None = None
