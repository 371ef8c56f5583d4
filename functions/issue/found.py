"""A certificate that lies sealed in the bucket and of which the case knows nothing: the paper counts (decision 0028).

The bucket never loses an object; the store may have been put back to an earlier moment. Then a case is open whose
certificate the guardian holds already. It gets no second number and no second decision: the number, the time and the
names are those that the sealed file states.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from functions.shared.documents.content import CertificateContent
from functions.shared.domain.application import Application, Status
from functions.shared.domain.certificate import initials
from functions.shared.domain.events import Event, EventKind
from functions.shared.domain.language import Bilingual
from functions.shared.domain.numbers import NumberKind, parse_number
from functions.shared.trust.ports import SealChecks
from functions.shared.trust.verdicts import SealOutcome

OURS = (SealOutcome.AUTHENTIC, SealOutcome.CANNOT_CHECK)
"""A seal of ours that is too old to be proved is still a seal of ours: the bucket admits nobody else."""


class NotItsCertificate(Exception):
    """The sealed file is not a certificate of this application. `why` is one of: unreadable, seal, people."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Stated:
    """What the register takes from a certificate. `holder` is the initials."""

    number: str
    issued_at: datetime
    issuer: Bilingual
    signatory: str
    signatory_position: Bilingual
    holder: str


@dataclass(frozen=True)
class Found:
    """A sealed file, what it states, and when it was sealed (by its time-stamp)."""

    sealed: bytes
    content: CertificateContent
    stated: Stated
    provider: str
    sealed_at: datetime


def found(sealed: bytes, read_content: Callable[[bytes], CertificateContent], checks: SealChecks) -> Found:
    """Read a sealed file, and believe it only where a provider of ours has sealed it. Raises NotItsCertificate."""
    try:
        content = read_content(sealed)
        number = parse_number(content.number, NumberKind.CERTIFICATE)
    except ValueError as error:
        raise NotItsCertificate("unreadable") from error
    verdict = checks.check(sealed)
    if verdict.outcome not in OURS or verdict.provider is None:
        raise NotItsCertificate("seal")
    stated = Stated(
        number=number,
        issued_at=content.issued_at,
        issuer=content.issuer.name,
        signatory=content.issuer.signatory.name,
        signatory_position=content.issuer.signatory.position,
        holder=initials(content.guardian.kk),
    )
    return Found(sealed, content, stated, verdict.provider, verdict.signed_at or content.issued_at)


def check_belongs(given: Found, application: Application) -> None:
    """The same guardian, the same children, the same provider. Raises NotItsCertificate."""
    children = {child.iin for child in application.children}
    stated = {ward.iin for ward in given.content.wards}
    if (given.content.guardian_iin, stated) != (application.applicant.iin, children):
        raise NotItsCertificate("people")
    if given.provider != application.provider:
        raise NotItsCertificate("seal")


def closed_by(application: Application, given: Found, now: datetime) -> tuple[Application, list[Event]]:
    """The case with the number and the times of the certificate that was found, and the events that say so.

    The result was in the cabinet when the certificate was sealed, within the second; the events are of today. What
    the decision rested on is not made up: a grant of another decision is dropped.
    """
    events: list[Event] = []
    if application.status is Status.ACCEPTED:
        application, verified = application.step(
            Status.VERIFIED, EventKind.VERIFIED, now, "service", told={"found": True}
        )
        events.append(verified)
    told = {"certificate": given.stated.number, "found": True, "sealed_at": given.sealed_at.isoformat()}
    issued, event = application.step(
        Status.ISSUED,
        EventKind.ISSUED,
        now,
        "service",
        told=told,
        certificate=given.stated.number,
        verified_at=given.stated.issued_at,
        decided_at=given.sealed_at,
        grant=None,
    )
    return issued, [*events, event]
