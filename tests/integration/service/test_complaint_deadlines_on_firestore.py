"""The times of complaints on a real document store: reconcilers at once, several pages, a changed calendar (11.8)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from emulators.firestore.indexes import IndexCatalog
from emulators.firestore.server import FirestoreEmulator
from functions.complaint import reconciler, recounting
from functions.shared.clock import FileClock
from functions.shared.cloud.documents import FirestoreDocuments
from functions.shared.domain.calendar import almaty_day
from functions.shared.domain.events import EventKind
from functions.shared.ports import Query
from tests.integration.conftest import Connect
from tests.unit.calendar.almanac import day, moment
from tests.unit.service.chancellery import Chancellery, a_move

DECLARED = Path(__file__).parents[3] / "infra" / "firestore.indexes.json"
NAMES = [f"complaint-{n}" for n in range(7)]


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirestoreEmulator]:
    """Our emulator with the indexes that production declares, and no other."""
    folder = tmp_path_factory.mktemp("deadlines")
    emulator = FirestoreEmulator(folder, FileClock(folder / "clock"), IndexCatalog.read(DECLARED)).start()
    yield emulator
    emulator.stop()


@pytest.fixture(params=["ours", "google"])
def office(request: pytest.FixtureRequest, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> Chancellery:
    """Seven complaints of one morning, in pages of three."""
    address = request.getfixturevalue("emulator" if request.param == "ours" else "google_emulator").address
    office = Chancellery(FirestoreDocuments(lambda: connect(address), seconds=20))
    monkeypatch.setattr(reconciler, "PAGE", 3)
    monkeypatch.setattr(recounting, "PAGE", 3)
    for name in NAMES:
        office.given(identifier=name)
    return office


@pytest.mark.clause("11.4", "11.8")
def test_four_reconcilers_at_once_notice_each_complaint_once(office: Chancellery) -> None:
    office.clock.move_to(moment("Wednesday 2026-11-25 08:00"))
    gate = threading.Barrier(4)

    def reconcile(_: int) -> dict[str, Any]:
        gate.wait()
        return office.reconcile_complaints()

    with ThreadPoolExecutor(4) as threads:
        reports = list(threads.map(reconcile, range(4)))
    did = sum((Counter(report["due"]["did"]) for report in reports), Counter[str]())
    walked = sum((Counter((report["walked"] or {"did": {}})["did"]) for report in reports), Counter[str]())
    assert not {"failed", "left"} & (did + walked).keys()
    assert did["noticed"] + walked["noticed"] == len(NAMES)
    alarms = office.documents.query(Query("alarms"))
    assert sorted(alarm.id for alarm in alarms) == [f"{name}-no-executor" for name in NAMES]
    for name in NAMES:
        assert [event.kind for event in office.chain(name)] == [EventKind.REGISTERED, EventKind.NOTICED]
    assert office.reconcile_complaints()["due"] == {"saw": 0, "did": {}}


@pytest.mark.clause("11.8")
def test_a_decided_day_off_moves_every_open_complaint(office: Chancellery, monkeypatch: pytest.MonkeyPatch) -> None:
    assert office.reconcile_complaints()["walked"] == {"saw": 7, "did": {"in-order": 7}}
    office.decide(monkeypatch, a_move("2026-11-24", "2026-12-05"))
    assert office.reconcile_complaints()["walked"] == {"saw": 7, "did": {"recounted": 7}}
    assert office.reconcile_complaints()["walked"] is None
    assert {almaty_day(office.complaint(name).due_at) for name in NAMES} == {day("Tuesday 2026-12-01")}
