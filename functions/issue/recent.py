"""Which cases moved of late: those whose chains are recomputed every day.

A case is found by the time of its last step where it is closed, and at once where it is open. Older cases, look-ups
and paper copies of older certificates are left to `python -m tools.chains`, which reads all there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from functions.shared.domain.complaint import OPEN_STAGES
from functions.shared.ports import Document, Documents, Query
from functions.shared.records import (
    APPLICATIONS,
    CERTIFICATES,
    COMPLAINTS,
    IN_FORCE,
    REFUSALS,
    pages,
)

PAGE = 200
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def moved(store: Documents, since: datetime) -> Iterator[str]:
    """The paths of the cases that moved since then, each once, as they are found."""
    seen: set[str] = set()
    for path in found(store, since):
        if path not in seen:
            seen.add(path)
            yield path


def found(store: Documents, since: datetime) -> Iterator[str]:
    if store.get(IN_FORCE) is not None:
        yield IN_FORCE
    for application in since_when(store, APPLICATIONS, "decided_at", since):
        yield application.path
        if application.fields.get("certificate") is not None and application.fields.get("status") == "issued":
            yield f"{CERTIFICATES}/{application.fields['certificate']}"
    for collection, field in (
        (APPLICATIONS, "next_check_at"),  # that have one are open
        (REFUSALS, "refused_at"),
        (CERTIFICATES, "revoked_at"),
        (COMPLAINTS, "answer.at"),
    ):
        start = LONG_AGO if field == "next_check_at" else since
        yield from (document.path for document in since_when(store, collection, field, start))
    open_ones = Query(COMPLAINTS, where=(("stage", "in", OPEN_STAGES),), order_by=(("__name__", False),), limit=PAGE)
    yield from (document.path for page in pages(store, open_ones) for document in page)


def since_when(store: Documents, collection: str, field: str, since: datetime) -> Iterator[Document]:
    query = Query(collection, where=((field, ">=", since),), order_by=((field, False), ("__name__", False)), limit=PAGE)
    return (document for page in pages(store, query) for document in page)
