"""Clients of the service; a portal's makes the request, signs it as the citizen does, sends it, follows it."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests

from emulators.certification_authority.signing import sign_cms
from emulators.population import Scene
from emulators.stack.local import LocalStack
from functions.shared.documents.dates import in_almaty

TIMEOUT_S = 20


class GatewayClient:
    """Speaks HTTP to the gateway, with tokens of the identity provider."""

    def __init__(self, stack: LocalStack) -> None:
        self.stack = stack
        self.http = stack.http

    def bearer(self, **asked: str) -> dict[str, str]:
        """Headers for a `subject`, or a `role` with its bindings. A new token each time, because the clock may jump."""
        answer = self.http.post(f"{self.stack.address('identity')}/token", json=asked, timeout=TIMEOUT_S)
        answer.raise_for_status()
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def upload(self, headers: dict[str, str], document: bytes) -> str:
        sha256 = hashlib.sha256(document).hexdigest()
        url = f"{self.stack.gateway}/v1/attachments/{sha256}"
        self.http.put(url, data=document, headers=headers, timeout=TIMEOUT_S).raise_for_status()
        return sha256

    def get(self, headers: dict[str, str], path: str, **query: str | int) -> requests.Response:
        return self.http.get(self.stack.gateway + path, headers=headers, params=query, timeout=TIMEOUT_S)

    def post(
        self, headers: dict[str, str], path: str, body: dict[str, Any] | None = None, *, key: str | None = None
    ) -> requests.Response:
        """`key` is the Idempotency-Key, where the route wants one."""
        sent = headers | ({"Idempotency-Key": key} if key else {})
        return self.http.post(self.stack.gateway + path, json=body or {}, headers=sent, timeout=TIMEOUT_S)


class PortalClient(GatewayClient):
    """What a guardian does through the portal, with real signatures."""

    def token(self, role: str, **bindings: str) -> str:
        return self.bearer(role=role, **bindings)["Authorization"].removeprefix("Bearer ")

    def citizen(self, scene: Scene) -> dict[str, str]:
        """The headers of this guardian's calls."""
        return self.bearer(role="citizen", iin=scene.guardian.iin)

    def officer(self, office: str) -> dict[str, str]:
        return self.bearer(role="provider_officer", office=office)

    def request(self, scene: Scene, attachments: dict[int, str] | None = None, **changes: Any) -> dict[str, Any]:
        """What the guardian signs. `attachments` gives the SHA-256 of a child's attached copy, by place."""
        now = in_almaty(self.stack.clock.now())
        attached = attachments or {}
        body = {
            "service": "guardianship-certificate",
            "requested_at": now.isoformat(),
            "language": "kk",
            "provider": scene.provider,
            "paper_copy": scene.paper_copy,
            "consent": {"text_version": "2014-1", "given_at": (now - timedelta(seconds=30)).isoformat()},
            "applicant": {
                "iin": scene.guardian.iin,
                "surname": scene.writes_as.surname,
                "name": scene.writes_as.name,
                "patronymic": scene.writes_as.patronymic,
                "phone": scene.guardian.phone,
            },
            "children": [
                {
                    "iin": ward.resident.iin,
                    "surname": ward.resident.names.kk.surname,
                    "name": ward.resident.names.kk.name,
                    "patronymic": ward.resident.names.kk.patronymic,
                    "birth_date": ward.resident.birth_date.isoformat(),
                    "birth_certificate": {
                        "number": ward.foreign_certificate or "AA 0000001",
                        "attachment": attached[place],
                    }
                    if place in attached
                    else None,
                }
                for place, ward in enumerate(scene.wards)
            ],
        }
        return body | changes

    def sign(self, body: dict[str, Any], holder: str) -> bytes:
        """The CMS over the body, by a holder of a key."""
        key = self.stack.key(holder)
        content = json.dumps(body, ensure_ascii=False).encode()
        return sign_cms(content, Path(key["pkcs12"]).read_bytes(), key["password"])

    def submit(self, headers: dict[str, str], cms: bytes, key: str | None = None) -> requests.Response:
        body = {"cms": base64.b64encode(cms).decode()}
        return self.post(headers, "/v1/portal/applications", body, key=key or secrets.token_hex(16))

    def wait_until_closed(self, headers: dict[str, str], identifier: str, seconds: float = 30) -> dict[str, Any]:
        """Ask until the application is issued or declined. Raises TimeoutError after so many real seconds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            shown: dict[str, Any] = self.get(headers, f"/v1/applications/{identifier}").json()
            if shown["status"] in ("issued", "declined"):
                return shown
            time.sleep(0.05)
        raise TimeoutError(f"the application is still {shown['status']}")
