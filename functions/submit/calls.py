"""The desks: a call takes the next of the line, then start, finish, no-show; leaving before the call (2.2, 2.3, 6.2).

The ticket and the desk's own document are written in one batch, each on the condition that nobody changed it. So no
ticket is called twice, and one desk gets one ticket, however many call at the same moment.
"""

from __future__ import annotations

from typing import NoReturn
from urllib.parse import quote

from flask import Response

from functions.shared.codec import to_fields
from functions.shared.contract.queue import CallGiven, DeskGiven, TicketCalled, TicketShown
from functions.shared.domain import errors, queue_errors
from functions.shared.domain.errors import Flaw, Problem
from functions.shared.domain.office import Centre
from functions.shared.domain.ticket import (
    AT_DESK,
    DeskTicket,
    ForbiddenStep,
    Ticket,
    TicketStatus,
    place_of,
    spoken_ticket,
)
from functions.shared.http.idempotency import replayed
from functions.shared.http.routing import Call
from functions.shared.http.validation import read_model
from functions.shared.log import LogEvent, log
from functions.shared.ports import AlreadyExists, Document, VersionMismatch
from functions.shared.races import Races
from functions.shared.records import load, of_centre
from functions.shared.scheduling import schedule_all, serving_task
from functions.submit.centres import own_centre, today
from functions.submit.services import SubmitServices
from functions.submit.tickets import TICKETS, gets, line, numbered, request_of, save, shown, ticket_of, written

DESKS = "desks"


def call_ticket(call: Call[SubmitServices]) -> TicketCalled | Response:
    """`POST /v1/psc/{psc}/calls`: the next of the line to a desk (6.2); null where nobody waits.

    It does not ask for the hour: whoever has a ticket at closing time is still called. A repeat gets the same ticket.
    """
    services, centre = call.services, own_centre(call, call.args["psc"])
    request, given = request_of(call, "call"), read_model(CallGiven, call.body())
    require_desk(centre, given.desk)
    desk, races = desk_path(centre.id, given.desk), Races(f"{centre.id}/{given.desk}")
    while True:
        named = numbered(services, centre.id, given.ticket) if given.ticket is not None else None
        waiting = line(services, centre.id, TicketStatus.WAITING, limit=1)
        # Last, so that what this very request has called meanwhile is not taken for another's doing.
        found = services.documents.get_many([request, desk])
        if request in found:
            return called_before(services, given, ticket_of(services, centre.id, found[request].fields["ticket"]))
        if named is not None and named.value.status is not TicketStatus.WAITING:
            refuse(TicketStatus.CALLED, named.value)
        require_free(services, centre.id, found.get(desk))
        if not waiting and named is None:
            return TicketCalled(ticket=None)
        if not waiting:
            races.lost(VersionMismatch("it waited a moment ago"))
            continue
        first = waiting[0]
        if named is not None and first.value.id != named.value.id:
            raise queue_errors.NotNext(next=spoken_ticket(first.value.number))
        now = services.clock.now()
        called = first.value.called(given.desk, now, services.rules.profile.serving)
        try:
            at_desk = written(desk, to_fields(DeskTicket(given.desk, called.id)), found.get(desk))
            save(services, first, called, at_desk, gets(request, called))
        except (AlreadyExists, VersionMismatch) as error:
            # Read the line anew: whoever still waits there is first, so nobody who waits is ever passed over.
            races.lost(error)
            continue
        assert called.serving_due_at is not None
        schedule_all(services.tasks, serving_task(centre.id, called.id, called.serving_due_at))
        log(LogEvent.TICKET_MOVED, psc=centre.id, ticket=called.id, status=called.status.value)
        return TicketCalled(ticket=shown(called, now))


def called_before(services: SubmitServices, given: CallGiven, ticket: Ticket) -> Response:
    """The ticket of this very call, whatever has become of it. Raises IdempotencyKeyReused for another call."""
    if ticket.desk != given.desk or (given.ticket is not None and place_of(given.ticket) != place_of(ticket.number)):
        raise errors.IdempotencyKeyReused
    return replayed(TicketCalled(ticket=shown(ticket, services.clock.now())), 200)


def start(call: Call[SubmitServices]) -> TicketShown:
    """`POST …/tickets/{number}/start`: the recipient is at the desk."""
    return at_desk(call, TicketStatus.SERVING)


def finish(call: Call[SubmitServices]) -> TicketShown:
    """`POST …/tickets/{number}/finish`: the serving is over (2.3)."""
    return at_desk(call, TicketStatus.FINISHED)


def no_show(call: Call[SubmitServices]) -> TicketShown:
    """`POST …/tickets/{number}/no-show`: called, and nobody came."""
    return at_desk(call, TicketStatus.NO_SHOW)


def abandon(call: Call[SubmitServices]) -> TicketShown:
    """`POST …/tickets/{number}/abandon`: the recipient leaves before the call."""
    return move(call, own_centre(call, call.args["psc"]), TicketStatus.ABANDONED)


def at_desk(call: Call[SubmitServices], status: TicketStatus) -> TicketShown:
    centre = own_centre(call, call.args["psc"])
    given = read_model(DeskGiven, call.body())
    require_desk(centre, given.desk)
    return move(call, centre, status, given.desk)


def move(call: Call[SubmitServices], centre: Centre, status: TicketStatus, desk: str | None = None) -> TicketShown:
    """One step of a ticket of today. A step that was done already is answered as the first time."""
    services, races = call.services, Races(centre.id)
    while True:
        stored = numbered(services, centre.id, call.args["number"])
        ticket, now = stored.value, services.clock.now()
        if desk is not None and ticket.desk not in (None, desk):
            raise queue_errors.TicketAtOtherDesk(desk=ticket.desk)
        if ticket.status is status:
            return shown(ticket, now)
        try:
            moved = ticket.step(status, now)
        except ForbiddenStep:
            refuse(status, ticket)
        try:
            save(services, stored, moved)
        except (AlreadyExists, VersionMismatch) as error:
            races.lost(error)
            continue
        log(LogEvent.TICKET_MOVED, psc=centre.id, ticket=moved.id, status=moved.status.value)
        return shown(moved, now)


def refuse(wanted: TicketStatus, ticket: Ticket) -> NoReturn:
    """The problem of a step that the table does not allow."""
    raise why_not(wanted, ticket)(
        ticket=spoken_ticket(ticket.number), ticket_status=ticket.status.value, desk=ticket.desk
    )


def why_not(wanted: TicketStatus, ticket: Ticket) -> type[Problem]:
    if wanted is TicketStatus.CALLED and ticket.called_at is not None:
        return queue_errors.TicketAlreadyCalled
    if not ticket.is_open:
        return queue_errors.TicketClosed
    if wanted is TicketStatus.ABANDONED:
        return queue_errors.TicketAlreadyCalled
    if ticket.status is TicketStatus.WAITING:
        return queue_errors.TicketNotCalled
    return queue_errors.TicketNotStarted if wanted is TicketStatus.FINISHED else queue_errors.TicketAlreadyStarted


def require_desk(centre: Centre, desk: str) -> None:
    """Raises DeskUnknown."""
    if desk not in centre.desks:
        raise queue_errors.DeskUnknown(flaws=[Flaw("/desk", queue_errors.DeskUnknown.title)])


def require_free(services: SubmitServices, psc: str, desk: Document | None) -> None:
    """`desk` is what the desk had last; None for one that never had any. Raises DeskBusy.

    A ticket of another day keeps no desk busy: its night has closed it, or will. Nor does one that was removed.
    """
    stored = None if desk is None else load(services.documents, Ticket, of_centre(psc, TICKETS), desk.fields["ticket"])
    last = stored.value if stored else None
    if last is not None and last.day == today(services) and last.status in AT_DESK:
        raise queue_errors.DeskBusy(ticket=spoken_ticket(last.number), ticket_status=last.status.value)


def desk_path(psc: str, desk: str) -> str:
    return f"{of_centre(psc, DESKS)}/{quote(desk, safe='')}"
