"""The drill of a restore, on the local stack: lose the store of a running service, and bring it back.

    python -m tools.drill [--folder out/drill] [--without-archive]

It starts everything, lets people do things before and after a backup, kills the store and removes what it had, starts
it from the backup, runs `python -m tools.restore`, and checks what must hold. The steps are those of
docs/operations/restore.md. The exit status is 1 where a check fails, 2 where the drill itself could not be held.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from emulators.stack.centre_client import come_when_open
from emulators.stack.local import PROJECT, LocalStack
from emulators.stack.program import DidNotStart
from functions.shared.cloud.documents import documents
from functions.shared.domain.numbers import parse_number
from tools.drill.checks import After, Check
from tools.drill.store import Recovery, Store
from tools.drill.traffic import Failed, Given, Traffic
from tools.restore.outcome import What

A_DRILL = timedelta(minutes=30)
SILENT = {"guardianship": {"mode": "silent"}}
OPEN = "guardian-astana"
CHANGES = frozenset({What.RECOVERED, What.CLOSED, What.REVOKED, What.RESERVED})


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class Drill:
    """One drill. `thorough` looks before it recovers, and recovers twice, as the runbook asks."""

    def __init__(self, stack: LocalStack, *, archived: bool, thorough: bool = True) -> None:
        self.stack, self.traffic, self.thorough = stack, Traffic(stack), thorough
        self.store = Store(stack, archived=archived)

    def run(self) -> list[Check]:
        traffic, store = self.traffic, self.store
        come_when_open(self.stack, A_DRILL)
        say("Before the backup: two certificates on the portal, one at a desk, a revocation, a complaint.")
        before = [traffic.issued("guardian-one-child"), traffic.issued("guardian-no-patronymic")]
        before.append(traffic.issued("guardian-centre", traffic.handed_in("guardian-centre")))
        traffic.revoke(before[0])
        traffic.complaint("guardian-spare-2")
        traffic.registries(SILENT)
        waits, still_open = traffic.accepted("guardian-spare-1"), traffic.accepted(OPEN)

        taken_at = time.monotonic()
        say(f"Backup: {store.backup()} documents. Two applications are open, because a registry is silent.")
        traffic.registries({})
        after = [traffic.issued("guardian-spare-1", waits), traffic.issued("guardian-spare-3")]
        after.append(traffic.issued("guardian-district"))
        traffic.revoke(before[1])
        traffic.revoke(after[2])
        complaint = traffic.complaint("guardian-spare-4")
        open_given = traffic.issued(OPEN, still_open)
        traffic.registries(SILENT)
        lost = traffic.accepted("guardian-spare-5")
        given = (*before, *after, open_given)
        revoked = (before[0], before[1], after[2])
        self.wait_for_the_archive(given, revoked)
        told = traffic.told()
        say("After it: four more certificates, two revocations, a complaint, a request that waits for a registry.")

        lost_at = time.monotonic()
        store.lose()
        say(f"Lost, {lost_at - taken_at:.1f} s after the backup: the store was killed, and its files are gone.")
        store.restore()
        restored_at = time.monotonic()
        looked = store.recover("--look-only") if self.thorough else None
        recovery = store.recover()
        recovered_at = time.monotonic()
        for line in recovery.lines:
            say(f"  {line}")
        again = store.recover() if self.thorough else None
        traffic.registries({})
        store.serve()
        served_at = time.monotonic()
        say(
            f"Restored in {restored_at - lost_at:.1f} s, recovered in {recovered_at - restored_at:.1f} s, "
            f"served again {served_at - lost_at:.1f} s after the loss."
        )
        os.environ["FIRESTORE_EMULATOR_HOST"] = self.stack.address("firestore")
        known = documents(PROJECT)
        checked = After(
            traffic=traffic,
            store=known,
            given=given,
            revoked=frozenset(each.number for each in revoked),
            lost=frozenset({lost}),
            lost_complaints=frozenset({str(complaint["id"])}),
            told_before=told,
            journal=int(complaint["incoming_number"].rpartition("/")[2]),
            recovery=recovery,
        )
        return [*checked.checks(), *repeated(recovery, looked, again)]

    def wait_for_the_archive(self, given: Sequence[Given], revoked: Sequence[Given]) -> None:
        if self.store.archived:
            names = [f"cases/{each.application}.zip" for each in given]
            names += [f"revocations/{parse_number(each.number)}.json" for each in revoked]
            self.store.wait_for_the_archive(names)


def repeated(recovery: Recovery, looked: Recovery | None, again: Recovery | None) -> Iterator[Check]:
    if looked is not None:
        same = looked.lines[:-1] == recovery.lines[:-1]
        yield Check("looking said what the recovery did", same, f"{len(looked.lines) - 1} lines")
    if again is not None:
        more = [line for line in again.lines if line.split(" ")[0].lower() in CHANGES]
        yield Check("a second recovery finds nothing to do", not more, f"{len(more)} lines")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.drill", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, default=Path("out/drill"), help="where the state goes; emptied first")
    parser.add_argument("--without-archive", action="store_true", help="recover from bucket and log alone")
    given = parser.parse_args(arguments)
    shutil.rmtree(given.folder, ignore_errors=True)
    given.folder.mkdir(parents=True)
    stack = LocalStack(given.folder.resolve())
    try:
        stack.start()
        checks = Drill(stack, archived=not given.without_archive).run()
    except (Failed, DidNotStart, TimeoutError) as error:
        sys.stderr.write(f"The drill could not be held: {error}\n")
        return 2
    finally:
        stack.stop()
    for check in checks:
        say(f"  {'holds' if check.holds else 'FAILS'}  {check.what}: {check.found}")
    failed = [check for check in checks if not check.holds]
    say(f"{len(checks) - len(failed)} of {len(checks)} hold.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
