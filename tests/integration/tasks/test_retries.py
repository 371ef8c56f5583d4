"""What happens to a task whose handler fails: back-off in the clock's time, Retry-After, limits, the deadline."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from google.cloud.tasks_v2.types import queue
from google.protobuf.field_mask_pb2 import FieldMask

from emulators.cloud_tasks import backoff
from emulators.cloud_tasks.dispatch import DEADLINE_EXCEEDED, Delivery, Dispatcher
from emulators.cloud_tasks.storage import Storage
from emulators.cloud_tasks.tokens import TokenIssuer
from functions.shared.clock import FileClock
from tests.integration.tasks.conftest import QUEUE, START
from tests.integration.tasks.receiver import Receiver
from tests.integration.tasks.waiting import eventually

Create = Callable[..., Any]


def retries(**fields: Any) -> Any:
    """A RetryConfig as the emulator keeps it."""
    return queue.RetryConfig.pb(queue.RetryConfig(**fields))


def after(client: Any, name: str, answers: int) -> Any:
    """The task, when it has had so many answers and waits for its next attempt."""
    return eventually(lambda: (task := client.get_task(name=name)).response_count == answers and task)


def test_back_off_doubles_three_times_then_grows_by_the_last_step_to_the_longest(
    client: Any, create: Create, receiver: Receiver, clock: FileClock
) -> None:
    receiver.status = 500
    name, waited = create().name, []
    for attempt in range(1, 9):
        headers = receiver.next().headers
        assert headers["x-cloudtasks-taskretrycount"] == str(attempt - 1)
        pause = after(client, name, attempt).schedule_time - clock.now()
        waited.append(pause.total_seconds())
        clock.move(by=pause)
    assert waited == [10, 20, 40, 80, 160, 240, 300, 300]


def test_a_retry_does_not_come_before_its_time(
    client: Any, create: Create, receiver: Receiver, clock: FileClock
) -> None:
    receiver.status = 503
    name = create().name
    receiver.next()
    after(client, name, 1)
    clock.move(by=timedelta(seconds=9))
    assert receiver.is_quiet()
    clock.move(by=timedelta(seconds=1))
    receiver.next()


def test_a_retry_tells_the_answer_before_and_counts_only_answers_below_500(
    client: Any, create: Create, receiver: Receiver, clock: FileClock
) -> None:
    receiver.status = 404
    name = create().name
    receiver.next()
    after(client, name, 1)
    receiver.status = 503
    clock.move(by=timedelta(seconds=10))
    second = receiver.next().headers
    assert second["x-cloudtasks-taskpreviousresponse"] == "404"
    assert second["x-cloudtasks-taskexecutioncount"] == "1"
    after(client, name, 2)
    clock.move(by=timedelta(seconds=20))
    assert receiver.next().headers["x-cloudtasks-taskexecutioncount"] == "1"


@pytest.mark.parametrize(
    ("status", "header", "seconds"),
    [
        (429, "90", 90),
        (503, "90", 90),
        (503, "5", 10),  # shorter than the back-off
        (500, "90", 10),  # only 429 and 503 may ask
        (503, "Sun, 22 Nov 2026 05:02:00 GMT", 120),
        (503, "soon", 10),
    ],
)
def test_retry_after_is_obeyed_where_it_is_longer(
    client: Any, create: Create, receiver: Receiver, status: int, header: str, seconds: int
) -> None:
    receiver.status, receiver.headers = status, {"Retry-After": header}
    name = create().name
    receiver.next()
    assert after(client, name, 1).schedule_time == START + timedelta(seconds=seconds)


def test_a_task_vanishes_when_its_attempts_are_spent(
    client: Any, create: Create, receiver: Receiver, clock: FileClock
) -> None:
    mask = FieldMask(paths=["retry_config.max_attempts"])
    client.update_queue(queue={"name": QUEUE, "retry_config": {"max_attempts": 2}}, update_mask=mask)
    receiver.status = 500
    name = create().name
    receiver.next()
    after(client, name, 1)
    clock.move(by=timedelta(seconds=10))
    receiver.next()
    eventually(lambda: not list(client.list_tasks(parent=QUEUE)))


@pytest.mark.parametrize(
    ("max_attempts", "max_duration", "attempts", "age", "given_up"),
    [
        (3, 0, 2, 9999, False),
        (3, 0, 3, 0, True),
        (3, 60, 3, 59, False),  # both must be spent
        (3, 60, 2, 60, False),
        (3, 60, 3, 60, True),
        (-1, 60, 1, 59, False),
        (-1, 60, 1, 60, True),
        (-1, 0, 9999, 9999, False),
    ],
)
def test_a_task_is_given_up_when_attempts_and_duration_are_both_spent(
    max_attempts: int, max_duration: int, attempts: int, age: int, given_up: bool
) -> None:
    config = retries(max_attempts=max_attempts, max_retry_duration=timedelta(seconds=max_duration))
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert backoff.exhausted(config, attempts, now - timedelta(seconds=age), now) is given_up


def test_back_off_stays_finite_after_any_number_of_attempts() -> None:
    config = retries(min_backoff=timedelta(seconds=1), max_backoff=timedelta(hours=1), max_doublings=2_000_000)
    assert backoff.delay(config, 1_000_000) == timedelta(hours=1)


def test_a_handler_that_cannot_be_reached_is_tried_again(client: Any, create: Create) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    name = create({"url": f"http://127.0.0.1:{port}/"}).name
    task = eventually(lambda: (seen := client.get_task(name=name)).schedule_time > START and seen)
    assert (task.dispatch_count, task.response_count) == (1, 0)


@pytest.fixture
def dispatcher(tmp_path: Path, clock: FileClock) -> Iterator[Dispatcher]:
    storage = Storage(tmp_path / "storage")
    dispatcher = Dispatcher(TokenIssuer(storage, clock))
    yield dispatcher
    dispatcher.close()
    storage.close()


def test_a_handler_that_is_silent_past_the_dispatch_deadline_has_failed(
    dispatcher: Dispatcher, receiver: Receiver
) -> None:
    receiver.open.clear()
    outcome = dispatcher.deliver(Delivery("POST", receiver.url, b"", {}, deadline=0.05))
    assert (outcome.status, outcome.code, outcome.succeeded) == (None, DEADLINE_EXCEEDED, False)
