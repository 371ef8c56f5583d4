"""The portal behind its port: notices are posted to it, with our secret, until it answers 2xx."""

from __future__ import annotations

import requests

from functions.shared.domain.notice import Notice
from functions.shared.services import PortalUnavailable

TIMEOUT_S = (2.0, 5.0)


class HttpPortal:
    """`POST {url}/notices`. The portal knows whose application it is; no identification number is sent."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = url.rstrip("/") + "/notices"
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["Authorization"] = f"Bearer {secret}"

    def push(self, notice: Notice) -> None:
        body = {
            "id": notice.id,
            "kind": notice.kind.value,
            "at": notice.at.isoformat(),
            "application": notice.application,
            "number": notice.number,
            "certificate": notice.certificate,
            "text": {"kk": notice.text.kk, "ru": notice.text.ru, "en": notice.text.en},
        }
        try:
            answer = self._session.post(self._url, json=body, timeout=TIMEOUT_S, allow_redirects=False)
        except requests.RequestException as error:
            raise PortalUnavailable(type(error).__name__) from error
        if not answer.ok:
            raise PortalUnavailable(f"HTTP {answer.status_code}")

    def close(self) -> None:
        self._session.close()
