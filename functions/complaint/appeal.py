"""An appeal to the quality authority: a complaint of its own, linked both ways with the one it follows (clause 11.10).

An appeal is never refused. One whose first complaint cannot be told, is another person's, or is still within its term,
is registered and heard without the link, and the registration says why. The number may be told later, and the link is
tried again whenever something is given (`parts`) or the complaint is forwarded. Silence beyond the term counts as a
refusal (Administrative Code, art. 91), so it can be appealed like an answer.

The link opens the first case to whoever hears the appeal: so it takes the same person, and never the number alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from functions.complaint.records import numbered, path_of, replaced
from functions.complaint.services import ComplaintServices
from functions.shared.domain.complaint import About, Complaint, Intake
from functions.shared.domain.events import EventKind
from functions.shared.domain.language import Text
from functions.shared.domain.numbers import MistypedNumber, NumberKind, parse_number
from functions.shared.domain.paper import same_full_name
from functions.shared.ports import Write
from functions.shared.records import Stored, create_event


class Unlinked(StrEnum):
    """Why an appeal stands alone."""

    NOT_NAMED = "not-named"
    UNKNOWN = "unknown"  # no such complaint, or another person's: they are not told apart
    NOT_ANSWERED = "not-answered"  # its term still runs


UNLINKED_TEXTS: dict[Unlinked, Text] = {
    Unlinked.NOT_NAMED: Text(
        kk="Жауабына шағым жасалып отырған алғашқы шағымның нөмірі көрсетілмеген. Оны хабарлаңыз.",
        ru="Не указан номер первой жалобы, ответ на которую обжалуется. Сообщите его.",
        en="The number of the first complaint, whose answer is appealed, is missing. Please tell it.",
    ),
    Unlinked.UNKNOWN: Text(
        kk="Көрсетілген нөмірмен шағым табылмады. Алғашқы шағымның талонындағы нөмірді хабарлаңыз.",
        ru="Жалоба с указанным номером не найдена. Сообщите номер с талона первой жалобы.",
        en="No complaint was found by the number given. Please tell the number on the coupon of the first complaint.",
    ),
    Unlinked.NOT_ANSWERED: Text(
        kk="Алғашқы шағымға әлі жауап берілген жоқ, оны қарау мерзімі аяқталмаған. Жауаптан немесе мерзімі өткеннен "
        "кейін оның нөмірін қайта хабарлаңыз.",
        ru="На первую жалобу ответа еще нет, срок ее рассмотрения не истек. Сообщите ее номер снова после ответа или "
        "истечения срока.",
        en="The first complaint has not been answered yet, and its term is not over. Please tell its number again "
        "after the answer, or once the term is over.",
    ),
}


@dataclass(frozen=True)
class Link:
    """What an appeal's link adds: `first` becomes `Complaint.first`, `writes` go into the same batch.

    Without a first complaint `unlinked` says why, and there is nothing to write.
    """

    first: str | None = None
    unlinked: Unlinked | None = None
    writes: tuple[Write, ...] = ()


def link(services: ComplaintServices, appeal: Complaint, at: datetime, actor: str) -> Link:
    """How an appeal hangs on the complaint whose number it told. The first complaint is read here, and anew each time.

    Another person's complaint is as good as none: whose it is comes before what has become of it.
    """
    if not appeal.first_told:
        return Link(unlinked=Unlinked.NOT_NAMED)
    first = first_named(services, appeal.first_told)
    if first is None or first.value.id == appeal.id or not same_person(appeal, first.value):
        return Link(unlinked=Unlinked.UNKNOWN)
    if first.value.is_open and at <= first.value.due_at:
        return Link(unlinked=Unlinked.NOT_ANSWERED)
    earlier = first.value.appeal
    told = {"appeal": appeal.number} | ({"earlier": earlier} if earlier else {})
    appeals = (*first.value.appeals, appeal.number)
    changed, event = first.value.note(EventKind.APPEALED, at, actor, told=told, appeals=appeals)
    return Link(changed.number, writes=tuple(replaced(first, changed, event)))


def link_later(
    services: ComplaintServices, appeal: Complaint, at: datetime, actor: str
) -> tuple[Complaint, tuple[Write, ...]]:
    """The complaint, linked if it is an appeal that was not and now can be; with what goes into its batch for that.

    Both chains tell of it.
    """
    if appeal.about is not About.ANSWER or appeal.first is not None:
        return appeal, ()
    found = link(services, appeal, at, actor)
    if found.first is None:
        return appeal, ()
    linked, event = appeal.note(EventKind.APPEALED, at, actor, told={"first": found.first}, first=found.first)
    return linked, (create_event(path_of(linked), event), *found.writes)


def first_named(services: ComplaintServices, told: str) -> Stored[Complaint] | None:
    """The complaint whose number somebody wrote; None for one that is mistyped or unknown."""
    try:
        return numbered(services, parse_number(told, NumberKind.COMPLAINT))
    except MistypedNumber:
        return None


def same_person(appeal: Complaint, first: Complaint) -> bool:
    """Whether one person wrote both: by the IIN (the cabinet is its hash), on paper without one by the full name.

    What is no IIN gives no cabinet. The name beside a signature is whatever the signer typed: it proves nothing.
    """
    if appeal.cabinet is not None and first.cabinet is not None:
        return appeal.cabinet == first.cabinet
    if appeal.intake is Intake.PORTAL:
        return False
    return same_full_name(appeal.complainant.name, first.complainant.name or "")
