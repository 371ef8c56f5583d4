"""A case as the archive keeps it, put back into the store document by document."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from functions.issue.archiving import issued_deposit
from functions.issue.case_files import is_copy_of
from functions.issue.issuing import PDF
from functions.issue.services import IssueServices
from functions.shared.bundle import UnreadableBundle, read_bundle
from functions.shared.codec import from_fields
from functions.shared.counting import application_accepted, application_decided
from functions.shared.domain.application import Application, Channel
from functions.shared.domain.certificate import Certificate
from functions.shared.domain.events import Event, first_broken
from functions.shared.ports import AlreadyExists, Create, Document, Fields, Increment, Replace, VersionMismatch, Write
from functions.shared.races import Races
from functions.shared.records import APPLICATIONS, CERTIFICATES, REQUESTS, Evidence, claim, keyed_hash
from functions.shared.trust.verdicts import Valid

BELOW = ("/evidence/", "/lookups/")
"""What may be written before the case itself: large, and nothing counts on it."""
MOST_BYTES, MOST_WRITES = 6 << 20, 200
"""Of one commit; Firestore takes 10 MiB."""
REPEATABLE = timedelta(days=2)
"""A request or a package that is older is refused for its age, so nobody needs to know that it was accepted."""


class Unusable(Exception):
    """Why a bundle could not be put back, as half a sentence."""


def put_back(services: IssueServices, identifier: str, data: bytes) -> str:
    """Every document of the bundle that the store lacks, the case itself with the figures it is counted in.

    The number of its certificate. Raises Unusable where the bundle is not sound, or the case has gone another way
    since the store was put back.
    """
    kept = sound(identifier, data)
    path = f"{APPLICATIONS}/{identifier}"
    application = from_fields(Application, kept[path])
    check_sealed(services, kept, f"{CERTIFICATES}/{application.certificate}")
    races = Races(identifier)
    while True:
        present = services.documents.get_many([*kept, *(write.path for write in issued_deposit(services, application))])
        before = present.get(path)
        if before is not None and not continues(kept, path, before):
            raise Unusable("the case has gone another way since the store was put back")
        fresh = list(lacking(kept, present, path, f"{CERTIFICATES}/{application.certificate}"))
        try:
            for batch in batches(write for write in fresh if is_below(write.path)):
                services.documents.commit(*batch)
            services.documents.commit(
                Replace(path, kept[path], before.version) if before else Create(path, kept[path]),
                *(write for write in fresh if not is_below(write.path)),
                *counted(application, is_new=before is None),
                *(write for write in issued_deposit(services, application) if write.path not in present),
                *claims(services, application, kept),
            )
        except (AlreadyExists, VersionMismatch) as error:
            races.lost(error)
            continue
        assert application.certificate is not None
        return application.certificate


def sound(identifier: str, data: bytes) -> dict[str, Fields]:
    """The documents by path, after both chains and the request were found whole. Raises Unusable."""
    try:
        kept = dict(read_bundle(data))
        application = from_fields(Application, kept[f"{APPLICATIONS}/{identifier}"])
        certificate = from_fields(Certificate, kept[f"{CERTIFICATES}/{application.certificate}"])
    except (UnreadableBundle, KeyError, ValueError) as error:
        raise Unusable("it cannot be read") from error
    owner = f"{CERTIFICATES}/{certificate.number}"
    if not is_copy_of(data, identifier, certificate.number) or first_broken(events(kept, owner), certificate.head):
        raise Unusable("a chain in it is broken, or its request is another one")
    return kept


def check_sealed(services: IssueServices, kept: Mapping[str, Fields], path: str) -> None:
    """The sealed file is in the bucket, to the byte; the archive's copy is put there where it is not. Raises Unusable.

    A bundle without its file is no issued certificate.
    """
    certificate = from_fields(Certificate, kept[path])
    sealed = services.certificates.read(certificate.object)
    if sealed is None and services.keeping is not None:
        sealed = services.keeping.archive.read(certificate.object)
        if sealed is not None and hashlib.sha256(sealed).hexdigest() == certificate.sha256:
            services.certificates.create(certificate.object, sealed, PDF)
    if sealed is None or hashlib.sha256(sealed).hexdigest() != certificate.sha256:
        raise Unusable("the sealed file is missing, or another one")


def continues(kept: Mapping[str, Fields], path: str, before: Document) -> bool:
    """Whether the chain of the stored case is the beginning of the one in the bundle, and the case is still open."""
    stored = from_fields(Application, before.fields)
    chain = events(kept, path)
    length = stored.head.length
    return stored.is_open and length <= len(chain) and chain[length - 1].hash == stored.head.hash


def lacking(
    kept: Mapping[str, Fields], present: Mapping[str, Document], application: str, certificate: str
) -> Iterator[Create]:
    """What the store does not have; nothing below a certificate that it has already, whose chain may be another."""
    for path, fields in kept.items():
        theirs = certificate in present and path.startswith(f"{certificate}/")
        if path not in present and path != application and not theirs:
            yield Create(path, fields)


def counted(application: Application, *, is_new: bool) -> list[Write]:
    """What the public figures lost with the case: one increment for each day of the office."""
    lost = [application_decided(application), *([application_accepted(application)] if is_new else [])]
    days: dict[str, Increment] = {}
    for each in lost:
        before = days.get(each.path)
        counts = {**(before.counts if before else {})}
        for name, by in each.counts.items():
            counts[name] = counts.get(name, 0) + by
        days[each.path] = Increment(each.path, counts, each.fields)
    return list(days.values())


def claims(services: IssueServices, application: Application, kept: Mapping[str, Fields]) -> list[Write]:
    """That these contents were accepted (decision 0013), for as long as somebody could send them again."""
    if services.clock.now() - application.accepted_at > REPEATABLE:
        return []
    request = from_fields(Evidence, kept[f"{APPLICATIONS}/{application.id}/evidence/request"]).data or b""
    content = request if application.channel is Channel.PSC else signed(services, request)
    if content is None:
        return []
    if application.channel is Channel.PSC:
        content = json.dumps(json.loads(content), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    sha256 = hashlib.sha256(content).hexdigest()
    secret = services.rules.cabinet_secret
    paths = [f"{REQUESTS}/{keyed_hash(secret, 'request', application.cabinet, sha256)}"]
    paths += [f"{REQUESTS}/{application.id}"] if application.channel is Channel.PSC else []
    there = services.documents.get_many(paths)
    return [claim(path, application.accepted_at, application=application.id) for path in paths if path not in there]


def signed(services: IssueServices, cms: bytes) -> bytes | None:
    verdict = services.signatures.verify(cms)
    return verdict.content if isinstance(verdict, Valid) else None


def events(kept: Mapping[str, Fields], owner: str) -> list[Event]:
    return [from_fields(Event, fields) for path, fields in sorted(kept.items()) if path.startswith(f"{owner}/events/")]


def is_below(path: str) -> bool:
    return any(part in path for part in BELOW)


def batches(writes: Iterable[Create]) -> Iterator[list[Create]]:
    """As many at once as a commit takes."""
    batch: list[Create] = []
    size = 0
    for write in writes:
        data = write.fields.get("data")
        more = len(data) if isinstance(data, bytes) else 0
        if batch and (size + more > MOST_BYTES or len(batch) == MOST_WRITES):
            yield batch
            batch, size = [], 0
        batch.append(write)
        size += more
    if batch:
        yield batch
