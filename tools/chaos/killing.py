"""Killing processes of the stack at random, with SIGKILL, and starting them again with the state they had."""

from __future__ import annotations

import random
import threading
from collections import Counter
from contextlib import suppress

import requests

from emulators.stack.local import LocalStack
from emulators.stack.program import DidNotStart

PAUSES_S = (3.0, 12.0)
TASK_FAULTS = {"duplicate": 0.1, "drop": 0.05, "unavailable": 0.05}
TIMEOUT_S = 5


class Killer:
    """Kills one at a time; nobody is spared but those whose state is in memory alone.

    It works in the thread that started the stack: the system ends a program of ours with the thread that spawned it.
    """

    def __init__(self, stack: LocalStack, chance: random.Random, spared: frozenset[str]) -> None:
        self._stack, self._chance = stack, chance
        self._names = sorted(set(stack.programs) - spared)
        self.killed: Counter[str] = Counter()
        self.failures: list[str] = []

    def run_until(self, enough: threading.Event) -> None:
        """In the end every process is running again, and the faults are over."""
        self._faults(TASK_FAULTS)
        while not enough.wait(self._chance.uniform(*PAUSES_S)):
            name = self._chance.choice(self._names)
            try:
                self._stack.restart(name)
            except DidNotStart as error:
                self.failures.append(str(error))
                self._stack.programs[name].start()
            self.killed[name] += 1
            if name == "cloud_tasks":
                self._faults(TASK_FAULTS)
        self._faults({})

    def _faults(self, faults: dict[str, float]) -> None:
        with suppress(requests.ConnectionError):  # it was killed just now: its faults are gone with it
            url = f"{self._stack.control('cloud_tasks')}/_control/faults"
            requests.post(url, json=faults, timeout=TIMEOUT_S).raise_for_status()
