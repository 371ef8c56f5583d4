"""What became of one thing, and what somebody has to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class What(StrEnum):
    """The vocabulary of the report."""

    RECOVERED = "recovered"  # the whole case, from the archive
    CLOSED = "closed"  # an open case, with the certificate that lay sealed in the bucket
    REGISTERED = "registered"  # the certificate alone, from the sealed file: its case is lost
    REVOKED = "revoked"  # revoked again
    RESERVED = "reserved"  # a line of a journal that was given out, so that nobody gets its number again
    AGAIN = "again"  # it was decided before the loss, and is decided again
    LOST = "lost"
    CONFLICT = "conflict"  # two sources say different things: somebody must look


CALLS_FOR_PEOPLE = frozenset({What.LOST, What.CONFLICT, What.AGAIN})


@dataclass(frozen=True)
class Outcome:
    """`subject` is a kind and an identifier that names no person (`application 3f2c…`), `note` whole sentences."""

    what: What
    subject: str
    note: str

    def line(self) -> str:
        return f"{self.what.upper()} {self.subject}: {self.note}"
