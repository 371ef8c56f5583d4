"""What both channels do once an application may be accepted (clauses 1.2, 2.1, 9.7).

Accepted means durable: 201 is answered only after one atomic batch holds the application, its first event, the request
as it came and the notification-report. Tasks come after, and may fail: the reconciler needs none.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from functions.shared.counting import application_accepted
from functions.shared.documents import notices
from functions.shared.domain.application import Application
from functions.shared.domain.events import Event
from functions.shared.domain.notice import Notice, NoticeKind, about
from functions.shared.domain.numbers import spoken
from functions.shared.log import LogEvent, log
from functions.shared.ports import Create, Write
from functions.shared.records import (
    APPLICATIONS,
    NUMBERS,
    REQUESTS,
    application_event,
    claim,
    create_application,
    create_notice,
    create_scan,
    keyed_hash,
)
from functions.shared.scheduling import deadline_task, push_task, schedule_all, verify_task
from functions.submit.services import SubmitServices

FIRST_LOOK = timedelta(seconds=20)
"""When the reconciler looks at an application that no task has moved.

It comes every minute: who just missed one round is decided after eighty seconds and the work, within ninety.
"""


def request_path(services: SubmitServices, cabinet: str, content: bytes) -> str:
    """One request is one application, under whatever key it comes: this path can be created once."""
    sha256 = hashlib.sha256(content).hexdigest()
    return f"{REQUESTS}/{keyed_hash(services.rules.cabinet_secret, 'request', cabinet, sha256)}"


def writes_of(application: Application, event: Event, request: Create, claims: list[str]) -> list[Write]:
    """The batch that makes an application: `request` is its first evidence, `claims` are paths that it alone may make.

    Scans are evidence too: the bytes are the bucket's, and their hash stands in the request (9.4 to 9.6).
    """
    owner = f"{APPLICATIONS}/{application.id}"
    return [
        create_application(application),
        application_event(application, event),
        request,
        create_notice(acceptance_notice(application)),
        application_accepted(application),
        Create(f"{NUMBERS}/{application.number}", {"application": application.id}),
        *(claim(path, application.accepted_at, application=application.id) for path in claims),
        *(create_scan(owner, name, application.accepted_at, sha256) for name, sha256 in scans(application)),
    ]


def scans(application: Application) -> list[tuple[str, str]]:
    """Names and hashes of the copies that an application brought along."""
    children = [
        (f"attachment-{place}", child.birth_certificate.attachment)
        for place, child in enumerate(application.children)
        if child.birth_certificate
    ]
    desk = [(f"scan-{place}", document.scan) for place, document in enumerate(application.handed_in)]
    found = [("scan-consent", application.consent.scan), *children, *desk]
    return [(name, sha256) for name, sha256 in found if sha256]


def acceptance_notice(application: Application) -> Notice:
    """The notification-report in the recipient's cabinet (9.7)."""
    text = notices.accepted(spoken(application.number), application.accepted_at, application.due_at)
    return about(application, NoticeKind.ACCEPTED, application.accepted_at, text)


def hurry(services: SubmitServices, application: Application) -> None:
    """The tasks of a new application (2.1), and its line in the log."""
    schedule_all(
        services.tasks,
        verify_task(application.id),
        deadline_task(application.id, application.due_at),
        push_task(acceptance_notice(application).id),
    )
    log(
        LogEvent.ACCEPTED,
        application=application.id,
        provider=application.provider,
        channel=application.channel.value,
    )
