"""The whole country imported into a real document store, and read from there as a function reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from emulators.firestore.indexes import IndexCatalog
from emulators.firestore.server import FirestoreEmulator
from functions.shared.clock import FileClock
from functions.shared.cloud.documents import FirestoreDocuments
from functions.shared.offices import Offices
from functions.shared.records import IN_FORCE
from tests.fakes.clock import FakeClock
from tests.integration.conftest import Connect
from tests.unit.tools.directory_files import Folder, akimat, centre, provider
from tools.chains import broken_chains
from tools.directory.__main__ import main
from tools.directory.columns import Cells
from tools.directory.reading import read_rows
from tools.directory.territories import FOLDER

DECLARED = Path(__file__).parents[3] / "infra" / "firestore.indexes.json"


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirestoreEmulator]:
    """Our emulator with the indexes that production declares, and no other."""
    folder = tmp_path_factory.mktemp("directory")
    emulator = FirestoreEmulator(folder, FileClock(folder / "clock"), IndexCatalog.read(DECLARED)).start()
    yield emulator
    emulator.stop()


@pytest.fixture(params=["ours", "google"])
def store(request: pytest.FixtureRequest, connect: Connect) -> FirestoreDocuments:
    address = request.getfixturevalue("emulator" if request.param == "ours" else "google_emulator").address
    return FirestoreDocuments(lambda: connect(address), seconds=20)


@pytest.fixture
def country() -> list[Cells]:
    """The shipped file, with the city of Almaty filled in."""
    shipped = [row.cells for row in read_rows((FOLDER / "offices.csv").read_bytes())[0]]
    return [akimat(), provider(), centre(), *(cells for cells in shipped if cells["territory"] != "750000000")]


@pytest.mark.clause("1.1", "11.1")
def test_the_country_is_imported_read_and_changed(
    store: FirestoreDocuments, tmp_path: Path, country: list[Cells], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, clock = Folder(tmp_path), FakeClock()

    def bring_in() -> str:
        assert main(["import", str(folder.file), "--public-keys"], store, clock) == 0
        return capsys.readouterr().out

    folder.write(country)
    assert "added=234 changed=0 unchanged=0 left=0" in bring_in()
    offices = Offices(store)
    assert len(offices.all_ever()) == 234
    office = offices.provider("edu-almaty")
    assert office is not None
    assert office.seal is not None
    assert office.seal.certificate.startswith(b"\x30")
    found = offices.above(office)
    assert found is not None
    assert found.id == "akimat-almaty"
    mark = store.get(IN_FORCE)
    assert "Nothing to change: this file is in force." in bring_in()
    assert store.get(IN_FORCE) == mark
    country[1]["phone"] = "+7 727 000 00 99"
    folder.write(country, certified=False)
    assert "added=0 changed=1 unchanged=233 left=0" in bring_in()
    assert broken_chains(store) == (1, [])
