"""Seals for a function that seals rarely: what makes them is built, and imported, at the first question."""

from __future__ import annotations

import functools
from collections.abc import Callable

from functions.shared.trust.ports import Seals
from functions.shared.trust.verdicts import Signatory


class LateSeals:
    """See `ports.Seals`. A head answers some complaints; whoever brings the first one shall not wait for pyHanko."""

    def __init__(self, build: Callable[[], Seals]) -> None:
        self._seals = functools.cache(build)

    def seal(self, pdf: bytes, provider: str, serial: str | None = None) -> bytes:
        return self._seals().seal(pdf, provider, serial)

    def signatory(self, provider: str) -> Signatory:
        return self._seals().signatory(provider)
