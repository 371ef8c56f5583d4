"""The gateway as a program: its listener, its faults, its control (on a port of its own)."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from typing import Any

from flask import Flask

from emulators.gateway.handler import GatewayHandler
from emulators.gateway.routes import RouteTable
from emulators.harness import Faults, HttpServer, add_control
from functions.shared.clock import FileClock


@dataclass(frozen=True)
class GatewayFaults:
    unreachable: list[str] = field(default_factory=list)
    """Services that cannot be reached: 502."""


class Listener(ThreadingHTTPServer):
    """Accepts connections, a thread for each, and remembers the open ones so that a stop can end them."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], table: RouteTable, answer_within_s: float) -> None:
        self.table = table
        self.answer_within_s = answer_within_s
        self.faults = Faults(GatewayFaults)
        self.counts: Counter[str] = Counter()
        self.out: Counter[str] = Counter()
        """Bytes of the answers' bodies, by the service that gave them."""
        self._open: set[socket.socket] = set()
        super().__init__(address, GatewayHandler)

    def server_bind(self) -> None:
        # The library's own asks the domain name system for the name of the address, which nobody needs.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def process_request(self, request: socket.socket, client_address: tuple[str, int]) -> None:  # type: ignore[override]
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle is nothing to report; everything else is."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # passed on as it came

    def shutdown(self) -> None:
        """The library's own looks twice a second whether it is to end; a connection wakes it at once."""
        ending = threading.Thread(target=super().shutdown)
        ending.start()
        with contextlib.suppress(OSError):
            socket.create_connection((self.server_name, self.server_port)).close()
        ending.join()

    def end_connections(self) -> None:
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class GatewayServer:
    """Usable in-process. `answer_within_s`: how long a service may take until the gateway answers 504."""

    def __init__(
        self,
        table: RouteTable,
        *,
        clock: FileClock,
        host: str = "127.0.0.1",
        port: int = 0,
        answer_within_s: float = 60.0,
    ) -> None:
        self._listener = Listener((host, port), table, answer_within_s)
        self.faults = self._listener.faults
        self.address = f"http://{host}:{self._listener.server_port}"
        app = Flask("gateway")
        add_control(app, "gateway", clock, self.faults, self._told)
        self._control = HttpServer(app, host, 0, threads=2)
        self.control = f"{self._control.address}/_control"
        self._thread = threading.Thread(target=self._listener.serve_forever, daemon=True)

    def _told(self) -> dict[str, Any]:
        requests, out = dict(self._listener.counts), dict(self._listener.out)
        return {
            "requests": requests,
            "operations": {f"requests {service}": count for service, count in requests.items()},
            "bytes": {f"out {service}": size for service, size in out.items()},
        }

    def start(self) -> GatewayServer:
        self._thread.start()
        self._control.start()
        return self

    def stop(self) -> None:
        self._listener.shutdown()
        self._listener.end_connections()
        self._listener.server_close()
        self._control.stop()
