"""Problems as RFC 9457 bodies, in the caller's language."""

from __future__ import annotations

import json
from typing import Any

from flask import Response

from functions.shared.domain.errors import Problem
from functions.shared.domain.language import Language

MEDIA_TYPE = "application/problem+json"


def as_json(problem: Problem, language: Language) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": problem.type(),
        "title": problem.title.in_language(language),
        "status": problem.status,
        "detail": problem.detail.in_language(language),
    }
    if problem.flaws:
        body["errors"] = [
            {"pointer": flaw.pointer, "detail": flaw.detail.in_language(language)} for flaw in problem.flaws
        ]
    return body | problem.extra


def as_response(problem: Problem, language: Language) -> Response:
    response = Response(json.dumps(as_json(problem, language), ensure_ascii=False), problem.status, mimetype=MEDIA_TYPE)
    response.headers["Content-Language"] = language.value
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    if problem.allow:
        response.headers["Allow"] = ", ".join(sorted(problem.allow))
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
