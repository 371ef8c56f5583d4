"""Which directory of offices is in force, and the chain of all that were (clauses 1.1, 13.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from functions.shared.domain.events import Event, EventKind, Head, append


@dataclass(frozen=True)
class Directory:
    """The directory in force. `sha256` is that of the file that was imported, `at` when it was."""

    sha256: str
    at: datetime
    head: Head = field(default_factory=Head)

    def imported(
        self, sha256: str, at: datetime, added: Sequence[str], changed: Sequence[str]
    ) -> tuple[Directory, Event]:
        """The directory after another import: which file, and the ids of the offices that it added and changed."""
        event, head = append(
            self.head, EventKind.IMPORTED, at, "operator", sha256=sha256, added=list(added), changed=list(changed)
        )
        return replace(self, sha256=sha256, at=at, head=head), event
