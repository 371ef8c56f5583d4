"""One connection of a client: requests are passed on, answers are passed back, both as they come.

This is the standard library's server and not Flask on waitress, as waitress takes a whole body in before the
application sees the request, and answers one that is too large with a text of its own.
"""

from __future__ import annotations

import http.client
import json
import secrets
import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from emulators.gateway.bodies import PIECE, TooLarge, Unreadable, length_of, pieces
from emulators.gateway.headers import for_backend, for_client
from emulators.gateway.routes import UnsafePath
from functions.shared.domain.errors import BodyTooLarge, MalformedBody, MethodNotAllowed, NotFound, Problem, Unavailable
from functions.shared.domain.language import Language
from functions.shared.http.problems import MEDIA_TYPE, as_json

if TYPE_CHECKING:
    from emulators.gateway.server import Listener

CONNECT_S = 2.0
_LINGER_S = 2.0
"""How long a refused body is still taken in, so that the client reads the answer and not "connection reset"."""


class GatewayHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60.0
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and the first piece of the body leave in one packet

    def handle_expect_100(self) -> bool:
        return True  # the go-ahead is given once the request is known to be wanted

    def do_GET(self) -> None:
        self._request_id = secrets.token_hex(16)
        listener = cast("Listener", self.server)
        try:
            length = length_of(self.headers)
            found = listener.table.find(self.path)
        except TooLarge:
            self._refuse(BodyTooLarge(), 413)
            return
        except (Unreadable, UnsafePath, UnicodeError):
            self._refuse(MalformedBody(), 400)
            return
        if found is None:
            self._refuse(NotFound(), 404)
            return
        service, address = found
        listener.counts[service] += 1
        if service in listener.faults.now.unreachable:
            self._refuse(Unavailable(retry_after=1), 502)
            return
        self._service = service
        self._pass_on(address, length, listener.answer_within_s)

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET  # noqa: N815 - the library's names

    def send_error(self, code: int, *_: str | None, **__: str | None) -> None:
        """What the library refuses before any of our code is asked: an unknown method, or a request it cannot read."""
        self._request_id = secrets.token_hex(16)
        self.request_version = self.protocol_version  # an unreadable one counts as 0.9, which knows no headers
        self._refuse(*((MethodNotAllowed(), 405) if code == 501 else (MalformedBody(), 400)))

    def _pass_on(self, address: str, length: int | None, answer_within_s: float) -> None:
        where = urlsplit(address)
        backend = http.client.HTTPConnection(where.hostname or "", where.port, timeout=CONNECT_S)
        try:
            backend.connect()
            backend.sock.settimeout(answer_within_s)
            taken = self._send_request(backend, length)
            answer = backend.getresponse()
        except TooLarge:
            self._refuse(BodyTooLarge(), 413)
        except (Unreadable, http.client.InvalidURL, UnicodeError):
            self._refuse(MalformedBody(), 400)
        except TimeoutError:
            self._refuse(Unavailable(retry_after=1), 504)
        except (OSError, http.client.HTTPException):
            self._refuse(Unavailable(retry_after=1), 502)
        else:
            self.close_connection = self.close_connection or not taken
            self._send_answer(answer)
            if not taken:
                self._linger()
        finally:
            backend.close()

    def _send_request(self, backend: http.client.HTTPConnection, length: int | None) -> bool:
        """Whether the service took the whole body: it may answer without wanting the rest, and then that counts."""
        backend.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        own = self.connection.getsockname()[0]
        for name, value in for_backend(self.headers, self.client_address[0], own, self._request_id, length):
            backend.putheader(name, value)
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.send_response_only(100)
            self.end_headers()
            self.wfile.flush()
        backend.endheaders()
        try:
            for piece in pieces(self.rfile, length):
                backend.send(piece if length is not None else b"%x\r\n%s\r\n" % (len(piece), piece))
            if length is None:
                backend.send(b"0\r\n\r\n")
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def _send_answer(self, answer: http.client.HTTPResponse) -> None:
        headers = for_client(answer.getheaders(), self._request_id)
        without_body = self.command == "HEAD" or answer.status in (204, 304)
        stated = answer.headers.get("Content-Length")
        chunked = not without_body and stated is None and self.request_version == "HTTP/1.1"
        if stated is not None and answer.status != 204:
            headers.append(("Content-Length", stated))
        elif chunked:
            headers.append(("Transfer-Encoding", "chunked"))
        elif not without_body:
            self.close_connection = True
        self._send_head(answer.status, headers)
        if without_body:
            return
        try:
            for piece in _body(answer):
                cast("Listener", self.server).out[self._service] += len(piece)
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
                self.wfile.flush()
            if chunked:
                self.wfile.write(b"0\r\n\r\n")
        except (OSError, http.client.HTTPException):
            # The answer broke off half-way; an honest end is not possible any more, so there is none.
            self.close_connection = True

    def _refuse(self, problem: Problem, status: int) -> None:
        """Answer with a problem, and end the connection where a body is still coming."""
        body = json.dumps(as_json(problem, self._language()) | {"status": status}, ensure_ascii=False).encode()
        self.close_connection = True
        headers = [("Content-Type", MEDIA_TYPE), ("Content-Length", str(len(body)))]
        if problem.retry_after is not None:
            headers.append(("Retry-After", str(problem.retry_after)))
        self._send_head(status, [*headers, ("X-Request-Id", self._request_id)])
        if self.command != "HEAD":
            self.wfile.write(body)
        self._linger()

    def _send_head(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Connection", "close" if self.close_connection else "keep-alive")
        self.end_headers()

    def _language(self) -> Language:
        headers = getattr(self, "headers", None)  # there are none yet where the first line could not be read
        wanted = parse_accept_header(headers and headers.get("Accept-Language"), LanguageAccept)
        return Language(wanted.best_match([language.value for language in Language], Language.KK.value))

    def _linger(self) -> None:
        try:
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(_LINGER_S)
            end = time.monotonic() + _LINGER_S
            while time.monotonic() < end and self.connection.recv(PIECE):
                pass
        except OSError:
            return  # the client is gone, and so is the reason to wait

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's signature
        """Nothing: the functions log, and a second log of addresses helps nobody."""


def _body(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    while piece := answer.read1(PIECE):
        yield piece
