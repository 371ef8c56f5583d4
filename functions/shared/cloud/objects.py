"""Cloud Storage behind the port Objects: one bucket, in which an object is created once and never changed."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from functions.shared.ports import ObjectExists, StoreUnavailable

R = TypeVar("R")

TIMEOUT_S = (2.0, 5.0)
"""To connect, and between two bytes of an answer."""
PAGE = 1000
"""Names in one answer, the most that Cloud Storage gives."""
LISTED = "items(name),nextPageToken"
RETRYING_S = 10.0
"""How long a call that failed for a passing reason is repeated; the client's own default is two minutes."""


def storage_client(project: str, emulator: str | None = None) -> Any:
    """Google's client; `emulator` is the URL of an emulator, which asks for no credentials.

    For the traces that nobody collects, the client would ask for each bucket's description on a thread of its own: an
    operation that is billed, a right that the functions do not have, and a connection that nobody closes.
    """
    from google.cloud.storage import Client

    os.environ.setdefault("DISABLE_GCS_PYTHON_CLIENT_OTEL_BUCKET_METADATA", "true")
    if emulator is None:
        return Client(project=project)
    from google.auth.credentials import AnonymousCredentials

    nobody = AnonymousCredentials()  # type: ignore[no-untyped-call]  # google-auth has types only in part
    return Client(project=project, credentials=nobody, client_options={"api_endpoint": emulator})


@dataclass(frozen=True)
class Page:
    """Some of the blobs of a list, and where it goes on; None at its end."""

    blobs: list[Any]
    next_page_token: str | None


class CloudObjects:
    """Objects of one bucket. The client is made at the first call.

    Every call raises StoreUnavailable where no answer came in `retrying_s` seconds (and a last attempt's 5), or where
    the bucket is missing or closed to us: a store that cannot be asked is never an object that does not exist.
    """

    def __init__(self, client: Callable[[], Any], bucket: str, *, retrying_s: float = RETRYING_S) -> None:
        self._make_client = client
        self._client: Any = None
        self._bucket = bucket
        self._retrying_s = retrying_s

    def create(self, name: str, data: bytes, content_type: str) -> None:
        """Store a new object. The same bytes again are success; other bytes raise ObjectExists.

        The client repeats an upload whose answer was lost, and the repeat meets our own object: 412.
        """
        from google.api_core.exceptions import NotFound, PreconditionFailed

        def upload() -> None:
            self._blob(name).upload_from_string(
                data, content_type=content_type, checksum="crc32c", if_generation_match=0, **self._patience()
            )

        try:
            self._ask(upload)
        except PreconditionFailed:
            if not self._holds(name, data):
                raise ObjectExists(name) from None
        except NotFound as error:
            raise StoreUnavailable(f"there is no bucket {self._bucket}") from error

    def _holds(self, name: str, data: bytes) -> bool:
        """Whether the stored object has these bytes, by checksum and size."""
        import google_crc32c
        from google.api_core.exceptions import NotFound

        blob = self._blob(name)
        try:
            self._ask(lambda: blob.reload(**self._patience()))
        except NotFound as error:
            raise StoreUnavailable("the object was there, and now it is not") from error
        crc32c = base64.b64encode(google_crc32c.value(data).to_bytes(4, "big")).decode()
        return bool(blob.crc32c == crc32c and blob.size == len(data))

    def read(self, name: str) -> bytes | None:
        """The whole object, its checksum verified; None where there is none."""
        from google.api_core.exceptions import NotFound

        try:
            data: bytes = self._ask(lambda: self._blob(name).download_as_bytes(**self._patience()))
        except NotFound:
            self._check_bucket()
            return None
        return data

    def exists(self, name: str) -> bool:
        found: bool = self._ask(lambda: self._blob(name).exists(**self._patience()))
        if not found:
            self._check_bucket()
        return found

    def keep(self, name: str) -> bool:
        """A temporary hold (https://cloud.google.com/storage/docs/object-holds); needs `storage.objects.update`."""
        from google.api_core.exceptions import NotFound

        def hold() -> None:
            blob = self._blob(name)
            blob.temporary_hold = True
            blob.patch(**self._patience())

        try:
            self._ask(hold)
        except NotFound:
            self._check_bucket()
            return False
        return True

    def names(self, prefix: str) -> Iterator[str]:
        page = None
        while True:
            found = self._ask(partial(self._page, prefix, page))
            yield from (blob.name for blob in found.blobs)
            page = found.next_page_token
            if page is None:
                return

    def _page(self, prefix: str, token: str | None) -> Any:
        """One page of a list, fetched: a page that fails is asked for again, and not the ones before it."""
        self._blob(prefix)  # makes the client
        listed = self._client.list_blobs(
            self._bucket, prefix=prefix, page_token=token, max_results=PAGE, fields=LISTED, **self._patience()
        )
        return Page(list(next(listed.pages, ())), listed.next_page_token)

    def _check_bucket(self) -> None:
        """A missing bucket answers 404 as a missing object does; listing tells them apart with no further right."""
        from google.api_core.exceptions import NotFound

        try:
            self._ask(lambda: list(self._client.list_blobs(self._bucket, max_results=1, **self._patience())))
        except NotFound as error:
            raise StoreUnavailable(f"there is no bucket {self._bucket}") from error

    def _blob(self, name: str) -> Any:
        if self._client is None:
            self._client = self._make_client()
        return self._client.bucket(self._bucket).blob(name)

    def _patience(self) -> dict[str, Any]:
        from google.cloud.storage.retry import DEFAULT_RETRY

        retry = DEFAULT_RETRY.with_delay(initial=0.1, maximum=1.0, multiplier=2.0).with_timeout(self._retrying_s)
        return {"timeout": TIMEOUT_S, "retry": retry}

    def _ask(self, call: Callable[[], R]) -> R:
        """The call's result. Raises NotFound and PreconditionFailed as they are, and StoreUnavailable for the rest."""
        from google.api_core.exceptions import GoogleAPICallError, NotFound, PreconditionFailed, RetryError
        from google.auth.exceptions import GoogleAuthError
        from google.cloud.storage.exceptions import DataCorruption, InvalidResponse
        from requests.exceptions import RequestException

        try:
            return call()
        except (NotFound, PreconditionFailed):
            raise
        except (
            *(GoogleAPICallError, RetryError, GoogleAuthError),
            *(DataCorruption, InvalidResponse, RequestException, ConnectionError),
        ) as error:
            raise StoreUnavailable(f"the bucket {self._bucket}: {type(error).__name__}") from error
