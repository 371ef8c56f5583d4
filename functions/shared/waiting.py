"""A step that cannot be finished now: somebody is silent, or something must be looked at by a person."""

from __future__ import annotations

from collections.abc import Iterable


class Wait(Exception):
    """`whom` names what the step waits for: a registry, `revocation`, `seal`, or `document`, `directory`, `request` and
    `signature`, which wait for a person. `why` says for each what is the matter."""

    def __init__(self, silent: Iterable[tuple[str, str]]) -> None:
        pairs = sorted(set(silent))
        super().__init__(", ".join(f"{whom}: {why}" for whom, why in pairs))
        self.whom = tuple(whom for whom, _ in pairs)
        self.why = tuple(why for _, why in pairs)
