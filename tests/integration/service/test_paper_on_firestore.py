"""The journal of paper copies on a real document store, and a real print of a real original (clause 4.3)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from emulators.firestore.indexes import IndexCatalog
from emulators.firestore.server import FirestoreEmulator
from functions.issue.services import sealed_content
from functions.shared.clock import FileClock
from functions.shared.cloud.documents import FirestoreDocuments
from functions.shared.documents.certificate import CertificateRenderer
from functions.shared.documents.content import PaperCopy
from functions.shared.domain.language import Bilingual
from tests.integration.conftest import Connect
from tests.unit.documents.samples import certificate
from tests.unit.service.test_paper import CITIZEN, OFFICER, OPERATOR, Paper
from tests.unit.service.world import World

DECLARED = Path(__file__).parents[3] / "infra" / "firestore.indexes.json"
pytestmark = pytest.mark.clause("4.3")


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirestoreEmulator]:
    """Our emulator with the indexes that production declares, and no other."""
    folder = tmp_path_factory.mktemp("paper")
    emulator = FirestoreEmulator(folder, FileClock(folder / "clock"), IndexCatalog.read(DECLARED)).start()
    yield emulator
    emulator.stop()


@pytest.fixture(params=["ours", "google"])
def paper(request: pytest.FixtureRequest, connect: Connect) -> Paper:
    """A certificate that was wanted on paper with the application."""
    address = request.getfixturevalue("emulator" if request.param == "ours" else "google_emulator").address
    return Paper(World(FirestoreDocuments(lambda: connect(address), seconds=20)), paper_copy=True)


def pages(paper: Paper, who: dict[str, str], query: str = "") -> list[int]:
    seen: list[int] = []
    path = f"/v1/copies?{query}"
    while path:
        response = paper.world.call("GET", path, who=who)
        assert response.status_code == 200, response.get_data(as_text=True)
        page: Any = json.loads(response.get_data())
        seen += [copy["n"] for copy in page["copies"]]
        path = f"/v1/copies?{query}&cursor={page['next']}" if page["next"] else ""
    return seen


def test_a_copy_to_the_hand_and_the_lists_of_both_offices(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.issue.journal.PAGE", 3)
    for n in range(2, 9):
        assert paper.ask(OPERATOR, key=f"key-asked-{n:04d}").status_code == 201
    assert pages(paper, OFFICER) == list(range(1, 9))
    assert pages(paper, OPERATOR) == list(range(2, 9))
    for step in (paper.print, paper.sign, paper.hand_over):
        assert step(n=2).status_code == 200
    assert pages(paper, OFFICER) == [1, *range(3, 9)]
    assert pages(paper, OPERATOR, "state=handed-over") == [2]
    assert paper.kinds() == [
        "issued",
        *["copy-asked"] * 8,
        "copy-printed",
        "copy-signed",
        "copy-handed-over",
    ]


def test_sixteen_who_ask_at_once_get_sixteen_numbers_without_a_gap(paper: Paper) -> None:
    def ask(n: int) -> int:
        for _ in range(50):
            response = paper.ask(CITIZEN, key=f"key-asked-{n:04d}")
            if response.status_code == 201:
                return int(json.loads(response.get_data())["n"])
            assert response.status_code == 503  # lost too many races: the same key again
        raise AssertionError("never answered")

    with ThreadPoolExecutor(16) as askers:
        numbers = list(askers.map(ask, range(16)))
    assert sorted(numbers) == list(range(2, 18))
    assert [event.data["copy"] for event in paper.events()[1:]] == list(range(1, 18))


def test_a_real_original_is_read_and_printed_as_it_was() -> None:
    renderer, stated = CertificateRenderer(), certificate()
    original = renderer.render(stated)
    read = sealed_content(original)
    assert replace(read, issued_at=stated.issued_at) == stated
    assert read.issued_at == stated.issued_at
    head = "Сәрсенбаев Бауыржан Асқарұлы"
    position = Bilingual("Басқарма басшысы", "Руководитель управления")
    sheet = renderer.render_print(read, PaperCopy(1, head, position, datetime(2026, 11, 23, 5, 0, tzinfo=UTC)))
    assert sheet.startswith(b"%PDF")
    assert sheet != original
    with pytest.raises(ValueError, match="no certificate"):
        sealed_content(sheet)  # the paper is no second original
