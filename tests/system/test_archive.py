"""The archive in the country on the running stack: a copy is made, damaged, lost, found out, and put back."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from emulators.stack.client import PortalClient
from emulators.stack.local import ROOT, LocalStack
from functions.shared.cloud.archive import S3Archive, archive_client

READS = ("PROJECT", "CERTIFICATES_BUCKET", "ATTACHMENTS_BUCKET", "CLOCK_FILE")


@pytest.fixture(scope="module")
def archive(stack: LocalStack) -> Iterator[S3Archive]:
    given = stack.settings_of("issue")
    client = archive_client(
        *(given[name] for name in ("ARCHIVE_URL", "ARCHIVE_REGION", "ARCHIVE_KEY_ID", "ARCHIVE_SECRET"))
    )
    yield S3Archive(lambda: client, given["ARCHIVE_BUCKET"])
    client.close()


def tool(stack: LocalStack, what: str) -> tuple[int, list[str]]:
    """The status and the lines of `python -m tools.archive`, run as an operator runs it on a local stack."""
    given = stack.settings_of("issue")
    wanted = {name: value for name, value in given.items() if name in READS or name.startswith("ARCHIVE_")}
    hosts = {name: given[name] for name in ("FIRESTORE_EMULATOR_HOST", "STORAGE_EMULATOR_HOST")}
    command = [sys.executable, "-m", "tools.archive", what]
    environment = {"PATH": os.environ["PATH"], **wanted, **hosts}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def harm(stack: LocalStack, **how: str) -> None:
    address = f"{stack.control('archive')}/_control/objects"
    requests.post(address, json=how, timeout=10).raise_for_status()


def fault(stack: LocalStack, **faults: Any) -> None:
    requests.post(f"{stack.control('archive')}/_control/faults", json=faults, timeout=10).raise_for_status()


def until_archived(archive: S3Archive, name: str, seconds: float = 30) -> bytes:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if (data := archive.read(name)) is not None:
            return data
        time.sleep(0.1)
    raise TimeoutError(name)


def about(lines: list[str], case: str) -> list[str]:
    return [line for line in lines if case in line]


def issued(client: PortalClient) -> str:
    """The id of an application whose certificate was issued."""
    scene = client.stack.people.scene("guardian-one-child")
    headers = client.citizen(scene)
    answer = client.submit(headers, client.sign(client.request(scene), scene.id))
    assert answer.status_code == 201, answer.text
    case = client.wait_until_closed(headers, answer.json()["id"])
    assert case["status"] == "issued"
    return str(answer.json()["id"])


def test_a_copy_is_made_damaged_lost_found_out_and_put_back(
    stack: LocalStack, client: PortalClient, archive: S3Archive
) -> None:
    case = issued(client)
    pdf, bundle = f"certificates/{case}.pdf", f"cases/{case}.zip"
    until_archived(archive, bundle)
    before = archive.read(pdf)

    harm(stack, lose=bundle)
    harm(stack, damage=pdf)
    status, lines = tool(stack, "compare")
    differs = f"DIFFERS archive {pdf}: it is not what the register says"
    assert (status, about(lines, case)) == (1, [differs, f"LACKS archive {bundle}"])

    status, lines = tool(stack, "repair")
    assert (status, about(lines, case)) == (1, [f"MENDED archive {bundle}", differs])  # nothing is overwritten

    harm(stack, lose=pdf)  # whoever runs the store has removed what was damaged
    _, lines = tool(stack, "repair")
    assert about(lines, case) == [f"MENDED archive {pdf}"]  # and then compared again: nothing is left
    assert archive.read(pdf) == before


def test_a_certificate_does_not_wait_for_an_archive_that_is_down(
    stack: LocalStack, client: PortalClient, archive: S3Archive
) -> None:
    fault(stack, down=True)
    case = issued(client)
    fault(stack)
    until_archived(archive, f"cases/{case}.zip", 60)  # by its task, or by the reconciler, which comes every minute
