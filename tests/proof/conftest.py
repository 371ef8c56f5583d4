"""SeaweedFS as one process (`weed mini`), with a bucket that knows object lock, and our adapter on it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from emulators.ports import Ports
from functions.shared.cloud.archive import S3Archive, archive_client
from functions.shared.ports import ArchiveUnavailable

BUCKET, REGION = "archive", "kz-ala-1"
KEY_ID, SECRET = "key-of-the-issue-function", "secret-of-the-issue-function"
READY_S = 60.0
PORTS = (
    *("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc"),
    *("s3.port", "s3.port.grpc", "admin.port", "admin.port.grpc"),
)
"""All ten: where one is left out, the store takes its usual one, or the first that is free, and tells nobody."""
OFF = ("-webdav=false", "-admin.ui=false", "-master.telemetry=false", "-s3.port.iceberg=0", "-s3.port.lance=0")


@dataclass
class Store:
    """The program, which keeps its state in `folder`, and its port."""

    folder: Path
    ports: Mapping[str, int]
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.ports['s3.port']}"

    def start(self) -> None:
        identity = {"accessKey": KEY_ID, "secretKey": SECRET}
        # The administrator's rights, more than the function gets: nobody at all may undo what is locked.
        config = {"identities": [{"name": "issue", "credentials": [identity], "actions": ["Admin"]}]}
        (self.folder / "data").mkdir(exist_ok=True)
        (self.folder / "s3.json").write_text(json.dumps(config))
        program = Path(sys.executable).with_name("weed")
        if not program.exists():
            pytest.exit("The store is not installed here: run `make archive-proof`.", returncode=2)
        command = [str(program), "mini", f"-dir={self.folder / 'data'}"]
        command += ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-s3.config={self.folder / 's3.json'}", *OFF]
        command += [f"-s3.localSocket={self.folder / 's3.sock'}", f"-filer.localSocket={self.folder / 'filer.sock'}"]
        command += [f"-{name}={port}" for name, port in self.ports.items()]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)

    def stop(self, how: int = signal.SIGKILL) -> None:
        assert self.process is not None
        self.process.send_signal(how)
        self.process.wait(timeout=30)

    def until_it_answers(self, ask: Callable[[], Any]) -> Any:
        """Raises TimeoutError, with what the program said last."""
        ends = time.monotonic() + READY_S
        while time.monotonic() < ends:
            try:
                return ask()
            except ArchiveUnavailable:
                time.sleep(0.2)
        raise TimeoutError((self.folder / "log").read_text()[-2000:])


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    ports = Ports()
    store = Store(tmp_path_factory.mktemp("weed"), {name: ports.take() for name in PORTS})
    store.start()
    yield store
    store.stop()
    ports.release()


@pytest.fixture(scope="session")
def client(store: Store) -> Iterator[Any]:
    client = archive_client(store.address, REGION, KEY_ID, SECRET)
    nowhere = S3Archive(lambda: client, "not-made")

    def no_such_bucket() -> None:
        try:
            nowhere.read("anything")
        except ArchiveUnavailable as error:
            if "NoSuchBucket" not in str(error):
                raise

    store.until_it_answers(no_such_bucket)
    client.create_bucket(Bucket=BUCKET, ObjectLockEnabledForBucket=True)
    yield client
    client.close()


@pytest.fixture
def archive(client: Any) -> S3Archive:
    return S3Archive(lambda: client, BUCKET)
