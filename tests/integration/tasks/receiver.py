"""A function's task endpoint for tests: it records what arrives and answers as it is told."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Arrived:
    """A request that arrived; the names of its headers are in lower case."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str]


@dataclass
class Receiver:
    """`status` and `headers` are the answer to everything; clear `open` to let callers wait for it."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    open: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.arrived: queue.Queue[Arrived] = queue.Queue()
        self.open.set()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.arrived.put(Arrived(self.command, self.path, body, headers))
                receiver.open.wait(10)
                self.send_response(receiver.status)
                for name, value in {**receiver.headers, "Content-Length": "0"}.items():
                    self.send_header(name, value)
                self.end_headers()

            def do_POST(self) -> None:
                self.answer()

            def do_PUT(self) -> None:
                self.answer()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
                """Tests stay quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=lambda: self._server.serve_forever(poll_interval=0.01), daemon=True)
        self._thread.start()

    def next(self, within: float = 5.0) -> Arrived:
        """The next request; raises queue.Empty where none comes within so many real seconds."""
        return self.arrived.get(timeout=within)

    def is_quiet(self, for_seconds: float = 0.15) -> bool:
        """Whether nothing arrives for so long: several times what the emulator takes to notice anything."""
        try:
            self.arrived.get(timeout=for_seconds)
        except queue.Empty:
            return True
        return False

    def close(self) -> None:
        self.open.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
