"""A paper copy on its way: printed, signed by the provider's head, handed over (clause 4.3)."""

from __future__ import annotations

from functools import partial

from flask import Response

from functions.issue.copies import (
    OF_PROVIDER,
    Entry,
    find_copy,
    hand,
    head_of,
    is_there,
    keep,
    must_be_valid,
    problem_of,
)
from functions.issue.copy_views import shown
from functions.issue.register import sealed_original
from functions.issue.services import IssueServices
from functions.shared.contract.paper import CopyShown, HandoverGiven, NothingGiven
from functions.shared.documents.content import PaperCopy
from functions.shared.documents.dates import in_almaty
from functions.shared.domain import errors, paper_errors
from functions.shared.domain.certificate import Certificate
from functions.shared.domain.decision import same_name
from functions.shared.domain.errors import Flaw
from functions.shared.domain.facts import Name
from functions.shared.domain.language import Text
from functions.shared.domain.paper import (
    Authority,
    Copy,
    ForbiddenStep,
    IdentityDocument,
    Printing,
    Receipt,
    ReceivedAs,
    same_full_name,
)
from functions.shared.http.files import file_response
from functions.shared.http.routing import Call
from functions.shared.http.validation import MISSING, read_model
from functions.shared.races import retried

PDF = "application/pdf"
NOT_FOR_RECIPIENT = Text(
    kk="Алушының өзі келсе, өкілеттік құжаты көрсетілмейді.",
    ru="Если получает сам получатель, документ о полномочиях не указывается.",
    en="A recipient who comes in person needs no document of authority.",
)
IN_FUTURE = Text(kk="Күні әлі келмеген.", ru="Дата еще не наступила.", en="The date lies in the future.")


def print_copy(call: Call[IssueServices]) -> Response:
    """`POST /v1/certificates/{number}/copies/{n}/print`: the sheet, and its entry in the journal; again after a jam."""
    return retried("copy", partial(print_once, call))


def print_once(call: Call[IssueServices]) -> Response:
    services, entry, by = call.services, find_copy(call), hand(call)
    must_be_valid(entry.certificate.value)
    head = head_of(services, entry.copy.value.provider)
    try:
        printed = entry.copy.value.printed(by, head)
    except ForbiddenStep as error:
        raise problem_of(error) from error
    sheet = drawn(services, entry.certificate.value, printed, printed.printings[-1])
    keep(services, entry, printed)  # before the sheet leaves: there is no paper that the journal does not know
    return file_response(sheet, f"{printed.number.replace('/', '-')}.pdf")


def drawn(services: IssueServices, certificate: Certificate, copy: Copy, printing: Printing) -> bytes:
    """Drawn from what the sealed original states, never computed anew: the paper says what was sealed (3.1, 4.3)."""
    content = services.read_content(sealed_original(services, certificate))
    head = printing.head
    return services.renderer.render_print(content, PaperCopy(copy.n, head.name, head.position, printing.by.at))


def sign_copy(call: Call[IssueServices]) -> CopyShown:
    """`POST /v1/certificates/{number}/copies/{n}/signature`: the provider's head says that he has signed the sheet."""
    body = call.body()
    if body:
        read_model(NothingGiven, body)  # whoever names a signer is told, not ignored
    return retried("copy", partial(sign_once, call))


def sign_once(call: Call[IssueServices]) -> CopyShown:
    entry, by = find_copy(call), hand(call)
    copy = entry.copy.value
    if call.caller.office != copy.provider:
        raise errors.NotFound
    if copy.signing is not None and copy.signing.by.person == by.person:
        return answer(call, entry.certificate.value, copy)
    must_be_valid(entry.certificate.value)
    head = head_of(call.services, copy.provider)
    if not same_full_name(call.caller.name, head.name):
        raise paper_errors.SignerNotHead
    try:
        signed = copy.signed(by, head)
    except ForbiddenStep as error:
        raise problem_of(error) from error
    if copy.printings[-1].head != head:
        raise paper_errors.PrintNamesAnotherHead
    return answer(call, keep(call.services, entry, signed), signed)


def hand_over(call: Call[IssueServices]) -> CopyShown:
    """`POST /v1/certificates/{number}/copies/{n}/handover`: who took the paper, by which document; once."""
    given = read_model(HandoverGiven, call.body())
    return retried("copy", partial(hand_over_once, call, given))


def hand_over_once(call: Call[IssueServices], given: HandoverGiven) -> CopyShown:
    entry, by, receipt = find_copy(call), hand(call), receipt_of(given)
    copy = entry.copy.value
    if not is_there(call.caller, copy):
        raise errors.OtherOffice
    if copy.handing_over is not None and copy.handing_over.receipt == receipt:
        return answer(call, entry.certificate.value, copy)
    must_be_valid(entry.certificate.value)
    try:
        given_away = copy.handed_over(by, receipt)
    except ForbiddenStep as error:
        raise problem_of(error) from error
    check_receiver(call.services, entry, receipt)
    return answer(call, keep(call.services, entry, given_away), given_away)


def receipt_of(given: HandoverGiven) -> Receipt:
    """Raises InvalidFields for a representative without authority, and for a recipient with one."""
    representative = given.received_as is ReceivedAs.REPRESENTATIVE
    if representative is (given.authority is None):
        why = MISSING if representative else NOT_FOR_RECIPIENT
        raise errors.InvalidFields(flaws=[Flaw("/authority", why)])
    document = given.identity_document
    return Receipt(
        name=Name(given.received_by.surname, given.received_by.name, given.received_by.patronymic),
        received_as=given.received_as,
        identity_document=IdentityDocument(document.kind, document.number, document.expires_on),
        authority=Authority(given.authority.number, given.authority.date) if given.authority else None,
    )


def check_receiver(services: IssueServices, entry: Entry, receipt: Receipt) -> None:
    """The person at the desk is who the certificate names, or was sent by that person, and can prove it today.

    Raises IdentityDocumentExpired, InvalidFields or ReceiverNotRecipient.
    """
    today = in_almaty(services.clock.now()).date()
    if receipt.identity_document.is_expired(today):
        expired = paper_errors.IdentityDocumentExpired
        raise expired(flaws=[Flaw("/identity_document/expires_on", expired.title)])
    if receipt.authority is not None:
        if receipt.authority.issued_on > today:
            raise errors.InvalidFields(flaws=[Flaw("/authority/date", IN_FUTURE)])
        return
    content = services.read_content(sealed_original(services, entry.certificate.value))
    if not same_name(receipt.name, content.guardian):
        differs = paper_errors.ReceiverNotRecipient
        raise differs(flaws=[Flaw("/received_by", differs.title)])


def answer(call: Call[IssueServices], certificate: Certificate, copy: Copy) -> CopyShown:
    return shown(certificate, copy, details=call.caller.role in OF_PROVIDER)
