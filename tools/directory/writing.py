"""Bringing a directory of offices into force: what differs is written with compare-and-set, nothing is deleted.

The document `directory/current` is written last, in one batch with the link of its chain: whoever reads the directory
looks at it once a minute (`functions/shared/offices.py`). A directory that needs several commits is so seen half by him
alone who starts in the middle, and he sees the rest a minute later. What broke off is finished by running it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from functions.shared.cloud.documents import as_stored
from functions.shared.codec import from_fields, to_fields
from functions.shared.domain.directory import Directory
from functions.shared.domain.office import AnyOffice, OfficeKind
from functions.shared.offices import KINDS
from functions.shared.ports import Create, Document, Documents, Replace
from functions.shared.records import IN_FORCE, OFFICES, create_event, every
from tools.directory.columns import cells_of, keys_of

BATCH = 450
"""Offices in one commit: with two certificates each some two mebibytes, of the ten that Firestore takes. The shipped
directory is so imported in one commit, or not at all."""


class KindChanged(Exception):
    """An office of that id is in force with another kind: an id is one office's for good."""


@dataclass(frozen=True)
class Change:
    """An office that is in force otherwise: as it stands, and what it is to be."""

    stored: Document
    office: AnyOffice

    def cells(self) -> Iterator[tuple[str, str, str]]:
        """The columns that differ, with both values; of a certificate the beginning of its SHA-256."""
        before = _told(from_fields(KINDS[self.office.kind], self.stored.fields))
        after = _told(self.office)
        yield from ((column, before[column], after[column]) for column in after if before[column] != after[column])


@dataclass(frozen=True)
class Differences:
    """What an import has to write; `left` are the ids of offices in force that the file does not have."""

    added: tuple[AnyOffice, ...]
    changed: tuple[Change, ...]
    unchanged: int
    left: tuple[str, ...]


def in_force(documents: Documents) -> Iterator[Document]:
    """The stored offices, by id."""
    return every(documents, OFFICES)


def differences(documents: Documents, offices: Sequence[AnyOffice]) -> Differences:
    """Raises KindChanged."""
    stored = {document.id: document for document in in_force(documents)}
    for office in offices:
        if office.id in stored and stored[office.id].fields["kind"] != office.kind.value:
            raise KindChanged(f"{office.id} is in force as {stored[office.id].fields['kind']}, not as {office.kind}")
    held = [office for office in offices if office.id in stored]
    changed = tuple(
        Change(stored[office.id], office) for office in held if stored[office.id].fields != as_stored(to_fields(office))
    )
    return Differences(
        added=tuple(office for office in offices if office.id not in stored),
        changed=changed,
        unchanged=len(held) - len(changed),
        left=tuple(sorted(stored.keys() - {office.id for office in offices})),
    )


def bring_into_force(documents: Documents, found: Differences, sha256: str, at: datetime) -> bool:
    """Write what differs. False where there is nothing to write: this very file is in force.

    Raises AlreadyExists or VersionMismatch where somebody else changes the directory at the same time.
    """
    mark = documents.get(IN_FORCE)
    current = Directory("", at) if mark is None else from_fields(Directory, mark.fields)
    if not found.added and not found.changed and current.sha256 == sha256:
        return False
    writes: list[Create | Replace] = [Create(f"{OFFICES}/{office.id}", to_fields(office)) for office in found.added]
    writes += [Replace(each.stored.path, to_fields(each.office), each.stored.version) for each in found.changed]
    while len(writes) > BATCH:
        documents.commit(*writes[:BATCH])
        del writes[:BATCH]
    added, changed = [office.id for office in found.added], [each.office.id for each in found.changed]
    following, event = current.imported(sha256, at, added, changed)
    fields = to_fields(following)
    documents.commit(
        *writes,
        Create(IN_FORCE, fields) if mark is None else Replace(IN_FORCE, fields, mark.version),
        create_event(IN_FORCE, event),
    )
    return True


def sha256_of(offices: Iterable[AnyOffice]) -> str:
    """Of offices that come from no file."""
    told = [sorted(_told(office).items()) for office in offices]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def stored_offices(documents: Documents) -> list[AnyOffice]:
    """The offices in force, by id."""
    return [from_fields(KINDS[OfficeKind(each.fields["kind"])], each.fields) for each in in_force(documents)]


def _told(office: AnyOffice) -> dict[str, str]:
    certificates = {
        f"{column}_certificate": hashlib.sha256(key.certificate).hexdigest()[:16]
        for column, key in keys_of(office).items()
    }
    return cells_of(office) | certificates
