"""The certificate in the register: what was issued, and whether it still holds (clauses 4.1, 4.2, 4.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from functions.shared.domain.events import Event, EventKind, Head, append
from functions.shared.domain.facts import Name
from functions.shared.domain.language import Bilingual, Text


class CertificateStatus(StrEnum):
    VALID = "valid"
    REVOKED = "revoked"


class RevocationReason(StrEnum):
    """Why an officer of the provider revokes a certificate: a closed list."""

    ISSUED_IN_ERROR = "issued-in-error"
    DATA_INCORRECT = "data-incorrect"
    ORDER_ENDED = "order-ended"
    COURT_DECISION = "court-decision"

    def text(self) -> Text:
        return REVOCATION_TEXTS[self]


REVOCATION_TEXTS = {
    RevocationReason.ISSUED_IN_ERROR: Text(kk="қате берілген", ru="выдана ошибочно", en="issued in error"),
    RevocationReason.DATA_INCORRECT: Text(
        kk="мәліметтер дұрыс емес", ru="сведения неверны", en="the data are incorrect"
    ),
    RevocationReason.ORDER_ENDED: Text(
        kk="қорғаншылық (қамқоршылық) тоқтатылды",
        ru="опека (попечительство) прекращена",
        en="the guardianship (trusteeship) ended",
    ),
    RevocationReason.COURT_DECISION: Text(kk="сот шешімі", ru="решение суда", en="by decision of a court"),
}


class RegisterReason(StrEnum):
    """What the register adds to what the seal of a document says."""

    IN_REGISTER = "in-register"  # authentic: the seal can no longer be proved, but these are the bytes that were issued
    NOT_AS_ISSUED = "not-as-issued"  # altered: the seal is true and the number registered, but these are other bytes
    NOT_REGISTERED = "not-registered"  # not ours: sealed by a provider, but no certificate
    DISAGREES = "register-disagrees"  # cannot check: seal and register name different providers


class NotValid(Exception):
    """Only a valid certificate can be revoked."""


@dataclass(frozen=True)
class Certificate:
    """One entry of the register. `object` names the sealed PDF, `sha256` its bytes; it tells nothing of the child."""

    number: str
    application: str
    provider: str
    cabinet: str
    holder_initials: str
    object: str
    sha256: str
    issued_at: datetime
    issuer: Bilingual
    signatory: str
    signatory_position: Bilingual
    head: Head
    status: CertificateStatus = CertificateStatus.VALID
    revoked_at: datetime | None = None
    revocation_reason: RevocationReason | None = None
    copies: int = 0
    """How many were asked for on paper (4.3)."""

    def note(self, kind: EventKind, at: datetime, actor: str, **told: Any) -> tuple[Certificate, Event]:
        """Add an event that does not change what the register says."""
        event, head = append(self.head, kind, at, actor, **told)
        return replace(self, head=head), event

    def revoke(self, at: datetime, reason: RevocationReason, actor: str, officer: str) -> tuple[Certificate, Event]:
        """Raises NotValid for one that was revoked before: a revocation is final and keeps its first time.

        `officer` is a keyed hash that names who revoked without telling it.
        """
        if self.status is not CertificateStatus.VALID:
            raise NotValid(self.number)
        event, head = append(self.head, EventKind.REVOKED, at, actor, reason=reason.value, officer=officer)
        return replace(
            self, status=CertificateStatus.REVOKED, revoked_at=at, revocation_reason=reason, head=head
        ), event


def initials(name: Name) -> str:
    """What the public check may tell of the holder: `Ә. Г. Қ.`, surname first."""
    return " ".join(f"{part.strip()[:1].upper()}." for part in (name.surname, name.name, name.patronymic) if part)
