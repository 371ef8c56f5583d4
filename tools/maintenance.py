"""Announce, show or end a technical break (clause 6.4): requests, packages, scans, bookings and wishes for paper wait.

    PROJECT=… python -m tools.maintenance                                                    show it
    PROJECT=… python -m tools.maintenance 2026-12-01T22:00+05:00 2026-12-01T23:30+05:00      announce it
    PROJECT=… python -m tools.maintenance --end                                              end it now

The exit status is 2 where nothing was announced: for a wrong call, and where the store gives no answer.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from functions.shared.codec import from_fields, to_fields
from functions.shared.maintenance import PATH, Window
from functions.shared.ports import AlreadyExists, Create, Documents, Replace, VersionMismatch
from tools import settings


def moment(text: str) -> datetime:
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        wanted = "a time like 2026-12-01T22:00+05:00 is expected"
        raise argparse.ArgumentTypeError(f"{wanted}, not {text[:40]!r}") from error
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


def main(arguments: Sequence[str] | None = None, store: Documents | None = None) -> int:
    parser = settings.command("tools.maintenance", __doc__)
    parser.add_argument("starts_at", nargs="?", type=moment)
    parser.add_argument("ends_at", nargs="?", type=moment)
    parser.add_argument("--end", action="store_true", help="end the break now")
    chosen = parser.parse_args(arguments)
    if chosen.end and chosen.starts_at:
        parser.error("--end takes no times: it ends the break now")
    if chosen.starts_at and not chosen.ends_at:
        parser.error("give both times: when the break begins, and when it ends")
    store = store or settings.store(parser)
    with settings.answered(parser):
        try:
            if chosen.end:
                now = datetime.now(UTC)
                announce(store, Window(now, now))
            elif chosen.starts_at:
                announce(store, Window(chosen.starts_at, chosen.ends_at))
        except ValueError as error:
            parser.error(str(error))
        except (AlreadyExists, VersionMismatch):
            parser.exit(2, "Somebody else announces a break at the same time. Look, and run the command again.\n")
        found = store.get(PATH)
    window = from_fields(Window, found.fields) if found else None
    text = f"{window.starts_at.isoformat()} to {window.ends_at.isoformat()}" if window else "none announced"
    sys.stdout.write(f"technical break: {text}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
