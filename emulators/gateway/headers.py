"""Which headers go on, and which the gateway sets, as Google's load balancer does."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from email.message import Message

_HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}
_OURS = {"content-length", "expect", "via", "x-forwarded-for", "x-forwarded-proto", "x-request-id"}


def onward(headers: Message) -> list[tuple[str, str]]:
    """The headers that are meant for the other end (RFC 9110, 7.6.1)."""
    named = {name.strip().lower() for value in headers.get_all("Connection", []) for name in value.split(",")}
    return [(name, value) for name, value in headers.items() if name.lower() not in _HOP_BY_HOP | named]


def for_backend(headers: Message, client: str, own: str, request_id: str, length: int | None) -> list[tuple[str, str]]:
    """The request's headers as the service gets them.

    X-Forwarded-For gets the client's and the gateway's own address at its end, whatever stood in it before: the
    last entry but one is the one to believe.
    """
    seen = [value for value in headers.get_all("X-Forwarded-For", []) if value]
    kept = [(name, value) for name, value in onward(headers) if name.lower() not in _OURS]
    if "X-Cloud-Trace-Context" not in headers:
        kept.append(("X-Cloud-Trace-Context", f"{secrets.token_hex(16)}/{secrets.randbits(63)}"))
    framing = [("Transfer-Encoding", "chunked")] if length is None else _length(headers, length)
    return [
        *kept,
        *framing,
        ("X-Forwarded-For", ", ".join([*seen, client, own])),
        ("X-Forwarded-Proto", "http"),
        ("X-Request-Id", request_id),
        ("Via", "1.1 gateway"),
        ("Connection", "close"),
    ]


def for_client(headers: Iterable[tuple[str, str]], request_id: str) -> list[tuple[str, str]]:
    """The answer's headers as the client gets them; the framing is added by who writes the answer."""
    message = Message()
    for name, value in headers:
        message[name] = value
    dropped = {"content-length", "date", "server", "x-request-id"}
    kept = [(name, value) for name, value in onward(message) if name.lower() not in dropped]
    return [*kept, ("X-Request-Id", request_id), ("Via", "1.1 gateway")]


def _length(headers: Message, length: int) -> list[tuple[str, str]]:
    return [("Content-Length", str(length))] if length or "Content-Length" in headers else []
