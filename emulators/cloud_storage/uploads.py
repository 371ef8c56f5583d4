"""The three ways to upload: the content alone, content and metadata in one message, and resumable in chunks."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable

from emulators.cloud_storage.exchange import ApiError, Call, Reply, Resource, invalid
from emulators.cloud_storage.objects import Objects
from emulators.cloud_storage.storage import Storage

RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")
BOUNDARY = re.compile(r'boundary="?([^";]+)"?')


class Uploads:
    """A resumable upload survives kill -9 as objects do; its finished session keeps answering with the object."""

    def __init__(self, storage: Storage, objects: Objects, address: Callable[[], str]) -> None:
        self._storage, self._objects, self._address = storage, objects, address

    def answer(self, bucket: str, call: Call) -> Reply:
        if "upload_id" in call.params:
            return self._continue(call.params["upload_id"], call)
        kind = call.params.get("uploadType")
        if kind == "media":
            given: Resource = {"contentType": call.headers.get("content-type"), **call.hashes()}
            return self._insert(bucket, call.params.get("name", ""), given, call.body, call.params)
        if kind == "multipart":
            given, data = _both(call)
            return self._insert(bucket, given.get("name") or call.params.get("name", ""), given, data, call.params)
        if kind == "resumable":
            return self._begin(bucket, call)
        raise invalid(f"Invalid uploadType: {kind}")

    def _insert(self, bucket: str, name: str, given: Resource, data: bytes, params: dict[str, str]) -> Reply:
        return Reply(body=self._objects.insert(bucket, name, given, data, params), changed=True)

    # ------------------------------------------------------------ resumable

    def _begin(self, bucket: str, call: Call) -> Reply:
        given = call.json()
        name = given.get("name") or call.params.get("name", "")
        self._objects.check_insert(bucket, name, call.params)
        given.setdefault("contentType", call.headers.get("x-upload-content-type"))
        upload = uuid.uuid4().hex
        session = {"bucket": bucket, "name": name, "given": {**given, **call.hashes()}, "params": call.params}
        self._storage.partial(upload).touch()
        self._storage.keep_upload(upload, session)
        location = f"{self._address()}/upload/storage/v1/b/{bucket}/o?uploadType=resumable&upload_id={upload}"
        return Reply(headers={"Location": location, "X-GUploader-UploadID": upload})

    def _continue(self, upload: str, call: Call) -> Reply:
        session = self._storage.find_upload(upload)
        if session is None:
            raise ApiError(410, "gone", "The upload session is over.")
        if call.method == "DELETE":
            self._storage.drop_upload(upload)
            return Reply(499)
        if "done" in session:
            return Reply(body=session["done"])
        received, total = self._take(upload, call)
        session["given"] |= call.hashes()
        self._storage.keep_upload(upload, session)
        if total is None or received < total:
            return Reply(308, headers={"Range": f"bytes=0-{received - 1}"} if received else {})
        data = self._storage.partial(upload).read_bytes()
        reply = self._insert(session["bucket"], session["name"], session["given"], data, session["params"])
        self._storage.keep_upload(upload, {"done": reply.body})
        self._storage.partial(upload).unlink()
        return reply

    def _take(self, upload: str, call: Call) -> tuple[int, int | None]:
        """Add a chunk to what has come; returns the bytes so far, and in all where that is known by now."""
        file = self._storage.partial(upload)
        header = call.headers.get("content-range")
        if header is None:
            file.write_bytes(call.body)
            return len(call.body), len(call.body)
        match = RANGE.fullmatch(header)
        if not match:
            raise invalid(f"Invalid Content-Range: {header}")
        first, _, total = match.groups()
        if first is not None:
            if int(first) > file.stat().st_size:
                raise ApiError(503, "backendError", "A chunk before this one is missing.")
            with file.open("r+b") as target:
                target.truncate(int(first))
                target.seek(int(first))
                target.write(call.body)
        return file.stat().st_size, None if total == "*" else int(total)


def _both(call: Call) -> tuple[Resource, bytes]:
    """Metadata and content of a multipart/related message."""
    boundary = BOUNDARY.search(call.headers.get("content-type", ""))
    parts = call.body.split(b"--" + boundary[1].encode()) if boundary else []
    if len(parts) != 4 or not parts[3].startswith(b"--"):
        raise invalid("A multipart upload has two parts.")
    (_, metadata), (headers, data) = (part.removeprefix(b"\r\n").split(b"\r\n\r\n", 1) for part in parts[1:3])
    try:
        given = json.loads(metadata)
    except ValueError as error:
        raise ApiError(400, "parseError", "Parse Error") from error
    content_type = re.search(rb"(?im)^content-type:\s*(.+?)\s*$", headers)
    if content_type:
        given.setdefault("contentType", content_type[1].decode())
    return {**call.hashes(), **given}, data.removesuffix(b"\r\n")
