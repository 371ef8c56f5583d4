"""The country's offices as far as the law and the classifier tell them, for an operator to fill in.

An office that the file has already stays as it is: only what is missing is added, so that the command can be run again
when the classifier changes. Which office is whose is found by kind and territory, never by name: names repeat.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from functions.shared.domain.office import OfficeKind
from tools.directory.columns import COLUMNS, Cells
from tools.directory.names import QUALITY, akimat, department, slug
from tools.directory.territories import COUNTRY, Territory, TerritoryKind

DEPARTMENT, AKIMAT = "edu", "akimat"


def country(known: Mapping[str, Territory]) -> Iterator[Cells]:
    """A row for every office, in the order of the classifier, the quality authority first.

    Providers are the departments of the republican cities, of districts and of cities of oblast significance (1.1), so
    an oblast has none. Complaints go to the akimats of the oblasts and of the republican cities (11.1), under which the
    departments stand.
    """
    yield row("quality", OfficeKind.QUALITY, QUALITY.kk, QUALITY.ru, COUNTRY)
    for territory in known.values():
        if territory.kind in (TerritoryKind.OBLAST, TerritoryKind.REPUBLICAN_CITY):
            names = akimat(territory)
            yield row(identifier(AKIMAT, territory), OfficeKind.AKIMAT, names.kk, names.ru, territory.kato)
        if territory.kind is not TerritoryKind.OBLAST:
            oblast = known[territory.parent] if territory.parent else None
            names = department(territory, oblast)
            above = identifier(AKIMAT, oblast or territory)
            yield row(identifier(DEPARTMENT, territory), OfficeKind.PROVIDER, names.kk, names.ru, territory.kato, above)


def missing(rows: Iterable[Cells], known: Mapping[str, Territory]) -> list[Cells]:
    """The offices of the country that these rows do not have."""
    held = {(cells["kind"], cells["territory"]) for cells in rows}
    return [cells for cells in country(known) if (cells["kind"], cells["territory"]) not in held]


def identifier(prefix: str, territory: Territory) -> str:
    """Readable by the name, and the only one of its kind by the code: edu-abai-353200000."""
    return f"{prefix}-{slug(territory)}-{territory.kato}"


def row(identifier: str, kind: OfficeKind, kk: str, ru: str, territory: str, parent: str = "") -> Cells:
    """A row that can be kept, and has to be filled in before it can be active."""
    told = {"id": identifier, "kind": kind.value, "active": "no", "names_kk": kk, "names_ru": ru}
    return dict.fromkeys(COLUMNS, "") | told | {"territory": territory, "parent": parent}
