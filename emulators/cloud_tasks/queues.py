"""The rules of a queue: its name, its defaults, its limits, and how queues are declared in a file.

A declaration is a JSON list in the shape of the REST resource Queue; `name` may be the short name alone:

    [{"name": "verify",
      "rateLimits": {"maxDispatchesPerSecond": 50, "maxConcurrentDispatches": 20},
      "retryConfig": {"maxAttempts": 20, "maxRetryDuration": "3600s", "minBackoff": "10s", "maxBackoff": "300s",
                      "maxDoublings": 3}}]

What is left out gets the service's defaults: 500 dispatches a second, 1000 at once, 100 attempts, back-off from 0.1 s
to an hour with 16 doublings. Unlike the service, the name of a deleted queue may be used again at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from google.protobuf import json_format

from emulators.cloud_tasks.messages import RUNNING, Message, Queue, copy, span
from emulators.cloud_tasks.refusals import invalid, not_emulated

NAME = re.compile(r"projects/[\w.:-]+/locations/[\w-]+/queues/[A-Za-z0-9-]{1,100}", re.ASCII)


def declared(resource: Mapping[str, Any], parent: str) -> Message:
    """A queue from its REST resource. Raises ValueError for what the resource does not know."""
    try:
        message = json_format.ParseDict(dict(resource), Queue())
    except json_format.ParseError as error:
        raise ValueError(f"queue declaration: {error}") from error
    if "/" not in message.name:
        message.name = f"{parent}/queues/{message.name}"
    return message


def complete(queue: Message) -> Message:
    """The queue with the service's defaults filled in and everything in bounds; Refused where it is not."""
    if not NAME.fullmatch(queue.name):
        raise invalid(
            'Queue name must be formatted: "projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>".'
        )
    for field in ("http_target", "app_engine_routing_override"):
        if queue.HasField(field):
            raise not_emulated(f"Queue.{field}")
    queue = copy(queue)
    queue.state = queue.state or RUNNING
    limits, retries = queue.rate_limits, queue.retry_config
    limits.max_dispatches_per_second = limits.max_dispatches_per_second or 500.0
    limits.max_concurrent_dispatches = limits.max_concurrent_dispatches or 1000
    limits.max_burst_size = max(int(limits.max_dispatches_per_second / 5), 1)
    retries.max_attempts = retries.max_attempts or 100
    retries.max_doublings = retries.max_doublings or 16
    if not retries.HasField("min_backoff"):
        retries.min_backoff.FromMilliseconds(100)
    if not retries.HasField("max_backoff"):
        retries.max_backoff.FromSeconds(3600)
    _check(limits, retries)
    return queue


def _check(limits: Message, retries: Message) -> None:
    if not 0 < limits.max_dispatches_per_second <= 500:
        raise invalid("RateLimits.maxDispatchesPerSecond must be positive and less than or equal to 500.")
    if not 0 < limits.max_concurrent_dispatches <= 5000:
        raise invalid("RateLimits.maxConcurrentDispatches must be positive and less than or equal to 5000.")
    if retries.max_attempts < -1:
        raise invalid("RetryConfig.maxAttempts must be greater or equal to -1.")
    if retries.max_doublings < 0:
        raise invalid("RetryConfig.maxDoublings must not be negative.")
    if span(retries.min_backoff) > span(retries.max_backoff):
        raise invalid("RetryConfig.minBackoff must be less than or equal to RetryConfig.maxBackoff.")


def updated(existing: Message | None, given: Message, mask: Message) -> Message:
    """What UpdateQueue makes of a queue: the masked fields, or all of them; its state only pause and resume change."""
    queue = copy(existing) if existing is not None else Queue()
    if mask.paths:
        mask.MergeMessage(given, queue, True, True)
    else:
        queue.CopyFrom(given)
    queue.name = given.name
    queue.state = existing.state if existing is not None else RUNNING
    return queue
