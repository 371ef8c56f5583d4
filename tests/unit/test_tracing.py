"""The trace of a request: read from its headers, never trusted, and kept in the threads that work for it."""

from __future__ import annotations

import ast
import io
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Request, Response
from werkzeug.test import EnvironBuilder

from functions.shared.http.callers import Role
from functions.shared.http.routing import Call, Route, Router
from functions.shared.log import LogEvent, log
from functions.shared.tracing import CURRENT, Trace, Workers, read

ID = "4bf92f3577b34da6a3ce929d0e0e4736"
W3C = f"00-{ID}-00f067aa0ba902b7-01"
CLOUD = f"{'ab' * 16}/256;o=1"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"traceparent": W3C}, Trace(ID, "demo", "00f067aa0ba902b7", True)),
        ({"traceparent": f"00-{ID}-00f067aa0ba902b7-00"}, Trace(ID, "demo", "00f067aa0ba902b7", False)),
        ({"X-Cloud-Trace-Context": CLOUD}, Trace("ab" * 16, "demo", "0000000000000100", True)),
        ({"X-Cloud-Trace-Context": f"{ID}/1"}, Trace(ID, "demo", "0000000000000001", None)),
        ({"X-Cloud-Trace-Context": f"{ID}/{1 << 64};o=0"}, Trace(ID, "demo", None, False)),
        ({"X-Cloud-Trace-Context": ID}, Trace(ID, "demo", None, None)),
        ({"traceparent": W3C, "X-Cloud-Trace-Context": CLOUD}, Trace(ID, "demo", "00f067aa0ba902b7", True)),
        ({"traceparent": "00-x-y-01", "X-Cloud-Trace-Context": ID}, Trace(ID, "demo", None, None)),
    ],
)
def test_the_headers_of_the_front_end_are_read(headers: dict[str, str], expected: Trace) -> None:
    assert read(headers, "demo") == expected


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Cloud-Trace-Context": "850101100012/1;o=1"},
        {"X-Cloud-Trace-Context": "Әлиева"},
        {"X-Cloud-Trace-Context": "x" * 32},
        {"X-Cloud-Trace-Context": f"{ID}/850101100012850101100012"},
        {"traceparent": f"00-{'0' * 32}-00f067aa0ba902b7-01"},
        {"traceparent": f"00-{ID}-{'0' * 16}-01"},
        {"traceparent": W3C + "-more"},
    ],
)
def test_what_is_no_trace_is_replaced(headers: dict[str, str]) -> None:
    trace = read(headers, "demo")
    assert len(trace.id) == 32
    assert trace.id != ID
    assert (trace.span, trace.sampled) == (None, None)


def test_the_fields_are_those_that_cloud_logging_reads() -> None:
    assert Trace(ID, "demo", "00f067aa0ba902b7", True).fields() == {
        "logging.googleapis.com/trace": f"projects/demo/traces/{ID}",
        "logging.googleapis.com/spanId": "00f067aa0ba902b7",
        "logging.googleapis.com/trace_sampled": True,
    }
    assert Trace(ID).fields() == {"logging.googleapis.com/trace": ID}


def test_every_line_of_a_request_has_its_trace_in_its_worker_threads_too(capsys: pytest.CaptureFixture[str]) -> None:
    def work(n: int) -> None:
        log(LogEvent.REMARK, application=f"a{n}")

    def handle(call: Call[None]) -> Response:
        with Workers(2) as workers:
            list(workers.map(work, range(4)))
        return Response("done")

    routes: list[Route[Any]] = [Route("GET", "/", frozenset({Role.PUBLIC}), handle, "work")]
    router, app = Router(routes, lambda: None, lambda services: None, "demo"), Flask("test")  # type: ignore[arg-type, return-value]  # nobody is identified
    for trace in (ID, "ab" * 16):
        request = Request(EnvironBuilder(headers=[("Traceparent", f"00-{trace}-00f067aa0ba902b7-01")]).get_environ())
        with app.request_context(request.environ):
            router.serve(request)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["message"] for line in lines] == [*["decision-remark"] * 4, "request"] * 2
    traces = [line["logging.googleapis.com/trace"] for line in lines]
    assert traces == [f"projects/demo/traces/{ID}"] * 5 + [f"projects/demo/traces/{'ab' * 16}"] * 5
    assert {line["logging.googleapis.com/spanId"] for line in lines} == {"00f067aa0ba902b7"}


def test_a_line_outside_of_a_request_has_no_trace() -> None:
    out, token = io.StringIO(), CURRENT.set(None)
    try:
        log(LogEvent.REMARK, stream=out, application="a")
    finally:
        CURRENT.reset(token)
    assert set(json.loads(out.getvalue())) == {"severity", "message", "application"}


def test_no_function_makes_threads_that_lose_the_trace() -> None:
    makers = set()
    for file in Path("functions").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Name | ast.Attribute) and getattr(node, "id", getattr(node, "attr", "")) in (
                "ThreadPoolExecutor",
                "Thread",
            ):
                makers.add(file.as_posix())
    assert makers == {"functions/shared/tracing.py"}
