"""One program of the local stack: started, awaited, stopped, killed, started again with its state."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

READY_WITHIN_S = 30.0
STOPS_WITHIN_S = 8.0


class DidNotStart(Exception):
    """A program ended or was silent before it was ready; the message holds its last lines."""


@dataclass
class Program:
    """A module, run in a process that ends with ours. One that does not say READY is ready when `port` accepts."""

    name: str
    module: str
    arguments: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    port: int | None = None
    process: subprocess.Popen[str] | None = None
    ready: dict[str, Any] = field(default_factory=dict)
    tail: deque[str] = field(default_factory=lambda: deque(maxlen=30))
    said_ready: threading.Event = field(default_factory=threading.Event)
    reader: threading.Thread | None = None

    def spawn(self) -> Program:
        """Start without waiting."""
        self.said_ready.clear()
        self.process = subprocess.Popen(  # noqa: S603 - our own programs, no shell
            [sys.executable, "-m", "emulators.tethered", self.module, *self.arguments],
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.reader = threading.Thread(target=self._read, args=(self.process,), daemon=True)
        self.reader.start()
        return self

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout, self.log.open("a") as log:
            for line in process.stdout:
                log.write(line)
                log.flush()
                self.tail.append(line)
                if line.startswith("READY "):
                    self.ready = json.loads(line.removeprefix("READY "))
                    self.said_ready.set()

    def wait_ready(self) -> Program:
        """Raises DidNotStart."""
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            assert self.process is not None
            if self.process.poll() is not None:
                break
            if self.port is None and self.said_ready.wait(0.02):
                return self
            if self.port is not None:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                        return self
                time.sleep(0.02)
        self.kill()
        raise DidNotStart(f"{self.name} did not start:\n{''.join(self.tail)}")

    def start(self) -> Program:
        return self.spawn().wait_ready()

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """SIGTERM, and SIGKILL for one that does not listen."""
        if self.process is None:
            return
        self._signal(signal.SIGTERM)
        try:
            self.process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
        self._reap()

    def kill(self) -> None:
        """SIGKILL, for the program and its workers."""
        if self.process is not None:
            self._signal(signal.SIGKILL)
            self._reap()

    def _reap(self) -> None:
        assert self.process is not None
        self.process.wait()
        if self.reader is not None:
            self.reader.join(STOPS_WITHIN_S)

    def _signal(self, number: int) -> None:
        assert self.process is not None
        try:
            os.killpg(self.process.pid, number)  # its own session: workers get it too
        except ProcessLookupError:
            return
