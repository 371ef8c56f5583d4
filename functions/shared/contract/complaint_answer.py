"""The contract of the answer to a complaint, and of its delivery (clause 11.9)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

from functions.shared.contract.common import Contract, Given, Moment, NamePart
from functions.shared.documents.letters import UnknownLetters, composed
from functions.shared.domain.complaint import DeliveryChannel, Outcome, Stage
from functions.shared.domain.language import Language


def read_prose(value: object) -> object:
    """Paragraphs as the answer's PDF can bear them: composed letters, plain line ends, no tabs."""
    if not isinstance(value, str):
        return value
    try:
        return composed(value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip())
    except UnknownLetters as error:
        raise PydanticCustomError("letters_unknown", "no document can bear these letters") from error


Prose = Annotated[str, StringConstraints(min_length=1, max_length=20_000), BeforeValidator(read_prose)]
"""At most 20,000 characters: some ten pages."""


class AnswerGiven(Given):
    """The reasoned answer, in one of the official languages. `measures` tells what was done about it."""

    language: Literal[Language.KK, Language.RU]
    outcome: Outcome
    text: Prose
    measures: Prose | None = None


class DeliveryShown(Contract):
    """How the answer went out. `at` is when it was posted, handed over, or put into the cabinet."""

    channel: DeliveryChannel
    at: AwareDatetime
    tracking: str | None
    receiver: str | None


class AnswerShown(Contract):
    """The answer as it stands in the register; its text is in the PDF at `/v1/complaints/{id}/answer`."""

    id: str
    number: str
    stage: Stage
    outcome: Outcome
    language: Language
    answered_at: AwareDatetime
    due_at: AwareDatetime
    in_time: bool
    signed_by: str
    sha256: str
    delivery: DeliveryShown | None


class AnswerReceiverGiven(Given):
    """Who took the answer at the office."""

    surname: NamePart
    name: NamePart
    patronymic: NamePart | None = None


class DeliveryGiven(Given):
    """By post with the letter's tracking number, or by hand with the receiver. `at` is now where it is left out."""

    channel: Literal[DeliveryChannel.POST, DeliveryChannel.HAND]
    tracking: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z][0-9A-Z-]{4,38}[0-9A-Z]$")] | None = None
    receiver: AnswerReceiverGiven | None = None
    at: Moment | None = None
