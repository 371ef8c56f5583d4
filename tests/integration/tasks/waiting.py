"""Waiting for what another thread or process is about to do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def eventually(holds: Callable[[], Any], within: float = 5.0) -> Any:
    """What `holds` returns as soon as that is true; fails after so many real seconds."""
    end = time.monotonic() + within
    while not (value := holds()):
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.005)
    return value
