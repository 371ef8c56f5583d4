"""The port Archive in memory, by the same rules."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from functions.shared.ports import ArchiveFull, ArchiveRefuses, ArchiveUnavailable


class FakeArchive:
    """`stored` holds each object's bytes, content type, and until when it is kept; `puts` the names as they came."""

    def __init__(self) -> None:
        self.stored: dict[str, tuple[bytes, str, datetime]] = {}
        self.puts: list[str] = []
        self.down = False
        self.full = False
        self._left: int | None = None

    def die_after(self, puts: int) -> None:
        """So many more puts are carried out, then one is carried out whose answer nobody hears: Killed."""
        self._left = puts

    def put(self, name: str, data: bytes, content_type: str, retain_until: datetime) -> None:
        self._check()
        if self.full:
            raise ArchiveFull("as the test asked")
        if name in self.stored and self.stored[name][0] != data:
            raise ArchiveRefuses("other bytes")
        self.puts.append(name)
        self.stored.setdefault(name, (data, content_type, retain_until))
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                self._left = None
                raise Killed

    def holds(self, name: str) -> str | None:
        data = self.read(name)
        return None if data is None else hashlib.sha256(data).hexdigest()

    def read(self, name: str) -> bytes | None:
        self._check()
        return self.stored[name][0] if name in self.stored else None

    def names(self, prefix: str) -> Iterator[str]:
        self._check()
        yield from sorted(name for name in self.stored if name.startswith(prefix))

    def damage(self, name: str) -> None:
        """What no honest store does: change a byte."""
        data, content_type, until = self.stored[name]
        middle = len(data) // 2
        self.stored[name] = (data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :], content_type, until)

    def _check(self) -> None:
        if self.down:
            raise ArchiveUnavailable("as the test asked")


class Killed(BaseException):
    """The process ends here: nothing catches it, as nothing catches kill -9."""
