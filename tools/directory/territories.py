"""The territories of Kazakhstan by the KATO classifier: infra/directory/territories.csv, with its source beside it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from functions.shared.domain.language import Bilingual

FOLDER = Path(__file__).parents[2] / "infra" / "directory"
TERRITORIES = FOLDER / "territories.csv"
COUNTRY = "000000000"
"""Of the quality authority, which has the whole country."""


class TerritoryKind(StrEnum):
    REPUBLICAN_CITY = "republican_city"
    OBLAST = "oblast"
    OBLAST_CITY = "oblast_city"
    DISTRICT = "district"


@dataclass(frozen=True)
class Territory:
    """`kato` is its code, nine digits; `parent` the code of its oblast, None for an oblast or a republican city."""

    kato: str
    kind: TerritoryKind
    names: Bilingual
    parent: str | None


def territories(file: Path = TERRITORIES) -> Mapping[str, Territory]:
    """By code, in the order of the file."""
    with file.open(encoding="utf-8", newline="") as table:
        return {
            row["kato"]: Territory(
                row["kato"],
                TerritoryKind(row["kind"]),
                Bilingual(row["name_kk"], row["name_ru"]),
                row["parent_kato"] or None,
            )
            for row in csv.DictReader(table)
        }
