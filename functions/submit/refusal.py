"""The package is incomplete: the refusal, its notice, and the link to what comes after it (clause 10.1)."""

from __future__ import annotations

from datetime import datetime

from functions.shared.codec import to_fields
from functions.shared.counting import package_refused
from functions.shared.documents import notices
from functions.shared.domain.events import Event, EventKind
from functions.shared.domain.notice import FIRST_PUSH, Notice, NoticeKind
from functions.shared.domain.numbers import spoken
from functions.shared.domain.refusal import Refusal
from functions.shared.ports import Create, Query, Replace, Write
from functions.shared.records import NUMBERS, REFUSALS, Stored, create_event, create_notice, loaded
from functions.submit.services import SubmitServices

LOOKED_AT = 20
"""How many of a person's last refusals are looked at for the one that he comes back after."""


def writes_of_refusal(refusal: Refusal, event: Event, request: Create, claims: list[str]) -> list[Write]:
    """The batch that makes a refusal; see acceptance.writes_of."""
    owner = f"{REFUSALS}/{refusal.id}"
    return [
        Create(owner, to_fields(refusal)),
        create_event(owner, event),
        request,
        create_notice(refusal_notice(refusal)),
        package_refused(refusal),
        Create(f"{NUMBERS}/{refusal.number}", {"refusal": refusal.id}),
        *(Create(path, {"refusal": refusal.id}) for path in claims),
    ]


def refusal_notice(refusal: Refusal) -> Notice:
    """What is missing, in the cabinet too: the receipt may be lost."""
    return Notice(
        id=f"{refusal.id}-{NoticeKind.REFUSED}",
        cabinet=refusal.cabinet,
        kind=NoticeKind.REFUSED,
        at=refusal.refused_at,
        application=refusal.id,
        number=refusal.number,
        certificate=None,
        text=notices.refused(spoken(refusal.number), [each.text() for each in refusal.lacking]),
        next_push_at=refusal.refused_at + FIRST_PUSH,
    )


def unfollowed(services: SubmitServices, cabinet: str, children: set[str]) -> Stored[Refusal] | None:
    """The last refusal of this person about one of these children, where nothing came after it yet.

    The link is found, not typed: the operator of another desk knows nothing of an earlier visit.
    """
    query = Query(REFUSALS, where=(("cabinet", "==", cabinet),), order_by=(("refused_at", True),), limit=LOOKED_AT)
    for stored in loaded(Refusal, services.documents.query(query)):
        if children & {child.iin for child in stored.value.children}:
            return stored if stored.value.followed_by is None else None
    return None


def follow(earlier: Stored[Refusal], number: str, now: datetime) -> list[Write]:
    """Link a refusal to what the applicant got when he came again: to apply again is free (5.1, 10.1)."""
    followed, event = earlier.value.note(
        EventKind.FOLLOWED, now, "service", told={"number": number}, followed_by=number
    )
    owner = f"{REFUSALS}/{followed.id}"
    return [Replace(owner, to_fields(followed), earlier.version), create_event(owner, event)]
