"""The kinds of people of the population."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from emulators.population.identifiers import Sex
from functions.shared.domain.facts import Birth, Name, Names, Order, Person
from functions.shared.domain.language import Bilingual


@dataclass(frozen=True)
class Resident:
    """Somebody in the register of natural persons."""

    id: str
    iin: str
    names: Names
    sex: Sex
    birth_date: date
    address: Bilingual
    phone: str
    alive: bool = True

    def record(self) -> Person:
        """What the register of natural persons holds."""
        return Person(self.iin, self.names, self.birth_date, self.alive, self.address)


@dataclass(frozen=True)
class Ward:
    """A child that a scene's guardian names in the request, and what the registries know of it."""

    resident: Resident
    birth: Birth | None
    order: Order | None
    foreign_certificate: str | None = None
    """The number of a birth certificate that must be attached, because the child was born abroad."""


@dataclass(frozen=True)
class Scene:
    """A guardian, what the registries know, and what must therefore come of a request."""

    id: str
    about: str
    provider: str
    guardian: Resident
    wards: tuple[Ward, ...]
    writes_as: Name
    """The name that the guardian writes in the request; the same as in the register but in one scene."""
    further_orders: tuple[Order, ...] = ()
    """Orders about children whom the request does not name."""
    centre: str | None = None
    """The public service centre that the guardian goes to; None where the portal is used."""
    brings_certificate: bool = True
    """Whether the foreign birth certificate is in the guardian's hand on the first visit to the centre (9.1)."""
    paper_copy: bool = False
    """Whether the guardian asks for the certificate on paper, too (4.3)."""


@dataclass(frozen=True)
class Officer:
    """Somebody who works for an office, with the role that the identity provider states."""

    id: str
    role: str
    office: str | None
    resident: Resident
    email: str
