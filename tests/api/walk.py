"""What the walk is made of: a request as an attacker sends it, and what must be answered."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import Client, EnvironBuilder

from functions.shared.domain.language import Language
from functions.shared.http.callers import Role
from tests.api.served import Served, Token

KEY = {"Idempotency-Key": "key-90000001"}
VOCABULARY = frozenset(
    {
        "guardianship-certificate",
        "written",
        "application",
        "provider",
        "upheld",
        "guardianship",
        "issued-in-error",
        "2014-1",
    }
)


@dataclass(frozen=True)
class Sent:
    """One request. `who` is a token of the fakes, or a whole Authorization header."""

    method: str
    path: str
    who: Token | str | None = None
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    environ: dict[str, Any] = field(default_factory=dict)

    def to(self, world: Served, language: Language) -> Any:
        headers = {"Accept-Language": language.value, "Content-Type": "application/json", **self.headers}
        if self.who is not None:
            headers["Authorization"] = self.who if isinstance(self.who, str) else "Bearer " + json.dumps(self.who)
        builder = EnvironBuilder(method=self.method, path=self.path, headers=list(headers.items()), data=self.body)
        environ = builder.get_environ() | self.environ
        builder.close()
        return Client(world).run_wsgi_app(environ, buffered=True)

    def personal(self) -> Iterator[str]:
        """What stands in the request, in its signature too, and must stand in no line of the log."""
        yield from _texts(_json(self.body))
        yield from (value for value in (self.path.partition("?")[2],) if value)
        if isinstance(self.who, dict):
            yield from (self.who[name] for name in ("iin", "name") if name in self.who)


@dataclass(frozen=True)
class Row:
    """`make` sends; what must come is the problem's status and slug, and the pointers to what is wrong."""

    name: str
    make: Callable[[Served], Sent]
    status: int
    slug: str
    pointers: tuple[str, ...] = ()


def post(path: str, who: Token | str | None, sent: Any, **headers: str) -> Sent:
    body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    return Sent("POST", path, who, body, KEY | headers)


def portal(world: Served, content: Any, **headers: str) -> Sent:
    """A request in a signature of the fakes."""
    return post("/v1/portal/applications", world.citizen(), world.envelope(content), **headers)


def in_cms(world: Served, cms: bytes) -> Sent:
    return post("/v1/portal/applications", world.citizen(), {"cms": base64.b64encode(cms).decode()})


def upload(world: Served, data: bytes, name: str | None = None, **more: Any) -> Sent:
    headers = {"Content-Type": "application/octet-stream"}
    address = hashlib.sha256(data).hexdigest() if name is None else name
    return Sent("PUT", f"/v1/attachments/{address}", world.citizen(), data, headers, **more)


def get(path: str, who: Token | str | None, **headers: str) -> Sent:
    return Sent("GET", path, who, headers=headers)


def head_of(world: Served, office: str = "almaty") -> Token:
    return world.head(office)


def of_role(world: Served, role: Role, *, other: bool = False) -> Token:
    return world.token(role, other=other)


class Counted(io.RawIOBase):
    """An endless body that counts how much of it was read."""

    def __init__(self, prefix: bytes = b"", ends_after: int | None = None) -> None:
        self.taken = 0
        self._prefix, self._ends_after = prefix, ends_after

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if self._ends_after is not None:
            size = min(size if size >= 0 else self._ends_after, self._ends_after - self.taken)
        assert size >= 0, "whoever reads this to its end reads for ever"
        data = self._prefix[self.taken : self.taken + size].ljust(size, b"0")
        self.taken += size
        return data

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _json(data: bytes) -> Any:
    try:
        sent = json.loads(data)
        if isinstance(sent, dict) and isinstance(sent.get("cms"), str):
            signed = json.loads(base64.b64decode(sent["cms"]))
            return json.loads(base64.b64decode(signed["content"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return sent


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value[:20]:
            yield from _texts(item)
    elif isinstance(value, str) and len(value) > 3 and value not in VOCABULARY and "-almaty" not in value:
        yield value
