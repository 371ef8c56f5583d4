"""The client of the state registries."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotDone
from typing import Any, TypeVar

from functions.shared.domain.decision import Gathered
from functions.shared.domain.facts import Answer, Birth, Order, Person, Registry, Silent
from functions.shared.ports import Clock
from functions.shared.registries.messages import Asked, Question, about_birth, about_orders, about_person
from functions.shared.registries.transport import Deadline, NoAnswer, Transport
from functions.shared.throttle import Crowded, Throttle
from functions.shared.tracing import Workers
from functions.shared.trust.ports import RegistrySignatures
from functions.shared.trust.verdicts import Invalid, Valid

T = TypeVar("T")

MOST_AT_ONCE = 12
"""Questions of one application that are under way together; ten children and the two about the applicant."""

MOST_OF_ONE = 32
"""Questions to one registry that are under way together in a process, as long as it answers."""

TURN_WITHIN_S = 1.0
"""So long a question waits for others that the registry keeps waiting; then it is as if the registry were silent."""


class RegistryClient:
    """Asks the registries under `address` (each at /{registry}/v1/{registry}); see `ports.Registries`.

    `token` is sent as a bearer token where there is one. `places` holds how much each registry is asked at once: a
    registry that answers too late because too much is asked of it is asked less, and one that is down holds one
    thread up, not all of them.
    """

    def __init__(
        self,
        address: str,
        signatures: RegistrySignatures,
        clock: Clock,
        token: str | None = None,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        self._address = address.rstrip("/")
        self._signatures = signatures
        self._clock = clock
        self._new_id = new_id
        self.places = {registry: Throttle(MOST_OF_ONE) for registry in Registry}
        self._transport = Transport({"Authorization": f"Bearer {token}"} if token else {})

    def person(self, iin: str, consent_id: str, budget: float) -> Answer[Person]:
        return self._all_within(budget, consent_id, (about_person(iin),))[0]

    def births(self, child_iins: tuple[str, ...], consent_id: str, budget: float) -> tuple[Answer[Birth], ...]:
        return tuple(self._all_within(budget, consent_id, tuple(about_birth(child) for child in child_iins)))

    def orders(self, guardian_iin: str, consent_id: str, budget: float) -> Answer[tuple[Order, ...]]:
        return self._all_within(budget, consent_id, (about_orders(guardian_iin),))[0]

    def ask(self, applicant_iin: str, child_iins: tuple[str, ...], consent_id: str, budget: float) -> Gathered:
        person, orders, *births = self._all_within(
            budget,
            consent_id,
            (about_person(applicant_iin), about_orders(applicant_iin), *(about_birth(child) for child in child_iins)),
        )
        return Gathered(person, tuple(births), orders)

    def close(self) -> None:
        self._transport.close()

    def _all_within(self, budget: float, consent_id: str, questions: tuple[Question[Any], ...]) -> list[Answer[Any]]:
        """The answers in the order of the questions. What is not there in time is Silent, and its thread ends soon."""
        if not questions:
            return []
        deadline = Deadline.after(budget)
        threads = Workers(min(MOST_AT_ONCE, len(questions)), thread_name_prefix="registry")
        try:
            asked = [threads.submit(self._one, question, consent_id, deadline) for question in questions]
            return [
                _within(deadline, future, question.registry) for question, future in zip(questions, asked, strict=True)
            ]
        finally:
            threads.shutdown(wait=False, cancel_futures=True)

    def _one(self, question: Question[T], consent_id: str, deadline: Deadline) -> Answer[T]:
        registry = question.registry
        url = f"{self._address}/{registry}/v1/{registry}"
        try:
            with self.places[registry].place(min(TURN_WITHIN_S, deadline.remaining()), NoAnswer):
                asked = Asked(self._new_id(), consent_id, self._clock.now())
                cms = self._transport.post(url, question.body(asked), deadline)
        except Crowded:
            return Silent(registry, "timeout")
        except NoAnswer as error:
            return Silent(registry, error.why)
        verdict = self._signatures.verify(registry.value, cms)
        if isinstance(verdict, Valid):
            return question.answer(verdict.content, cms, asked, self._clock.now())
        return Silent(registry, "bad-signature" if isinstance(verdict, Invalid) else "unavailable")


def _within(deadline: Deadline, future: Future[Answer[T]], registry: Registry) -> Answer[T]:
    try:
        return future.result(deadline.remaining())
    except NotDone:
        return Silent(registry, "timeout")
