"""The gateway in front of services that a test can watch; over raw sockets where a library would be too polite."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest
import requests

from emulators.gateway.bodies import LARGEST, Unreadable, length_of, pieces
from emulators.gateway.routes import Route, RouteTable, UnsafePath
from emulators.gateway.server import GatewayFaults, GatewayServer
from functions.shared.clock import FileClock

ROUTES = Path(__file__).parents[3] / "infra" / "routes.json"


@dataclass
class Service:
    """A service that tells what reached it. A careful one would hide X-Forwarded-For; this one shows all."""

    name: str
    seen: list[dict[str, Any]] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)
    address: str = ""


class ServiceHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: ClassVar[Service]

    def do_GET(self) -> None:
        try:
            body = b"".join(pieces(self.rfile, length_of(self.headers)))
        except Unreadable:  # the gateway has refused the rest of it
            self.close_connection = True
            return
        self.service.seen.append(
            {"path": self.path, "headers": dict(self.headers), "body": body, "method": self.command}
        )
        if self.path.endswith("slow"):
            self.service.release.wait(5)
        self.send_response(200)
        self.send_header("X-Own", "kept")
        self.send_header("Keep-Alive", "timeout=5")
        if self.path.endswith("streamed"):
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for piece in (b"one ", b"two ", b"three"):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")
            return
        answer = json.dumps({"service": self.service.name, "size": len(body)}).encode()
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer)

    do_HEAD = do_POST = do_PUT = do_GET  # noqa: N815 - the library's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's signature
        """Nothing."""


@pytest.fixture(scope="module")
def _running() -> Iterator[dict[str, Service]]:
    running, found = [], {}
    for name in ("submit", "issue", "complaint"):
        service = found[name] = Service(name)
        handler = type("Handler", (ServiceHandler,), {"service": service})
        running.append(ThreadingHTTPServer(("127.0.0.1", 0), handler))
        service.address = f"http://127.0.0.1:{running[-1].server_port}"
        threading.Thread(target=running[-1].serve_forever, args=(0.02,), daemon=True).start()
    yield found
    for service in found.values():
        service.release.set()
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.fixture
def services(_running: dict[str, Service]) -> dict[str, Service]:
    for service in _running.values():
        service.seen.clear()
    return _running


def table_of(services: dict[str, Service]) -> RouteTable:
    return RouteTable.load(ROUTES, {name: service.address for name, service in services.items()})


@pytest.fixture
def gateway(services: dict[str, Service], tmp_path: Path) -> Iterator[GatewayServer]:
    server = GatewayServer(table_of(services), clock=FileClock(tmp_path / "clock"), answer_within_s=0.5).start()
    yield server
    server.stop()


def exchange(gateway: GatewayServer, sent: bytes) -> bytes:
    """Send raw bytes and read until the gateway ends the connection."""
    host, port = gateway.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(sent)
        received = b""
        while piece := connection.recv(65536):
            received += piece
    return received


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/v1/portal/applications", "submit"),
        ("/v1/attachments/abc", "submit"),
        ("/v1/applications/x", "submit"),
        ("/v1/cabinet", "submit"),
        ("/v1/service?lang=kk", "submit"),
        ("/v1/alarms", "issue"),
        ("/v1/certificates/N/revocation", "issue"),
        ("/check", "issue"),
        ("/check/ABC", "issue"),
        ("/v1/complaints", "complaint"),
        ("/v1/complaints/x/answer", "complaint"),
        ("/v1/figures?from=2026-11-01", "complaint"),
    ],
)
def test_each_path_has_its_service(gateway: GatewayServer, path: str, service: str) -> None:
    assert requests.get(gateway.address + path, timeout=5).json()["service"] == service


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/tasks/verify/x", 404),
        ("/tasks/complaints/reconcile", 404),
        ("/", 404),
        ("/v1/cabinet/x", 404),
        ("/v1/serviceable", 404),
        ("/checked", 404),
        ("/check/../tasks/verify/x", 400),
        ("/check/%2e%2e/tasks/verify/x", 400),
        ("/check/..%2ftasks/verify/x", 400),
        ("/check/x/..", 400),
        ("//tasks/verify/x", 404),
        ("/check//tasks", 400),
        ("/check/..%5Ctasks", 400),
        ("/check/%FF", 400),
        ("tasks/verify/x", 400),
    ],
)
def test_tasks_are_not_reachable_from_outside(
    gateway: GatewayServer, services: dict[str, Service], path: str, status: int
) -> None:
    received = exchange(gateway, f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".encode())

    assert received.startswith(b"HTTP/1.1 %d" % status)
    assert b"application/problem+json" in received
    assert not any(service.seen for service in services.values())


def test_the_request_arrives_as_it_was_sent(gateway: GatewayServer, services: dict[str, Service]) -> None:
    requests.put(
        f"{gateway.address}/v1/attachments/abc?a=%20b&a=2",
        data=b"\x00\xff" * 1000,
        headers={"Authorization": "Bearer x", "Content-Type": "image/png", "X-Cloud-Trace-Context": "trace/1"},
        timeout=5,
    )

    (seen,) = services["submit"].seen
    assert (seen["method"], seen["path"], seen["body"]) == ("PUT", "/v1/attachments/abc?a=%20b&a=2", b"\x00\xff" * 1000)
    assert seen["headers"]["Authorization"] == "Bearer x"
    assert seen["headers"]["Content-Type"] == "image/png"
    assert seen["headers"]["X-Cloud-Trace-Context"] == "trace/1"
    assert seen["headers"]["Host"] == gateway.address.removeprefix("http://")


def test_who_called_cannot_be_made_up(gateway: GatewayServer, services: dict[str, Service]) -> None:
    forged = {"X-Forwarded-For": "10.9.8.7", "X-Request-Id": "mine", "X-Forwarded-Proto": "https"}
    answer = requests.get(f"{gateway.address}/v1/service", headers=forged, timeout=5)

    headers = services["submit"].seen[0]["headers"]
    assert headers["X-Forwarded-For"] == "10.9.8.7, 127.0.0.1, 127.0.0.1"
    assert headers["X-Request-Id"] == answer.headers["X-Request-Id"] != "mine"
    assert headers["X-Forwarded-Proto"] == "http"
    assert headers["X-Cloud-Trace-Context"]


def test_hop_by_hop_headers_end_at_the_gateway(gateway: GatewayServer, services: dict[str, Service]) -> None:
    sent = {"Connection": "keep-alive, X-Secret", "X-Secret": "x", "TE": "trailers", "Proxy-Authorization": "x"}
    answer = requests.get(f"{gateway.address}/check", headers=sent, timeout=5)

    assert not {"X-Secret", "Te", "Proxy-Authorization"} & set(services["issue"].seen[0]["headers"])
    assert answer.headers["X-Own"] == "kept"
    assert "Keep-Alive" not in answer.headers


def test_bodies_are_streamed_both_ways(gateway: GatewayServer, services: dict[str, Service]) -> None:
    body = (b"x" * 70_000 for _ in range(10))
    answer = requests.post(f"{gateway.address}/check", data=body, timeout=5)
    assert answer.json()["size"] == 700_000

    assert requests.get(f"{gateway.address}/check/streamed", timeout=5).text == "one two three"


def test_the_largest_body_passes_and_one_byte_more_does_not(
    gateway: GatewayServer, services: dict[str, Service]
) -> None:
    assert requests.post(f"{gateway.address}/check", data=b"x" * LARGEST, timeout=10).json()["size"] == LARGEST

    answer = requests.post(
        f"{gateway.address}/check", data=b"x" * (LARGEST + 1), headers={"Accept-Language": "en"}, timeout=10
    )
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:anyqtama:problem:body-too-large"
    assert answer.json()["title"] == "The body is too large"
    assert len(services["issue"].seen) == 1


def test_a_body_that_is_too_large_is_refused_before_it_is_sent(gateway: GatewayServer) -> None:
    head = f"POST /check HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {LARGEST + 1}\r\n\r\n"
    host, port = gateway.address.removeprefix("http://").split(":")

    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(head.encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 413")


def test_a_chunked_body_that_grows_too_large_is_refused(gateway: GatewayServer) -> None:
    endless = (b"x" * 1_000_000 for _ in range(13))

    assert requests.post(f"{gateway.address}/check", data=endless, timeout=10).status_code == 413


def test_who_waits_for_the_go_ahead_gets_it(gateway: GatewayServer) -> None:
    host, port = gateway.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(b"POST /check HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"abc")
        received = b""
        while b'"size": 3' not in received:  # or the socket's own timeout ends the test
            received += connection.recv(65536)


@pytest.mark.parametrize(
    "framing",
    [
        "Content-Length: 3\r\nTransfer-Encoding: chunked",
        "Content-Length: 3\r\nContent-Length: 4",
        "Content-Length: -1",
        "Content-Length: +3",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    ],
)
def test_a_request_with_two_ends_is_refused(gateway: GatewayServer, services: dict[str, Service], framing: str) -> None:
    received = exchange(gateway, f"POST /check HTTP/1.1\r\nHost: x\r\n{framing}\r\n\r\nabc".encode())

    assert received.startswith(b"HTTP/1.1 400")
    assert received.count(b"HTTP/1.1") == 1
    assert not services["issue"].seen


@pytest.mark.parametrize("body", ["zz\r\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n", "-3\r\nabc\r\n", "\r\n\r\n"])
def test_a_broken_chunk_is_refused(gateway: GatewayServer, body: str) -> None:
    received = exchange(
        gateway, f"POST /check HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{body}".encode()
    )

    assert received.startswith(b"HTTP/1.1 400")


def test_a_connection_serves_many_requests(gateway: GatewayServer, services: dict[str, Service]) -> None:
    with requests.Session() as session:
        for _ in range(20):
            assert session.get(f"{gateway.address}/check", timeout=5).status_code == 200
        assert session.head(f"{gateway.address}/check", timeout=5).content == b""
        assert session.get(f"{gateway.address}/check", timeout=5).json()["service"] == "issue"


def test_a_slow_service_is_504_and_a_dead_one_502(gateway: GatewayServer, services: dict[str, Service]) -> None:
    began = time.monotonic()
    slow = requests.get(f"{gateway.address}/check/slow", timeout=5)
    assert slow.status_code == slow.json()["status"] == 504
    assert time.monotonic() - began < 2

    gateway.faults.now = GatewayFaults(unreachable=["issue"])
    dead = requests.get(f"{gateway.address}/check", headers={"Accept-Language": "ru"}, timeout=5)
    assert dead.status_code == dead.json()["status"] == 502
    assert (dead.json()["title"], dead.headers["Retry-After"]) == ("Сервис временно недоступен", "1")


def test_a_service_that_refuses_connections_is_502(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound, but nobody listens
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        table = RouteTable([Route("/*", "gone")], {"gone": address})
        server = GatewayServer(table, clock=FileClock(tmp_path / "clock")).start()
        assert requests.get(f"{server.address}/x", timeout=5).status_code == 502
        server.stop()


def test_the_control_counts_and_is_not_on_the_public_port(gateway: GatewayServer) -> None:
    requests.get(f"{gateway.address}/v1/service", timeout=5)

    assert requests.get(f"{gateway.address}/_control", timeout=5).status_code == 404
    assert requests.get(gateway.control, timeout=5).json()["requests"] == {"submit": 1}


def test_a_stop_ends_open_connections(services: dict[str, Service], tmp_path: Path) -> None:
    server = GatewayServer(table_of(services), clock=FileClock(tmp_path / "clock")).start()
    host, port = server.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(b"GET /check HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        server.stop()
        while connection.recv(65536):
            pass


def test_the_longest_path_decides() -> None:
    table = RouteTable(
        [Route("/*", "all"), Route("/a/*", "some"), Route("/a/b", "one")], {"all": "", "some": "", "one": ""}
    )

    found = [table.find(path) for path in ("/x", "/a", "/a/", "/a/b", "/a/b/c", "/a/b?x=/../y")]

    assert [service for service, _ in filter(None, found)] == ["all", "all", "some", "one", "some", "one"]
    with pytest.raises(UnsafePath):
        table.find("/a/./b")


@pytest.mark.parametrize("path", ["a", "/a*", "/*/b", "*"])
def test_a_route_that_production_would_not_take_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="path begins"):
        Route(path, "x")


def test_a_route_without_an_address_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "routes.json"
    file.write_text(json.dumps([{"path": "/a", "service": "lost"}]))

    with pytest.raises(ValueError, match="no address for lost"):
        RouteTable.load(file, {})


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "BREW"])
def test_a_method_that_nobody_serves_is_a_problem(gateway: GatewayServer, method: str) -> None:
    answer = requests.request(method, f"{gateway.address}/check", headers={"Accept-Language": "ru"}, timeout=5)
    assert (answer.status_code, answer.headers["Content-Type"]) == (405, "application/problem+json")
    assert answer.json()["status"] == 405


def test_a_first_line_that_cannot_be_read_is_a_problem(gateway: GatewayServer) -> None:
    host, port = urlsplit(gateway.address).hostname, urlsplit(gateway.address).port
    with socket.create_connection((host, port), timeout=5) as connection:
        connection.sendall(b"GET /check HTTP/x.y\r\n\r\n")
        answer = b""
        while piece := connection.recv(4096):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"application/problem+json" in answer


def test_the_control_tells_how_many_bytes_went_out(gateway: GatewayServer) -> None:
    sizes = [len(requests.get(f"{gateway.address}/check", timeout=5).content) for _ in range(2)]
    told = requests.get(gateway.control, timeout=5).json()
    assert told["operations"] == {"requests issue": 2}
    assert told["bytes"] == {"out issue": sum(sizes)}
