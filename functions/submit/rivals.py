"""Compare and set where many want the same at once: whoever loses reads again and goes on, for as long as it pays."""

from __future__ import annotations

import random
import time

from functions.shared.log import LogEvent, Severity, log
from functions.shared.ports import StoreUnavailable

BUDGET_S = 10.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.02, 0.1
"""The pause is drawn at random up to the first, which doubles. With 32 at once the longest halves the lost races."""


class Rivals:
    """The lost races of one piece of work in a queue, where each means that somebody else was served first.

    Somebody always wins, so it pays to go on for as long as a caller waits, which `Races` with its five does not.
    """

    def __init__(self, case: str) -> None:
        self._case = case
        self._ends = time.monotonic() + BUDGET_S
        self._lost = 0

    def lost(self, error: Exception) -> None:
        """Call it after a lost race, then read again. Raises StoreUnavailable when the time is up."""
        self._lost += 1
        if time.monotonic() > self._ends:
            log(LogEvent.LOST_RACE, Severity.WARNING, case=self._case, races=self._lost)
            raise StoreUnavailable from error
        longest = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(self._lost - 1, 10))
        time.sleep(random.uniform(0, longest))  # noqa: S311 - a pause, not a secret
