"""The emulator as a whole: the gRPC server, the control, and the files behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
from flask import Flask, Response, jsonify, request

from emulators.cloud_tasks import queues
from emulators.cloud_tasks.broker import Broker
from emulators.cloud_tasks.dispatch import Dispatcher
from emulators.cloud_tasks.faults import TaskFaults
from emulators.cloud_tasks.service import CloudTasksService
from emulators.cloud_tasks.storage import Storage
from emulators.cloud_tasks.tokens import GOOGLE, TokenIssuer
from emulators.harness import Faults, HttpServer, add_control
from functions.shared.clock import FileClock

PARENT = "projects/local/locations/local"


class CloudTasksEmulator:
    """`address` is host:port for gRPC without TLS; `control` is the URL of the control, the keys and the discovery."""

    def __init__(
        self,
        state: Path,
        clock: FileClock,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        control_port: int = 0,
        declared: Iterable[Mapping[str, Any]] = (),
        parent: str = PARENT,
        issuer: str = GOOGLE,
    ) -> None:
        self._storage = Storage(state)
        self._faults = Faults(TaskFaults)
        self._tokens = TokenIssuer(self._storage, clock, issuer)
        self._dispatcher = Dispatcher(self._tokens)
        self.broker = Broker(self._storage, clock, self._dispatcher, self._faults)
        try:
            for resource in declared:
                self._declare(resource, parent)
        except BaseException:
            self._storage.close()
            raise
        self._server = grpc.server(ThreadPoolExecutor(16, "cloud-tasks-grpc"), options=[("grpc.so_reuseport", 0)])
        self._server.add_generic_rpc_handlers((CloudTasksService(self.broker, self._faults).handler(),))
        self.address = f"{host}:{self._server.add_insecure_port(f'{host}:{port}')}"
        self._control = HttpServer(self._control_app(clock), host, control_port, threads=4)
        self.control = self._control.address

    def _declare(self, resource: Mapping[str, Any], parent: str) -> None:
        """The declaration wins over what was stored; a pause stays a pause."""
        message = queues.complete(queues.declared(resource, parent))
        existing = self.broker.queues.get(message.name)
        if existing is not None:
            message.state = existing.message.state
        with self.broker.lock:
            self.broker.keep_queue(message)

    def _control_app(self, clock: FileClock) -> Flask:
        app = Flask(__name__)
        add_control(app, "cloud_tasks", clock, self._faults, self._state)

        @app.get("/jwks")
        def keys() -> Response:
            return jsonify(self._tokens.key_set())

        @app.post("/token")
        def token() -> Response:
            """A token as Google's service gives it to Cloud Scheduler: {"email", "audience"} → {"token"}."""
            asked = request.get_json(force=True)
            return jsonify(token=self._tokens.token(asked["email"], asked["audience"]))

        @app.get("/.well-known/openid-configuration")
        def discovery() -> Response:
            return jsonify(
                issuer=self._tokens.issuer,
                jwks_uri=f"{self.control}/jwks",
                response_types_supported=["id_token"],
                subject_types_supported=["public"],
                id_token_signing_alg_values_supported=["RS256"],
            )

        return app

    def _state(self) -> dict[str, Any]:
        with self.broker.lock:
            return {
                "counts": dict(self.broker.counts),
                "operations": dict(self.broker.operations),
                "queues": {
                    name: {"tasks": len(queue.tasks), "running": queue.running}
                    for name, queue in self.broker.queues.items()
                },
            }

    def start(self) -> CloudTasksEmulator:
        self.broker.start()
        self._server.start()
        self._control.start()
        return self

    def stop(self) -> None:
        self._server.stop(grace=0.2).wait()
        self.broker.stop()
        self._control.stop()
        self._dispatcher.close()
        self._storage.close()
