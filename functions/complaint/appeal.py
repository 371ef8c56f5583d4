"""An appeal to the quality authority: a complaint of its own, linked both ways with the one it follows (clause 11.10).

An appeal is never refused. One whose first complaint cannot be told, or is still within its term, is registered and
heard without the link, and the registration says why. Silence beyond the term counts as a refusal (Administrative
Code, art. 91), so it can be appealed like an answer. A second appeal names the first complaint too, whose chain then
tells of both; `Complaint.appeal` keeps the earlier.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from functions.complaint.records import numbered, replaced
from functions.complaint.services import ComplaintServices
from functions.shared.domain.complaint import Complaint
from functions.shared.domain.events import EventKind
from functions.shared.domain.language import Text
from functions.shared.domain.numbers import MistypedNumber, NumberKind, parse_number
from functions.shared.ports import Write
from functions.shared.records import Stored


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
        kk="Алғашқы шағымға әлі жауап берілген жоқ, оны қарау мерзімі аяқталмаған.",
        ru="На первую жалобу ответа еще нет, срок ее рассмотрения не истек.",
        en="The first complaint has not been answered yet, and its term is not over.",
    ),
}


@dataclass(frozen=True)
class Link:
    """What an appeal's registration adds: `first` becomes `Complaint.first`, `writes` go into the same batch.

    Without a first complaint `unlinked` says why, and there is nothing to write.
    """

    first: str | None
    unlinked: Unlinked | None = None
    writes: tuple[Write, ...] = ()


def first_named(services: ComplaintServices, typed: str | None) -> Stored[Complaint] | None:
    """The complaint whose number somebody typed; None for one that is mistyped or unknown."""
    try:
        return numbered(services, parse_number(typed or "", NumberKind.COMPLAINT))
    except MistypedNumber:
        return None


def link(
    first: Stored[Complaint] | None, *, named: bool, appeal: str, cabinet: str | None, at: datetime, actor: str
) -> Link:
    """How the appeal with the number `appeal` hangs on the first complaint.

    `named` tells whether any number was given. `cabinet` is that of a citizen who appeals as himself, and must be the
    first complainant's; None for a clerk, who registers what came on paper. Read the first complaint anew after a
    lost race.
    """
    if first is None or (cabinet is not None and cabinet != first.value.cabinet):
        return Link(None, Unlinked.UNKNOWN if named else Unlinked.NOT_NAMED)
    if first.value.is_open and at <= first.value.due_at:
        return Link(None, Unlinked.NOT_ANSWERED)
    earlier = first.value.appeal
    told = {"appeal": appeal} | ({"earlier": earlier} if earlier else {})
    changed, event = first.value.note(EventKind.APPEALED, at, actor, told=told, appeal=earlier or appeal)
    return Link(changed.number, writes=tuple(replaced(first, changed, event)))
