"""The registries as dictionaries: the same port, the same three answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from functions.shared.domain.decision import Gathered
from functions.shared.domain.facts import Answer, Birth, Found, NoRecord, Order, Person, Registry, Silent

T = TypeVar("T")


@dataclass
class FakeRegistries:
    """What the registries hold, by IIN. A registry in `silent` answers nothing, for the reason given there."""

    persons: dict[str, Person] = field(default_factory=dict)
    born: dict[str, Birth] = field(default_factory=dict)
    appointments: list[Order] = field(default_factory=list)
    silent: dict[Registry, str] = field(default_factory=dict)
    consents: list[str] = field(default_factory=list)
    """The consents under which was asked, one for each question."""

    def person(self, iin: str, consent_id: str, budget: float) -> Answer[Person]:
        return self._answer(Registry.PERSONS, self.persons.get(iin), consent_id)

    def births(self, child_iins: tuple[str, ...], consent_id: str, budget: float) -> tuple[Answer[Birth], ...]:
        return tuple(self._answer(Registry.BIRTHS, self.born.get(child), consent_id) for child in child_iins)

    def orders(self, guardian_iin: str, consent_id: str, budget: float) -> Answer[tuple[Order, ...]]:
        found = tuple(order for order in self.appointments if order.guardian_iin == guardian_iin)
        return self._answer(Registry.GUARDIANSHIP, found or None, consent_id)

    def ask(self, applicant_iin: str, child_iins: tuple[str, ...], consent_id: str, budget: float) -> Gathered:
        return Gathered(
            self.person(applicant_iin, consent_id, budget),
            self.births(child_iins, consent_id, budget),
            self.orders(applicant_iin, consent_id, budget),
        )

    def _answer(self, registry: Registry, record: T | None, consent_id: str) -> Answer[T]:
        self.consents.append(consent_id)
        if registry in self.silent:
            return Silent(registry, self.silent[registry])
        evidence = f"signed by {registry}".encode()
        return NoRecord(evidence) if record is None else Found(record, evidence)
