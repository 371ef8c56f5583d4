"""Cloud Tasks behind the port Tasks: a POST without a body to a function of ours, with a token that it checks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from functions.shared.ports import Task, TasksUnavailable

ATTEMPT_S = 0.8
RETRYING_S = 0.9
"""An attempt may begin within the first 0.9 s and take 0.8 s, so an acceptance waits for a task 1.7 s at most.
The attempt's limit must stay under a second: Google's client sets a longer one anew where less than a second is left.
"""


def tasks_client(emulator: str | None = None) -> Any:
    """Google's client; `emulator` is host:port of an emulator, which speaks gRPC without TLS."""
    from google.cloud.tasks_v2 import CloudTasksClient

    if emulator is None:
        return CloudTasksClient()
    import grpc
    from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

    channel = grpc.insecure_channel(emulator, options=[("grpc.max_reconnect_backoff_ms", 1000)])
    return CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))


class CloudTasks:
    """Creates tasks without names: a named one takes the service longer, and state decides anyway.

    `services` gives each service name the base URL of its function; the token is for `audience`, in the name of
    `service_account` (an e-mail address); `deadlines` gives a queue's short name how long its handler may take
    (15 s to 30 min), where ten minutes are wrong. The client is made at the first task.
    """

    def __init__(
        self,
        client: Callable[[], Any],
        *,
        project: str,
        location: str,
        services: Mapping[str, str],
        service_account: str,
        audience: str,
        deadlines: Mapping[str, timedelta] | None = None,
    ) -> None:
        self._make_client = client
        self._client: Any = None
        self._making = threading.Lock()
        self._parent = f"projects/{project}/locations/{location}"
        self._services = {name: url.rstrip("/") for name, url in services.items()}
        self._service_account = service_account
        self._audience = audience
        self._deadlines = dict(deadlines or {})

    def schedule(self, task: Task) -> None:
        """Hand the task over. Raises TasksUnavailable, after 1.7 s at most; KeyError for a service nobody configured.

        A repeat after a lost answer makes a second task, which changes nothing: handlers read the state first.
        """
        from google.api_core.exceptions import DeadlineExceeded, GoogleAPICallError, RetryError, ServiceUnavailable
        from google.api_core.retry import Retry, if_exception_type
        from google.auth.exceptions import GoogleAuthError

        request = {"parent": f"{self._parent}/queues/{task.queue}", "task": self._message(task)}
        transient = if_exception_type(ServiceUnavailable, DeadlineExceeded)
        retry = Retry(predicate=transient, initial=0.05, maximum=0.4, multiplier=2.0, timeout=RETRYING_S)
        try:
            self._connected().create_task(request=request, retry=retry, timeout=ATTEMPT_S)
        except (GoogleAPICallError, RetryError, GoogleAuthError) as error:
            raise TasksUnavailable(f"no task in the queue {task.queue}: {type(error).__name__}") from error

    def _connected(self) -> Any:
        """The client; several tasks of one case are made at once, and shall not make one each."""
        with self._making:
            if self._client is None:
                self._client = self._make_client()
        return self._client

    def _message(self, task: Task) -> Any:
        from google.cloud.tasks_v2 import HttpMethod, HttpRequest, OidcToken
        from google.cloud.tasks_v2 import Task as Message

        token = OidcToken(service_account_email=self._service_account, audience=self._audience)
        url = self._services[task.service] + task.path
        request = HttpRequest(url=url, http_method=HttpMethod.POST, oidc_token=token)
        return Message(http_request=request, schedule_time=task.at, dispatch_deadline=self._deadlines.get(task.queue))
