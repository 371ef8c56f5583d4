"""A public service centre, for its own staff and within its hours (clause 6.1)."""

from __future__ import annotations

from datetime import date, datetime

from functions.shared.documents.dates import written
from functions.shared.domain import errors, queue_errors
from functions.shared.domain.calendar import CalendarUnknown, almaty_day
from functions.shared.domain.hours import is_open, next_opening
from functions.shared.domain.language import Text
from functions.shared.domain.office import Centre
from functions.shared.http.routing import Call
from functions.submit.services import SubmitServices

OPENS_AT = Text(
    kk="Орталық ашылатын уақыт (Алматы): {at}.",
    ru="Центр откроется (время Алматы): {at}.",
    en="The centre opens at (Almaty time): {at}.",
)


def centre_of(services: SubmitServices, psc: str) -> Centre:
    """Raises CentreUnknown."""
    centre = services.offices.centre(psc)
    if centre is None:
        raise queue_errors.CentreUnknown
    return centre


def own_centre(call: Call[SubmitServices], psc: str) -> Centre:
    """The centre that is named, for its own staff. Raises OtherOffice or CentreUnknown."""
    if call.caller.office != psc:
        raise errors.OtherOffice
    return centre_of(call.services, psc)


def today(services: SubmitServices) -> date:
    return almaty_day(services.clock.now())


def opening(services: SubmitServices, now: datetime) -> tuple[bool | None, datetime | None]:
    """Whether the centres are open, and the next opening where they are closed.

    None for what the calendar does not know: the line is shown all the same.
    """
    calendar, hours, is_now = services.calendar, services.rules.profile.centre_hours, None
    try:
        is_now = is_open(calendar, hours, now)
        return is_now, None if is_now else next_opening(calendar, hours, now)
    except CalendarUnknown:
        return is_now, None


def require_open(services: SubmitServices, moment: datetime | None = None) -> None:
    """Standard, 6.1. `moment` is the one that counts, if not now. Raises OutsideHours with the next opening."""
    calendar, hours, now = services.calendar, services.rules.profile.centre_hours, services.clock.now()
    if is_open(calendar, hours, moment or now):
        return
    opens_at = next_opening(calendar, hours, now)
    at = written(opens_at)
    detail = Text(OPENS_AT.kk.format(at=at.kk), OPENS_AT.ru.format(at=at.ru), OPENS_AT.en.format(at=at.en))
    raise errors.OutsideHours(detail, opens_at=opens_at.isoformat())
