"""The emulator as a whole: the gRPC service on one port, its control on another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
from flask import Flask, Response, jsonify, request

from emulators.harness import Faults, HttpServer, add_control
from functions.shared.clock import FileClock

from .faults import FirestoreFaults
from .indexes import IndexCatalog
from .service import FirestoreService
from .storage import Storage

THREADS = 32
LARGEST_REQUEST = 11 << 20
"""Bytes: Firestore admits requests of 10 MiB, and gRPC counts its own around them."""


class FirestoreEmulator:
    """Started by `start`, ended by `stop`; `address` is the `host:port` that FIRESTORE_EMULATOR_HOST takes.

    Port 0 takes a free one. `indexes` None serves every query, as Google's emulator does.
    """

    def __init__(
        self,
        state: Path,
        clock: FileClock,
        indexes: IndexCatalog | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        control_port: int = 0,
    ) -> None:
        self.faults = Faults(FirestoreFaults)
        self._storage = Storage(state, lambda: int(clock.now().timestamp() * 1_000_000))
        self.service = FirestoreService(self._storage, indexes, self.faults)
        # Without so_reuseport=0 a second emulator would share the port instead of failing.
        options = [("grpc.so_reuseport", 0), ("grpc.max_receive_message_length", LARGEST_REQUEST)]
        self._calls = ThreadPoolExecutor(THREADS, "firestore")
        self._server = grpc.server(self._calls, options=options)
        self._server.add_generic_rpc_handlers((self.service.handlers(),))
        self.address = f"{host}:{self._server.add_insecure_port(f'{host}:{port}')}"
        self._http = HttpServer(self._control(clock), host, control_port, threads=2)
        self.control = self._http.address

    def start(self) -> FirestoreEmulator:
        self._server.start()
        self._http.start()
        return self

    def stop(self) -> None:
        """Refuse new calls, let those under way end, close the database."""
        self.service.stop()
        self._server.stop(grace=1).wait()
        self._calls.shutdown()
        self._http.stop()
        self._storage.close()

    def _control(self, clock: FileClock) -> Flask:
        app = Flask(__name__)
        add_control(
            app,
            "firestore",
            clock,
            self.faults,
            state=self.service.told,
        )

        @app.post("/_control/reset")
        def reset() -> Response:
            body = request.get_json(force=True)
            return jsonify({"deleted": self.service.reset(body.get("prefix", ""))})

        @app.post("/_control/backup")
        def backup() -> tuple[Response, int]:
            body = request.get_json(force=True)
            try:
                documents = self.service.backup(Path(body["file"]))
            except FileExistsError as error:
                return jsonify({"error": str(error)}), 409
            return jsonify({"documents": documents, "at": clock.now().isoformat()}), 200

        return app
