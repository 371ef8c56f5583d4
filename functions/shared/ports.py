"""What the service needs from outside, as protocols.

The adapters stand in `cloud`, `trust`, `documents` and `registries`; the fakes in `tests/fakes`. Only
`bootstrap` knows both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

Fields = Mapping[str, Any]
"""What a document holds: str, int, float, bool, None, bytes, aware datetimes (to the microsecond), lists and maps."""


class Clock(Protocol):
    def now(self) -> datetime:
        """The time, aware, in UTC."""


# ---------------------------------------------------------------- documents (Firestore)


@dataclass(frozen=True)
class Document:
    """A stored document: its path (`collection/id[/collection/id…]`), its fields, and the version to write against."""

    path: str
    fields: Fields
    version: datetime

    @property
    def id(self) -> str:
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Create:
    """Write a document that must not exist yet."""

    path: str
    fields: Fields


@dataclass(frozen=True)
class Replace:
    """Replace the whole of a document that must still be at `version`."""

    path: str
    fields: Fields
    version: datetime


@dataclass(frozen=True)
class Increment:
    """Add to counts of a document, which is made where there is none: no version, so nobody races for it.

    `counts` maps field paths (names joined by dots, `portal.accepted`) to integers. `fields` stand in the document
    beside the counts, the same in every increment of it.
    """

    path: str
    counts: Mapping[str, int]
    fields: Fields = field(default_factory=dict)


Write = Create | Replace | Increment


@dataclass(frozen=True)
class Query:
    """Documents of one collection (a path of odd length), filtered, ordered and paged.

    `where` holds (field, operator, value) with the operators == < <= > >= in; `order_by` holds
    (field, descending); `after` holds one value per ordered field, of the last document of the page before.
    """

    collection: str
    where: Sequence[tuple[str, str, Any]] = ()
    order_by: Sequence[tuple[str, bool]] = ()
    limit: int = 100
    after: Sequence[Any] = ()


class AlreadyExists(Exception):
    """A Create met a document that somebody else wrote."""


class VersionMismatch(Exception):
    """A Replace met another version than it was decided on: read again, decide again."""


class StoreUnavailable(Exception):
    """The store gave no answer in time. Nothing is known about a write that was under way."""


class Documents(Protocol):
    """The document store. Every method raises StoreUnavailable when no answer came in time."""

    def get(self, path: str) -> Document | None: ...

    def get_many(self, paths: Iterable[str]) -> dict[str, Document]:
        """Those of the paths that exist, read at one moment."""

    def commit(self, *writes: Write) -> None:
        """All writes, or none, atomically.

        Raises AlreadyExists or VersionMismatch. A repeat of our own write whose answer was lost counts as success:
        the adapter compares what is stored with what it wrote. An Increment tells nobody whether it was carried out,
        so it needs a Create, or a Replace that changes its document, in the same batch, whose condition keeps a repeat
        from adding twice; a batch of increments alone raises ValueError.
        """

    def query(self, query: Query) -> list[Document]: ...


# ---------------------------------------------------------------- objects (Cloud Storage)


class ObjectExists(Exception):
    """A create met an object of that name with other bytes."""


class Objects(Protocol):
    """One bucket of write-once objects. Methods raise StoreUnavailable when no answer came in time."""

    def create(self, name: str, data: bytes, content_type: str) -> None:
        """Store a new object. Creating the same bytes again is success; other bytes raise ObjectExists."""

    def read(self, name: str) -> bytes | None:
        """The whole object, or None where there is none."""

    def exists(self, name: str) -> bool: ...

    def keep(self, name: str) -> bool:
        """Hold an object, so that nothing removes it any more, and tell whether it is there. Again is the same.

        What nobody keeps may be removed by the bucket's life cycle (infra/buckets.json).
        """

    def names(self, prefix: str) -> Iterator[str]:
        """The names of all objects that begin so, in order: for tools, never for a request."""


# ---------------------------------------------------------------- the archive in the country (S3)


class ArchiveFailed(Exception):
    """The archive did not keep, or did not give, what it was asked for. It is always one of those below, which differ
    in who can help; `why` says it in a word."""

    why = "failed"


class ArchiveUnavailable(ArchiveFailed):
    """No answer in time, or none that can be used: it passes. Nothing is known about a write that was under way."""

    why = "unavailable"


class ArchiveDenied(ArchiveUnavailable):
    """Our key is not taken, or there is no such bucket: whoever sets us up must help."""

    why = "denied"


class ArchiveFull(ArchiveFailed):
    """There is no more room, or our quota is used up: somebody must make room, and the same write succeeds."""

    why = "full"


class ArchiveRefuses(ArchiveFailed):
    """There are other bytes under that name. They stay: nothing here ever overwrites, and somebody must look."""

    why = "refuses"


class Archive(Protocol):
    """A store in the country in which nothing can be changed or removed before its time. Every method raises
    ArchiveUnavailable."""

    def put(self, name: str, data: bytes, content_type: str, retain_until: datetime) -> None:
        """Store an object that nobody can change or remove before `retain_until`, and read it back: it returns only
        where the very bytes came back, and are held for as long. The same bytes again are success.

        Raises ArchiveFull, and ArchiveRefuses where other bytes came back.
        """

    def holds(self, name: str) -> str | None:
        """The SHA-256 (64 hexadecimal digits) of an object as the store knows it; None where there is none."""

    def read(self, name: str) -> bytes | None:
        """The whole object, or None where there is none."""

    def names(self, prefix: str) -> Iterator[str]:
        """The names of all objects that begin so, in order."""


# ---------------------------------------------------------------- tasks (Cloud Tasks)


class TasksUnavailable(Exception):
    """The task could not be created. The reconciler will find the work in the state itself."""


@dataclass(frozen=True)
class Task:
    """Work to be done soon, or at `at`. It carries an id and nothing else: state decides, tasks only hurry.

    `queue` is the queue's short name, `path` the route that does the work (`/tasks/verify/{id}`), on the function
    that `service` names.
    """

    queue: str
    service: str
    path: str
    at: datetime | None = None


class Tasks(Protocol):
    def schedule(self, task: Task) -> None:
        """Hand the task over. Raises TasksUnavailable."""
