"""One question over HTTP, within its time."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as TimedOut

CONNECT_S = 2.0
LARGEST = 1024 * 1024
"""Bytes. An answer is a few kilobytes; a guardian of fifty children would have sixty."""
PIECE = 64 * 1024


@dataclass(frozen=True)
class Deadline:
    """A moment of the machine's monotonic clock."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        return cls(time.monotonic() + seconds)

    def remaining(self) -> float:
        """Seconds, never less than zero."""
        return max(0.0, self.at - time.monotonic())


class NoAnswer(Exception):
    """Nothing usable came. `why` is one of: timeout, unavailable, malformed."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Transport:
    """Posts questions, and gives back the signed bytes. Safe to share between threads."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._session = requests.Session()
        # A .netrc of the machine would replace our Authorization header, and a proxy would see whom we ask about.
        self._session.trust_env = False
        # The bytes are evidence as they are; nothing is decoded on the way.
        self._session.headers.update({"Accept": "application/cms", "Accept-Encoding": "identity", **headers})
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_connections=8, pool_maxsize=32))

    def post(self, url: str, body: Mapping[str, str], deadline: Deadline) -> bytes:
        """The body of a 200 answer of type application/cms. Raises NoAnswer."""
        left = deadline.remaining()
        if not left:
            raise NoAnswer("timeout")
        try:
            with self._session.post(
                url, json=body, timeout=(min(CONNECT_S, left), left), allow_redirects=False, stream=True
            ) as answer:
                if answer.status_code != 200:
                    raise NoAnswer("unavailable")
                if answer.headers.get("Content-Type", "").partition(";")[0].strip() != "application/cms":
                    raise NoAnswer("malformed")
                return _read(answer, deadline)
        except (requests.Timeout, TimedOut):
            raise NoAnswer("timeout") from None
        except (requests.RequestException, HTTPError):
            raise NoAnswer("unavailable") from None

    def close(self) -> None:
        self._session.close()


def _read(answer: requests.Response, deadline: Deadline) -> bytes:
    """Piece by piece as it comes, for a server that sends a byte a second never lets a read time out."""
    data = b""
    while piece := answer.raw.read1(PIECE):
        data += piece
        if len(data) > LARGEST:
            raise NoAnswer("malformed")
        if not deadline.remaining():
            raise NoAnswer("timeout")
    return data
