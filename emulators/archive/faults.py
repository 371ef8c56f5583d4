"""The faults that can be asked of the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field


@dataclass(frozen=True)
class ArchiveFaults:
    """down         every call is answered 503 and not carried out
    slow         every call takes so many seconds longer
    full         nothing is stored any more: 403 QuotaExceeded, as Ceph says it
    refuses      every object that is to be stored exists already with other bytes, or so the store says: 412
    lies         what is read comes back with its last byte changed
    lost_reply   what is stored is stored, and then answered 503
    """

    down: bool = False
    slow: Annotated[float, Field(ge=0, le=120)] = 0.0
    full: bool = False
    refuses: bool = False
    lies: bool = False
    lost_reply: bool = False
