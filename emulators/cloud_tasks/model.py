"""What the emulator knows of a queue and of a task, beyond what the API tells."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime

from emulators.cloud_tasks.messages import Message


@dataclass
class TaskState:
    """A task that waits or is under way.

    `due` is when it is to be dispatched, in the clock's time; `place` tells which of its entries in the queue's heap
    counts, because rescheduling leaves the old ones behind; `answered` counts the answers that were not 5xx.
    """

    message: Message
    due: datetime
    place: int = 0
    running: bool = False
    gone: bool = False
    answered: int = 0
    last_status: int | None = None
    first_attempt: datetime | None = None


class TokenBucket:
    """The queue's rate limit, in real time. The burst is a fifth of the rate, as the service chooses it."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._level = self._size = max(rate / 5, 1.0)
        self._filled = time.monotonic()

    def wait(self) -> float:
        """Real seconds until a dispatch is allowed."""
        now = time.monotonic()
        self._level = min(self._size, self._level + (now - self._filled) * self._rate)
        self._filled = now
        return max(0.0, (1 - self._level) / self._rate)

    def take(self) -> None:
        self._level -= 1


@dataclass
class QueueState:
    message: Message
    tasks: dict[str, TaskState] = field(default_factory=dict)
    heap: list[tuple[datetime, int, TaskState]] = field(default_factory=list)
    running: int = 0
    bucket: TokenBucket = field(init=False)

    def __post_init__(self) -> None:
        self.configure(self.message)

    def configure(self, message: Message) -> None:
        self.message = message
        self.bucket = TokenBucket(message.rate_limits.max_dispatches_per_second)
