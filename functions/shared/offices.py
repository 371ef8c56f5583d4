"""The directory of offices (clauses 1.1, 11.1, 13.1, 16.1), kept for as long as it is the one in force."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from functions.shared.codec import from_fields
from functions.shared.domain.office import AnyOffice, Authority, Centre, Office, OfficeKind
from functions.shared.ports import Documents
from functions.shared.records import IN_FORCE, OFFICES, every

KEPT_SECONDS = 60.0
"""How long it takes at most until a change is known everywhere."""
KINDS: dict[OfficeKind, type[AnyOffice]] = {
    OfficeKind.PROVIDER: Office,
    OfficeKind.CENTRE: Centre,
    OfficeKind.AKIMAT: Authority,
    OfficeKind.QUALITY: Authority,
}
SomeOffice = TypeVar("SomeOffice", Office, Centre, Authority)


@dataclass(frozen=True)
class Reading:
    """The offices by id, and the version of the mark that stood beside them: None where there was none."""

    offices: Mapping[str, AnyOffice] = field(default_factory=dict)
    in_force: datetime | None = None


class Offices:
    """Once a minute one document is read, `directory/current`, and the offices only where it has changed."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._read_at = float("-inf")
        self._reading = Reading()

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

    def all_ever(self) -> list[AnyOffice]:
        """All of them, the closed ones too: what they have sealed is still to be checked."""
        return list(self._read().values())

    def above(self, office: AnyOffice) -> AnyOffice | None:
        """Who hears what an office leaves undone.

        For a provider the akimat of its own territory, or else of the next one upward that has an active one (11.1);
        where there is none, and for everybody else, the quality authority (11.10).
        """
        authorities = self.authorities()
        akimats = {other.territory: other for other in authorities if other.kind is OfficeKind.AKIMAT}
        over = (akimats.get(territory) for territory in self._territories(office))
        quality = (other for other in authorities if other.kind is OfficeKind.QUALITY)
        higher = [*(akimat for akimat in over if akimat), *quality]
        return next((other for other in higher if other.id != office.id), None)

    def _territories(self, office: AnyOffice) -> Iterator[str]:
        """Of a provider and of the offices above it, upward. Parents that lead back to where they began end it."""
        passed: set[str] = set()
        step: AnyOffice | None = office if office.kind is OfficeKind.PROVIDER else None
        while step is not None and step.id not in passed:
            passed.add(step.id)
            yield step.territory
            parent = step.parent if isinstance(step, Office) else None
            step = self._read().get(parent) if parent else None

    def _of(self, kind: type[SomeOffice]) -> list[SomeOffice]:
        return [office for office in self._read().values() if isinstance(office, kind) and office.active]

    def _read(self) -> Mapping[str, AnyOffice]:
        reading = self._reading
        if time.monotonic() - self._read_at > KEPT_SECONDS or not reading.offices:
            # The mark is read before the offices: what changes in between is then seen a minute later, not never.
            mark = self._documents.get(IN_FORCE)
            in_force = None if mark is None else mark.version
            if in_force is None or in_force != reading.in_force or not reading.offices:
                reading = Reading(dict(self._all()), in_force)
            self._reading = reading
            self._read_at = time.monotonic()
        return reading.offices

    def _all(self) -> Iterator[tuple[str, AnyOffice]]:
        for each in every(self._documents, OFFICES):
            yield each.id, from_fields(KINDS[OfficeKind(each.fields["kind"])], each.fields)
