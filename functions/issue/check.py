"""The public check: anybody who is shown the paper or the file can ask whether it is ours (clauses 4.2, 4.4).

It tells what stands on the paper's face anyway, and of the people the holder's initials alone.
"""

from __future__ import annotations

import hashlib
from urllib.parse import quote

from flask import Response
from werkzeug.exceptions import HTTPException

from functions.issue.register import checked, find
from functions.issue.services import IssueServices
from functions.issue.views import html, view_of_certificate, view_of_document, view_of_problem
from functions.shared.contract.certificates import CertificateChecked, DocumentChecked
from functions.shared.documents.pages import CheckView
from functions.shared.domain import errors
from functions.shared.domain.certificate import Certificate, RegisterReason
from functions.shared.http.routing import Call
from functions.shared.ports import Query
from functions.shared.records import CERTIFICATES, loaded
from functions.shared.trust.verdicts import SealOutcome


def check_form(call: Call[IssueServices]) -> Response:
    """`GET /check`: the page to type a number or hand in a file; `?number=` leads to the number's own address."""
    number = call.request.args.get("number", "").strip()
    if not number:
        return html(call, CheckView(), 200)
    response = Response(status=303)
    response.headers["Location"] = f"/check/{quote(number, safe='')}?lang={call.language}"
    return response


def check_number(call: Call[IssueServices]) -> Response | CertificateChecked:
    """`GET /check/{number}`: the certificate of this number; mistyped is told apart from unknown."""
    try:
        stored = find(call.services, call.args["number"])
    except (errors.NumberMistyped, errors.NotFound) as problem:
        if not call.wants_page:
            raise
        return html(call, view_of_problem(problem, call.args["number"]), problem.status)
    if call.wants_page:
        return html(call, view_of_certificate(stored.value), 200)
    return checked(stored.value)


def check_document(call: Call[IssueServices]) -> Response | DocumentChecked:
    """`POST /check`: a file is authentic only where the register knows its bytes and its seal does not deny it."""
    found, certificate = judge(call.services, handed_in(call))
    return html(call, view_of_document(found, certificate), 200) if call.wants_page else found


def handed_in(call: Call[IssueServices]) -> bytes:
    """The PDF, as the form's field `document` or as the whole body. Raises MalformedBody or BodyTooLarge."""
    if call.request.mimetype != "multipart/form-data":
        return call.body()
    try:
        file = call.request.files.get("document")
    except HTTPException as error:
        raise (errors.BodyTooLarge if error.code == 413 else errors.MalformedBody) from error
    if file is None:
        raise errors.MalformedBody
    data = bytes(file.read())
    if len(data) > call.limit:
        raise errors.BodyTooLarge
    return data


def judge(services: IssueServices, pdf: bytes) -> tuple[DocumentChecked, Certificate | None]:
    verdict = services.seal_checks.check(pdf)
    as_sealed = DocumentChecked(verdict=verdict.outcome, reason=verdict.reason, certificate=None)
    if verdict.outcome not in (SealOutcome.AUTHENTIC, SealOutcome.CANNOT_CHECK):
        return as_sealed, None
    sha256 = hashlib.sha256(pdf).hexdigest()
    query = Query(CERTIFICATES, where=(("sha256", "==", sha256),), limit=1)
    registered = [stored.value for stored in loaded(Certificate, services.documents.query(query))]
    proved = verdict.outcome is SealOutcome.AUTHENTIC
    if not registered and not proved:
        return as_sealed, None
    if not registered and names_registered(services, pdf):
        # Parts of a signature are not signed themselves, so there are more files with a true seal than were issued.
        return DocumentChecked(verdict=SealOutcome.ALTERED, reason=RegisterReason.NOT_AS_ISSUED, certificate=None), None
    if not registered:
        # Sealed by a provider, but no certificate: the authority seals other things too.
        return DocumentChecked(
            verdict=SealOutcome.NOT_OURS, reason=RegisterReason.NOT_REGISTERED, certificate=None
        ), None
    certificate = registered[0]
    if verdict.provider not in (None, certificate.provider):
        return DocumentChecked(
            verdict=SealOutcome.CANNOT_CHECK, reason=RegisterReason.DISAGREES, certificate=None
        ), None
    # Where the seal has outlived what could prove it, the register has not: these are the very bytes that were issued.
    reason = verdict.reason.value if proved else RegisterReason.IN_REGISTER.value
    shown = checked(certificate)
    return DocumentChecked(verdict=SealOutcome.AUTHENTIC, reason=reason, certificate=shown), certificate


def names_registered(services: IssueServices, pdf: bytes) -> bool:
    """Whether the data inside a document name a certificate that the register has."""
    try:
        find(services, services.read_content(pdf).number)
    except (ValueError, errors.NumberMistyped, errors.NotFound):
        return False
    return True
