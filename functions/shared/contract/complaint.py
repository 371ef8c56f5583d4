"""The contract of complaints: what comes in, what its registration says, who sees what (clauses 11.1 to 11.10)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, RootModel, StringConstraints

from functions.shared.contract.common import Contract, Given, Moment, OfficeId, Sha256, TextGiven
from functions.shared.domain.complaint import About, DeliveryChannel, Intake, Outcome, Part, Stage
from functions.shared.domain.language import Language

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
"""What a complaint says, as it says it: an empty one is the same as none."""
LongText = Annotated[str, StringConstraints(max_length=50_000)]
FullName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Account = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
Attached = Annotated[tuple[Sha256, ...], Field(max_length=10)]


class AccusedGiven(Given):
    """The person complained about, as far as named; `account` is the official's in the system, where it is known."""

    name: Line | None = None
    account: Line | None = None


class ComplainantGiven(Given):
    """Of the complainant, what the complaint says. An IIN that cannot be one is kept as it stands."""

    name: Line | None = None
    address: Line | None = None
    phone: Line | None = None


class WriterGiven(ComplainantGiven):
    iin: Line | None = None


class ComplaintGiven(Given):
    """What both kinds of complaints say."""

    about: About
    language: Language
    accused: AccusedGiven | None = None
    text: LongText | None = None
    linked: Line | None = None
    """The number of the application, certificate or refusal, or the ticket, that it is about."""
    first: Line | None = None
    """The number of the complaint whose answer is appealed (11.10)."""
    attachments: Attached = ()
    """The SHA-256 of what was uploaded before."""


class PaperComplaint(ComplaintGiven):
    """What a clerk registers for his own office: a complaint that came by post or by hand (11.2, 11.6).

    `received_at` is when it reached the office; `signed`, whether it carries the complainant's signature. `late_entry`
    confirms a day of receipt that lies long ago: it is registered all the same, and its term has run since then.
    """

    intake: Literal["post", "hand"]
    received_at: Moment
    signed: bool
    late_entry: bool = False
    complainant: WriterGiven | None = None
    office: OfficeId | None = None
    """May be left out; nobody registers for another office."""


class PortalComplaint(ComplaintGiven):
    """What the citizen signs; his IIN is the signature's."""

    office: OfficeId
    """The office that he addresses."""
    complainant: ComplainantGiven | None = None


class ComplaintSubmission(Given):
    """The body of a complaint through the portal: the CMS (DER, base64) with the complaint inside."""

    cms: Annotated[str, StringConstraints(min_length=1, max_length=400_000)]


class ComplaintBody(RootModel[PaperComplaint | ComplaintSubmission]):
    """A clerk sends the first, a citizen the second."""


class PartsGiven(Given):
    """What the complaint lacked (Administrative Code, art. 64): given to a clerk, who enters it.

    `first` is the number of the complaint whose answer is appealed, where the appeal is not linked with it yet (11.10).
    """

    name: Line | None = None
    address: Line | None = None
    text: LongText | None = None
    signed: bool = False
    first: Line | None = None
    attachments: Attached = ()


class SignedParts(Given):
    """The same from the complainant himself: `number` is the complaint's, and his signature is given with it."""

    number: Line
    name: Line | None = None
    address: Line | None = None
    text: LongText | None = None
    first: Line | None = None
    attachments: Attached = ()


class PartsBody(RootModel[PartsGiven | ComplaintSubmission]):
    """A clerk sends the first, a citizen the second."""


class ForwardingGiven(Given):
    """To whom; `about` where the complaint was taken for another kind than it is."""

    to: OfficeId
    about: About | None = None


class ExecutorGiven(Given):
    """Whom the head names (11.4): the full name, and the account in the system."""

    name: FullName
    account: Account


class OfficeShown(Contract):
    id: str
    kind: str
    name: TextGiven
    address: TextGiven
    phone: str


class PartShown(Contract):
    part: Part
    text: TextGiven


class RegistrationShown(Contract):
    """One line of an office's journal (11.3)."""

    office: str
    incoming_number: str
    received_at: AwareDatetime
    registered_on: date
    accepted_by: str


class ComplaintRegistered(Contract):
    """All that 11.3 asks of a registration; the coupon says the same on paper.

    `missing` is to be given until `missing_until`. `belongs_to` names the offices whose the complaint is, where it
    came to another: it is forwarded by `forward_until`. `unlinked` tells why an appeal could not be linked.
    """

    id: str
    number: str
    incoming_number: str
    office: OfficeShown
    received_at: AwareDatetime
    registered_on: date
    accepted_by: str
    due_at: AwareDatetime
    due_on: date
    answer_where: TextGiven
    missing: tuple[PartShown, ...]
    missing_until: date | None
    misdirected: bool
    belongs_to: tuple[OfficeShown, ...]
    forward_until: date | None
    first: str | None
    unlinked: TextGiven | None
    coupon: str
    stamp: str


class AnswerTold(Contract):
    outcome: Outcome
    text: str
    measures: str | None
    language: Language
    signed_by: str
    at: AwareDatetime


class DeliveryTold(Contract):
    channel: DeliveryChannel
    at: AwareDatetime
    tracking: str | None


class OwnComplaint(Contract):
    """What the complainant sees: stage, term, answer."""

    id: str
    number: str
    incoming_number: str
    office: OfficeShown
    about: About
    stage: Stage
    received_at: AwareDatetime
    registered_on: date
    due_at: AwareDatetime
    due_on: date
    extended: bool
    missing: tuple[PartShown, ...]
    missing_until: date | None
    answer: AnswerTold | None
    delivery: DeliveryTold | None
    first: str | None
    appeal: str | None


class ExecutorShown(Contract):
    name: str
    named_at: AwareDatetime


class ExtensionNoted(Contract):
    working_days: int
    reason: str
    at: AwareDatetime
    tell_by: AwareDatetime
    told_at: AwareDatetime | None


class ComplainantShown(Contract):
    name: str | None
    iin: str | None
    address: str | None
    phone: str | None


class ComplaintShown(OwnComplaint):
    """What the office sees, and the quality authority of the first case of an appeal."""

    intake: Intake
    language: Language
    complainant: ComplainantShown
    accused: str | None
    text: str
    attachments: tuple[str, ...]
    linked: str | None
    registrations: tuple[RegistrationShown, ...]
    legal_basis: str
    working_days: int
    misdirected: bool
    belongs_to: tuple[OfficeShown, ...]
    forward_until: date | None
    executor: ExecutorShown | None
    extension: ExtensionNoted | None
    noticed: dict[str, AwareDatetime]
    """Times that were over, each with the moment at which it was noticed."""
    answered_in_time: bool | None


class ComplaintSeen(RootModel[ComplaintShown | OwnComplaint]):
    """Staff get the first, the complainant the second."""


class ComplaintListed(Contract):
    """One line of a list: it names nobody."""

    id: str
    number: str
    incoming_number: str
    office: str
    about: About
    stage: Stage
    registered_on: date
    due_at: AwareDatetime
    due_on: date
    overdue: bool
    misdirected: bool
    has_executor: bool
    missing: tuple[Part, ...]


class ComplaintList(Contract):
    """One page; `next` is the cursor of the page after, or null."""

    complaints: tuple[ComplaintListed, ...]
    next: str | None
