"""The directory of offices, put into the document store (clauses 1.1, 11.1)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace

from functions.shared.clock import SystemClock
from functions.shared.cloud.documents import documents
from functions.shared.domain.office import AnyOffice, Office, SealKey
from tools.directory.writing import bring_into_force, differences, sha256_of, stored_offices


def seed_offices(project: str, emulator: str, offices: Iterable[AnyOffice]) -> None:
    """Fill an empty directory; what is there already stays.

    Only the certificates of the keys that it names are the authority's present ones: it issues all of them anew where
    it starts at another address.
    """
    os.environ["FIRESTORE_EMULATOR_HOST"] = emulator  # the client takes the emulator's address from there alone
    store = documents(project)
    stored = {office.id: office for office in stored_offices(store)}
    seeded = [_renewed(stored[office.id], office) if office.id in stored else office for office in offices]
    bring_into_force(store, differences(store, seeded), sha256_of(seeded), SystemClock().now())


def _renewed(stored: AnyOffice, seeded: AnyOffice) -> AnyOffice:
    renewed = replace(stored, answers=_key(stored.answers, seeded.answers))
    if isinstance(renewed, Office) and isinstance(seeded, Office):
        return replace(renewed, seal=_key(renewed.seal, seeded.seal))
    return renewed


def _key(stored: SealKey | None, seeded: SealKey | None) -> SealKey | None:
    """A key of another version than the seeded one was put there by somebody, and is his to look after."""
    return seeded if seeded and (stored is None or stored.version == seeded.version) else stored
