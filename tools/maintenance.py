"""Announce, show or end a technical break (clause 6.4): requests, packages, scans, bookings and wishes for paper wait.

PROJECT=… python -m tools.maintenance 2026-12-01T22:00+05:00 2026-12-01T23:30+05:00
PROJECT=… python -m tools.maintenance --end
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime

from functions.shared.cloud.documents import documents
from functions.shared.codec import from_fields, to_fields
from functions.shared.maintenance import PATH, Window
from functions.shared.ports import Create, Documents, Replace


def moment(text: str) -> datetime:
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is None:
        raise argparse.ArgumentTypeError("give the time zone, as in 2026-12-01T22:00+05:00")
    return parsed.astimezone(UTC)


def announce(store: Documents, window: Window) -> None:
    """Raises ValueError for a window that ends before it starts, and VersionMismatch where somebody else announces."""
    if window.ends_at < window.starts_at:
        raise ValueError("the break ends before it starts")
    found = store.get(PATH)
    fields = to_fields(window)
    store.commit(Create(PATH, fields) if found is None else Replace(PATH, fields, found.version))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("starts_at", nargs="?", type=moment)
    parser.add_argument("ends_at", nargs="?", type=moment)
    parser.add_argument("--end", action="store_true", help="end the break now")
    chosen = parser.parse_args()
    store = documents(os.environ["PROJECT"], os.environ.get("DATABASE", "(default)"))
    if chosen.end:
        now = datetime.now(UTC)
        announce(store, Window(now, now))
    elif chosen.starts_at and chosen.ends_at:
        announce(store, Window(chosen.starts_at, chosen.ends_at))
    found = store.get(PATH)
    window = from_fields(Window, found.fields) if found else None
    text = f"{window.starts_at.isoformat()} to {window.ends_at.isoformat()}" if window else "none announced"
    sys.stdout.write(f"technical break: {text}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
