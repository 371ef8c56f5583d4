"""Life cycle rules that delete (https://cloud.google.com/storage/docs/lifecycle): as the shared clock has it, not a day
later as there.

    {"action": {"type": "Delete"}, "condition": {"age": 30, "isLive": true, "matchesPrefix": ["attachments/"]}}

Every condition of a rule must hold. What a hold or a retention protects stays, as it does there. A live object of a
versioned bucket becomes noncurrent; one that is noncurrent goes for good.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from emulators.cloud_storage import protection, times
from emulators.cloud_storage.exchange import ApiError, Resource
from emulators.cloud_storage.storage import Storage, Stored

EVERY = timedelta(hours=1)
"""Of the shared clock: how often it is looked at, at most."""


class Lifecycle:
    """`sweep` is called before every call is answered, under the storage's lock."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._next: datetime | None = None

    def sweep(self, now: datetime) -> None:
        if self._next is not None and now < self._next:
            return
        self._next = now + EVERY
        for bucket in self._storage.buckets():
            rules = [rule["condition"] for rule in (bucket.get("lifecycle") or {}).get("rule", [])]
            if rules:
                doomed = [
                    stored
                    for stored in self._storage.versions(bucket["name"], "", None, live_only=False)
                    if any(applies(condition, stored, now) for condition in rules)
                ]
                for stored in doomed:
                    self._remove(bucket, stored, now)

    def _remove(self, bucket: Resource, stored: Stored, now: datetime) -> None:
        try:
            protection.check_removable(bucket, stored, now)
        except ApiError:
            return
        if stored.live and (bucket.get("versioning") or {}).get("enabled"):
            retired = {**stored.resource, "timeDeleted": times.written(now)}
            self._storage.keep(Stored(retired, stored.content, live=False, released=stored.released))
        else:
            self._storage.drop(stored)


def check(lifecycle: Resource | None) -> None:
    """Raises ValueError for a rule that is not emulated: one that is silently passed over would prove nothing."""
    for rule in (lifecycle or {}).get("rule", []):
        unknown = set(rule.get("condition", {})) - set(CONDITIONS)
        if rule.get("action") != {"type": "Delete"} or unknown or not rule.get("condition"):
            raise ValueError(f"life cycle rule that is not emulated: {rule}")


def applies(condition: Resource, stored: Stored, now: datetime) -> bool:
    return all(CONDITIONS[name](value, stored, now) for name, value in condition.items())


def _age(days: Any, stored: Stored, now: datetime) -> bool:
    return now - times.read(stored.resource["timeCreated"]) >= timedelta(days=int(days))


def _noncurrent(days: Any, stored: Stored, now: datetime) -> bool:
    retired = stored.resource.get("timeDeleted")
    return not stored.live and retired is not None and now - times.read(retired) >= timedelta(days=int(days))


CONDITIONS: dict[str, Callable[[Any, Stored, datetime], bool]] = {
    "age": _age,
    "daysSinceNoncurrentTime": _noncurrent,
    "isLive": lambda wanted, stored, _now: stored.live is bool(wanted),
    "matchesPrefix": lambda prefixes, stored, _now: stored.resource["name"].startswith(tuple(prefixes)),
}
