"""What a certificate says (Annex 1), and the same for machines.

The machine-readable form travels inside the PDF as an attachment, so that whoever receives the file need not
read the picture.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from functions.shared.documents.dates import in_almaty
from functions.shared.domain.facts import Capacity, Name, Names
from functions.shared.domain.language import Bilingual

MOST_WARDS = 10
"""A certificate is one page, and this many children fit on it (4.1)."""


@dataclass(frozen=True)
class Signatory:
    """The authorised person of the provider, who holds the EDS that seals the certificate (4.4)."""

    position: Bilingual
    name: str
    certificate_serial: str
    certificate_valid_until: date | None = None
    """Left out of the document where it is not given."""


@dataclass(frozen=True)
class Issuer:
    """The education department that answers (1.1)."""

    name: Bilingual
    bin: str
    address: Bilingual
    signatory: Signatory


@dataclass(frozen=True)
class Ward:
    """A child under guardianship or trusteeship, with the order that says so."""

    names: Names
    birth_date: date
    iin: str
    capacity: Capacity
    order_number: str
    order_date: date
    order_authority: Bilingual
    property_inventory: bool


@dataclass(frozen=True)
class CertificateContent:
    """All that a certificate states. `number` is in groups already, `issued_at` is aware, `check_url` in capitals.

    Raises ValueError for a certificate of no child, or of more than fit on its page.
    """

    number: str
    issued_at: datetime
    issuer: Issuer
    guardian: Names
    guardian_iin: str
    guardian_address: Bilingual
    wards: tuple[Ward, ...]
    check_url: str
    template: str = "2014-1"

    def __post_init__(self) -> None:
        if not 1 <= len(self.wards) <= MOST_WARDS:
            raise ValueError(f"A certificate names one to {MOST_WARDS} children, not {len(self.wards)}.")
        if self.issued_at.tzinfo is None:
            raise ValueError("The time of issue needs a time zone.")

    @property
    def capacity(self) -> Capacity | None:
        """The one capacity in which the guardian acts for all the children, or None where it differs."""
        capacities = {ward.capacity for ward in self.wards}
        return capacities.pop() if len(capacities) == 1 else None

    def wards_by_authority(self) -> list[tuple[Bilingual, list[tuple[int, Ward]]]]:
        """The children with their places, as given; neighbours whose orders one authority gave share a group."""
        groups = groupby(enumerate(self.wards, start=1), key=lambda placed: placed[1].order_authority)
        return [(authority, list(wards)) for authority, wards in groups]

    def machine_readable(self) -> bytes:
        """The content as JSON (UTF-8), for the attachment. Times carry the offset of Almaty."""
        signatory = self.issuer.signatory
        until = signatory.certificate_valid_until
        content = {
            "schema": f"guardianship-certificate/{self.template}",
            "number": self.number,
            "issued_at": in_almaty(self.issued_at).isoformat(timespec="seconds"),
            "check_url": self.check_url,
            "issuer": {
                "name": _bilingual(self.issuer.name),
                "bin": self.issuer.bin,
                "address": _bilingual(self.issuer.address),
                "signatory": {
                    "name": signatory.name,
                    "position": _bilingual(signatory.position),
                    "certificate_serial": signatory.certificate_serial,
                    "certificate_valid_until": until.isoformat() if until else None,
                },
            },
            "guardian": {
                "names": _names(self.guardian),
                "iin": self.guardian_iin,
                "address": _bilingual(self.guardian_address),
            },
            "wards": [
                {
                    "names": _names(ward.names),
                    "iin": ward.iin,
                    "birth_date": ward.birth_date.isoformat(),
                    "capacity": ward.capacity.value,
                    "property_inventory": ward.property_inventory,
                    "order": {
                        "number": ward.order_number,
                        "date": ward.order_date.isoformat(),
                        "authority": _bilingual(ward.order_authority),
                    },
                }
                for ward in self.wards
            ],
        }
        return json.dumps(content, ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_machine_readable(cls, data: bytes) -> CertificateContent:
        """The content of which `data` is the machine-readable form. Raises ValueError for anything else."""
        from functions.shared.documents.reading import read_content

        return read_content(data)


@dataclass(frozen=True)
class PaperCopy:
    """A print of the electronic certificate, which the provider's head certifies by hand (4.3).

    `number` counts the copies of this certificate from one, `head` is a full name, `printed_at` is aware.
    """

    number: int
    head: str
    head_position: Bilingual
    printed_at: datetime

    def __post_init__(self) -> None:
        if self.number < 1:
            raise ValueError("Copies are counted from one.")
        if self.printed_at.tzinfo is None:
            raise ValueError("The time of printing needs a time zone.")


def _bilingual(text: Bilingual) -> dict[str, str]:
    return {"kk": text.kk, "ru": text.ru}


def _name(name: Name) -> dict[str, str | None]:
    return {"surname": name.surname, "name": name.name, "patronymic": name.patronymic}


def _names(names: Names) -> dict[str, dict[str, str | None]]:
    return {"kk": _name(names.kk), "ru": _name(names.ru)}
