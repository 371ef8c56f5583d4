"""What is answered to whoever handed in, at the portal or at a desk: accepted or refused (clauses 2.1, 9.7, 10.1)."""

from __future__ import annotations

from flask import Response

from functions.shared.contract.centre import LackingShown, PackageAnswered
from functions.shared.contract.common import shown_text
from functions.shared.contract.portal import Accepted
from functions.shared.domain.application import Application
from functions.shared.domain.numbers import spoken
from functions.shared.domain.refusal import Refusal
from functions.submit.acceptance import acceptance_notice
from functions.submit.refusal import refusal_notice


def answer(result: Application | Refusal) -> Response:
    """The same answer for the first time and for every repeat, whatever has become of the case since."""
    place, body = (
        (f"/v1/psc/refusals/{result.id}", shown_refusal(result))
        if isinstance(result, Refusal)
        else (f"/v1/applications/{result.id}", shown_acceptance(result))
    )
    response = Response(body.model_dump_json(), 201, mimetype="application/json")
    response.headers["Location"] = place
    response.headers["Content-Language"] = result.language.value
    return response


def shown_acceptance(application: Application) -> Accepted | PackageAnswered:
    """The notification-report (9.7); at a desk with the receipt to print."""
    report = shown_text(acceptance_notice(application).text)
    if application.desk is None:
        return Accepted(
            id=application.id,
            number=spoken(application.number),
            accepted_at=application.accepted_at,
            due_at=application.due_at,
            report=report,
        )
    return PackageAnswered(
        outcome="accepted",
        id=application.id,
        number=spoken(application.number),
        at=application.accepted_at,
        due_at=application.due_at,
        lacking=(),
        receipt=f"/v1/psc/applications/{application.id}/receipt",
        follows=spoken(application.follows) if application.follows else None,
        report=report,
    )


def shown_refusal(refusal: Refusal) -> PackageAnswered:
    return PackageAnswered(
        outcome="refused",
        id=refusal.id,
        number=spoken(refusal.number),
        at=refusal.refused_at,
        due_at=None,
        lacking=tuple(
            LackingShown(kind=each.kind, child=each.child, lack=each.lack, text=shown_text(each.text()))
            for each in refusal.lacking
        ),
        receipt=f"/v1/psc/refusals/{refusal.id}/receipt",
        follows=spoken(refusal.follows) if refusal.follows else None,
        report=shown_text(refusal_notice(refusal).text),
    )
