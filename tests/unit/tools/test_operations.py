"""The commands of the people who run the service."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta

import pytest

from functions.shared.chains import broken_link
from functions.shared.codec import to_fields
from functions.shared.domain.errors import Maintenance
from functions.shared.domain.events import BrokenLink
from functions.shared.maintenance import MaintenanceGate, Window
from functions.shared.ports import Document, Replace
from tests.unit.service.world import World
from tools.chains import broken_chains
from tools.maintenance import announce, moment


def test_chains_of_applications_and_certificates_are_recomputed() -> None:
    world = World()
    identifiers = [world.accepted(key=f"key-{n:08d}") for n in range(3)]
    world.run_due_tasks()
    world.hand_in(world.package(documents=[]))
    assert broken_chains(world.documents) == (7, [])
    path = f"applications/{identifiers[1]}/events/000002"
    link = world.documents.get(path)
    assert link is not None
    world.documents.commit(Replace(path, {**link.fields, "actor": "somebody"}, link.version))
    assert broken_chains(world.documents) == (7, [(f"applications/{identifiers[1]}", BrokenLink(2, "changed"))])


def test_a_case_that_moves_while_it_is_read_is_not_called_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    path = f"applications/{world.accepted()}"
    read = world.fake_documents.get

    def moves_after_the_first_reading(asked: str) -> Document | None:
        found = read(asked)
        if asked == path:
            monkeypatch.undo()
            world.run_due_tasks()
        return found

    monkeypatch.setattr(world.fake_documents, "get", moves_after_the_first_reading)
    assert broken_link(world.documents, path) is None


@pytest.mark.clause("6.4")
def test_a_technical_break_is_announced_moved_and_ended() -> None:
    world = World()
    now = world.clock.now()
    announce(world.documents, Window(now + timedelta(hours=1), now + timedelta(hours=2)))
    MaintenanceGate(world.documents, world.clock).check()
    announce(world.documents, Window(now, now + timedelta(hours=2)))
    with pytest.raises(Maintenance):
        MaintenanceGate(world.documents, world.clock).check()
    stored = world.documents.get("service/maintenance")
    assert stored is not None
    assert stored.fields == to_fields(Window(now, now + timedelta(hours=2)))
    announce(world.documents, Window(now, now))
    MaintenanceGate(world.documents, world.clock).check()


def test_a_break_that_ends_before_it_starts_is_refused() -> None:
    now = datetime(2026, 12, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="ends before"):
        announce(World().documents, Window(now, now - timedelta(hours=1)))


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        moment("2026-12-01T22:00")
    assert moment("2026-12-01T22:00+05:00") == datetime(2026, 12, 1, 17, tzinfo=UTC)
