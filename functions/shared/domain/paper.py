"""The certificate on paper: a journal of each copy, from the asking to the hand that took it (clause 4.3).

The sealed electronic certificate stays the original (4.2). A copy is asked for, printed, signed by the provider's
head, and handed over; a second copy is an entry of its own. What is personal stays in the entry: the chain of the
certificate tells the copy's number, the role, and a keyed hash of whoever did it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from functions.shared.domain.certificate import Certificate
from functions.shared.domain.decision import folded
from functions.shared.domain.events import Event, EventKind
from functions.shared.domain.facts import Name
from functions.shared.domain.numbers import spoken
from functions.shared.domain.office import Official


class CopyState(StrEnum):
    ASKED = "asked"
    PRINTED = "printed"
    SIGNED = "signed"
    HANDED_OVER = "handed-over"


TRANSITIONS: dict[CopyState, frozenset[CopyState]] = {
    CopyState.ASKED: frozenset({CopyState.PRINTED}),
    CopyState.PRINTED: frozenset({CopyState.PRINTED, CopyState.SIGNED}),  # a printer jams: printed again
    CopyState.SIGNED: frozenset({CopyState.HANDED_OVER}),
    CopyState.HANDED_OVER: frozenset(),
}
OPEN = tuple(state for state in CopyState if TRANSITIONS[state])

EVENTS: dict[CopyState, EventKind] = {
    CopyState.ASKED: EventKind.COPY_ASKED,
    CopyState.PRINTED: EventKind.COPY_PRINTED,
    CopyState.SIGNED: EventKind.COPY_SIGNED,
    CopyState.HANDED_OVER: EventKind.COPY_HANDED_OVER,
}

MOST_COPIES = 99
"""Of one certificate: two digits of the entry's name."""
MOST_UNPRINTED = 20
"""Of one certificate at a time: who asks again and again must not bury the others in the provider's list."""


class ForbiddenStep(Exception):
    """A step that the table does not know from where the copy stands, which is `state`."""

    def __init__(self, state: CopyState, step: CopyState) -> None:
        super().__init__(f"{state} to {step}")
        self.state, self.step = state, step


@dataclass(frozen=True)
class Hand:
    """Who did a step, and when (UTC). `person` is a keyed hash; a citizen has no office, and needs no name here."""

    role: str
    person: str
    at: datetime
    office: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class Printing:
    """One run of the printer, and the head whom the sheet names below the place for the signature."""

    by: Hand
    head: Official


@dataclass(frozen=True)
class Signing:
    """The head's own word that he signed; `head` is the directory's name and position of that day."""

    by: Hand
    head: Official


class ReceivedAs(StrEnum):
    RECIPIENT = "recipient"
    REPRESENTATIVE = "representative"


class IdentityDocumentKind(StrEnum):
    """Documents that prove who an adult is (Law on identity documents, 29.01.2013 No. 73-V, article 6)."""

    ID_CARD = "id-card"
    PASSPORT = "passport"
    RESIDENCE_PERMIT = "residence-permit"
    STATELESS_PERSON_CERTIFICATE = "stateless-person-certificate"
    REFUGEE_CERTIFICATE = "refugee-certificate"
    FOREIGN_PASSPORT = "foreign-passport"


@dataclass(frozen=True)
class IdentityDocument:
    kind: IdentityDocumentKind
    number: str
    expires_on: date | None = None
    """The last day on which it is good; None where the document names none."""

    def is_expired(self, today: date) -> bool:
        return self.expires_on is not None and self.expires_on < today


@dataclass(frozen=True)
class Authority:
    """The document that lets a representative receive: a power of attorney, mostly."""

    number: str
    issued_on: date


@dataclass(frozen=True)
class Receipt:
    """Who took the paper, as whom, and by which identity document. `authority` is a representative's."""

    name: Name
    received_as: ReceivedAs
    identity_document: IdentityDocument
    authority: Authority | None = None


@dataclass(frozen=True)
class HandingOver:
    """`by.office` is where it happened."""

    by: Hand
    receipt: Receipt


@dataclass(frozen=True)
class Copy:
    """One entry of the journal. `n` counts the certificate's copies from 1; `place` is the office that hands it over.

    `request` is a keyed hash of who asked under which Idempotency-Key, None where the application itself asked.
    """

    id: str
    certificate: str
    n: int
    provider: str
    place: str
    state: CopyState
    asked: Hand
    request: str | None = None
    printings: tuple[Printing, ...] = ()
    signing: Signing | None = None
    handing_over: HandingOver | None = None

    @property
    def number(self) -> str:
        """As people read it: `C4K7-9MXT-2RWF/1`."""
        return f"{spoken(self.certificate)}/{self.n}"

    def printed(self, by: Hand, head: Official) -> Copy:
        """Raises ForbiddenStep once it is signed: another sheet would not be the one that was signed."""
        return self._moved(CopyState.PRINTED, printings=(*self.printings, Printing(by, head)))

    def signed(self, by: Hand, head: Official) -> Copy:
        """Raises ForbiddenStep."""
        return self._moved(CopyState.SIGNED, signing=Signing(by, head))

    def handed_over(self, by: Hand, receipt: Receipt) -> Copy:
        """Raises ForbiddenStep."""
        return self._moved(CopyState.HANDED_OVER, handing_over=HandingOver(by, receipt))

    def last_hand(self) -> Hand:
        """Who did the last step."""
        if self.handing_over is not None:
            return self.handing_over.by
        if self.signing is not None:
            return self.signing.by
        return self.printings[-1].by if self.printings else self.asked

    def _moved(self, state: CopyState, **changes: Any) -> Copy:
        if state not in TRANSITIONS[self.state]:
            raise ForbiddenStep(self.state, state)
        return replace(self, state=state, **changes)


def copy_id(certificate: str, n: int) -> str:
    return f"{certificate}-{n:02d}"


def ask(certificate: Certificate, place: str, by: Hand, request: str | None = None) -> tuple[Certificate, Copy, Event]:
    """The next copy of a certificate, which counts it; the number is the certificate's, so that none is left out."""
    n = certificate.copies + 1
    copy = Copy(
        id=copy_id(certificate.number, n),
        certificate=certificate.number,
        n=n,
        provider=certificate.provider,
        place=place,
        state=CopyState.ASKED,
        asked=by,
        request=request,
    )
    counted, event = noted(certificate, copy)
    return replace(counted, copies=n), copy, event


def noted(certificate: Certificate, copy: Copy) -> tuple[Certificate, Event]:
    """The copy's last step in the certificate's chain, without anything that tells who the people are."""
    by = copy.last_hand()
    return certificate.note(EVENTS[copy.state], by.at, by.role, copy=copy.n, by=by.person)


def same_full_name(told: str | None, listed: str) -> bool:
    """Two full names, surname first, are one person's; a patronymic that only one of them has is no matter."""
    one, other = folded(told).split(), folded(listed).split()
    if min(len(one), len(other)) < 2:
        return False
    return one[:2] == other[:2] and (one[2:] == other[2:] or not one[2:] or not other[2:])
