"""The contract about certificates: the public check, revocation, and the alarms of an office."""

from __future__ import annotations

from pydantic import AwareDatetime

from functions.shared.contract.common import Contract, Given, Sha256
from functions.shared.domain.alarm import AlarmKind
from functions.shared.domain.application import Status
from functions.shared.domain.certificate import CertificateStatus, RevocationReason
from functions.shared.domain.complaint import Stage
from functions.shared.trust.verdicts import SealOutcome


class RevocationAsked(Given):
    reason: RevocationReason


class CertificateChecked(Contract):
    """What the public check tells: authentic or not, by whom and when, its state at issue and now, the initials."""

    number: str
    authentic: bool
    issued_at: AwareDatetime
    issuer_kk: str
    issuer_ru: str
    signatory: str
    holder_initials: str
    state_at_issue: CertificateStatus
    state_now: CertificateStatus
    revoked_at: AwareDatetime | None
    revocation_reason: RevocationReason | None
    sha256: Sha256


class DocumentChecked(Contract):
    """What the check of an uploaded document tells. `certificate` is null unless the document is ours and unaltered."""

    verdict: SealOutcome
    reason: str
    certificate: CertificateChecked | None


class AlarmShown(Contract):
    """A missed time: of an application (2.1), of a ticket (2.2, 2.3), or of a complaint (11).

    `waiting_for` names who was silent then. `status` is the application's now, `stage` the complaint's.
    """

    kind: AlarmKind
    number: str
    application: str | None
    complaint: str | None
    desk: str | None
    raised_at: AwareDatetime
    due_at: AwareDatetime
    waiting_for: tuple[str, ...]
    status: Status | None
    stage: Stage | None


class AlarmsShown(Contract):
    alarms: tuple[AlarmShown, ...]
