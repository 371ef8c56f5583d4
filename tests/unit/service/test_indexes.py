"""Production keeps exactly the indexes that the queries of the code use, and expires what may go (decision 0029)."""

from __future__ import annotations

import ast
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from emulators.firestore.indexes import Composite, IndexCatalog, Part
from functions.complaint import figures
from functions.issue import recent
from functions.issue.inspection import inspect
from functions.issue.services import Keeping
from functions.shared.domain.calendar import ALMATY
from functions.shared.domain.facts import Registry
from functions.shared.ports import Fields, Query
from functions.shared.records import EXPIRES
from tests.fakes.archive import FakeArchive
from tests.fakes.indexes import DECLARED, PRODUCTION
from tests.unit.examples import FIRST_CHILD
from tests.unit.service.answer_world import CLERK, QUALITY, AnswerWorld
from tests.unit.service.queue_world import QueueWorld
from tools.chains import broken_chains
from tools.directory.writing import in_force
from tools.recount import differences

ROOT = DECLARED.parents[1]
NOT_DEPLOYED = ("tools/bench", "tools/chaos", "tools/cost", "tools/drill")
"""They ask a local store."""
OFFICER = {"role": "provider_officer", "office": "almaty", "name": "O"}
PSC_HEAD = {"role": "psc_head", "office": "psc-almaty-1"}
SLOT = datetime(2026, 11, 24, 10, 30, tzinfo=ALMATY)

Site = tuple[str, int, int]


def sites() -> set[Site]:
    """Where the code makes a query: file, first and last line."""
    found = set()
    for folder in ("functions", "tools"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(NOT_DEPLOYED):
                for node in ast.walk(ast.parse(path.read_text())):
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Query":
                        found.add((name, node.lineno, node.end_lineno or node.lineno))
    return found


def desk_and_portal() -> AnswerWorld:
    """A day of requests, packages, paper, alarms, checks and complaints, with everything that lists them."""
    world = AnswerWorld()
    world.issue_services = replace(world.issue_services, keeping=Keeping(FakeArchive(), 5))
    refused = json.loads(world.hand_in(world.package(documents=[])).get_data())
    accepted = json.loads(world.hand_in(world.package(paper_copy=True), key="key-00000002").get_data())
    assert accepted["follows"] == refused["number"]
    children = [{"iin": FIRST_CHILD, "birth_date": "2016-03-05"}]
    asked = {"applicant_iin": world.request()["applicant"]["iin"], "children": children, "consent": world.consent()}
    read(world, "POST", "/v1/psc/checklist", world.operator(), json=asked)
    world.run_due_tasks()
    for who in (OFFICER, world.operator()):
        assert read(world, "GET", "/v1/copies", who)["copies"]
    issued = world.application(accepted["id"]).certificate
    pdf = world.call("GET", f"/v1/certificates/{issued}", who=world.citizen()).get_data()
    read(world, "POST", "/check", None, data=pdf, content_type="application/pdf")
    read(world, "GET", f"/v1/status?number={issued}&why=recipient-asks", {"role": "contact_centre"})
    read(world, "POST", f"/v1/certificates/{issued}/revocation", OFFICER, json={"reason": "data-incorrect"})
    world.registries.silent[Registry.BIRTHS] = "timeout"
    world.accepted(key="key-00000003")
    world.clock.advance(minutes=6)
    world.reconcile()
    assert read(world, "GET", "/v1/alarms", {"role": "provider_head", "office": "almaty"})["alarms"]
    read(world, "GET", "/v1/cabinet", world.citizen())
    complaints(world)
    world.run_due_tasks()
    assert broken_chains(world.documents)[1] == []
    assert differences(world.documents, world.clock.now().date()) == []
    inspect(world.issue_services)
    assert list(recent.moved(world.documents, world.clock.now() - timedelta(days=30)))
    assert list(in_force(world.documents))
    return world


def complaints(world: AnswerWorld) -> None:
    first, second = world.on_paper(), world.on_paper(key="paper-0009")
    world.through_portal()
    world.assign(first)
    world.clock.move_to(world.complaint(first).due_at + timedelta(days=1))
    assert world.answer(first).status_code == 201
    appeal = world.on_paper(QUALITY, key="paper-0002", about="answer", first=world.complaint(first).number)
    world.answered(appeal, QUALITY)
    assert world.get(first, "file", CLERK).status_code == 200
    for _ in range(2):  # the second looks whether the calendar has changed, the first goes the round of all
        read(world, "POST", "/tasks/complaints/reconcile", {"role": "task"})
    for who in (CLERK, world.citizen()):
        for state in ("all", "open"):
            for order in ("newest", "deadline"):
                read(world, "GET", f"/v1/complaints?state={state}&order={order}", who)
    today = world.clock.now().date()
    span = f"from={today - timedelta(days=30)}&to={today - timedelta(days=1)}"
    for whose in ("", "&office=almaty"):
        read(world, "GET", f"/v1/figures?{span}{whose}", None, headers={"Accept": "application/json"})
    for office in (None, "almaty"):
        assert figures.overdue_of(world.complaint_services, office, world.clock.now(), 10)
    assert world.complaint(second).is_open


def a_line() -> QueueWorld:
    hall = QueueWorld()
    assert hall.book(SLOT).status_code == 201
    assert hall.bookings()
    assert hall.slots(SLOT)
    hall.clock.move_to(SLOT)
    number = hall.take()
    hall.arrive(hall.bookings()[0]["id"])
    hall.call_to("1")
    hall.clock.advance(minutes=26)
    hall.reconcile_queue()
    assert hall.queue()["breaches"] == {"wait": 1, "serving": 1}
    assert hall.board()
    assert hall.alarms()
    hall.step(number, "no-show", "1")
    assert differences(hall.documents, date(2026, 11, 24)) == []
    return hall


def read(world: Any, method: str, path: str, who: dict[str, str] | None, **body: Any) -> Any:
    answer = world.call(method, path, who=who, **body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return json.loads(answer.get_data())


class Day:
    """What a day of the service asked of the store, from where, and what it left there."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: set[tuple[str, int]] = set()
        made = Query.__init__

        def noticed(query: Query, *given: Any, **named: Any) -> None:
            frame = sys._getframe(1)
            self.asked.add((frame.f_code.co_filename, frame.f_lineno))
            made(query, *given, **named)

        monkeypatch.setattr(Query, "__init__", noticed)
        PRODUCTION.used.clear()
        self.worlds = (desk_and_portal(), a_line())
        self.used = frozenset(PRODUCTION.used)

    def documents(self) -> Iterator[tuple[str, Fields]]:
        """Collection group and fields of every document."""
        for world in self.worlds:
            for path, found in world.documents.get_many(world.fake_documents.paths()).items():
                yield path.split("/")[-2], found.fields


@pytest.fixture(scope="module")
def day() -> Iterator[Day]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield Day(monkeypatch)


@pytest.fixture(scope="module")
def declared() -> Any:
    return json.loads(DECLARED.read_text())


def test_the_day_asks_every_query_that_the_code_can_ask(day: Day) -> None:
    """A new query is asked here too, or nobody knows which index it needs."""
    asked = {(Path(name).relative_to(ROOT).as_posix(), line) for name, line in day.asked if name.startswith(str(ROOT))}
    never = {site for site in sites() if not any(name == site[0] and site[1] <= n <= site[2] for name, n in asked)}
    assert never == set()


def test_every_composite_index_is_used_and_none_is_missing(day: Day) -> None:
    assert {used for used in day.used if isinstance(used, Composite)} == set(PRODUCTION.composites)


def test_single_fields_are_indexed_where_a_query_needs_it_and_nowhere_else(day: Day) -> None:
    needed = {used for used in day.used if not isinstance(used, Composite)}
    kept = {
        (collection, Part(path, mode))
        for (collection, path), modes in PRODUCTION.overrides.items()
        for mode in modes
        if path != "*"
    }
    assert kept == needed


def test_nothing_is_indexed_for_want_of_a_rule(day: Day) -> None:
    """By itself Firestore would index every field: rising times that slow a collection down, and evidence."""
    collections = {collection for collection, _ in day.documents()}
    assert {collection for collection in collections if PRODUCTION.overrides.get((collection, "*")) != set()} == set()


def test_what_says_when_it_may_go_goes_and_nothing_else(day: Day, declared: Any) -> None:
    expires = defaultdict(set)
    for collection, fields in day.documents():
        expires[collection].add(EXPIRES in fields)
    goes = {one["collectionGroup"]: one["fieldPath"] for one in declared["fieldOverrides"] if one.get("ttl")}
    assert set(goes.values()) == {EXPIRES}
    assert {collection for collection, said in expires.items() if True in said} == goes.keys()
    assert goes.keys() == {"bookings", "bookings-of", "requests", "slots", "tickets"}


def test_the_file_names_each_field_once(declared: Any) -> None:
    named = [(one["collectionGroup"], one["fieldPath"]) for one in declared["fieldOverrides"]]
    assert len(named) == len(set(named))
    assert IndexCatalog(declared).expiring
