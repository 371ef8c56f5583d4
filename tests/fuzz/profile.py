"""How long and how randomly is looked: a fixed number of fixed examples, or rounds of new ones for FUZZ_SECONDS.

A property that is named after what it found keeps its name, and the input that found it stands beside it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, settings

SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
"""For each property; 0 for the fixed examples."""
SLOWEST = 1.0
"""Seconds of processor time that any input may take."""
A_ROUND = 500
T = TypeVar("T")


def examples(usual: int) -> settings:
    """Settings of a property: its usual number of examples, the same in every run, or a round of new ones."""
    return settings(
        max_examples=max(usual, A_ROUND) if SECONDS else usual,
        derandomize=not SECONDS,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def load() -> None:
    """The profile of all that sets nothing of its own."""
    settings.register_profile("fuzz", examples(100))
    settings.load_profile("fuzz")


def explore(look: Callable[[], None]) -> None:
    """Run a property: once with its fixed examples, else round after round until FUZZ_SECONDS are over."""
    until = time.monotonic() + SECONDS
    look()
    while time.monotonic() < until:
        look()


def timed(call: Callable[[], T]) -> T:
    """What it returns, after making sure that it took at most SLOWEST seconds of processor time.

    A machine that does much else lets caches go cold, so what was too slow gets one more chance.
    """
    began = time.process_time()
    result = call()
    if time.process_time() - began > SLOWEST:
        began = time.process_time()
        result = call()
        taken = time.process_time() - began
        assert taken <= SLOWEST, f"{taken:.2f} seconds of processor time"
    return result
