"""The directory of the running stack: exported, checked against Cloud KMS and the roots, refused with a wrong key."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from emulators.population.authority import ROTATED
from emulators.stack.local import PROJECT, ROOT, LocalStack
from tools.directory.reading import as_csv, read_rows

Run = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def directory(stack: LocalStack) -> Run:
    """The command, as an operator of the stack runs it."""
    keys = stack.folder / "certification_authority"
    environment = {
        "PATH": os.environ["PATH"],
        "PROJECT": PROJECT,
        "FIRESTORE_EMULATOR_HOST": stack.address("firestore"),
        "KMS_EMULATOR_HOST": stack.address("cloud_kms"),
        "TRUST_ROOTS": str(keys / "roots.pem"),
        "TRUST_INTERMEDIATES": str(keys / "intermediates.pem"),
    }

    def run(*arguments: str | Path, **more: str) -> tuple[int, list[str]]:
        command = [sys.executable, "-m", "tools.directory", *map(str, arguments)]
        done = subprocess.run(command, cwd=ROOT, env=environment | more, capture_output=True, text=True, timeout=60)
        assert "Traceback" not in done.stderr
        return done.returncode, (done.stdout + done.stderr).splitlines()

    return run


@pytest.mark.clause("4.4", "11.9")
def test_what_is_in_force_is_exported_and_nothing_is_wrong_with_it(directory: Run, tmp_path: Path) -> None:
    file = tmp_path / "offices.csv"
    assert directory("export", file)[0] == 0
    status, told = directory("check", file, "--keys")
    assert status == 0, told
    status, told = directory("import", file)
    assert status == 0
    assert "changed=0" in told[-2]


@pytest.mark.clause("4.4")
def test_the_next_version_of_a_key_with_the_old_certificate_is_refused(directory: Run, tmp_path: Path) -> None:
    file = tmp_path / "offices.csv"
    directory("export", file)
    rows = read_rows(file.read_bytes())[0]
    rotated = next(row for row in rows if row.cells["id"] == ROTATED)
    version = rotated.cells["seal_version"]
    for number, column, why in (
        ("2", "seal_certificate", "was issued for another key than this version"),
        ("9", "seal_version", "the public key cannot be had"),
    ):
        rotated.cells["seal_version"] = version.removesuffix("1") + number
        file.write_bytes(as_csv(row.cells for row in rows))
        status, told = directory("import", file, "--dry-run")
        assert status == 1
        assert told[0].startswith(f"{file}: line {rotated.line}: {column}: {why}")
        assert told[1:] == ["Refused as a whole: flaws=1. Nothing was changed."]
