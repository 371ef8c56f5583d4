"""The contract of the certificate on paper (clause 4.3)."""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime, Field

from functions.shared.contract.common import Contract, Day, DocumentNumber, Given, IinText, NamePart, OfficeId
from functions.shared.domain.certificate import CertificateStatus
from functions.shared.domain.paper import CopyState, IdentityDocumentKind, ReceivedAs


class CopyAsked(Given):
    """Where it is to be handed over: the provider, or a centre; left out, where an operator sits, else the provider.

    An operator names the recipient who stands at the desk by the IIN: only that recipient's certificate is found.
    """

    place: OfficeId | None = None
    recipient_iin: IinText | None = None


class NothingGiven(Given):
    """The signer is whoever calls: nobody can be named in the body."""


class ReceiverGiven(Given):
    surname: NamePart
    name: NamePart
    patronymic: NamePart | None = None


class AuthorityGiven(Given):
    number: DocumentNumber
    date: Day


class IdentityDocumentGiven(Given):
    kind: IdentityDocumentKind
    number: DocumentNumber
    expires_on: Day | None = None


class HandoverGiven(Given):
    """Who takes the paper. A representative brings the document that gives the authority; a recipient has none."""

    received_by: ReceiverGiven
    received_as: ReceivedAs = Field(alias="as")
    authority: AuthorityGiven | None = None
    identity_document: IdentityDocumentGiven


class HandShown(Contract):
    role: str
    office: str | None
    name: str | None
    at: AwareDatetime


class HeadShown(Contract):
    name: str
    position_kk: str
    position_ru: str


class PrintingShown(Contract):
    by: HandShown
    head: HeadShown


class SigningShown(Contract):
    by: HandShown
    head: HeadShown


class HandingOverShown(Contract):
    by: HandShown
    received_by: str
    received_as: ReceivedAs
    authority_number: str | None
    authority_date: date | None
    identity_document_kind: IdentityDocumentKind
    identity_document_number: str


class CopyDetails(Contract):
    """What the journal says of people: for the officials of the provider."""

    asked: HandShown
    printings: tuple[PrintingShown, ...]
    signing: SigningShown | None
    handing_over: HandingOverShown | None


class CopyShown(Contract):
    """One copy: where it stands and since when. `certificate_state` tells of a paper that must not go out any more."""

    number: str
    certificate: str
    n: int
    state: CopyState
    provider: str
    place: str
    holder_initials: str
    certificate_state: CertificateStatus
    asked_at: AwareDatetime
    printed_at: AwareDatetime | None
    signed_at: AwareDatetime | None
    handed_over_at: AwareDatetime | None
    details: CopyDetails | None


class JournalShown(Contract):
    """The copies of one certificate, in the order of their numbers."""

    copies: tuple[CopyShown, ...]


class CopiesShown(Contract):
    """The copies of an office, oldest first; `next` is the cursor of the page after, null at the end."""

    copies: tuple[CopyShown, ...]
    next: str | None
