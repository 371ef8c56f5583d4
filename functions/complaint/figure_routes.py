"""The public figures: JSON, a table, or a page to look at, as the caller accepts or asks."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Response

from functions.complaint.figure_table import as_table
from functions.complaint.figures import Period, figures_of
from functions.complaint.services import ComplaintServices
from functions.shared.contract.common import read_day
from functions.shared.contract.figures import FiguresShown
from functions.shared.documents.figures import FiguresView, content_security_policy, figures_page
from functions.shared.domain import complaint_errors, errors
from functions.shared.domain.calendar import almaty_day
from functions.shared.domain.errors import Flaw
from functions.shared.domain.language import Text
from functions.shared.domain.office import AnyOffice
from functions.shared.http.callers import Role
from functions.shared.http.routing import Call, Route
from functions.shared.http.validation import DATES
from functions.shared.records import IDENTIFIER

LONGEST_DAYS = 366
USUAL_DAYS = 30
"""The period where none is asked for: today and the days before it."""
FRESH_SECONDS = 30
"""How long anybody on the way may keep the answer: many may look at once."""
FORMATS = {"json": "application/json", "csv": "text/csv", "html": "text/html"}
BACKWARDS = Text(
    kk="Кезеңнің соңы басынан бұрын.",
    ru="Конец периода раньше его начала.",
    en="The period ends before it begins.",
)
TOO_LONG = Text(
    kk=f"Кезең {LONGEST_DAYS} күннен аспауы тиіс.",
    ru=f"Период не должен превышать {LONGEST_DAYS} дней.",
    en=f"A period has at most {LONGEST_DAYS} days.",
)
FORMAT_UNKNOWN = Text(
    kk="Пішімі json, csv немесе html болуы тиіс.",
    ru="Формат должен быть json, csv или html.",
    en="The format is json, csv or html.",
)


def get_figures(call: Call[ComplaintServices]) -> Response:
    """`GET /v1/figures?from=…&to=…&office=…`: public; of all offices, or of one."""
    media_type = media_type_of(call)
    period = period_of(call, almaty_day(call.services.clock.now()))
    office = call.request.args.get("office") or None
    if office is not None and not IDENTIFIER.fullmatch(office):
        raise complaint_errors.OfficeUnknown(flaws=[Flaw("/office", complaint_errors.OfficeUnknown.title)])
    figures = figures_of(call.services, period, office)
    response = Response(mimetype=media_type)
    if media_type == "text/html":
        directory = call.services.offices
        known: list[AnyOffice] = [*directory.providers(), *directory.centres(), *directory.authorities()]
        view = FiguresView(figures, tuple((each.id, each.names) for each in known), office)
        response.set_data(figures_page(view, call.language))
        response.headers["Content-Security-Policy"] = content_security_policy()
        response.headers["Content-Language"] = call.language.value
    elif media_type == "text/csv":
        response.set_data(as_table(figures))
        name = f"figures-{period.first}-{period.last}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    else:
        response.set_data(figures.model_dump_json())
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def media_type_of(call: Call[ComplaintServices]) -> str:
    """A browser asks for HTML by name; whoever takes anything gets JSON; `?format=` overrules. Raises InvalidFields."""
    asked = call.request.args.get("format")
    if asked is None:
        return call.request.accept_mimetypes.best_match(list(FORMATS.values())) or FORMATS["json"]
    if asked not in FORMATS:
        raise errors.InvalidFields(flaws=[Flaw("/format", FORMAT_UNKNOWN)])
    return FORMATS[asked]


def period_of(call: Call[ComplaintServices], today: date) -> Period:
    """Raises InvalidFields."""
    last = day_of(call, "to") or today
    first = day_of(call, "from") or last - timedelta(days=min(USUAL_DAYS, last.toordinal()) - 1)
    if first > last:
        raise errors.InvalidFields(flaws=[Flaw("/to", BACKWARDS)])
    if (last - first).days >= LONGEST_DAYS:
        raise errors.InvalidFields(flaws=[Flaw("/from", TOO_LONG)])
    return Period(first, last)


def day_of(call: Call[ComplaintServices], name: str) -> date | None:
    text = call.request.args.get(name)
    if not text:
        return None
    try:
        return read_day(text)
    except ValueError as error:
        raise errors.InvalidFields(flaws=[Flaw(f"/{name}", DATES)]) from error


FIGURE_ROUTES: tuple[Route[ComplaintServices], ...] = (
    Route(
        "GET",
        "/v1/figures",
        frozenset({Role.PUBLIC}),
        get_figures,
        "How the service keeps its promises, by office and channel: JSON, CSV, or a page with charts",
        clauses=("2.1", "2.2", "2.3", "11.8", "11.10"),
        answer=FiguresShown,
        also=("text/csv", "text/html"),
        problems=(errors.InvalidFields, complaint_errors.OfficeUnknown),
        query=("from", "to", "office", "format"),
    ),
)
