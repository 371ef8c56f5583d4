"""The rules of a new task: its name, its target, its time, and how it is shown."""

from __future__ import annotations

import random
import re
from datetime import datetime, timedelta

from emulators.cloud_tasks.messages import BASIC, FULL, Message, copy, moment, queue_of, span
from emulators.cloud_tasks.model import TaskState
from emulators.cloud_tasks.refusals import invalid, not_emulated

HTTP_METHODS = {1: "POST", 2: "GET", 3: "HEAD", 4: "PUT", 5: "DELETE", 6: "PATCH", 7: "OPTIONS"}
POST = 1
WITH_BODY = (1, 4, 6)
ID = re.compile(r"[A-Za-z0-9_-]{1,500}")
HORIZON = timedelta(days=30)
SHORTEST_DEADLINE, USUAL_DEADLINE, LONGEST_DEADLINE = (
    timedelta(seconds=15),
    timedelta(minutes=10),
    timedelta(minutes=30),
)
LARGEST = 1 << 20
"""Bytes of a task, its body included."""


def admitted(given: Message, queue: str, now: datetime) -> TaskState:
    """The task as the service would keep it. Refused where it would not."""
    task = copy(given)
    _check_name(task.name, queue)
    task.name = task.name or f"{queue}/tasks/{random.getrandbits(64):020d}"
    if not task.HasField("http_request") or task.http_request.HasField("oauth_token"):
        raise not_emulated("Tasks for App Engine, and OAuth tokens")
    _check_request(task.http_request)
    task.http_request.http_method = task.http_request.http_method or POST
    if not task.HasField("dispatch_deadline"):
        task.dispatch_deadline.FromTimedelta(USUAL_DEADLINE)
    if not SHORTEST_DEADLINE <= span(task.dispatch_deadline) <= LONGEST_DEADLINE:
        raise invalid("Task.dispatchDeadline must be between [15s, 30m].")
    if task.ByteSize() > LARGEST:
        raise invalid("Task size too large")
    due = max(moment(task.schedule_time), now) if task.HasField("schedule_time") else now
    if due > now + HORIZON:
        raise invalid("The Task.scheduleTime is too far in the future.")
    task.schedule_time.FromDatetime(due)
    task.create_time.FromSeconds(int(now.timestamp()))
    return TaskState(task, due)


def _check_name(name: str, queue: str) -> None:
    if not name:
        return
    _, _, task_id = name.rpartition("/tasks/")
    if not ID.fullmatch(task_id):
        raise invalid(
            f'Task ID "{task_id}" can contain only letters ([A-Za-z]), numbers ([0-9]), hyphens (-), or underscores '
            "(_). Task ID must between 1 and 500 characters."
        )
    if queue_of(name) != queue:
        raise invalid(
            f"The queue name from request ('{queue}') must be the same as the queue name in the named task "
            f"('{queue_of(name)}')."
        )


def _check_request(request: Message) -> None:
    if not request.url:
        raise invalid("HttpRequest.url is required.")
    if not re.match(r"https?://[^/]", request.url):
        raise invalid("HttpRequest.url must start with 'http://' or 'https://'.")
    if request.body and request.http_method not in (0, *WITH_BODY):
        raise invalid("HTTP request body is not allowed for this method.")
    if request.HasField("oidc_token") and "@" not in request.oidc_token.service_account_email:
        raise invalid("OidcToken.serviceAccountEmail must be the address of a service account.")


def shown(task: TaskState, view: int) -> Message:
    """The task as an answer carries it: without its body, unless the full view is asked for."""
    message = copy(task.message)
    message.view = FULL if view == FULL else BASIC
    if view != FULL:
        message.http_request.ClearField("body")
    return message
