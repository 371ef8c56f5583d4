"""Recompute the chains of all cases, of look-ups and of the directory of offices; name the first broken links.

    PROJECT=… python -m tools.chains        (FIRESTORE_EMULATOR_HOST for a local stack)

The exit status is 1 where a chain is broken, 2 where nothing could be found out.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from functions.shared.chains import KINDS, broken_link
from functions.shared.domain.events import BrokenLink
from functions.shared.ports import Documents
from functions.shared.records import every
from tools import settings


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


def main(arguments: Sequence[str] | None = None, store: Documents | None = None) -> int:
    parser = settings.command("tools.chains", __doc__)
    parser.parse_args(arguments)
    with settings.answered(parser):
        checked, broken = broken_chains(store or settings.store(parser))
    for path, link in broken:
        sys.stdout.write(f"BROKEN {path}: link {link.n} is {link.why}\n")
    sys.stdout.write(f"chains={checked} broken={len(broken)}\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
