"""Recompute the chains of all cases, of look-ups and of the directory of offices; name the first broken links.

    PROJECT=… python -m tools.chains        (FIRESTORE_EMULATOR_HOST for a local stack)

The exit status is 1 where a chain is broken.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from functions.shared.cloud.documents import documents
from functions.shared.codec import from_fields
from functions.shared.domain.application import Application
from functions.shared.domain.certificate import Certificate
from functions.shared.domain.complaint import Complaint
from functions.shared.domain.directory import Directory
from functions.shared.domain.events import BrokenLink, first_broken
from functions.shared.domain.look_up import LookUps
from functions.shared.domain.refusal import Refusal
from functions.shared.ports import Document, Documents, Query
from functions.shared.records import (
    APPLICATIONS,
    CERTIFICATES,
    COMPLAINTS,
    DIRECTORY,
    LOOK_UPS,
    REFUSALS,
    events_of,
    pages,
)

PAGE = 200
READINGS = 5
Owner = Application | Certificate | Complaint | Directory | LookUps | Refusal
KINDS: tuple[tuple[str, type[Owner]], ...] = (
    (APPLICATIONS, Application),
    (REFUSALS, Refusal),
    (COMPLAINTS, Complaint),
    (LOOK_UPS, LookUps),
    (CERTIFICATES, Certificate),
    (DIRECTORY, Directory),
)


def every(store: Documents, collection: str) -> Iterator[Document]:
    """All documents of a collection, a page at a time."""
    query = Query(collection, order_by=(("__name__", False),), limit=PAGE)
    return (document for page in pages(store, query) for document in page)


def broken_link(store: Documents, kind: type[Owner], path: str) -> BrokenLink | None:
    """The first broken link of one chain.

    A case may move between the reading of its head and of its events: a head that does not fit is read again.
    """
    broken = None
    for _ in range(READINGS):
        document = store.get(path)
        if document is None:
            return BrokenLink(0, "missing")
        owner = from_fields(kind, document.fields)
        broken = first_broken(events_of(store, path), owner.head)
        if broken is None or broken.why != "head":
            break
    return broken


def broken_chains(store: Documents) -> tuple[int, list[tuple[str, BrokenLink]]]:
    """How many chains there are, and the broken ones with their first broken link."""
    checked, broken = 0, []
    for collection, kind in KINDS:
        for document in every(store, collection):
            link = broken_link(store, kind, document.path)
            checked += 1
            if link is not None:
                broken.append((document.path, link))
    return checked, broken


def main() -> int:
    store = documents(os.environ["PROJECT"], os.environ.get("DATABASE", "(default)"))
    checked, broken = broken_chains(store)
    for path, link in broken:
        sys.stdout.write(f"BROKEN {path}: link {link.n} is {link.why}\n")
    sys.stdout.write(f"chains={checked} broken={len(broken)}\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
