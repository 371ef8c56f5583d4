"""The emulator as a whole: the gRPC server and the control."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
from flask import Flask

from emulators.cloud_kms.faults import KmsFaults
from emulators.cloud_kms.keys import KeyHolders, Versions
from emulators.cloud_kms.service import CloudKmsService
from emulators.harness import Faults, HttpServer, add_control
from functions.shared.clock import FileClock

PARENT = "projects/local/locations/local"


class CloudKmsEmulator:
    """`address` is host:port for gRPC without TLS; `control` is the URL of the control.

    It has no state of its own: the keys are files of the certification authority in the folder `authority`.
    """

    def __init__(
        self,
        authority: Path,
        clock: FileClock,
        holders: KeyHolders,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        control_port: int = 0,
        parent: str = PARENT,
    ) -> None:
        self._versions = Versions(authority, parent, holders)
        self._faults = Faults(KmsFaults)
        self._service = CloudKmsService(self._versions, self._faults)
        self._server = grpc.server(ThreadPoolExecutor(8, "cloud-kms-grpc"), options=[("grpc.so_reuseport", 0)])
        self._server.add_generic_rpc_handlers((self._service.handler(),))
        self.address = f"{host}:{self._server.add_insecure_port(f'{host}:{port}')}"
        app = Flask(__name__)
        add_control(app, "cloud_kms", clock, self._faults, self._state)
        self._control = HttpServer(app, host, control_port, threads=2)
        self.control = self._control.address

    @property
    def operations(self) -> dict[str, int]:
        """How often each method was called."""
        return dict(self._service.operations)

    def set_faults(self, **faults: Any) -> None:
        """Replace all faults; see `faults.KmsFaults`."""
        self._faults.replace(faults)

    def _state(self) -> dict[str, Any]:
        return {"operations": self.operations, "versions": self._versions.names}

    def start(self) -> CloudKmsEmulator:
        self._server.start()
        self._control.start()
        return self

    def stop(self) -> None:
        self._server.stop(grace=0.2).wait()
        self._control.stop()
