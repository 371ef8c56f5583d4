"""Logs: one JSON object a line, an event name from one vocabulary, and identifiers that are not personal data.

The field names are those that Cloud Logging reads (severity, message, and those of the trace).
"""

from __future__ import annotations

import json
import re
import sys
from enum import StrEnum
from typing import TextIO

from functions.shared.tracing import CURRENT

SAFE = re.compile(r"[A-Za-z0-9 :,/._\-+{}<>]{0,300}")
LONG_NUMBER = re.compile(r"(?<![0-9a-f])[0-9]{12}(?![0-9a-f])")


class LogEvent(StrEnum):
    """The vocabulary. Alerts and metrics are made of these names."""

    REQUEST = "request"
    UNEXPECTED = "unexpected-error"
    CALENDAR_UNKNOWN = "calendar-unknown"
    CHECKS_OFF = "iin-check-off"
    ACCEPTED = "application-accepted"
    REFUSED = "application-refused"
    LOOKED_UP = "case-looked-up"
    BIRTHS_ASKED = "births-asked"
    REPLAYED = "application-replayed"
    TASK_NOT_CREATED = "task-not-created"
    WAITING = "application-waiting"
    OVERDUE = "application-overdue"
    DECLINED = "application-declined"
    VERIFIED = "application-verified"
    ISSUED = "certificate-issued"
    FOUND = "certificate-found"
    REVOKED = "certificate-revoked"
    COPY_ASKED = "copy-asked"
    COPY_PRINTED = "copy-printed"
    COPY_SIGNED = "copy-signed"
    COPY_HANDED_OVER = "copy-handed-over"
    REMARK = "decision-remark"
    RECONCILED = "reconciled"
    NOTICE_PUSHED = "notice-pushed"
    NOTICE_WAITING = "notice-waiting"
    ARCHIVED = "archived"
    ARCHIVE_WAITING = "archive-waiting"
    LOST_RACE = "lost-race"
    TICKET_TAKEN = "ticket-taken"
    TICKET_MOVED = "ticket-moved"
    QUEUE_TIME_MISSED = "queue-time-missed"
    QUEUE_RECONCILED = "queue-reconciled"
    SLOT_BOOKED = "slot-booked"
    BOOKING_CANCELLED = "booking-cancelled"
    COMPLAINT_EXTENDED = "complaint-extended"
    COMPLAINT_REGISTERED = "complaint-registered"
    COMPLAINT_REPLAYED = "complaint-replayed"
    COMPLAINT_COMPLETED = "complaint-parts-given"
    COMPLAINT_FORWARDED = "complaint-forwarded"
    COMPLAINT_ASSIGNED = "complaint-assigned"
    COMPLAINT_TIME_OVER = "complaint-time-over"
    COMPLAINT_RECOUNTED = "complaint-recounted"
    COMPLAINT_UNOWNED = "complaint-of-unknown-office"
    COMPLAINT_ANSWERED = "complaint-answered"
    ANSWER_NOT_SEALED = "answer-not-sealed"
    ANSWER_DELIVERED = "answer-delivered"
    CASE_EXPORTED = "case-exported"
    COMPLAINTS_RECONCILED = "complaints-reconciled"
    INSPECTED = "inspected"
    SIGNER_EXPIRES = "signer-expires"
    CHAIN_BROKEN = "chain-broken"
    DEPOSITS_BEHIND = "deposits-behind"
    CALENDAR_ENDS = "calendar-ends"


class Severity(StrEnum):
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"
    ALERT = "ALERT"


WITHHELD = "[withheld]"


def log(event: LogEvent, severity: Severity = Severity.INFO, /, stream: TextIO | None = None, **fields: object) -> None:
    """Write one line. Values are numbers, or short plain text without anything that looks like an IIN.

    Anything else is withheld: a mistake of ours must reach neither the log nor the caller whose case it is about.
    """
    safe = {key: value if is_safe(value) else WITHHELD for key, value in fields.items()}
    line: dict[str, object] = {"severity": severity.value, "message": event.value, **safe}
    if trace := CURRENT.get():
        line |= trace.fields()
    out = stream or sys.stdout
    out.write(json.dumps(line) + "\n")
    out.flush()


def is_safe(value: object) -> bool:
    if isinstance(value, str):
        return bool(SAFE.fullmatch(value)) and not LONG_NUMBER.search(value)
    return value is None or isinstance(value, int | float)
