"""Recompute the chains of all cases, of look-ups and of the directory of offices; name the first broken links.

    PROJECT=… python -m tools.chains        (FIRESTORE_EMULATOR_HOST for a local stack)

The exit status is 1 where a chain is broken.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from functions.shared.chains import KINDS, broken_link
from functions.shared.cloud.documents import documents
from functions.shared.domain.events import BrokenLink
from functions.shared.ports import Document, Documents, Query
from functions.shared.records import pages

PAGE = 200


def every(store: Documents, collection: str) -> Iterator[Document]:
    """All documents of a collection, a page at a time."""
    query = Query(collection, order_by=(("__name__", False),), limit=PAGE)
    return (document for page in pages(store, query) for document in page)


def broken_chains(store: Documents) -> tuple[int, list[tuple[str, BrokenLink]]]:
    """How many chains there are, and the broken ones with their first broken link."""
    checked, broken = 0, []
    for collection in KINDS:
        for document in every(store, collection):
            link = broken_link(store, document.path)
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
