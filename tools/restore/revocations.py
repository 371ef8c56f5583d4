"""A revoked certificate is never valid again: the archive has every revocation, and the log its number and reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from functions.issue.case_files import revocation_name
from functions.issue.services import IssueServices
from functions.shared.bundle import UnreadableBundle, read_fields
from functions.shared.codec import from_fields
from functions.shared.documents import notices
from functions.shared.domain.certificate import Certificate, CertificateStatus, RevocationReason
from functions.shared.domain.events import Event, EventKind
from functions.shared.domain.notice import FIRST_PUSH, Notice, NoticeKind
from functions.shared.domain.numbers import spoken
from functions.shared.ports import AlreadyExists, VersionMismatch
from functions.shared.races import Races
from functions.shared.records import (
    CERTIFICATES,
    NOTICES,
    certificate_event,
    create_notice,
    load,
    replace_certificate,
)
from tools.restore.logged import Logged
from tools.restore.outcome import Outcome, What


def recover(services: IssueServices, logged: Logged) -> Iterator[Outcome]:
    """Revoke again whatever was revoked, by the archive first, since it knows when and by whom."""
    for number in archived(services):
        yield from one(services, number, lambda number=number: from_archive(services, number), "archive")
    for entry in logged.of("certificate-revoked"):
        told = {"reason": entry.fields.get("reason"), "at": entry.at, "officer": ""}
        yield from one(services, str(entry.fields.get("certificate")), lambda told=told: told, "log")


def archived(services: IssueServices) -> list[str]:
    if services.keeping is None:
        return []
    folder, ending = revocation_name("\0").split("\0")
    return [name.removeprefix(folder).removesuffix(ending) for name in services.keeping.archive.names(folder)]


def from_archive(services: IssueServices, number: str) -> dict[str, Any]:
    """Raises UnreadableBundle or KeyError."""
    assert services.keeping is not None
    name = revocation_name(number)
    fields = read_fields(name, services.keeping.archive.read(name) or b"")
    event = from_fields(Event, fields["event"])
    return {"at": event.at, "reason": event.data["reason"], "officer": event.data["officer"], "actor": event.actor}


def one(services: IssueServices, number: str, read: Any, source: str) -> Iterator[Outcome]:
    """Nothing for a certificate that the store has as revoked."""
    subject, races = f"certificate {number}", Races(number)
    while True:
        stored = load(services.documents, Certificate, CERTIFICATES, number)
        if stored is None:
            yield Outcome(What.CONFLICT, subject, f"the {source} says that it was revoked, and nobody knows it.")
            return
        if stored.value.status is CertificateStatus.REVOKED:
            return
        try:
            told = read()
            reason = RevocationReason(told["reason"])
        except (UnreadableBundle, KeyError, ValueError):
            yield Outcome(What.CONFLICT, subject, f"the {source} says that it was revoked, and not why: revoke it.")
            return
        try:
            revoke(services, stored.value, stored.version, reason, told, source)
        except (AlreadyExists, VersionMismatch) as error:
            races.lost(error)
            continue
        as_of = f"as of {told['at']:%Y-%m-%d %H:%M:%S}" if told["at"] else "as of now"
        yield Outcome(What.REVOKED, subject, f"{as_of}, {reason}, by the {source}.")
        return


def revoke(
    services: IssueServices,
    certificate: Certificate,
    version: datetime,
    reason: RevocationReason,
    told: dict[str, Any],
    source: str,
) -> None:
    """One batch: the state, its event, the event that says from what it is known, the notice where it is missing."""
    now = services.clock.now()
    at = told["at"] or now
    revoked, event = certificate.revoke(at, reason, told.get("actor", "service"), told["officer"])
    revoked, restored = revoked.note(EventKind.RESTORED, now, "service", source=source)
    notice = Notice(
        id=f"{revoked.number}-{NoticeKind.REVOKED}",
        cabinet=revoked.cabinet,
        kind=NoticeKind.REVOKED,
        at=at,
        application=revoked.application,
        number=revoked.number,
        certificate=revoked.number,
        text=notices.revoked(spoken(revoked.number)),
        next_push_at=now + FIRST_PUSH,
    )
    is_told = services.documents.get(f"{NOTICES}/{notice.id}") is not None
    services.documents.commit(
        replace_certificate(revoked, version),
        certificate_event(revoked, event),
        certificate_event(revoked, restored),
        *([] if is_told else [create_notice(notice)]),
    )
