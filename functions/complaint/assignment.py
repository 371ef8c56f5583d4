"""The head names the executor, and may name another; never the person complained about (clause 11.4).

Nobody disposes of a complaint about himself. Where its head is accused, the office above hears it; the quality
authority has none above, so there another officer than the accused acts for the head.
"""

from __future__ import annotations

from functions.complaint.addressees import is_head
from functions.complaint.deadlines import announce, arm, marked_first
from functions.complaint.records import account_hash, find_visible, keep, require_head
from functions.complaint.services import ComplaintServices
from functions.complaint.views import seen_by_staff
from functions.shared.contract.complaint import ComplaintShown, ExecutorGiven
from functions.shared.domain import complaint_errors
from functions.shared.domain.complaint import Accused, Complaint, Executor, Stage
from functions.shared.domain.errors import Flaw
from functions.shared.domain.events import EventKind
from functions.shared.domain.office import AnyOffice
from functions.shared.domain.same_person import may_be_same_person
from functions.shared.http.callers import Caller
from functions.shared.http.routing import Call
from functions.shared.http.validation import read_model
from functions.shared.log import LogEvent, log
from functions.shared.races import retried


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
    """The same account, or a name that may be the same person's."""
    return subject == accused.subject or may_be_same_person(name, accused.name)


def require_unconcerned(
    services: ComplaintServices, caller: Caller, complaint: Complaint, office: AnyOffice | None
) -> None:
    """Whoever extends or answers is not the accused, nor is his office led by him. Raises HeadIsAccused."""
    led_by_accused = office is not None and is_head(office, complaint.accused.name)
    if led_by_accused and office is not None and services.offices.above(office) is not None:
        raise complaint_errors.HeadIsAccused
    if is_accused(complaint.accused, caller.name, account_hash(services, caller.subject)):
        raise complaint_errors.HeadIsAccused


def acts_for_head(services: ComplaintServices, complaint: Complaint, office: AnyOffice) -> bool:
    """Whether another officer signs for the head: he is accused, and no office above could hear it instead.

    An account names nobody to the directory of offices: one that is accused without a name may be the head's.
    """
    accused = complaint.accused
    may_be_head = is_head(office, accused.name) or (accused.name is None and accused.subject is not None)
    return may_be_head and services.offices.above(office) is None
