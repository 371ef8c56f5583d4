"""The head names the executor, and may name another; never the person complained about (clause 11.4)."""

from __future__ import annotations

from functions.complaint.deadlines import announce, arm, marked_first
from functions.complaint.records import account_hash, find_visible, keep, require_head, retried
from functions.complaint.services import ComplaintServices
from functions.complaint.views import seen_by_staff
from functions.shared.contract.complaint import ComplaintShown, ExecutorGiven
from functions.shared.domain import complaint_errors
from functions.shared.domain.complaint import Accused, Executor, Stage
from functions.shared.domain.errors import Flaw
from functions.shared.domain.events import EventKind
from functions.shared.domain.paper import same_full_name
from functions.shared.http.routing import Call
from functions.shared.http.validation import read_model
from functions.shared.log import LogEvent, log


def name_executor(call: Call[ComplaintServices]) -> ComplaintShown:
    """`POST /v1/complaints/{id}/executor`, by the head of the office that has it (11.4); he may name himself."""
    call.services.maintenance.check()
    given = read_model(ExecutorGiven, call.body())
    return retried(call.args["id"], lambda: name_once(call, given))


def name_once(call: Call[ComplaintServices], given: ExecutorGiven) -> ComplaintShown:
    services, stored, now = call.services, find_visible(call), call.services.clock.now()
    complaint = stored.value
    require_head(call.caller, complaint)
    if not complaint.is_open:
        raise complaint_errors.ComplaintAnswered
    by = account_hash(services, call.caller.subject)
    if is_accused(complaint.accused, call.caller.name, by):
        raise complaint_errors.HeadIsAccused
    executor = Executor(given.name, account_hash(services, given.account), now, by)
    if is_accused(complaint.accused, executor.name, executor.subject):
        flaw = Flaw("/name", complaint_errors.ExecutorIsAccused.title)
        raise complaint_errors.ExecutorIsAccused(flaws=[flaw])
    named = complaint.executor
    if named is not None and (named.name, named.subject) == (executor.name, executor.subject):
        return seen_by_staff(services, complaint)
    noticed, writes = marked_first(services, complaint, now)
    assigned, event = noticed.step(
        Stage.ASSIGNED,
        EventKind.ASSIGNED,
        now,
        call.caller.role.value,
        told={"office": complaint.office, "executor": executor.subject, "by": by},
        executor=executor,
    )
    keep(services, stored, assigned, event, *writes)
    announce(complaint, noticed)
    arm(services, assigned)
    log(LogEvent.COMPLAINT_ASSIGNED, complaint=assigned.id, office=assigned.office)
    return seen_by_staff(services, assigned)


def is_accused(accused: Accused, name: str | None, subject: str) -> bool:
    """The same account, or the same full name."""
    return subject == accused.subject or (accused.name is not None and same_full_name(name, accused.name))
