"""The refusal of an incomplete package: a recorded result with its own number, not an error (clause 10.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from functions.shared.domain.application import Applicant, Child, Consent, Desk
from functions.shared.domain.events import Event, EventKind, Head, append
from functions.shared.domain.language import Language
from functions.shared.domain.package import Lacking


@dataclass(frozen=True)
class Refusal:
    """One refusal. `cabinet` is the keyed hash of the applicant's IIN; `request_sha256` names the operator's bytes."""

    id: str
    number: str
    provider: str
    language: Language
    cabinet: str
    applicant: Applicant
    children: tuple[Child, ...]
    consent: Consent
    desk: Desk
    lacking: tuple[Lacking, ...]
    request_sha256: str
    refused_at: datetime
    profile: str
    head: Head
    follows: str | None = None
    """The number of the refusal after which the applicant came again, in vain."""
    followed_by: str | None = None
    """The number of what the applicant got when he came again: re-applying is free."""

    @property
    def concerns(self) -> frozenset[str]:
        """The children (IIN) for whom something was missing; all of them where it was missing for the whole."""
        places = {each.child for each in self.lacking}
        return frozenset(child.iin for place, child in enumerate(self.children) if None in places or place in places)

    def note(
        self, kind: EventKind, at: datetime, actor: str, *, told: dict[str, Any] | None = None, **changes: Any
    ) -> tuple[Refusal, Event]:
        """Add an event, and change other fields."""
        event, head = append(self.head, kind, at, actor, **(told or {}))
        return replace(self, head=head, **changes), event
