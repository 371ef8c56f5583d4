"""Compare and set: a writer whose document was changed under it reads again and decides again (design: 5)."""

from __future__ import annotations

import random
import time

from functions.shared.log import LogEvent, log
from functions.shared.ports import StoreUnavailable

MOST = 5
"""How often one piece of work may lose before it is left to the next task."""
PAUSE_S = 0.02
"""The longest pause after the first loss; it doubles, and is drawn at random, so that rivals do not march in step."""


class Races:
    """The lost races of one piece of work. `case` is an identifier that is not personal."""

    def __init__(self, case: str) -> None:
        self._case = case
        self._lost = 0

    def lost(self, error: Exception) -> None:
        """Call it after a lost race, then read again. Raises StoreUnavailable after the last."""
        self._lost += 1
        log(LogEvent.LOST_RACE, case=self._case, races=self._lost)
        if self._lost == MOST:
            raise StoreUnavailable from error
        time.sleep(random.uniform(0, PAUSE_S * 2 ** (self._lost - 1)))  # noqa: S311 - a pause, not a secret
