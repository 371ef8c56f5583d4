"""The handlers on a real document store, ours and Google's: every query has its index, every write its precondition."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from emulators.firestore.indexes import IndexCatalog
from emulators.firestore.server import FirestoreEmulator
from functions.shared.clock import FileClock
from functions.shared.cloud.documents import FirestoreDocuments
from functions.shared.domain.application import Status
from functions.shared.domain.facts import Registry
from tests.integration.conftest import Connect
from tests.integration.google_emulator import GoogleEmulator
from tests.unit.service.world import World

DECLARED = Path(__file__).parents[3] / "infra" / "firestore.indexes.json"


@pytest.fixture(scope="session")
def with_production_indexes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirestoreEmulator]:
    """Our emulator with the indexes that production declares, and no other."""
    folder = tmp_path_factory.mktemp("production-indexes")
    emulator = FirestoreEmulator(folder, FileClock(folder / "clock"), IndexCatalog.read(DECLARED)).start()
    yield emulator
    emulator.stop()


@pytest.fixture(params=["ours", "google"])
def world(request: pytest.FixtureRequest, connect: Connect) -> World:
    name = "with_production_indexes" if request.param == "ours" else "google_emulator"
    emulator = request.getfixturevalue(name)
    return World(FirestoreDocuments(lambda: connect(emulator.address), seconds=20))


def everything(world: World) -> None:
    """A day of the service: an issue, a decline, a silence that is escalated, pages, alarms, checks."""
    issued = world.accepted()
    assert set(world.run_due_tasks()) == {200}
    assert world.application(issued).status is Status.ISSUED
    assert world.events(issued) == ["accepted", "verified", "issued"]
    world.registries.silent[Registry.BIRTHS] = "timeout"
    late = world.accepted(key="key-00000002")
    world.clock.advance(minutes=5)
    world.reconcile()
    assert world.application(late).overdue_since is not None
    world.registries.silent.clear()
    world.clock.advance(minutes=2)
    world.reconcile()
    assert world.application(late).status is Status.ISSUED
    first = json.loads(world.call("GET", "/v1/cabinet", who=world.citizen()).get_data())
    assert [application["id"] for application in first["applications"]] == [late, issued]
    alarms = world.call("GET", "/v1/alarms", who={"role": "provider_head", "office": "almaty"})
    assert len(json.loads(alarms.get_data())["alarms"]) == 1
    number = world.application(issued).certificate
    pdf = world.call("GET", f"/v1/certificates/{number}", who=world.citizen()).get_data()
    checked = world.call("POST", "/check", data=pdf, content_type="application/pdf")
    assert json.loads(checked.get_data())["verdict"] == "authentic"


def at_a_centre(world: World) -> None:
    """A refusal, the package that follows it, a look-up, and the certificate on paper."""
    refused = json.loads(world.hand_in(world.package(documents=[])).get_data())
    accepted = json.loads(world.hand_in(world.package(paper_copy=True), key="key-00000002").get_data())
    assert accepted["follows"] == refused["number"]
    world.run_due_tasks()
    application = world.application(accepted["id"])
    assert application.status is Status.ISSUED
    contact_centre = {"role": "contact_centre"}
    for number in (refused["number"], application.certificate):
        path = f"/v1/status?number={number}&why=recipient-asks"
        assert world.call("GET", path, who=contact_centre).status_code == 200
    assert world.events(accepted["id"]) == ["accepted", "verified", "issued"]
    provider = {"role": "provider_officer", "office": "almaty", "name": "O"}
    for who in (provider, world.operator()):
        assert world.call("GET", "/v1/copies", who=who).status_code == 200
    copies = json.loads(world.call("GET", "/v1/copies", who=provider).get_data())["copies"]
    assert [copy["state"] for copy in copies] == ["asked"]


@pytest.mark.clause("1.2", "4.3", "10.1", "15.1")
def test_a_day_at_a_centre_on_a_real_store(world: World) -> None:
    at_a_centre(world)


@pytest.mark.clause("2.1", "9.7")
def test_a_day_of_the_service_on_a_real_store(world: World) -> None:
    everything(world)


def test_pages_of_a_cabinet_use_the_declared_indexes(world: World) -> None:
    for n in range(23):
        world.accepted(key=f"key-{n:08d}")
    seen: list[str] = []
    path = "/v1/cabinet"
    while path:
        page = json.loads(world.call("GET", path, who=world.citizen()).get_data())
        seen += [application["id"] for application in page["applications"]]
        path = f"/v1/cabinet?cursor={page['next']}" if page["next"] else ""
    assert len(seen) == len(set(seen)) == 23


def test_two_at_the_same_moment_make_one_certificate(world: World) -> None:
    from concurrent.futures import ThreadPoolExecutor

    identifier = world.accepted()
    with ThreadPoolExecutor(4) as threads:
        statuses = list(threads.map(lambda _: world.task(f"/tasks/verify/{identifier}").status_code, range(4)))
    assert set(statuses) <= {200, 503}
    assert world.application(identifier).status is Status.ISSUED
    assert world.events(identifier) == ["accepted", "verified", "issued"]
    assert len(world.certificates.stored) == 1


def test_googles_emulator_needed_no_index_that_is_not_declared(
    google_emulator: GoogleEmulator, connect: Connect, project: str
) -> None:
    world = World(FirestoreDocuments(lambda: connect(google_emulator.address), seconds=20))
    everything(world)
    at_a_centre(world)
    declared = {shape(index) for index in json.loads(DECLARED.read_text())["indexes"]}
    reports = google_emulator.index_usage(project).get("reports", [])
    needed = {shape(report["index"]) for report in reports if len(fields(report["index"])) > 1}
    assert needed
    assert needed <= declared


def fields(index: dict[str, Any]) -> list[tuple[str, str]]:
    """The fields of an index without the document's name, which closes every index by itself."""
    named = [(field["fieldPath"], field.get("order", "")) for field in index["fields"]]
    return [field for field in named if field[0] != "__name__"]


def shape(index: dict[str, Any]) -> tuple[str, tuple[tuple[str, str], ...]]:
    collection = index.get("collectionGroup") or index["name"].split("/collectionGroups/")[1].split("/")[0]
    return collection, tuple(fields(index))
