"""The directory in force as a file again, its certificates beside it."""

from __future__ import annotations

import base64
import textwrap
from collections.abc import Sequence
from pathlib import Path

from functions.shared.domain.office import AnyOffice
from tools.directory.columns import cells_of, keys_of
from tools.directory.reading import as_csv


def export(offices: Sequence[AnyOffice], file: Path, *, for_excel: bool = False) -> int:
    """Write the file, and each certificate as PEM into certificates/ beside it. How many certificates there are.

    Raises FileExistsError: what somebody is filling in is never written over.
    """
    with file.open("xb") as target:
        target.write(as_csv(map(cells_of, offices), for_excel=for_excel))
    written = 0
    for office in offices:
        cells = cells_of(office)
        for column, key in keys_of(office).items():
            place = file.parent / cells[f"{column}_certificate"]
            place.parent.mkdir(exist_ok=True)
            place.write_text(pem(key.certificate), encoding="ascii")
            written += 1
    return written


def pem(der: bytes) -> str:
    body = "\n".join(textwrap.wrap(base64.b64encode(der).decode(), 64))
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"
