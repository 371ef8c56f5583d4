"""The receipts that an operator prints at the desk: of acceptance, and of refusal by Annex 3 (clauses 9.4, 10.1).

They are made from the record whenever they are asked for; the same record gives the same paper, whatever has become of
the offices since.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response

from functions.shared.contract.centre import PackageAnswered
from functions.shared.documents.dates import short_date
from functions.shared.documents.forms_content import AcceptanceReceipt, RefusalReceipt
from functions.shared.domain import errors
from functions.shared.domain.application import Application, Child, Desk, DocumentKind, HandedIn
from functions.shared.domain.language import Text
from functions.shared.domain.numbers import spoken
from functions.shared.domain.package import Lacking, kind_text
from functions.shared.domain.refusal import Refusal
from functions.shared.http.files import file_response
from functions.shared.http.routing import Call
from functions.shared.records import APPLICATIONS, REFUSALS, load
from functions.submit.answers import shown_refusal
from functions.submit.services import SubmitServices

ABOUT_CHILD = Text(
    kk=" ({name}, туған күні {born})", ru=" ({name}, дата рождения {born})", en=" ({name}, born on {born})"
)
RETURNED = Text(kk=": түпнұсқасы қайтарылды", ru=": оригинал возвращен", en=": the original was returned")
KEPT = Text(kk=": қабылданды", ru=": принято", en=": accepted")
CONSENT = Text(
    kk="Мәліметтерді пайдалануға жазбаша келісім: қабылданды",
    ru="Письменное согласие на использование сведений: принято",
    en="The written consent to the use of data: accepted",
)


def acceptance_receipt(call: Call[SubmitServices]) -> Response:
    """`GET /v1/psc/applications/{id}/receipt?lang=`: for the operators of the centre that accepted it."""
    stored = load(call.services.documents, Application, APPLICATIONS, call.args["id"])
    desk = stored.value.desk if stored else None
    if stored is None or desk is None:
        raise errors.NotFound
    own(call, desk)
    application = stored.value
    receipt = AcceptanceReceipt(
        number=spoken(application.number),
        accepted_at=application.accepted_at,
        due_at=application.due_at,
        centre=desk.letterhead.names,
        centre_address=desk.letterhead.address,
        operator=desk.operator_name,
        applicant=application.applicant.name.full(),
        provider=desk.provider,
        documents=(*(received(document, application.children) for document in application.handed_in), CONSENT),
        ticket=desk.ticket,
        paper_copy=application.paper_copy,
        template=application.profile,
    )
    return pdf(call.services.forms.acceptance_receipt(receipt, call.language), application.number)


def named(document: HandedIn | Lacking, children: Sequence[Child]) -> Text:
    """A document as the applicant's own paper names it: of which child, and with its number."""
    text = kind_text(document.kind, document.child)
    if document.child is not None:
        child = children[document.child]
        text = text + ABOUT_CHILD.format(name=child.name.full(), born=short_date(child.birth_date))
    if document.number:
        text = text + Text(*(f", № {document.number}",) * 3)
    return text


def received(document: HandedIn, children: Sequence[Child]) -> Text:
    """A document that was accepted, and what became of its original (9.4)."""
    text = named(document, children) + (KEPT if document.kind is DocumentKind.APPLICATION else RETURNED)
    return Text(*(each[:1].upper() + each[1:] for each in (text.kk, text.ru, text.en)))


def lacked(lacking: Lacking, children: Sequence[Child]) -> Text:
    """A document that was not there, or no longer valid (10.1)."""
    return named(lacking, children) + lacking.lapse()


def find_refusal(call: Call[SubmitServices]) -> Refusal:
    """Raises NotFound for a refusal of another centre, too."""
    stored = load(call.services.documents, Refusal, REFUSALS, call.args["id"])
    if stored is None:
        raise errors.NotFound
    own(call, stored.value.desk)
    return stored.value


def get_refusal(call: Call[SubmitServices]) -> PackageAnswered:
    """`GET /v1/psc/refusals/{id}`: as it was answered when it was made."""
    return shown_refusal(find_refusal(call))


def refusal_receipt(call: Call[SubmitServices]) -> Response:
    """`GET /v1/psc/refusals/{id}/receipt?lang=&copies=`: by Annex 3, one copy or, for each side, two (10.1)."""
    refusal = find_refusal(call)
    letterhead = refusal.desk.letterhead
    receipt = RefusalReceipt(
        number=spoken(refusal.number),
        refused_at=refusal.refused_at,
        applicant=refusal.applicant.name.full(),
        applicant_address=refusal.applicant.address or "",
        centre=letterhead.names,
        centre_address=letterhead.address,
        centre_phone=letterhead.phone,
        operator=refusal.desk.operator_name,
        missing=tuple(lacked(each, refusal.children) for each in refusal.lacking),
        template=refusal.profile,
    )
    copies = int(call.request.args.get("copies", "1"))
    return pdf(call.services.forms.refusal_receipt(receipt, call.language, copies), refusal.number)


def own(call: Call[SubmitServices], desk: Desk) -> None:
    """Raises NotFound for a desk of another centre."""
    if desk.centre != call.caller.office:
        raise errors.NotFound


def pdf(data: bytes, number: str) -> Response:
    return file_response(data, f"{spoken(number)}.pdf")
