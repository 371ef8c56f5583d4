"""The slots of a public service centre: which there are, which are free, and why one cannot be booked (clause 6.3)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NoReturn

from functions.shared.contract.common import read_day
from functions.shared.contract.queue import SlotShown, SlotsShown
from functions.shared.documents.dates import short_date
from functions.shared.domain import errors, queue_errors
from functions.shared.domain.booking import SlotRefusal, Slots, slot_id
from functions.shared.domain.calendar import ALMATY, almaty_day
from functions.shared.domain.errors import Flaw
from functions.shared.domain.language import Text
from functions.shared.domain.office import Centre
from functions.shared.http.routing import Call
from functions.shared.http.validation import DATES
from functions.shared.ports import Query
from functions.shared.records import of_centre
from functions.submit.centres import centre_of
from functions.submit.services import SubmitServices

SLOTS = "slots"
WHY = {
    SlotRefusal.DAY_OFF: Text(
        kk="Бұл күні орталық жұмыс істемейді (стандарт, 6.1).",
        ru="В этот день центр не работает (стандарт, 6.1).",
        en="The centre does not work on this day (standard, 6.1).",
    ),
    SlotRefusal.OUTSIDE_HOURS: Text(
        kk="Бұл уақытта орталық жабық (стандарт, 6.1).",
        ru="В это время центр закрыт (стандарт, 6.1).",
        en="The centre is closed at this time (standard, 6.1).",
    ),
    SlotRefusal.OFF_GRID: Text(
        kk="Мұндай уақыт белгіленбеген. Бос уақыттар: GET /v1/psc/{psc}/slots.",
        ru="Такого времени приема нет. Свободное время: GET /v1/psc/{psc}/slots.",
        en="There is no such slot. Free ones are listed in GET /v1/psc/{psc}/slots.",
    ),
}


def get_slots(call: Call[SubmitServices]) -> SlotsShown:
    """`GET /v1/psc/{psc}/slots?day=YYYY-MM-DD`: what is still free on a day; of today without a day.

    Public, as the hours are: it tells how many places are free, and nothing of who has the others.
    """
    services = call.services
    centre = centre_of(services, call.args["psc"])
    slots, now = slots_of(services, centre), services.clock.now()
    day = asked_day(call.request.args.get("day"), almaty_day(now))
    if day < almaty_day(now):
        refuse_slot(SlotRefusal.PAST, slots, now, "/day")
    if day > slots.last_day(now):
        refuse_slot(SlotRefusal.TOO_FAR, slots, now, "/day")
    taken = taken_places(services, centre, day)
    free = [(at, centre.slot_places - taken.get(slot_id(at), 0)) for at in slots.of(day) if at > now]
    return SlotsShown(
        psc=centre.id,
        day=day,
        last_day=slots.last_day(now),
        slots=tuple(SlotShown(slot=at.astimezone(UTC), free=places) for at, places in free if places > 0),
    )


def asked_day(text: str | None, otherwise: date) -> date:
    """Raises InvalidFields."""
    if text is None:
        return otherwise
    try:
        return read_day(text)
    except ValueError as error:
        raise errors.InvalidFields(flaws=[Flaw("/day", DATES)]) from error


def taken_places(services: SubmitServices, centre: Centre, day: date) -> dict[str, int]:
    """How many places of each slot of the day are taken, by the slot's id."""
    midnight = datetime.combine(day, time(), ALMATY).astimezone(UTC)
    query = Query(
        of_centre(centre.id, SLOTS),
        where=(("at", ">=", midnight), ("at", "<", midnight + timedelta(days=1))),
        order_by=(("at", False),),
        limit=1000,
    )
    return {document.id: len(document.fields["places"]) for document in services.documents.query(query)}


def slots_of(services: SubmitServices, centre: Centre) -> Slots:
    return Slots(centre, services.calendar, services.rules.profile.centre_hours)


def require_bookable(slots: Slots, slot: datetime, now: datetime) -> None:
    """Raises SlotPast, SlotTooFar or SlotClosed."""
    refusal = slots.refusal(slot, now)
    if refusal is not None:
        refuse_slot(refusal, slots, now, "/slot")


def refuse_slot(refusal: SlotRefusal, slots: Slots, now: datetime, pointer: str) -> NoReturn:
    """`pointer` is to what was asked for."""
    if refusal is SlotRefusal.PAST:
        raise queue_errors.SlotPast(flaws=[Flaw(pointer, queue_errors.SlotPast.title)])
    if refusal is SlotRefusal.TOO_FAR:
        last = slots.last_day(now)
        detail = Text(
            kk=f"Брондауға болатын соңғы күн: {short_date(last)}.",
            ru=f"Последний день, на который можно записаться: {short_date(last)}.",
            en=f"The last day that can be booked is {short_date(last)}.",
        )
        raise queue_errors.SlotTooFar(detail, flaws=[Flaw(pointer, detail)], last_day=last.isoformat())
    why = WHY[refusal]
    raise queue_errors.SlotClosed(why, flaws=[Flaw(pointer, why)], reason=refusal.value)
