"""The drill of a restore, held on the running stack: its store is lost, and nobody else's test may notice (0028)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from emulators.stack.local import LocalStack
from tests.system.conftest import end_faults
from tools.drill.__main__ import Drill


@pytest.fixture
def drill(stack: LocalStack) -> Iterator[Drill]:
    drill = Drill(stack, archived=True, thorough=False)
    yield drill
    drill.store.mend()
    end_faults(stack)


def test_a_store_that_was_lost_comes_back_with_all_that_was_given_out(
    drill: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", drill.stack.address("firestore"))
    assert [check for check in drill.run() if not check.holds] == []
