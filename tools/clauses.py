"""Print the table of the standard's clauses and the tests that show them to hold: `make clauses`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def collected() -> dict[str, list[str]]:
    """Clause → test ids, from the tests' own marks."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "clauses.json"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "--collect-only",
            "-q",
            "-p",
            "no:cacheprovider",
            f"--clauses={target}",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
        if done.returncode:
            raise SystemExit(done.stdout + done.stderr)
        found: dict[str, list[str]] = json.loads(target.read_text())
        return found


def main() -> None:
    for clause, tests in sorted(collected().items(), key=lambda row: [int(part) for part in row[0].split(".")]):
        plain = sorted({re.sub(r"\[.*", "", test) for test in tests})
        print(f"{clause:6} {len(tests):4} tests")
        for test in plain:
            print(f"            {test}")


if __name__ == "__main__":
    main()
