"""A copy that nobody named goes after thirty days, and one that was named never does (decision 0029)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from emulators.cloud_storage import CloudStorageEmulator
from functions.shared.clock import FileClock
from functions.shared.cloud.objects import CloudObjects, storage_client

DECLARED = json.loads((Path(__file__).parents[3] / "infra" / "buckets.json").read_text())
DAY = timedelta(days=1)
NAMED, UNNAMED, EVIDENCE = "attachments/" + "1" * 64, "attachments/" + "2" * 64, "evidence/" + "3" * 64


@pytest.fixture
def bucket(tmp_path: Path, clock: FileClock) -> Iterator[Any]:
    """The bucket of attachments as production has it."""
    emulator = CloudStorageEmulator(tmp_path / "production", clock, declared=DECLARED).start()
    client = storage_client("demo", emulator.address)
    yield client.bucket("attachments")
    client.close()
    emulator.stop()


@pytest.fixture
def attachments(bucket: Any) -> CloudObjects:
    objects = CloudObjects(lambda: bucket.client, "attachments")
    for name in (NAMED, UNNAMED, EVIDENCE):
        objects.create(name, b"%PDF", "application/pdf")
    assert objects.keep(NAMED)
    return objects


def versions(bucket: Any) -> list[tuple[str, bool]]:
    """Names of all versions, and whether each is live."""
    listed = bucket.client.list_blobs(bucket, versions=True)
    return sorted((blob.name, blob.time_deleted is None) for blob in listed)


def test_a_copy_that_nobody_named_goes_after_thirty_days(attachments: CloudObjects, clock: FileClock) -> None:
    clock.move(by=30 * DAY - timedelta(seconds=1))
    assert attachments.exists(UNNAMED)
    clock.move(by=timedelta(hours=1))
    assert not attachments.exists(UNNAMED)
    assert not attachments.keep(UNNAMED)


def test_a_named_copy_and_evidence_stay_for_good(attachments: CloudObjects, clock: FileClock) -> None:
    clock.move(by=3_000 * DAY)
    assert attachments.read(NAMED) == b"%PDF"
    assert attachments.read(EVIDENCE) == b"%PDF"


def test_what_went_leaves_no_older_version_behind(attachments: CloudObjects, bucket: Any, clock: FileClock) -> None:
    clock.move(by=30 * DAY)
    assert versions(bucket) == [(NAMED, True), (UNNAMED, False), (EVIDENCE, True)]
    clock.move(by=7 * DAY)
    assert versions(bucket) == [(NAMED, True), (EVIDENCE, True)]


def test_it_may_be_uploaded_again_after_it_went(attachments: CloudObjects, clock: FileClock) -> None:
    clock.move(by=30 * DAY)
    attachments.create(UNNAMED, b"%PDF", "application/pdf")
    assert attachments.keep(UNNAMED)
    clock.move(by=31 * DAY)
    assert attachments.exists(UNNAMED)


def test_a_rule_that_would_do_nothing_here_is_refused(tmp_path: Path, clock: FileClock) -> None:
    rule = {"action": {"type": "SetStorageClass", "storageClass": "COLDLINE"}, "condition": {"age": 1}}
    with pytest.raises(ValueError, match="not emulated"):
        CloudStorageEmulator(tmp_path / "other", clock, declared=[{"name": "some", "lifecycle": {"rule": [rule]}}])
