"""What the portal asks of others: a citizen's token, and then the service through the gateway."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

from functions.shared.domain.language import Language

_TIMEOUT_S = (2.0, 10.0)


class ServiceUnreachable(Exception):
    """The identity provider or the service gave no usable answer."""


class ServiceRefused(Exception):
    """The service answered with a problem (RFC 9457)."""

    def __init__(self, problem: dict[str, Any], status: int) -> None:
        super().__init__(problem.get("type"))
        self.problem = problem
        self.status = status


@dataclass(frozen=True)
class Backend:
    """`identity` and `gateway` are addresses, without a slash at the end."""

    identity: str
    gateway: str

    def cabinet(self, iin: str, language: Language, cursor: str | None) -> dict[str, Any]:
        """What `GET /v1/cabinet` answers. Raises ServiceUnreachable, ServiceRefused."""
        answer = self._get("/v1/cabinet", iin, language, {"cursor": cursor} if cursor else {})
        body: dict[str, Any] = answer.json()
        return body

    def certificate(self, iin: str, language: Language, number: str) -> bytes:
        """The sealed PDF. Raises ServiceUnreachable, ServiceRefused."""
        return self._get(f"/v1/certificates/{number}", iin, language, {}).content

    def paper(self, iin: str, language: Language, complaint: str, paper: str) -> bytes:
        """The coupon or the sealed answer of a complaint, as PDF. Raises ServiceUnreachable, ServiceRefused."""
        return self._get(f"/v1/complaints/{complaint}/{paper}", iin, language, {}).content

    def _get(self, path: str, iin: str, language: Language, query: dict[str, str]) -> requests.Response:
        headers = {"Authorization": f"Bearer {self._token(iin)}", "Accept-Language": language.value}
        try:
            answer = requests.get(self.gateway + path, params=query, headers=headers, timeout=_TIMEOUT_S)
        except requests.RequestException as error:
            raise ServiceUnreachable from error
        if answer.ok:
            return answer
        if answer.headers.get("Content-Type", "").startswith("application/problem+json"):
            raise ServiceRefused(answer.json(), answer.status_code)
        raise ServiceUnreachable

    def _token(self, iin: str) -> str:
        try:
            answer = requests.post(f"{self.identity}/token", json={"role": "citizen", "iin": iin}, timeout=_TIMEOUT_S)
            answer.raise_for_status()
            return str(answer.json()["access_token"])
        except (requests.RequestException, KeyError) as error:
            raise ServiceUnreachable from error
