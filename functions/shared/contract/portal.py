"""The contract with the portal: what the citizen signs, what the service answers; the OpenAPI text is made of it.

What is signed is UTF-8 JSON attached inside the CMS; what is signed is what is stored and acted on.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from functions.shared.contract.common import (
    Contract,
    Day,
    DocumentNumber,
    Given,
    IinText,
    Moment,
    NamePart,
    OfficeId,
    Phone,
    Sha256,
    TextGiven,
)
from functions.shared.domain.application import Status
from functions.shared.domain.language import Language
from functions.shared.domain.reasons import ReasonCode


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

    number: DocumentNumber
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


class CentreShown(Contract):
    """A public service centre, where it is, and how its bookings run (6.3, 13.1)."""

    id: str
    name_kk: str
    name_ru: str
    address_kk: str
    address_ru: str
    phone: str
    slot_minutes: int
    booking_days: int


class HoursShown(Contract):
    """When centres accept (6.1): the working week, and Almaty's times."""

    clause: str
    week: str
    opens: str
    closes: str


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
    centres: tuple[CentreShown, ...]
    centre_hours: HoursShown


class AttachmentStored(Contract):
    sha256: Sha256
    media_type: str
    size: int
