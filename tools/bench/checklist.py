"""What a checklist costs at the desk: three children under a new consent, beside the registry's own questions."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from emulators.stack.client import GatewayClient
from emulators.stack.local import LocalStack
from functions.shared.documents.dates import in_almaty
from functions.shared.domain.facts import Found
from tools.bench.figures import Figure, ratio, timed

if TYPE_CHECKING:
    from functions.shared.registries.ports import Registries

SCENE, CHILDREN = "guardian-five-children", 3
SCAN = b"%PDF-1.7\n% The signed consent. Nobody reads it here.\n%%EOF\n"
WARM_UP = 2
BUDGET_S = 10.0


class Desk:
    """A desk of a centre where a guardian of three asks what will be needed. `registries` asks them without a desk."""

    def __init__(self, stack: LocalStack, registries: Registries) -> None:
        self._clock = stack.clock
        self._client = GatewayClient(stack)
        self._headers = self._client.bearer(subject="psc-operator")
        scene = stack.people.scene(SCENE)
        self._guardian = scene.guardian.iin
        self._children = [ward.resident for ward in scene.wards[:CHILDREN]]
        self._scan = self._client.upload(self._headers, SCAN)
        self._registries = registries

    def figures(self, rounds: int) -> list[Figure]:
        """The four in turn, so many times."""
        times = [self._round() for _ in range(rounds + WARM_UP)][WARM_UP:]
        with_consents, withouts, bare_rounds, questions = zip(*times, strict=True)
        new = "a new consent recorded, three questions at once, the signed answers kept"
        return [
            Figure("checklist, three children", median(with_consents), "ms", samples=rounds, how=new),
            Figure(
                "the same without consent", median(withouts), "ms", samples=rounds, how="nobody asked, nothing kept"
            ),
            Figure("one question to a registry", median(questions), "ms", samples=rounds, how="answer verified"),
            Figure("the bare round of three", median(bare_rounds), "ms", samples=rounds, how="at once, all verified"),
            Figure("checklist beside one question", ratio(with_consents, questions), "times", samples=rounds),
            Figure("checklist beside the round", ratio(with_consents, bare_rounds), "times", samples=rounds),
        ]

    def _round(self) -> tuple[float, float, float, float]:
        """Milliseconds of a checklist with a consent and without, of its bare round, and of one question."""
        with_consent, shown = timed(lambda: self._ask(self._consent()))
        without, _ = timed(lambda: self._ask(None))
        bare, _ = timed(lambda: self._births(CHILDREN, shown["consent"]))
        question, _ = timed(lambda: self._births(1, shown["consent"]))
        return with_consent, without, bare, question

    def _ask(self, consent: dict[str, Any] | None) -> dict[str, Any]:
        body = {
            "applicant_iin": self._guardian,
            "children": [{"iin": child.iin, "birth_date": child.birth_date.isoformat()} for child in self._children],
            "consent": consent,
        }
        answer = self._client.post(self._headers, "/v1/psc/checklist", body)
        answer.raise_for_status()
        shown: dict[str, Any] = answer.json()
        return shown

    def _consent(self) -> dict[str, Any]:
        """Signed half a minute ago; no two are of one moment, so each is a consent of its own."""
        given = in_almaty(self._clock.now()) - timedelta(seconds=30)
        return {"text_version": "2014-1", "given_at": given.isoformat(), "method": "written", "scan": self._scan}

    def _births(self, children: int, consent: str) -> None:
        """Raises RuntimeError where a registry did not know a child: that would not be what the checklist asked."""
        iins = tuple(child.iin for child in self._children[:children])
        if not all(isinstance(answer, Found) for answer in self._registries.births(iins, consent, BUDGET_S)):
            raise RuntimeError("the registry of births did not answer as it answers the checklist")
