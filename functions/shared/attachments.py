"""Copies that were uploaded: what a case names is kept, whatever nobody names goes (decision 0029)."""

from __future__ import annotations

from collections.abc import Iterable

from functions.shared.domain import errors
from functions.shared.ports import Objects
from functions.shared.tracing import Workers

AT_ONCE = 8


def attachment_name(sha256: str) -> str:
    """The object that holds the bytes with this SHA-256."""
    return f"attachments/{sha256}"


def keep_attachments(attachments: Objects, named: Iterable[str]) -> None:
    """Hold the copies that a batch is about to name, by their SHA-256. It comes before the batch: a copy held for a
    case that was never made stays for nothing, which is better than a case without its copy.

    Raises AttachmentMissing where one has gone since it was looked for, and StoreUnavailable.
    """
    names = [attachment_name(sha256) for sha256 in dict.fromkeys(named)]
    if not names:
        return
    with Workers(min(len(names), AT_ONCE)) as beside:
        if not all(beside.map(attachments.keep, names)):
            raise errors.AttachmentMissing
