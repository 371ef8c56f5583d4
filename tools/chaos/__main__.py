"""Chaos: make chaos MINUTES=10 RATE=5

Starts the local stack, lets citizens ask at a steady rate, some of them twice at once, and kills processes at random.
Tasks are doubled, dropped and refused besides. When the time is up, everything is started again and has three minutes
to settle. The last line says what became of all that was accepted; the status is 1 where a zero is not one.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from emulators.stack.client import PortalClient
from emulators.stack.local import PROJECT, LocalStack
from functions.shared.cloud.documents import documents
from functions.shared.ports import StoreUnavailable
from tools.chaos.killing import Killer
from tools.chaos.tally import Tally, open_cases, tally
from tools.chaos.traffic import Traffic

SCENES = ("guardian-one-child", "guardian-five-children", "guardian-astana", "guardian-district", "guardian-declined")
SETTLES_WITHIN_S = 180.0
IN_MEMORY = frozenset({"archive"})
"""Processes whose state dies with them."""
DEAD = timedelta(seconds=60)
"""A round of the reconciler that was killed is made up for by the next."""


def unleash(folder: Path, minutes: float, rate: float, seed: str) -> Tally:
    """Run it, tell how it goes, and count. Everything is stopped in the end."""
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
        settle(stack)
        told = ", ".join(f"{name} {times}" for name, times in sorted(killer.killed.items()))
        sys.stdout.write(f"seed={seed} killed={killer.killed.total()} ({told})\n")
        sys.stdout.write(
            f"repeats={traffic.repeats} unanswered={traffic.unanswered} refused={dict(traffic.refused)} "
            f"did_not_start={len(killer.failures)}\n"
        )
        counted = tally(store, traffic.accepted, stack.clock.now(), DEAD)
        sys.stdout.write(f"broken_chains={counted.broken}\n")
        return counted
    finally:
        stack.stop()


def settle(stack: LocalStack) -> None:
    """Until nothing is open, or the time for it is over."""
    store, end = documents(PROJECT), time.monotonic() + SETTLES_WITHIN_S
    while time.monotonic() < end:
        try:
            if not open_cases(store):
                return
        except StoreUnavailable:
            sys.stdout.write(f"{stack.clock.now():%H:%M:%S} the store does not answer yet\n")
        time.sleep(2)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--rate", type=float, default=5.0, help="new citizens a second")
    parser.add_argument("--seed", default=secrets.token_hex(4))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="anyqtama-chaos-") as folder:
        counted = unleash(Path(folder), chosen.minutes, chosen.rate, chosen.seed)
    sys.stdout.write(counted.line() + "\n")
    return 0 if counted.good else 1


if __name__ == "__main__":
    sys.exit(main())
