"""The adapter against a store that fails, and never against one that it believes."""

from __future__ import annotations

import hashlib
import re
import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from emulators.archive import ArchiveEmulator
from functions.shared.cloud import archive as adapter
from functions.shared.cloud.archive import S3Archive, archive_client
from functions.shared.ports import ArchiveDenied, ArchiveFailed, ArchiveFull, ArchiveRefuses, ArchiveUnavailable
from tests.integration.archive.conftest import BUCKET, KEY_ID, REGION, UNTIL

NAME, PDF, DATA = "certificates/abc.pdf", "application/pdf", b"%PDF-1.7 a certificate"
Faults = Callable[..., None]


def operations(store: ArchiveEmulator) -> dict[str, int]:
    told: dict[str, int] = requests.get(f"{store.address}/_control", timeout=5).json()["operations"]
    return told


class TestWhatIsKept:
    def test_it_comes_back_and_is_locked(self, archive: S3Archive, client: Any) -> None:
        archive.put(NAME, DATA, PDF, UNTIL)
        assert archive.read(NAME) == DATA
        assert archive.holds(NAME) == hashlib.sha256(DATA).hexdigest()
        head = client.head_object(Bucket=BUCKET, Key=NAME)
        assert (head["ObjectLockMode"], head["ObjectLockRetainUntilDate"]) == ("COMPLIANCE", UNTIL)
        assert head["ContentType"] == PDF

    def test_the_store_hears_who_asks_and_nothing_of_our_machine(self, archive: S3Archive, client: Any) -> None:
        heard: list[str] = []

        def listen(request: Any, **_: Any) -> None:
            heard.append(request.headers["User-Agent"].decode())

        client.meta.events.register("before-send.s3", listen)
        archive.put(NAME, DATA, PDF, UNTIL)
        client.meta.events.unregister("before-send.s3", listen)
        assert len(heard) == 3
        assert {re.sub(r"[0-9.]+", "N", name) for name in heard} == {"anyqtama Botocore/N"}

    def test_what_is_not_there_is_none(self, archive: S3Archive) -> None:
        assert archive.read(NAME) is None
        assert archive.holds(NAME) is None
        assert list(archive.names("")) == []

    def test_the_same_bytes_again_are_success_and_make_no_second_version(self, archive: S3Archive, client: Any) -> None:
        for _ in range(2):
            archive.put(NAME, DATA, PDF, UNTIL)
        assert len(client.list_object_versions(Bucket=BUCKET)["Versions"]) == 1

    def test_other_bytes_are_refused_and_the_first_stay(self, archive: S3Archive, client: Any) -> None:
        archive.put(NAME, DATA, PDF, UNTIL)
        with pytest.raises(ArchiveRefuses):
            archive.put(NAME, b"other", PDF, UNTIL)
        assert archive.read(NAME) == DATA
        assert len(client.list_object_versions(Bucket=BUCKET)["Versions"]) == 1

    def test_a_longer_time_is_taken_and_a_shorter_one_changes_nothing(self, archive: S3Archive, client: Any) -> None:
        archive.put(NAME, DATA, PDF, UNTIL)
        archive.put(NAME, DATA, PDF, UNTIL + timedelta(days=365))
        archive.put(NAME, DATA, PDF, UNTIL)
        locked = client.head_object(Bucket=BUCKET, Key=NAME)["ObjectLockRetainUntilDate"]
        assert locked == UNTIL + timedelta(days=365)

    def test_an_object_that_lies_there_without_a_lock_gets_one(self, archive: S3Archive, client: Any) -> None:
        client.put_object(Bucket=BUCKET, Key=NAME, Body=DATA)
        archive.put(NAME, DATA, PDF, UNTIL)
        assert client.head_object(Bucket=BUCKET, Key=NAME)["ObjectLockMode"] == "COMPLIANCE"

    def test_names_come_page_by_page_in_order(
        self, archive: S3Archive, client: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for place in range(5):
            client.put_object(Bucket=BUCKET, Key=f"cases/{place}.zip", Body=b"x")
        client.put_object(Bucket=BUCKET, Key="revocations/1.json", Body=b"x")
        monkeypatch.setattr(adapter, "PAGE", 2)
        assert list(archive.names("cases/")) == [f"cases/{place}.zip" for place in range(5)]


class TestAStoreThatFails:
    @pytest.mark.parametrize("call", ["put", "read", "holds", "names"])
    def test_one_that_is_down_is_unavailable_and_never_empty(
        self, archive: S3Archive, faults: Faults, call: str
    ) -> None:
        faults(down=True)
        with pytest.raises(ArchiveUnavailable):
            asked(archive, call)
        faults()
        assert asked(archive, call) in (None, [])

    def test_it_is_asked_twice_and_no_more(self, archive: S3Archive, store: ArchiveEmulator, faults: Faults) -> None:
        before = operations(store).get("GetObject", 0)
        faults(down=True)
        with pytest.raises(ArchiveUnavailable):
            archive.read(NAME)
        assert operations(store)["GetObject"] == before + 2

    def test_one_that_is_full_is_told_from_one_that_is_down(self, archive: S3Archive, faults: Faults) -> None:
        faults(full=True)
        with pytest.raises(ArchiveFull):
            archive.put(NAME, DATA, PDF, UNTIL)
        faults()
        archive.put(NAME, DATA, PDF, UNTIL)

    def test_one_that_refuses_to_create_what_is_not_there_has_not_kept_it(
        self, archive: S3Archive, faults: Faults
    ) -> None:
        faults(refuses=True)
        with pytest.raises(ArchiveUnavailable):
            archive.put(NAME, DATA, PDF, UNTIL)

    def test_one_that_gives_back_other_bytes_is_found_out_at_once(self, archive: S3Archive, faults: Faults) -> None:
        faults(lies=True)
        with pytest.raises(ArchiveRefuses):
            archive.put(NAME, DATA, PDF, UNTIL)

    def test_an_object_that_was_damaged_later_is_found_out(self, archive: S3Archive, store: ArchiveEmulator) -> None:
        archive.put(NAME, DATA, PDF, UNTIL)
        requests.post(f"{store.address}/_control/objects", json={"damage": NAME}, timeout=5).raise_for_status()
        assert archive.holds(NAME) != hashlib.sha256(DATA).hexdigest()
        with pytest.raises(ArchiveRefuses):
            archive.put(NAME, DATA, PDF, UNTIL)

    def test_an_answer_that_was_lost_is_success(self, archive: S3Archive, faults: Faults, client: Any) -> None:
        faults(lost_reply=True)
        archive.put(NAME, DATA, PDF, UNTIL)  # the client's own repeat meets our object: 412
        assert len(client.list_object_versions(Bucket=BUCKET)["Versions"]) == 1

    def test_one_that_is_slow_is_waited_for_and_one_that_is_too_slow_is_not(
        self, store: ArchiveEmulator, faults: Faults, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(adapter, "READ_S", 0.3)
        archive = S3Archive(lambda: archive_client(store.address, REGION, KEY_ID, "secret"), BUCKET)
        faults(slow=0.1)
        archive.put(NAME, DATA, PDF, UNTIL)
        faults(slow=0.6)
        began = time.monotonic()
        with pytest.raises(ArchiveUnavailable):
            archive.read(NAME)
        assert time.monotonic() - began < 3
        archive.close()


class TestAStoreThatWeDoNotKnow:
    def test_one_that_knows_no_condition_is_still_never_overwritten(self, store: ArchiveEmulator) -> None:
        """Stores that answer 501 to If-None-Match: then the reading before and after is all there is."""
        client = archive_client(store.address, REGION, KEY_ID, "secret")
        real, asked_with = client.put_object, []

        def put_object(**given: Any) -> Any:
            asked_with.append("IfNoneMatch" in given)
            if "IfNoneMatch" in given:
                response = {"Error": {"Code": "NotImplemented"}, "ResponseMetadata": {"HTTPStatusCode": 501}}
                raise client.exceptions.ClientError(response, "PutObject")
            return real(**given)

        client.put_object = put_object
        archive = S3Archive(lambda: client, BUCKET)
        archive.put(NAME, DATA, PDF, UNTIL)
        with pytest.raises(ArchiveRefuses):
            archive.put(NAME, b"other", PDF, UNTIL)
        assert asked_with == [True, False]
        assert archive.read(NAME) == DATA
        archive.close()

    def test_one_that_ignores_the_condition_and_is_raced_for_is_found_out(self, store: ArchiveEmulator) -> None:
        client = archive_client(store.address, REGION, KEY_ID, "secret")
        real = client.put_object

        def put_object(**given: Any) -> Any:
            given.pop("IfNoneMatch")
            real(**given)
            other = {key: given[key] for key in ("Bucket", "Key", "ObjectLockMode", "ObjectLockRetainUntilDate")}
            real(**other, Body=b"somebody else's", ContentMD5="n19iYWBOqsJTZCQcY/q68Q==")

        client.put_object = put_object
        archive = S3Archive(lambda: client, BUCKET)
        with pytest.raises(ArchiveRefuses):
            archive.put(NAME, DATA, PDF, UNTIL)
        archive.close()

    @pytest.mark.parametrize(("bucket", "key_id"), [("nobodys", KEY_ID), (BUCKET, "another-key")])
    @pytest.mark.parametrize("call", ["put", "read", "holds", "names"])
    def test_no_bucket_and_a_wrong_key_are_never_an_empty_archive(
        self, store: ArchiveEmulator, bucket: str, key_id: str, call: str
    ) -> None:
        archive = S3Archive(lambda: archive_client(store.address, REGION, key_id, "secret"), bucket)
        with pytest.raises(ArchiveDenied) as caught:
            asked(archive, call)
        assert NAME not in str(caught.value)
        archive.close()

    def test_a_bucket_without_object_lock_keeps_nothing(self, client: Any, store: ArchiveEmulator) -> None:
        client.create_bucket(Bucket="unlocked", CreateBucketConfiguration={"LocationConstraint": REGION})
        archive = S3Archive(lambda: archive_client(store.address, REGION, KEY_ID, "secret"), "unlocked")
        with pytest.raises(ArchiveUnavailable):
            archive.put(NAME, DATA, PDF, UNTIL)
        archive.close()

    def test_nobody_at_the_address_is_unavailable(self, unused: str) -> None:
        archive = S3Archive(lambda: archive_client(unused, REGION, KEY_ID, "secret"), BUCKET)
        with pytest.raises(ArchiveUnavailable):
            archive.read(NAME)
        archive.close()

    @pytest.mark.parametrize(
        ("code", "status", "kind"),
        [
            ("XMinioStorageFull", 507, ArchiveFull),
            ("", 507, ArchiveFull),
            ("XMinioAdminBucketQuotaExceeded", 400, ArchiveFull),
            ("SlowDown", 503, ArchiveUnavailable),
            ("AccessDenied", 403, ArchiveDenied),
            ("NoSuchBucket", 404, ArchiveDenied),
            ("Whatever", 418, ArchiveUnavailable),
        ],
    )
    def test_what_stores_say_is_told_apart(self, code: str, status: int, kind: type[ArchiveFailed]) -> None:
        response = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
        assert type(adapter._told("the bucket b", response)) is kind


def asked(archive: S3Archive, call: str) -> Any:
    if call == "put":
        return archive.put(NAME, DATA, PDF, UNTIL)
    if call == "names":
        return list(archive.names(""))
    return getattr(archive, call)(NAME)


@pytest.fixture
def unused() -> Iterator[str]:
    """An address at which nobody listens: the port is taken, and refuses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_the_moment_is_kept_in_whole_seconds(archive: S3Archive, client: Any) -> None:
    archive.put(NAME, DATA, PDF, datetime(2031, 1, 1, 0, 0, 0, 999_999, tzinfo=UTC))
    archive.put(NAME, DATA, PDF, datetime(2031, 1, 1, 0, 0, 0, 999_999, tzinfo=UTC))
    locked = client.head_object(Bucket=BUCKET, Key=NAME)["ObjectLockRetainUntilDate"]
    assert locked == datetime(2031, 1, 1, tzinfo=UTC)
