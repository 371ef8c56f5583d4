"""What is shown of a complaint: at registration, to the complainant, to the office, in a list (11.3 to 11.10)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from functions.complaint.addressees import concern_of_complaint, rightful
from functions.complaint.appeal import UNLINKED_TEXTS, Unlinked
from functions.complaint.services import ComplaintServices
from functions.shared.contract.common import shown_text
from functions.shared.contract.complaint import (
    AnswerTold,
    ComplainantShown,
    ComplaintListed,
    ComplaintRegistered,
    ComplaintShown,
    DeliveryTold,
    ExecutorShown,
    ExtensionNoted,
    OfficeShown,
    OwnComplaint,
    PartShown,
    RegistrationShown,
)
from functions.shared.domain import errors
from functions.shared.domain.calendar import almaty_day
from functions.shared.domain.complaint import (
    PART_TEXTS,
    Complaint,
    Intake,
    Mark,
    Part,
    Registration,
)
from functions.shared.domain.events import Event
from functions.shared.domain.language import Bilingual, Text
from functions.shared.domain.numbers import MistypedNumber, parse_number, spoken
from functions.shared.domain.office import AnyOffice

BY_POST = Text(
    kk="Жауап пошта арқылы шағымда көрсетілген мекенжайға жіберіледі немесе мына мекенжайда қолма-қол беріледі: {at}.",
    ru="Ответ направляется почтой по адресу, указанному в жалобе, либо выдается нарочно по адресу: {at}.",
    en="The answer is sent by post to the address given in the complaint, or handed over at: {at}.",
)
BY_HAND = Text(
    kk="Жауапты мына мекенжайдағы кеңседен алуға болады: {at}; сұрау бойынша пошта арқылы жіберіледі.",
    ru="Ответ можно получить в канцелярии по адресу: {at}; по просьбе он направляется почтой.",
    en="The answer can be had at the office: {at}; on request it is sent by post.",
)
IN_CABINET = Text(
    kk="Жауап порталдағы жеке кабинетке жіберіледі; оны мына мекенжайда қолма-қол да алуға болады: {at}.",
    ru="Ответ направляется в личный кабинет на портале; его можно получить и нарочно по адресу: {at}.",
    en="The answer is sent to the cabinet on the portal; it can also be had by hand at: {at}.",
)
ANSWER_WHERE = {Intake.POST: BY_POST, Intake.HAND: BY_HAND, Intake.PORTAL: IN_CABINET}


def registered(services: ComplaintServices, complaint: Complaint, event: Event) -> ComplaintRegistered:
    """What the registration said, by its own event: a repeat says the same, whatever has become of it since."""
    line, told = complaint.registrations[0], event.data
    office = require_office(services, line.office)
    due_at = datetime.fromisoformat(told["due_at"])
    misdirected = bool(told["misdirected"])
    return ComplaintRegistered(
        id=complaint.id,
        number=spoken(complaint.number),
        incoming_number=line.number,
        office=office_shown(office),
        received_at=line.received_at,
        registered_on=line.registered_on,
        accepted_by=line.accepted_by,
        due_at=due_at,
        due_on=almaty_day(due_at),
        answer_where=shown_text(answer_where(complaint.intake, office)),
        missing=tuple(part_shown(Part(part)) for part in told["missing"]),
        missing_until=day_of(told["missing_until"]),
        misdirected=misdirected,
        belongs_to=belongs_to(services, complaint) if misdirected else (),
        forward_until=day_of(told["forward_until"]),
        first=spoken(told["first"]) if told["first"] else None,
        unlinked=shown_text(UNLINKED_TEXTS[Unlinked(told["unlinked"])]) if told["unlinked"] else None,
        coupon=f"/v1/complaints/{complaint.id}/coupon",
        stamp=f"/v1/complaints/{complaint.id}/stamp",
    )


def own(services: ComplaintServices, complaint: Complaint) -> OwnComplaint:
    return OwnComplaint(**common(services, complaint))


def seen_by_staff(services: ComplaintServices, complaint: Complaint) -> ComplaintShown:
    executor, extension = complaint.executor, complaint.extension
    written = complaint.complainant
    return ComplaintShown(
        **common(services, complaint),
        intake=complaint.intake,
        language=complaint.language,
        complainant=ComplainantShown(name=written.name, iin=written.iin, address=written.address, phone=written.phone),
        accused=complaint.accused.name,
        text=complaint.text,
        attachments=complaint.attachments,
        linked=linked_shown(complaint.linked),
        registrations=tuple(line_shown(line) for line in complaint.registrations),
        legal_basis=complaint.legal_basis,
        working_days=complaint.working_days,
        misdirected=complaint.misdirected,
        belongs_to=belongs_to(services, complaint) if complaint.misdirected else (),
        forward_until=day_due(complaint, Mark.NOT_FORWARDED) if complaint.misdirected else None,
        executor=ExecutorShown(name=executor.name, named_at=executor.named_at) if executor else None,
        extension=ExtensionNoted(
            working_days=extension.working_days,
            reason=extension.reason,
            at=extension.at,
            tell_by=extension.tell_by,
            told_at=extension.told_at,
        )
        if extension
        else None,
        noticed={mark.value: at for mark, at in complaint.marked.items()},
        answered_in_time=complaint.answered_in_time,
    )


def common(services: ComplaintServices, complaint: Complaint) -> dict[str, Any]:
    """What the complainant and the office both see."""
    line, answer, delivery = complaint.registrations[-1], complaint.answer, complaint.delivery
    return {
        "id": complaint.id,
        "number": spoken(complaint.number),
        "incoming_number": line.number,
        "office": office_shown(require_office(services, complaint.office)),
        "about": complaint.about,
        "stage": complaint.stage,
        "received_at": complaint.registrations[0].received_at,
        "registered_on": complaint.registered_on,
        "due_at": complaint.due_at,
        "due_on": almaty_day(complaint.due_at),
        "extended": complaint.extension is not None,
        "missing": tuple(map(part_shown, complaint.missing)),
        "missing_until": day_due(complaint, Mark.PARTS_NOT_GIVEN) if complaint.missing else None,
        "answer": AnswerTold(
            outcome=answer.outcome,
            text=answer.text,
            measures=answer.measures,
            language=answer.language,
            signed_by=answer.signed_by,
            at=answer.at,
        )
        if answer
        else None,
        "delivery": DeliveryTold(channel=delivery.channel, at=delivery.at, tracking=delivery.tracking)
        if delivery
        else None,
        "first": spoken(complaint.first) if complaint.first else None,
        "appeal": spoken(complaint.appeal) if complaint.appeal else None,
    }


def listed(complaint: Complaint, now: datetime) -> ComplaintListed:
    return ComplaintListed(
        id=complaint.id,
        number=spoken(complaint.number),
        incoming_number=complaint.registrations[-1].number,
        office=complaint.office,
        about=complaint.about,
        stage=complaint.stage,
        registered_on=complaint.registered_on,
        due_at=complaint.due_at,
        due_on=almaty_day(complaint.due_at),
        overdue=complaint.is_open and now > complaint.due_at,
        misdirected=complaint.misdirected,
        has_executor=complaint.executor is not None,
        missing=complaint.missing,
    )


def answer_where(intake: Intake, office: AnyOffice) -> Text:
    """In which way, and where, the answer is to be had (11.3, 11.9)."""
    text, address = ANSWER_WHERE[intake], office.address
    return Text(text.kk.format(at=address.kk), text.ru.format(at=address.ru), text.en.format(at=address.kk))


def belongs_to(services: ComplaintServices, complaint: Complaint) -> tuple[OfficeShown, ...]:
    return tuple(map(office_shown, rightful(services, concern_of_complaint(services, complaint))))


def require_office(services: ComplaintServices, identifier: str) -> AnyOffice:
    """One that was closed since, too: its complaints stay readable. Raises NotFound where the directory lost it."""
    office = services.offices.ever(identifier)
    if office is None:
        raise errors.NotFound
    return office


def office_shown(office: AnyOffice) -> OfficeShown:
    return OfficeShown(
        id=office.id,
        kind=office.kind.value,
        name=shown_text(three(office.names)),
        address=shown_text(three(office.address)),
        phone=office.phone,
    )


def part_shown(part: Part) -> PartShown:
    return PartShown(part=part, text=shown_text(PART_TEXTS[part]))


def line_shown(line: Registration) -> RegistrationShown:
    return RegistrationShown(
        office=line.office,
        incoming_number=line.number,
        received_at=line.received_at,
        registered_on=line.registered_on,
        accepted_by=line.accepted_by,
    )


def linked_shown(linked: str | None) -> str | None:
    """A number of ours in groups, anything else as it was written."""
    try:
        return spoken(parse_number(linked or ""))
    except MistypedNumber:
        return linked


def day_due(complaint: Complaint, mark: Mark) -> date | None:
    """The last day of a time that is watched."""
    at = complaint.checks.get(mark)
    return None if at is None else almaty_day(at)


def day_of(moment: str | None) -> date | None:
    return None if moment is None else almaty_day(datetime.fromisoformat(moment))


def three(names: Bilingual) -> Text:
    """Names of offices exist in the official languages; who reads English gets the Kazakh one."""
    return Text(names.kk, names.ru, names.kk)
