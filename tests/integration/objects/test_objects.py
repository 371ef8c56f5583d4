"""Objects, through Google's own client: preconditions, checksums, uploads, versions, ranges, lists."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import pytest
import requests
from google.api_core.exceptions import BadRequest, NotFound, PreconditionFailed, RequestRangeNotSatisfiable

from emulators.cloud_storage import CloudStorageEmulator
from tests.integration.objects.conftest import START

Put = Callable[..., Any]
OTHER = 1
"""A generation that no object has."""


# ---------------------------------------------------------------- preconditions


def large(blob: Any, **conditions: int) -> None:
    """A resumable upload of two chunks."""
    blob.chunk_size = 256 << 10
    blob.upload_from_file(io.BytesIO(b"x" * (300 << 10)), **conditions)


UPLOADS: dict[str, Callable[..., None]] = {
    "multipart": lambda blob, **conditions: blob.upload_from_string(b"new", **conditions),
    "resumable": large,
}


@pytest.mark.parametrize("upload", UPLOADS.values(), ids=UPLOADS)
def test_an_upload_that_may_only_create_does_not_overwrite(put: Put, upload: Callable[..., None]) -> None:
    blob = put("plain")
    with pytest.raises(PreconditionFailed):
        upload(blob, if_generation_match=0)
    assert blob.download_as_bytes() == b"content"


@pytest.mark.parametrize("upload", UPLOADS.values(), ids=UPLOADS)
def test_an_upload_replaces_only_the_generation_that_it_names(put: Put, upload: Callable[..., None]) -> None:
    blob = put("plain")
    before = blob.generation
    with pytest.raises(PreconditionFailed):
        upload(blob, if_generation_match=OTHER)
    upload(blob, if_generation_match=before)
    assert blob.generation > before


def test_an_upload_onto_nothing_fails_where_something_must_be(client: Any) -> None:
    with pytest.raises(PreconditionFailed):
        client.bucket("plain").blob("none").upload_from_string(b"x", if_generation_not_match=0)


@pytest.mark.parametrize(
    "act",
    [
        lambda blob, **conditions: blob.download_as_bytes(**conditions),
        lambda blob, **conditions: blob.reload(**conditions),
        lambda blob, **conditions: blob.delete(**conditions),
        lambda blob, **conditions: blob.patch(**conditions),
    ],
    ids=["download", "reload", "delete", "patch"],
)
@pytest.mark.parametrize("condition", ["if_generation_match", "if_metageneration_match"])
def test_every_call_honours_its_preconditions(put: Put, act: Callable[..., object], condition: str) -> None:
    blob = put("plain")
    current = {"if_generation_match": blob.generation, "if_metageneration_match": blob.metageneration}[condition]
    with pytest.raises(PreconditionFailed):
        act(blob, **{condition: current + 1})
    act(blob, **{condition: current})


def test_a_change_of_metadata_makes_a_new_metageneration_and_the_same_generation(put: Put) -> None:
    blob = put("plain")
    generation = blob.generation
    blob.metadata = {"certificate": "A-1"}
    blob.patch()
    blob.reload()
    assert (blob.generation, blob.metageneration, blob.metadata) == (generation, 2, {"certificate": "A-1"})


def test_times_are_the_clocks(put: Put) -> None:
    blob = put("plain")
    assert blob.time_created == blob.updated == START


# ---------------------------------------------------------------- checksums and uploads


@pytest.mark.parametrize("sum_", ["crc32c", "md5_hash"])
def test_an_upload_that_was_damaged_on_its_way_is_refused(client: Any, sum_: str) -> None:
    blob = client.bucket("plain").blob("damaged")
    setattr(blob, sum_, base64.b64encode(b"wrong sum".ljust(16)[: 4 if sum_ == "crc32c" else 16]).decode())
    with pytest.raises(BadRequest):
        blob.upload_from_string(b"content", checksum=None)
    assert not blob.exists()


@pytest.mark.parametrize("sum_", ["crc32c", "md5"])
def test_uploads_and_downloads_verify_their_checksums(client: Any, sum_: str) -> None:
    blob = client.bucket("plain").blob("whole")
    blob.upload_from_string(b"content", checksum=sum_)
    assert blob.download_as_bytes(checksum=sum_) == b"content"


def test_a_resumable_upload_comes_in_chunks(client: Any) -> None:
    blob = client.bucket("plain").blob("чанк/1", chunk_size=256 << 10)
    data = bytes(range(256)) * (3 << 10)
    blob.upload_from_file(io.BytesIO(data), content_type="image/png")
    assert blob.download_as_bytes() == data
    assert blob.content_type == "image/png"


def test_a_resumable_upload_goes_on_where_it_broke_off(emulator: CloudStorageEmulator, client: Any) -> None:
    began = requests.post(
        f"{emulator.address}/upload/storage/v1/b/plain/o",
        params={"uploadType": "resumable", "name": "broken/off"},
        timeout=5,
    )
    session = began.headers["Location"]
    first = requests.put(session, data=b"abc", headers={"Content-Range": "bytes 0-2/6"}, timeout=5)
    assert (first.status_code, first.headers["Range"]) == (308, "bytes=0-2")
    asked = requests.put(session, headers={"Content-Range": "bytes */6"}, timeout=5)
    assert (asked.status_code, asked.headers["Range"]) == (308, "bytes=0-2")
    done = requests.put(session, data=b"def", headers={"Content-Range": "bytes 3-5/6"}, timeout=5)
    assert done.json()["size"] == "6"
    again = requests.put(session, headers={"Content-Range": "bytes */6"}, timeout=5)
    assert again.json()["generation"] == done.json()["generation"]
    assert client.bucket("plain").blob("broken/off").download_as_bytes() == b"abcdef"


# ---------------------------------------------------------------- versions


def test_without_versions_an_overwritten_content_is_gone(put: Put, client: Any) -> None:
    first = put("plain", data=b"first").generation
    put("plain", data=b"second")
    with pytest.raises(NotFound):
        client.bucket("plain").blob("object", generation=first).download_as_bytes()


def test_with_versions_an_overwritten_and_a_deleted_content_can_be_read(put: Put, client: Any) -> None:
    bucket = client.bucket("versioned")
    first = put("versioned", data=b"first").generation
    second = put("versioned", data=b"second").generation
    bucket.delete_blob("object")
    assert not bucket.blob("object").exists()
    assert bucket.blob("object", generation=first).download_as_bytes() == b"first"
    assert bucket.blob("object", generation=second).download_as_bytes() == b"second"
    assert [blob.generation for blob in client.list_blobs("versioned", versions=True)] == [first, second]
    assert not list(client.list_blobs("versioned"))


def test_deleting_one_version_is_for_good(put: Put, client: Any) -> None:
    bucket = client.bucket("versioned")
    first = put("versioned", data=b"first").generation
    put("versioned", data=b"second")
    bucket.delete_blob("object", generation=first)
    assert not bucket.blob("object", generation=first).exists()
    assert bucket.blob("object").download_as_bytes() == b"second"


# ---------------------------------------------------------------- ranges and lists


def test_a_range_is_a_part(put: Put) -> None:
    blob = put("plain", data=b"0123456789")
    assert blob.download_as_bytes(start=2, end=4, checksum=None) == b"234"
    assert blob.download_as_bytes(start=7, checksum=None) == b"789"
    with pytest.raises(RequestRangeNotSatisfiable):
        blob.download_as_bytes(start=10, checksum=None)


def test_a_list_is_rolled_up_at_the_delimiter(put: Put, client: Any) -> None:
    for name in ("a/1", "a/2", "a/б/3", "b/1", "c"):
        put("plain", name)
    top = client.list_blobs("plain", delimiter="/")
    assert [blob.name for blob in top] == ["c"]
    assert top.prefixes == {"a/", "b/"}
    inside = client.list_blobs("plain", prefix="a/", delimiter="/")
    assert [blob.name for blob in inside] == ["a/1", "a/2"]
    assert inside.prefixes == {"a/б/"}


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_pages_hold_every_entry_once(put: Put, client: Any, size: int) -> None:
    for name in ("a/1", "a/2", "a.", "b", "b/1", "ә"):
        put("plain", name)
    pages = list(client.list_blobs("plain", delimiter="/", page_size=size).pages)
    assert [blob.name for page in pages for blob in page] == ["a.", "b", "ә"]
    assert sorted(prefix for page in pages for prefix in page.prefixes) == ["a/", "b/"]
    assert all(page.num_items + len(page.prefixes) <= size for page in pages)


def test_a_list_keeps_within_its_offsets(put: Put, client: Any) -> None:
    for name in ("a", "b", "c", "d"):
        put("plain", name)
    assert [blob.name for blob in client.list_blobs("plain", start_offset="b", end_offset="d")] == ["b", "c"]


def test_a_name_with_a_line_break_is_refused(client: Any) -> None:
    with pytest.raises(BadRequest):
        client.bucket("plain").blob("two\nlines").upload_from_string(b"x")
