"""Copies for the archive in the country: made until they are there, whoever is down.

Personal data are to be kept in Kazakhstan (Law on Personal Data, art. 12 (2)). A deposit is written with the
certificate, or its revocation, in one batch. Its task copies at once; where that fails, the reconciler comes again.
Every object has a name that follows from the case, and the archive takes the same bytes twice and other bytes never: so
the handler may be killed anywhere, and run again.
"""

from __future__ import annotations

from functions.issue.case_files import Original, Sources, case_name, is_copy_of, originals
from functions.issue.services import IssueServices, Keeping
from functions.shared.domain.application import Application
from functions.shared.domain.certificate import Certificate
from functions.shared.domain.deposit import Deposit, case_of, kept_until, revocation_of
from functions.shared.domain.errors import StillWaiting
from functions.shared.log import LogEvent, Severity, log
from functions.shared.ports import (
    Archive,
    ArchiveFailed,
    ArchiveRefuses,
    Create,
    StoreUnavailable,
    Task,
    VersionMismatch,
)
from functions.shared.records import DEPOSITS, Stored, create_deposit, load, replace_deposit
from functions.shared.scheduling import archive_task
from functions.shared.waiting import Wait

NOBODY_WAITS_FOR = frozenset({"refuses", "differs", "missing", "not-revoked"})
"""What no further try can mend: the archive, the bucket and the register contradict one another, and somebody must
look at once."""


def issued_deposit(services: IssueServices, issued: Application) -> list[Create]:
    """For the batch that issues a certificate; nothing where there is no archive."""
    assert issued.certificate is not None
    assert issued.decided_at is not None
    return deposited(services, case_of(issued.id, issued.certificate, issued.decided_at))


def revoked_deposit(services: IssueServices, revoked: Certificate) -> list[Create]:
    """For the batch that revokes a certificate; nothing where there is no archive."""
    assert revoked.revoked_at is not None
    return deposited(services, revocation_of(revoked.application, revoked.number, revoked.revoked_at))


def deposited(services: IssueServices, deposit: Deposit) -> list[Create]:
    return [create_deposit(deposit)] if services.keeping else []


def archive_tasks(written: list[Create]) -> list[Task]:
    """The tasks of the deposits that were just written."""
    return [archive_task(write.path.removeprefix(f"{DEPOSITS}/")) for write in written]


def archive(services: IssueServices, identifier: str) -> str:
    """Copy what one deposit stands for. Returns gone, no-archive, archived-before or archived. Raises StillWaiting."""
    stored = load(services.documents, Deposit, DEPOSITS, identifier)
    if stored is None:
        return "gone"
    if stored.value.archived_at is not None:
        return "archived-before"
    if services.keeping is None:
        return "no-archive"
    try:
        objects, size = copied(services, services.keeping, stored.value)
    except (ArchiveFailed, StoreUnavailable, Wait) as error:
        wait(services, stored, *told(error))
        raise StillWaiting(retry_after=10) from error
    now = services.clock.now()
    if save(services, stored, stored.value.archived(now)):
        behind = round((now - stored.value.at).total_seconds(), 3)
        log(LogEvent.ARCHIVED, deposit=identifier, kind=stored.value.kind, objects=objects, bytes=size, seconds=behind)
    return "archived"


def copied(services: IssueServices, keeping: Keeping, deposit: Deposit) -> tuple[int, int]:
    """Put all of it into the archive; how many objects and bytes that were. Raises ArchiveFailed, Wait, and
    StoreUnavailable."""
    sources = Sources(services.documents, services.attachments, services.certificates)
    count = size = 0
    for original in originals(sources, deposit):
        keep(keeping, deposit, original)
        count, size = count + 1, size + len(original.data)
    return count, size


def keep(keeping: Keeping, deposit: Deposit, original: Original) -> None:
    """One object. Of a case's bundle the archive keeps the first that it got. Raises ArchiveFailed."""
    until = kept_until(deposit.at, keeping.years)
    try:
        keeping.archive.put(original.name, original.data, original.content_type, until)
    except ArchiveRefuses:
        if original.name != case_name(deposit.application) or not has_copy(keeping.archive, original.name, deposit):
            raise


def has_copy(store: Archive, name: str, deposit: Deposit) -> bool:
    there = store.read(name)
    return there is not None and is_copy_of(there, deposit.application, deposit.certificate)


def told(error: ArchiveFailed | StoreUnavailable | Wait) -> tuple[str, str]:
    """Whom a deposit waits for, and why."""
    if isinstance(error, Wait):
        return error.whom[0], error.why[0]
    if isinstance(error, StoreUnavailable):
        return "store", "unavailable"
    return "archive", error.why


def wait(services: IssueServices, stored: Stored[Deposit], whom: str, why: str) -> None:
    deposit, now = stored.value, services.clock.now()
    calls = deposit.is_behind(now) or why in NOBODY_WAITS_FOR
    save(services, stored, deposit.waits(now, f"{whom}: {why}"))
    log(
        LogEvent.ARCHIVE_WAITING,
        Severity.ALERT if calls else Severity.WARNING,
        deposit=deposit.id,
        whom=whom,
        why=why,
        attempts=deposit.attempts + 1,
        seconds=round((now - deposit.at).total_seconds(), 3),
    )


def save(services: IssueServices, stored: Stored[Deposit], deposit: Deposit) -> bool:
    """Whether it was ours to save."""
    try:
        services.documents.commit(replace_deposit(deposit, stored.version))
    except VersionMismatch:
        # Another delivery of the same task wrote first; what it put into the archive is what we put there.
        log(LogEvent.LOST_RACE, case=deposit.id, races=1)
        return False
    return True
