"""Forge a certificate in a thousand ways, and ask the check about each: make forgeries SEEDS=1000

Each seed is one forged file. A seed that is answered wrongly is printed, and then the scene of the run, which is the
authority's keys and the sealed certificate, stays in out/forgeries/. `--replay SEED` forges again, of the same scene
where it is there, and keeps the forged file beside it. The last line counts the answers.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import secrets
import shutil
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

from tests.forgeries.run import attempt, kind_of
from tests.forgeries.scene import Scene

KEPT = Path("out/forgeries")


def tried(scene: Scene, seed: str) -> tuple[str, str, bytes]:
    """What was said, what is wrong with that, and of what file."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            done = attempt(scene, seed)
    except Exception as error:  # noqa: BLE001  whatever a seed finds is told, and the others go on
        place = traceback.extract_tb(error.__traceback__)[-1]
        told = f"{seed} {kind_of(seed).name}: {type(error).__name__}: {error} ({place.filename}:{place.lineno})"
        return "error", told, b""
    return done.said, done.wrong, done.pdf


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--seed", default=secrets.token_hex(4), help="what all seeds of the run begin with")
    parser.add_argument("--replay", help="one seed of an earlier run")
    parser.add_argument("--scene", type=Path, help="the folder of the scene, where it is not that of the seed's run")
    chosen = parser.parse_args()
    started, said, failed = time.monotonic(), Counter[str](), 0
    run = chosen.replay.rpartition("-")[0] if chosen.replay else chosen.seed
    folder: Path = chosen.scene or KEPT / run
    with contextlib.redirect_stdout(io.StringIO()):
        scene = Scene(folder)
    try:
        for seed in [chosen.replay] if chosen.replay else [f"{run}-{n}" for n in range(chosen.seeds)]:
            answer, wrong, pdf = tried(scene, seed)
            said[answer] += 1
            if chosen.replay:
                (folder / f"{seed}.pdf").write_bytes(pdf)
                sys.stdout.write(f"{kind_of(seed).name}: {answer} ({folder / seed}.pdf)\n")
            if wrong:
                failed += 1
                sys.stdout.write(f"FAILED {wrong}\n  again: python -m tests.forgeries --replay {seed}\n")
    finally:
        scene.stop()
    if not failed and not chosen.replay and not chosen.scene:
        shutil.rmtree(folder)
    told = " ".join(f"{name}={said[name]}" for name in sorted(said))
    sys.stdout.write(f"seeds={said.total()} failed={failed} {told} seconds={time.monotonic() - started:.1f}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
