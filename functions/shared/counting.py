"""What is counted for the public figures, in the batch of the decision that it counts (decision 0021).

figures/{office}-{day} is a small document of counts. Each event belongs to the day, in Almaty, on which it happened:

- accepted, by channel, at the provider: the day of acceptance;
- refused (an incomplete package, 10.1), at the provider, channel psc: the day of the refusal;
- issued and declined, with the time each took (2.1): the day of the decision, which may be the one after acceptance;
- called, left, finished, no-show, at the centre (2.2, 2.3): the ticket's day, also where its night closed it;
- complaints received: the day of registration (11.3), at each office whose journal has a line of it;
- complaints answered: the day of the answer, at the office that answered.

A function is given a case as its batch will leave it, and tells the increment that belongs into that batch.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from functions.shared.domain.application import Application
from functions.shared.domain.calendar import almaty_day
from functions.shared.domain.complaint import Complaint, Outcome
from functions.shared.domain.histogram import class_of
from functions.shared.domain.refusal import Refusal
from functions.shared.domain.ticket import Ticket, TicketStatus
from functions.shared.ports import Increment

FIGURES = "figures"
OUTCOMES: dict[Outcome, str] = {
    Outcome.UPHELD: "upheld",
    Outcome.PARTLY_UPHELD: "partly_upheld",
    Outcome.REJECTED: "rejected",
    Outcome.FORWARDED: "sent_on",
}


def figures_path(office: str, day: date) -> str:
    return f"{FIGURES}/{office}-{day:%Y%m%d}"


def counted(office: str, day: date, *names: str) -> Increment:
    """One more of each of these counts of an office's day."""
    fields = {"office": office, "day": day.isoformat()}
    return Increment(figures_path(office, day), dict.fromkeys(names, 1), fields)


def application_accepted(application: Application) -> Increment:
    return counted(application.provider, almaty_day(application.accepted_at), f"{application.channel}.accepted")


def package_refused(refusal: Refusal) -> Increment:
    """The provider's too, although a centre refused: both channels of an office stand side by side."""
    return counted(refusal.provider, almaty_day(refusal.refused_at), "psc.refused")


def application_decided(application: Application) -> Increment:
    """Issued or declined, how long it took since acceptance, and whether that was in time (2.1)."""
    assert application.decided_at is not None  # whoever closes a case says when
    channel = application.channel.value
    took = (application.decided_at - application.accepted_at).total_seconds()
    names = [f"{channel}.{application.status}", f"{channel}.times.{class_of(took)}"]
    if application.decided_at < application.due_at:
        names.append(f"{channel}.in_time")
    return counted(application.provider, almaty_day(application.decided_at), *names)


def ticket_moved(before: Ticket, after: Ticket) -> list[Increment]:
    """What a step of a ticket adds: the call, or the end; nothing for the others."""
    told = ticket_events(before)
    return [event for event in ticket_events(after) if event not in told]


def ticket_events(ticket: Ticket) -> list[Increment]:
    """All that has been counted of a ticket by now.

    A wait ends with the call, or with leaving: who left when the time was up has waited too long as well (2.2). A
    serving ends when it is finished, by the desk or by the night (2.3).
    """
    events = []
    if ticket.called_at is not None:
        in_time = ["queue.called_in_time"] if ticket.wait_overdue_at is None else []
        events.append(counted(ticket.psc, ticket.day, "queue.called", *in_time))
    if ticket.ended_at is not None:
        names = {
            TicketStatus.FINISHED: ["queue.finished"],
            TicketStatus.NO_SHOW: ["queue.no_show"],
            TicketStatus.ABANDONED: ["queue.left"],
        }[ticket.status]
        if ticket.status is TicketStatus.FINISHED and ticket.serving_overdue_at is None:
            names.append("queue.finished_in_time")
        if ticket.status is TicketStatus.ABANDONED and ticket.wait_overdue_at is not None:
            names.append("queue.left_late")
        events.append(counted(ticket.psc, ticket.day, *names))
    return events


def complaint_registered(complaint: Complaint) -> Increment:
    """The newest line of its journals: call it at registration, and at each office that it is forwarded to."""
    return complaint_lines(complaint)[-1]


def complaint_lines(complaint: Complaint) -> list[Increment]:
    """All that has been counted of its registrations by now."""
    return [counted(line.office, line.registered_on, "complaints.received") for line in complaint.registrations]


def complaint_answered(complaint: Complaint) -> Increment:
    """Answered, in time or late (11.8, 11.10), and how."""
    answer = complaint.answer
    assert answer is not None  # whoever answers says when
    in_time = answer.at <= complaint.due_at
    names = ("complaints.answered_in_time" if in_time else "complaints.answered_late", OUTCOMES[answer.outcome])
    return counted(complaint.office, almaty_day(answer.at), names[0], f"complaints.{names[1]}")


def counts_of(fields: Mapping[str, object]) -> dict[str, int]:
    """The counts of a stored document as flat names, as increments write them."""
    found: dict[str, int] = {}
    for name, value in fields.items():
        if isinstance(value, Mapping):
            found |= {f"{name}.{below}": count for below, count in counts_of(value).items()}
        elif isinstance(value, int):
            found[name] = value
    return found
