"""The faults that can be asked of the emulator; shares lie between 0 and 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

Share = Annotated[float, Field(ge=0, le=1)]


@dataclass(frozen=True)
class TaskFaults:
    """duplicate    share of the dispatches that are delivered twice, at the same time
    delay_s      every dispatch comes so many seconds late, in the clock's time
    drop         share of the created tasks that are accepted and never dispatched
    unavailable  share of the CreateTask calls that are answered UNAVAILABLE, and not carried out
    """

    duplicate: Share = 0.0
    delay_s: Annotated[float, Field(ge=0)] = 0.0
    drop: Share = 0.0
    unavailable: Share = 0.0
