"""The directory of offices, put into the document store (clauses 1.1, 11.1)."""

from __future__ import annotations

import os
from collections.abc import Iterable

from functions.shared.cloud.documents import documents
from functions.shared.codec import to_fields
from functions.shared.domain.office import AnyOffice
from functions.shared.ports import AlreadyExists, Create
from functions.shared.records import OFFICES


def seed_offices(project: str, emulator: str, offices: Iterable[AnyOffice]) -> None:
    """Fill an empty directory; what is there already stays."""
    os.environ["FIRESTORE_EMULATOR_HOST"] = emulator  # the client takes the emulator's address from there alone
    store = documents(project)
    for office in offices:
        try:
            store.commit(Create(f"{OFFICES}/{office.id}", to_fields(office)))
        except AlreadyExists:
            continue
