"""What the operator is answered: accepted or refused, both with a number and a receipt (clauses 2.1, 10.1)."""

from __future__ import annotations

from flask import Response

from functions.shared.contract.centre import LackingShown, PackageAnswered
from functions.shared.domain.application import Application
from functions.shared.domain.numbers import spoken
from functions.shared.domain.refusal import Refusal
from functions.submit.acceptance import acceptance_notice
from functions.submit.cabinet import shown_text
from functions.submit.refusal import refusal_notice


def answer(result: Application | Refusal) -> Response:
    """The same answer for the first time and for every repeat, whatever has become of the case since."""
    if isinstance(result, Application):
        place, body = (
            f"/v1/applications/{result.id}",
            PackageAnswered(
                outcome="accepted",
                id=result.id,
                number=spoken(result.number),
                at=result.accepted_at,
                due_at=result.due_at,
                lacking=(),
                receipt=f"/v1/psc/applications/{result.id}/receipt",
                follows=spoken(result.follows) if result.follows else None,
                report=shown_text(acceptance_notice(result).text),
            ),
        )
    else:
        place, body = f"/v1/psc/refusals/{result.id}", shown_refusal(result)
    response = Response(body.model_dump_json(), 201, mimetype="application/json")
    response.headers["Location"] = place
    response.headers["Content-Language"] = result.language.value
    return response


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
