"""What keeps an object from being deleted or overwritten: retention of its bucket, its own retention, and holds."""

from __future__ import annotations

from datetime import datetime, timedelta

from emulators.cloud_storage import times
from emulators.cloud_storage.exchange import ApiError, Resource, invalid
from emulators.cloud_storage.storage import Stored


def expires(bucket: Resource, stored: Stored) -> datetime | None:
    """When the bucket's policy lets go of the object; None where there is no policy, or while an event is awaited.

    The period counts from the creation, or from the end of the event-based hold.
    """
    policy = bucket.get("retentionPolicy")
    if not policy or stored.resource.get("eventBasedHold"):
        return None
    start = times.read(stored.released or stored.resource["timeCreated"])
    return start + timedelta(seconds=int(policy["retentionPeriod"]))


def check_holds(stored: Stored) -> None:
    for field, kind in (("temporaryHold", "Temporary"), ("eventBasedHold", "Event-Based")):
        if stored.resource.get(field):
            raise ApiError(
                403,
                "objectUnderActiveHold",
                f"Object '{stored.full_name}' is under active {kind} hold and cannot be deleted, overwritten or "
                "archived until hold is removed.",
            )


def check_removable(bucket: Resource, stored: Stored, now: datetime) -> None:
    """Raise ApiError 403 while a hold or a retention stands."""
    check_holds(stored)
    own = stored.resource.get("retention")
    ends = [expires(bucket, stored), times.read(own["retainUntilTime"]) if own else None]
    latest = max((end for end in ends if end), default=None)
    if latest and latest > now:
        raise ApiError(
            403,
            "retentionPolicyNotMet",
            f"Object '{stored.full_name}' is subject to bucket's retention policy or object retention and cannot be "
            f"deleted or overwritten until {times.written(latest)}",
        )


def retention(bucket: Resource, current: Resource | None, wanted: Resource | None, *, override: bool) -> Resource:
    """An object's retention after a change; empty where there is none.

    A locked one may only be prolonged; an unlocked one may be shortened or taken away with the override.
    """
    if (bucket.get("objectRetention") or {}).get("mode") != "Enabled":
        raise invalid("Object retention is not enabled on the bucket.")
    new: Resource = {}
    if wanted:
        if wanted.get("mode") not in ("Locked", "Unlocked"):
            raise invalid("Object retention needs the mode Locked or Unlocked.")
        new = {"mode": wanted["mode"], "retainUntilTime": times.written(times.read(wanted.get("retainUntilTime")))}
    if not current:
        return new
    locked = current["mode"] == "Locked"
    weaker = not new or new["retainUntilTime"] < current["retainUntilTime"] or (locked and new["mode"] != "Locked")
    if weaker and (locked or not override):
        raise ApiError(403, "forbidden", "Object retention cannot be reduced or removed.")
    return new


def policy(bucket: Resource, wanted: Resource | None, now: datetime) -> Resource | None:
    """A bucket's retention policy after a change; a locked one may only be prolonged."""
    current = bucket.get("retentionPolicy") or {}
    try:
        period = int((wanted or {}).get("retentionPeriod", 0))
    except (TypeError, ValueError) as error:
        raise invalid("Invalid retentionPeriod") from error
    if current.get("isLocked") and period < int(current["retentionPeriod"]):
        raise ApiError(
            403,
            "forbidden",
            f"Cannot reduce retention duration of a locked Retention Policy for bucket '{bucket['name']}'.",
        )
    if not wanted:
        return None
    if period <= 0:
        raise invalid("The retention period must be positive.")
    kept = {"isLocked": True} if current.get("isLocked") else {}
    return {"retentionPeriod": str(period), "effectiveTime": times.written(now), **kept}
