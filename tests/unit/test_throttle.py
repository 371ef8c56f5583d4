"""Asking a slow party less, until it answers."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from functions.shared.throttle import Crowded, Throttle
from functions.shared.trust.fetcher import FetchFailed


def fail(throttle: Throttle, error: Exception) -> None:
    with pytest.raises(type(error)), throttle.place(0, FetchFailed):
        raise error


def succeed(throttle: Throttle) -> None:
    with throttle.place(0, FetchFailed):
        pass


def test_half_as_many_after_a_failure_and_one_is_always_left() -> None:
    throttle = Throttle(most=8)
    seen = []
    for _ in range(5):
        fail(throttle, FetchFailed("late"))
        seen.append(throttle.allowed)
    assert seen == [4, 2, 1, 1, 1]


def test_one_more_after_as_many_answers_as_may_ask_and_never_more_than_at_first() -> None:
    throttle = Throttle(most=3)
    for _ in range(3):
        fail(throttle, FetchFailed("late"))
    seen = []
    for _ in range(6):
        succeed(throttle)
        seen.append(throttle.allowed)
    assert seen == [2, 2, 2, 3, 3, 3]


def test_an_error_of_our_own_tells_nothing_about_the_party() -> None:
    throttle = Throttle(most=8)
    fail(throttle, KeyError("ours"))
    assert throttle.allowed == 8


def test_who_finds_no_place_in_time_asks_nothing_and_a_place_that_was_left_is_free() -> None:
    throttle = Throttle(most=1)
    with throttle.place(0, FetchFailed), pytest.raises(Crowded), throttle.place(0.01, FetchFailed):
        pytest.fail("there was no place")
    succeed(throttle)


SERVES_IN_S, PATIENCE_S = 0.02, 0.1


class SlowParty:
    """Serves one question after the other, in the order they came, also those whose askers have gone."""

    def __init__(self) -> None:
        self._asked: queue.Queue[threading.Event | None] = queue.Queue()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def ask(self) -> None:
        answered = threading.Event()
        self._asked.put(answered)
        if not answered.wait(PATIENCE_S):
            raise FetchFailed("late")

    def close(self) -> None:
        with self._asked.mutex:
            self._asked.queue.clear()
        self._asked.put(None)
        self._thread.join()

    def _serve(self) -> None:
        while (answered := self._asked.get()) is not None:
            time.sleep(SERVES_IN_S)
            answered.set()


@pytest.fixture
def party() -> Iterator[SlowParty]:
    party = SlowParty()
    yield party
    party.close()


def test_a_party_that_twelve_would_drown_answers_all_twelve(party: SlowParty) -> None:
    """Without the throttle it answers the first five, and then nobody any more: it works off what was given up."""
    throttle, end = Throttle(), time.monotonic() + 10

    def ask_until_answered(_: int) -> bool:
        while time.monotonic() < end:
            try:
                with throttle.place(PATIENCE_S, FetchFailed):
                    party.ask()
            except (FetchFailed, Crowded):
                continue
            return True
        return False

    with ThreadPoolExecutor(12) as askers:
        assert all(askers.map(ask_until_answered, range(24)))
