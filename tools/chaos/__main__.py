"""Chaos: make chaos MINUTES=10 RATE=5

Starts the local stack, lets citizens ask at a steady rate, some of them twice at once, and kills processes at random.
Tasks are doubled, dropped and refused besides. When the time is up, everything is started again and may settle, for as
long as something is decided every two minutes. The last line says what became of all that was accepted; the status is 1
where a zero is not one, where somebody was refused, or where a function met an error that it did not expect.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from emulators.stack.client import PortalClient
from emulators.stack.local import FUNCTIONS, PROJECT, LocalStack
from functions.shared.cloud.documents import documents
from functions.shared.log import LogEvent
from functions.shared.ports import StoreUnavailable
from tools.chaos.killing import Killer
from tools.chaos.tally import Tally, open_cases, tally
from tools.chaos.traffic import Traffic

SCENES = ("guardian-one-child", "guardian-five-children", "guardian-astana", "guardian-district", "guardian-declined")
STANDS_STILL_S = 120.0
"""When so long nothing is decided, nothing will be: it is longer than the longest pause of any retry."""
IN_MEMORY = frozenset({"archive"})
"""Processes whose state dies with them."""
DEAD = timedelta(seconds=60)
"""A round of the reconciler that was killed is made up for by the next."""


def unleash(folder: Path, minutes: float, rate: float, seed: str) -> tuple[Tally, int]:
    """Run it, tell how it goes, and count; and how much else was wrong. Everything is stopped in the end."""
    stack = LocalStack(folder).start()
    try:
        os.environ["FIRESTORE_EMULATOR_HOST"] = stack.address("firestore")
        store, chance = documents(PROJECT), random.Random(seed)  # noqa: S311  whom to kill, not a secret
        client = PortalClient(stack)
        traffic = Traffic(client, [stack.people.scene(name) for name in SCENES], chance)
        killer = Killer(stack, chance, IN_MEMORY)
        enough = threading.Event()
        with ThreadPoolExecutor(1) as beside:
            came = beside.submit(traffic.run, minutes, rate)
            came.add_done_callback(lambda _: enough.set())
            killer.run_until(enough)
            came.result()
        settled_in = settle(stack)
        told = ", ".join(f"{name} {times}" for name, times in sorted(killer.killed.items()))
        sys.stdout.write(f"seed={seed} killed={killer.killed.total()} ({told})\n")
        sys.stdout.write(
            f"repeats={traffic.repeats} unanswered={traffic.unanswered} refused={dict(traffic.refused)} "
            f"did_not_start={len(killer.failures)} settled_in={settled_in:.0f}s\n"
        )
        counted = tally(store, traffic.accepted, stack.clock.now(), DEAD)
        unexpected = errors_of(stack)
        sys.stdout.write(f"broken_chains={counted.broken} unexpected={dict(unexpected)}\n")
        return counted, unexpected.total() + traffic.refused.total() + traffic.unanswered
    finally:
        stack.stop()


def settle(stack: LocalStack) -> float:
    """Until nothing is open, or nothing has been decided for too long; how many seconds it took."""
    store, started = documents(PROJECT), time.monotonic()
    moved, fewest = started, sys.maxsize
    while time.monotonic() < moved + STANDS_STILL_S:
        try:
            still_open = open_cases(store)
        except StoreUnavailable:
            sys.stdout.write(f"{stack.clock.now():%H:%M:%S} the store does not answer yet\n")
        else:
            if not still_open:
                break
            if still_open < fewest:
                moved, fewest = time.monotonic(), still_open
        time.sleep(2)
    return time.monotonic() - started


def errors_of(stack: LocalStack) -> Counter[str]:
    """Where the functions met what nobody had thought of, by their own logs: there should be none."""
    found: Counter[str] = Counter()
    for function in FUNCTIONS:
        for line in (stack.folder / "log" / f"{function}.log").read_text().splitlines():
            if f'"{LogEvent.UNEXPECTED}"' in line:
                told = json.loads(line)
                found[f"{function} {told['kind']} {told.get('place', 'in the reconciler')}"] += 1
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--rate", type=float, default=5.0, help="new citizens a second")
    parser.add_argument("--seed", default=secrets.token_hex(4))
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="a new folder for state and logs, which stay")
    chosen = parser.parse_args()
    with ExitStack() as scratch:
        folder = chosen.keep or Path(scratch.enter_context(tempfile.TemporaryDirectory(prefix="anyqtama-chaos-")))
        if chosen.keep is not None:
            try:
                folder.mkdir(parents=True)
            except OSError as error:
                parser.error(f"--keep needs a folder that is not there yet: {error}")
        counted, wrong = unleash(folder.resolve(), chosen.minutes, chosen.rate, chosen.seed)
    sys.stdout.write(counted.line() + "\n")
    return 0 if counted.good and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
