"""A step that cannot be finished now, because somebody outside is silent."""

from __future__ import annotations

from collections.abc import Iterable


class Wait(Exception):
    """`whom` names the silent parties (a registry, `revocation`, `seal`), `why` says how each was silent."""

    def __init__(self, silent: Iterable[tuple[str, str]]) -> None:
        pairs = sorted(set(silent))
        super().__init__(", ".join(f"{whom}: {why}" for whom, why in pairs))
        self.whom = tuple(whom for whom, _ in pairs)
        self.why = tuple(why for _, why in pairs)
