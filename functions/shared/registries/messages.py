"""Questions to the registries, and reading what their signed answers say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from functions.shared.domain.facts import Answer, Birth, Found, NoRecord, Order, Person, Registry, Silent

T = TypeVar("T")
R = TypeVar("R")

PURPOSE = "guardianship-certificate"
CLOCKS_DIFFER = timedelta(minutes=5)
"""How far the registry's clock may be from ours; an answer from further off is an old one, sent again."""


class SignedAnswer(BaseModel, Generic[R]):
    """What every registry signs. Fields that we do not know are let pass: a registry may tell more."""

    model_config = ConfigDict(frozen=True, strict=True)

    registry: Registry
    request_id: str
    answered_at: AwareDatetime
    query: dict[str, str]
    found: bool
    record: R | None


class Orders(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)

    orders: tuple[Order, ...]


@dataclass(frozen=True)
class Asked:
    """A question under way."""

    request_id: str
    consent_id: str
    at: datetime


@dataclass(frozen=True)
class Question(Generic[T]):
    """A question about one person to one registry. `read` takes the signed content, raises ValidationError, and
    returns the answer with its record, or None where the registry says that it has none, and whether it is about
    somebody else."""

    registry: Registry
    subject: Mapping[str, str] = field(repr=False)
    read: Callable[[bytes], Reading[T]] = field(repr=False)

    def query(self, asked: Asked) -> dict[str, str]:
        """What the registry must repeat in its answer."""
        return {"purpose": PURPOSE, "consent": asked.consent_id, **self.subject}

    def body(self, asked: Asked) -> dict[str, str]:
        return {"request_id": asked.request_id, **self.query(asked)}

    def answer(self, content: bytes, evidence: bytes, asked: Asked, now: datetime) -> Answer[T]:
        """What the signed content means, read at the time `now`."""
        try:
            reading = self.read(content)
        except ValidationError:
            return Silent(self.registry, "malformed")
        said = reading.answer
        about_this_request = (
            said.registry is self.registry
            and said.request_id == asked.request_id
            and said.query == self.query(asked)
            and asked.at - CLOCKS_DIFFER <= said.answered_at <= now + CLOCKS_DIFFER
            and reading.subjects <= set(self.subject.values())
        )
        if not about_this_request:
            return Silent(self.registry, "not-about-this-request")
        if said.found != (reading.record is not None):
            return Silent(self.registry, "malformed")
        return NoRecord(evidence) if reading.record is None else Found(reading.record, evidence)


@dataclass(frozen=True)
class Reading(Generic[T]):
    """A well-formed answer: its record, if it has one, and the people whom the record is about."""

    answer: SignedAnswer[Person] | SignedAnswer[Birth] | SignedAnswer[Orders]
    record: T | None
    subjects: frozenset[str]


def about_person(iin: str) -> Question[Person]:
    return Question(Registry.PERSONS, {"iin": iin}, _read_person)


def about_birth(child_iin: str) -> Question[Birth]:
    return Question(Registry.BIRTHS, {"child_iin": child_iin}, _read_birth)


def about_orders(guardian_iin: str) -> Question[tuple[Order, ...]]:
    return Question(Registry.GUARDIANSHIP, {"guardian_iin": guardian_iin}, _read_orders)


def _read_person(content: bytes) -> Reading[Person]:
    said = SignedAnswer[Person].model_validate_json(content)
    return Reading(said, said.record, frozenset({said.record.iin} if said.record else ()))


def _read_birth(content: bytes) -> Reading[Birth]:
    said = SignedAnswer[Birth].model_validate_json(content)
    return Reading(said, said.record, frozenset({said.record.child_iin} if said.record else ()))


def _read_orders(content: bytes) -> Reading[tuple[Order, ...]]:
    said = SignedAnswer[Orders].model_validate_json(content)
    orders = said.record.orders if said.record else ()
    return Reading(said, orders or None, frozenset(order.guardian_iin for order in orders))
