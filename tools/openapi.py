"""Write the description of the service to docs/api/openapi.json: `make openapi`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from functions.complaint.routes import ROUTES as COMPLAINT
from functions.issue.routes import ROUTES as ISSUE
from functions.shared.http.openapi import describe
from functions.shared.http.routing import Route
from functions.submit.routes import ROUTES as SUBMIT

TARGET = Path(__file__).parents[1] / "docs" / "api" / "openapi.json"


def text() -> str:
    """The description of everything that the gateway reaches; task endpoints are Cloud Tasks' alone."""
    routes: list[Route[Any]] = [*SUBMIT, *ISSUE, *COMPLAINT]
    reached = [route for route in routes if not route.path.startswith("/tasks/")]
    return json.dumps(describe(reached), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text())
