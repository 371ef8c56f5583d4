"""Compare the register, the buckets and the archive in the country; put back what is missing.

    python -m tools.archive compare     reads every certificate on both sides, says what does not agree
    python -m tools.archive repair      the same, and puts back what one side lacks and the other has

It takes PROJECT, DATABASE, CERTIFICATES_BUCKET, ATTACHMENTS_BUCKET and the settings ARCHIVE_… of the issue function;
for a local stack FIRESTORE_EMULATOR_HOST, STORAGE_EMULATOR_HOST and CLOCK_FILE too. One line for each finding:

    LACKS where NAME        an object is missing: `repair` puts it back where the other side has it
    DIFFERS where NAME      an object has other bytes than the register says: nobody overwrites it, somebody must look
    BEHIND archive NAME     a copy should have been made a day ago: see the log event archive-waiting
    UNKNOWN archive NAME    no register knows of it
    UNREADABLE register …   a document that cannot be read

The exit status is 1 where a finding is left or an answer fails to come, 2 where a setting or a right is missing.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from pydantic import ValidationError

from functions.issue.case_files import Sources
from functions.issue.services import Keeping
from functions.shared.clock import FileClock, SystemClock
from functions.shared.cloud.archive import S3Archive, archive_client
from functions.shared.cloud.documents import documents
from functions.shared.cloud.objects import CloudObjects, storage_client
from functions.shared.codec import from_fields
from functions.shared.ports import ArchiveFailed, StoreUnavailable
from tools import settings
from tools.archive.compare import Report, Stores, compare
from tools.archive.repair import repair

PATIENCE_S = 30.0
"""For each question to Firestore: nobody waits."""


@dataclass(frozen=True)
class Given:
    """The settings, in capitals in the environment."""

    project: str
    certificates_bucket: str
    attachments_bucket: str
    archive_url: str
    archive_region: str
    archive_bucket: str
    archive_key_id: str
    archive_secret: str
    archive_years: int
    database: str = "(default)"
    clock_file: Path | None = None


def given_in(environment: Mapping[str, str]) -> Given:
    """Raises ValueError, which names every setting that is missing or of the wrong form, and shows none."""
    named = {field.name: environment.get(field.name.upper()) for field in fields(Given)}
    try:
        return from_fields(Given, {name: value for name, value in named.items() if value})
    except ValidationError as error:
        flaws = [f"{str(flaw['loc'][0]).upper()}: {flaw['msg']}" for flaw in error.errors(include_input=False)]
        raise ValueError("; ".join(flaws)) from None


def stores_of(given: Given) -> Stores:
    clock = FileClock(given.clock_file) if given.clock_file else SystemClock()
    buckets = [
        CloudObjects(lambda: storage_client(given.project), name)
        for name in (given.attachments_bucket, given.certificates_bucket)
    ]
    client = archive_client(given.archive_url, given.archive_region, given.archive_key_id, given.archive_secret)
    archive = S3Archive(lambda: client, given.archive_bucket)
    return Stores(Sources(documents(given.project, given.database, PATIENCE_S), *buckets), archive, clock.now())


def told(report: Report) -> int:
    for finding in report.findings:
        sys.stdout.write(finding.line() + "\n")
    kinds = Counter(finding.what.value for finding in report.findings)
    counted = " ".join(f"{what}={count}" for what, count in sorted(kinds.items()))
    sys.stdout.write(f"certificates={report.certificates} waiting={report.waiting} {counted or 'all agree'}\n")
    return 1 if report.findings else 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = settings.command("tools.archive", __doc__)
    parser.add_argument("what", choices=("compare", "repair"))
    chosen = parser.parse_args(arguments)
    try:
        given = given_in(os.environ)
    except ValueError as error:
        parser.error(str(error))
    stores = stores_of(given)
    with settings.answered(parser):
        return compared(stores, given, repairing=chosen.what == "repair")


def compared(stores: Stores, given: Given, *, repairing: bool) -> int:
    """The exit status, when everything was told."""
    try:
        report = compare(stores)
        if repairing and report.findings:
            for mended in repair(stores.sources, Keeping(stores.archive, given.archive_years), report.findings):
                sys.stdout.write(f"MENDED {mended.where} {mended.name}\n")
                sys.stdout.flush()
            report = compare(stores)
    except (StoreUnavailable, ArchiveFailed) as error:
        sys.stderr.write(f"broken off: {str(error) or type(error).__name__}. Nothing was overwritten: run it again.\n")
        return 1
    return told(report)


if __name__ == "__main__":
    sys.exit(main())
