"""The emulator as a whole: the HTTP server and the files behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from emulators.cloud_storage.faults import StorageFaults
from emulators.cloud_storage.routes import Routes
from emulators.cloud_storage.storage import Storage
from emulators.cloud_storage.web import application
from emulators.harness import Faults, HttpServer
from functions.shared.clock import FileClock


class CloudStorageEmulator:
    """`address` is the URL of the API and of the control alike."""

    def __init__(
        self,
        state: Path,
        clock: FileClock,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        declared: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        self._storage = Storage(state)
        faults = Faults(StorageFaults)
        routes = Routes(self._storage, clock, lambda: self.address)
        try:
            for resource in declared:
                routes.buckets.declare(resource)
            self._server = HttpServer(application(self._storage, clock, faults, routes), host, port)
        except BaseException:
            self._storage.close()
            raise
        self.address = self._server.address

    def start(self) -> CloudStorageEmulator:
        self._server.start()
        return self

    def stop(self) -> None:
        self._server.stop()
        self._storage.close()
