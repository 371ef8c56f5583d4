"""What Cloud Storage would bill for the calls that were served, by bucket.

Class A is what stores, changes or lists, class B what reads; deleting is free, and so is what is answered with an
error, or with nothing new. Source: https://cloud.google.com/storage/pricing#operations-pricing
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any
from urllib.parse import unquote

from emulators.cloud_storage.exchange import Call, Reply

UPLOADS = ("POST", "PUT")


class Bill:
    """`operations`: `class_a BUCKET` and `class_b BUCKET`; `bytes`: `stored BUCKET`, all versions, `read BUCKET`."""

    def __init__(self) -> None:
        self._operations: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()
        self._lock = threading.Lock()

    def add(self, call: Call, bucket: str | None, reply: Reply) -> None:
        """One call that was carried out; `bucket` as it stands in the path, None where all buckets are meant."""
        if reply.status in (304, 308) or call.method == "DELETE" or bucket is None or _only_begins(call):
            return
        place = unquote(bucket)
        resource = reply.body if isinstance(reply.body, dict) else {}
        reads = call.method in ("GET", "HEAD") and resource.get("kind") != "storage#objects"
        with self._lock:
            self._operations[f"{'class_b' if reads else 'class_a'} {place}"] += 1
            if reads and isinstance(reply.body, bytes):
                self._bytes[f"read {place}"] += len(reply.body)
            if call.method in UPLOADS and resource.get("kind") == "storage#object":
                self._bytes[f"stored {place}"] += int(resource["size"])
            elif call.method == "PUT" and "X-Goog-Generation" in reply.headers:  # by a signed URL
                self._bytes[f"stored {place}"] += len(call.body)

    def told(self) -> dict[str, Any]:
        with self._lock:
            return {"operations": dict(self._operations), "bytes": dict(self._bytes)}


def _only_begins(call: Call) -> bool:
    """A resumable upload is one operation, however many calls carry it: the last one counts."""
    return call.method == "POST" and call.params.get("uploadType") == "resumable"
