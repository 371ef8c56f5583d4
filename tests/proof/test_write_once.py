"""What our adapter has stored, nobody can change, remove, or let go before its time: not with every right there is."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.shared.cloud.archive import S3Archive, archive_client
from functions.shared.ports import ArchiveDenied, ArchiveRefuses, ArchiveUnavailable
from tests.proof.conftest import BUCKET, KEY_ID, REGION, SECRET, Store

DATA, PDF = b"%PDF-1.7 the certificate", "application/pdf"
UNTIL = datetime.now(UTC).replace(microsecond=0) + timedelta(days=5 * 365)


@pytest.fixture
def name(archive: S3Archive) -> str:
    """A certificate in the archive, under a name of its own."""
    name = f"certificates/{secrets.token_hex(16)}.pdf"
    archive.put(name, DATA, PDF, UNTIL)
    return name


def version(client: Any, name: str) -> str:
    """The version that our adapter wrote: the first."""
    found = client.list_object_versions(Bucket=BUCKET, Prefix=name)["Versions"]
    return str(min(found, key=lambda each: (each["LastModified"], each["IsLatest"]))["VersionId"])


def refused(call: Callable[[], Any], *codes: str) -> None:
    """The store answered, and said no; no answer at all proves nothing."""
    from botocore.exceptions import ClientError

    with pytest.raises(ClientError) as caught:
        call()
    assert caught.value.response["Error"]["Code"] in codes


class TestWhatIsStored:
    def test_it_is_locked_in_compliance_mode_until_the_day_that_was_asked_for(self, client: Any, name: str) -> None:
        head = client.head_object(Bucket=BUCKET, Key=name)
        assert (head["ObjectLockMode"], head["ObjectLockRetainUntilDate"]) == ("COMPLIANCE", UNTIL)

    def test_the_store_knows_its_sha256(self, archive: S3Archive, name: str) -> None:
        assert archive.holds(name) == hashlib.sha256(DATA).hexdigest()

    def test_the_same_bytes_again_make_no_second_version(self, archive: S3Archive, client: Any, name: str) -> None:
        archive.put(name, DATA, PDF, UNTIL)
        assert len(client.list_object_versions(Bucket=BUCKET, Prefix=name)["Versions"]) == 1

    def test_a_large_attachment_and_an_empty_one_come_back(self, archive: S3Archive) -> None:
        for data in (os.urandom(10 << 20), b""):
            name = f"attachments/{hashlib.sha256(data).hexdigest()}"
            archive.put(name, data, "application/octet-stream", UNTIL)
            assert archive.read(name) == data

    def test_bytes_that_were_damaged_on_their_way_are_not_taken(self, client: Any) -> None:
        wrong = "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="
        refused(lambda: client.put_object(Bucket=BUCKET, Key="x", Body=b"other", ChecksumSHA256=wrong), "BadDigest")

    def test_names_are_listed(self, archive: S3Archive, name: str) -> None:
        assert name in list(archive.names("certificates/"))


class TestNobodyCanUndoIt:
    def test_our_adapter_does_not_overwrite(self, archive: S3Archive, client: Any, name: str) -> None:
        with pytest.raises(ArchiveRefuses):
            archive.put(name, b"other", PDF, UNTIL)
        assert archive.read(name) == DATA
        assert len(client.list_object_versions(Bucket=BUCKET, Prefix=name)["Versions"]) == 1

    def test_the_store_does_not_create_what_is_there(self, client: Any, name: str) -> None:
        again = {"Bucket": BUCKET, "Key": name, "Body": b"other", "IfNoneMatch": "*"}
        refused(lambda: client.put_object(**again), "PreconditionFailed")

    @pytest.mark.parametrize("more", [{}, {"BypassGovernanceRetention": True}])
    def test_the_version_cannot_be_deleted(self, client: Any, name: str, more: dict[str, bool]) -> None:
        first = version(client, name)
        refused(lambda: client.delete_object(Bucket=BUCKET, Key=name, VersionId=first, **more), "AccessDenied")

    @pytest.mark.parametrize(
        "retention",
        [
            {"Mode": "COMPLIANCE", "RetainUntilDate": UNTIL - timedelta(days=1)},
            {"Mode": "GOVERNANCE", "RetainUntilDate": UNTIL},
            {"Mode": "GOVERNANCE", "RetainUntilDate": UNTIL + timedelta(days=1)},
            {},
        ],
    )
    def test_the_retention_cannot_be_shortened_weakened_or_taken_away(
        self, client: Any, name: str, retention: dict[str, Any]
    ) -> None:
        given = {"Bucket": BUCKET, "Key": name, "Retention": retention, "BypassGovernanceRetention": True}
        refused(lambda: client.put_object_retention(**given), "AccessDenied", "MalformedXML", "InvalidRequest")
        assert client.head_object(Bucket=BUCKET, Key=name)["ObjectLockRetainUntilDate"] == UNTIL

    def test_it_can_be_prolonged(self, archive: S3Archive, client: Any, name: str) -> None:
        archive.put(name, DATA, PDF, UNTIL + timedelta(days=365))
        locked = client.head_object(Bucket=BUCKET, Key=name)["ObjectLockRetainUntilDate"]
        assert locked == UNTIL + timedelta(days=365)

    def test_neither_the_bucket_nor_its_versioning_can_be_switched_off(self, client: Any, name: str) -> None:
        off = {"Bucket": BUCKET, "VersioningConfiguration": {"Status": "Suspended"}}
        refused(lambda: client.delete_bucket(Bucket=BUCKET), "BucketNotEmpty")
        refused(lambda: client.put_bucket_versioning(**off), "InvalidBucketState")

    def test_what_is_put_in_front_of_it_hides_it_from_nobody(self, archive: S3Archive, client: Any, name: str) -> None:
        """Object lock protects versions, not names: a newer one can stand in front. Ours is still there, and our
        adapter says that somebody must look; where the newer one is taken away again, all is as before."""
        first = version(client, name)
        newer = client.put_object(Bucket=BUCKET, Key=name, Body=b"other")["VersionId"]
        with pytest.raises(ArchiveRefuses):
            archive.put(name, DATA, PDF, UNTIL)
        assert client.get_object(Bucket=BUCKET, Key=name, VersionId=first)["Body"].read() == DATA
        client.delete_object(Bucket=BUCKET, Key=name, VersionId=newer)
        archive.put(name, DATA, PDF, UNTIL)
        assert archive.read(name) == DATA

    def test_a_delete_hides_it_until_it_is_put_again(self, archive: S3Archive, client: Any, name: str) -> None:
        first = version(client, name)
        client.delete_object(Bucket=BUCKET, Key=name)
        assert archive.read(name) is None
        assert client.get_object(Bucket=BUCKET, Key=name, VersionId=first)["Body"].read() == DATA
        archive.put(name, DATA, PDF, UNTIL)
        assert archive.read(name) == DATA


class TestWhenItFails:
    def test_kill_9_loses_nothing_and_unlocks_nothing(
        self, store: Store, archive: S3Archive, client: Any, name: str
    ) -> None:
        first = version(client, name)
        store.stop()
        with pytest.raises(ArchiveUnavailable):
            archive.read(name)
        store.start()
        assert store.until_it_answers(lambda: archive.read(name)) == DATA
        assert client.head_object(Bucket=BUCKET, Key=name)["ObjectLockRetainUntilDate"] == UNTIL
        refused(lambda: client.delete_object(Bucket=BUCKET, Key=name, VersionId=first), "AccessDenied")

    @pytest.mark.parametrize(
        ("bucket", "key_id", "secret"),
        [(BUCKET, KEY_ID, "another-secret"), (BUCKET, "another-key", SECRET), ("nobodys", KEY_ID, SECRET)],
    )
    @pytest.mark.parametrize("call", ["put", "read", "holds"])
    def test_wrong_keys_and_no_bucket_are_never_an_empty_archive(
        self, store: Store, client: Any, bucket: str, key_id: str, secret: str, call: str
    ) -> None:
        stranger = archive_client(store.address, REGION, key_id, secret)
        archive = S3Archive(lambda: stranger, bucket)
        given = (DATA, PDF, UNTIL) if call == "put" else ()
        with pytest.raises(ArchiveDenied):
            getattr(archive, call)("certificates/none.pdf", *given)
        archive.close()

    def test_a_bucket_that_was_made_without_object_lock_is_refused(self, client: Any, store: Store) -> None:
        client.create_bucket(Bucket="unlocked")
        with pytest.raises(ArchiveUnavailable):
            S3Archive(lambda: client, "unlocked").put("x", DATA, PDF, UNTIL)
