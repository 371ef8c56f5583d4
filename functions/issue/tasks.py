"""The task endpoints: called by Cloud Tasks and Cloud Scheduler alone, safe to call twice, late or out of order."""

from __future__ import annotations

from functions.issue.archiving import archive
from functions.issue.deadline import escalate
from functions.issue.push import push_notice
from functions.issue.reconciler import reconcile
from functions.issue.services import IssueServices
from functions.issue.steps import advance
from functions.shared.contract.common import StepDone
from functions.shared.domain.errors import StillWaiting
from functions.shared.http.routing import Call


def verify_task(call: Call[IssueServices]) -> StepDone:
    """`POST /tasks/verify/{id}`: 200 when the case is closed, 503 where somebody is silent, so that it comes again."""
    application = advance(call.services, call.args["id"])
    return StepDone(done="advanced", status=application.status.value if application else "unknown")


def deadline_task(call: Call[IssueServices]) -> StepDone:
    """`POST /tasks/deadline/{id}`: the five-minute check (2.1); 503 where it came too early, so that it comes again."""
    done = escalate(call.services, call.args["id"])
    if done == "early":
        raise StillWaiting(retry_after=1)
    return StepDone(done=done)


def push_task(call: Call[IssueServices]) -> StepDone:
    """`POST /tasks/push/{id}`: hand a notice to the portal."""
    return StepDone(done=push_notice(call.services, call.args["id"]))


def archive_task(call: Call[IssueServices]) -> StepDone:
    """`POST /tasks/archive/{id}`: copy to the archive in the country."""
    return StepDone(done=archive(call.services, call.args["id"]))


def reconcile_task(call: Call[IssueServices]) -> StepDone:
    """`POST /tasks/reconcile`: every minute."""
    return StepDone(done="reconciled", counts=reconcile(call.services))
