"""The registries, as the service sees them."""

from __future__ import annotations

from typing import Protocol

from functions.shared.domain.decision import Gathered
from functions.shared.domain.facts import Answer, Birth, Order, Person


class Registries(Protocol):
    """Asks, and never takes longer than `budget` seconds; what has not answered by then is Silent.

    `consent_id` names the recorded consent (9.3) under which is asked. No method raises for a registry's fault.
    """

    def person(self, iin: str, consent_id: str, budget: float) -> Answer[Person]: ...

    def births(self, child_iins: tuple[str, ...], consent_id: str, budget: float) -> tuple[Answer[Birth], ...]:
        """In the order of the children."""

    def orders(self, guardian_iin: str, consent_id: str, budget: float) -> Answer[tuple[Order, ...]]: ...

    def ask(self, applicant_iin: str, child_iins: tuple[str, ...], consent_id: str, budget: float) -> Gathered:
        """All that a decision needs, asked at once; the births stand in the order of the children."""
