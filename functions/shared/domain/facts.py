"""What the state registries know, and the three answers that must stay apart (clauses 9.2 and 9.6).

A registry can be *silent* (no usable answer: try again), can say *no such record*, or can hold a record that may
contradict the application. Silent is never turned into "no such record".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from functions.shared.domain.language import Bilingual


@dataclass(frozen=True)
class Name:
    """A person's name as a document writes it; the patronymic is None where there is none."""

    surname: str
    name: str
    patronymic: str | None = None

    def full(self) -> str:
        return " ".join(part for part in (self.surname, self.name, self.patronymic) if part)


@dataclass(frozen=True)
class Names:
    """A person's name in both official spellings (Гүлнар and Гульнар are one person)."""

    kk: Name
    ru: Name


@dataclass(frozen=True)
class Person:
    """A record of the register of natural persons."""

    iin: str
    names: Names
    birth_date: date
    alive: bool
    address: Bilingual


@dataclass(frozen=True)
class Birth:
    """A record of the register of births (electronic since 13 August 2007)."""

    child_iin: str
    names: Names
    birth_date: date
    certificate_number: str


class Capacity(StrEnum):
    """In which capacity the guardian was appointed; taken from the order, never computed silently."""

    GUARDIANSHIP = "guardianship"  # of a child under 14
    TRUSTEESHIP = "trusteeship"  # of a child from 14 to 18


@dataclass(frozen=True)
class Order:
    """An order that appoints a guardian or trustee over one child, from the register of guardianship."""

    number: str
    issued_on: date
    authority: Bilingual
    guardian_iin: str
    child_iin: str
    child_names: Names
    child_birth_date: date
    capacity: Capacity
    active: bool
    ended_on: date | None
    property_inventory: bool
    """True where an inventory of the child's property is in the file, False where there is no property."""


T = TypeVar("T")


class Registry(StrEnum):
    PERSONS = "persons"
    BIRTHS = "births"
    GUARDIANSHIP = "guardianship"


@dataclass(frozen=True)
class Found(Generic[T]):
    """The registry holds this; `evidence` is the signed answer, byte by byte."""

    record: T
    evidence: bytes


@dataclass(frozen=True)
class NoRecord:
    """The registry says, signed, that it holds nothing."""

    evidence: bytes


@dataclass(frozen=True)
class Silent:
    """No usable answer. `why` is one of: timeout, unavailable, malformed, bad-signature, not-about-this-request."""

    registry: Registry
    why: str


Answer = Found[T] | NoRecord | Silent
