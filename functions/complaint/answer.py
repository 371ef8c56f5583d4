"""The reasoned answer: rendered, sealed with the head's key, stored, and sent to the cabinet (clause 11.9).

Never refused for being late: what is late is marked so first, in the same batch. The sealed PDF is an object named by
its own SHA-256, so two attempts never meet: what a crash leaves between the bucket and the batch is a file that
nobody is shown, and the repeat makes another. The answer is the one that the batch names.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from flask import Response

from functions.complaint import telling
from functions.complaint.answer_paper import PDF, Sealed, paper_of, seal, sealed_answer
from functions.complaint.assignment import acts_for_head, require_unconcerned
from functions.complaint.deadlines import announce, marked_first
from functions.complaint.records import account_hash, find_visible, keep, office_of, path_of, require_head
from functions.complaint.services import ComplaintServices
from functions.shared.contract.complaint_answer import AnswerGiven, AnswerShown, DeliveryShown
from functions.shared.counting import complaint_answered
from functions.shared.documents import complaint_notices
from functions.shared.documents.printable import printable
from functions.shared.domain import complaint_errors
from functions.shared.domain.complaint import Answer, Complaint, Delivery, DeliveryChannel, Intake, Stage
from functions.shared.domain.events import EventKind
from functions.shared.domain.language import Bilingual
from functions.shared.domain.notice import NoticeKind
from functions.shared.domain.numbers import spoken
from functions.shared.domain.office import AnyOffice
from functions.shared.domain.paper import same_full_name
from functions.shared.http.callers import Caller
from functions.shared.http.files import file_response
from functions.shared.http.routing import Call
from functions.shared.http.validation import read_model
from functions.shared.log import LogEvent, log
from functions.shared.ports import Write
from functions.shared.races import retried
from functions.shared.records import Stored, create_event

FOR_THE_HEAD = Bilingual("Басшының орнына", "За руководителя")
"""As whom another officer of the quality authority signs, where its head is the accused."""


def give_answer(call: Call[ComplaintServices]) -> AnswerShown:
    """`POST /v1/complaints/{id}/answer`: by the head of the office that has it; the same again is no second one."""
    call.services.maintenance.check()
    given = read_model(AnswerGiven, call.body())
    sealed: Sealed | None = None

    def attempt() -> AnswerShown | None:
        nonlocal sealed
        stored = find_visible(call)
        require_head(call.caller, stored.value)
        if stored.value.answer is not None:
            return shown_again(stored.value, given)
        office = office_of(call.services, stored.value)
        require_answerable(call.services, call.caller, stored.value, office)
        paper = paper_of(call.services, stored.value, office, given)
        if not is_head_himself(call.caller, office):
            # The key stays the office's one; the paper says who acts.
            paper = replace(paper, signatory=printable(call.caller.name or ""), signatory_position=FOR_THE_HEAD)
        if sealed is None or not sealed.says(paper):
            sealed = seal(call.services, paper, office)
            return None  # time has passed meanwhile: look at the complaint and the clock again
        return register(call, stored, given, sealed)

    while True:
        answered = retried(call.args["id"], attempt)
        if answered is not None:
            return answered


def shown_again(complaint: Complaint, given: AnswerGiven) -> AnswerShown:
    """The answer to a repeat. Raises ComplaintAnswered where it was answered otherwise."""
    before = complaint.answer
    assert before is not None
    if (before.outcome, before.text, before.measures, before.language) != (
        given.outcome,
        given.text,
        given.measures,
        given.language,
    ):
        raise complaint_errors.ComplaintAnswered
    return shown(complaint)


def require_answerable(services: ComplaintServices, caller: Caller, complaint: Complaint, office: AnyOffice) -> None:
    """Raises the problem that the head is to mend.

    An answer that only says "not ours" would close a complaint which nobody has heard: it is forwarded instead, to
    where its term goes on (Administrative Code, art. 65). `Outcome.FORWARDED` is for what belongs to no office of
    this service at all.
    """
    require_unconcerned(services, caller, complaint, office)
    if not is_head_himself(caller, office) and not acts_for_head(services, complaint, office):
        raise complaint_errors.SignerNotItsHead
    if complaint.misdirected:
        raise complaint_errors.MustBeForwarded
    if complaint.executor is None:
        raise complaint_errors.ExecutorMissing


def is_head_himself(caller: Caller, office: AnyOffice) -> bool:
    """By the name in the token; where that tells none, by the role alone."""
    return caller.name is None or same_full_name(caller.name, office.head.name)


def register(
    call: Call[ComplaintServices], stored: Stored[Complaint], given: AnswerGiven, sealed: Sealed
) -> AnswerShown:
    """The object, then one batch: what was missed before it, the answer, the cabinet. Raises VersionMismatch."""
    services, now = call.services, call.services.clock.now()
    sha256 = hashlib.sha256(sealed.pdf).hexdigest()
    name = f"answers/{stored.value.id}/{sha256}.pdf"
    services.answers.create(name, sealed.pdf, PDF)
    answer = Answer(
        outcome=given.outcome,
        text=given.text,
        measures=given.measures,
        language=given.language,
        signed_by=sealed.paper.signatory,
        at=now,
        object=name,
        sha256=sha256,
    )
    marked, marks = marked_first(services, stored.value, now)
    by = account_hash(services, call.caller.subject)
    in_time = now <= marked.due_at
    told = {"outcome": given.outcome.value, "sha256": sha256, "in_time": in_time, "office": marked.office, "by": by}
    answered, event = marked.step(
        Stage.ANSWERED,
        EventKind.ANSWERED,
        now,
        call.caller.role.value,
        told=told,
        answer=answer,
        answered_in_time=in_time,
    )
    writes: list[Write] = [*marks]
    if answered.cabinet is not None and answered.intake is Intake.PORTAL:
        writes.append(create_event(path_of(answered), event))
        delivery = Delivery(DeliveryChannel.CABINET, now, "service")
        told = {"channel": DeliveryChannel.CABINET.value}
        answered, event = answered.note(EventKind.DELIVERED, now, "service", told=told, delivery=delivery)
    # Whoever has a cabinet is told there, though the complaint came on paper: then the answer goes out as well.
    notice = telling.notice_of(
        answered, NoticeKind.COMPLAINT_ANSWERED, now, complaint_notices.answered(spoken(answered.number))
    )
    keep(services, stored, answered, event, *writes, *telling.create(notice), complaint_answered(answered))
    announce(stored.value, marked)
    telling.hurry(services, notice)
    log(
        LogEvent.COMPLAINT_ANSWERED,
        complaint=answered.id,
        number=spoken(answered.number),
        office=answered.office,
        outcome=given.outcome.value,
        in_time=in_time,
    )
    return shown(answered)


def shown(complaint: Complaint) -> AnswerShown:
    """Raises NotAnswered."""
    answer, delivery = complaint.answer, complaint.delivery
    if answer is None:
        raise complaint_errors.NotAnswered
    return AnswerShown(
        id=complaint.id,
        number=spoken(complaint.number),
        stage=complaint.stage,
        outcome=answer.outcome,
        language=answer.language,
        answered_at=answer.at,
        due_at=complaint.due_at,
        in_time=bool(complaint.answered_in_time),
        signed_by=answer.signed_by,
        sha256=answer.sha256,
        delivery=DeliveryShown(
            channel=delivery.channel, at=delivery.at, tracking=delivery.tracking, receiver=delivery.receiver
        )
        if delivery
        else None,
    )


def get_answer(call: Call[ComplaintServices]) -> Response:
    """`GET /v1/complaints/{id}/answer`: the sealed PDF, for whoever may see the complaint. Raises NotAnswered."""
    complaint = find_visible(call).value
    if complaint.answer is None:
        raise complaint_errors.NotAnswered
    pdf = sealed_answer(call.services, complaint.answer)
    if pdf is None:
        raise RuntimeError("a stored answer is not the one that was registered")
    return file_response(pdf, f"{spoken(complaint.number)}.pdf", sha256=complaint.answer.sha256)
