"""The columns of the file, and an office as one of its rows: there and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from functions.shared.domain.language import Bilingual
from functions.shared.domain.office import AnyOffice, Authority, Centre, Office, OfficeKind, Official, SealKey

Cells = dict[str, str]
Certificates = Mapping[str, bytes]
"""The certificates (DER) that a row names, by column."""

COLUMNS = (
    *("id", "kind", "active", "names_kk", "names_ru", "territory", "parent", "bin"),
    *("address_kk", "address_ru", "phone", "head_position_kk", "head_position_ru", "head_name"),
    *("signatory_position_kk", "signatory_position_ru", "signatory_name"),
    *("seal_version", "seal_certificate", "answers_version", "answers_certificate"),
    *("desks", "slot_minutes", "slot_places", "booking_days"),
)
NUMBERS = {"slot_minutes": (5, 240), "slot_places": (1, 100), "booking_days": (1, 90)}
"""The columns of a centre that hold whole numbers, and their bounds; empty means the usual one (6.3)."""
TEXTS = tuple(name for name in COLUMNS if name.startswith(("names_", "address_", "phone", "head_", "signatory_")))
"""What is printed on papers and pages."""
KEYS = {"seal": "signers", "answers": "heads"}
"""The two keys that an office may have, and the key ring of each: authorised persons (4.4), heads (11.9)."""
ALWAYS = ("id", "kind", "active", "names_kk", "names_ru", "territory")
ACTIVE = (
    *("bin", "address_kk", "address_ru", "phone", "head_position_kk", "head_position_ru", "head_name"),
    *("answers_version", "answers_certificate"),
)
OF_PROVIDERS = tuple(name for name in COLUMNS if name.startswith(("parent", "signatory_", "seal_")))
OF_CENTRES = ("desks", *NUMBERS)


@dataclass(frozen=True)
class Row:
    """A line of the file, and what its cells hold."""

    line: int
    cells: Cells


@dataclass(frozen=True, order=True)
class Flaw:
    """What is wrong: the line (0 where it is none in particular), the column (empty likewise), and a sentence."""

    line: int
    column: str
    why: str

    def __str__(self) -> str:
        return ": ".join(part for part in (f"line {self.line}" if self.line else "", self.column, self.why) if part)


def needed(kind: OfficeKind) -> tuple[str, ...]:
    """What an active office of this kind cannot be without."""
    own = {
        OfficeKind.PROVIDER: tuple(name for name in OF_PROVIDERS if name != "parent"),
        OfficeKind.CENTRE: ("desks",),
    }
    return (*ACTIVE, *own.get(kind, ()))


def office_of(cells: Cells, certificates: Certificates) -> AnyOffice:
    """The office of a row without flaws."""
    kind, active = OfficeKind(cells["kind"]), cells["active"] == "yes"
    names, address, head = _both(cells, "names"), _both(cells, "address"), _official(cells, "head")
    answers = _key(cells, "answers", certificates)
    if kind is OfficeKind.PROVIDER:
        return Office(
            id=cells["id"],
            names=names,
            bin=cells["bin"],
            address=address,
            head=head,
            signatory=_official(cells, "signatory"),
            phone=cells["phone"],
            territory=cells["territory"],
            parent=cells["parent"] or None,
            seal=_key(cells, "seal", certificates),
            answers=answers,
            active=active,
        )
    if kind is OfficeKind.CENTRE:
        return Centre(
            id=cells["id"],
            names=names,
            address=address,
            phone=cells["phone"],
            head=head,
            desks=tuple(cells["desks"].split()),
            territory=cells["territory"],
            bin=cells["bin"],
            answers=answers,
            active=active,
            slot_minutes=int(cells["slot_minutes"] or Centre.slot_minutes),
            slot_places=int(cells["slot_places"] or Centre.slot_places),
            booking_days=int(cells["booking_days"] or Centre.booking_days),
        )
    return Authority(
        id=cells["id"],
        names=names,
        address=address,
        phone=cells["phone"],
        head=head,
        territory=cells["territory"],
        kind=kind,
        bin=cells["bin"],
        answers=answers,
        active=active,
    )


def cells_of(office: AnyOffice) -> Cells:
    """The row of an office. Its certificates stand where `export` writes them: certificates/{id}-{seal|answers}.pem."""
    cells = dict.fromkeys(COLUMNS, "") | {
        "id": office.id,
        "kind": office.kind.value,
        "active": "yes" if office.active else "no",
        "names_kk": office.names.kk,
        "names_ru": office.names.ru,
        "territory": office.territory,
        "bin": office.bin,
        "address_kk": office.address.kk,
        "address_ru": office.address.ru,
        "phone": office.phone,
        **_of_official("head", office.head),
    }
    if isinstance(office, Office):
        cells |= {"parent": office.parent or "", **_of_official("signatory", office.signatory)}
    if isinstance(office, Centre):
        cells |= {"desks": " ".join(office.desks)} | {name: str(getattr(office, name)) for name in NUMBERS}
    for column, key in keys_of(office).items():
        cells |= {f"{column}_version": key.version, f"{column}_certificate": f"certificates/{office.id}-{column}.pem"}
    return cells


def keys_of(office: AnyOffice) -> dict[str, SealKey]:
    """The keys that an office has, by column."""
    held = {"seal": office.seal if isinstance(office, Office) else None, "answers": office.answers}
    return {column: key for column, key in held.items() if key is not None}


def _both(cells: Cells, name: str) -> Bilingual:
    return Bilingual(cells[f"{name}_kk"], cells[f"{name}_ru"])


def _official(cells: Cells, name: str) -> Official:
    return Official(_both(cells, f"{name}_position"), cells[f"{name}_name"])


def _of_official(name: str, official: Official) -> Cells:
    return {
        f"{name}_position_kk": official.position.kk,
        f"{name}_position_ru": official.position.ru,
        f"{name}_name": official.name,
    }


def _key(cells: Cells, column: str, certificates: Certificates) -> SealKey | None:
    version = cells[f"{column}_version"]
    return SealKey(version, certificates[f"{column}_certificate"]) if version else None
