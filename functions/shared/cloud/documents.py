"""The document store on Firestore, through Google's own client.

Every call has a budget of seconds. Within it a store that is absent or contended is asked again after a random,
growing pause; after it the caller is told that nothing is known. The client's own repeats are switched off: it would
repeat a commit whose answer was lost and then report that the document exists already, although it is our own.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from functions.shared.ports import (
    AlreadyExists,
    Create,
    Document,
    Fields,
    Increment,
    Query,
    Replace,
    StoreUnavailable,
    VersionMismatch,
    Write,
)

if TYPE_CHECKING:
    from google.cloud.firestore import Client

T = TypeVar("T")

BUDGET_SECONDS = 5.0
FIRST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 1.0
MAX_DEPTH = 20
MAX_IN_VALUES = 30
OPERATORS = ("==", "<", "<=", ">", ">=", "in")
INT64 = range(-(1 << 63), 1 << 63)
RESERVED_NAME = re.compile(r"__.*__|")
COUNT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
"""The path of a count, in names that need no quoting."""


def documents(project: str, database: str = "(default)", seconds: float = BUDGET_SECONDS) -> FirestoreDocuments:
    """The documents of a project's database. Nothing is imported or connected before the first call."""

    def client() -> Client:
        from google.cloud.firestore import Client

        return Client(project=project, database=database)

    return FirestoreDocuments(client, seconds)


class FirestoreDocuments:
    """`Documents` on Firestore. `client` is called once, at first use; each method answers within `seconds`.

    Beyond the port's errors a method raises ValueError or TypeError for what Firestore cannot hold, and lets through
    Google's own errors where the deployment is at fault: a missing index, a missing permission.
    """

    def __init__(self, client: Callable[[], Client], seconds: float = BUDGET_SECONDS) -> None:
        self._make_client = client
        self._seconds = seconds

    @cached_property
    def _client(self) -> Client:
        return self._make_client()

    def get(self, path: str) -> Document | None:
        return self.get_many([path]).get(path)

    def get_many(self, paths: Iterable[str]) -> dict[str, Document]:
        return self._read(list(dict.fromkeys(paths)), Budget(self._seconds))

    def commit(self, *writes: Write) -> None:
        from google.api_core import exceptions

        if not writes:
            return
        check_batch(writes)
        written = {write.path: as_stored(write.fields) for write in writes if not isinstance(write, Increment)}
        budget = Budget(self._seconds)
        try:
            budget.spend(lambda seconds: self._commit(writes, written, seconds))
        except (exceptions.AlreadyExists, exceptions.FailedPrecondition, exceptions.NotFound) as refusal:
            # Only where an earlier attempt remained unanswered can the document that stands in the way be ours.
            # Equal content alone proves nothing: two who raise a counter from the same value write the same.
            if budget.unanswered and self._holds(written, budget):
                return
            kind = AlreadyExists if isinstance(refusal, exceptions.AlreadyExists) else VersionMismatch
            raise kind(", ".join(written)) from refusal

    def query(self, query: Query) -> list[Document]:
        from functions.shared.cloud import messages

        check_query(query)
        request = messages.query_request(self._root, query, stored_operand)
        return Budget(self._seconds).spend(
            lambda seconds: messages.found(
                self._service.run_query(
                    request=request, metadata=self._client._rpc_metadata, retry=_never_again(), timeout=seconds
                )
            ),
        )

    def _commit(self, writes: Sequence[Write], written: Mapping[str, dict[str, Any]], seconds: float) -> None:
        from functions.shared.cloud import messages

        request = messages.commit_request(self._client._database_string)
        for write in writes:
            name = self._name(write.path)
            match write:
                case Create():
                    messages.create(request, name, written[write.path])
                case Replace():
                    messages.replace(request, name, written[write.path], write.version)
                case Increment():
                    messages.increment(request, name, as_stored(write.fields), write.counts)
        self._service.commit(
            request=messages.wrapped(request),
            metadata=self._client._rpc_metadata,
            retry=_never_again(),
            timeout=seconds,
        )

    def _read(self, paths: Sequence[str], budget: Budget) -> dict[str, Document]:
        from functions.shared.cloud import messages

        request = messages.get_request(self._client._database_string, [self._name(path) for path in paths])
        found = budget.spend(
            lambda seconds: messages.found(
                self._service.batch_get_documents(
                    request=request, metadata=self._client._rpc_metadata, retry=_never_again(), timeout=seconds
                )
            ),
        )
        return {document.path: document for document in found}

    @property
    def _service(self) -> Any:
        """The calls themselves, below Google's own convenience; it has connected them, to the emulator where asked."""
        return self._client._firestore_api

    @property
    def _root(self) -> str:
        return f"{self._client._database_string}/documents"

    def _name(self, path: str) -> str:
        check_path(path)
        return f"{self._root}/{path}"

    def _holds(self, written: Mapping[str, dict[str, Any]], budget: Budget) -> bool:
        """Whether every document holds exactly what we wrote."""
        stored = self._read(list(written), budget)
        return all(path in stored and stored[path].fields == fields for path, fields in written.items())


def check_path(path: str) -> None:
    """Raises ValueError for what is no document's path."""
    parts = path.split("/")
    if len(parts) % 2 or not all(parts):
        raise ValueError("a document's path has an even number of parts, none of them empty")


def check_batch(writes: Sequence[Write]) -> None:
    """Raises ValueError or TypeError for a batch that is not one, or cannot be repeated."""
    if len({write.path for write in writes}) < len(writes):
        raise ValueError("a document is written twice in one commit")
    added = [write for write in writes if isinstance(write, Increment)]
    if added and len(added) == len(writes):
        raise ValueError("increments alone cannot be repeated when an answer is lost")
    for write in added:
        check_increment(write)


def check_increment(write: Increment) -> None:
    """Raises ValueError or TypeError."""
    names = list(write.counts)
    if not names:
        raise ValueError("an increment without a count")
    for name, by in write.counts.items():
        if not COUNT.fullmatch(name):
            raise ValueError("a count is named by lower-case names, joined by dots")
        if type(by) is not int:
            raise TypeError(f"a count cannot grow by a {type(by).__name__}")
        if by not in INT64:
            raise ValueError("an integer does not fit into 64 bits")
        if name.split(".")[0] in write.fields or any(other.startswith(f"{name}.") for other in names):
            raise ValueError("a count stands where another field does")


def check_query(query: Query) -> None:
    """Raises ValueError for a query that the port does not know."""
    if len(query.collection.split("/")) % 2 == 0:
        raise ValueError("a collection's path has an odd number of parts")
    for _, operator, value in query.where:
        if operator not in OPERATORS:
            raise ValueError(f"no such operator: {operator}")
        if operator == "in" and not 1 <= len(value) <= MAX_IN_VALUES:
            raise ValueError(f"'in' takes 1 to {MAX_IN_VALUES} values")
        if operator not in ("==", "in") and value is None:
            raise ValueError("nothing is less or greater than null")
    if query.after and len(query.after) != len(query.order_by):
        raise ValueError("`after` holds one value for each field that is ordered by")


class Budget:
    """Seconds that several attempts, and the pauses between them, may take together."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._pause = FIRST_PAUSE_SECONDS
        self.unanswered = False
        """Whether an attempt ended without an answer: it may have been carried out."""

    def spend(self, attempt: Callable[[float], T]) -> T:
        """Attempt, with the seconds that are left, until there is an answer. Raises StoreUnavailable."""
        from google.api_core import exceptions

        while True:
            try:
                return attempt(max(0.01, self._ends - time.monotonic()))
            except (exceptions.Aborted, exceptions.ResourceExhausted) as error:  # Contention, quota: not carried out.
                self._wait(error)
            except (
                exceptions.ServiceUnavailable,
                exceptions.DeadlineExceeded,
                exceptions.InternalServerError,
                exceptions.Unknown,
                exceptions.Cancelled,
            ) as error:
                self.unanswered = True
                self._wait(error)

    def _wait(self, error: Exception) -> None:
        pause = random.uniform(0, self._pause)  # noqa: S311 - jitter, not a secret
        self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)
        if time.monotonic() + pause >= self._ends:
            raise StoreUnavailable("the document store gave no answer in time") from error
        time.sleep(pause)


def as_stored(fields: Fields) -> dict[str, Any]:
    """The fields as the store will give them back: plain types, times in UTC, tuples as lists.

    Raises TypeError or ValueError, without the value itself, for what Firestore cannot hold.
    """
    return _stored_map(fields, 1)


def stored_operand(operator: str, value: Any) -> Any:
    """What a query compares with, as the store holds it; for `in` a list of such values."""
    return [stored_value(choice) for choice in value] if operator == "in" else stored_value(value)


def stored_value(value: Any, depth: int = 1, in_list: bool = False) -> Any:
    """One value as the store will give it back; see `as_stored`."""
    match value:
        case None | bool() | float():
            return value
        case str():
            return str.__str__(value)  # A StrEnum comes back as a plain string.
        case bytes():
            return value
        case int():
            if value not in INT64:
                raise ValueError("an integer does not fit into 64 bits")
            return int(value)
        case datetime():
            if value.tzinfo is None:
                raise ValueError("a time has no time zone")
            return _plain_time(value)
        case Mapping():
            return _stored_map(value, depth + 1)
        case list() | tuple():
            if in_list:
                raise ValueError("a list stands directly in a list")
            return [stored_value(item, depth + 1, True) for item in value]
    raise TypeError(f"a document cannot hold a value of type {type(value).__name__}")


def _stored_map(fields: Fields, depth: int) -> dict[str, Any]:
    if depth > MAX_DEPTH + 1:
        raise ValueError(f"a map stands deeper than {MAX_DEPTH} levels")
    for name in fields:
        if not isinstance(name, str):
            raise TypeError(f"a field is named by a {type(name).__name__}")
        if RESERVED_NAME.fullmatch(name):
            raise ValueError(f"a field cannot be named {name!r}")
    return {str.__str__(name): stored_value(value, depth) for name, value in fields.items()}


def _plain_time(value: datetime) -> datetime:
    """A datetime of the standard library, in UTC: a subclass of it may compare and print differently."""
    utc = value.astimezone(UTC)
    return datetime(*utc.timetuple()[:6], utc.microsecond, tzinfo=UTC)


def _never_again() -> Any:
    """The client's retry policy that never repeats; its query method does not take None for that."""
    from google.api_core.retry import Retry

    return Retry(predicate=lambda _error: False)
