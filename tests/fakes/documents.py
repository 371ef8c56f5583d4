"""The document store in memory, for tests of what is built on it. It refuses what Firestore refuses."""

from __future__ import annotations

import operator
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from functions.shared.cloud.documents import (
    as_stored,
    check_batch,
    check_path,
    check_query,
    stored_operand,
    stored_value,
)
from functions.shared.ports import (
    AlreadyExists,
    Create,
    Document,
    Fields,
    Increment,
    Query,
    StoreUnavailable,
    VersionMismatch,
    Write,
)

Key = tuple[Any, ...]
NAME = "__name__"
RANGES: dict[str, Callable[[Key, Key], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class FakeDocuments:
    """`Documents` in memory, thread-safe. What is given and what is answered are copies."""

    def __init__(self, serves: Callable[[Query], None] | None = None) -> None:
        self._serves = serves or (lambda _query: None)
        self._lock = threading.RLock()
        self._stored: dict[str, Document] = {}
        self._members: dict[str, dict[str, Document]] = {}
        """The same, by collection."""
        self._commits = 0
        self._failures = 0
        self._lose_reply = False
        self._rival: Callable[[], None] | None = None

    # ------------------------------------------------------------ what a test may arrange

    def fail_next(self, n: int = 1) -> None:
        """The next n calls do nothing and raise StoreUnavailable."""
        self._failures = n

    def lose_next_reply(self) -> None:
        """The next commit is carried out, and raises StoreUnavailable nevertheless."""
        self._lose_reply = True

    def before_next_commit(self, rival: Callable[[], None]) -> None:
        """Just before the next commit is carried out, somebody else does this."""
        self._rival = rival

    def backup(self) -> list[Document]:
        """All documents, as they are now."""
        with self._lock:
            return [_copied(document) for document in self._stored.values()]

    def put_back(self, backup: Iterable[Document]) -> None:
        """Be as at that backup again."""
        with self._lock:
            self._stored, self._members = {}, {}
            for document in backup:
                self._put(_copied(document))

    def paths(self) -> list[str]:
        """The paths of all documents."""
        return sorted(self._stored)

    # ------------------------------------------------------------ the port

    def get(self, path: str) -> Document | None:
        return self.get_many([path]).get(path)

    def get_many(self, paths: Iterable[str]) -> dict[str, Document]:
        asked = list(dict.fromkeys(paths))
        for path in asked:
            check_path(path)
        with self._lock:
            self._fail_if_asked()
            return {path: _copied(self._stored[path]) for path in asked if path in self._stored}

    def commit(self, *writes: Write) -> None:
        check_batch(writes)
        written = {write.path: as_stored(write.fields) for write in writes}
        for path in written:
            check_path(path)
        with self._lock:
            self._fail_if_asked()
            rival, self._rival = self._rival, None
            if rival is not None:
                rival()
            for write in writes:
                stored = self._stored.get(write.path)
                if isinstance(write, Create):
                    if stored is not None:
                        raise AlreadyExists(write.path)
                elif isinstance(write, Increment):
                    written[write.path] = _added(stored.fields if stored else {}, write)
                elif stored is None or stored.version != write.version:
                    raise VersionMismatch(write.path)
            self._commits += 1
            version = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(microseconds=self._commits)
            for path, fields in written.items():
                if path not in self._stored or self._stored[path].fields != fields:
                    self._put(Document(path, fields, version))
            lost, self._lose_reply = self._lose_reply, False
            if lost:
                raise StoreUnavailable("the reply was lost")

    def query(self, query: Query) -> list[Document]:
        check_query(query)
        self._serves(query)
        where = [(field, name, stored_operand(name, value)) for field, name, value in query.where]
        orders = _orders(query)
        with self._lock:
            self._fail_if_asked()
            found = [
                document
                for document in self._members.get(query.collection, {}).values()
                if all(_holds(document, *condition) for condition in where)
                and all(_field(document, field) is not None for field, _ in orders)
            ]
            for field, descending in reversed(orders):
                found.sort(key=lambda document, field=field: _field(document, field) or (), reverse=descending)  # type: ignore[misc]
            if query.after:
                after = [_key(stored_value(value)) for value in query.after]
                found = [document for document in found if _is_after(document, orders, after)]
            return [_copied(document) for document in found[: query.limit]]

    def _put(self, document: Document) -> None:
        self._stored[document.path] = document
        self._members.setdefault(document.path.rpartition("/")[0], {})[document.path] = document

    def _fail_if_asked(self) -> None:
        if self._failures:
            self._failures -= 1
            raise StoreUnavailable("no answer, as the test arranged")


def _copied(document: Document) -> Document:
    return Document(document.path, _copy_of(document.fields), document.version)


def _copy_of(value: Any) -> Any:
    """Of a stored value: only maps and lists can be changed."""
    if isinstance(value, dict):
        return {name: _copy_of(item) for name, item in value.items()}
    return [_copy_of(item) for item in value] if isinstance(value, list) else value


def _added(before: Fields, write: Increment) -> dict[str, Any]:
    """The document after an increment. What was no number counts as absent."""
    after = {**_copy_of(before), **as_stored(write.fields)}
    sums = {}
    for name, by in write.counts.items():
        value: Any = after
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        sums[name] = by + value if isinstance(value, int | float) and not isinstance(value, bool) else by
    return merged(after, sums)


def _orders(query: Query) -> list[tuple[str, bool]]:
    """The orders asked for and those that Firestore adds: the fields with a range, then the name."""
    orders = list(query.order_by)
    direction = orders[-1][1] if orders else False
    ranged = sorted({field for field, name, _ in query.where if name in RANGES})
    return orders + [(field, direction) for field in (*ranged, NAME) if field not in {named for named, _ in orders}]


def _holds(document: Document, field: str, name: str, value: Any) -> bool:
    key = _field(document, field)
    if key is None:
        return False
    if name == "==":
        return key == _key(value)
    if name == "in":
        return value is not None and key in [_key(item) for item in value if item is not None]
    return key[0] == _key(value)[0] and RANGES[name](key, _key(value))


def _is_after(document: Document, orders: list[tuple[str, bool]], after: list[Key]) -> bool:
    for (field, descending), other in zip(orders, after, strict=False):
        key = _field(document, field)
        if key is not None and key != other:
            return (key > other) != descending
    return False


def _field(document: Document, path: str) -> Key | None:
    """The key of a field (`a.b` is b in the map a); None where there is none."""
    if path == NAME:
        return _key(document.id)
    value: Any = document.fields
    for name in path.split("."):
        if not isinstance(value, dict) or name not in value:
            return None
        value = value[name]
    return _key(value)


def _key(value: Any) -> Key:
    """What Firestore orders by: the type's rank, then the value."""
    match value:
        case None:
            return (1,)
        case bool():
            return (2, value)
        case int() | float():
            return (3, value)
        case datetime():
            return (4, value)
        case str():
            return (5, value)
        case bytes():
            return (6, value)
        case list():
            return (7, tuple(_key(item) for item in value))
    return (8, tuple((name, _key(value[name])) for name in sorted(value)))


def merged(fields: dict[str, Any], counts: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with the counts in their places."""
    for name, value in counts.items():
        *above, last = name.split(".")
        place = fields
        for part in above:
            place = place.setdefault(part, {})
        place[last] = value
    return fields
