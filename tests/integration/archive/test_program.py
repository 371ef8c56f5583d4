"""The emulator as a program: help, readiness, its control, and what it admits of itself."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests

from emulators.archive import ArchiveEmulator
from functions.shared.cloud.archive import S3Archive, archive_client
from tests.integration.archive.conftest import BUCKET, KEY_ID, REGION, UNTIL

COMMAND = [sys.executable, "-m", "emulators.archive"]


def test_help_says_what_it_does_not_prove() -> None:
    told = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, check=True).stdout
    assert "--key-id" in told
    assert "everything in memory" in told
    assert "COMPLIANCE mode be shortened" in told


def test_it_serves_one_bucket_stops_cleanly_and_forgets(tmp_path: Path) -> None:
    command = [*COMMAND, "--state", str(tmp_path), "--clock", str(tmp_path / "clock.json"), "--key-id", KEY_ID]
    for _ in range(2):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            address = json.loads(process.stdout.readline().removeprefix("READY "))["address"]
            archive = S3Archive(partial(archive_client, address, REGION, KEY_ID, "secret"), BUCKET)
            assert archive.read("cases/1.zip") is None
            archive.put("cases/1.zip", b"PK", "application/zip", UNTIL)
            archive.close()
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=5) == 0


def test_the_control_tells_what_was_asked_and_what_is_there(store: ArchiveEmulator, archive: S3Archive) -> None:
    before = requests.get(f"{store.address}/_control", timeout=5).json()
    archive.put("cases/1.zip", b"PK", "application/zip", UNTIL)
    after = requests.get(f"{store.address}/_control", timeout=5).json()
    made = {name: count - before["operations"].get(name, 0) for name, count in after["operations"].items()}
    assert {name: count for name, count in made.items() if count} == {"GetObject": 2, "PutObject": 1}
    assert (after["objects"], after["bytes"]["stored"]) == (1, 2)
    assert after["bytes"]["received"] - before["bytes"].get("received", 0) == 2


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("faults", {"slow": -1}, 400),
        ("faults", {"tired": True}, 400),
        ("objects", {"damage": "cases/none.zip"}, 404),
        ("objects", {"lose": "cases/none.zip"}, 404),
        ("objects", {"break": "cases/none.zip"}, 400),
        ("objects", {}, 400),
    ],
)
def test_what_it_cannot_do_is_refused(store: ArchiveEmulator, path: str, body: Any, status: int) -> None:
    assert requests.post(f"{store.address}/_control/{path}", json=body, timeout=5).status_code == status


def test_a_lost_object_is_gone_with_all_its_versions(store: ArchiveEmulator, archive: S3Archive) -> None:
    archive.put("cases/1.zip", b"PK", "application/zip", UNTIL)
    requests.post(f"{store.address}/_control/objects", json={"lose": "cases/1.zip"}, timeout=5).raise_for_status()
    assert archive.read("cases/1.zip") is None


def test_moto_lets_a_retention_be_shortened_which_is_why_the_proof_is_elsewhere(
    client: Any, archive: S3Archive
) -> None:
    """When this fails, moto has learned it: the docstring of the program can be shortened."""
    archive.put("cases/1.zip", b"PK", "application/zip", UNTIL)
    shorter = {"Mode": "COMPLIANCE", "RetainUntilDate": UNTIL.replace(year=2028)}
    client.put_object_retention(Bucket=BUCKET, Key="cases/1.zip", Retention=shorter)
    assert client.head_object(Bucket=BUCKET, Key="cases/1.zip")["ObjectLockRetainUntilDate"].year == 2028
