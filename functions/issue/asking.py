"""A certificate is asked for on paper (clauses 1.2, 4.3): with the application, in the cabinet, or at a desk.

A double click asks once: the Idempotency-Key names the request, and its copy is found again. Nothing but the
certificate counts its copies, and whoever adds one replaces it: so they are numbered without gaps.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from flask import Response

from functions.issue.copies import OF_PROVIDER, hand, log_step, must_be_valid, owns
from functions.issue.copy_views import shown
from functions.issue.register import find
from functions.issue.services import IssueServices
from functions.shared.codec import from_fields
from functions.shared.contract.paper import CopyAsked
from functions.shared.domain import errors, paper_errors
from functions.shared.domain.application import Application
from functions.shared.domain.certificate import Certificate
from functions.shared.domain.errors import Flaw
from functions.shared.domain.language import Text
from functions.shared.domain.paper import MOST_COPIES, MOST_UNPRINTED, Copy, CopyState, Hand, ask, copy_id
from functions.shared.http.callers import Role
from functions.shared.http.idempotency import idempotency_key
from functions.shared.http.routing import Call
from functions.shared.http.validation import MISSING, read_model
from functions.shared.ports import Write
from functions.shared.races import retried
from functions.shared.records import (
    COPIES,
    Stored,
    certificate_event,
    create_copy,
    keyed_hash,
    replace_certificate,
)

UNPRINTED = Text(
    kk="{most} дана әлі басып шығарылмаған: солар басып шығарылған соң қайта сұраңыз.",
    ru="{most} экземпляров еще не отпечатаны: запросите снова, когда их отпечатают.",
    en="{most} copies have not been printed yet: ask again when they are.",
).format(most=MOST_UNPRINTED)
ALL_ASKED = Text(
    kk="Бір анықтамаға {most} данадан артық сұрауға болмайды: жаңа анықтама алыңыз.",
    ru="На одну справку можно запросить не более {most} экземпляров: получите новую справку.",
    en="No more than {most} copies can be asked of one certificate: get a new certificate.",
).format(most=MOST_COPIES)


def ask_copy(call: Call[IssueServices]) -> Response:
    """`POST /v1/certificates/{number}/copies`: 201 with the copy; a repeat finds the same one."""
    call.services.maintenance.check()
    key = idempotency_key(call)
    asked = read_model(CopyAsked, call.body())
    if call.caller.role is Role.PSC_OPERATOR and asked.recipient_iin is None:
        raise errors.InvalidFields(flaws=[Flaw("/recipient_iin", MISSING)])
    return retried("copy", partial(ask_once, call, asked, key))


def ask_once(call: Call[IssueServices], asked: CopyAsked, key: str) -> Response:
    """Raises AlreadyExists or VersionMismatch where somebody was quicker."""
    services, by = call.services, hand(call)
    stored = find(services, call.args["number"])
    if not may_ask(call, stored.value, asked):
        raise errors.NotFound
    place = place_for(call, stored.value, asked)
    request = keyed_hash(services.rules.cabinet_secret, "copy", by.role, by.person, key)
    before = entries_of(services, stored.value)
    for copy in before:
        if copy.request == request:
            if copy.place != place:
                raise errors.IdempotencyKeyReused
            return answer(call, stored.value, copy, replayed=True)
    must_be_valid(stored.value)
    check_place(services, stored.value, place)
    check_number_of(before)
    certificate, copy = keep_new(services, stored, place, by, request)
    return answer(call, certificate, copy)


def may_ask(call: Call[IssueServices], certificate: Certificate, asked: CopyAsked) -> bool:
    """The holder, the provider's officials, and an operator to whom the holder has told the IIN.

    An operator cannot try numbers: without the holder's IIN every certificate is as good as none.
    """
    if asked.recipient_iin is not None and call.services.rules.cabinet(asked.recipient_iin) != certificate.cabinet:
        return False
    return call.caller.role is Role.PSC_OPERATOR or owns(call, certificate)


def place_for(call: Call[IssueServices], certificate: Certificate, asked: CopyAsked) -> str:
    """Where it is handed over if nobody says: at the desk where it was asked for, else at the provider."""
    if asked.place is not None:
        return asked.place
    at_the_desk = call.caller.office if call.caller.role is Role.PSC_OPERATOR else None
    return at_the_desk or certificate.provider


def check_place(services: IssueServices, certificate: Certificate, place: str) -> None:
    """Results are handed out by the provider or by a centre (1.2). Raises PlaceUnknown."""
    if place != certificate.provider and services.offices.centre(place) is None:
        raise paper_errors.PlaceUnknown(flaws=[Flaw("/place", paper_errors.PlaceUnknown.title)])


def check_number_of(before: list[Copy]) -> None:
    """Raises TooManyCopies."""
    if len(before) >= MOST_COPIES:
        raise paper_errors.TooManyCopies(ALL_ASKED)
    if sum(copy.state is CopyState.ASKED for copy in before) >= MOST_UNPRINTED:
        raise paper_errors.TooManyCopies(UNPRINTED)


def entries_of(services: IssueServices, certificate: Certificate) -> list[Copy]:
    """All copies of a certificate as it was read, in order. They are named by number, so no query is needed.

    Each of their steps replaces the certificate: a write on the condition that it has not changed holds for these too.
    """
    paths = [f"{COPIES}/{copy_id(certificate.number, n)}" for n in range(1, certificate.copies + 1)]
    found = services.documents.get_many(paths) if paths else {}
    return [from_fields(Copy, found[path].fields) for path in paths]


def keep_new(
    services: IssueServices, stored: Stored[Certificate], place: str, by: Hand, request: str
) -> tuple[Certificate, Copy]:
    """One batch: the new entry, and the certificate that counts it. Raises AlreadyExists or VersionMismatch."""
    certificate, copy, event = ask(stored.value, place, by, request)
    services.documents.commit(
        replace_certificate(certificate, stored.version),
        certificate_event(certificate, event),
        create_copy(copy),
    )
    log_step(copy)
    return certificate, copy


def asked_with_application(
    application: Application, certificate: Certificate, at: datetime
) -> tuple[Certificate, list[Write]]:
    """Copy 1 of a certificate that was wanted on paper at once: where the applicant came, else at the provider.

    The writes belong into the batch that issues the certificate; there are none where no paper was wanted.
    """
    if not application.paper_copy:
        return certificate, []
    place = application.desk.centre if application.desk else application.provider
    counted, copy, event = ask(certificate, place, Hand(Role.CITIZEN.value, application.cabinet, at))
    return counted, [create_copy(copy), certificate_event(counted, event)]


def answer(call: Call[IssueServices], certificate: Certificate, copy: Copy, *, replayed: bool = False) -> Response:
    body = shown(certificate, copy, details=call.caller.role in OF_PROVIDER)
    response = Response(body.model_dump_json(), 201, mimetype="application/json")
    response.headers["Location"] = f"/v1/certificates/{copy.certificate}/copies"
    if replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return response
