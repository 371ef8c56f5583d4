"""What stands in front of moto: who may come in, the faults, and how often what was asked."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from werkzeug.test import run_wsgi_app

from emulators.archive.faults import ArchiveFaults
from emulators.harness import Faults

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CREDENTIAL = re.compile(r"AWS4-HMAC-SHA256 Credential=([^/]+)/")


class Front:
    """A WSGI application around moto's. The signature itself is not verified: moto does not, and the archive's own
    store is the provider's matter; a key id that is not the right one is turned away."""

    def __init__(self, moto: WSGIApplication, key_id: str, faults: Faults[ArchiveFaults]) -> None:
        self._moto = moto
        self._key_id = key_id
        self._faults = faults
        self._lock = threading.Lock()
        self._operations: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()

    def counts(self) -> dict[str, dict[str, int]]:
        """`operations` by S3's own names, faults included; `bytes` that were sent to the store, and that it gave."""
        with self._lock:
            return {"operations": dict(self._operations), "bytes": dict(self._bytes)}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        faults, operation = self._faults.now, operation_of(environ)
        with self._lock:
            self._operations[operation] += 1
            self._bytes["received"] += int(environ.get("CONTENT_LENGTH") or 0)
        time.sleep(faults.slow)
        refusal = self._refusal(environ, operation, faults)
        if refusal is not None:
            return refused(environ, start_response, *refusal)
        answer, status, headers = run_wsgi_app(self._moto, environ, buffered=True)
        body = b"".join(answer)
        if operation == "PutObject" and faults.lost_reply and status.startswith("200"):
            return refused(environ, start_response, 503, "ServiceUnavailable")
        if operation == "GetObject" and faults.lies and status.startswith("200"):
            body = body[:-1] + bytes([body[-1] ^ 1])
        with self._lock:
            self._bytes["sent"] += len(body)
        start_response(status, headers.to_wsgi_list())
        return [body]

    def _refusal(self, environ: WSGIEnvironment, operation: str, faults: ArchiveFaults) -> tuple[int, str] | None:
        named = CREDENTIAL.match(environ.get("HTTP_AUTHORIZATION", ""))
        if named is None or named[1] != self._key_id:
            return 403, "InvalidAccessKeyId"
        if faults.down:
            return 503, "ServiceUnavailable"
        if operation == "PutObject" and faults.full:
            return 403, "QuotaExceeded"
        if operation == "PutObject" and faults.refuses:
            return 412, "PreconditionFailed"
        return None


def operation_of(environ: WSGIEnvironment) -> str:
    """S3's name of what is asked (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html)."""
    method, query = environ["REQUEST_METHOD"], environ.get("QUERY_STRING", "")
    inside = "/" in environ.get("PATH_INFO", "").strip("/")
    asked = query.split("=")[0].split("&")[0]
    if inside and asked in ("retention", "legal-hold", "tagging", "acl"):
        return f"{method.title()}Object{asked.title().replace('-', '')}"
    if inside:
        return f"{method.title()}Object"
    return (
        "ListObjectVersions"
        if asked == "versions"
        else "ListObjectsV2"
        if method == "GET"
        else f"{method.title()}Bucket"
    )


def refused(environ: WSGIEnvironment, start_response: StartResponse, status: int, code: str) -> Iterable[bytes]:
    environ["wsgi.input"].read()
    phrase = HTTPStatus(status).phrase
    text = f"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code><Message>{phrase}</Message></Error>"
    body = b"" if environ["REQUEST_METHOD"] == "HEAD" else text.encode()
    headers = [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))]
    headers.append(("x-amz-request-id", f"{random.randrange(16**16):016X}"))
    start_response(f"{status} {phrase}", headers)
    return [body]
