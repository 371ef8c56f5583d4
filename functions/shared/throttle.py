"""How much is asked of one party at once: less when it does not answer in time, more when it does.

A party that needs longer than we wait, because too much is asked of it, serves nobody: each question is given up
before its answer comes, and is asked again; and so it stays for as long as there are enough who ask. So half as many
may ask after each failure, and one more after as many answers as may ask at once (additive increase, multiplicative
decrease: RFC 5681, 3.1).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

MOST = 16


class Crowded(Exception):
    """No place became free in time: nothing was asked."""


class Throttle:
    """The places of those who ask one party, in one process. One place is always left, or nobody would learn that the
    party is well again."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._allowed = float(most)
        self._taken = 0
        self._changed = threading.Condition()

    @property
    def allowed(self) -> int:
        """How many may ask at once."""
        return int(self._allowed)

    @contextmanager
    def place(self, seconds: float, failure: type[Exception]) -> Iterator[None]:
        """A place, within so many seconds. Raises Crowded.

        A body that ends was answered; one that raises `failure` was not; any other error tells nothing about the party.
        """
        self._take(seconds)
        try:
            yield
        except failure:
            self._allow(max(1.0, self._allowed / 2))
            raise
        else:
            self._allow(min(float(self._most), self._allowed + 1 / self._allowed))
        finally:
            self._give_back()

    def _take(self, seconds: float) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: self._taken < self.allowed, seconds):
                raise Crowded
            self._taken += 1

    def _allow(self, allowed: float) -> None:
        with self._changed:
            self._allowed = allowed

    def _give_back(self) -> None:
        with self._changed:
            self._taken -= 1
            self._changed.notify_all()
