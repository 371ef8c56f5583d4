"""The contract with the portal: what the citizen signs, what the service answers; the OpenAPI text is made of it.

What is signed is UTF-8 JSON attached inside the CMS; what is signed is what is stored and acted on.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from functions.shared.domain.application import Status
from functions.shared.domain.certificate import CertificateStatus, RevocationReason
from functions.shared.domain.language import Language
from functions.shared.domain.reasons import ReasonCode
from functions.shared.trust.verdicts import SealOutcome

IinText = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
NamePart = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
OfficeId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,40}$")]


def in_utc(moment: datetime) -> datetime:
    """A moment at the edge of the calendar has no counterpart in UTC: it is no time of ours."""
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("out of range") from error


def read_moment(value: object) -> datetime:
    """A date and time as RFC 3339 writes it: a number of seconds, in quotes or not, is not what a person signs."""
    if not isinstance(value, str) or value[4:5] != "-":
        raise ValueError("not a date and time")
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise PydanticCustomError("timezone_aware", "the time zone is missing")
    return in_utc(moment)


def read_day(value: object) -> date:
    """A day as RFC 3339 writes it."""
    if not isinstance(value, str) or len(value) != len("2016-03-05"):
        raise ValueError("not a day")
    return date.fromisoformat(value)


Moment = Annotated[AwareDatetime, BeforeValidator(read_moment)]
Day = Annotated[date, BeforeValidator(read_day)]
Phone = Annotated[str, StringConstraints(pattern=r"^\+[0-9]{10,15}$")]


class Contract(BaseModel):
    """Frozen, and strict: neither a mistyped field name nor a number where a date belongs may pass unseen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Given(Contract):
    """What others send: values are read as JSON writes them, nothing is made to fit."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ConsentGiven(Given):
    """The consent to the use of protected data (9.3): which text, and when."""

    text_version: str = Field(max_length=20)
    given_at: Moment


class ApplicantGiven(Given):
    iin: IinText
    surname: NamePart
    name: NamePart
    patronymic: NamePart | None = None
    phone: Phone


class BirthCertificateGiven(Given):
    """Needed where a child was born before 13 August 2007 or has no record in the registry (9.5, 9.6)."""

    number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]
    attachment: Sha256


class ChildGiven(Given):
    iin: IinText
    surname: NamePart
    name: NamePart
    patronymic: NamePart | None = None
    birth_date: Day
    birth_certificate: BirthCertificateGiven | None = None


class PortalRequest(Given):
    """What the citizen signs (9.5)."""

    service: Literal["guardianship-certificate"]
    requested_at: Moment
    language: Language
    provider: OfficeId
    paper_copy: bool = False
    consent: ConsentGiven | None = None
    applicant: ApplicantGiven
    children: Annotated[tuple[ChildGiven, ...], Field(min_length=1, max_length=10)]


class PortalSubmission(Given):
    """The body of a submission: the CMS (DER, base64) with the request inside."""

    cms: Annotated[str, StringConstraints(min_length=1, max_length=400_000)]


class TextGiven(Contract):
    kk: str
    ru: str
    en: str


class Accepted(Contract):
    """The notification-report (9.7): the request was accepted, and when the result is to be received."""

    id: str
    number: str
    status: Literal["accepted"] = "accepted"
    accepted_at: AwareDatetime
    due_at: AwareDatetime
    report: TextGiven


class ReasonShown(Contract):
    code: ReasonCode
    pointer: str
    text: TextGiven


class ApplicationShown(Contract):
    """Where an application stands (15.1)."""

    id: str
    number: str
    status: Status
    accepted_at: AwareDatetime
    due_at: AwareDatetime
    decided_at: AwareDatetime | None
    overdue_since: AwareDatetime | None
    certificate: str | None
    reasons: tuple[ReasonShown, ...]


class NoticeShown(Contract):
    id: str
    kind: str
    at: AwareDatetime
    application: str
    certificate: str | None
    text: TextGiven


class CabinetShown(Contract):
    """One page of the caller's cabinet, newest first; `next` is the cursor of the page after, or null."""

    applications: tuple[ApplicationShown, ...]
    notices: tuple[NoticeShown, ...]
    next: str | None


class ProviderShown(Contract):
    id: str
    name_kk: str
    name_ru: str
    address_kk: str
    address_ru: str
    phone: str


class LimitShown(Contract):
    """A number of the standard, with its clause."""

    name: str
    clause: str
    value: str


class ServiceShown(Contract):
    """The standard in short: public, and the same for everybody (13.1, 15.1, 16.2)."""

    standard: str
    title: TextGiven
    price: TextGiven
    result: TextGiven
    consent: dict[str, TextGiven]
    limits: tuple[LimitShown, ...]
    contact_centre: tuple[str, ...]
    providers: tuple[ProviderShown, ...]


class AttachmentStored(Contract):
    sha256: Sha256
    media_type: str
    size: int


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


class StepDone(Contract):
    """What a task did; it tells states and counts, never people."""

    done: str
    status: str | None = None
    counts: dict[str, int] | None = None


class AlarmShown(Contract):
    """An application of the office that passed its due time; `waiting_for` names who was silent then."""

    application: str
    number: str
    raised_at: AwareDatetime
    due_at: AwareDatetime
    waiting_for: tuple[str, ...]
    status: Status | None


class AlarmsShown(Contract):
    alarms: tuple[AlarmShown, ...]


class ProblemShown(BaseModel):
    """RFC 9457, application/problem+json, with JSON pointers to what is wrong."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] | None = None
