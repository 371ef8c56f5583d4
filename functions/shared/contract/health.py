"""What a function tells of its health: words of a closed list, for uptime checks and for whoever is on duty."""

from __future__ import annotations

from typing import Literal

from functions.shared.contract.common import Contract


class CheckShown(Contract):
    """`detail` is `fine`, or what is the matter."""

    ok: bool
    detail: str


class HealthShown(Contract):
    """`version` is the commit of the deployed archive; `checks` holds each by name. 503 where one is not ok."""

    status: Literal["ok", "unwell"]
    version: str
    checks: dict[str, CheckShown]
