"""The offices: what the directory publishes of them, and who works there.

The territory is a code of the КАТО classifier (НК РК 11-2025), the names of the providers are those of the
territories' education departments; telephone, address, BIN and officers are made up.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from functions.shared.domain.facts import Name
from functions.shared.domain.language import Bilingual
from functions.shared.domain.office import Authority, Centre, Office, OfficeKind, Official

OFFICES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("offices.json").read_text(encoding="utf-8"))
CENTRES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("centres.json").read_text(encoding="utf-8"))
AUTHORITIES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("authorities.json").read_text(encoding="utf-8"))
"""The akimats of the providers' territories (11.1), and the one authority for the quality of services (11.10)."""

AKIMATS: dict[str, Bilingual] = {office["id"]: Bilingual(**office["akimat"]) for office in OFFICES}
"""The body that appoints guardians in the territory of each provider."""


def official(person: dict[str, Any]) -> Official:
    return Official(Bilingual(**person["position"]), Name(**person["names"]["kk"]).full())


def directory() -> tuple[Office, ...]:
    """The providers as the service's own directory holds them (clause 1.1)."""
    return tuple(
        Office(
            id=office["id"],
            names=Bilingual(**office["names"]),
            bin=office["bin"],
            address=Bilingual(**office["address"]),
            head=official(office["head"]),
            signatory=official(office["authorised_signer"]),
            phone=office["phone"],
            territory=office["territory"],
        )
        for office in OFFICES
    )


def centres() -> tuple[Centre, ...]:
    """The public service centres as the service's own directory holds them (clauses 1.2, 13.1)."""
    return tuple(
        Centre(
            id=centre["id"],
            names=Bilingual(**centre["names"]),
            address=Bilingual(**centre["address"]),
            phone=centre["phone"],
            head=official(centre["head"]),
            desks=tuple(centre["desks"]),
            territory=centre["territory"],
            bin=centre["bin"],
        )
        for centre in CENTRES
    )


def authorities() -> tuple[Authority, ...]:
    """Those who hear complaints, as the service's own directory holds them (clauses 11.1, 11.10)."""
    return tuple(
        Authority(
            id=authority["id"],
            names=Bilingual(**authority["names"]),
            address=Bilingual(**authority["address"]),
            phone=authority["phone"],
            head=official(authority["head"]),
            territory=authority["territory"],
            kind=OfficeKind(authority["kind"]),
            bin=authority["bin"],
        )
        for authority in AUTHORITIES
    )
