"""The check page's views: what was found, as the page shows it."""

from __future__ import annotations

from flask import Response

from functions.issue.services import IssueServices
from functions.shared.contract.certificates import DocumentChecked
from functions.shared.documents.pages import CheckVerdict, CheckView, State, check_page, content_security_policy
from functions.shared.domain import errors
from functions.shared.domain.certificate import Certificate, CertificateStatus
from functions.shared.domain.numbers import spoken
from functions.shared.http.routing import Call


def html(call: Call[IssueServices], view: CheckView, status: int) -> Response:
    response = Response(check_page(view, call.language), status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = content_security_policy()
    response.headers["Content-Language"] = call.language.value
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def view_of_certificate(certificate: Certificate, verdict: CheckVerdict | None = None) -> CheckView:
    """A certificate of the register; by number the verdict is its state, for a document it is given."""
    revoked = certificate.status is CertificateStatus.REVOKED
    return CheckView(
        verdict=verdict or (CheckVerdict.REVOKED if revoked else CheckVerdict.VALID),
        number=spoken(certificate.number),
        issued_at=certificate.issued_at,
        issuer=certificate.issuer,
        signatory_name=certificate.signatory,
        signatory_position=certificate.signatory_position,
        holder_initials=certificate.holder_initials,
        state_at_issue=State.VALID,
        state_now=State.REVOKED if revoked else State.VALID,
        revoked_at=certificate.revoked_at,
        revocation_reason=certificate.revocation_reason,
        sha256=certificate.sha256,
    )


def view_of_problem(problem: errors.Problem, typed: str) -> CheckView:
    """Mistyped is told apart from unknown: the one is mended by reading again, the other is a warning."""
    mistyped = isinstance(problem, errors.NumberMistyped)
    return CheckView(verdict=CheckVerdict.MISTYPED if mistyped else CheckVerdict.NOT_FOUND, number=typed[:40])


def view_of_document(found: DocumentChecked, certificate: Certificate | None) -> CheckView:
    if certificate is not None:
        return view_of_certificate(certificate, CheckVerdict.AUTHENTIC)
    return CheckView(verdict=CheckVerdict(found.verdict), reason=found.reason)
