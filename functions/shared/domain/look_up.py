"""Look-ups into a case by those who answer on the phone, as a chain beside the case's own (clause 15.1).

A chain of its own: whoever looks writes nothing into the case, so however often it is looked at, its work goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from functions.shared.domain.events import Event, EventKind, Head, append


class LookUpReason(StrEnum):
    """Why somebody looks: a closed list, since free text in an address would be somebody's data."""

    RECIPIENT_ASKS = "recipient-asks"
    COMPLAINT = "complaint"
    SUPERVISION = "supervision"


@dataclass(frozen=True)
class LookUps:
    """All look-ups into one case: an application, a refusal or a complaint, by its id."""

    case: str
    head: Head = field(default_factory=Head)

    def looked(self, at: datetime, role: str, who: str, office: str | None, why: LookUpReason) -> tuple[LookUps, Event]:
        """One more. `who` is a keyed hash that names the official without telling who."""
        event, head = append(self.head, EventKind.LOOKED_UP, at, role, who=who, office=office, why=why.value)
        return replace(self, head=head), event
