"""The public board in the hall: which number is called to which desk, and who is next; never people (2.2, 6.2)."""

from __future__ import annotations

from datetime import datetime

from flask import Response

from functions.shared.contract.queue import BoardShown, CalledShown
from functions.shared.documents.board import BoardView, board_page, content_security_policy
from functions.shared.domain.office import Centre
from functions.shared.domain.ticket import AT_DESK, TicketStatus, spoken_ticket
from functions.shared.http.routing import Call
from functions.submit.centres import centre_of, opening
from functions.submit.services import SubmitServices
from functions.submit.tickets import line


def get_board(call: Call[SubmitServices]) -> Response | BoardShown:
    """`GET /v1/psc/{psc}/board`: as JSON, or as a page that refreshes by itself for whoever asks for HTML by name."""
    services, centre = call.services, centre_of(call.services, call.args["psc"])
    shown = board(services, centre, services.clock.now())
    if not call.wants_page:
        return shown
    view = BoardView(
        centre=centre.names,
        at=shown.at,
        called=tuple((called.number, called.desk) for called in shown.called),
        waiting=shown.waiting,
        open=shown.open is not False,
        next_opening=shown.next_opening,
    )
    response = Response(board_page(view, call.language), mimetype="text/html")
    response.headers["Content-Security-Policy"] = content_security_policy()
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def board(services: SubmitServices, centre: Centre, now: datetime) -> BoardShown:
    is_now_open, next_opening = opening(services, now)
    live = [stored.value for stored in line(services, centre.id, TicketStatus.WAITING, *AT_DESK)]
    at_desks = sorted(
        ((ticket.called_at, ticket) for ticket in live if ticket.called_at is not None),
        key=lambda each: (each[0], each[1].id),
        reverse=True,
    )
    return BoardShown(
        psc=centre.id,
        name_kk=centre.names.kk,
        name_ru=centre.names.ru,
        at=now,
        open=is_now_open,
        next_opening=next_opening,
        called=tuple(
            CalledShown(number=spoken_ticket(ticket.number), desk=ticket.desk or "") for _, ticket in at_desks
        ),
        waiting=tuple(spoken_ticket(ticket.number) for ticket in live if ticket.status is TicketStatus.WAITING),
    )
