"""Requests that are hardly HTTP, at a real function and at the gateway before it: each is refused, and both live on."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

import pytest
import requests

from emulators.stack.local import LocalStack
from functions.shared.http.problems import MEDIA_TYPE

IIN = b"850101100012"
HEAD = b"GET /v1/service HTTP/1.1\r\nHost: x\r\nX-Who: " + IIN + b"\r\n"
PUT = b"PUT /v1/attachments/" + b"0" * 64 + b" HTTP/1.1\r\nHost: x\r\nX-Who: " + IIN + b"\r\n"
ODD = {
    "a header of twenty thousand characters": HEAD + b"X-Long: " + b"a" * 20_000 + b"\r\n\r\n",
    "three hundred headers": HEAD + b"".join(b"X-%d: a\r\n" % number for number in range(300)) + b"\r\n",
    "a header without a name": HEAD + b": a\r\n\r\n",
    "a header with a space before the colon": HEAD + b"Content-Length : 3\r\n\r\n",
    "a header that goes on": HEAD + b"X-A: a\r\n b\r\n\r\n",
    "a zero in a header": HEAD + b"X-A: a\0b\r\n\r\n",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + IIN + b"\r\n\r\n",
    "no version": b"GET /v1/service?" + IIN + b"\r\n\r\n",
    "a version of the future": b"GET /v1/service?" + IIN + b" HTTP/9.9\r\nHost: x\r\n\r\n",
    "two lengths": PUT + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "a length and chunks": PUT + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
    "a length in letters": PUT + b"Content-Length: abc\r\n\r\nabc",
    "a length below zero": PUT + b"Content-Length: -1\r\n\r\n",
    "chunks that are none": PUT + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
    "a chunk of a size beyond all files": PUT + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc\r\n",
    "an unknown coding": PUT + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "two requests in one": PUT
    + b"Content-Length: 0\r\nTransfer-Encoding : chunked\r\n\r\nGET /tasks/reconcile HTTP/1.1\r\n\r\n",
}


def answer_to(address: str, data: bytes) -> bytes:
    """What comes back before the connection ends, or five seconds of silence are over."""
    where = urlsplit(address)
    found = b""
    with socket.create_connection((where.hostname, where.port), timeout=5) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        try:
            while piece := connection.recv(65536):
                found += piece
        except (TimeoutError, ConnectionResetError):
            return found
    return found


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("at", ["gateway", "submit"])
def test_what_is_hardly_http_is_refused_and_nothing_is_told(stack: LocalStack, at: str, odd: str) -> None:
    log = stack.folder / "log" / "submit.log"
    before = log.stat().st_size
    address = stack.gateway if at == "gateway" else stack.function_url("submit")
    answer = answer_to(address, ODD[odd])
    head, _, body = answer.partition(b"\r\n\r\n")
    statuses = [int(line.split()[1]) for line in head.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]
    assert all(200 <= status < 500 for status in statuses)
    assert not [mark for mark in (b"Traceback", b'File "', b"<html", IIN) if mark in answer]
    if statuses and statuses[0] >= 400:
        assert MEDIA_TYPE.encode() in head
        assert json.loads(body.partition(b"HTTP/1.1 ")[0])["status"] == statuses[0]
    said = log.read_bytes()[before:]
    assert IIN not in said
    assert b"unexpected-error" not in said
    assert requests.get(f"{address}/v1/service", timeout=10).status_code == 200


def test_a_caller_who_goes_away_in_the_middle_is_no_error_of_ours(stack: LocalStack) -> None:
    """Half a body was an unexpected error, and so an alert, whenever a phone lost its network."""
    log = stack.folder / "log" / "issue.log"
    before = log.stat().st_size
    request = (
        b"POST /check HTTP/1.1\r\nHost: x\r\nContent-Type: application/pdf\r\nContent-Length: 1000\r\n\r\n%PDF-1.7"
    )
    answer_to(stack.function_url("issue"), request)
    requests.get(f"{stack.function_url('issue')}/check", timeout=10).raise_for_status()
    assert b"unexpected-error" not in log.read_bytes()[before:]
