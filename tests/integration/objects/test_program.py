"""The emulator as a program: help, readiness, faults, a clean stop, and what survives kill -9."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from google.api_core.exceptions import Forbidden

from emulators.cloud_storage import CloudStorageEmulator
from functions.shared.clock import FileClock
from functions.shared.cloud.objects import storage_client
from tests.integration.objects.conftest import BUCKETS

Start = Callable[[], tuple["subprocess.Popen[str]", Any, str]]


@pytest.fixture
def start(tmp_path: Path, clock: FileClock) -> Iterator[Start]:
    """Start the program on the same state; returns the process, a client of it, and its address."""
    started: list[tuple[subprocess.Popen[str], Any]] = []
    buckets = tmp_path / "buckets.json"
    buckets.write_text(json.dumps(BUCKETS))
    command = [sys.executable, "-m", "emulators.cloud_storage", "--state", str(tmp_path / "state")]
    command += ["--clock", str(clock.path), "--buckets", str(buckets)]

    def start() -> tuple[subprocess.Popen[str], Any, str]:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline().removeprefix("READY "))
        client = storage_client("demo", ready["address"])
        started.append((process, client))
        return process, client, ready["address"]

    yield start
    for process, client in started:
        client.close()
        process.kill()
        process.communicate()


def test_help_says_what_it_does() -> None:
    command = [sys.executable, "-m", "emulators.cloud_storage", "--help"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Cloud Storage" in told
    assert "--buckets" in told


def test_it_stops_cleanly(start: Start) -> None:
    process, client, _ = start()
    assert client.bucket("plain").exists()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=5) == 0


def test_what_was_accepted_survives_kill_9(start: Start) -> None:
    process, client, address = start()
    versions = client.bucket("versioned")
    for content in (b"first", b"second"):
        versions.blob("object").upload_from_string(content)
    client.bucket("kept").blob("сақталған/1").upload_from_string(b"kept")
    begin = requests.post(
        f"{address}/upload/storage/v1/b/plain/o", params={"uploadType": "resumable", "name": "half"}, timeout=5
    )
    session = begin.headers["Location"]
    requests.put(session, data=b"abc", headers={"Content-Range": "bytes 0-2/6"}, timeout=5)
    process.kill()
    process.wait()

    _, client, again = start()
    found = [blob.download_as_bytes() for blob in client.list_blobs("versioned", versions=True)]
    assert found == [b"first", b"second"]
    with pytest.raises(Forbidden):
        client.bucket("kept").blob("сақталған/1").delete()
    session = session.replace(address, again)
    requests.put(session, data=b"def", headers={"Content-Range": "bytes 3-5/6"}, timeout=5).raise_for_status()
    assert client.bucket("plain").blob("half").download_as_bytes() == b"abcdef"


def test_a_content_without_its_row_is_swept_away_at_the_next_start(tmp_path: Path, clock: FileClock) -> None:
    state = tmp_path / "state"
    (state / "contents").mkdir(parents=True)
    (state / "contents" / "leftover").write_bytes(b"x")
    CloudStorageEmulator(state, clock).start().stop()
    assert not list((state / "contents").iterdir())


def test_latency_is_added_to_every_call(client: Any, faults: Callable[..., None]) -> None:
    faults(latency_ms=120)
    began = time.monotonic()
    client.bucket("plain").exists()
    assert time.monotonic() - began >= 0.12


def test_a_declaration_with_an_unknown_field_is_refused(tmp_path: Path, clock: FileClock) -> None:
    with pytest.raises(ValueError, match="retentionPolcy"):
        CloudStorageEmulator(tmp_path / "other", clock, declared=[{"name": "kept", "retentionPolcy": {}}])
