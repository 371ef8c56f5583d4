"""The route on which a function tells whether it can do its work: 200, or 503 with what is the matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from flask import Response

from functions.shared.contract.health import CheckShown, HealthShown
from functions.shared.health import Check, version
from functions.shared.http.callers import Role
from functions.shared.http.routing import Call, Route
from functions.shared.services import Common

S = TypeVar("S", bound=Common)
AT_ONCE = 4
"""Places: whoever asks while the checks run waits for their answer, and those who wait must not be many."""


def health_route(name: str, checks: Callable[[S], Mapping[str, Check]]) -> Route[S]:
    """`GET /health/{name}`: public. `checks` are asked anew where the answer is older than ten seconds."""

    def get_health(call: Call[S]) -> Response:
        found = call.services.health.report(checks(call.services))
        well = all(finding.ok for finding in found.values())
        shown = HealthShown(
            status="ok" if well else "unwell",
            version=version(),
            checks={name: CheckShown(ok=finding.ok, detail=finding.detail) for name, finding in found.items()},
        )
        return Response(shown.model_dump_json(), 200 if well else 503, mimetype="application/json")

    return Route(
        "GET",
        f"/health/{name}",
        frozenset({Role.PUBLIC}),
        get_health,
        "Whether the function can do its work",
        answer=HealthShown,
        unwell=HealthShown,
        at_once=AT_ONCE,
    )
