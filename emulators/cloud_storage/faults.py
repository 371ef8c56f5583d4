"""The faults that can be asked of the emulator; shares lie between 0 and 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

Share = Annotated[float, Field(ge=0, le=1)]


@dataclass(frozen=True)
class StorageFaults:
    """latency_ms   every call takes so much longer, in real milliseconds
    unavailable  share of the calls that are answered 503 and not carried out
    lost_reply   share of the calls that change something, are carried out, and then answered 503
    """

    latency_ms: Annotated[float, Field(ge=0)] = 0.0
    unavailable: Share = 0.0
    lost_reply: Share = 0.0
