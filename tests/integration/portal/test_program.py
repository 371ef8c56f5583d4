"""The portal as a program: it says when it is ready, ends cleanly, and forgets nothing when it is killed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

SECRET = "secret"
NOTICE = {
    "id": "a-issued",
    "kind": "issued",
    "at": "2026-11-22T10:00:00+05:00",
    "application": "a",
    "number": "A1",
    "certificate": None,
    "text": {"kk": "а", "ru": "б", "en": "c"},
}


@contextmanager
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "emulators.portal", "--state", str(folder), "--clock", str(folder / "clock")]
    command += ["--secret", SECRET, "--identity", "http://127.0.0.1:1", "--gateway", "http://127.0.0.1:1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        ready = program.stdout.readline().removeprefix("READY ")
        try:
            yield program, json.loads(ready)["address"]
        finally:
            program.kill()


def push(address: str) -> int:
    header = {"Authorization": f"Bearer {SECRET}"}
    return requests.post(f"{address}/notices", json=NOTICE, headers=header, timeout=10).status_code


def test_a_killed_portal_remembers_and_a_stopped_one_ends_well(tmp_path: Path) -> None:
    with running(tmp_path) as (program, address):
        assert push(address) == 201
        program.send_signal(signal.SIGKILL)

    with running(tmp_path) as (program, address):
        assert push(address) == 200
        program.send_signal(signal.SIGTERM)
        assert program.wait(10) == 0
