"""The answer goes out: by post with the letter's number, or by hand with whoever took it, once (clause 11.9).

An answer in the cabinet of a complainant who came through the portal is delivered with the answer itself.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from functions.complaint.answer import shown
from functions.complaint.records import account_hash, find_visible, keep, require_staff
from functions.complaint.services import ComplaintServices
from functions.shared.contract.complaint_answer import AnswerShown, DeliveryGiven
from functions.shared.domain import complaint_errors, errors
from functions.shared.domain.complaint import Answer, Delivery, DeliveryChannel
from functions.shared.domain.errors import Flaw
from functions.shared.domain.events import EventKind
from functions.shared.domain.facts import Name
from functions.shared.domain.language import Text
from functions.shared.http.routing import Call
from functions.shared.http.validation import read_model
from functions.shared.log import LogEvent, log
from functions.shared.races import retried

NOT_BY_POST = Text(
    kk="Пошта арқылы жіберілген жауапта алушы көрсетілмейді.",
    ru="Для ответа, отправленного почтой, получивший не указывается.",
    en="An answer that goes by post names no receiver.",
)
NOT_BY_HAND = Text(
    kk="Қолға берілген жауапта жөнелтілім нөмірі болмайды.",
    ru="У ответа, выданного на руки, нет номера отправления.",
    en="An answer that is handed over has no tracking number.",
)
BEFORE_ANSWER = Text(
    kk="Бұл уақытта жауап әлі болған жоқ.", ru="В это время ответа еще не было.", en="There was no answer yet then."
)
IN_FUTURE = Text(kk="Уақыты әлі келмеген.", ru="Время еще не наступило.", en="The time is to come.")


def deliver(call: Call[ComplaintServices]) -> AnswerShown:
    """`POST /v1/complaints/{id}/delivery`: by staff of the office that answered; the same again changes nothing."""
    call.services.maintenance.check()
    given = read_model(DeliveryGiven, call.body())
    check_form(given)
    return retried(call.args["id"], partial(deliver_once, call, given))


def deliver_once(call: Call[ComplaintServices], given: DeliveryGiven) -> AnswerShown:
    services, stored = call.services, find_visible(call)
    complaint = stored.value
    require_staff(call.caller, complaint)
    if complaint.answer is None:
        raise complaint_errors.NotAnswered
    now = services.clock.now()
    by = account_hash(services, call.caller.subject)
    delivery = Delivery(DeliveryChannel(given.channel), given.at or now, by, given.tracking, receiver_of(given))
    if complaint.delivery is not None:
        if not is_repeat(complaint.delivery, delivery, given):
            before = complaint.delivery
            raise complaint_errors.AlreadyDelivered(delivered_at=before.at.isoformat(), channel=before.channel.value)
        return shown(complaint)
    check_time(given.at, complaint.answer, now)
    told = {
        "channel": delivery.channel.value,
        "delivered_at": delivery.at.isoformat(),
        "tracking": delivery.tracking,
        "office": complaint.office,
        "by": by,
    }
    role = call.caller.role.value
    delivered, event = complaint.note(EventKind.DELIVERED, now, role, told=told, delivery=delivery)
    keep(services, stored, delivered, event)
    log(
        LogEvent.ANSWER_DELIVERED,
        complaint=delivered.id,
        office=delivered.office,
        channel=delivery.channel.value,
    )
    return shown(delivered)


def check_form(given: DeliveryGiven) -> None:
    """Raises ReceiverMissing, TrackingMissing, or InvalidFields for what does not belong to the channel."""
    by_post = given.channel is DeliveryChannel.POST
    if by_post and given.tracking is None:
        missing: type[errors.Problem] = complaint_errors.TrackingMissing
        raise missing(flaws=[Flaw("/tracking", missing.title)])
    if not by_post and given.receiver is None:
        missing = complaint_errors.ReceiverMissing
        raise missing(flaws=[Flaw("/receiver", missing.title)])
    if by_post and given.receiver is not None:
        raise errors.InvalidFields(flaws=[Flaw("/receiver", NOT_BY_POST)])
    if not by_post and given.tracking is not None:
        raise errors.InvalidFields(flaws=[Flaw("/tracking", NOT_BY_HAND)])


def check_time(at: datetime | None, answer: Answer, now: datetime) -> None:
    """Raises InvalidFields for a delivery before the answer, or in the future."""
    if at is not None and not answer.at <= at <= now:
        raise errors.InvalidFields(flaws=[Flaw("/at", IN_FUTURE if at > now else BEFORE_ANSWER)])


def receiver_of(given: DeliveryGiven) -> str | None:
    receiver = given.receiver
    return Name(receiver.surname, receiver.name, receiver.patronymic).full() if receiver else None


def is_repeat(before: Delivery, again: Delivery, given: DeliveryGiven) -> bool:
    """Whether the same is told once more; where no time was told, whenever that is."""
    same = (before.channel, before.tracking, before.receiver) == (again.channel, again.tracking, again.receiver)
    return same and given.at in (None, before.at)
