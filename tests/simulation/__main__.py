"""Simulate bad days of the whole service: make simulation CASES=10000

Each seed is a day of a hundred cases with weather of its own; the seeds run on all processors. A seed that fails is
printed, and `--replay SEED` runs it again in the same way. The last line counts what became of all cases.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.simulation.run import simulate

OF_A_SEED = 100


def attempt(cases: int, seed: str) -> tuple[str, Counter[str], str]:
    """What became of a seed's cases, or what is wrong with them."""
    try:
        return seed, simulate(seed, cases), ""
    except Exception as error:  # noqa: BLE001  whatever a seed finds is told, and the others go on
        place = traceback.extract_tb(error.__traceback__)[-1]
        return seed, Counter(), f"{type(error).__name__}: {error} ({place.filename}:{place.lineno})"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", default=secrets.token_hex(4), help="what all seeds of the run begin with")
    parser.add_argument("--replay", help="one seed of an earlier run")
    chosen = parser.parse_args()
    if chosen.replay:
        sys.stdout.write(f"{dict(simulate(chosen.replay, OF_A_SEED))}\n")
        return 0
    started, total, failed = time.monotonic(), Counter[str](), 0
    seeds = [f"{chosen.seed}-{n}" for n in range(max(1, chosen.cases // OF_A_SEED))]
    with ProcessPoolExecutor() as workers:
        for seed, counts, wrong in workers.map(partial(attempt, OF_A_SEED), seeds):
            total += counts
            if wrong:
                failed += 1
                sys.stdout.write(f"FAILED {seed}: {wrong}\n  again: python -m tests.simulation --replay {seed}\n")
    told = " ".join(f"{name}={total[name]}" for name in sorted(total))
    sys.stdout.write(f"seeds={len(seeds)} failed={failed} {told} seconds={time.monotonic() - started:.1f}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
