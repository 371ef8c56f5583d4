"""One delivery of a task over HTTP: the headers it carries, and what came of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import urllib3

from emulators.cloud_tasks.messages import Message, span
from emulators.cloud_tasks.model import TaskState
from emulators.cloud_tasks.tasks import HTTP_METHODS
from emulators.cloud_tasks.tokens import TokenIssuer

OWN_HEADERS = re.compile(r"x-google-.*|x-appengine-.*|x-cloudtasks-.*|host|content-length|user-agent", re.IGNORECASE)
"""Headers that the service sets itself, or takes away, whatever the task says."""

OK, UNKNOWN, DEADLINE_EXCEEDED, UNAVAILABLE = 0, 2, 4, 14
"""Codes of google.rpc.Status, as an attempt records them."""


@dataclass(frozen=True)
class Outcome:
    """`status` is the HTTP status, None where no answer came; `code` and `text` are what the attempt records."""

    status: int | None
    code: int
    text: str = ""
    retry_after: str | None = None

    @property
    def succeeded(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True)
class Delivery:
    """A request ready to be sent; `deadline` is in real seconds."""

    method: str
    url: str
    body: bytes
    headers: dict[str, str]
    deadline: float


class Dispatcher:
    def __init__(self, tokens: TokenIssuer) -> None:
        self._tokens = tokens
        self._http = urllib3.PoolManager(num_pools=32, maxsize=64, retries=False)

    def prepare(self, task: TaskState) -> Delivery:
        request: Message = task.message.http_request
        return Delivery(
            method=HTTP_METHODS[request.http_method],
            url=request.url,
            body=request.body,
            headers=self._headers(task),
            deadline=span(task.message.dispatch_deadline).total_seconds(),
        )

    def _headers(self, task: TaskState) -> dict[str, str]:
        path, request = task.message.name.split("/"), task.message.http_request
        headers = {name: value for name, value in request.headers.items() if not OWN_HEADERS.fullmatch(name)}
        headers["User-Agent"] = "Google-Cloud-Tasks"
        headers["X-CloudTasks-QueueName"] = path[5]
        headers["X-CloudTasks-TaskName"] = path[7]
        headers["X-CloudTasks-TaskRetryCount"] = str(task.message.dispatch_count - 1)
        headers["X-CloudTasks-TaskExecutionCount"] = str(task.answered)
        headers["X-CloudTasks-TaskETA"] = f"{task.due.timestamp():.6f}"
        if task.last_status is not None:
            headers["X-CloudTasks-TaskPreviousResponse"] = str(task.last_status)
        if request.HasField("oidc_token"):
            oidc = request.oidc_token
            token = self._tokens.token(oidc.service_account_email, oidc.audience or request.url)
            headers["Authorization"] = f"Bearer {token}"
        return headers

    def deliver(self, delivery: Delivery) -> Outcome:
        try:
            answer = self._http.request(
                delivery.method,
                delivery.url,
                body=delivery.body or None,
                headers=delivery.headers,
                timeout=urllib3.Timeout(total=delivery.deadline),
                redirect=False,
            )
        except urllib3.exceptions.TimeoutError:
            return Outcome(None, DEADLINE_EXCEEDED, "The dispatch deadline passed without an answer.")
        except (urllib3.exceptions.HTTPError, ValueError) as error:  # ValueError: a header that HTTP cannot carry
            return Outcome(None, UNAVAILABLE, type(error).__name__)
        if 200 <= answer.status < 300:
            return Outcome(answer.status, OK)
        text = f"HTTP status code {answer.status}"
        return Outcome(answer.status, UNKNOWN, text, answer.headers.get("Retry-After"))

    def close(self) -> None:
        self._http.clear()
