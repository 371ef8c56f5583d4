"""Tasks, through Google's own client: what arrives, when, how often, and under which name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests
from google.api_core.exceptions import AlreadyExists, InvalidArgument, NotFound, ServiceUnavailable
from google.cloud.tasks_v2 import HttpMethod, Task
from joserfc import jwk, jwt

from emulators.cloud_tasks import CloudTasksEmulator
from functions.shared.clock import FileClock
from tests.integration.tasks.conftest import PARENT, QUEUE, START
from tests.integration.tasks.receiver import Receiver
from tests.integration.tasks.waiting import eventually

NAME = f"{QUEUE}/tasks/application-1"
Create = Callable[..., Any]


def gone(client: Any, name: str) -> bool:
    try:
        client.get_task(name=name)
    except NotFound:
        return True
    return False


def faults(emulator: CloudTasksEmulator, **wanted: float) -> requests.Response:
    return requests.post(f"{emulator.control}/_control/faults", json=wanted, timeout=5)


# ---------------------------------------------------------------- what arrives


def test_a_task_arrives_with_its_method_body_and_headers(create: Create, receiver: Receiver) -> None:
    create({"http_method": HttpMethod.PUT, "body": b"id", "headers": {"X-Ours": "1", "X-CloudTasks-QueueName": "lie"}})
    arrived = receiver.next()
    assert (arrived.method, arrived.path, arrived.body) == ("PUT", "/tasks/verify/1", b"id")
    assert arrived.headers["x-ours"] == "1"
    assert arrived.headers["user-agent"] == "Google-Cloud-Tasks"
    assert "content-type" not in arrived.headers


def test_a_task_tells_its_queue_its_name_its_attempt_and_its_time(create: Create, receiver: Receiver) -> None:
    create(name=NAME)
    headers = receiver.next().headers
    told = {name: value for name, value in headers.items() if name.startswith("x-cloudtasks-")}
    assert told == {
        "x-cloudtasks-queuename": "verify",
        "x-cloudtasks-taskname": "application-1",
        "x-cloudtasks-taskretrycount": "0",
        "x-cloudtasks-taskexecutioncount": "0",
        "x-cloudtasks-tasketa": f"{START.timestamp():.6f}",
    }


def test_a_token_is_signed_with_the_published_key_at_the_clocks_time(
    create: Create, receiver: Receiver, emulator: CloudTasksEmulator
) -> None:
    account = "tasks@demo.iam.gserviceaccount.com"
    create({"oidc_token": {"service_account_email": account, "audience": "https://issue.example"}})
    bearer = receiver.next().headers["authorization"].removeprefix("Bearer ")
    discovery = requests.get(f"{emulator.control}/.well-known/openid-configuration", timeout=5).json()
    keys = jwk.KeySet.import_key_set(requests.get(discovery["jwks_uri"], timeout=5).json())
    token = jwt.decode(bearer, keys, algorithms=["RS256"])
    assert all("d" not in key for key in keys.as_dict()["keys"])
    assert token.claims["iss"] == discovery["issuer"] == "https://accounts.google.com"
    assert token.claims["email"] == account
    assert token.claims["email_verified"] is True
    assert token.claims["aud"] == "https://issue.example"
    assert token.claims["iat"] == int(START.timestamp())
    assert token.claims["exp"] == token.claims["iat"] + 3600


def test_a_token_is_renewed_when_the_clock_has_moved_on(create: Create, receiver: Receiver, clock: FileClock) -> None:
    oidc = {"oidc_token": {"service_account_email": "tasks@demo.iam.gserviceaccount.com"}}
    create(oidc)
    first = receiver.next().headers["authorization"]
    clock.move(by=timedelta(minutes=31))
    create(oidc)
    assert receiver.next().headers["authorization"] != first


def test_cloud_scheduler_gets_its_token_from_the_same_key(emulator: CloudTasksEmulator) -> None:
    asked = {"email": "scheduler@demo.iam.gserviceaccount.com", "audience": "https://issue.example"}
    token = requests.post(f"{emulator.control}/token", json=asked, timeout=5).json()["token"]
    keys = jwk.KeySet.import_key_set(requests.get(f"{emulator.control}/jwks", timeout=5).json())
    claims = jwt.decode(token, keys, algorithms=["RS256"]).claims
    assert (claims["email"], claims["aud"]) == (asked["email"], asked["audience"])


def test_a_view_without_the_body_is_the_usual_one(client: Any, create: Create) -> None:
    task = create({"body": b"id"}, schedule_time=START + timedelta(hours=1))
    assert task.http_request.body == b""
    assert client.get_task(request={"name": task.name, "response_view": Task.View.FULL}).http_request.body == b"id"


@pytest.mark.parametrize(
    ("request_", "task"),
    [
        ({"url": ""}, {}),
        ({"url": "ftp://example"}, {}),
        ({"http_method": HttpMethod.GET, "body": b"x"}, {}),
        ({"oidc_token": {"audience": "a"}}, {}),
        ({"body": b"x" * (1 << 20)}, {}),
        ({}, {"name": f"{QUEUE}/tasks/no spaces"}),
        ({}, {"name": f"{PARENT}/queues/other/tasks/1"}),
        ({}, {"dispatch_deadline": timedelta(seconds=14)}),
        ({}, {"dispatch_deadline": timedelta(minutes=31)}),
        ({}, {"schedule_time": START + timedelta(days=30, seconds=1)}),
    ],
)
def test_a_task_out_of_bounds_is_refused(create: Create, request_: dict[str, Any], task: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        create(request_, **task)


# ---------------------------------------------------------------- when


def test_a_scheduled_task_arrives_soon_after_somebody_moved_the_clock(
    create: Create, receiver: Receiver, clock: FileClock
) -> None:
    create(schedule_time=START + timedelta(minutes=5))
    assert receiver.is_quiet()
    clock.move(by=timedelta(minutes=5))
    receiver.next(within=1)


def test_a_scheduled_task_follows_a_clock_that_runs_faster(
    create: Create, receiver: Receiver, clock: FileClock
) -> None:
    create(schedule_time=START + timedelta(minutes=5))
    clock.move(rate=1000)
    receiver.next(within=2)


def test_tasks_arrive_in_the_order_of_their_times(
    client: Any, create: Create, receiver: Receiver, clock: FileClock
) -> None:
    mask = {"paths": ["rate_limits"]}
    client.update_queue(
        request={"queue": {"name": QUEUE, "rate_limits": {"max_concurrent_dispatches": 1}}, "update_mask": mask}
    )
    for minutes in (3, 1, 2):
        create({"url": f"{receiver.url}/{minutes}"}, schedule_time=START + timedelta(minutes=minutes))
    clock.move(by=timedelta(minutes=3))
    assert [receiver.next().path for _ in range(3)] == ["/1", "/2", "/3"]


# ---------------------------------------------------------------- names


def test_a_name_can_be_used_once_while_the_task_waits(create: Create) -> None:
    create(name=NAME, schedule_time=START + timedelta(hours=1))
    with pytest.raises(AlreadyExists):
        create(name=NAME)


def test_a_name_stays_used_for_24_hours_after_success(
    client: Any, create: Create, receiver: Receiver, clock: FileClock
) -> None:
    create(name=NAME)
    receiver.next()
    eventually(lambda: gone(client, NAME))
    clock.move(by=timedelta(hours=23, minutes=59))
    with pytest.raises(AlreadyExists):
        create(name=NAME)
    clock.move(by=timedelta(minutes=1))
    create(name=NAME)
    receiver.next()


def test_a_deleted_task_never_arrives_and_its_name_stays_used(client: Any, create: Create, receiver: Receiver) -> None:
    client.pause_queue(name=QUEUE)
    create(name=NAME)
    client.delete_task(name=NAME)
    client.resume_queue(name=QUEUE)
    assert receiver.is_quiet()
    with pytest.raises(NotFound, match="existed recently"):
        client.get_task(name=NAME)
    with pytest.raises(AlreadyExists):
        create(name=NAME)


# ---------------------------------------------------------------- faults on request


def test_a_duplicated_task_arrives_twice(create: Create, receiver: Receiver, emulator: CloudTasksEmulator) -> None:
    faults(emulator, duplicate=1)
    create()
    assert receiver.next().headers["x-cloudtasks-taskname"] == receiver.next().headers["x-cloudtasks-taskname"]
    assert receiver.is_quiet()


def test_a_dropped_task_is_accepted_and_never_arrives(
    create: Create, receiver: Receiver, emulator: CloudTasksEmulator
) -> None:
    faults(emulator, drop=1)
    assert create().name
    faults(emulator)
    assert receiver.is_quiet()


def test_a_delayed_task_comes_so_many_seconds_of_the_clock_later(
    create: Create, receiver: Receiver, emulator: CloudTasksEmulator, clock: FileClock
) -> None:
    faults(emulator, delay_s=120)
    create()
    clock.move(by=timedelta(seconds=119))
    assert receiver.is_quiet()
    clock.move(by=timedelta(seconds=1))
    receiver.next()


def test_an_unavailable_service_keeps_nothing(client: Any, receiver: Receiver, emulator: CloudTasksEmulator) -> None:
    faults(emulator, unavailable=1)
    with pytest.raises(ServiceUnavailable):
        client.create_task(parent=QUEUE, task={"http_request": {"url": receiver.url}}, retry=None)
    assert not list(client.list_tasks(parent=QUEUE))


def test_a_fault_that_is_no_share_is_refused(emulator: CloudTasksEmulator) -> None:
    assert faults(emulator, drop=1.5).status_code == 400
    assert faults(emulator, explode=1).status_code == 400
