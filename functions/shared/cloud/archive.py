"""The archive in the country, on any store that speaks S3 and knows object lock: the port Archive, on boto3.

Write-once is asked of the store in two ways, and neither is believed. `If-None-Match: *` (RFC 9110, 13.1.2) creates
and never replaces, but not every store that speaks S3 knows it; object lock in COMPLIANCE mode keeps this very version
from everybody, the store's own administrator too, but lets a newer version stand in front of it. So what is there is
read before and after each write. It is read, not asked for its checksum: some stores keep none, and some repeat the one
they were told; only the bytes that come back show what somebody will read in thirty years.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from functions.shared.ports import ArchiveDenied, ArchiveFailed, ArchiveFull, ArchiveRefuses, ArchiveUnavailable

R = TypeVar("R")

CONNECT_S, READ_S = 2.0, 5.0
"""To connect, and between two bytes of an answer."""
ATTEMPTS = 2
"""Of each request. A task comes again anyway, so a call to a dead store ends after 15 seconds at most."""
PAGE = 1000
"""Names in one answer: S3 gives no more."""
USER_AGENT = "anyqtama"
COMPLIANCE = "COMPLIANCE"
TAKEN = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412", "409"})
FULL = frozenset({"QuotaExceeded", "InsufficientStorage", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "507"})
"""Nobody standardised this one: Ceph, RFC 4918 (11.5), and MinIO."""
DENIED = frozenset({"401", "403"})
UNKNOWN_CONDITION = frozenset({"NotImplemented", "501"})


def archive_client(url: str, region: str, key_id: str, secret: str) -> Any:
    """boto3's client of an S3-compatible store at `url`: path style, since a store in the country seldom has a name in
    DNS for each bucket, and signature version 4, which does not send the secret."""
    import boto3
    from botocore.config import Config

    session = boto3.session.Session(aws_access_key_id=key_id, aws_secret_access_key=secret, region_name=region)
    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        connect_timeout=CONNECT_S,
        read_timeout=READ_S,
        retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
        proxies={},  # what the environment says of proxies is meant for others
        # Else boto3 tells the store of our machine, and puts that together anew for each request, a tenth of its work.
        user_agent=USER_AGENT,
        # Checksums of boto3's own choice travel as trailers, which several stores do not understand.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return session.client("s3", endpoint_url=url, config=config)


@dataclass(frozen=True)
class Held:
    """An object as it came back."""

    data: bytes
    locked_until: datetime | None
    """None where no lock in COMPLIANCE mode is on it."""


class S3Archive:
    """One bucket, which must have been made with object lock. The client is made at the first call."""

    def __init__(self, client: Callable[[], Any], bucket: str) -> None:
        self._make_client = client
        self._client: Any = None
        self._bucket = bucket

    def put(self, name: str, data: bytes, content_type: str, retain_until: datetime) -> None:
        """Raises ArchiveUnavailable, ArchiveFull, ArchiveRefuses. A repeat after a lost answer is success, and so is a
        repeat of what was stored with a shorter lock: that one is prolonged."""
        until = retain_until.astimezone(UTC).replace(microsecond=0)  # as stores keep it
        held = self._get(name)
        if held is None:
            self._create(name, data, content_type, until)
            held = self._get(name)
        if held is None:
            raise ArchiveUnavailable(f"the bucket {self._bucket} does not have what it was just given")
        if held.data != data:
            raise ArchiveRefuses(f"the bucket {self._bucket} has other bytes under that name")
        if held.locked_until is None or held.locked_until < until:
            self._lock(name, until)

    def holds(self, name: str) -> str | None:
        head = self._find(lambda s3: s3.head_object(Bucket=self._bucket, Key=name, ChecksumMode="ENABLED"))
        if head is None:
            return None
        known = head.get("ChecksumSHA256")
        if known and head.get("ChecksumType", "FULL_OBJECT") == "FULL_OBJECT":
            return base64.b64decode(known).hex()
        data = self.read(name)
        return None if data is None else hashlib.sha256(data).hexdigest()

    def read(self, name: str) -> bytes | None:
        held = self._get(name)
        return None if held is None else held.data

    def names(self, prefix: str) -> Iterator[str]:
        asked = {"Bucket": self._bucket, "Prefix": prefix, "MaxKeys": PAGE}
        while True:
            page = self._ask(partial(_page, asked=dict(asked)))
            yield from (entry["Key"] for entry in page.get("Contents", ()))
            if not page.get("IsTruncated"):
                return
            asked["ContinuationToken"] = page["NextContinuationToken"]

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def _create(self, name: str, data: bytes, content_type: str, until: datetime) -> None:
        """Ask for a new object. One that somebody else made meanwhile is left, for the caller to read."""
        wanted = {
            "Bucket": self._bucket,
            "Key": name,
            "Body": data,
            "ContentType": content_type,
            # S3 demands one of the two with a lock; a store may know only the older one.
            "ChecksumSHA256": base64.b64encode(hashlib.sha256(data).digest()).decode(),
            "ContentMD5": base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode(),
            "ObjectLockMode": COMPLIANCE,
            "ObjectLockRetainUntilDate": until,
        }
        try:
            self._ask(lambda s3: s3.put_object(**wanted, IfNoneMatch="*"))
        except _Taken:
            return
        except _UnknownCondition:
            self._ask(lambda s3: s3.put_object(**wanted))

    def _lock(self, name: str, until: datetime) -> None:
        """Lock what is there for longer, and see that it is so: a bucket without object lock holds nothing back."""
        retention = {"Mode": COMPLIANCE, "RetainUntilDate": until}
        self._ask(lambda s3: s3.put_object_retention(Bucket=self._bucket, Key=name, Retention=retention))
        held = self._get(name)
        if held is None or held.locked_until is None or held.locked_until < until:
            raise ArchiveUnavailable(f"the bucket {self._bucket} does not lock its objects")

    def _get(self, name: str) -> Held | None:
        def download(s3: Any) -> Held:
            answer = s3.get_object(Bucket=self._bucket, Key=name)
            with answer["Body"] as body:
                data = body.read()
            locked = answer.get("ObjectLockRetainUntilDate") if answer.get("ObjectLockMode") == COMPLIANCE else None
            return Held(data, locked)

        return self._find(download)

    def _find(self, call: Callable[[Any], R]) -> R | None:
        """The call's result, or None where there is no such object.

        An answer without a body says 404 of a missing bucket too: then another call tells, since what cannot be asked
        is never taken for absent.
        """
        try:
            return self._ask(call)
        except _Absent as error:
            if not error.sure:
                self._ask(lambda s3: s3.list_objects_v2(Bucket=self._bucket, MaxKeys=1))
            return None

    def _ask(self, call: Callable[[Any], R]) -> R:
        """The call's result. Whatever goes wrong is one of the port's errors; none repeats what the store wrote, which
        may name objects."""
        from botocore.exceptions import BotoCoreError, ClientError
        from urllib3.exceptions import HTTPError

        try:
            if self._client is None:
                self._client = self._make_client()
            return call(self._client)
        except ClientError as error:
            raise _told(f"the bucket {self._bucket}", error.response) from error
        except (BotoCoreError, HTTPError, OSError, ValueError) as error:
            raise ArchiveUnavailable(f"the bucket {self._bucket}: {type(error).__name__}") from error


class _Absent(ArchiveUnavailable):
    """There is no such object; where that is not `sure`, perhaps no such bucket."""

    sure = False


class _Taken(ArchiveUnavailable):
    """Somebody has made an object of that name, or is just making it."""


class _UnknownCondition(ArchiveUnavailable):
    """The store does not know how to create without replacing."""


def _page(s3: Any, asked: dict[str, Any]) -> dict[str, Any]:
    page: dict[str, Any] = s3.list_objects_v2(**asked)
    return page


def _told(whose: str, response: Mapping[str, Any]) -> ArchiveFailed:
    """The port's error for what a store answered: by the code in the body, and by the status where there is no body."""
    code = str(response.get("Error", {}).get("Code", ""))
    status = str(response.get("ResponseMetadata", {}).get("HTTPStatusCode", ""))
    text = f"{whose}: HTTP {status} {code}"
    if code in ("NoSuchKey", "NoSuchVersion") or (status == "404" and code in ("404", "NotFound", "")):
        absent = _Absent(text)
        absent.sure = code.startswith("NoSuch")
        return absent
    for known, kind in ((FULL, ArchiveFull), (TAKEN, _Taken), (UNKNOWN_CONDITION, _UnknownCondition)):
        if code in known or status in known:
            return kind(text)
    return ArchiveDenied(text) if status in DENIED or code == "NoSuchBucket" else ArchiveUnavailable(text)
