"""The faults that can be asked for: a slow, an absent, a contended and a forgetful store."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from .protocol import Code, Refusal

Rpc = Literal[
    "BatchGetDocuments",
    "Commit",
    "GetDocument",
    "ListCollectionIds",
    "ListDocuments",
    "RunAggregationQuery",
    "RunQuery",
]
Share = Annotated[float, Field(ge=0, le=1)]
CONTENTION = "Too much contention on these documents. Please try again."


@dataclass(frozen=True)
class FirestoreFaults:
    """Shares are of the calls that `rpcs` names, of all calls when it is empty."""

    latency_ms: Annotated[float, Field(ge=0)] = 0.0
    unavailable: Share = 0.0
    aborted: Share = 0.0
    """Commits only: refused for contention, and not carried out."""
    lost_reply: Share = 0.0
    """Carried out, then answered UNAVAILABLE."""
    rpcs: tuple[Rpc, ...] = ()

    def seconds_late(self, rpc: str) -> float:
        return self.latency_ms / 1000 if self._concerns(rpc) else 0.0

    def before(self, rpc: str) -> None:
        if not self._concerns(rpc):
            return
        if random.random() < self.unavailable:
            raise Refusal(Code.UNAVAILABLE, "The service is temporarily unavailable. Please retry with back-off.")
        if rpc == "Commit" and random.random() < self.aborted:
            raise Refusal(Code.ABORTED, CONTENTION)

    def after(self, rpc: str) -> None:
        if self._concerns(rpc) and random.random() < self.lost_reply:
            raise Refusal(Code.UNAVAILABLE, "Connection reset by peer.")

    def _concerns(self, rpc: str) -> bool:
        return not self.rpcs or rpc in self.rpcs
