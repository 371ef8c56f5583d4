"""The receipts that an operator prints at the desk: of acceptance, and of refusal by Annex 3 (clauses 9.4, 10.1).

They are made from the record whenever they are asked for; the same record gives the same paper.
"""

from __future__ import annotations

from flask import Response

from functions.shared.contract.centre import PackageAnswered
from functions.shared.documents.forms_content import AcceptanceReceipt, RefusalReceipt
from functions.shared.domain import errors
from functions.shared.domain.application import Application, Desk, DocumentKind, HandedIn
from functions.shared.domain.language import Text
from functions.shared.domain.numbers import spoken
from functions.shared.domain.office import Centre
from functions.shared.domain.package import KIND_TEXTS
from functions.shared.domain.refusal import Refusal
from functions.shared.http.routing import Call
from functions.shared.records import APPLICATIONS, REFUSALS, load
from functions.submit.answers import shown_refusal
from functions.submit.services import SubmitServices

RETURNED = Text(kk=": түпнұсқасы қайтарылды", ru=": оригинал возвращен", en=": the original was returned")
KEPT = Text(kk=": қабылданды", ru=": принято", en=": accepted")
CONSENT = Text(
    kk="Мәліметтерді пайдалануға жазбаша келісім: қабылданды",
    ru="Письменное согласие на использование сведений: принято",
    en="The written consent to the use of data: accepted",
)


def acceptance_receipt(call: Call[SubmitServices]) -> Response:
    """`GET /v1/psc/applications/{id}/receipt?lang=`: for the operators of the centre that accepted it."""
    services = call.services
    stored = load(services.documents, Application, APPLICATIONS, call.args["id"])
    desk = stored.value.desk if stored else None
    if stored is None or desk is None:
        raise errors.NotFound
    application, centre = stored.value, centre_of(call, desk)
    provider = services.offices.provider(application.provider)
    if provider is None:
        raise errors.NotFound
    receipt = AcceptanceReceipt(
        number=spoken(application.number),
        accepted_at=application.accepted_at,
        due_at=application.due_at,
        centre=centre.names,
        centre_address=centre.address,
        operator=desk.operator_name,
        applicant=application.applicant.name.full(),
        provider=provider.names,
        documents=(*map(described, application.handed_in), CONSENT),
        ticket=desk.ticket,
        paper_copy=application.paper_copy,
    )
    return pdf(services.forms.acceptance_receipt(receipt, call.language), application.number)


def described(document: HandedIn) -> Text:
    """A document as the receipt names it, and what became of its original (9.4)."""
    name = KIND_TEXTS[document.kind].format(child="" if document.child is None else document.child + 1)
    name = Text(*(text[:1].upper() + text[1:] for text in (name.kk, name.ru, name.en)))
    if document.number:
        name = name + Text(*(f" № {document.number}",) * 3)
    return name + (KEPT if document.kind is DocumentKind.APPLICATION else RETURNED)


def find_refusal(call: Call[SubmitServices]) -> tuple[Refusal, Centre]:
    """Raises NotFound for a refusal of another centre, too."""
    stored = load(call.services.documents, Refusal, REFUSALS, call.args["id"])
    if stored is None:
        raise errors.NotFound
    return stored.value, centre_of(call, stored.value.desk)


def get_refusal(call: Call[SubmitServices]) -> PackageAnswered:
    """`GET /v1/psc/refusals/{id}`: as it was answered when it was made."""
    return shown_refusal(find_refusal(call)[0])


def refusal_receipt(call: Call[SubmitServices]) -> Response:
    """`GET /v1/psc/refusals/{id}/receipt?lang=&copies=`: by Annex 3, one copy or, for each side, two (10.1)."""
    refusal, centre = find_refusal(call)
    receipt = RefusalReceipt(
        number=spoken(refusal.number),
        refused_at=refusal.refused_at,
        applicant=refusal.applicant.name.full(),
        applicant_address=refusal.applicant.address or "",
        centre=centre.names,
        centre_address=centre.address,
        centre_phone=centre.phone,
        operator=refusal.desk.operator_name,
        missing=tuple(each.text() for each in refusal.lacking),
    )
    copies = 2 if call.request.args.get("copies") == "2" else 1
    return pdf(call.services.forms.refusal_receipt(receipt, call.language, copies), refusal.number)


def centre_of(call: Call[SubmitServices], desk: Desk) -> Centre:
    """The centre of a desk, where it is the caller's own. Raises NotFound otherwise."""
    centre = call.services.offices.centre(desk.centre)
    if desk.centre != call.caller.office or centre is None:
        raise errors.NotFound
    return centre


def pdf(data: bytes, number: str) -> Response:
    response = Response(data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{spoken(number)}.pdf"'
    return response
