"""Google's own Firestore emulator, where it is installed: the yardstick that keeps ours from drifting.

No package registry ships it. It is looked for at FIRESTORE_EMULATOR_JAR, then in the Google Cloud SDK (beside the
`gcloud` on PATH, or at CLOUDSDK_ROOT_DIR), and needs Java.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from emulators.ports import Ports

IN_SDK = Path("platform/cloud-firestore-emulator/cloud-firestore-emulator.jar")
MAIN_CLASS = "com.google.cloud.datastore.emulator.firestore.CloudFirestore"
START_SECONDS = 30.0
HOW_TO_INSTALL = (
    "install Java and run `gcloud components install cloud-firestore-emulator`, or set FIRESTORE_EMULATOR_JAR"
)


class NotFound(Exception):
    """Why Google's emulator cannot be run here, and what to install, as a sentence."""


def find(environment: Mapping[str, str] = os.environ) -> tuple[str, Path]:
    """The paths of Java and of the emulator's jar. Raises NotFound."""
    places = []
    if named := environment.get("FIRESTORE_EMULATOR_JAR"):
        places.append(Path(named))
    if gcloud := shutil.which("gcloud", path=environment.get("PATH")):
        places.append(Path(gcloud).resolve().parent.parent / IN_SDK)
    if root := environment.get("CLOUDSDK_ROOT_DIR"):
        places.append(Path(root) / IN_SDK)
    jar = next((place for place in places if place.is_file()), None)
    java = shutil.which("java", path=environment.get("PATH"))
    if jar is None or java is None:
        missing = "jar" if jar is None else "java command"
        raise NotFound(
            f"not run against Google's Firestore emulator: its {missing} was not found. To have it, {HOW_TO_INSTALL}"
        )
    return java, jar


class GoogleEmulator:
    """One Java process. A project id that was never used is an empty database."""

    def __init__(self, java: str, jar: Path, log: Path) -> None:
        self._ports = Ports()
        port, websocket_port = self._ports.take(), self._ports.take()
        self.address = f"127.0.0.1:{port}"
        self._log = log
        command = [java, "-Duser.language=en", "-Xmx512m", "-XX:+UseSerialGC", "-cp", str(jar), MAIN_CLASS]
        command += ["--host=127.0.0.1", f"--port={port}", f"--websocket_port={websocket_port}", "--project_id=demo"]
        with log.open("wb") as output:
            self._process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)

    def wait_until_ready(self) -> GoogleEmulator:
        """Raises RuntimeError, with what the emulator printed, when it does not answer in time."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://{self.address}/", timeout=1):
                    return self
            except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
                if isinstance(error, urllib.error.HTTPError):
                    error.close()  # an answer that is not yet the right one holds its connection
                time.sleep(0.05)  # Another process is starting: there is no clock of ours to move.
        self.stop()
        raise RuntimeError(f"Google's Firestore emulator did not start: {self._log.read_text(errors='replace')}")

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._ports.release()

    def index_usage(self, project: str) -> dict[str, Any]:
        """Which indexes the queries of a project needed so far, as the emulator reports them."""
        database = urllib.parse.quote(f"projects/{project}/databases/(default)", safe="")
        url = f"http://{self.address}/emulator/v1/projects/{project}:indexUsage?database={database}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            usage: dict[str, Any] = json.load(answer)
            return usage
