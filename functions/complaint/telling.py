"""What the complainant is told of registration and forwarding, in his cabinet where he has one (11.3, 9.7)."""

from __future__ import annotations

from datetime import datetime

from functions.complaint.services import ComplaintServices
from functions.shared.documents import complaint_notices
from functions.shared.domain.calendar import almaty_day
from functions.shared.domain.complaint import Complaint
from functions.shared.domain.language import Text
from functions.shared.domain.notice import FIRST_PUSH, Notice, NoticeKind
from functions.shared.domain.numbers import spoken
from functions.shared.domain.office import AnyOffice
from functions.shared.ports import Create
from functions.shared.records import create_notice
from functions.shared.scheduling import push_task, schedule_all


def registered_notice(complaint: Complaint, office: AnyOffice, at: datetime) -> Notice | None:
    line = complaint.registrations[0]
    text = complaint_notices.registered(
        spoken(complaint.number), line.number, in_three(office), almaty_day(complaint.due_at)
    )
    return notice_of(complaint, NoticeKind.COMPLAINT_REGISTERED, at, text)


def forwarded_notice(complaint: Complaint, office: AnyOffice, at: datetime) -> Notice | None:
    """To whom, and under which incoming number there (Administrative Code, art. 65)."""
    line = complaint.registrations[-1]
    text = complaint_notices.forwarded(spoken(complaint.number), in_three(office), line.number)
    return notice_of(complaint, NoticeKind.COMPLAINT_FORWARDED, at, text, f"-{len(complaint.registrations)}")


def notice_of(complaint: Complaint, kind: NoticeKind, at: datetime, text: Text, which: str = "") -> Notice | None:
    """None where the complainant has no cabinet: he is told on paper. `which` tells several apart."""
    if complaint.cabinet is None:
        return None
    return Notice(
        id=f"{complaint.id}-{kind}{which}",
        cabinet=complaint.cabinet,
        kind=kind,
        at=at,
        application=complaint.id,
        number=complaint.number,
        certificate=None,
        text=text,
        next_push_at=at + FIRST_PUSH,
    )


def create(notice: Notice | None) -> list[Create]:
    return [create_notice(notice)] if notice else []


def hurry(services: ComplaintServices, notice: Notice | None) -> None:
    if notice:
        schedule_all(services.tasks, push_task(notice.id))


def in_three(office: AnyOffice) -> Text:
    """Names of offices exist in the official languages; who reads English gets the Kazakh one."""
    return Text(office.names.kk, office.names.ru, office.names.kk)
