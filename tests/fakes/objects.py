"""The port Objects in memory, by the same rules."""

from __future__ import annotations

from collections.abc import Iterator

from functions.shared.ports import ObjectExists, StoreUnavailable


class FakeObjects:
    """`stored` holds each object's bytes and content type."""

    def __init__(self) -> None:
        self.stored: dict[str, tuple[bytes, str]] = {}
        self.kept: set[str] = set()
        self._failures = 0
        self._lose = False

    def fail_next(self, times: int = 1) -> None:
        """The next calls raise StoreUnavailable and do nothing."""
        self._failures = times

    def lose_next_reply(self) -> None:
        """The next create is carried out and then raises StoreUnavailable: nobody knows whether it happened."""
        self._lose = True

    def create(self, name: str, data: bytes, content_type: str) -> None:
        self._fail()
        if name in self.stored and self.stored[name][0] != data:
            raise ObjectExists(name)
        self.stored.setdefault(name, (data, content_type))
        if self._lose:
            self._lose = False
            raise StoreUnavailable("the answer was lost, as the test asked")

    def read(self, name: str) -> bytes | None:
        self._fail()
        return self.stored[name][0] if name in self.stored else None

    def exists(self, name: str) -> bool:
        self._fail()
        return name in self.stored

    def keep(self, name: str) -> bool:
        self._fail()
        if name not in self.stored:
            return False
        self.kept.add(name)
        return True

    def names(self, prefix: str) -> Iterator[str]:
        self._fail()
        return iter(sorted(name for name in self.stored if name.startswith(prefix)))

    def remove_unkept(self) -> None:
        """What the bucket's life cycle does in time: whatever nobody keeps is gone."""
        self.stored = {name: held for name, held in self.stored.items() if name in self.kept}

    def _fail(self) -> None:
        if self._failures:
            self._failures -= 1
            raise StoreUnavailable("as the test asked")
