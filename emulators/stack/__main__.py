"""The local stack: `python -m emulators.stack` starts everything, prints the addresses, and stops all on Ctrl-C."""

from __future__ import annotations

import argparse
import json
import os
import select
import shutil
import signal
import socket
import sys
import time
from pathlib import Path

from emulators.stack.description import describe
from emulators.stack.local import LocalStack


def gateway_port(wanted: int) -> int:
    """The wanted port, or 0 where somebody has it: any other."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return 0
    return wanted


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("out/local"), help="where the state goes; emptied first")
    parser.add_argument("--port", type=int, default=8900, help="the gateway's port, if it is free (%(default)s)")
    chosen = parser.parse_args()
    shutil.rmtree(chosen.folder, ignore_errors=True)
    chosen.folder.mkdir(parents=True)
    started = time.monotonic()
    woken, wake = os.pipe()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: os.write(wake, b"."))

    stack = LocalStack(chosen.folder.resolve(), gateway_port(chosen.port)).start()
    try:
        target = chosen.folder / "stack.json"
        target.write_text(json.dumps(describe(stack), ensure_ascii=False, indent=2, default=str))
        sample = stack.people.scenes[0].id
        sys.stdout.write(
            f"The local cloud is running ({time.monotonic() - started:.1f} s).\n\n"
            f"  gateway      {stack.gateway}\n"
            f"  check page   {stack.gateway}/check\n"
            f"  cabinet      {stack.address('portal')}/cabinet/{sample}\n"
            f"  identity     {stack.address('identity')}/token\n"
            f"  everything   {target}\n\nCtrl-C stops it.\n"
        )
        sys.stdout.flush()
        while not select.select([woken], [], [], 0.5)[0]:
            dead = [name for name, program in stack.programs.items() if not program.alive()]
            if dead:
                sys.stdout.write(f"\nStopped by itself: {', '.join(dead)}; see {stack.folder / 'log'}\n")
                return 1
    finally:
        stack.stop()
    sys.stdout.write("\nStopped.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
