"""The programs themselves: they say what they can, refuse to start half configured, and leave nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from functions_framework import create_app

from emulators.stack.description import describe
from emulators.stack.local import ROOT, LocalStack

EMULATORS = [
    "archive",
    "certification_authority",
    "cloud_kms",
    "cloud_storage",
    "cloud_tasks",
    "firestore",
    "gateway",
    "identity",
    "portal",
    "registries",
    "scheduler",
    "stack",
]


@pytest.mark.parametrize("name", EMULATORS)
def test_every_emulator_explains_itself(name: str) -> None:
    command = [sys.executable, "-m", f"emulators.{name}", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "usage:" in done.stdout


@pytest.mark.parametrize("function", ["submit", "issue", "complaint"])
def test_a_function_without_its_settings_does_not_start_and_says_which(function: str) -> None:
    command = [sys.executable, "-c", f"import functions.{function}.main"]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PROJECT": "p"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "CABINET_KEY is missing" in done.stderr
    assert "PROJECT is missing" not in done.stderr


def test_the_submit_function_holds_no_secret_of_the_issue_function(stack: LocalStack) -> None:
    assert {"KMS_EMULATOR_HOST", "PORTAL_SECRET", "ARCHIVE_SECRET"} <= set(stack.settings_of("issue"))
    assert not {"KMS_EMULATOR_HOST", "PORTAL_SECRET", "ARCHIVE_SECRET"} & set(stack.settings_of("submit"))


@pytest.mark.parametrize("function", ["submit", "issue"])
def test_both_functions_may_ask_the_registries_and_know_where_tasks_go(function: str, stack: LocalStack) -> None:
    wanted = {"REGISTRIES_URL", "REGISTRIES_TOKEN", "REGISTRY_BINS", "ISSUE_URL", "SUBMIT_URL", "TASKS_AUDIENCE"}
    assert wanted <= set(stack.settings_of(function))


@pytest.mark.parametrize("function", ["submit", "issue"])
def test_the_entry_point_loads_as_production_loads_it(
    function: str, stack: LocalStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in stack.settings_of(function).items():
        if name != "PYTHONPATH":
            monkeypatch.setenv(name, value)
    source = str(ROOT / "functions" / function / "main.py")
    app = create_app(function, source)  # type: ignore[no-untyped-call]  # the framework has no types
    answer = app.test_client().get("/v1/nothing", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.clause("4.4", "11.9")
def test_every_office_of_the_stack_has_keys_whose_certificates_fit(stack: LocalStack) -> None:
    names = (
        "PYTHONPATH",
        "PROJECT",
        "TRUST_ROOTS",
        "TRUST_INTERMEDIATES",
        "FIRESTORE_EMULATOR_HOST",
        "KMS_EMULATOR_HOST",
    )
    settings = stack.settings_of("issue")
    environment = {name: settings[name] for name in names} | {"PATH": os.environ["PATH"]}
    command = [sys.executable, "-m", "tools.seal_keys", "check"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    keys = len(stack.people.directory()) + len(stack.people.everywhere())
    assert done.stdout.splitlines()[-1] == f"keys={keys} broken=0 none=0", done.stdout + done.stderr
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "statuses"),
    [
        (["tools.maintenance"], {0}),
        (["tools.seal_keys", "check"], {0}),
        (["tools.directory", "check", "infra/directory/offices.csv"], {0}),
        (["tools.chains"], {0, 1}),
        (["tools.recount", "2026-11-23"], {0, 1}),
        (["tools.archive", "compare"], {0, 1}),
        (["tools.restore", "--look-only"], {0, 1}),
    ],
    ids=lambda given: given[0] if isinstance(given, list) else "",
)
def test_the_description_of_the_stack_is_all_that_an_operators_command_needs(
    arguments: list[str], statuses: set[int], stack: LocalStack
) -> None:
    """What they find is the other tests' affair; that they find out something, is ours."""
    environment = describe(stack)["environment"] | {"PATH": os.environ["PATH"]}
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in statuses, done.stdout + done.stderr
    assert done.stdout
    assert done.stderr == ""


def test_ctrl_c_stops_everything_and_leaves_no_process_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "emulators.stack", "--folder", str(tmp_path / "local"), "--port", "0"]
    stack = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert stack.stdout is not None
    with stack.stdout:
        for line in stack.stdout:
            if "Ctrl-C" in line:
                break
        described = json.loads((tmp_path / "local" / "stack.json").read_text())
        assert {"gateway", "identity", "controls", "people", "officers", "centres"} <= set(described)
        assert Path(described["people"][0]["pkcs12"]).exists()
        assert len(working_in(tmp_path)) >= 11
        stack.send_signal(signal.SIGINT)
        assert stack.wait(30) == 0
    assert left_behind(tmp_path) == []


def working_in(folder: Path) -> list[str]:
    """Command lines of processes, other than the stack itself, that were given this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command, environment = ((process / name).read_bytes() for name in ("cmdline", "environ"))
        except OSError:  # it ended while we looked, or is not ours
            continue
        mine = bytes(folder) in command or bytes(folder / "local" / "clock.json") in environment
        if mine and b"emulators.stack" not in command:
            found.append(command.replace(b"\0", b" ").decode(errors="replace"))
    return found


def left_behind(folder: Path) -> list[str]:
    """What is still there a moment after the end."""
    deadline = time.monotonic() + 5
    while (found := working_in(folder)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found
