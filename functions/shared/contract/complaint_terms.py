"""The contract about a complaint's term: its extension, and what the reconciler reports."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator, StringConstraints

from functions.shared.contract.common import Contract, Given, read_line

Reason = Annotated[str, StringConstraints(min_length=1, max_length=2000), BeforeValidator(read_line)]
Tracking = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{5,40}$")]


class TellingChannel(StrEnum):
    """How somebody was told (Administrative Code, art. 66)."""

    POST = "post"  # a registered letter
    HAND = "hand"
    PHONE = "phone"  # a telephonogram
    SMS = "sms"
    EMAIL = "email"


class ExtensionAsked(Given):
    """By how many working days, one to ten (Law on State Services, art. 25), and why."""

    working_days: int
    reason: Reason


class ExtensionTold(Given):
    """`tracking` is the number of the registered letter."""

    how: TellingChannel
    tracking: Tracking | None = None


class ExtensionShown(Contract):
    """`told_how` is `cabinet` where the notice in the cabinet told it."""

    working_days: int
    reason: str
    at: AwareDatetime
    tell_by: AwareDatetime
    told_at: AwareDatetime | None
    told_how: str | None


class TermShown(Contract):
    """A term in working days from the day of registration, with its extension; `due_at` is its last moment."""

    id: str
    number: str
    registered_on: date
    working_days: int
    last_day: date
    due_at: AwareDatetime
    extension: ExtensionShown | None


class Tally(Contract):
    """What was seen, and how many of it ended how: the sum of `did` is `saw`."""

    saw: int
    did: dict[str, int]


class ComplaintsReconciled(Contract):
    """`due` is what should have been looked at by now; `walked` all that is open, where it was gone through."""

    done: str
    due: Tally
    walked: Tally | None
