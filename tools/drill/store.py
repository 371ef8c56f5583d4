"""The store of the local stack: backed up, lost, restored, recovered, in the order of docs/operations/restore.md."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass

from emulators.stack.local import FUNCTIONS, ROOT, LocalStack
from tools.drill.traffic import Failed, answered

ARCHIVED_WITHIN_S = 20.0
FOLDER = "firestore"


@dataclass(frozen=True)
class Recovery:
    """What `python -m tools.restore` said: its lines, and its exit status."""

    lines: tuple[str, ...]
    status: int

    def subjects(self, what: str, kind: str) -> set[str]:
        """The ids of a kind of things (application, certificate, complaint) of which it said this."""
        found = (re.match(rf"{what.upper()} {kind} (\S+):", line) for line in self.lines)
        return {match[1] for match in found if match}


class Store:
    def __init__(self, stack: LocalStack, *, archived: bool) -> None:
        self.stack, self.archived = stack, archived
        self.file = stack.folder / "backup" / "store.sqlite"

    def backup(self) -> int:
        """All documents of this moment, as a point-in-time recovery or a daily backup has them; how many."""
        url = f"{self.stack.control(FOLDER)}/_control/backup"
        return int(answered(self.stack.http.post(url, json={"file": str(self.file)}, timeout=20))["documents"])

    def wait_for_the_archive(self, names: list[str]) -> None:
        """Deposits are made beside the answer: within moments, if the archive is well. Raises Failed."""
        from functions.shared.cloud.archive import S3Archive, archive_client

        given = self.stack.settings_of("issue")
        keys = given["ARCHIVE_KEY_ID"], given["ARCHIVE_SECRET"]
        client = archive_client(given["ARCHIVE_URL"], given["ARCHIVE_REGION"], *keys)
        archive = S3Archive(lambda: client, given["ARCHIVE_BUCKET"])
        deadline = time.monotonic() + ARCHIVED_WITHIN_S
        try:
            while missing := [name for name in names if archive.holds(name) is None]:
                if time.monotonic() > deadline:
                    raise Failed(f"the archive does not have {missing[0]}")
                time.sleep(0.1)
        finally:
            client.close()

    def lose(self) -> None:
        """Everything that could write is stopped; the store is killed, and what it had is gone."""
        for name in ("scheduler", *FUNCTIONS):
            self.stack.programs[name].kill()
        self.stack.programs[FOLDER].kill()
        shutil.rmtree(self.stack.folder / FOLDER)

    def restore(self) -> None:
        """A new store out of the backup, at the old address."""
        program = self.stack.programs[FOLDER]
        usual = program.arguments
        program.arguments = [*usual, "--restore", str(self.file)]
        program.start()
        program.arguments = usual

    def recover(self, *options: str) -> Recovery:
        """`python -m tools.restore` with the environment of the issue function and the logs of all."""
        environment = {**os.environ, **self.stack.settings_of("issue"), "ANSWERS_BUCKET": "answers"}
        if not self.archived:
            environment = {name: value for name, value in environment.items() if not name.startswith("ARCHIVE_")}
        logs = [part for name in FUNCTIONS for part in ("--log", str(self.stack.folder / "log" / f"{name}.log"))]
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            [sys.executable, "-m", "tools.restore", *logs, *options],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if done.returncode not in (0, 1) or done.stderr.strip():
            raise Failed(f"tools.restore ended with {done.returncode}: {done.stderr.strip()[-500:]}")
        lines = tuple(line for line in done.stdout.splitlines() if not line.startswith(("{", "log: ")))
        return Recovery(lines, done.returncode)

    def serve(self) -> None:
        """The functions have the store again, and the scheduler calls."""
        for program in [self.stack.programs[name].spawn() for name in (*FUNCTIONS, "scheduler")]:
            program.wait_ready()

    def mend(self) -> None:
        """Whatever the drill left stopped runs again."""
        if not self.stack.programs[FOLDER].alive():
            self.restore() if not (self.stack.folder / FOLDER).exists() else self.stack.programs[FOLDER].start()
        for name in (*FUNCTIONS, "scheduler"):
            if not self.stack.programs[name].alive():
                self.stack.programs[name].start()
