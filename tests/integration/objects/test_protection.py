"""What must not be deleted or overwritten is not: retention of buckets and of objects, and holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from google.api_core.exceptions import BadRequest, Conflict, Forbidden, NotFound, PreconditionFailed

from emulators.cloud_storage import CloudStorageEmulator
from functions.shared.clock import FileClock
from tests.integration.objects.conftest import START

Put = Callable[..., Any]
HOUR = timedelta(hours=1)


def delete(blob: Any) -> None:
    blob.bucket.blob(blob.name).delete()


def overwrite(blob: Any) -> None:
    blob.bucket.blob(blob.name).upload_from_string(b"other")


def delete_version(blob: Any) -> None:
    blob.bucket.blob(blob.name, generation=blob.generation).delete()


CHANGES = pytest.mark.parametrize("change", [delete, overwrite, delete_version])
Change = Callable[[Any], None]


# ---------------------------------------------------------------- the bucket's policy


@CHANGES
def test_an_object_is_kept_for_the_buckets_period(put: Put, clock: FileClock, change: Change) -> None:
    blob = put("kept")
    assert blob.retention_expiration_time == START + HOUR
    clock.move(by=HOUR - timedelta(seconds=1))
    with pytest.raises(Forbidden):
        change(blob)
    clock.move(by=timedelta(seconds=1))
    change(blob)


def test_a_longer_period_covers_what_is_there_already(put: Put, client: Any, clock: FileClock) -> None:
    blob, bucket = put("kept"), client.get_bucket("kept")
    bucket.retention_period = 7200
    bucket.patch()
    clock.move(by=HOUR)
    with pytest.raises(Forbidden):
        delete(blob)


def test_a_locked_policy_may_only_grow(put: Put, client: Any) -> None:
    bucket = client.get_bucket("kept")
    bucket.lock_retention_policy()
    assert bucket.retention_policy_locked
    for period in (60, None):
        bucket = client.get_bucket("kept")
        bucket.retention_period = period
        with pytest.raises(Forbidden):
            bucket.patch()
    bucket = client.get_bucket("kept")
    bucket.retention_period = 7200
    bucket.patch()
    assert client.get_bucket("kept").retention_period == 7200


def test_a_policy_is_locked_only_in_the_state_that_was_seen(client: Any) -> None:
    seen, changed = client.get_bucket("kept"), client.get_bucket("kept")
    changed.labels = {"office": "almaty"}
    changed.patch()
    with pytest.raises(PreconditionFailed):
        seen.lock_retention_policy()


def test_in_a_versioned_bucket_a_kept_object_may_retire_but_not_vanish(put: Put, client: Any, clock: FileClock) -> None:
    blob = put("kept-versions")
    delete(blob)
    with pytest.raises(Forbidden):
        delete_version(blob)
    clock.move(by=HOUR)
    delete_version(blob)


# ---------------------------------------------------------------- the object's own retention


def retain(blob: Any, mode: str, until: timedelta, *, override: bool = False) -> None:
    blob.retention.mode = mode
    blob.retention.retain_until_time = START + until
    blob.patch(override_unlocked_retention=override)


@CHANGES
def test_a_retained_object_is_kept_until_its_time(put: Put, clock: FileClock, change: Change) -> None:
    blob = put("retainable")
    retain(blob, "Locked", HOUR)
    with pytest.raises(Forbidden):
        change(blob)
    clock.move(by=HOUR)
    change(blob)


def test_an_unlocked_retention_is_shortened_only_on_purpose(put: Put) -> None:
    blob = put("retainable")
    retain(blob, "Unlocked", 2 * HOUR)
    with pytest.raises(Forbidden):
        retain(blob, "Unlocked", HOUR)
    retain(blob, "Unlocked", HOUR, override=True)
    blob.reload()
    assert blob.retention.retain_until_time == START + HOUR


def test_a_locked_retention_is_never_shortened(put: Put) -> None:
    blob = put("retainable")
    retain(blob, "Locked", HOUR)
    with pytest.raises(Forbidden):
        retain(blob, "Locked", HOUR / 2, override=True)
    with pytest.raises(Forbidden):
        retain(blob, "Unlocked", HOUR, override=True)
    retain(blob, "Locked", 2 * HOUR)


def test_a_bucket_must_allow_retention_of_objects(put: Put) -> None:
    with pytest.raises(BadRequest):
        retain(put("plain"), "Locked", HOUR)


# ---------------------------------------------------------------- holds


@CHANGES
@pytest.mark.parametrize("hold", ["temporary_hold", "event_based_hold"])
@pytest.mark.parametrize("bucket", ["plain", "versioned"])
def test_a_held_object_stays(put: Put, bucket: str, hold: str, change: Change) -> None:
    blob = put(bucket)
    setattr(blob, hold, True)
    blob.patch()
    with pytest.raises(Forbidden):
        change(blob)
    setattr(blob, hold, False)
    blob.patch()
    change(blob)


def test_the_period_counts_from_the_event_that_was_awaited(put: Put, clock: FileClock) -> None:
    blob = put("evented")
    assert blob.event_based_hold
    assert blob.retention_expiration_time is None
    clock.move(by=10 * HOUR)
    blob.event_based_hold = False
    blob.patch()
    blob.reload()
    assert blob.retention_expiration_time == START + 11 * HOUR
    with pytest.raises(Forbidden):
        delete(blob)
    clock.move(by=HOUR)
    delete(blob)


# ---------------------------------------------------------------- buckets


def test_a_bucket_is_created_once_and_deleted_empty(client: Any) -> None:
    bucket = client.create_bucket("receipts")
    with pytest.raises(Conflict):
        client.create_bucket("receipts")
    bucket.blob("receipt").upload_from_string(b"x")
    with pytest.raises(Conflict):
        bucket.delete()
    bucket.delete_blob("receipt")
    bucket.delete()
    with pytest.raises(NotFound):
        client.get_bucket("receipts")


def test_an_object_needs_its_bucket(client: Any) -> None:
    with pytest.raises(NotFound, match="bucket does not exist"):
        client.bucket("nowhere").blob("object").upload_from_string(b"x")


def test_what_was_declared_is_there(client: Any, emulator: CloudStorageEmulator) -> None:
    assert client.get_bucket("versioned").versioning_enabled
    assert client.get_bucket("retainable").object_retention_mode == "Enabled"
    assert {bucket.name for bucket in client.list_buckets(prefix="kept")} == {"kept", "kept-versions"}
