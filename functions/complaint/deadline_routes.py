"""The routes of a complaint's times: the check, the reconciler, and the extension."""

from __future__ import annotations

from functions.complaint.deadlines import look
from functions.complaint.reconciler import reconcile
from functions.complaint.services import ComplaintServices
from functions.shared.contract.common import StepDone
from functions.shared.contract.complaint_terms import ComplaintsReconciled
from functions.shared.http.callers import Role
from functions.shared.http.routing import Call, Route

TASKS = frozenset({Role.TASK})


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
)
