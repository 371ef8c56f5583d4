"""The one extension of a term, and how the complainant is told of it (Law on State Services, art. 25).

At most ten working days, once, with its reason, by the head, before the term is over, and not at a public service
centre. Whoever complained through the portal is told by it at once. Who complained on paper is told within three
working days, or the office is alarmed; where he has a cabinet, the notice is there as well, but he may never look.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from functions.complaint import telling
from functions.complaint.assignment import require_unconcerned
from functions.complaint.deadlines import announce, arm, marked_first
from functions.complaint.records import account_hash, find_visible, keep, path_of, require_head, require_staff
from functions.complaint.services import ComplaintServices
from functions.shared.contract.complaint_terms import ExtensionAsked, ExtensionShown, ExtensionTold, TermShown
from functions.shared.documents import complaint_notices
from functions.shared.domain import complaint_errors
from functions.shared.domain.calendar import almaty_day
from functions.shared.domain.complaint import Complaint, Extension, Intake, term_of
from functions.shared.domain.complaint_terms import extended
from functions.shared.domain.errors import Flaw, InvalidFields
from functions.shared.domain.events import EventKind
from functions.shared.domain.language import Text
from functions.shared.domain.notice import NoticeKind
from functions.shared.domain.numbers import spoken
from functions.shared.domain.standard import Profile
from functions.shared.http.routing import Call
from functions.shared.http.validation import read_model
from functions.shared.log import LogEvent, log
from functions.shared.races import retried
from functions.shared.records import events_of

CABINET = "cabinet"
"""How whoever complained through the portal is told."""


def extend(call: Call[ComplaintServices]) -> TermShown:
    """`POST /v1/complaints/{id}/extension`, by the head of the office that has it."""
    call.services.maintenance.check()
    given = read_model(ExtensionAsked, call.body())
    require_days(given, call.services.rules.profile)
    return retried(call.args["id"], lambda: extend_once(call, given))


def extend_once(call: Call[ComplaintServices], given: ExtensionAsked) -> TermShown:
    """One batch: what was over before, the extension with its event, and the notice. Raises VersionMismatch."""
    services, stored = call.services, find_visible(call)
    require_head(call.caller, stored.value)
    now, profile = services.clock.now(), services.rules.profile
    by = account_hash(services, call.caller.subject)
    if was_extended(stored.value, given, by):
        return shown(stored.value)
    noticed, writes = marked_first(services, stored.value, now)
    require_extendable(noticed, profile, now)
    require_disposable(call, noticed)
    extension = Extension(given.working_days, given.reason, now, by, tell_by=now)
    if noticed.intake is Intake.PORTAL:
        extension = replace(extension, told_at=now, told_how=CABINET)
    told = {"working_days": given.working_days, "due_before": almaty_day(noticed.due_at).isoformat(), "by": by}
    longer = extended(noticed, extension, services.calendar, profile)
    told |= {"due": almaty_day(longer.due_at).isoformat(), "told_how": extension.told_how}
    longer, event = longer.note(EventKind.EXTENDED, now, call.caller.role.value, told=told)
    text = complaint_notices.extended(spoken(longer.number), longer.due_at, extension.reason)
    notice = telling.notice_of(longer, NoticeKind.COMPLAINT_EXTENDED, now, text)
    keep(services, stored, longer, event, *writes, *telling.create(notice))
    announce(stored.value, noticed)
    arm(services, longer)
    telling.hurry(services, notice)
    log(LogEvent.COMPLAINT_EXTENDED, complaint=longer.id, number=spoken(longer.number), days=given.working_days)
    return shown(longer)


def require_days(given: ExtensionAsked, profile: Profile) -> None:
    most = profile.extension_working_days
    if not 1 <= given.working_days <= most:
        detail = Text(
            kk=f"1-ден {most}-ға дейінгі жұмыс күнін көрсетіңіз.",
            ru=f"Укажите от 1 до {most} рабочих дней.",
            en=f"Give 1 to {most} working days.",
        )
        raise InvalidFields(flaws=[Flaw("/working_days", detail)])


def require_extendable(complaint: Complaint, profile: Profile, now: datetime) -> None:
    if not complaint.is_open:
        raise complaint_errors.ComplaintAnswered
    if not term_of(complaint.kind, profile).may_extend:
        raise complaint_errors.ExtensionNotAllowed
    if complaint.extension is not None:
        raise complaint_errors.ExtensionRepeated(extended_at=complaint.extension.at.isoformat())
    if now > complaint.due_at:
        raise complaint_errors.ExtensionTooLate(due_at=complaint.due_at.isoformat())


def require_disposable(call: Call[ComplaintServices], complaint: Complaint) -> None:
    """The one extension is not for a head to spend who does not hear it. Raises HeadIsAccused, MustBeForwarded."""
    office = call.services.offices.ever(complaint.office)
    require_unconcerned(call.services, call.caller, complaint, office)
    if complaint.misdirected:
        raise complaint_errors.MustBeForwarded


def was_extended(complaint: Complaint, given: ExtensionAsked, by: str) -> bool:
    """A repeat of what was done, whose answer may have been lost."""
    extension = complaint.extension
    asked = (given.working_days, given.reason, by)
    return extension is not None and (extension.working_days, extension.reason, extension.by) == asked


def tell(call: Call[ComplaintServices]) -> TermShown:
    """`POST /v1/complaints/{id}/extension/told`, by a clerk or the head: how the complainant was told of it."""
    call.services.maintenance.check()
    given = read_model(ExtensionTold, call.body())
    return retried(call.args["id"], lambda: tell_once(call, given))


def tell_once(call: Call[ComplaintServices], given: ExtensionTold) -> TermShown:
    """One batch: what was over before, then that he was told. Told late, the mark stays. Raises VersionMismatch."""
    services, stored = call.services, find_visible(call)
    require_staff(call.caller, stored.value)
    now = services.clock.now()
    noticed, writes = marked_first(services, stored.value, now)
    extension = noticed.extension
    if extension is None:
        raise complaint_errors.NotExtended
    if extension.told_at is not None:
        if was_told(services, stored.value, given):
            return shown(stored.value)
        raise complaint_errors.ExtensionAlreadyTold(told_at=extension.told_at.isoformat())
    told = {
        "how": given.how.value,
        "tracking": given.tracking,
        "in_time": now <= extension.tell_by,
        "by": account_hash(services, call.caller.subject),
    }
    knows = replace(extension, told_at=now, told_how=given.how.value)
    after, event = noticed.note(EventKind.EXTENSION_TOLD, now, call.caller.role.value, told=told, extension=knows)
    keep(services, stored, after, event, *writes)
    announce(stored.value, noticed)
    return shown(after)


def was_told(services: ComplaintServices, complaint: Complaint, given: ExtensionTold) -> bool:
    """A repeat of what was done: the chain has how it was told, and the letter's number."""
    told = [
        event.data
        for event in events_of(services.documents, path_of(complaint))
        if event.kind is EventKind.EXTENSION_TOLD
    ]
    return [(data["how"], data["tracking"]) for data in told] == [(given.how.value, given.tracking)]


def shown(complaint: Complaint) -> TermShown:
    extension = complaint.extension
    return TermShown(
        id=complaint.id,
        number=spoken(complaint.number),
        registered_on=complaint.registered_on,
        working_days=complaint.working_days,
        last_day=almaty_day(complaint.due_at),
        due_at=complaint.due_at,
        extension=ExtensionShown(
            working_days=extension.working_days,
            reason=extension.reason,
            at=extension.at,
            tell_by=extension.tell_by,
            told_at=extension.told_at,
            told_how=extension.told_how,
        )
        if extension
        else None,
    )
