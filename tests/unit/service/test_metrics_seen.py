"""Every metric counts lines that the service really writes: it is brought into each situation, and its lines are read.

A line counts where it has the event, the severity and the fields of the metric, and then its labels and its value must
be there, told in full and of the right type.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.complaint.reconciler import report
from functions.issue import inspection
from functions.shared import bootstrap, races
from functions.shared.codec import to_fields
from functions.shared.contract.complaint_terms import Tally
from functions.shared.domain.facts import Registry
from functions.shared.domain.office import SealKey
from functions.shared.log import WITHHELD
from functions.shared.ports import Create, Replace
from functions.shared.settings import SubmitSettings
from tests.unit.service.answer_world import AnswerWorld
from tests.unit.service.queue_world import QueueWorld
from tests.unit.service.test_archiving import ArchivedWorld
from tests.unit.service.test_inspection import VERSION, certificate, damage, put
from tests.unit.service.world import World, an_office
from tests.unit.test_settings import COMMON

METRICS: dict[str, dict[str, Any]] = {each["name"]: each for each in json.loads(Path("infra/metrics.json").read_text())}


def decided() -> None:
    """Issued, declined, and waiting for everybody that can be waited for, until it is late."""
    world = World()
    world.accepted(key="key-00000001")
    world.run_due_tasks()
    world.registries.appointments.clear()
    world.accepted(key="key-00000002")
    world.run_due_tasks()
    silent = World()
    silent.registries.silent = {Registry.PERSONS: "timeout", Registry.BIRTHS: "unavailable"}
    silent.accepted()
    silent.run_due_tasks()
    silent.clock.advance(minutes=6)
    silent.run_due_tasks()
    silent.reconcile()


def not_sealed() -> None:
    world = World()
    world.seals.down = True
    world.accepted()
    world.run_due_tasks()
    heads = AnswerWorld()
    heads.head_seals.down = True
    identifier = heads.on_paper()
    heads.assign(identifier)
    assert heads.answer(identifier).status_code == 503


def without_tasks() -> None:
    world = World()
    world.tasks.fail_next()
    world.accepted()


def rounds() -> None:
    world = World()
    for job in json.loads(Path("infra/scheduler.json").read_text()):
        assert world.task(job["path"]).status_code == 200


def portal_down() -> None:
    world = World()
    world.accepted()
    world.portal.down = True
    for days in (0, 4):
        world.clock.advance(days=days)
        world.run_due_tasks()
        world.reconcile()


def waited_in_the_hall() -> None:
    world = QueueWorld()
    world.take()
    world.clock.advance(minutes=16)
    world.reconcile_queue()


def complaints() -> None:
    world = AnswerWorld()
    world.answered(world.on_paper())
    late = world.on_paper(key="paper-0002", text="Тағы бір шағым.")
    world.clock.advance(days=30)
    world.task("/tasks/complaints/reconcile")
    put(world, f"complaints/{late}", {**stored(world, f"complaints/{late}"), "office": "closed"})
    world.clock.advance(days=1)
    world.task(f"/tasks/complaints/{late}/check")
    report("due", Tally(saw=2, did={"noticed": 1}))


def unwatched() -> None:
    world = AnswerWorld()
    identifier = world.on_paper()
    put(world, f"complaints/{identifier}", {**stored(world, f"complaints/{identifier}"), "stage": "lost"})
    world.clock.advance(days=30)
    world.task("/tasks/complaints/reconcile")


def broken() -> None:
    world = World()
    key = SealKey(VERSION, certificate(world.clock.now() + timedelta(days=3)))
    put(world, "offices/almaty", to_fields(replace(an_office("almaty"), seal=key)))
    identifier = world.accepted()
    damage(world, f"applications/{identifier}/events/000001", actor="somebody")
    fields = {"at": world.clock.now() - timedelta(days=2), "next_try_at": world.clock.now()}
    world.documents.commit(Create("deposits/one", fields))
    inspection.inspect(world.issue_services)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inspection, "BUDGET_SECONDS", -1.0)
        inspection.inspect(world.issue_services)


def at_the_calendars_end() -> None:
    world = QueueWorld()
    world.clock.move_to(datetime(2036, 1, 2, 6, tzinfo=UTC))
    inspection.inspect(world.issue_services)
    world.ask("POST", "tickets")


def archived() -> None:
    world = ArchivedWorld()
    world.issued()
    world.run_due_tasks()
    behind = ArchivedWorld()
    behind.issued()
    behind.archive.down = True
    behind.clock.advance(days=2)
    behind.run_due_tasks()


def check_off() -> None:
    bootstrap.common(SubmitSettings.from_environment(COMMON | {"IIN_CHECK": "off"}))


def mistaken() -> None:
    world = World()

    def failing(*_args: object) -> None:
        raise ZeroDivisionError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.issue_services.offices, "providers", failing)
        patch.setattr(world.submit_services.offices, "providers", failing)
        world.call("GET", "/v1/service")


def outrun() -> None:
    world = World()
    identifier = world.accepted()
    path = f"applications/{identifier}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(races, "PATIENCE_S", -1.0)
        world.fake_documents.before_next_commit(lambda: touch(world, path))
        world.task(f"/tasks/verify/{identifier}")


def touch(world: World, path: str) -> None:
    found = world.documents.get(path)
    assert found is not None
    world.documents.commit(Replace(path, {**found.fields, "attempts": 7}, found.version))


def stored(world: World, path: str) -> dict[str, Any]:
    found = world.documents.get(path)
    assert found is not None
    return dict(found.fields)


SCENES: tuple[Callable[[], None], ...] = (
    *(decided, not_sealed, without_tasks, rounds, portal_down, waited_in_the_hall, complaints, unwatched),
    *(broken, at_the_calendars_end, archived, check_off, mistaken, outrun),
)


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    written = io.StringIO()
    with contextlib.redirect_stdout(written):
        for scene in SCENES:
            scene()
    return [json.loads(line) for line in written.getvalue().splitlines()]


def counts(metric: dict[str, Any], line: dict[str, Any]) -> bool:
    """As the filter in infra/terraform/modules/watch/metrics.tf does."""
    return (
        line["message"] in metric["events"]
        and line["severity"] == metric.get("severity", line["severity"])
        and all(line.get(field) == value for field, value in metric.get("filter", {}).items())
    )


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_counts_lines_that_are_really_written(name: str, lines: list[dict[str, Any]]) -> None:
    metric = METRICS[name]
    counted = [line for line in lines if counts(metric, line)]
    assert counted, f"no scene writes a line that {name} counts"
    assert {line["message"] for line in counted} == set(metric["events"])
    for line in counted:
        labels = [line["message"] if label == "event" else line.get(label) for label in metric.get("labels", [])]
        assert all(label not in (None, "", WITHHELD) for label in labels), line
        if "value" in metric:
            assert isinstance(line[metric["value"]], int | float), line


@pytest.mark.parametrize("name", METRICS)
def test_a_label_has_few_values(name: str, lines: list[dict[str, Any]]) -> None:
    """A label that holds ids makes a series of each: nothing can be seen in them, and each is paid for."""
    identifiers = {line[field] for line in lines for field in ("application", "complaint", "notice") if field in line}
    for line in lines:
        if counts(METRICS[name], line):
            assert not {line.get(label) for label in METRICS[name].get("labels", [])} & identifiers


def test_an_application_that_nobody_decides_breaks_the_promise(lines: list[dict[str, Any]]) -> None:
    """What was accepted is the whole, what was called late the broken part: no line about a decision is needed."""
    world, written = World(), io.StringIO()
    world.registries.silent = {Registry.PERSONS: "timeout"}
    with contextlib.redirect_stdout(written):
        world.accepted()
        for _ in range(100):
            world.clock.advance(minutes=1)
            world.reconcile()
    seen = [json.loads(line) for line in written.getvalue().splitlines()]
    sums = {name: sum(counts(METRICS[name], line) for line in seen) for name in METRICS}
    assert (sums["applications_accepted"], sums["applications_overdue"], sums["decision_seconds"]) == (1, 1, 0)
