"""What the steps of a paper copy share: who may find it, and how a step is kept (clause 4.3)."""

from __future__ import annotations

from dataclasses import dataclass

from functions.issue.register import find
from functions.issue.services import IssueServices
from functions.shared.domain import errors, paper_errors
from functions.shared.domain.certificate import Certificate, CertificateStatus
from functions.shared.domain.office import Official
from functions.shared.domain.paper import MOST_COPIES, Copy, CopyState, ForbiddenStep, Hand, copy_id, noted
from functions.shared.http.callers import Caller, Role
from functions.shared.http.routing import Call
from functions.shared.log import LogEvent, log
from functions.shared.records import (
    COPIES,
    Stored,
    certificate_event,
    load,
    replace_certificate,
    replace_copy,
)

OF_PROVIDER = frozenset({Role.PROVIDER_OFFICER, Role.PROVIDER_HEAD})
COPY_NUMBERS = frozenset(str(n) for n in range(1, MOST_COPIES + 1))
LOGGED = {
    CopyState.ASKED: LogEvent.COPY_ASKED,
    CopyState.PRINTED: LogEvent.COPY_PRINTED,
    CopyState.SIGNED: LogEvent.COPY_SIGNED,
    CopyState.HANDED_OVER: LogEvent.COPY_HANDED_OVER,
}


@dataclass(frozen=True)
class Entry:
    """A copy with its certificate, each at the version that was read: the certificate first.

    Every step writes both, so two steps of one certificate, or a step and its revocation, never pass each other.
    """

    certificate: Stored[Certificate]
    copy: Stored[Copy]


def owns(call: Call[IssueServices], certificate: Certificate) -> bool:
    """Whether the certificate is the citizen's, or was issued by the official's own office."""
    if call.caller.role is Role.CITIZEN:
        return certificate.cabinet == call.services.rules.cabinet(call.caller.iin or "")
    return call.caller.role in OF_PROVIDER and certificate.provider == call.caller.office


def find_copy(call: Call[IssueServices]) -> Entry:
    """For the provider's officials, and for the centre that hands it over; for others it is not found.

    Raises NumberMistyped or NotFound.
    """
    certificate, n = find(call.services, call.args["number"]), call.args["n"]
    if n not in COPY_NUMBERS:
        raise errors.NotFound
    copy = load(call.services.documents, Copy, COPIES, copy_id(certificate.value.number, int(n)))
    if copy is None or not (owns(call, certificate.value) or is_there(call.caller, copy.value)):
        raise errors.NotFound
    return Entry(certificate, copy)


def is_there(caller: Caller, copy: Copy) -> bool:
    """Whether the caller sits where the copy is handed over."""
    return caller.office is not None and caller.office == copy.place


def hand(call: Call[IssueServices]) -> Hand:
    """Whose hand a step is: an official's name stands in the journal, a citizen is the holder of the certificate."""
    rules, caller, now = call.services.rules, call.caller, call.services.clock.now()
    if caller.role is Role.CITIZEN:
        return Hand(caller.role.value, rules.cabinet(caller.iin or ""), now)
    person = rules.officer(caller.subject)
    return Hand(caller.role.value, person, now, caller.office, caller.name)


def keep(services: IssueServices, entry: Entry, moved: Copy) -> Certificate:
    """One batch: the entry, the certificate with its chain. Raises AlreadyExists or VersionMismatch."""
    certificate, event = noted(entry.certificate.value, moved)
    services.documents.commit(
        replace_certificate(certificate, entry.certificate.version),
        certificate_event(certificate, event),
        replace_copy(moved, entry.copy.version),
    )
    log_step(moved)
    return certificate


def log_step(copy: Copy) -> None:
    log(LOGGED[copy.state], copy=copy.id, place=copy.place, role=copy.last_hand().role)


def must_be_valid(certificate: Certificate) -> None:
    """Raises CertificateRevoked."""
    if certificate.status is not CertificateStatus.VALID:
        raise paper_errors.CertificateRevoked


def head_of(services: IssueServices, provider: str) -> Official:
    """Who signs the paper of a provider (4.3), by the directory of today. Raises HeadUnknown."""
    office = services.offices.provider(provider)
    if office is None:
        raise paper_errors.HeadUnknown
    return office.head


def problem_of(forbidden: ForbiddenStep) -> errors.Problem:
    """Why a step cannot be done from where the copy stands: it was done before, or another comes first."""
    if forbidden.state is CopyState.HANDED_OVER:
        return paper_errors.CopyHandedOver()
    if forbidden.step is CopyState.HANDED_OVER:
        return paper_errors.CopyNotSigned()
    return paper_errors.CopySigned() if forbidden.state is CopyState.SIGNED else paper_errors.CopyNotPrinted()
