"""What a program of the stack uses: CPU time and memory of all its processes, from /proc. Linux only."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from emulators.stack.local import LocalStack
from emulators.stack.program import Program


class Watched:
    """A program, which the stack gave a session of its own: the server and its workers."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def cpu_seconds(self) -> float:
        ticks = sum(int(each) for fields in self._stats() for each in fields[11:13])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """What its processes hold, with what they share counted once."""
        sizes = [Path("/proc", fields[-1], "smaps_rollup").read_text() for fields in self._stats()]
        lines = [line.split() for size in sizes for line in size.splitlines() if line.startswith("Pss:")]
        return sum(int(line[1]) for line in lines) / 1024

    def keep_to(self, cpus: Collection[int]) -> None:
        """Every thread that it has now, and whatever these start, runs on these CPUs alone."""
        for fields in self._stats():
            for thread in Path("/proc", fields[-1], "task").iterdir():
                with suppress(ProcessLookupError):  # it ended while we looked
                    os.sched_setaffinity(int(thread.name), cpus)

    def _stats(self) -> Iterator[list[str]]:
        """The fields of /proc/PID/stat from the state on (proc(5)), and the PID."""
        assert self.program.process is not None
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    fields = (folder / "stat").read_text().rpartition(")")[2].split()
                except (FileNotFoundError, ProcessLookupError):
                    continue  # it ended while we looked
                if fields[3] == str(self.program.process.pid):  # the session
                    yield [*fields, folder.name]


@contextmanager
def all_on(stack: LocalStack, cpus: Collection[int]) -> Iterator[None]:
    """The whole stack and this process run on these CPUs alone, and on all of ours again afterwards."""
    before = os.sched_getaffinity(0)
    try:
        _keep_all(stack, cpus)
        yield
    finally:
        _keep_all(stack, before)


def _keep_all(stack: LocalStack, cpus: Collection[int]) -> None:
    for program in stack.programs.values():
        Watched(program).keep_to(cpus)
    for thread in Path("/proc/self/task").iterdir():
        with suppress(ProcessLookupError):
            os.sched_setaffinity(int(thread.name), cpus)
