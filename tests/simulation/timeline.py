"""Virtual time: what is to happen, in order, and a clock that jumps from one to the next."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta

from tests.fakes.clock import FakeClock


class Timeline:
    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self._waiting: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = itertools.count()

    def at(self, moment: datetime, happens: Callable[[], None]) -> None:
        heapq.heappush(self._waiting, (moment, next(self._order), happens))

    def after(self, seconds: float, happens: Callable[[], None]) -> None:
        self.at(self.clock.now() + timedelta(seconds=seconds), happens)

    def every(self, seconds: float, happens: Callable[[], None]) -> None:
        """From now on, as a scheduler does it: the next time is fixed before this one is over."""
        next_time = self.clock.now() + timedelta(seconds=seconds)

        def round_() -> None:
            nonlocal next_time
            next_time += timedelta(seconds=seconds)
            self.at(next_time, round_)
            happens()

        self.at(next_time, round_)

    def run_until(self, end: datetime) -> None:
        """What something else takes of the time makes others late, and never early."""
        while self._waiting and self._waiting[0][0] <= end:
            moment, _, happens = heapq.heappop(self._waiting)
            if moment > self.clock.now():
                self.clock.move_to(moment)
            happens()
        if self.clock.now() < end:
            self.clock.move_to(end)

    def forget(self) -> None:
        """Nothing of what was to come will happen."""
        self._waiting.clear()
