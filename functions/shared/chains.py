"""Recompute chains of events: whose they are, and the first link that does not hold (design: "Events are a chain")."""

from __future__ import annotations

from functions.shared.codec import from_fields
from functions.shared.domain.application import Application
from functions.shared.domain.certificate import Certificate
from functions.shared.domain.complaint import Complaint
from functions.shared.domain.directory import Directory
from functions.shared.domain.events import BrokenLink, first_broken
from functions.shared.domain.look_up import LookUps
from functions.shared.domain.refusal import Refusal
from functions.shared.ports import Documents
from functions.shared.records import (
    APPLICATIONS,
    CERTIFICATES,
    COMPLAINTS,
    DIRECTORY,
    LOOK_UPS,
    REFUSALS,
    events_of,
)

READINGS = 5
Owner = Application | Certificate | Complaint | Directory | LookUps | Refusal
KINDS: dict[str, type[Owner]] = {
    APPLICATIONS: Application,
    REFUSALS: Refusal,
    COMPLAINTS: Complaint,
    LOOK_UPS: LookUps,
    CERTIFICATES: Certificate,
    DIRECTORY: Directory,
}
"""What has a chain, by its collection."""


def broken_link(store: Documents, path: str) -> BrokenLink | None:
    """The first broken link of the chain of the document at this path.

    A case may move between the reading of its head and of its events: a head that does not fit is read again.
    """
    kind, broken = KINDS[path.split("/")[0]], None
    for _ in range(READINGS):
        document = store.get(path)
        if document is None:
            return BrokenLink(0, "missing")
        owner = from_fields(kind, document.fields)
        broken = first_broken(events_of(store, path), owner.head)
        if broken is None or broken.why != "head":
            break
    return broken
