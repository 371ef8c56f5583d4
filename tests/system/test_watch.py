"""What watches the service, on the whole stack: health, the daily inspection, and lines that belong together."""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest
import requests

from emulators.stack.client import PortalClient
from emulators.stack.local import TASKS_ACCOUNT, TASKS_AUDIENCE, LocalStack


def lines_of(stack: LocalStack, function: str) -> list[dict[str, Any]]:
    log = (stack.folder / "log" / f"{function}.log").read_text()
    return [json.loads(line) for line in log.splitlines() if line.startswith('{"severity"')]


@pytest.mark.parametrize("function", ["submit", "issue", "complaint"])
def test_a_function_on_the_stack_is_well(stack: LocalStack, function: str) -> None:
    answer = requests.get(f"{stack.address('gateway')}/health/{function}", timeout=10)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["status"] == "ok"
    assert {check["detail"] for check in told["checks"].values()} == {"fine"}


def test_the_inspection_finds_nothing_on_a_whole_stack(stack: LocalStack, client: PortalClient) -> None:
    who = {"email": TASKS_ACCOUNT, "audience": TASKS_AUDIENCE}
    token = requests.post(f"{stack.control('cloud_tasks')}/token", json=who, timeout=10).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    answer = requests.post(f"{stack.function_url('issue')}/tasks/inspect", headers=headers, timeout=60)
    assert answer.status_code == 200, answer.text
    counts = answer.json()["counts"]
    assert (counts["broken"], counts["left"], counts.get("failed", 0), counts["signers"]) == (0, 0, 0, 0)


def test_the_lines_of_a_request_have_its_trace(stack: LocalStack) -> None:
    trace = secrets.token_hex(16)
    headers = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    requests.get(f"{stack.address('gateway')}/v1/service", headers=headers, timeout=10).raise_for_status()
    (line,) = [line for line in lines_of(stack, "submit") if trace in line.get("logging.googleapis.com/trace", "")]
    assert line["logging.googleapis.com/trace"].startswith("projects/")
    assert (line["message"], line["route"]) == ("request", "/v1/service")
    assert line["logging.googleapis.com/spanId"] == "00f067aa0ba902b7"
