"""Where things are stored, and the writes that belong together (design: "What is stored where").

applications/{id}                       applications/{id}/events/{n}, applications/{id}/evidence/{name}
certificates/{number}                   certificates/{number}/events/{n}
copies/{certificate}-{n}
notices/{id}                            numbers/{number}
refusals/{id}                           consents/{id}, what was asked under it below
requests/{hash of what came in}         alarms/{id}
offices/{office}                        service/maintenance
directory/current                       directory/current/events/{n}
complaints/{id}                         offices/{office}/journals/{year}/entries/{n}
offices/{psc}/tickets/{id}              offices/{psc}/desks/{desk}, offices/{psc}/slots/{slot}
bookings/{id}                           bookings-of/{person}
figures/{office}-{day}
deposits/{certificate}-issued|revoked
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from functions.shared.codec import from_fields, to_fields
from functions.shared.domain.alarm import Alarm
from functions.shared.domain.application import Application
from functions.shared.domain.certificate import Certificate
from functions.shared.domain.deposit import Deposit
from functions.shared.domain.events import Event
from functions.shared.domain.notice import Notice
from functions.shared.domain.paper import Copy
from functions.shared.ports import Create, Document, Documents, Query, Replace

T = TypeVar("T")

APPLICATIONS, CERTIFICATES, NOTICES = "applications", "certificates", "notices"
NUMBERS, REQUESTS, OFFICES, ALARMS = "numbers", "requests", "offices", "alarms"
COPIES = "copies"
REFUSALS, CONSENTS = "refusals", "consents"
COMPLAINTS = "complaints"
DEPOSITS = "deposits"
LOOK_UPS = "look-ups"
DIRECTORY = "directory"
IN_FORCE = f"{DIRECTORY}/current"
"""Which directory of offices is in force: whoever changes an office of it writes this document too."""
BOOKINGS, BOOKINGS_OF = "bookings", "bookings-of"

EXPIRES = "expires_at"
"""The field by which Firestore removes a document within a day (infra/firestore.indexes.json, decision 0029)."""
CLAIMS_KEPT = timedelta(days=30)
"""How long it is known that something was accepted. What is older than a day is refused for its age: a request after a
quarter of an hour (9.5), a package with its consent (9.3), a ticket with its day. A signed complaint has no age."""
TICKETS_KEPT = timedelta(days=400)
"""A year and some weeks: as long as somebody may ask for the waiting times of a day (2.2, 2.3)."""
BOOKINGS_KEPT = timedelta(days=90)
"""After the slot: a person sees the last ones (6.3)."""

WHOLE_PAGE = 300
"""Documents in one query where all of a collection is wanted: an office with two certificates has some four kilobytes,
and a query five seconds."""
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}")
LARGEST_INLINE = 512 * 1024
"""Bytes of evidence that are kept in a document; a larger revocation list goes to the bucket."""


@dataclass(frozen=True)
class Stored(Generic[T]):
    """A thing as it was read, and the version to write against."""

    value: T
    version: datetime


@dataclass(frozen=True)
class Evidence:
    """Bytes that a decision rests on, exactly as they came, and their SHA-256.

    `data` is None where the bytes are an object of the bucket: `evidence/{sha256}` where they were too large for a
    document, `attachments/{sha256}` for an attached copy, whose media type the object tells.
    """

    kind: str
    media_type: str
    at: datetime
    sha256: str
    data: bytes | None


def keyed_hash(key: bytes, *parts: str) -> str:
    """128 bits that name a person or a request without telling who; the parts cannot run into each other."""
    return hmac.new(key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()[:32]


def of_centre(psc: str, collection: str) -> str:
    """The path of `tickets`, `desks` or `slots` of a public service centre that the directory knows."""
    return f"{OFFICES}/{psc}/{collection}"


def load(documents: Documents, kind: type[T], collection: str, identifier: str) -> Stored[T] | None:
    """None for an identifier that is none of ours, too: it may come from anybody's URL."""
    if not IDENTIFIER.fullmatch(identifier):
        return None
    found = documents.get(f"{collection}/{identifier}")
    return None if found is None else Stored(from_fields(kind, found.fields), found.version)


def loaded(kind: type[T], found: Iterable[Document]) -> list[Stored[T]]:
    return [Stored(from_fields(kind, document.fields), document.version) for document in found]


def expiring(fields: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The fields of a document that may go after `at`."""
    return {**fields, EXPIRES: at}


def claim(path: str, at: datetime, **what: str) -> Create:
    """That what came in at this moment got this result: a path that can be made once (decision 0013)."""
    return Create(path, expiring(dict(what), at + CLAIMS_KEPT))


def create_application(application: Application) -> Create:
    return Create(f"{APPLICATIONS}/{application.id}", to_fields(application))


def replace_application(application: Application, version: datetime) -> Replace:
    return Replace(f"{APPLICATIONS}/{application.id}", to_fields(application), version)


def create_event(owner: str, event: Event) -> Create:
    """`owner` is the path of the document whose chain it is."""
    return Create(f"{owner}/events/{event.n:06d}", to_fields(event))


def application_event(application: Application, event: Event) -> Create:
    return create_event(f"{APPLICATIONS}/{application.id}", event)


def create_evidence(owner: str, name: str, kind: str, media_type: str, at: datetime, data: bytes) -> Create:
    """Evidence of the case at the path `owner`. Its larger part must be in the bucket before: see Evidence."""
    inline = data if len(data) <= LARGEST_INLINE else None
    evidence = Evidence(kind, media_type, at, hashlib.sha256(data).hexdigest(), inline)
    return Create(f"{owner}/evidence/{name}", to_fields(evidence))


def create_scan(owner: str, name: str, at: datetime, sha256: str) -> Create:
    """A copy that was uploaded, as evidence of the case: the bytes are the bucket's, the request names their hash."""
    return Create(f"{owner}/evidence/{name}", to_fields(Evidence("attached-copy", "", at, sha256, None)))


def create_certificate(certificate: Certificate) -> Create:
    return Create(f"{CERTIFICATES}/{certificate.number}", to_fields(certificate))


def replace_certificate(certificate: Certificate, version: datetime) -> Replace:
    return Replace(f"{CERTIFICATES}/{certificate.number}", to_fields(certificate), version)


def certificate_event(certificate: Certificate, event: Event) -> Create:
    return create_event(f"{CERTIFICATES}/{certificate.number}", event)


def create_copy(copy: Copy) -> Create:
    return Create(f"{COPIES}/{copy.id}", to_fields(copy))


def replace_copy(copy: Copy, version: datetime) -> Replace:
    return Replace(f"{COPIES}/{copy.id}", to_fields(copy), version)


def create_notice(notice: Notice) -> Create:
    return Create(f"{NOTICES}/{notice.id}", to_fields(notice))


def create_deposit(deposit: Deposit) -> Create:
    return Create(f"{DEPOSITS}/{deposit.id}", to_fields(deposit))


def replace_deposit(deposit: Deposit, version: datetime) -> Replace:
    return Replace(f"{DEPOSITS}/{deposit.id}", to_fields(deposit), version)


def create_alarm(alarm: Alarm) -> Create:
    return Create(f"{ALARMS}/{alarm.id}", to_fields(alarm))


def events_of(documents: Documents, owner: str) -> list[Event]:
    """The whole chain of a case, in order."""
    query = Query(f"{owner}/events", order_by=(("n", False),), limit=300)
    return [from_fields(Event, document.fields) for page in pages(documents, query) for document in page]


def pages(documents: Documents, query: Query) -> Iterator[list[Document]]:
    """All that a query finds, a page of its limit at a time; the last page may be empty. Its order tells every
    document from every other."""
    while True:
        page = documents.query(query)
        yield page
        if len(page) < query.limit:
            return
        last = page[-1]
        query = replace(query, after=tuple(value_at(last, field) for field, _ in query.order_by))


def every(documents: Documents, collection: str) -> Iterator[Document]:
    """All documents of a collection, by their names, a page at a time."""
    query = Query(collection, order_by=(("__name__", False),), limit=WHOLE_PAGE)
    return (document for page in pages(documents, query) for document in page)


def value_at(document: Document, field: str) -> Any:
    """What a query orders by: the document's name, or a field, of a map by a path with dots."""
    if field == "__name__":
        return document.id
    value: Any = document.fields
    for name in field.split("."):
        value = value[name]
    return value
