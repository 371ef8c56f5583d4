"""The `Idempotency-Key`: the caller's own name for one request, so that its repeat can be recognised."""

from __future__ import annotations

import re
from typing import TypeVar

from flask import Response
from pydantic import BaseModel

from functions.shared.domain import errors
from functions.shared.http.routing import Call

S = TypeVar("S")

IDEMPOTENCY_KEY = re.compile(r"[\x21-\x2b\x2d-\x7e]{8,255}")
"""Visible, and no comma: two headers of that name arrive joined by one."""


def idempotency_key(call: Call[S]) -> str:
    """Raises IdempotencyKeyMissing for a key that is missing or unusable."""
    key = call.request.headers.get("Idempotency-Key", "")
    if not IDEMPOTENCY_KEY.fullmatch(key):
        raise errors.IdempotencyKeyMissing
    return key


def replayed(answer: BaseModel, status: int) -> Response:
    """The answer to a repeat: what the first request did, as it is now, with `Idempotent-Replayed`."""
    response = Response(answer.model_dump_json(), status, mimetype="application/json")
    response.headers["Idempotent-Replayed"] = "true"
    return response
