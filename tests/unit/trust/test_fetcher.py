"""The way out to the authority's services: small, polite, and never long."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from functions.shared.trust.fetcher import FetchFailed, HttpFetcher


class Service(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/agent")
            self.end_headers()
            return
        if self.path == "/missing":
            self.send_error(404)
            return
        self.send_response(200)
        self.end_headers()
        if self.path == "/drip":
            with suppress(ConnectionError):  # the fetcher hangs up, as it should
                for _ in range(40):
                    self.wfile.write(b"x" * 70_000)
                    time.sleep(0.02)
        else:
            self.wfile.write((self.headers["User-Agent"] or "").encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.headers["Content-Type"].encode() + b"|" + body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the standard library
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_names_itself(address: str) -> None:
    assert HttpFetcher().get(f"{address}/agent") == b"Anyqtama/1.0"


def test_posts_a_body_with_its_type(address: str) -> None:
    answer = HttpFetcher().post(f"{address}/", b"question", "application/ocsp-request")
    assert answer == b"application/ocsp-request|question"


@pytest.mark.parametrize(("path", "status"), [("/missing", 404), ("/moved", 302)])
def test_anything_but_ok_is_no_answer(address: str, path: str, status: int) -> None:
    with pytest.raises(FetchFailed) as failed:
        HttpFetcher().get(address + path)
    assert failed.value.status == status


def test_long_answer_is_cut_off(address: str) -> None:
    with pytest.raises(FetchFailed, match="too long"):
        HttpFetcher(limit=100_000).get(f"{address}/drip")


def test_budget_is_for_the_whole_exchange(address: str) -> None:
    begin = time.monotonic()
    with pytest.raises(FetchFailed, match="took too long"):
        HttpFetcher(timeout=0.2).get(f"{address}/drip")
    assert time.monotonic() - begin < 0.7


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "file:///etc/passwd", "ldap://127.0.0.1/"])
def test_unreachable_or_foreign_address(url: str) -> None:
    with pytest.raises(FetchFailed) as failure:
        HttpFetcher().get(url)
    assert "127.0.0.1" not in str(failure.value)
