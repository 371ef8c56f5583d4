"""Read back what a certificate states: from its machine-readable form, and that form from the sealed PDF (4.2, 4.3)."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from io import BytesIO
from typing import Any

from functions.shared.documents.content import CertificateContent, Issuer, Signatory, Ward
from functions.shared.domain.facts import Capacity, Name, Names
from functions.shared.domain.language import Bilingual

ATTACHMENT = "certificate.json"
_SCHEMA = re.compile(r"guardianship-certificate/(\d{4}-\d+)")


def read_content(data: bytes) -> CertificateContent:
    """The inverse of `CertificateContent.machine_readable`. Raises ValueError for anything that did not come from it.

    The content that is read must give the same data again, so nothing in them is passed over or bent to fit.
    """
    try:
        given = json.loads(data)
        content = _content(given)
        same = json.loads(content.machine_readable()) == given
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError, RecursionError):
        raise ValueError("These are not the machine-readable data of a certificate.") from None  # they are personal
    if not same:
        raise ValueError("The data hold more than a certificate states, or state it in another way.")
    return content


def attached_content(sealed_pdf: bytes) -> bytes:
    """The machine-readable form out of a sealed certificate. Raises ValueError where there is none.

    Says nothing about the seal: ask that of a file that is not known to be ours (see trust.seal_check).
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        files = PdfFileReader(BytesIO(sealed_pdf)).root["/AF"]
        named = [file["/EF"]["/F"] for file in map(files.__getitem__, range(len(files))) if file["/UF"] == ATTACHMENT]
        (found,) = {file.data for file in named}  # WeasyPrint names the one file twice
    except Exception:  # noqa: BLE001  # a broken file breaks a PDF parser in its own way
        raise ValueError("The file is no certificate with machine-readable data.") from None
    return bytes(found)


def _content(data: Any) -> CertificateContent:
    schema = _SCHEMA.fullmatch(data["schema"])
    if schema is None:
        raise ValueError("another schema")
    return CertificateContent(
        number=_text(data["number"]),
        issued_at=datetime.fromisoformat(data["issued_at"]),
        issuer=_issuer(data["issuer"]),
        guardian=_names(data["guardian"]["names"]),
        guardian_iin=_text(data["guardian"]["iin"]),
        guardian_address=_bilingual(data["guardian"]["address"]),
        wards=tuple(map(_ward, data["wards"])),
        check_url=_text(data["check_url"]),
        template=schema[1],
    )


def _issuer(data: Any) -> Issuer:
    signatory = data["signatory"]
    until = signatory["certificate_valid_until"]
    return Issuer(
        name=_bilingual(data["name"]),
        bin=_text(data["bin"]),
        address=_bilingual(data["address"]),
        signatory=Signatory(
            position=_bilingual(signatory["position"]),
            name=_text(signatory["name"]),
            certificate_serial=_text(signatory["certificate_serial"]),
            certificate_valid_until=None if until is None else date.fromisoformat(until),
        ),
    )


def _ward(data: Any) -> Ward:
    return Ward(
        names=_names(data["names"]),
        birth_date=date.fromisoformat(data["birth_date"]),
        iin=_text(data["iin"]),
        capacity=Capacity(data["capacity"]),
        order_number=_text(data["order"]["number"]),
        order_date=date.fromisoformat(data["order"]["date"]),
        order_authority=_bilingual(data["order"]["authority"]),
        property_inventory=_truth(data["property_inventory"]),
    )


def _names(data: Any) -> Names:
    return Names(_name(data["kk"]), _name(data["ru"]))


def _name(data: Any) -> Name:
    patronymic = data["patronymic"]
    return Name(_text(data["surname"]), _text(data["name"]), None if patronymic is None else _text(patronymic))


def _bilingual(data: Any) -> Bilingual:
    return Bilingual(_text(data["kk"]), _text(data["ru"]))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value
