"""Which call does what: the JSON API under /storage, /upload and /download, and signed URLs under /bucket/object."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from emulators.cloud_storage import listing, media, signed_urls
from emulators.cloud_storage.buckets import Buckets
from emulators.cloud_storage.exchange import ApiError, Call, Reply
from emulators.cloud_storage.lifecycle import Lifecycle
from emulators.cloud_storage.objects import Objects
from emulators.cloud_storage.storage import Storage
from emulators.cloud_storage.uploads import Uploads
from functions.shared.clock import FileClock

JSON_PATH = re.compile(r"/(?:(upload|resumable/upload|download)/)?storage/v1/b(?:/([^/]+)(?:/([^/]+)(?:/(.+))?)?)?")
HEADER_CONDITIONS = {
    "x-goog-if-generation-match": "ifGenerationMatch",
    "x-goog-if-metageneration-match": "ifMetagenerationMatch",
}


class Routes:
    def __init__(self, storage: Storage, clock: FileClock, address: Callable[[], str]) -> None:
        self._storage, self._clock = storage, clock
        self.buckets = Buckets(storage, clock)
        self._objects = Objects(storage, clock, address)
        self._uploads = Uploads(storage, self._objects, address)
        self._lifecycle = Lifecycle(storage)

    def answer(self, call: Call) -> Reply:
        """Carry the call out, alone. Raises ApiError."""
        with self._storage.lock:
            self._lifecycle.sweep(self._clock.now())
            match = JSON_PATH.fullmatch(call.raw_path)
            if not match:
                return self._signed(call)
            door, bucket, collection, rest = match.groups()
            if bucket is None:
                return self._all_buckets(call)
            bucket = unquote(bucket)
            if door in ("upload", "resumable/upload"):
                return self._uploads.answer(bucket, call)
            if collection is None:
                return self._bucket(bucket, call)
            if collection == "lockRetentionPolicy" and call.method == "POST":
                return self.buckets.lock(bucket, call)
            if collection != "o":
                raise ApiError(501, "notImplemented", f"{collection} is not emulated.")
            if rest is None:
                return listing.listed(self._storage, self._objects, bucket, call)
            return self._object(bucket, rest, call, download=door == "download")

    def _all_buckets(self, call: Call) -> Reply:
        if call.method == "GET":
            return self.buckets.list(call)
        if call.method == "POST":
            return self.buckets.create(call)
        raise _not_allowed()

    def _bucket(self, bucket: str, call: Call) -> Reply:
        methods = {"GET": self.buckets.get, "PATCH": self.buckets.patch, "DELETE": self.buckets.delete}
        if call.method not in methods:
            raise _not_allowed()
        return methods[call.method](bucket, call)

    def _object(self, bucket: str, rest: str, call: Call, *, download: bool) -> Reply:
        if "/" in rest:  # slashes of the name itself come encoded
            raise ApiError(501, "notImplemented", f"{rest.split('/')[1]} is not emulated.")
        name = unquote(rest)
        if call.method == "GET":
            stored = self._objects.get(bucket, name, call)
            if download or call.params.get("alt") == "media":
                return media.content(self._storage, stored, call)
            return Reply(body=self._objects.shown(stored))
        if call.method == "PATCH":
            return self._objects.patch(bucket, name, call)
        if call.method == "DELETE":
            return self._objects.delete(bucket, name, call.params)
        raise _not_allowed()

    def _signed(self, call: Call) -> Reply:
        signed_urls.verify(call, self._storage, self._clock)
        bucket, _, name = unquote(call.raw_path).removeprefix("/").partition("/")
        if call.method in ("GET", "HEAD"):
            return media.content(self._storage, self._objects.get(bucket, name, call), call)
        wanted = {param: call.headers[header] for header, param in HEADER_CONDITIONS.items() if header in call.headers}
        if call.method == "DELETE":
            generation = {"generation": call.params["generation"]} if "generation" in call.params else {}
            return self._objects.delete(bucket, name, {**wanted, **generation})
        if call.method == "PUT":
            prefix = "x-goog-meta-"
            own = {key.removeprefix(prefix): value for key, value in call.headers.items() if key.startswith(prefix)}
            given = {"contentType": call.headers.get("content-type"), "metadata": own or None, **call.hashes()}
            resource = self._objects.insert(bucket, name, given, call.body, wanted)
            headers = {"ETag": f'"{resource["etag"]}"', "X-Goog-Generation": resource["generation"]}
            return Reply(headers=headers, changed=True)
        raise _not_allowed()


def bucket_of(call: Call) -> str | None:
    """The bucket in the path, as it stands there; None where it names none."""
    match = JSON_PATH.fullmatch(call.raw_path)
    return match[2] if match else call.raw_path.removeprefix("/").partition("/")[0] or None


def _not_allowed() -> ApiError:
    return ApiError(405, "methodNotAllowed", "Method Not Allowed")
