"""The smoke test as an operator runs it after a deployment: against the stack, and against one that is broken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from emulators.stack.client import PortalClient
from emulators.stack.local import ROOT, LocalStack


def citizen_of(client: PortalClient, name: str, folder: Path) -> dict[str, str]:
    """What an operator has of a test citizen, as the command wants it."""
    scene, key = client.stack.people.scene(name), client.stack.key(client.stack.people.scene(name).guardian.id)
    asked = client.request(scene)
    kept = {name: asked[name] for name in ("provider", "applicant", "children")}
    files = {
        "SMOKE_REQUEST": json.dumps(kept, ensure_ascii=False),
        "SMOKE_TOKEN_FILE": client.citizen(scene)["Authorization"].removeprefix("Bearer "),
        "SMOKE_PASSWORD_FILE": key["password"] + "\n",
    }
    for variable, content in files.items():
        (folder / variable).write_text(content)
    return {variable: str(folder / variable) for variable in files} | {"SMOKE_PKCS12": key["pkcs12"]}


def smoke(stack: LocalStack, *arguments: str, **environment: str) -> tuple[int, list[str]]:
    command = [sys.executable, "-m", "tools.smoke", stack.gateway, *arguments]
    given = {"PATH": os.environ["PATH"], "CLOCK_FILE": str(stack.clock.path)} | environment
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False, timeout=120)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_a_signed_request_comes_out_as_a_certificate_that_the_check_knows(client: PortalClient, tmp_path: Path) -> None:
    given = citizen_of(client, "guardian-one-child", tmp_path)
    status, told = smoke(client.stack, **given)
    assert status == 0, told
    assert [line.partition(" (")[0] for line in told] == [
        "ok     health of submit",
        "ok     health of issue",
        "ok     health of complaint",
        "ok     the check page",
        "ok     the description of the service",
        "ok     a signed request is accepted",
        "ok     it is decided",
        "ok     the certificate is fetched",
        "ok     the public check knows it",
        "All is well.",
    ]
    applicant = json.loads(Path(given["SMOKE_REQUEST"]).read_text())["applicant"]
    assert applicant["iin"] not in "\n".join(told)
    assert applicant["surname"] not in "\n".join(told)


def test_a_request_that_is_declined_fails_and_says_why(client: PortalClient, tmp_path: Path) -> None:
    status, told = smoke(client.stack, **citizen_of(client, "guardian-declined", tmp_path))
    assert status == 1
    assert told[-2].startswith("FAILED it is decided")
    assert told[-2].endswith("it was declined: order-ended")
    assert told[-1] == "       Look at what the registries know of the test citizen."


def test_a_token_that_is_not_accepted_fails_and_names_the_problem(client: PortalClient, tmp_path: Path) -> None:
    given = citizen_of(client, "guardian-one-child", tmp_path)
    Path(given["SMOKE_TOKEN_FILE"]).write_text("x.y.z")
    status, told = smoke(client.stack, **given)
    assert status == 1
    assert told[-2].startswith("FAILED a signed request is accepted")
    assert "401 instead of 201" in told[-2]


@pytest.mark.parametrize("function", ["issue", "complaint"])
def test_a_function_that_is_down_fails_at_once_and_is_named(stack: LocalStack, function: str) -> None:
    stack.programs[function].kill()
    try:
        status, told = smoke(stack, "--public")
    finally:
        stack.programs[function].start()
    assert status == 1
    assert told[-2].startswith(f"FAILED health of {function}")
    assert told[-1].startswith(f"       Look at the logs of the function {function}")
    assert smoke(stack, "--public")[0] == 0
