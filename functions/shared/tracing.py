"""The trace of a request: what ties together the lines that were written for it, in whatever thread.

Cloud Run's front end gives each request a trace and sends it along twice, as W3C Trace Context (`traceparent`) and as
`X-Cloud-Trace-Context`. What a caller writes into them is not trusted: what has not their form is replaced.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

W3C = re.compile(r"00-(?P<id>(?!0{32})[0-9a-f]{32})-(?P<span>(?!0{16})[0-9a-f]{16})-(?P<flags>[0-9a-f]{2})")
"""`traceparent`, version 00 (https://www.w3.org/TR/trace-context/, 3.2)."""
CLOUD = re.compile(r"(?P<id>[0-9a-f]{32})(/(?P<span>[0-9]{1,20}))?(;o=(?P<sampled>[01]))?")
"""`TRACE_ID/SPAN_ID;o=OPTIONS`, the span a decimal number (https://cloud.google.com/trace/docs/trace-context)."""


class Headers(Protocol):
    """Of a request; the names are those of HTTP, in any case."""

    def get(self, name: str, /) -> str | None: ...


@dataclass(frozen=True)
class Trace:
    """`project` is where Cloud Trace keeps it; None for a process that belongs to no project.

    `span` has 16 hexadecimal digits, None where the request named none. `sampled` tells whether Cloud Trace keeps the
    spans, None where the request said nothing.
    """

    id: str
    project: str | None = None
    span: str | None = None
    sampled: bool | None = None

    def fields(self) -> dict[str, object]:
        """As Cloud Logging reads them (https://cloud.google.com/logging/docs/structured-logging#special-payload-fields)."""
        name = f"projects/{self.project}/traces/{self.id}" if self.project else self.id
        told: dict[str, object] = {"logging.googleapis.com/trace": name}
        if self.span is not None:
            told["logging.googleapis.com/spanId"] = self.span
        if self.sampled is not None:
            told["logging.googleapis.com/trace_sampled"] = self.sampled
        return told


CURRENT: ContextVar[Trace | None] = ContextVar("trace", default=None)


def begin(headers: Headers, project: str | None = None) -> Trace:
    """The trace of the request that this thread serves from now on: the one in its headers, else a new one."""
    trace = read(headers, project)
    CURRENT.set(trace)
    return trace


def read(headers: Headers, project: str | None = None) -> Trace:
    if found := W3C.fullmatch(headers.get("traceparent") or ""):
        return Trace(found["id"], project, found["span"], bool(int(found["flags"], 16) & 1))
    if found := CLOUD.fullmatch(headers.get("X-Cloud-Trace-Context") or ""):
        span = int(found["span"] or 0)
        spelled = f"{span:016x}" if 0 < span < 1 << 64 else None
        return Trace(found["id"], project, spelled, None if found["sampled"] is None else found["sampled"] == "1")
    return Trace(secrets.token_hex(16), project)


class Workers(ThreadPoolExecutor):
    """Threads whose work belongs to the request that handed it in: their lines have its trace."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        return super().submit(copy_context().run, fn, *args, **kwargs)
