"""The daily inspection on a real document store: it finds what moved by the indexes that are declared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulators.firestore.indexes import IndexCatalog
from emulators.firestore.server import FirestoreEmulator
from functions.issue.inspection import RECENT, inspect
from functions.issue.recent import moved
from functions.shared.clock import FileClock
from functions.shared.cloud.documents import FirestoreDocuments
from functions.shared.ports import Replace
from tests.integration.conftest import Connect
from tests.unit.service.answer_world import AnswerWorld

DECLARED = Path(__file__).parents[3] / "infra" / "firestore.indexes.json"


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirestoreEmulator]:
    """Our emulator with the indexes that production declares, and no other."""
    folder = tmp_path_factory.mktemp("inspection")
    emulator = FirestoreEmulator(folder, FileClock(folder / "clock"), IndexCatalog.read(DECLARED)).start()
    yield emulator
    emulator.stop()


@pytest.fixture(params=["ours", "google"])
def office(request: pytest.FixtureRequest, connect: Connect) -> AnswerWorld:
    address = request.getfixturevalue("emulator" if request.param == "ours" else "google_emulator").address
    return AnswerWorld(FirestoreDocuments(lambda: connect(address), seconds=20))


def test_every_kind_of_case_that_moved_is_found_and_its_chain_is_recomputed(
    office: AnswerWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    issued = office.accepted(key="key-inspect-1")
    office.run_due_tasks()
    number = office.application(issued).certificate
    waiting = office.accepted(key="key-inspect-2")
    refused = json.loads(office.hand_in(office.package(documents=[]), key="key-inspect-3").get_data())["id"]
    answered, unanswered = office.answered(office.on_paper()), office.on_paper(key="paper-0002", text="Тағы бір шағым.")
    everything = {
        *(f"applications/{issued}", f"certificates/{number}", f"applications/{waiting}", f"refusals/{refused}"),
        *(f"complaints/{answered}", f"complaints/{unanswered}"),
    }
    assert set(moved(office.documents, office.clock.now() - RECENT)) == everything
    counts = inspect(office.issue_services)
    assert (counts["chains"], counts["broken"], counts["left"]) == (len(everything), 0, 0)

    office.clock.advance(days=3)
    left = {f"applications/{waiting}", f"complaints/{unanswered}"}
    assert set(moved(office.documents, office.clock.now() - RECENT)) == left
    officer = {"role": "provider_officer", "office": "almaty", "subject": "officer"}
    asked = {"reason": "court-decision"}
    office.call("POST", f"/v1/certificates/{number}/revocation", who=officer, json=asked)
    assert set(moved(office.documents, office.clock.now() - RECENT)) == left | {f"certificates/{number}"}

    event = office.documents.get(f"certificates/{number}/events/000002")
    assert event is not None
    office.documents.commit(Replace(event.path, {**event.fields, "actor": "somebody"}, event.version))
    capsys.readouterr()
    assert inspect(office.issue_services)["broken"] == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (broken,) = [line for line in lines if line["message"] == "chain-broken"]
    assert (broken["collection"], broken["case"], broken["link"]) == ("certificates", number, 2)
