"""An object's content as an answer: whole or a range, with the headers that describe it."""

from __future__ import annotations

import re

from emulators.cloud_storage.exchange import ApiError, Call, Reply
from emulators.cloud_storage.storage import Storage, Stored

RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def content(storage: Storage, stored: Stored, call: Call) -> Reply:
    resource, data = stored.resource, storage.read(stored)
    headers = {
        "Content-Type": resource["contentType"],
        "ETag": f'"{resource["etag"]}"',
        "Accept-Ranges": "bytes",
        "X-Goog-Generation": resource["generation"],
        "X-Goog-Metageneration": resource["metageneration"],
        "X-Goog-Hash": f"crc32c={resource['crc32c']},md5={resource['md5Hash']}",
        "X-Goog-Storage-Class": resource["storageClass"],
        "X-Goog-Stored-Content-Encoding": "identity",
        "X-Goog-Stored-Content-Length": resource["size"],
    }
    for header, field in (("Cache-Control", "cacheControl"), ("Content-Disposition", "contentDisposition")):
        if field in resource:
            headers[header] = resource[field]
    headers |= {f"X-Goog-Meta-{key}": value for key, value in resource.get("metadata", {}).items()}
    headers = {name: value.encode().decode("latin-1") for name, value in headers.items()}  # UTF-8 on the wire
    span = _span(call.headers.get("range", ""), len(data))
    if span is None:
        return Reply(body=data, headers=headers)
    headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{len(data)}"
    return Reply(206, data[span.start : span.stop], headers)


def _span(header: str, size: int) -> range | None:
    """The bytes that a Range header asks for; None where it asks for none, or for what is not understood."""
    match = RANGE.fullmatch(header)
    if not match or not (match[1] or match[2]):
        return None
    if not match[1]:
        return range(max(0, size - int(match[2])), size)
    first = int(match[1])
    if first >= size:
        raise ApiError(416, "requestedRangeNotSatisfiable", "Request range not satisfiable")
    return range(first, min(int(match[2]) + 1, size) if match[2] else size)
