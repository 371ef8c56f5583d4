"""The package is incomplete: the refusal, its notice, and the link to what comes after it (clause 10.1)."""

from __future__ import annotations

from datetime import datetime, timedelta

from functions.shared.codec import to_fields
from functions.shared.counting import package_refused
from functions.shared.documents import notices
from functions.shared.domain.events import Event, EventKind
from functions.shared.domain.notice import FIRST_PUSH, Notice, NoticeKind
from functions.shared.domain.numbers import spoken
from functions.shared.domain.refusal import Refusal
from functions.shared.log import LogEvent, log
from functions.shared.ports import Create, Query, Replace, Write
from functions.shared.records import NUMBERS, REFUSALS, Stored, claim, create_event, create_notice, loaded
from functions.shared.scheduling import push_task, schedule_all
from functions.submit.services import SubmitServices

LINKED_WITHIN = timedelta(days=365)
"""Who comes later than that comes in another matter: orders, documents and the child's age have moved on."""
MOST_LINKED = 100
"""Refusals of one person that are looked at; each link is two writes of one batch, which has at most 500."""


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
        *(claim(path, refusal.refused_at, refusal=refusal.id) for path in claims),
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


def announce(services: SubmitServices, refusal: Refusal) -> None:
    """The task of a new refusal, and its line in the log."""
    schedule_all(services.tasks, push_task(refusal_notice(refusal).id))
    log(LogEvent.REFUSED, refusal=refusal.id, centre=refusal.desk.centre, lacking=len(refusal.lacking))


def unfollowed(
    services: SubmitServices, cabinet: str, children: frozenset[str], now: datetime
) -> list[Stored[Refusal]]:
    """The refusals of this person for want of papers of these children that nothing came after yet, newest first.

    The link is found, not typed: the operator of another desk, or the portal, knows nothing of an earlier visit.
    """
    query = Query(
        REFUSALS,
        where=(("cabinet", "==", cabinet), ("refused_at", ">=", now - LINKED_WITHIN)),
        order_by=(("refused_at", True),),
        limit=MOST_LINKED,
    )
    return [
        stored
        for stored in loaded(Refusal, services.documents.query(query))
        if stored.value.followed_by is None and children & stored.value.concerns
    ]


def follow(earlier: Stored[Refusal], number: str, now: datetime) -> list[Write]:
    """Link a refusal to what the applicant got when he came again: to apply again is free (5.1, 10.1)."""
    followed, event = earlier.value.note(
        EventKind.FOLLOWED, now, "service", told={"number": number}, followed_by=number
    )
    owner = f"{REFUSALS}/{followed.id}"
    return [Replace(owner, to_fields(followed), earlier.version), create_event(owner, event)]
