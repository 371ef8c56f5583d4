"""Queues, through Google's own client: declared, created, changed, paused, purged, deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from google.api_core.exceptions import AlreadyExists, InvalidArgument, NotFound
from google.cloud.tasks_v2 import Queue
from google.protobuf.field_mask_pb2 import FieldMask

from emulators.cloud_tasks.queues import declared
from tests.integration.tasks.conftest import PARENT, QUEUE, START
from tests.integration.tasks.receiver import Receiver
from tests.integration.tasks.waiting import eventually


def test_a_declared_queue_has_what_was_declared_and_the_services_defaults(client: Any) -> None:
    queue = client.get_queue(name=QUEUE)
    assert queue.retry_config.min_backoff == timedelta(seconds=10)
    assert queue.retry_config.max_doublings == 3
    assert queue.rate_limits.max_dispatches_per_second == 500
    assert queue.rate_limits.max_concurrent_dispatches == 1000
    assert queue.state == Queue.State.RUNNING


def test_a_declaration_with_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValueError, match="maxAttemts"):
        declared({"name": "verify", "retryConfig": {"maxAttemts": 3}}, PARENT)


def test_a_created_queue_is_listed_and_cannot_be_created_again(client: Any) -> None:
    client.create_queue(parent=PARENT, queue={"name": f"{PARENT}/queues/deadline"})
    assert [queue.name for queue in client.list_queues(parent=PARENT)] == [f"{PARENT}/queues/deadline", QUEUE]
    with pytest.raises(AlreadyExists):
        client.create_queue(parent=PARENT, queue={"name": f"{PARENT}/queues/deadline"})


def test_lists_come_in_pages(client: Any, create: Callable[..., Any]) -> None:
    client.pause_queue(name=QUEUE)
    names = [create().name for _ in range(5)]
    request = {"parent": QUEUE, "page_size": 2}
    assert [len(page.tasks) for page in client.list_tasks(request=request).pages] == [2, 2, 1]
    assert [task.name for task in client.list_tasks(request=request)] == names


def test_an_update_changes_only_the_masked_fields(client: Any) -> None:
    change = {"name": QUEUE, "rate_limits": {"max_concurrent_dispatches": 7}, "retry_config": {"max_attempts": 1}}
    mask = FieldMask(paths=["rate_limits.max_concurrent_dispatches"])
    queue = client.update_queue(queue=change, update_mask=mask)
    assert queue.rate_limits.max_concurrent_dispatches == 7
    assert queue.retry_config.max_attempts == -1


@pytest.mark.parametrize(
    "queue",
    [
        {"name": "verify"},
        {"name": f"{PARENT}/queues/under_score"},
        {"name": f"{PARENT}/queues/q", "rate_limits": {"max_dispatches_per_second": 501}},
        {"name": f"{PARENT}/queues/q", "rate_limits": {"max_concurrent_dispatches": 5001}},
        {"name": f"{PARENT}/queues/q", "retry_config": {"max_attempts": -2}},
        {"name": f"{PARENT}/queues/q", "retry_config": {"min_backoff": "9s", "max_backoff": "8s"}},
    ],
)
def test_a_queue_out_of_bounds_is_refused(client: Any, queue: dict[str, Any]) -> None:
    bounds = {"min_backoff": timedelta(seconds=9), "max_backoff": timedelta(seconds=8)}
    if "min_backoff" in queue.get("retry_config", {}):
        queue = {**queue, "retry_config": bounds}
    with pytest.raises(InvalidArgument):
        client.create_queue(parent=PARENT, queue=queue)


def test_a_paused_queue_dispatches_when_it_is_resumed(
    client: Any, create: Callable[..., Any], receiver: Receiver
) -> None:
    assert client.pause_queue(name=QUEUE).state == Queue.State.PAUSED
    create()
    assert receiver.is_quiet()
    assert client.resume_queue(name=QUEUE).state == Queue.State.RUNNING
    receiver.next()


def test_a_task_that_is_run_by_hand_ignores_pause_and_schedule(
    client: Any, create: Callable[..., Any], receiver: Receiver
) -> None:
    client.pause_queue(name=QUEUE)
    task = create(schedule_time=START + timedelta(days=1))
    client.run_task(name=task.name)
    receiver.next()
    eventually(lambda: not list(client.list_tasks(parent=QUEUE)))


def test_a_purged_queue_is_empty_and_goes_on(client: Any, create: Callable[..., Any], receiver: Receiver) -> None:
    client.pause_queue(name=QUEUE)
    create()
    assert client.purge_queue(name=QUEUE).purge_time == START
    assert not list(client.list_tasks(parent=QUEUE))
    client.resume_queue(name=QUEUE)
    assert receiver.is_quiet()


def test_a_deleted_queue_takes_its_tasks_with_it(client: Any, create: Callable[..., Any], receiver: Receiver) -> None:
    create(schedule_time=START + timedelta(days=1))
    client.delete_queue(name=QUEUE)
    with pytest.raises(NotFound):
        client.get_queue(name=QUEUE)
    with pytest.raises(NotFound):
        create()


def test_no_more_tasks_run_at_once_than_the_queue_allows(
    client: Any, create: Callable[..., Any], receiver: Receiver
) -> None:
    limits = {"max_concurrent_dispatches": 2}
    client.update_queue(queue={"name": QUEUE, "rate_limits": limits}, update_mask=FieldMask(paths=["rate_limits"]))
    receiver.open.clear()
    for _ in range(3):
        create()
    receiver.next()
    receiver.next()
    assert receiver.is_quiet()
    receiver.open.set()
    receiver.next()


def test_no_more_tasks_start_in_a_second_than_the_queue_allows(
    client: Any, create: Callable[..., Any], receiver: Receiver
) -> None:
    limits = {"max_dispatches_per_second": 2}
    client.update_queue(queue={"name": QUEUE, "rate_limits": limits}, update_mask=FieldMask(paths=["rate_limits"]))
    create()
    create()
    receiver.next()
    assert receiver.is_quiet(0.3)
    receiver.next(within=1)
