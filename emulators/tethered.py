"""Run a module that ends with the process that started it: `python -m emulators.tethered MODULE ARGUMENTS…`

On Linux the kernel sends SIGTERM when the parent dies, however it dies, so that no process is left behind. The child
asks for it itself: a hook between fork and exec would run in a copy of a process that may have gRPC's threads.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys

PR_SET_PDEATHSIG = 1


def tether() -> None:
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == 1:  # the parent died before we asked
        sys.exit(1)


if __name__ == "__main__":
    tether()
    module = sys.argv[1]
    sys.argv = sys.argv[1:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
