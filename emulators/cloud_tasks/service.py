"""The methods of google.cloud.tasks.v2.CloudTasks, each from its request message to its answer."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import grpc

from emulators.cloud_tasks import queues, tasks
from emulators.cloud_tasks.broker import Broker
from emulators.cloud_tasks.faults import TaskFaults
from emulators.cloud_tasks.messages import (
    METHODS,
    PAUSED,
    REQUESTS,
    RUNNING,
    SERVICE,
    Empty,
    ListQueuesResponse,
    ListTasksResponse,
    Message,
    copy,
    queue_of,
)
from emulators.cloud_tasks.model import QueueState, TaskState
from emulators.cloud_tasks.refusals import Refused, exists, invalid, no_queue, no_task, not_emulated
from emulators.harness import Faults

LARGEST_PAGE = {"queues": 9800, "tasks": 1000}


class CloudTasksService:
    def __init__(self, broker: Broker, faults: Faults[TaskFaults]) -> None:
        self._broker, self._faults = broker, faults

    def handler(self) -> Any:
        """What a gRPC server needs; no generated code takes part."""
        methods = {
            method: grpc.unary_unary_rpc_method_handler(
                self._guarded(getattr(self, method)),
                request_deserializer=REQUESTS[method].FromString,
                response_serializer=lambda message: message.SerializeToString(),
            )
            for method in METHODS
        }
        return grpc.method_handlers_generic_handler(SERVICE, methods)

    def _guarded(self, method: Callable[[Message], Message]) -> Callable[[Message, Any], Message]:
        """The method under the broker's lock, and its refusals as gRPC statuses."""

        def call(request: Message, context: Any) -> Message:
            try:
                with self._broker.lock:
                    return copy(method(request))
            except Refused as refused:
                context.abort(refused.code, refused.message)

        return call

    # ------------------------------------------------------------ queues

    def CreateQueue(self, request: Message) -> Message:
        if request.queue.name in self._broker.queues:
            raise exists("Queue")
        queue = copy(request.queue)
        queue.state = RUNNING
        return self._broker.keep_queue(queues.complete(queue)).message

    def GetQueue(self, request: Message) -> Message:
        return self._queue(request.name).message

    def ListQueues(self, request: Message) -> Message:
        if request.filter:
            raise not_emulated("ListQueuesRequest.filter")
        found = [
            queue.message for name, queue in sorted(self._broker.queues.items()) if name.startswith(request.parent)
        ]
        page, token = _page(found, request, LARGEST_PAGE["queues"])
        return ListQueuesResponse(queues=page, next_page_token=token)

    def UpdateQueue(self, request: Message) -> Message:
        existing = self._broker.queues.get(request.queue.name)
        queue = queues.updated(existing.message if existing else None, request.queue, request.update_mask)
        return self._broker.keep_queue(queues.complete(queue)).message

    def PauseQueue(self, request: Message) -> Message:
        return self._set_state(request.name, PAUSED)

    def ResumeQueue(self, request: Message) -> Message:
        return self._set_state(request.name, RUNNING)

    def PurgeQueue(self, request: Message) -> Message:
        queue = self._queue(request.name)
        self._broker.forget(list(queue.tasks.values()))
        message = copy(queue.message)
        message.purge_time.FromDatetime(self._broker.clock.now())
        return self._broker.keep_queue(message).message

    def DeleteQueue(self, request: Message) -> Message:
        self._queue(request.name)
        self._broker.drop_queue(request.name)
        return Empty()

    def _queue(self, name: str) -> QueueState:
        try:
            return self._broker.queues[name]
        except KeyError:
            raise no_queue() from None

    def _set_state(self, name: str, state: int) -> Message:
        message = copy(self._queue(name).message)
        message.state = state
        return self._broker.keep_queue(message).message

    # ------------------------------------------------------------ tasks

    def CreateTask(self, request: Message) -> Message:
        if random.random() < self._faults.now.unavailable:
            raise Refused(grpc.StatusCode.UNAVAILABLE, "The service is currently unavailable.")
        queue = self._queue(request.parent)
        if request.task.name and self._broker.name_is_used(request.task.name):
            raise exists("Requested entity")
        task = tasks.admitted(request.task, request.parent, self._broker.clock.now())
        answer = tasks.shown(task, request.response_view)
        self._broker.add(queue, task)
        return answer

    def GetTask(self, request: Message) -> Message:
        return tasks.shown(self._task(request.name), request.response_view)

    def ListTasks(self, request: Message) -> Message:
        found = sorted(self._queue(request.parent).tasks.values(), key=lambda task: (task.due, task.place))
        page, token = _page(found, request, LARGEST_PAGE["tasks"])
        return ListTasksResponse(
            tasks=[tasks.shown(task, request.response_view) for task in page], next_page_token=token
        )

    def DeleteTask(self, request: Message) -> Message:
        self._broker.forget([self._task(request.name)])
        return Empty()

    def RunTask(self, request: Message) -> Message:
        task = self._task(request.name)
        answer = tasks.shown(task, request.response_view)
        self._broker.force(self._queue(queue_of(request.name)), task)
        return answer

    def _task(self, name: str) -> TaskState:
        task = self._queue(queue_of(name)).tasks.get(name)
        if task is None:
            raise no_task(self._broker.existed(name))
        return task


def _page(found: list[Any], request: Message, largest: int) -> tuple[list[Any], str]:
    """One page and the token of the next; the token is an offset, good as long as the list stays as it is."""
    if not request.page_token.isdigit() and request.page_token:
        raise invalid("The page token is not one of ours.")
    start, size = int(request.page_token or 0), min(request.page_size or largest, largest)
    return found[start : start + size], str(start + size) if start + size < len(found) else ""
