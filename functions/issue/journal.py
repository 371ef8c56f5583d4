"""The journal of paper copies: of an office, and of one certificate (clauses 4.3, 15.1)."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime

from functions.issue.asking import entries_of
from functions.issue.copies import OF_PROVIDER, owns
from functions.issue.copy_views import shown
from functions.issue.register import find
from functions.issue.services import IssueServices
from functions.shared.codec import from_fields
from functions.shared.contract.common import read_moment
from functions.shared.contract.paper import CopiesShown, JournalShown
from functions.shared.domain import errors
from functions.shared.domain.certificate import Certificate
from functions.shared.domain.errors import Flaw
from functions.shared.domain.paper import OPEN, Copy, CopyState
from functions.shared.http.routing import Call
from functions.shared.http.validation import describe
from functions.shared.ports import Query
from functions.shared.records import CERTIFICATES, COPIES, loaded

PAGE = 50


def get_journal(call: Call[IssueServices]) -> JournalShown:
    """`GET /v1/certificates/{number}/copies`: in full for the provider, states and times for the owner."""
    certificate = find(call.services, call.args["number"]).value
    if not owns(call, certificate):
        raise errors.NotFound
    full = call.caller.role in OF_PROVIDER
    entries = entries_of(call.services, certificate)
    return JournalShown(copies=tuple(shown(certificate, copy, details=full) for copy in entries))


def get_copies(call: Call[IssueServices]) -> CopiesShown:
    """`GET /v1/copies?state=…&cursor=…`: the open copies of the caller's office, oldest first, a page at a time.

    A provider sees those of all its certificates, a centre those that it hands over. `state` asks for one state, of
    the closed ones too.
    """
    of_provider = call.caller.role in OF_PROVIDER
    query = Query(
        COPIES,
        where=(
            ("provider" if of_provider else "place", "==", call.caller.office),
            ("state", "in", [state.value for state in states_asked(call.request.args.get("state"))]),
        ),
        order_by=(("asked.at", False), ("id", False)),
        limit=PAGE,
        after=read_cursor(call.request.args.get("cursor")),
    )
    copies = [stored.value for stored in loaded(Copy, call.services.documents.query(query))]
    certificates = certificates_of(call.services, copies)
    return CopiesShown(
        copies=tuple(shown(certificates[copy.certificate], copy, details=of_provider) for copy in copies),
        next=write_cursor(copies[-1]) if len(copies) == PAGE else None,
    )


def states_asked(text: str | None) -> tuple[CopyState, ...]:
    """The open ones where none is named. Raises InvalidFields."""
    if text is None:
        return OPEN
    if text not in list(CopyState):
        raise errors.InvalidFields(flaws=[Flaw("/state", describe("enum"))])
    return (CopyState(text),)


def certificates_of(services: IssueServices, copies: list[Copy]) -> dict[str, Certificate]:
    """By number. A list shows which paper must not go out any more."""
    paths = {f"{CERTIFICATES}/{copy.certificate}" for copy in copies}
    found = services.documents.get_many(sorted(paths)) if paths else {}
    return {document.id: from_fields(Certificate, document.fields) for document in found.values()}


def write_cursor(last: Copy) -> str:
    return base64.urlsafe_b64encode(json.dumps([last.asked.at.isoformat(), last.id]).encode()).decode()


def read_cursor(text: str | None) -> tuple[datetime, str] | tuple[()]:
    """Raises CursorInvalid for anything that we did not make."""
    if text is None:
        return ()
    try:
        moment, last = json.loads(base64.urlsafe_b64decode(text.encode()))
        return read_moment(moment), last.encode().decode()
    except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise errors.CursorInvalid from error
