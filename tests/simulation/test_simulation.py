"""Bad days, drawn by a seed: nothing lost, nothing doubled, nothing decided on what nobody checked (2.1, 4.2, 9.6).

`make simulation` runs as many as it is told; here are a few, and for each promise a defect that it must find.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from functions.issue import issuing, steps, verification
from functions.shared.domain.facts import NoRecord, Silent
from tests.simulation.run import simulate
from tests.simulation.world import StormyRegistries

CASES = 100


@pytest.mark.clause("2.1", "2.2", "2.3", "4.2", "6.2", "6.3", "9.6", "9.7", "11.3", "11.8")
@pytest.mark.parametrize("seed", [f"fixed-{n}" for n in range(10)])
def test_when_the_dust_has_settled_every_promise_was_kept(seed: str) -> None:
    counts = simulate(seed, CASES)

    assert counts["issued"] + counts["declined"] == counts["accepted"] == CASES * 60 // 100
    assert counts["complaints"] == CASES * 15 // 100


def test_a_seed_replays_exactly() -> None:
    assert simulate("again", 40) == simulate("again", 40)


# ---------------------------------------------------------------- what it would find

Patch = Callable[[pytest.MonkeyPatch], None]


def silence_is_no_record(patch: pytest.MonkeyPatch) -> None:
    """The mistake that must never be made."""
    honest = StormyRegistries._answer

    def answer(self: Any, registry: Any, record: Any, consent_id: str) -> Any:
        found = honest(self, registry, record, consent_id)
        return NoRecord(b"nobody said so") if isinstance(found, Silent) else found

    patch.setattr(StormyRegistries, "_answer", answer)


def late_cases_are_not_marked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(steps, "mark", lambda services, stored: None)
    patch.setattr("functions.issue.reconciler.escalate", lambda services, identifier: "early")
    patch.setattr("functions.shared.domain.application.Application.is_unmarked_late", lambda self, now: False)


def evidence_is_not_kept(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(verification, "evidence", lambda *_: [])


def what_was_sealed_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    """A second file under another name, after a crash."""
    patch.setattr(
        issuing, "object_name", lambda application: f"certificates/{application.id}-{application.attempts}.pdf"
    )


def nobody_is_told(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("functions.issue.push.save", lambda *_: None)


def the_reconciler_sleeps(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("functions.issue.reconciler.move", lambda services, identifier: "left")


@pytest.mark.parametrize(
    "defect",
    [
        *(silence_is_no_record, late_cases_are_not_marked, evidence_is_not_kept),
        *(what_was_sealed_is_forgotten, nobody_is_told, the_reconciler_sleeps),
    ],
    ids=lambda defect: defect.__name__,
)
def test_it_finds(defect: Patch, monkeypatch: pytest.MonkeyPatch) -> None:
    defect(monkeypatch)

    with pytest.raises((AssertionError, KeyError)):
        Counter(simulate(f"defect-{seed}", 60)["cases"] for seed in range(8))
