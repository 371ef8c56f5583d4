"""The hash-chained events of a case: what happened, in order, so that no link can be changed unseen.

Each event holds the SHA-256 of the one before; the case holds the head. An event tells kinds, times, roles and
identifiers, never names or identification numbers, so a chain can be shown to anybody who may see the case.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

GENESIS = "0" * 64


class EventKind(StrEnum):
    """The vocabulary of the chains."""

    ACCEPTED = "accepted"
    WAITING = "waiting"  # the event says for whom or what, and why
    OVERDUE = "overdue"
    VERIFIED = "verified"
    DECLINED = "declined"
    ISSUED = "issued"
    REVOKED = "revoked"
    RESTORED = "restored"  # after the store was put back to an earlier moment; the event says from what
    REFUSED = "refused"  # an incomplete package (10.1)
    FOLLOWED = "followed"  # after a refusal the applicant came again; the event says with what
    LOOKED_UP = "looked-up"  # by the contact centre or the reference service (15.1); who, and why
    COPY_ASKED = "copy-asked"  # paper (4.3), each with the number of the copy
    COPY_PRINTED = "copy-printed"
    COPY_SIGNED = "copy-signed"
    COPY_HANDED_OVER = "copy-handed-over"
    REGISTERED = "registered"  # a complaint (11.3)
    PARTS_GIVEN = "parts-given"  # what the complaint lacked
    FORWARDED = "forwarded"  # to the office whose it is; the event says from where, and the new incoming number
    ASSIGNED = "assigned"  # the head named an executor (11.4)
    NOTICED = "noticed"  # a time that is watched was over; the event says which, and who was alarmed
    EXTENDED = "extended"
    EXTENSION_TOLD = "extension-told"
    RECOUNTED = "recounted"  # the working calendar changed, and the term with it
    ANSWERED = "answered"
    DELIVERED = "delivered"
    APPEALED = "appealed"  # the event says with which complaint (11.10)
    EXPORTED = "exported"  # the file for a court (11.11)
    IMPORTED = "imported"  # the directory of offices; the event says which file, and which offices changed


@dataclass(frozen=True)
class Event:
    """One link: its place (from 1), what happened, when (UTC), in which role, and the hash of the link before."""

    n: int
    kind: EventKind
    at: datetime
    actor: str
    previous: str
    hash: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Head:
    """Where a chain stands: how many links, and the hash of the last."""

    length: int = 0
    hash: str = GENESIS


@dataclass(frozen=True)
class BrokenLink:
    """The first place where a chain does not hold. `why` is one of: missing, changed, detached, head."""

    n: int
    why: str


def link_hash(n: int, kind: EventKind, at: datetime, actor: str, data: Mapping[str, Any], previous: str) -> str:
    body = [n, kind.value, at.astimezone(UTC).isoformat(timespec="microseconds"), actor, dict(data), previous]
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def append(head: Head, kind: EventKind, at: datetime, actor: str, /, **data: Any) -> tuple[Event, Head]:
    """The next link of a chain, and the head after it."""
    n = head.length + 1
    digest = link_hash(n, kind, at, actor, data, head.hash)
    return Event(n, kind, at, actor, head.hash, digest, data), Head(n, digest)


def first_broken(events: Iterable[Event], head: Head) -> BrokenLink | None:
    """Recompute a chain; None when every link and the head hold."""
    at, previous = 0, GENESIS
    for event in events:
        at += 1
        if event.n != at:
            return BrokenLink(at, "missing")
        if event.previous != previous:
            return BrokenLink(at, "detached")
        if event.hash != link_hash(event.n, event.kind, event.at, event.actor, event.data, event.previous):
            return BrokenLink(at, "changed")
        previous = event.hash
    return None if Head(at, previous) == head else BrokenLink(at + 1, "head")
