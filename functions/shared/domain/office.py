"""Offices: the education departments that answer applications (clauses 1.1, 13.1, 16.1)."""

from __future__ import annotations

from dataclasses import dataclass

from functions.shared.domain.language import Bilingual


@dataclass(frozen=True)
class Office:
    """A provider. `bin` is the business identification number that its seal must carry."""

    id: str
    names: Bilingual
    bin: str
    address: Bilingual
    signatory_position: Bilingual
    signatory_name: str
    phone: str
    territory: str
    """The code of its territory in the national classifier (KATO)."""
    active: bool = True
