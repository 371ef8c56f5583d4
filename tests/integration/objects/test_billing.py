"""What Cloud Storage would bill, as the emulator counts it; and the service's client asks for nothing beside it."""

from __future__ import annotations

import threading
from typing import Any

import requests
from google.api_core.exceptions import NotFound

from emulators.cloud_storage import CloudStorageEmulator
from functions.shared.cloud.objects import CloudObjects


def told(emulator: CloudStorageEmulator) -> tuple[dict[str, int], dict[str, int]]:
    state = requests.get(f"{emulator.address}/_control", timeout=5).json()
    return state["operations"], state["bytes"]


def test_storing_and_listing_is_class_a_reading_class_b_and_deleting_free(
    client: Any, emulator: CloudStorageEmulator
) -> None:
    bucket = client.bucket("plain")
    bucket.blob("a").upload_from_string(b"12345")
    bucket.blob("a").upload_from_string(b"123")
    assert bucket.blob("a").download_as_bytes() == b"123"
    assert bucket.blob("a").exists()
    assert len(list(client.list_blobs("plain"))) == 1
    bucket.blob("a").delete()
    operations, transferred = told(emulator)
    assert operations == {"class_a plain": 3, "class_b plain": 2}
    assert transferred == {"stored plain": 8, "read plain": 3}


def test_a_resumable_upload_is_one_operation_and_a_refusal_none(client: Any, emulator: CloudStorageEmulator) -> None:
    blob = client.bucket("kept").blob("large", chunk_size=256 * 1024)
    blob.upload_from_string(b"x" * (600 * 1024))
    try:
        client.bucket("kept").blob("absent").download_as_bytes()
    except NotFound:
        operations, transferred = told(emulator)
    assert operations == {"class_a kept": 1}
    assert transferred == {"stored kept": 600 * 1024}


def test_the_services_client_asks_for_nothing_on_its_own(client: Any, emulator: CloudStorageEmulator) -> None:
    objects = CloudObjects(lambda: client, "plain")
    objects.create("certificate", b"%PDF", "application/pdf")
    for thread in threading.enumerate():
        if "background" in thread.name:
            thread.join(5)
    assert told(emulator)[0] == {"class_a plain": 1}
