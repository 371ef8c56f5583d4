"""A step that cannot be finished now: somebody is silent, or something must be looked at by a person."""

from __future__ import annotations

from collections.abc import Iterable


class Wait(Exception):
    """`whom` names what the step waits for, `why` what is the matter with each; docs/events-and-logs.md lists both."""

    def __init__(self, silent: Iterable[tuple[str, str]]) -> None:
        pairs = sorted(set(silent))
        super().__init__(", ".join(f"{whom}: {why}" for whom, why in pairs))
        self.whom = tuple(whom for whom, _ in pairs)
        self.why = tuple(why for _, why in pairs)
