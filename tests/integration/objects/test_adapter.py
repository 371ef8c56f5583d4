"""What the adapter makes of lost answers, missing buckets and servers that are not there."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import google_crc32c
import pytest

from functions.shared.cloud.objects import CloudObjects, storage_client
from functions.shared.ports import ObjectExists, StoreUnavailable
from tests.fakes.objects import FakeObjects

Faults = Callable[..., None]
SMALL, LARGE = b"%PDF", b"%PDF" * (9 << 18)
"""One goes up in a single message, the other, of 9 MiB, in a resumable upload."""


@pytest.mark.parametrize("data", [SMALL, LARGE], ids=["small", "large"])
def test_a_lost_answer_to_our_own_create_is_success(client: Any, faults: Faults, data: bytes) -> None:
    objects = CloudObjects(lambda: client, "plain")
    faults(lost_reply=1)
    objects.create("certificate", data, "application/pdf")
    faults()
    assert objects.read("certificate") == data


def test_a_lost_answer_does_not_hide_that_the_object_was_anothers(client: Any, faults: Faults) -> None:
    objects = CloudObjects(lambda: client, "plain")
    objects.create("certificate", b"theirs", "application/pdf")
    faults(lost_reply=1)
    with pytest.raises(ObjectExists):
        objects.create("certificate", b"ours", "application/pdf")


def test_the_same_checksum_is_not_enough_where_the_size_differs(client: Any) -> None:
    """Four bytes of ones empty the register of CRC32C, and zeros after them leave it empty."""
    shorter, longer = b"\xff" * 4, b"\xff" * 4 + b"\0"
    assert google_crc32c.value(shorter) == google_crc32c.value(longer)
    objects = CloudObjects(lambda: client, "plain")
    objects.create("certificate", shorter, "application/pdf")
    with pytest.raises(ObjectExists):
        objects.create("certificate", longer, "application/pdf")


def test_a_passing_failure_is_repeated(client: Any, faults: Faults) -> None:
    objects = CloudObjects(lambda: client, "plain")
    faults(unavailable=0.5)
    for number in range(5):
        objects.create(f"certificate-{number}", b"%PDF", "application/pdf")
    faults()
    assert all(objects.exists(f"certificate-{number}") for number in range(5))


def test_a_missing_bucket_is_not_an_empty_one(client: Any) -> None:
    objects = CloudObjects(lambda: client, "nowhere", retrying_s=0.2)
    with pytest.raises(StoreUnavailable):
        objects.read("certificate")
    with pytest.raises(StoreUnavailable):
        objects.exists("certificate")
    with pytest.raises(StoreUnavailable):
        objects.create("certificate", b"%PDF", "application/pdf")


def test_a_store_that_is_not_there_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
    client = storage_client("demo", address)
    with pytest.raises(StoreUnavailable):
        CloudObjects(lambda: client, "plain", retrying_s=0.2).exists("certificate")
    client.close()


def test_the_content_type_is_kept(client: Any) -> None:
    CloudObjects(lambda: client, "plain").create("certificate", b"%PDF", "application/pdf")
    assert client.bucket("plain").get_blob("certificate").content_type == "application/pdf"


def test_the_client_is_not_made_before_the_first_call() -> None:
    def never() -> Any:
        raise AssertionError("a client was made at import")

    CloudObjects(never, "plain")


def test_the_fake_loses_an_answer_as_the_store_may() -> None:
    fake = FakeObjects()
    fake.lose_next_reply()
    with pytest.raises(StoreUnavailable):
        fake.create("certificate", b"%PDF", "application/pdf")
    fake.create("certificate", b"%PDF", "application/pdf")
    assert fake.read("certificate") == b"%PDF"
