"""The faults that can be asked of the emulator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

Damage = Literal["none", "digest", "signature", "checksum", "name"]


@dataclass(frozen=True)
class KmsFaults:
    """unavailable  share of the calls that are answered UNAVAILABLE, between 0 and 1
    slow_s       every call takes so many seconds longer, in real time
    damage       what an answer has suffered: "digest" says that the request did not arrive whole, "signature" (or the
                 public key) has a changed byte, "checksum" is wrong, "name" is that of another version
    disabled     resource names of versions that are disabled
    destroyed    resource names of versions that are destroyed
    forbidden    every call is answered PERMISSION_DENIED
    """

    unavailable: Annotated[float, Field(ge=0, le=1)] = 0.0
    slow_s: Annotated[float, Field(ge=0)] = 0.0
    damage: Damage = "none"
    disabled: tuple[str, ...] = ()
    destroyed: tuple[str, ...] = ()
    forbidden: bool = False
