"""The contract with operators of public service centres (clauses 9.1 to 10.1), and the contact centre (15.1)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from functions.shared.contract.common import (
    Address,
    Contract,
    Day,
    DocumentNumber,
    Given,
    IinText,
    Moment,
    NamePart,
    OfficeId,
    Sha256,
    TextGiven,
)
from functions.shared.contract.portal import ApplicantGiven
from functions.shared.domain.application import DocumentKind
from functions.shared.domain.certificate import CertificateStatus
from functions.shared.domain.language import Language
from functions.shared.domain.package import Lack, Need, Why

Place = Annotated[int, Field(ge=0, le=9)]


class WrittenConsentGiven(Given):
    """The consent that the recipient signed on paper (9.3): which text, when, and its scan."""

    text_version: str = Field(max_length=20)
    given_at: Moment
    method: Literal["written"]
    scan: Sha256 | None = None


class ChildAsked(Given):
    iin: IinText
    birth_date: Day


class ChecklistAsked(Given):
    """Without a consent the registry is not asked, and the checklist says so."""

    applicant_iin: IinText
    children: Annotated[tuple[ChildAsked, ...], Field(min_length=1, max_length=10)]
    consent: WrittenConsentGiven | None = None


class ItemShown(Contract):
    """One document; `child` is the place of the child it is about, from 0."""

    kind: DocumentKind
    child: int | None
    need: Need
    why: Why
    document: TextGiven
    text: TextGiven


class ChecklistShown(Contract):
    """What is to be handed in. `consent` is the record under which the registry was asked, or null."""

    items: tuple[ItemShown, ...]
    consent: str | None


class CentreApplicantGiven(ApplicantGiven):
    address: Address


class NamedChildGiven(ChildAsked):
    surname: NamePart
    name: NamePart
    patronymic: NamePart | None = None


class FormChildGiven(NamedChildGiven):
    birth_certificate: DocumentNumber | None = None


class FormAsked(Given):
    """What the form of Annex 2 is filled in with; nothing of it is kept."""

    provider: OfficeId
    applicant: CentreApplicantGiven
    child_address: Address | None = None
    children: Annotated[tuple[FormChildGiven, ...], Field(min_length=1, max_length=10)]
    paper_copy: bool = False


class DocumentGiven(Given):
    """One document of the package, and what was done with its original (9.4).

    A birth certificate names its child and its number; the application by Annex 2 is kept, so it has a scan.
    """

    kind: DocumentKind
    child: Place | None = None
    handed_in: bool
    number: DocumentNumber | None = None
    expires_on: Day | None = None
    scan: Sha256 | None = None
    compared_with_original: bool = False
    original_returned: bool = False


class CentrePackage(Given):
    """What the operator sends: the application as it was made at the desk (9.1 to 9.4).

    `ticket` is the number called to the desk; a recipient called before closing time is served after it, too.
    """

    service: Literal["guardianship-certificate"]
    centre: OfficeId
    ticket: Annotated[str, StringConstraints(max_length=10)] | None = None
    language: Language
    provider: OfficeId
    paper_copy: bool = False
    applicant: CentreApplicantGiven
    children: Annotated[tuple[NamedChildGiven, ...], Field(min_length=1, max_length=10)]
    consent: WrittenConsentGiven | None = None
    documents: Annotated[tuple[DocumentGiven, ...], Field(max_length=40)]


class LackingShown(Contract):
    kind: DocumentKind
    child: int | None
    lack: Lack
    text: TextGiven


class PackageAnswered(Contract):
    """Accepted, with the time at which the result is due, or refused, with all that is missing or expired (10.1).

    Both have a number, and a receipt at the address `receipt`. `follows` is the number of the refusal after which the
    applicant came again.
    """

    outcome: Literal["accepted", "refused"]
    id: str
    number: str
    at: AwareDatetime
    due_at: AwareDatetime | None
    lacking: tuple[LackingShown, ...]
    receipt: str
    follows: str | None
    report: TextGiven


class CertificateStateShown(Contract):
    """Whether the certificate still holds, since when, and why not if it does not."""

    state: CertificateStatus
    since: AwareDatetime
    reason: TextGiven | None


class StatusShown(Contract):
    """Where a case stands, as it is told on the phone (11.7, 15.1): no documents, nobody's name.

    `office` is whose it is to answer; `incoming` the number in its journal of complaints. `certificate_state` is null
    as long as there is no certificate. `followed_by` is the number of what came after a refusal, or of an appeal.
    """

    number: str
    kind: Literal["application", "certificate", "refusal", "complaint"]
    stage: Literal["accepted", "verified", "issued", "declined", "refused", "registered", "assigned", "answered"]
    channel: Literal["portal", "psc", "post", "hand"]
    office: TextGiven | None
    centre: TextGiven | None = None
    incoming: str | None = None
    at: AwareDatetime
    due_at: AwareDatetime | None = None
    decided_at: AwareDatetime | None = None
    overdue_since: AwareDatetime | None = None
    waiting_for: tuple[str, ...] = ()
    missing: tuple[TextGiven, ...] = ()
    certificate_state: CertificateStateShown | None = None
    followed_by: str | None = None
