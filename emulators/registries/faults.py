"""The faults that can be asked of each registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import ConfigDict

Mode = Literal[
    "silent",  # accepts the question and answers nothing for `seconds`
    "slow",  # answers rightly, after `seconds`
    "error",  # answers 500
    "bad_signature",  # the signature does not fit
    "wrong_signer",  # the signature fits, but is another registry's
    "malformed",  # signed, but the content is cut off in the middle
    "wrong_subject",  # signed, but about somebody else
    "stale_request",  # signed, but an old answer to an older question
]


@dataclass(frozen=True)
class Fault:
    """What one registry does wrong, for how many of the questions (`share`), and about whom (`scope`)."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    mode: Mode
    seconds: float = 10.0
    share: float = 1.0
    scope: list[str] | None = None
    """IINs that the questions must be about; None means all."""


@dataclass(frozen=True)
class RegistryFaults:
    persons: Fault | None = None
    births: Fault | None = None
    guardianship: Fault | None = None
