"""The routes of a complaint's times: the check, the reconciler, and the extension."""

from __future__ import annotations

from functions.complaint.deadlines import look
from functions.complaint.extension import extend, tell
from functions.complaint.reconciler import reconcile
from functions.complaint.records import HEAD_ROLES, STAFF
from functions.complaint.services import ComplaintServices
from functions.shared.contract.common import StepDone
from functions.shared.contract.complaint_terms import ComplaintsReconciled, ExtensionAsked, ExtensionTold, TermShown
from functions.shared.domain import complaint_errors, errors
from functions.shared.http.callers import Role
from functions.shared.http.routing import Call, Route

TASKS = frozenset({Role.TASK})
READING = (
    *(errors.MalformedBody, errors.InvalidFields, errors.BodyTooLarge, errors.Maintenance),
    *(errors.NotFound, errors.OtherOffice),
)


def check_task(call: Call[ComplaintServices]) -> StepDone:
    """`POST /tasks/complaints/{id}/check`: too early is no error, since the next check is armed by it."""
    return StepDone(done=look(call.services, call.args["id"]))


def reconcile_task(call: Call[ComplaintServices]) -> ComplaintsReconciled:
    """`POST /tasks/complaints/reconcile`: every five minutes; the terms are days."""
    return reconcile(call.services)


DEADLINE_ROUTES: tuple[Route[ComplaintServices], ...] = (
    Route(
        "POST",
        "/tasks/complaints/<id>/check",
        TASKS,
        check_task,
        "Notice which times of a complaint are over",
        clauses=("11.4", "11.8", "11.10"),
        answer=StepDone,
    ),
    Route(
        "POST",
        "/tasks/complaints/reconcile",
        TASKS,
        reconcile_task,
        "Look at every complaint whose time has come",
        clauses=("11.4", "11.8", "11.10"),
        answer=ComplaintsReconciled,
    ),
    Route(
        "POST",
        "/v1/complaints/<id>/extension",
        HEAD_ROLES,
        extend,
        "Extend the term, once, by at most ten working days, with the reason",
        clauses=("11.8", "11.10"),
        body=ExtensionAsked,
        answer=TermShown,
        problems=(
            *READING,
            complaint_errors.ComplaintAnswered,
            complaint_errors.ExtensionNotAllowed,
            complaint_errors.ExtensionRepeated,
            complaint_errors.ExtensionTooLate,
            complaint_errors.HeadIsAccused,
            complaint_errors.MustBeForwarded,
        ),
    ),
    Route(
        "POST",
        "/v1/complaints/<id>/extension/told",
        STAFF,
        tell,
        "Say how the complainant was told of the extension",
        clauses=("11.8", "11.10"),
        body=ExtensionTold,
        answer=TermShown,
        problems=(*READING, complaint_errors.NotExtended, complaint_errors.ExtensionAlreadyTold),
    ),
)
