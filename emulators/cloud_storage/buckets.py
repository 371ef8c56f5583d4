"""Buckets: created, shown, changed, locked, deleted; and declared in a file.

A declaration is a JSON list in the shape of the REST resource Bucket:

    [{"name": "certificates", "versioning": {"enabled": true}, "retentionPolicy": {"retentionPeriod": "157680000"},
      "objectRetention": {"mode": "Enabled"}, "defaultEventBasedHold": false}]

Life cycle rules that delete are carried out (lifecycle.py). Labels, CORS and soft delete are kept and shown, and do
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from emulators.cloud_storage import conditions, lifecycle, protection, times
from emulators.cloud_storage.exchange import ApiError, Call, Reply, Resource, invalid
from emulators.cloud_storage.storage import Storage
from functions.shared.clock import FileClock

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]")
WRITABLE = {
    *("versioning", "retentionPolicy", "defaultEventBasedHold", "labels", "lifecycle", "cors", "softDeletePolicy"),
    *("iamConfiguration", "storageClass", "encryption", "autoclass", "logging", "website"),
}
GIVEN_ONCE = {"name", "location", "locationType", "objectRetention"}


class Buckets:
    def __init__(self, storage: Storage, clock: FileClock) -> None:
        self._storage, self._clock = storage, clock

    def declare(self, resource: Mapping[str, Any]) -> None:
        """Create the bucket, or bring it in line with its declaration. Raises ValueError for an unknown field."""
        unknown = set(resource) - WRITABLE - GIVEN_ONCE
        if unknown:
            raise ValueError(f"bucket declaration: unknown field {', '.join(sorted(unknown))}")
        lifecycle.check(resource.get("lifecycle"))
        existing = self._storage.find_bucket(resource.get("name", ""))
        if existing is None:
            self._create(dict(resource), object_retention="objectRetention" in resource)
        else:
            self._change(existing, {name: value for name, value in resource.items() if name in WRITABLE})

    def list(self, call: Call) -> Reply:
        prefix = call.params.get("prefix", "")
        items = [bucket for bucket in self._storage.buckets() if bucket["name"].startswith(prefix)]
        return Reply(body={"kind": "storage#buckets", "items": items})

    def create(self, call: Call) -> Reply:
        wanted = call.json()
        if self._storage.find_bucket(wanted.get("name", "")):
            raise ApiError(
                409, "conflict", "Your previous request to create the named bucket succeeded and you already own it."
            )
        return Reply(body=self._create(wanted, call.flag("enableObjectRetention")), changed=True)

    def _create(self, wanted: Resource, object_retention: bool) -> Resource:
        name = wanted.get("name", "")
        if not NAME.fullmatch(name):
            raise invalid(f"Invalid bucket name: '{name}'")
        now = times.written(self._clock.now())
        bucket: Resource = {
            "kind": "storage#bucket",
            "id": name,
            "name": name,
            "projectNumber": "1",
            "metageneration": "0",
            "location": wanted.get("location", "US").upper(),
            "locationType": wanted.get("locationType", "region"),
            "storageClass": "STANDARD",
            "etag": "CAE=",
            "timeCreated": now,
            "iamConfiguration": {
                "uniformBucketLevelAccess": {"enabled": True},
                "publicAccessPrevention": "enforced",
            },
        }
        if object_retention:
            bucket["objectRetention"] = {"mode": "Enabled"}
        return self._change(bucket, wanted)

    def get(self, name: str, call: Call) -> Reply:
        bucket = self._storage.bucket(name)
        conditions.check(bucket, call.params, reading=True)
        return Reply(body=bucket)

    def patch(self, name: str, call: Call) -> Reply:
        bucket = self._storage.bucket(name)
        conditions.check(bucket, call.params)
        return Reply(body=self._change(bucket, call.json()), changed=True)

    def _change(self, bucket: Resource, changes: Resource) -> Resource:
        for field in WRITABLE & set(changes):
            value = changes[field]
            if field == "retentionPolicy":
                value = protection.policy(bucket, value, self._clock.now())
            elif field == "labels" and value:
                value = {key: text for key, text in {**bucket.get(field, {}), **value}.items() if text is not None}
            if value is None:
                bucket.pop(field, None)
            else:
                bucket[field] = value
        return self._keep(bucket)

    def _keep(self, bucket: Resource) -> Resource:
        bucket["metageneration"] = str(int(bucket["metageneration"]) + 1)
        bucket["updated"] = times.written(self._clock.now())
        self._storage.keep_bucket(bucket)
        return bucket

    def lock(self, name: str, call: Call) -> Reply:
        """Lock the retention policy for good."""
        bucket = self._storage.bucket(name)
        if "ifMetagenerationMatch" not in call.params:
            raise ApiError(400, "required", "Required parameter: ifMetagenerationMatch")
        conditions.check(bucket, call.params)
        if not bucket.get("retentionPolicy"):
            raise invalid("The bucket has no retention policy.")
        bucket["retentionPolicy"]["isLocked"] = True
        return Reply(body=self._keep(bucket), changed=True)

    def delete(self, name: str, call: Call) -> Reply:
        conditions.check(self._storage.bucket(name), call.params)
        if not self._storage.is_empty(name):
            raise ApiError(409, "conflict", "The bucket you tried to delete is not empty.")
        self._storage.drop_bucket(name)
        return Reply(204, changed=True)
