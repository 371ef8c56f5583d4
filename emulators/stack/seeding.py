"""The directory of offices, put into the document store (clauses 1.1, 11.1)."""

from __future__ import annotations

import os
from collections.abc import Iterable

from functions.shared.cloud.documents import documents
from functions.shared.codec import to_fields
from functions.shared.domain.office import AnyOffice
from functions.shared.ports import AlreadyExists, Create, Documents, Fields, Replace
from functions.shared.records import OFFICES


def seed_offices(project: str, emulator: str, offices: Iterable[AnyOffice]) -> None:
    """Fill an empty directory; what is there already stays.

    Only the certificates of the keys that it names are the authority's present ones: it issues all of them anew where
    it starts at another address.
    """
    os.environ["FIRESTORE_EMULATOR_HOST"] = emulator  # the client takes the emulator's address from there alone
    store = documents(project)
    for office in offices:
        path, fields = f"{OFFICES}/{office.id}", to_fields(office)
        try:
            store.commit(Create(path, fields))
        except AlreadyExists:
            _renew(store, path, fields)


def _renew(store: Documents, path: str, fields: Fields) -> None:
    """A key of another version than the seeded one was put there by somebody, and is his to look after."""
    found = store.get(path)
    if found is None:
        return
    now = dict(found.fields)
    for name in ("seal", "answers"):
        key, held = fields.get(name), now.get(name)
        if key and (held is None or held["version"] == key["version"]):
            now[name] = key
    if now != dict(found.fields):
        store.commit(Replace(path, now, found.version))
