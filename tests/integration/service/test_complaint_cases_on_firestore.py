"""A complaint to its answer, its appeal and its file for a court, on a real document store (clauses 11.9 to 11.11)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from emulators.firestore.indexes import IndexCatalog
from emulators.firestore.server import FirestoreEmulator
from functions.shared.clock import FileClock
from functions.shared.cloud.documents import FirestoreDocuments
from tests.integration.conftest import Connect
from tests.unit.service.answer_world import CLERK, HEAD, QUALITY, AnswerWorld, paper

DECLARED = Path(__file__).parents[3] / "infra" / "firestore.indexes.json"


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirestoreEmulator]:
    """Our emulator with the indexes that production declares, and no other."""
    folder = tmp_path_factory.mktemp("answers")
    emulator = FirestoreEmulator(folder, FileClock(folder / "clock"), IndexCatalog.read(DECLARED)).start()
    yield emulator
    emulator.stop()


@pytest.fixture(params=["ours", "google"])
def office(request: pytest.FixtureRequest, connect: Connect) -> AnswerWorld:
    address = request.getfixturevalue("emulator" if request.param == "ours" else "google_emulator").address
    return AnswerWorld(FirestoreDocuments(lambda: connect(address), seconds=20))


@pytest.mark.clause("11.8", "11.9", "11.10", "11.11")
def test_late_answered_appealed_answered_and_taken_to_court(office: AnswerWorld) -> None:
    first = office.on_paper()
    office.assign(first)
    office.clock.move_to(office.complaint(first).due_at + timedelta(seconds=1))
    assert office.answer(first).status_code == 201
    assert office.deliver(first, channel="post", tracking="RR123456789KZ").status_code == 200
    appeal = office.on_paper(QUALITY, key="paper-0002", about="answer", first=office.complaint(first).number)
    office.answered(appeal, QUALITY)
    assert office.get(first, "file", QUALITY).status_code == 200
    kinds = office.kinds(first)
    assert kinds[:2] == ["registered", "assigned"]
    assert kinds[-4:] == ["answered", "delivered", "appealed", "exported"]
    assert set(kinds[2:-4]) == {"noticed"}
    file = paper(office.get(first, "file", CLERK).get_data())
    assert file["chain_is_whole"] is True
    assert len(file["events"]) == len(kinds) + 1


def test_a_head_who_clicks_eight_times_answers_once(office: AnswerWorld) -> None:
    identifier = office.on_paper()
    office.assign(identifier)
    with ThreadPoolExecutor(8) as hands:
        answers = [hands.submit(office.answer, identifier, HEAD) for _ in range(8)]
    assert {answer.result().status_code for answer in answers} == {201}
    assert len({answer.result().get_data() for answer in answers}) == 1
    assert office.kinds(identifier) == ["registered", "assigned", "answered"]
