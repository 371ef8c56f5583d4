"""Cases and certificates: every certificate that was sealed is in the register again, under the number on its face.

What outlived the store is the bucket of sealed certificates and, where there is one, the archive, which has the whole
case. Everything here can be run again, and goes on where it broke off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from functions.issue.case_files import case_name
from functions.issue.deadline import DueTimePassed, mark
from functions.issue.found import Found, NotItsCertificate, found
from functions.issue.issuing import ENDING, FOLDER, close_with_found, object_name, registered
from functions.issue.services import IssueServices
from functions.shared.codec import from_fields
from functions.shared.domain.application import Application, Status
from functions.shared.domain.certificate import Certificate
from functions.shared.domain.events import EventKind
from functions.shared.ports import AlreadyExists, Create, VersionMismatch
from functions.shared.races import Races
from functions.shared.records import (
    APPLICATIONS,
    CERTIFICATES,
    NUMBERS,
    Stored,
    certificate_event,
    create_certificate,
    load,
)
from functions.shared.waiting import Wait
from tools.restore.bundles import Unusable, put_back
from tools.restore.outcome import Outcome, What

AT_ONCE = 200
ALONE = "Its case is lost: request and answers of the registries are in no place that outlived the store."


@dataclass(frozen=True)
class Remains:
    """What a sealed file tells of a case that nobody knows any more."""

    id: str
    provider: str
    cabinet: str


def recover(services: IssueServices) -> Iterator[Outcome]:
    """Bring back every case that outlived the store in the bucket or in the archive."""
    identifiers = iter(survivors(services))
    while batch := list(islice(identifiers, AT_ONCE)):
        for identifier in missing(services, batch):
            yield recovered(services, identifier)


def survivors(services: IssueServices) -> list[str]:
    """The applications of which the bucket has a certificate, or the archive a bundle."""
    names = services.certificates.names(FOLDER)
    found = {name.removeprefix(FOLDER).removesuffix(ENDING) for name in names}
    if services.keeping is not None:
        folder, ending = case_name("\0").split("\0")
        archived = services.keeping.archive.names(folder)
        found |= {name.removeprefix(folder).removesuffix(ending) for name in archived}
    return sorted(found)


def missing(services: IssueServices, identifiers: Iterable[str]) -> Iterator[str]:
    """Those that are not issued, with an entry in the register, as the store has them."""
    applications = services.documents.get_many([f"{APPLICATIONS}/{each}" for each in identifiers])
    numbers = {path: document.fields.get("certificate") for path, document in applications.items()}
    entries = services.documents.get_many([f"{CERTIFICATES}/{number}" for number in numbers.values() if number])
    for identifier in identifiers:
        document = applications.get(f"{APPLICATIONS}/{identifier}")
        issued = document is not None and document.fields.get("status") == Status.ISSUED
        if not issued or f"{CERTIFICATES}/{numbers[f'{APPLICATIONS}/{identifier}']}" not in entries:
            yield identifier


def recovered(services: IssueServices, identifier: str) -> Outcome:
    """One case, from the best source that there is."""
    subject, doubt = f"application {identifier}", ""
    kept = services.keeping.archive.read(case_name(identifier)) if services.keeping else None
    if kept is not None:
        try:
            number = put_back(services, identifier, kept)
        except Unusable as error:
            doubt = f" The archive's bundle was not used: {error}."
        else:
            return Outcome(What.RECOVERED, subject, f"certificate {number}, from the archive's bundle.")
    try:
        return from_bucket(services, identifier, subject, doubt)
    except NotItsCertificate as error:
        return Outcome(What.CONFLICT, subject, f"what lies in the bucket is not its certificate ({error.why}).{doubt}")
    except Wait as wait:
        return Outcome(What.CONFLICT, subject, f"{wait.whom[0]}: {wait.why[0]}.{doubt}")


def from_bucket(services: IssueServices, identifier: str, subject: str, doubt: str) -> Outcome:
    """By the sealed file alone. Raises NotItsCertificate or Wait."""
    sealed = services.certificates.read(f"{FOLDER}{identifier}{ENDING}")
    if sealed is None:
        return Outcome(What.CONFLICT, subject, f"nothing usable is left of it.{doubt}")
    in_bucket = found(sealed, services.read_content, services.seal_checks)
    number, races = in_bucket.stated.number, Races(identifier)
    while True:
        stored = load(services.documents, Application, APPLICATIONS, identifier)
        try:
            if stored is not None and stored.value.is_open:
                close(services, stored, in_bucket)
                return Outcome(What.CLOSED, subject, f"certificate {number}, which lay sealed in the bucket.{doubt}")
            entered = enter_alone(services, identifier, in_bucket)
        except (AlreadyExists, VersionMismatch) as error:
            races.lost(error)
            continue
        if stored is not None:
            told = f"the store has it as {stored.value.status}, and certificate {number} was sealed for it."
            return Outcome(What.CONFLICT, subject, f"{told} The register has that certificate.{doubt}")
        how = f"certificate {number}, from the sealed file." if entered else f"certificate {number} was entered before."
        return Outcome(What.REGISTERED, subject, f"{how} {ALONE}{doubt}")


def close(services: IssueServices, stored: Stored[Application], in_bucket: Found) -> None:
    """Raises NotItsCertificate, Wait, AlreadyExists or VersionMismatch."""
    from functions.issue.found import check_belongs

    check_belongs(in_bucket, stored.value)
    try:
        close_with_found(services, stored, in_bucket)
    except DueTimePassed:
        mark(services, stored)  # it was sealed after its time: late it was, and late it is called
        raise VersionMismatch("marked late first") from None


def enter_alone(services: IssueServices, identifier: str, in_bucket: Found) -> bool:
    """The register's entry of a certificate whose case is lost; False where it is there.

    Raises Wait where the number is another certificate's, and AlreadyExists.
    """
    number, now = in_bucket.stated.number, services.clock.now()
    remains = Remains(identifier, in_bucket.provider, services.rules.cabinet(in_bucket.content.guardian_iin))
    certificate, first = registered(remains, in_bucket.stated, in_bucket.sealed)
    there = services.documents.get_many([f"{CERTIFICATES}/{number}", f"{NUMBERS}/{number}"])
    before = there.get(f"{CERTIFICATES}/{number}")
    if before is not None:
        known = from_fields(Certificate, before.fields)
        if (known.object, known.sha256) != (object_name(remains), certificate.sha256):
            raise Wait([("register", "another-under-this-number")])
        return False
    certificate, restored = certificate.note(EventKind.RESTORED, now, "service", source="certificate")
    claim = [Create(f"{NUMBERS}/{number}", {"application": identifier})]
    services.documents.commit(
        create_certificate(certificate),
        certificate_event(certificate, first),
        certificate_event(certificate, restored),
        *(write for write in claim if write.path not in there),
    )
    return True
