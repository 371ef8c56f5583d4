"""Offices: providers, public service centres, and those who hear complaints (clauses 1.1, 1.2, 11.1, 13.1, 16.1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from functions.shared.domain.language import Bilingual


class OfficeKind(StrEnum):
    PROVIDER = "provider"
    CENTRE = "centre"
    AKIMAT = "akimat"
    QUALITY = "quality"


@dataclass(frozen=True)
class Official:
    """Somebody who signs for an office: the position, and the full name as documents write it."""

    position: Bilingual
    name: str


@dataclass(frozen=True)
class SealKey:
    """The key with which somebody seals for an office: it stays in Cloud KMS, and its certificate stands here.

    `version` is the resource name of the key's version
    (`projects/…/locations/…/keyRings/…/cryptoKeys/…/cryptoKeyVersions/…`), `certificate` the DER certificate that was
    issued for it.
    """

    version: str
    certificate: bytes


@dataclass(frozen=True)
class Office:
    """A provider. `bin` is the business identification number that its seal must carry."""

    id: str
    names: Bilingual
    bin: str
    address: Bilingual
    head: Official
    """Who signs what is printed (4.3)."""
    signatory: Official
    """The authorised person whose EDS seals the certificate (4.4)."""
    phone: str
    territory: str
    """The code of its territory in the national classifier (KATO)."""
    parent: str | None = None
    """The id of the office above it: a district's department is under the akimat of its oblast."""
    seal: SealKey | None = None
    """With which the authorised person seals certificates (4.4)."""
    answers: SealKey | None = None
    """With which the head signs answers to complaints (11.9)."""
    kind: OfficeKind = OfficeKind.PROVIDER
    active: bool = True


@dataclass(frozen=True)
class Centre:
    """A public service centre (PSC, ХҚКО, ЦОН): it accepts applications and hands out results (1.2)."""

    id: str
    names: Bilingual
    """In full, with the number of the department and its branch, as Annex 3 wants it."""
    address: Bilingual
    phone: str
    head: Official
    desks: tuple[str, ...]
    """The labels of the desks, as the board shows them."""
    territory: str
    slot_minutes: int = 10
    """How far apart the bookable slots are (6.3)."""
    slot_places: int = 2
    """How many may book one slot."""
    booking_days: int = 14
    """How many days ahead a slot may be booked (6.3)."""
    bin: str = ""
    answers: SealKey | None = None
    """With which the head signs answers to complaints (11.9)."""
    kind: OfficeKind = OfficeKind.CENTRE
    active: bool = True


@dataclass(frozen=True)
class Authority:
    """An akimat (11.1), or the quality authority (11.10): who hears complaints and answers no applications."""

    id: str
    names: Bilingual
    address: Bilingual
    phone: str
    head: Official
    territory: str
    """The code of its territory (KATO); the whole country for the quality authority."""
    kind: OfficeKind
    bin: str = ""
    answers: SealKey | None = None
    """With which the head signs answers to complaints (11.9)."""
    active: bool = True


AnyOffice = Office | Centre | Authority
