"""What the adapter puts into a task, and how long it may hold up an acceptance."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests
from joserfc import jwk, jwt

from emulators.cloud_tasks import CloudTasksEmulator
from functions.shared.cloud.tasks import CloudTasks, tasks_client
from functions.shared.ports import Task, TasksUnavailable
from tests.integration.tasks.conftest import QUEUE
from tests.integration.tasks.receiver import Receiver

ACCOUNT = "tasks@demo.iam.gserviceaccount.com"


def adapter(client: Callable[[], Any], url: str = "http://127.0.0.1:1") -> CloudTasks:
    return CloudTasks(
        client,
        project="demo",
        location="kz",
        services={"issue": f"{url}/"},
        service_account=ACCOUNT,
        audience="https://issue.example",
        deadlines={"verify": timedelta(seconds=60)},
    )


def test_a_task_is_an_empty_post_with_a_token_for_our_audience(
    client: Any, receiver: Receiver, emulator: CloudTasksEmulator
) -> None:
    adapter(lambda: client, receiver.url).schedule(Task("verify", "issue", "/tasks/verify/a1"))
    arrived = receiver.next()
    assert (arrived.method, arrived.path, arrived.body) == ("POST", "/tasks/verify/a1", b"")
    keys = jwk.KeySet.import_key_set(requests.get(f"{emulator.control}/jwks", timeout=5).json())
    claims = jwt.decode(arrived.headers["authorization"].removeprefix("Bearer "), keys).claims
    assert (claims["email"], claims["aud"]) == (ACCOUNT, "https://issue.example")


def test_the_deadline_of_the_queue_goes_with_the_task(client: Any, receiver: Receiver) -> None:
    client.pause_queue(name=QUEUE)
    adapter(lambda: client, receiver.url).schedule(Task("verify", "issue", "/tasks/verify/a1"))
    (kept,) = client.list_tasks(parent=QUEUE)
    assert kept.dispatch_deadline == timedelta(seconds=60)


def test_a_missing_queue_counts_as_no_task(client: Any) -> None:
    with pytest.raises(TasksUnavailable, match="NotFound"):
        adapter(lambda: client).schedule(Task("nowhere", "issue", "/tasks/verify/a1"))


def test_a_service_that_nobody_configured_is_a_mistake_of_ours(client: Any) -> None:
    with pytest.raises(KeyError):
        adapter(lambda: client).schedule(Task("verify", "unheard", "/tasks/verify/a1"))


def test_a_silent_service_holds_up_an_acceptance_for_less_than_two_seconds() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = tasks_client(f"127.0.0.1:{silent.getsockname()[1]}")
        began = time.monotonic()
        with pytest.raises(TasksUnavailable):
            adapter(lambda: client).schedule(Task("verify", "issue", "/tasks/verify/a1"))
        assert time.monotonic() - began < 2
        client.transport.close()


def test_the_client_is_not_made_before_the_first_task() -> None:
    def never() -> Any:
        raise AssertionError("a client was made at import")

    adapter(never)
