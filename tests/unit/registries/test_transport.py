"""One question over HTTP, before servers that misbehave."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from functions.shared.registries.transport import LARGEST, Deadline, NoAnswer, Transport

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/cms\r\nConnection: close\r\n"


class Misbehaving(BaseHTTPRequestHandler):
    """Each path is a way to misbehave; what came in is kept on the server."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert isinstance(self.server, Server)
        self.server.seen.append((dict(self.headers), body))
        getattr(self, self.path.strip("/"))()

    def good(self) -> None:
        self.wfile.write(HEAD + b"Content-Length: 6\r\n\r\nsigned")

    def parameter(self) -> None:
        self.wfile.write(HEAD.replace(b"/cms", b'/cms; smime-type="signed-data"') + b"Content-Length: 6\r\n\r\nsigned")

    def error(self) -> None:
        self.wfile.write(b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")

    def redirect(self) -> None:
        self.wfile.write(b"HTTP/1.1 307 Go\r\nLocation: /good\r\nContent-Length: 0\r\n\r\n")

    def page(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi")

    def untyped(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

    def huge(self) -> None:
        self.wfile.write(HEAD + b"\r\n" + b"x" * (LARGEST + 1))

    def nothing(self) -> None:
        """Hangs up without a word."""

    def cut(self) -> None:
        self.wfile.write(HEAD + b"Content-Length: 100\r\n\r\nhalf")

    def hanging(self) -> None:
        assert isinstance(self.server, Server)
        self.server.released.wait(5)

    def dripping(self) -> None:
        assert isinstance(self.server, Server)
        self.wfile.write(HEAD + b"Content-Length: 1000\r\n\r\n")
        while not self.server.released.wait(0.02):
            self.wfile.write(b"x")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's signature
        """Nothing."""


class Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Misbehaving)
        self.seen: list[tuple[dict[str, str], bytes]] = []
        self.released = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves early is what these tests are about."""


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def transport() -> Iterator[Transport]:
    transport = Transport({"Authorization": "Bearer secret"})
    yield transport
    transport.close()


def post(transport: Transport, server: Server, way: str, seconds: float = 2.0) -> bytes:
    return transport.post(f"http://127.0.0.1:{server.server_port}/{way}", {"iin": "1"}, Deadline.after(seconds))


@pytest.mark.parametrize("way", ["good", "parameter"])
def test_the_signed_bytes_come_back_as_they_are(transport: Transport, server: Server, way: str) -> None:
    assert post(transport, server, way) == b"signed"

    headers, body = server.seen[0]
    assert body == b'{"iin": "1"}'
    assert (headers["Authorization"], headers["Accept-Encoding"]) == ("Bearer secret", "identity")


@pytest.mark.parametrize(
    ("way", "why"),
    [
        ("error", "unavailable"),
        ("redirect", "unavailable"),
        ("nothing", "unavailable"),
        ("cut", "unavailable"),
        ("page", "malformed"),
        ("untyped", "malformed"),
        ("huge", "malformed"),
    ],
)
def test_what_is_no_answer_says_why(transport: Transport, server: Server, way: str, why: str) -> None:
    with pytest.raises(NoAnswer) as error:
        post(transport, server, way)

    assert error.value.why == why
    assert len(server.seen) == 1  # a redirect is not followed with somebody's IIN


@pytest.mark.parametrize("way", ["hanging", "dripping"])
@pytest.mark.clause("2.1")
def test_no_server_can_hold_us_longer_than_the_deadline(transport: Transport, server: Server, way: str) -> None:
    began = time.monotonic()

    with pytest.raises(NoAnswer) as error:
        post(transport, server, way, seconds=0.3)

    assert error.value.why == "timeout"
    assert time.monotonic() - began < 1.0


def test_nobody_listens(transport: Transport) -> None:
    with pytest.raises(NoAnswer) as error:
        transport.post("http://127.0.0.1:1/x", {}, Deadline.after(1))

    assert error.value.why == "unavailable"


def test_after_the_deadline_nothing_is_asked(transport: Transport, server: Server) -> None:
    with pytest.raises(NoAnswer) as error:
        post(transport, server, "good", seconds=0)

    assert error.value.why == "timeout"
    assert server.seen == []
