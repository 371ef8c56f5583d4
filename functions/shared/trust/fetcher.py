"""The one way out to the authority's services (OCSP, CRL, time-stamping): small requests with a tight budget."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from requests import Response

USER_AGENT: Final = "Anyqtama/1.0"
"""Never empty: some services of the national authority refuse requests without one."""


class FetchFailed(Exception):
    """No usable answer came. The text names no address, since addresses may stand in logs.

    `status` is that of the answer, where one came.
    """

    def __init__(self, detail: str, status: int | None = None) -> None:
        super().__init__(detail)
        self.status = status


class Fetcher(Protocol):
    def get(self, url: str) -> bytes:
        """Raises FetchFailed."""

    def post(self, url: str, body: bytes, content_type: str) -> bytes:
        """Raises FetchFailed."""


class HttpFetcher:
    """Over HTTP. No step (connecting, the first byte, the next piece) waits longer than `timeout` seconds, and no piece
    is read after that many; an answer of more than `limit` bytes is cut off.

    Addresses come from certificates whose path to a trusted root was verified, or from configuration.
    """

    def __init__(self, timeout: float = 2.0, limit: int = 32 * 1024 * 1024) -> None:
        self._timeout, self._limit = timeout, limit

    def get(self, url: str) -> bytes:
        return self._exchange("GET", url, None, {})

    def post(self, url: str, body: bytes, content_type: str) -> bytes:
        return self._exchange("POST", url, body, {"Content-Type": content_type})

    def _exchange(self, method: str, url: str, body: bytes | None, headers: dict[str, str]) -> bytes:
        import requests

        if not url.startswith(("http://", "https://")):
            raise FetchFailed("The address is not one of HTTP.")
        end = time.monotonic() + self._timeout
        try:
            with requests.Session() as session:
                session.trust_env = False
                with session.request(
                    method,
                    url,
                    data=body,
                    headers={"User-Agent": USER_AGENT, **headers},
                    timeout=self._timeout,
                    stream=True,
                    allow_redirects=False,
                ) as answer:
                    if answer.status_code != requests.codes.ok:
                        raise FetchFailed(f"The service answered {answer.status_code}.", answer.status_code)
                    return self._read(answer, end)
        except requests.RequestException as error:
            raise FetchFailed(f"The service could not be reached ({type(error).__name__}).") from error

    def _read(self, answer: Response, end: float) -> bytes:
        data = bytearray()
        for chunk in answer.iter_content(64 * 1024):
            data += chunk
            if len(data) > self._limit:
                raise FetchFailed("The answer is too long.")
            if time.monotonic() > end:
                raise FetchFailed("The answer took too long.")
        return bytes(data)
