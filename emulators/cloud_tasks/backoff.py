"""When a failed task is tried again, and when no more (the queue's RetryConfig)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from emulators.cloud_tasks.messages import Message, span

SLOW_DOWN = (429, 503)
"""The answers whose Retry-After is obeyed."""


def delay(config: Message, attempts: int) -> timedelta:
    """How long to wait after so many attempts.

    The interval doubles `max_doublings` times, then grows by the last step, up to `max_backoff`: 10 s, 300 s and
    3 doublings make 10, 20, 40, 80, 160, 240, 300, 300 seconds.
    """
    first, longest = span(config.min_backoff).total_seconds(), span(config.max_backoff).total_seconds()
    doublings = min(config.max_doublings, 60)  # beyond any longest interval, and still a finite number
    seconds = first * 2.0 ** min(attempts - 1, doublings) * max(1, attempts - doublings)
    return timedelta(seconds=min(seconds, longest))


def exhausted(config: Message, attempts: int, first: datetime, now: datetime) -> bool:
    """Whether the task is given up. Where both limits are set, both must be passed; -1 attempts is no limit."""
    duration = span(config.max_retry_duration)
    if config.max_attempts == -1 and not duration:
        return False
    attempts_spent = config.max_attempts == -1 or attempts >= config.max_attempts
    return attempts_spent and now - first >= duration


def retry_after(status: int | None, header: str | None, now: datetime) -> timedelta:
    """What a 429 or 503 asks for: seconds, or an HTTP date in the clock's time. Zero where there is nothing to obey."""
    if status not in SLOW_DOWN or not header:
        return timedelta()
    if header.isdigit():
        return timedelta(seconds=int(header))
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return timedelta()
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(until - now, timedelta())
