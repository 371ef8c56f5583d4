"""The directory of offices (clauses 1.1, 13.1, 16.1), read from the store and kept for a minute."""

from __future__ import annotations

import time

from functions.shared.codec import from_fields
from functions.shared.domain.office import Centre, Office, OfficeKind
from functions.shared.ports import Documents, Query
from functions.shared.records import OFFICES

KEPT_SECONDS = 60.0


class Offices:
    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._read_at = float("-inf")
        self._known: tuple[dict[str, Office], dict[str, Centre]] = {}, {}

    def providers(self) -> list[Office]:
        """Active providers, by id."""
        return list(self._read()[0].values())

    def centres(self) -> list[Centre]:
        """Active public service centres, by id."""
        return list(self._read()[1].values())

    def provider(self, identifier: str) -> Office | None:
        return self._read()[0].get(identifier)

    def centre(self, identifier: str) -> Centre | None:
        return self._read()[1].get(identifier)

    def _read(self) -> tuple[dict[str, Office], dict[str, Centre]]:
        if time.monotonic() - self._read_at > KEPT_SECONDS or not any(self._known):
            found = self._documents.query(Query(OFFICES, where=(("active", "==", True),), limit=1000))
            found = sorted(found, key=lambda document: document.id)
            self._known = (
                {a.id: from_fields(Office, a.fields) for a in found if a.fields["kind"] == OfficeKind.PROVIDER},
                {a.id: from_fields(Centre, a.fields) for a in found if a.fields["kind"] == OfficeKind.CENTRE},
            )
            self._read_at = time.monotonic()
        return self._known
