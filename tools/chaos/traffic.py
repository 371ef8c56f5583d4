"""Citizens who ask until they are answered, at a steady rate, whatever is being killed meanwhile."""

from __future__ import annotations

import random
import secrets
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import requests

from emulators.population import Scene
from emulators.stack.client import PortalClient

PATIENCE_S = 240.0
"""How long a citizen goes on asking with the same key."""
TWICE = 0.2
"""The share of citizens who click twice at once."""
WORKERS = 48


@dataclass
class Traffic:
    """What was asked and what was answered. `accepted` holds, by key, every application that an answer has named."""

    client: PortalClient
    scenes: list[Scene]
    chance: random.Random
    accepted: dict[str, set[str]] = field(default_factory=dict)
    unanswered: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """Answers that no repeat would change; there should be none."""
    repeats: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, minutes: float, rate: float) -> None:
        """New citizens come at so many a second, whether those before them were answered or not."""
        with ThreadPoolExecutor(WORKERS) as citizens:
            started, end = time.monotonic(), time.monotonic() + 60 * minutes
            came = 0
            while (now := time.monotonic()) < end:
                if now < started + came / rate:
                    time.sleep(min(0.05, started + came / rate - now))
                    continue
                came += 1
                citizens.submit(self._come, self.chance.choice(self.scenes), self.chance.random() < TWICE)

    def _come(self, scene: Scene, twice: bool) -> None:
        key = secrets.token_hex(16)
        cms = self.client.sign(self.client.request(scene), scene.id)
        with self._lock:
            self.accepted[key] = set()
        if twice:
            other = threading.Thread(target=self._ask, args=(scene, cms, key))
            other.start()
            self._ask(scene, cms, key)
            other.join()
        else:
            self._ask(scene, cms, key)

    def _ask(self, scene: Scene, cms: bytes, key: str) -> None:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            try:
                answer = self.client.submit(self.client.citizen(scene), cms, key)
                body = answer.json()
            except (requests.RequestException, ValueError):
                self._again()
                continue
            if answer.status_code == 201:
                with self._lock:
                    self.accepted[key].add(body["id"])
                return
            if answer.status_code < 500 and answer.status_code != 429:
                with self._lock:
                    self.refused[f"{answer.status_code} {body.get('type', '')}"] += 1
                return
            self._again()
        with self._lock:
            self.unanswered += 1

    def _again(self) -> None:
        with self._lock:
            self.repeats += 1
        time.sleep(self.chance.uniform(0.2, 2.0))
