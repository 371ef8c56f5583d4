"""Files of offices for tests: a good one, and whatever a test changes in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.unit.trust.pki import ORGANISATION, Holder, Pki
from tools.directory.certificates import KeysBeside, Trust
from tools.directory.columns import COLUMNS, Cells
from tools.directory.exporting import pem
from tools.directory.loading import Loaded, load
from tools.directory.reading import as_csv
from tools.directory.territories import territories

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
KNOWN = territories()
RINGS = "projects/p/locations/europe-west3/keyRings"
PROVIDER_BIN, AKIMAT_BIN, CENTRE_BIN, QUALITY_BIN = "040340991018", "960240991214", "130441991115", "161040991311"


def version(ring: str, office: str, n: int = 1) -> str:
    return f"{RINGS}/{ring}/cryptoKeys/{office}/cryptoKeyVersions/{n}"


def row(**cells: str) -> Cells:
    """A row with these cells, the others empty."""
    assert not set(cells) - set(COLUMNS)
    return dict.fromkeys(COLUMNS, "") | cells


HEAD = {
    "address_kk": "Алматы қаласы, Абай даңғылы, 1-үй",
    "address_ru": "г. Алматы, пр. Абая, д. 1",
    "phone": "+7 727 000 00 01",
    "head_position_kk": "Басшы",
    "head_position_ru": "Руководитель",
    "head_name": "Әлиева Гүлнар Қайратқызы",
}


def provider(**changes: str) -> Cells:
    """An active one, with both keys."""
    complete = {
        "id": "edu-almaty",
        "kind": "provider",
        "active": "yes",
        "names_kk": "Алматы қаласының білім басқармасы",
        "names_ru": "Управление образования города Алматы",
        "territory": "750000000",
        "parent": "akimat-almaty",
        "bin": PROVIDER_BIN,
        "signatory_position_kk": "Басшының орынбасары",
        "signatory_position_ru": "Заместитель руководителя",
        "signatory_name": "Әлиева Гүлнар Қайратқызы",
        "seal_version": version("signers", "edu-almaty"),
        "seal_certificate": "keys/edu-almaty-seal.pem",
        **answers("edu-almaty"),
    }
    return row(**(HEAD | complete | changes))


def akimat(**changes: str) -> Cells:
    complete = {
        "id": "akimat-almaty",
        "kind": "akimat",
        "active": "yes",
        "names_kk": "Алматы қаласының әкімдігі",
        "names_ru": "Акимат города Алматы",
        "territory": "750000000",
        "bin": AKIMAT_BIN,
        **answers("akimat-almaty"),
    }
    return row(**(HEAD | complete | changes))


def centre(**changes: str) -> Cells:
    complete = {
        "id": "psc-almaty-1",
        "kind": "centre",
        "active": "yes",
        "names_kk": "ХҚКО № 1 бөлімі",
        "names_ru": "Отдел ЦОН № 1",
        "territory": "750000000",
        "bin": CENTRE_BIN,
        "desks": "1 2 3а",
        **answers("psc-almaty-1"),
    }
    return row(**(HEAD | complete | changes))


def kept(identifier: str = "edu-abai", territory: str = "353200000", **changes: str) -> Cells:
    """One that is not filled in yet."""
    told = {"id": identifier, "kind": "provider", "active": "no", "names_kk": "Бөлім", "names_ru": "Отдел"}
    return row(**(told | {"territory": territory} | changes))


def answers(office: str) -> dict[str, str]:
    return {"answers_version": version("heads", office), "answers_certificate": f"keys/{office}-answers.pem"}


class Folder:
    """A folder with the files of a directory; `pki` issues what its rows name."""

    def __init__(self, path: Path, pki: Pki | None = None) -> None:
        self.path, self.pki = path, pki or Pki()
        self.file = path / "offices.csv"
        (path / "keys").mkdir()

    def certify(self, cells: Cells, *columns: str, **holder: object) -> None:
        """A good certificate for each key of the row, or for some, with its public key beside it."""
        for column in columns or ("seal", "answers"):
            if not cells[f"{column}_certificate"]:
                continue
            told: dict[str, object] = {"units": (f"BIN{cells['bin']}",), "purposes": ORGANISATION} | holder
            given = Holder(**told)  # type: ignore[arg-type]  # whatever the test gives
            place = self.path / cells[f"{column}_certificate"]
            place.write_text(pem(self.pki.issue(given).dump()))
            public = given.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            place.with_suffix(".pub").write_bytes(public)

    def write(self, rows: Iterable[Cells], *, for_excel: bool = False, certified: bool = True) -> Path:
        rows = list(rows)
        for cells in rows if certified else ():
            self.certify(cells)
        self.file.write_bytes(as_csv(rows, for_excel=for_excel))
        return self.file

    def load(self, *rows: Cells, certified: bool = True) -> Loaded:
        self.write(rows, certified=certified)
        return load(self.file, KNOWN, Trust(NOW, None, KeysBeside()))
