"""The directory of providers (clauses 1.1, 13.1, 16.1), read from the store and kept for a minute."""

from __future__ import annotations

import time

from functions.shared.codec import from_fields
from functions.shared.domain.office import Office
from functions.shared.ports import Documents, Query
from functions.shared.records import OFFICES

KEPT_SECONDS = 60.0


class Offices:
    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._read_at = float("-inf")
        self._offices: dict[str, Office] = {}

    def all(self) -> list[Office]:
        """Active providers, by id."""
        if time.monotonic() - self._read_at > KEPT_SECONDS or not self._offices:
            found = self._documents.query(Query(OFFICES, where=(("active", "==", True),), limit=1000))
            self._offices = {office.id: from_fields(Office, office.fields) for office in found}
            self._read_at = time.monotonic()
        return [self._offices[key] for key in sorted(self._offices)]

    def get(self, identifier: str) -> Office | None:
        return next((office for office in self.all() if office.id == identifier), None)
