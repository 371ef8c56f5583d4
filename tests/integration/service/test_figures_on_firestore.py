"""The public figures on a real document store: counted by many at once, read by the indexes that are declared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from emulators.firestore.indexes import IndexCatalog
from emulators.firestore.server import FirestoreEmulator
from functions.shared.clock import FileClock
from functions.shared.cloud.documents import FirestoreDocuments
from tests.integration.conftest import Connect
from tests.unit.service.answer_world import AnswerWorld
from tests.unit.service.world import CENTRES
from tools.recount import differences

DECLARED = Path(__file__).parents[3] / "infra" / "firestore.indexes.json"
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirestoreEmulator]:
    """Our emulator with the indexes that production declares, and no other."""
    folder = tmp_path_factory.mktemp("figures")
    emulator = FirestoreEmulator(folder, FileClock(folder / "clock"), IndexCatalog.read(DECLARED)).start()
    yield emulator
    emulator.stop()


@pytest.fixture(params=["ours", "google"])
def office(request: pytest.FixtureRequest, connect: Connect) -> AnswerWorld:
    address = request.getfixturevalue("emulator" if request.param == "ours" else "google_emulator").address
    return AnswerWorld(FirestoreDocuments(lambda: connect(address), seconds=20))


def told(world: AnswerWorld, **query: str) -> Any:
    response = world.call("GET", "/v1/figures", query_string={"from": "2026-11-23", "to": "2026-12-31"} | query)
    assert response.status_code == 200, response.get_data(as_text=True)
    return json.loads(response.get_data())


@pytest.mark.clause("2.1", "2.2", "11.8")
def test_what_many_do_at_once_is_counted_in_full_and_recounted(office: AnswerWorld) -> None:
    requests = [office.request() for _ in range(8)]
    headers = {"Idempotency-Key": "ticket-0001"}
    with ThreadPoolExecutor(8) as citizens:
        answers = citizens.map(lambda n: office.submit(requests[n], key=f"key-figures-{n}"), range(8))
        assert [answer.status_code for answer in answers] == [201] * 8
    office.run_due_tasks()
    assert office.hand_in(key="key-figures-9").status_code == 201
    assert (
        office.call("POST", f"/v1/psc/{CENTRES[0]}/tickets", who=office.operator(), headers=headers).status_code == 201
    )
    desk = {"who": office.operator(), "headers": headers, "json": {"desk": "1"}}
    assert office.call("POST", f"/v1/psc/{CENTRES[0]}/calls", **desk).status_code == 200
    office.answered(office.on_paper())
    assert differences(office.documents, TODAY) == []

    late = office.on_paper(key="paper-late")
    office.clock.move_to(office.complaint(late).due_at + timedelta(seconds=1))
    figures = told(office)
    portal, psc, together = figures["total"]["channels"]
    assert (portal["accepted"], portal["issued"], portal["in_time_share"]) == (8, 8, 1.0)
    assert (psc["accepted"], together["accepted"]) == (1, 9)
    assert figures["total"]["queue"]["waiting_in_time_share"] == 1.0
    complaints = figures["total"]["complaints"]
    assert (complaints["received"], complaints["answered_in_time"], complaints["overdue_now"]) == (2, 1, 1)
    assert [each["office"] for each in figures["offices"]] == ["almaty", CENTRES[0]]
    assert told(office, office="almaty")["offices"] == figures["offices"][:1]
