"""The services of a run that only looks: what it would write is seen by the rest of the run, and by nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from functions.issue.services import IssueServices
from functions.shared.ports import Document, Documents, Increment, Objects, Query, Write

FIRST = datetime.fromtimestamp(0, UTC)
"""The version of a document that only an overlay has."""


class Overlay:
    """A store over which writes are laid and never carried out. Queries do not see them."""

    def __init__(self, store: Documents) -> None:
        self._store = store
        self._written: dict[str, Document] = {}

    def get(self, path: str) -> Document | None:
        return self.get_many([path]).get(path)

    def get_many(self, paths: Iterable[str]) -> dict[str, Document]:
        asked = list(paths)
        below = self._store.get_many([path for path in asked if path not in self._written])
        return below | {path: self._written[path] for path in asked if path in self._written}

    def query(self, query: Query) -> list[Document]:
        return self._store.query(query)

    def commit(self, *writes: Write) -> None:
        read = self.get_many([write.path for write in writes])
        for write in writes:
            if not isinstance(write, Increment):
                before = read.get(write.path)
                version = before.version if before else FIRST
                self._written[write.path] = Document(write.path, write.fields, version)


class ReadObjects:
    """A bucket into which nothing is put."""

    def __init__(self, bucket: Objects) -> None:
        self.read, self.exists, self.names = bucket.read, bucket.exists, bucket.names

    def create(self, name: str, data: bytes, content_type: str) -> None:
        del name, data, content_type

    def keep(self, name: str) -> bool:
        return self.exists(name)


def only_looking(services: IssueServices) -> IssueServices:
    return replace(services, documents=Overlay(services.documents), certificates=ReadObjects(services.certificates))
