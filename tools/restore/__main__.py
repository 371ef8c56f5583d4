"""After the store was put back to an earlier moment: bring it to agree with what outlived it, and name what is lost.

    python -m tools.restore [--log FILE …] [--look-only]

It takes the environment of the issue function, and ANSWERS_BUCKET where sealed answers are to be looked for. What
outlived the store: the sealed certificates in their bucket, the archive in the country where one is configured, and the
logs (`gcloud logging read … --format=json`, see docs/operations/restore.md). It may be run again at any time, and does
nothing where nothing is missing. Run it before the functions have the store.

The exit status is 1 where somebody has to do something: something is lost, contradicts itself, or is decided again; 2
where a setting, a right or a file is not what it should be, also a log without an entry of this service.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from google.api_core.exceptions import GoogleAPIError
from google.auth.exceptions import GoogleAuthError

from functions.issue.services import IssueServices
from functions.shared import bootstrap
from functions.shared.ports import ArchiveFailed, Objects, StoreUnavailable, Task
from functions.shared.settings import IssueSettings, UnusableSettings
from tools import settings
from tools.restore import cases, lost, revocations
from tools.restore.logged import Logged, UnreadableLog
from tools.restore.looking import only_looking
from tools.restore.outcome import CALLS_FOR_PEOPLE, Outcome


class NoTasks:
    """The reconcilers find in the state itself what is due; an operator needs no right to create tasks."""

    def schedule(self, task: Task) -> None:
        del task


def restore(services: IssueServices, logged: Logged, answers: Objects | None = None) -> Iterator[Outcome]:
    """In this order: a certificate must be in the register before it can be revoked, and found before it is lost."""
    services = replace(services, tasks=NoTasks())
    yield from cases.recover(services)
    yield from revocations.recover(services, logged)
    yield from lost.named(services, logged, answers)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = settings.command("tools.restore", __doc__)
    parser.add_argument("--log", type=Path, action="append", default=[], help="a file of log entries; may be repeated")
    parser.add_argument("--look-only", action="store_true", help="say what would be done, and change nothing")
    given = parser.parse_args(arguments)
    try:
        logged = Logged.read(given.log)
        given_to_issue = IssueSettings.from_environment(os.environ)
    except (UnreadableLog, UnusableSettings, OSError) as error:
        parser.error(str(error))
    try:
        from functions.issue.main import services as built
    except UnusableSettings as error:  # the files of trust are read at the start of the function
        parser.error(str(error))
    services = built()
    bucket = os.environ.get("ANSWERS_BUCKET")
    answers = bootstrap.objects(given_to_issue.project, bucket) if bucket else None
    if given.look_only:
        services = only_looking(services)
    if given.log:
        sys.stdout.write(logged.line() + "\n")
    return told(restore(services, logged, answers), look_only=given.look_only)


def told(outcomes: Iterator[Outcome], *, look_only: bool) -> int:
    """Each outcome as a line, as soon as it is there; the exit status."""
    counts: Counter[str] = Counter()
    try:
        for outcome in outcomes:
            counts[outcome.what] += 1
            sys.stdout.write(outcome.line() + "\n")
            sys.stdout.flush()
    except (StoreUnavailable, ArchiveFailed) as error:
        sys.stderr.write(f"broken off: {error}. Run it again: it goes on where it broke off.\n")
        return 1
    except (GoogleAPIError, GoogleAuthError) as error:
        sys.stderr.write(f"broken off: {settings.refused(error)}\n")
        return 2
    counted = " ".join(f"{what}={count}" for what, count in sorted(counts.items())) or "nothing was missing"
    sys.stdout.write(f"{'would be: ' if look_only else ''}{counted}\n")
    return 1 if CALLS_FOR_PEOPLE & counts.keys() else 0


if __name__ == "__main__":
    sys.exit(main())
