"""The protobuf messages of Cloud Tasks v2, and the times inside them.

Google's package wraps each message in a proto-plus class. The server side needs the protobuf class behind it, which
serialises itself and knows which fields are set.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from google.cloud.tasks_v2.types import cloudtasks, queue, task
from google.protobuf import empty_pb2

SERVICE = "google.cloud.tasks.v2.CloudTasks"
METHODS = (
    *("CreateQueue", "GetQueue", "ListQueues", "UpdateQueue", "PauseQueue", "ResumeQueue", "PurgeQueue", "DeleteQueue"),
    *("CreateTask", "GetTask", "ListTasks", "DeleteTask", "RunTask"),
)
Message = Any
"""A protobuf message; its classes are made at run time, so there is no narrower static type."""


def behind(wrapper: Any) -> Any:
    """The protobuf class behind a proto-plus class."""
    return type(wrapper.pb(wrapper()))


Queue = behind(queue.Queue)
Task = behind(task.Task)
ListQueuesResponse = behind(cloudtasks.ListQueuesResponse)
ListTasksResponse = behind(cloudtasks.ListTasksResponse)
Empty = empty_pb2.Empty
REQUESTS = {method: behind(getattr(cloudtasks, f"{method}Request")) for method in METHODS}

RUNNING = int(queue.Queue.State.RUNNING)
PAUSED = int(queue.Queue.State.PAUSED)
BASIC = int(task.Task.View.BASIC)
FULL = int(task.Task.View.FULL)


def copy(message: Message) -> Message:
    twin = type(message)()
    twin.CopyFrom(message)
    return twin


def moment(timestamp: Message) -> datetime:
    return timestamp.ToDatetime(tzinfo=UTC)  # type: ignore[no-any-return]  # protobuf's classes are untyped


def span(duration: Message) -> timedelta:
    return duration.ToTimedelta()  # type: ignore[no-any-return]  # protobuf's classes are untyped


def queue_of(task_name: str) -> str:
    """The queue's name inside a task's: both are paths, and a task's ends in `/tasks/ID`."""
    return task_name.rpartition("/tasks/")[0]


def short_name(queue: str) -> str:
    """The last part of a queue's name."""
    return queue.rpartition("/")[2]
