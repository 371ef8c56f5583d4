"""Logs: one JSON object a line, an event name from one vocabulary, and identifiers that are not personal data.

The field names are those that Cloud Logging reads (severity, message, logging.googleapis.com/trace).
"""

from __future__ import annotations

import json
import re
import sys
import threading
from enum import StrEnum
from typing import TextIO

TRACE = threading.local()
SAFE = re.compile(r"[A-Za-z0-9 :/._\-+{}<>]{0,300}")
LONG_NUMBER = re.compile(r"(?<![0-9a-f])[0-9]{12}(?![0-9a-f])")


class LogEvent(StrEnum):
    """The vocabulary. Alerts and metrics are made of these names."""

    REQUEST = "request"
    UNEXPECTED = "unexpected-error"
    CHECKS_OFF = "iin-check-off"
    ACCEPTED = "application-accepted"
    REPLAYED = "application-replayed"
    TASK_NOT_CREATED = "task-not-created"
    WAITING = "application-waiting"
    OVERDUE = "application-overdue"
    DECLINED = "application-declined"
    VERIFIED = "application-verified"
    ISSUED = "certificate-issued"
    REVOKED = "certificate-revoked"
    REMARK = "decision-remark"
    RECONCILED = "reconciled"
    NOTICE_PUSHED = "notice-pushed"
    NOTICE_WAITING = "notice-waiting"
    LOST_RACE = "lost-race"


class Severity(StrEnum):
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"
    ALERT = "ALERT"


class PersonalData(ValueError):
    """A log line was about to carry something that could be personal."""


def log(event: LogEvent, severity: Severity = Severity.INFO, /, stream: TextIO | None = None, **fields: object) -> None:
    """Write one line. Values are numbers, or short plain text without anything that looks like an IIN.

    Raises PersonalData otherwise: a name or a number in a log is a mistake to be found by the first test that meets it.
    """
    for key, value in fields.items():
        if isinstance(value, str) and (not SAFE.fullmatch(value) or LONG_NUMBER.search(value)):
            raise PersonalData(key)
        if not isinstance(value, str | int | float | bool | None):
            raise PersonalData(key)
    line: dict[str, object] = {"severity": severity.value, "message": event.value, **fields}
    trace = getattr(TRACE, "id", None)
    if trace:
        line["logging.googleapis.com/trace"] = trace
    out = stream or sys.stdout
    out.write(json.dumps(line) + "\n")
    out.flush()
