"""The answer as a document: what it states, the head's seal on it, and the bytes that were registered (clause 11.9)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from functions.complaint.services import ComplaintServices
from functions.shared.contract.complaint_answer import AnswerGiven
from functions.shared.documents.complaints_content import AnswerPaper
from functions.shared.documents.dates import in_almaty
from functions.shared.documents.printable import printable
from functions.shared.domain import complaint_errors, errors
from functions.shared.domain.complaint import Answer, Complaint
from functions.shared.domain.decision import folded
from functions.shared.domain.numbers import spoken
from functions.shared.domain.office import AnyOffice, OfficeKind
from functions.shared.log import LogEvent, Severity, log
from functions.shared.trust.verdicts import SealUnavailable, Signatory

PDF = "application/pdf"


@dataclass(frozen=True)
class Sealed:
    """What was rendered, and the PDF of it under the head's seal."""

    paper: AnswerPaper
    pdf: bytes

    def says(self, paper: AnswerPaper) -> bool:
        """Whether it says the same, on the same day."""
        same_day = in_almaty(self.paper.answered_at).date() == in_almaty(paper.answered_at).date()
        return same_day and replace(paper, answered_at=self.paper.answered_at) == self.paper


def paper_of(services: ComplaintServices, complaint: Complaint, office: AnyOffice, given: AnswerGiven) -> AnswerPaper:
    """What the answer states, as of now. Raises HeadKeyUnusable."""
    registration, executor = complaint.registrations[-1], complaint.executor
    assert executor is not None  # require_answerable has seen to it
    return AnswerPaper(
        number=spoken(complaint.number),
        incoming=registration.number,
        registered_on=registration.registered_on,
        language=given.language,
        office=office.names,
        office_address=office.address,
        office_phone=office.phone,
        complainant=complaint.complainant.name,
        complainant_address=complaint.complainant.address,
        outcome=given.outcome,
        text=given.text,
        measures=given.measures,
        executor=printable(executor.name),
        signatory=office.head.name,
        signatory_position=office.head.position,
        certificate_serial=key_of_head(services, office).serial,
        answered_at=services.clock.now(),
        check_url=None,  # the public check knows certificates only
        to_court_only=office.kind is OfficeKind.QUALITY,
    )


def key_of_head(services: ComplaintServices, office: AnyOffice) -> Signatory:
    """Facts of the key that will seal. Raises HeadKeyUnusable where there is none, or where it is not the head's."""
    try:
        facts = services.seals.signatory(office.id)
    except KeyError as error:
        raise complaint_errors.HeadKeyUnusable from error
    if folded(office.head.name).split()[:1] != folded(facts.common_name).split()[:1]:
        raise complaint_errors.HeadKeyUnusable
    return facts


def seal(services: ComplaintServices, paper: AnswerPaper, office: AnyOffice) -> Sealed:
    """Raises Unavailable where the seal cannot be made in full: nothing has changed, and there is no weaker one."""
    try:
        return Sealed(paper, services.seals.seal(services.papers.answer(paper), office.id, paper.certificate_serial))
    except SealUnavailable as error:
        log(LogEvent.ANSWER_NOT_SEALED, Severity.WARNING, office=office.id, why=error.why.value)
        raise errors.Unavailable(retry_after=5) from error


def sealed_answer(services: ComplaintServices, answer: Answer) -> bytes | None:
    """The very bytes that were registered; None where the bucket holds no such."""
    pdf = services.answers.read(answer.object)
    return pdf if pdf is not None and hashlib.sha256(pdf).hexdigest() == answer.sha256 else None
