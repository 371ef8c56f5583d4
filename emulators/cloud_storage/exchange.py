"""A call, a reply, and an error of the API, free of any web framework."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

Resource = dict[str, Any]
"""A bucket or an object, as the JSON API shows it."""


class ApiError(Exception):
    """`reason` is the word that the service uses beside the HTTP status, such as `conditionNotMet`."""

    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason
        self.message = message


def invalid(message: str) -> ApiError:
    return ApiError(400, "invalid", message)


@dataclass(frozen=True)
class Call:
    """`raw_path` is as it came, percent signs and all: an object's name may hold encoded slashes.

    The names of `headers` are in lower case.
    """

    method: str
    raw_path: str
    raw_query: str
    headers: Mapping[str, str]
    body: bytes

    @cached_property
    def params(self) -> dict[str, str]:
        return dict(parse_qsl(self.raw_query, keep_blank_values=True))

    def flag(self, name: str) -> bool:
        return self.params.get(name, "").lower() == "true"

    def json(self) -> Resource:
        """The body as a JSON object; an empty body is an empty one."""
        try:
            content = json.loads(self.body or b"{}")
        except ValueError as error:
            raise ApiError(400, "parseError", "Parse Error") from error
        if not isinstance(content, dict):
            raise ApiError(400, "parseError", "Parse Error")
        return content

    def hashes(self) -> dict[str, str]:
        """What `X-Goog-Hash: crc32c=…,md5=…` promises of the content."""
        given = self.headers.get("x-goog-hash", "").split(",")
        pairs = (one.strip().partition("=") for one in given)
        fields = {"crc32c": "crc32c", "md5": "md5Hash"}
        return {fields[name]: value for name, _, value in pairs if name in fields}


@dataclass(frozen=True)
class Reply:
    """`changed` tells that the call changed something: the reply that the fault `lost_reply` may lose."""

    status: int = 200
    body: bytes | Resource = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    changed: bool = False
