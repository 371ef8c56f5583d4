"""Objects: stored, shown, changed, deleted, each under its preconditions and its protection."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from urllib.parse import quote

import google_crc32c

from emulators.cloud_storage import conditions, protection, times
from emulators.cloud_storage.exchange import ApiError, Call, Reply, Resource, invalid
from emulators.cloud_storage.storage import Storage, Stored
from functions.shared.clock import FileClock

WRITABLE = {
    *("contentType", "metadata", "cacheControl", "contentEncoding", "contentDisposition", "contentLanguage"),
    *("customTime", "temporaryHold", "eventBasedHold", "storageClass", "retention"),
}
LONGEST_NAME = 1024
"""Bytes of UTF-8."""


def checksums(data: bytes) -> dict[str, str]:
    md5 = hashlib.md5(data, usedforsecurity=False).digest()
    crc32c = google_crc32c.value(data).to_bytes(4, "big")
    return {"md5Hash": base64.b64encode(md5).decode(), "crc32c": base64.b64encode(crc32c).decode()}


class Objects:
    """`address` tells the server's own URL, for the links inside the resources."""

    def __init__(self, storage: Storage, clock: FileClock, address: Callable[[], str]) -> None:
        self._storage, self._clock, self._address = storage, clock, address

    def find(self, bucket: str, name: str, params: Mapping[str, str]) -> Stored:
        """The live version, or the one that `generation` names. Raises ApiError 404."""
        self._storage.bucket(bucket)
        generation = conditions.number(params, "generation") if "generation" in params else None
        stored = self._storage.find(bucket, name, generation)
        if stored is None:
            raise ApiError(404, "notFound", f"No such object: {bucket}/{name}")
        return stored

    def shown(self, stored: Stored) -> Resource:
        """The resource with what follows from its bucket and from this server's address."""
        bucket = self._storage.bucket(stored.resource["bucket"])
        path = f"storage/v1/b/{bucket['name']}/o/{quote(stored.resource['name'], safe='')}"
        generation = stored.resource["generation"]
        links = {
            "selfLink": f"{self._address()}/{path}",
            "mediaLink": f"{self._address()}/download/{path}?generation={generation}&alt=media",
        }
        expires = protection.expires(bucket, stored)
        kept = {"retentionExpirationTime": times.written(expires)} if expires else {}
        return {**stored.resource, **kept, **links}

    def get(self, bucket: str, name: str, call: Call) -> Stored:
        stored = self.find(bucket, name, call.params)
        conditions.check(stored.resource, call.params, reading=True)
        return stored

    def check_insert(self, bucket: str, name: str, params: Mapping[str, str]) -> None:
        """Raise what a new object of that name would meet before its content is looked at."""
        self._storage.bucket(bucket)
        if not name or len(name.encode()) > LONGEST_NAME or "\r" in name or "\n" in name or name in (".", ".."):
            raise invalid("Invalid object name")
        old = self._storage.find(bucket, name)
        conditions.check(old.resource if old else None, params)

    def insert(self, bucket_name: str, name: str, given: Resource, data: bytes, params: Mapping[str, str]) -> Resource:
        """Store a new version. `given` is the client's resource, with the checksums that it promises."""
        self.check_insert(bucket_name, name, params)
        sums = checksums(data)
        for field, title in (("md5Hash", "MD5 hash"), ("crc32c", "CRC32C")):
            promised = given.get(field) or sums[field]
            if promised != sums[field]:
                raise invalid(f"Provided {title} '{promised}' doesn't match calculated {title} '{sums[field]}'.")
        bucket, old = self._storage.bucket(bucket_name), self._storage.find(bucket_name, name)
        new = self._new(bucket, name, given, len(data), sums)
        retired = self._retired(bucket, old) if old else None
        new.content = self._storage.write(data)
        self._storage.keep(*([retired, new] if retired else [new]))
        if old and not retired:
            self._storage.drop(old)
        return self.shown(new)

    def _new(self, bucket: Resource, name: str, given: Resource, size: int, sums: dict[str, str]) -> Stored:
        now = self._clock.now()
        generation = max(self._storage.last_generation + 1, int(now.timestamp() * 1e6))
        self._storage.last_generation = generation
        resource: Resource = {field: value for field, value in given.items() if field in WRITABLE and value is not None}
        if "retention" in resource:
            resource["retention"] = protection.retention(bucket, None, resource["retention"], override=False)
        if bucket.get("defaultEventBasedHold"):
            resource.setdefault("eventBasedHold", True)
        resource.setdefault("contentType", "application/octet-stream")
        resource.setdefault("storageClass", bucket["storageClass"])
        at = times.written(now)
        resource |= {
            "kind": "storage#object",
            "id": f"{bucket['name']}/{name}/{generation}",
            "name": name,
            "bucket": bucket["name"],
            "generation": str(generation),
            "metageneration": "1",
            "size": str(size),
            "etag": base64.b64encode(str(generation).encode()).decode(),
            "timeCreated": at,
            "updated": at,
            "timeStorageClassUpdated": at,
            **sums,
        }
        return Stored(resource, content="")

    def _retired(self, bucket: Resource, stored: Stored) -> Stored | None:
        """The live version on its way out: a noncurrent one in a versioned bucket (retention allows that, holds do
        not), else None: it goes for good, where nothing protects it."""
        if not (bucket.get("versioning") or {}).get("enabled"):
            protection.check_removable(bucket, stored, self._clock.now())
            return None
        protection.check_holds(stored)
        resource = {**stored.resource, "timeDeleted": times.written(self._clock.now())}
        return Stored(resource, stored.content, live=False, released=stored.released)

    def delete(self, bucket_name: str, name: str, params: Mapping[str, str]) -> Reply:
        """Without a generation the live version retires; with one, that version goes for good."""
        stored = self.find(bucket_name, name, params)
        conditions.check(stored.resource, params)
        bucket = self._storage.bucket(bucket_name)
        if "generation" in params:
            protection.check_removable(bucket, stored, self._clock.now())
            self._storage.drop(stored)
        elif retired := self._retired(bucket, stored):
            self._storage.keep(retired)
        else:
            self._storage.drop(stored)
        return Reply(204, changed=True)

    def patch(self, bucket_name: str, name: str, call: Call) -> Reply:
        stored = self.find(bucket_name, name, call.params)
        resource = stored.resource
        conditions.check(resource, call.params)
        changes = {field: value for field, value in call.json().items() if field in WRITABLE}
        if "retention" in changes:
            changes["retention"] = protection.retention(
                self._storage.bucket(bucket_name),
                resource.get("retention"),
                changes["retention"],
                override=call.flag("overrideUnlockedRetention"),
            )
        if changes.get("metadata"):
            merged = {**resource.get("metadata", {}), **changes["metadata"]}
            changes["metadata"] = {key: value for key, value in merged.items() if value is not None}
        now = times.written(self._clock.now())
        if resource.get("eventBasedHold") and changes.get("eventBasedHold", True) in (False, None):
            stored.released = now  # the event has happened: from here the bucket's retention counts
        for field, value in changes.items():
            if value in (None, {}):
                resource.pop(field, None)
            else:
                resource[field] = value
        resource["metageneration"] = str(int(resource["metageneration"]) + 1)
        resource["updated"] = now
        self._storage.keep(stored)
        return Reply(body=self.shown(stored), changed=True)
