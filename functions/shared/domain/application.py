"""The application: what the guardian asked for, and where it stands (clauses 1.2, 2.1, 9.5 to 9.7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from functions.shared.domain.events import Event, EventKind, Head, append
from functions.shared.domain.facts import Name, Order, Person
from functions.shared.domain.language import Bilingual, Language
from functions.shared.domain.office import Office
from functions.shared.domain.reasons import Reason


class Channel(StrEnum):
    """How applications come in (1.2)."""

    PORTAL = "portal"
    PSC = "psc"


class Status(StrEnum):
    """The states of an application. Overdue is not one of them: it is a mark with a time."""

    ACCEPTED = "accepted"
    VERIFIED = "verified"  # the registries agree; the certificate is being made
    ISSUED = "issued"
    DECLINED = "declined"


TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.ACCEPTED: frozenset({Status.VERIFIED, Status.DECLINED}),
    Status.VERIFIED: frozenset({Status.ISSUED}),
    Status.ISSUED: frozenset(),
    Status.DECLINED: frozenset(),
}


class ForbiddenTransition(Exception):
    """A step that the table does not know: a mistake of ours, never of the caller."""


@dataclass(frozen=True)
class BirthCertificate:
    """The birth certificate as the applicant gives it: its number, and the SHA-256 of the copy.

    Through the portal a copy is attached (9.5); at a centre the original was seen (9.4), and may have been scanned.
    """

    number: str
    attachment: str | None


@dataclass(frozen=True)
class Child:
    iin: str
    name: Name
    birth_date: date
    birth_certificate: BirthCertificate | None = None


@dataclass(frozen=True)
class Applicant:
    iin: str
    name: Name
    phone: str
    address: str | None = None
    """As the form of Annex 2 asks for it; a request through the portal has none."""


class ConsentMethod(StrEnum):
    """How a consent was given."""

    SIGNED = "signed"  # in the request that bears the recipient's EDS (9.5)
    WRITTEN = "written"  # on paper, at a centre (9.3)


@dataclass(frozen=True)
class Consent:
    """The recipient's consent to the use of protected data (9.3).

    A written one has a scan (SHA-256), and an id, under which the registries may be asked before there is a case.
    """

    text_version: str
    given_at: datetime
    method: ConsentMethod = ConsentMethod.SIGNED
    scan: str | None = None
    id: str | None = None


class DocumentKind(StrEnum):
    APPLICATION = "application"  # by Annex 2 (9.1)
    BIRTH_CERTIFICATE = "birth-certificate"  # 9.1
    IDENTITY_DOCUMENT = "identity-document"  # 9.2: its data come from the register; shown at the desk


@dataclass(frozen=True)
class HandedIn:
    """A document on the desk: the number written on it, its last day, the SHA-256 of its scan, and what was done with
    the original (9.4)."""

    kind: DocumentKind
    child: int | None = None
    number: str | None = None
    expires_on: date | None = None
    scan: str | None = None
    compared: bool = False
    returned: bool = False

    def is_expired(self, today: date) -> bool:
        """Its last day counts."""
        return self.expires_on is not None and self.expires_on < today


@dataclass(frozen=True)
class Letterhead:
    """A centre as the receipts name it: as it was that day, whatever becomes of it since."""

    names: Bilingual
    address: Bilingual
    phone: str


@dataclass(frozen=True)
class Desk:
    """Where an application was made at a public service centre, and who took it."""

    centre: str
    letterhead: Letterhead
    provider: Bilingual
    """The names of the provider that day."""
    operator: str
    """A keyed hash that names the operator without telling who."""
    operator_name: str
    """As the receipts say it."""
    ticket: str | None = None


@dataclass(frozen=True)
class Grant:
    """What the certificate will say, fixed with the decision: the guardian as the register knows him, one order for
    each child, and the office that answers."""

    guardian: Person
    orders: tuple[Order, ...]
    office: Office


@dataclass(frozen=True)
class Application:
    """One application. `cabinet` is the keyed hash of the applicant's IIN; `request_sha256` names the signed bytes."""

    id: str
    number: str
    channel: Channel
    provider: str
    language: Language
    cabinet: str
    applicant: Applicant
    children: tuple[Child, ...]
    consent: Consent
    request_sha256: str
    accepted_at: datetime
    due_at: datetime
    status: Status
    head: Head
    next_check_at: datetime | None
    """When the reconciler looks at it if nothing else has moved it; None when it is closed."""
    profile: str
    paper_copy: bool = False
    """Whether a print is wanted as well (4.3)."""
    attempts: int = 0
    waiting_for: tuple[str, ...] = ()
    """What was silent at the last attempt."""
    overdue_since: datetime | None = None
    verified_at: datetime | None = None
    """When the registries agreed: the time that the certificate states."""
    decided_at: datetime | None = None
    """When the result was in the cabinet."""
    grant: Grant | None = None
    certificate: str | None = None
    reasons: tuple[Reason, ...] = ()
    desk: Desk | None = None
    """None for a request through the portal."""
    handed_in: tuple[HandedIn, ...] = ()
    """What lay on the desk of the centre (9.1, 9.4)."""
    follows: str | None = None
    """The number of the refusal after which the applicant came again (10.1)."""

    @property
    def is_open(self) -> bool:
        return bool(TRANSITIONS[self.status])

    def step(
        self, status: Status, kind: EventKind, at: datetime, actor: str, **changes: Any
    ) -> tuple[Application, Event]:
        """Move to another state, as the table allows. What the event tells stands in `told`."""
        if status not in TRANSITIONS[self.status]:
            raise ForbiddenTransition(f"{self.status} to {status}")
        moved = replace(self, status=status, waiting_for=())
        if not moved.is_open:
            moved = replace(moved, next_check_at=None)
        return moved.note(kind, at, actor, **changes)

    def is_unmarked_late(self, now: datetime) -> bool:
        """Still open when the time is up (2.1), and nobody has said so yet."""
        return self.is_open and self.overdue_since is None and now >= self.due_at

    def changed(self, **changes: Any) -> Application:
        """The same application with other fields, without an event: for counters and times of looking again."""
        return replace(self, **changes)

    def note(
        self, kind: EventKind, at: datetime, actor: str, *, told: dict[str, Any] | None = None, **changes: Any
    ) -> tuple[Application, Event]:
        """Add an event, and change fields that are not the state."""
        event, head = append(self.head, kind, at, actor, **(told or {}))
        return replace(self, head=head, **changes), event


def due_at(accepted_at: datetime, answer_within: timedelta) -> datetime:
    """The moment at which the result is to be received (2.1, 9.7)."""
    return accepted_at + answer_within
