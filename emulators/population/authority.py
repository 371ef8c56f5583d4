"""For whom the certification authority is to make keys: guardians, providers, heads, registries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from emulators.population.identifiers import bin_of_company
from emulators.population.officers import heads
from emulators.population.offices import AUTHORITIES, CENTRES, OFFICES
from emulators.population.people import Officer, Resident, Scene

Kind = Literal["person", "organisation", "registry", "authentication", "revoked", "expired", "rogue"]
WITH_RSA = {"guardian-five-children", "signer-astana"}
ROTATED = str(OFFICES[0]["id"])
NEXT = f"signer-{ROTATED}-next"
"""The next key of this provider's authorised person: an office that changes keys has two for a while."""
BAD_VARIANTS: tuple[Kind, ...] = ("authentication", "revoked", "expired", "rogue")

REGISTRIES = {
    "registry-persons": ("«Жеке тұлғалар» мемлекеттік дерекқоры", bin_of_company(date(2000, 5, 1), 99201)),
    "registry-births": ("АХАЖ тіркеу пункті", bin_of_company(date(2008, 8, 1), 99202)),
    "registry-guardianship": ("Қорғаншылық және қамқоршылық тізілімі", bin_of_company(date(2014, 2, 1), 99203)),
}


@dataclass(frozen=True)
class Holder:
    """One key that the certification authority makes; names in Kazakh. A registry has no person behind it."""

    id: str
    kind: Kind
    iin: str | None = None
    bin: str | None = None
    surname: str | None = None
    name: str | None = None
    patronymic: str | None = None
    organisation: str | None = None
    rsa: bool = False
    """An RSA-2048 key, as most national certificates have; the others get a P-256 key, which is made at once."""


def holders(scenes: Sequence[Scene], officers: Sequence[Officer]) -> list[dict[str, Any]]:
    """The list as JSON, in a fixed order; a field that does not apply is left out."""
    guardians = {scene.id: scene.guardian for scene in scenes}
    bad = guardians["guardian-one-child"]
    signers = {officer.id: officer.resident for officer in officers if officer.id.startswith("signer-")}
    leading = heads(officers)
    found = [
        *(_person(who, "person", guardian) for who, guardian in guardians.items()),
        *(_person(f"{bad.id}-{kind}", kind, bad) for kind in BAD_VARIANTS),
        *(
            _person(f"signer-{office['id']}", "organisation", signers[f"signer-{office['id']}"], office)
            for office in OFFICES
        ),
        _person(NEXT, "organisation", signers[f"signer-{ROTATED}"], OFFICES[0]),
        *(
            _person(f"seal-head-{office['id']}", "organisation", leading[office["id"]].resident, office)
            for office in (*OFFICES, *CENTRES, *AUTHORITIES)
        ),
        *(Holder(who, "registry", bin=number, organisation=name) for who, (name, number) in REGISTRIES.items()),
    ]
    return [{key: value for key, value in asdict(holder).items() if value is not None} for holder in found]


def _person(who: str, kind: Kind, resident: Resident, office: dict[str, Any] | None = None) -> Holder:
    name = resident.names.kk
    return Holder(
        who,
        kind,
        iin=resident.iin,
        bin=office["bin"] if office else None,
        surname=name.surname,
        name=name.name,
        patronymic=name.patronymic,
        organisation=office["names"]["kk"] if office else None,
        rsa=who in WITH_RSA,
    )
