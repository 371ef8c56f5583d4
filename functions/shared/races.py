"""Compare and set: a writer whose document was changed under it reads again and decides again (design: 5)."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from functions.shared.log import LogEvent, Severity, log
from functions.shared.ports import AlreadyExists, StoreUnavailable, VersionMismatch

T = TypeVar("T")

PATIENCE_S = 10.0
"""Somebody always wins a race, so it pays to go on for about as long as a caller waits."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.02, 0.1
"""The pause is drawn at random, so that rivals do not march in step, from a range that doubles up to the longest."""


class Races:
    """The lost races of one piece of work. `case` is an identifier that is not personal."""

    def __init__(self, case: str) -> None:
        self._case = case
        self._ends = time.monotonic() + PATIENCE_S
        self._lost = 0

    def lost(self, error: Exception) -> None:
        """Call it after a lost race, then read again. Raises StoreUnavailable when the patience is at its end."""
        self._lost += 1
        if time.monotonic() > self._ends:
            log(LogEvent.LOST_RACE, Severity.WARNING, case=self._case, races=self._lost)
            raise StoreUnavailable from error
        longest = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(self._lost - 1, 10))
        time.sleep(random.uniform(0, longest))  # noqa: S311 - a pause, not a secret


def retried(case: str, attempt: Callable[[], T]) -> T:
    """Read, decide and write again after each lost race: `attempt` does all three. Raises StoreUnavailable."""
    races = Races(case)
    while True:
        try:
            return attempt()
        except (AlreadyExists, VersionMismatch) as error:
            races.lost(error)
