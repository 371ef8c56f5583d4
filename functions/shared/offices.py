"""The directory of offices (clauses 1.1, 11.1, 13.1, 16.1), read from the store and kept for a minute."""

from __future__ import annotations

import time
from typing import TypeVar

from functions.shared.codec import from_fields
from functions.shared.domain.office import AnyOffice, Authority, Centre, Office, OfficeKind
from functions.shared.ports import Documents, Query
from functions.shared.records import OFFICES

KEPT_SECONDS = 60.0
KINDS: dict[OfficeKind, type[AnyOffice]] = {
    OfficeKind.PROVIDER: Office,
    OfficeKind.CENTRE: Centre,
    OfficeKind.AKIMAT: Authority,
    OfficeKind.QUALITY: Authority,
}
SomeOffice = TypeVar("SomeOffice", Office, Centre, Authority)


class Offices:
    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._read_at = float("-inf")
        self._known: dict[str, AnyOffice] = {}

    def providers(self) -> list[Office]:
        """Active providers, by id."""
        return self._of(Office)

    def centres(self) -> list[Centre]:
        """Active public service centres, by id."""
        return self._of(Centre)

    def centres_ever(self) -> list[Centre]:
        """Those taken out of service too: their last tickets are still to be closed."""
        return [office for office in self._read().values() if isinstance(office, Centre)]

    def authorities(self) -> list[Authority]:
        """Akimats and the quality authority, by id."""
        return self._of(Authority)

    def provider(self, identifier: str) -> Office | None:
        found = self.find(identifier)
        return found if isinstance(found, Office) else None

    def centre(self, identifier: str) -> Centre | None:
        found = self.find(identifier)
        return found if isinstance(found, Centre) else None

    def find(self, identifier: str) -> AnyOffice | None:
        """An active office of any kind."""
        found = self._read().get(identifier)
        return found if found is not None and found.active else None

    def ever(self, identifier: str) -> AnyOffice | None:
        """One that was closed, too: its cases are still to be read."""
        return self._read().get(identifier)

    def above(self, office: AnyOffice) -> AnyOffice | None:
        """Who hears what an office leaves undone: a provider's akimat (11.1), else the quality authority (11.10)."""
        authorities = self.authorities()
        akimats = [
            other for other in authorities if other.kind is OfficeKind.AKIMAT and other.territory == office.territory
        ]
        quality = [other for other in authorities if other.kind is OfficeKind.QUALITY]
        higher = [*akimats, *quality] if office.kind is OfficeKind.PROVIDER else quality
        return next((other for other in higher if other.id != office.id), None)

    def _of(self, kind: type[SomeOffice]) -> list[SomeOffice]:
        return [office for office in self._read().values() if isinstance(office, kind) and office.active]

    def _read(self) -> dict[str, AnyOffice]:
        if time.monotonic() - self._read_at > KEPT_SECONDS or not self._known:
            found = self._documents.query(Query(OFFICES, limit=1000))
            found = sorted(found, key=lambda document: document.id)
            self._known = {each.id: from_fields(KINDS[OfficeKind(each.fields["kind"])], each.fields) for each in found}
            self._read_at = time.monotonic()
        return self._known
