"""The routes of the electronic queue and its bookings (clauses 2.2, 2.3, 6.1 to 6.3)."""

from __future__ import annotations

from functions.shared.contract import common, queue
from functions.shared.domain import errors
from functions.shared.domain import queue_errors as problems
from functions.shared.http.callers import Role
from functions.shared.http.routing import Route
from functions.submit.board import get_board
from functions.submit.bookings import book, cancel, get_bookings
from functions.submit.calls import abandon, call_ticket, finish, no_show, start
from functions.submit.queue import arrive, get_queue, take_ticket
from functions.submit.queue_deadlines import reconcile_task, serving_check, wait_check
from functions.submit.services import SubmitServices
from functions.submit.slots import get_slots

OPERATOR = frozenset({Role.PSC_OPERATOR})
CITIZEN = frozenset({Role.CITIZEN})
PUBLIC = frozenset({Role.PUBLIC})
TASKS = frozenset({Role.TASK})

BODY = (errors.MalformedBody, errors.InvalidFields, errors.BodyTooLarge)
CENTRE = (errors.OtherOffice, problems.CentreUnknown)
STEP = (*CENTRE, problems.TicketUnknown, problems.TicketClosed)
AT_DESK = (*STEP, *BODY, problems.DeskUnknown, problems.TicketAtOtherDesk, problems.TicketNotCalled)
SLOT = (problems.CentreUnknown, problems.SlotPast, problems.SlotTooFar, errors.CalendarUnknown)
HOURS = (errors.OutsideHours, errors.CalendarUnknown)
KEY = ("Idempotency-Key",)
KEYED = (errors.IdempotencyKeyMissing, errors.IdempotencyKeyReused)

QUEUE_ROUTES: tuple[Route[SubmitServices], ...] = (
    Route(
        "POST",
        "/v1/psc/<psc>/tickets",
        OPERATOR,
        take_ticket,
        "A ticket for whoever walks in",
        clauses=("2.2", "6.1", "6.2"),
        answer=queue.TicketTaken,
        status=201,
        problems=(*CENTRE, *HOURS, errors.IdempotencyKeyMissing, problems.QueueFull),
        headers=KEY,
    ),
    Route(
        "POST",
        "/v1/psc/<psc>/arrivals",
        OPERATOR,
        arrive,
        "A booked recipient is here: his booking becomes a ticket",
        clauses=("2.2", "6.1", "6.3"),
        body=queue.ArrivalGiven,
        answer=queue.TicketTaken,
        status=201,
        problems=(
            *BODY,
            *CENTRE,
            *HOURS,
            problems.BookingUnknown,
            problems.BookingNotToday,
            problems.BookingLapsed,
            problems.BookingCancelled,
            problems.QueueFull,
        ),
    ),
    Route(
        "POST",
        "/v1/psc/<psc>/calls",
        OPERATOR,
        call_ticket,
        "Call the next ticket to a desk",
        clauses=("2.2", "2.3", "6.2"),
        body=queue.CallGiven,
        answer=queue.TicketCalled,
        problems=(
            *STEP,
            *BODY,
            *KEYED,
            problems.DeskUnknown,
            problems.DeskBusy,
            problems.NotNext,
            problems.TicketAlreadyCalled,
        ),
        headers=KEY,
    ),
    Route(
        "POST",
        "/v1/psc/<psc>/tickets/<number>/start",
        OPERATOR,
        start,
        "The called recipient is at the desk",
        clauses=("2.3",),
        body=queue.DeskGiven,
        answer=queue.TicketShown,
        problems=AT_DESK,
    ),
    Route(
        "POST",
        "/v1/psc/<psc>/tickets/<number>/finish",
        OPERATOR,
        finish,
        "The serving is over",
        clauses=("2.3",),
        body=queue.DeskGiven,
        answer=queue.TicketShown,
        problems=(*AT_DESK, problems.TicketNotStarted),
    ),
    Route(
        "POST",
        "/v1/psc/<psc>/tickets/<number>/no-show",
        OPERATOR,
        no_show,
        "Nobody came to the desk",
        clauses=("2.3",),
        body=queue.DeskGiven,
        answer=queue.TicketShown,
        problems=(*AT_DESK, problems.TicketAlreadyStarted),
    ),
    Route(
        "POST",
        "/v1/psc/<psc>/tickets/<number>/abandon",
        OPERATOR,
        abandon,
        "The recipient left before the call",
        clauses=("2.2",),
        answer=queue.TicketShown,
        problems=(*STEP, problems.TicketAlreadyCalled),
    ),
    Route(
        "GET",
        "/v1/psc/<psc>/queue",
        frozenset({Role.PSC_OPERATOR, Role.PSC_HEAD}),
        get_queue,
        "The line of today, and what was missed",
        clauses=("2.2", "2.3", "6.2"),
        answer=queue.QueueShown,
        problems=CENTRE,
    ),
    Route(
        "GET",
        "/v1/psc/<psc>/board",
        PUBLIC,
        get_board,
        "The public board, as a page or as JSON (Accept): numbers and desks",
        clauses=("6.2",),
        answer=queue.BoardShown,
        also=("text/html",),
        problems=(problems.CentreUnknown,),
    ),
    Route(
        "GET",
        "/v1/psc/<psc>/slots",
        PUBLIC,
        get_slots,
        "The slots of a day that are still free",
        clauses=("6.1", "6.3"),
        answer=queue.SlotsShown,
        query=("day",),
        problems=(*SLOT, errors.InvalidFields),
    ),
    Route(
        "POST",
        "/v1/bookings",
        CITIZEN,
        book,
        "Book a place in the electronic queue",
        clauses=("6.1", "6.3"),
        body=queue.BookingGiven,
        answer=queue.BookingShown,
        status=201,
        problems=(
            *BODY,
            *KEYED,
            *SLOT,
            problems.SlotClosed,
            problems.SlotTaken,
            problems.BookingExists,
            errors.Maintenance,
        ),
        headers=KEY,
    ),
    Route(
        "GET",
        "/v1/bookings",
        CITIZEN,
        get_bookings,
        "The caller's own bookings",
        clauses=("6.3",),
        answer=queue.BookingsShown,
    ),
    Route(
        "DELETE",
        "/v1/bookings/<id>",
        CITIZEN,
        cancel,
        "Cancel a booking",
        clauses=("6.3",),
        answer=queue.BookingShown,
        problems=(problems.BookingUnknown, problems.BookingUsed, problems.BookingLapsed, errors.Maintenance),
    ),
    Route(
        "POST",
        "/tasks/queue/<psc>/<ticket>/wait",
        TASKS,
        wait_check,
        "The check of the wait for the call",
        clauses=("2.2",),
        answer=common.StepDone,
        problems=(errors.StillWaiting,),
    ),
    Route(
        "POST",
        "/tasks/queue/<psc>/<ticket>/serving",
        TASKS,
        serving_check,
        "The check of the serving",
        clauses=("2.3",),
        answer=common.StepDone,
        problems=(errors.StillWaiting,),
    ),
    Route(
        "POST",
        "/tasks/queue/reconcile",
        TASKS,
        reconcile_task,
        "Find what lost tasks left behind, and close what the night finds open",
        clauses=("2.2", "2.3"),
        answer=common.StepDone,
    ),
)
