"""The emulator's indexes: they follow every change, and a query looks at no more than it finds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from emulators.firestore.conditions import Condition
from emulators.firestore.protocol import Document
from emulators.firestore.server import FirestoreEmulator
from functions.shared.clock import FileClock
from functions.shared.cloud.documents import FirestoreDocuments
from functions.shared.ports import Create, Documents, Query, Replace
from tests.fakes.documents import FakeDocuments
from tests.integration.conftest import Connect

OPEN = Query("cases", where=(("due", "<=", 30),), order_by=(("due", False), ("__name__", False)), limit=5)
OF_ONE = Query("cases", where=(("owner", "==", 1),), order_by=(("due", True),), limit=4)
OF_SOME = Query("cases", where=(("owner", "in", [0, 2]),), order_by=(("__name__", False),), limit=7)
ALL = Query("cases", order_by=(("__name__", False),), limit=100)


@pytest.fixture
def store(tmp_path: Path, connect: Connect) -> Iterator[Documents]:
    """Our emulator serving every query."""
    emulator = FirestoreEmulator(tmp_path / "state", FileClock(tmp_path / "clock")).start()
    yield FirestoreDocuments(lambda: connect(emulator.address), seconds=20)
    emulator.stop()


def some_change(chance: random.Random, documents: Documents, name: str) -> Create | Replace:
    """A document comes, or changes its place in the indexes; one without a field leaves those of that field."""
    fields = {field: chance.randrange(most) for field, most in (("owner", 3), ("due", 60)) if chance.random() < 0.8}
    held = documents.get(name)
    return Create(name, fields) if held is None else Replace(name, fields, held.version)


def test_an_index_follows_every_change(store: Documents) -> None:
    fake, found = FakeDocuments(), set()
    for seed in range(120):
        for documents in (fake, store):
            chance = random.Random(seed)
            documents.commit(some_change(chance, documents, f"cases/c{chance.randrange(25)}"))
        for query in (OPEN, OF_ONE, OF_SOME, ALL, replace(OPEN, after=(10, "c3"))):
            expected = [document.id for document in fake.query(query)]
            assert [document.id for document in store.query(query)] == expected, (seed, query)
            found.add(len(expected))
    assert len(found) > 10  # The queries do find something.


def test_a_query_looks_at_what_it_finds_and_at_nothing_else(store: Documents, monkeypatch: pytest.MonkeyPatch) -> None:
    store.commit(*(Create(f"cases/c{n:03}", {"due": n, "owner": n % 3}) for n in range(300)))
    looked_at: list[str] = []
    holds = Condition.holds

    def counted(self: Condition, document: Document) -> bool:
        looked_at.append(document.name)
        return holds(self, document)

    monkeypatch.setattr(Condition, "holds", counted)
    for query, names in (
        (OPEN, ["c000", "c001", "c002", "c003", "c004"]),
        (replace(OPEN, after=(28, "c028")), ["c029", "c030"]),
        (OF_ONE, ["c298", "c295", "c292", "c289"]),
        (replace(OPEN, where=(("due", ">", 297),)), ["c298", "c299"]),
    ):
        looked_at.clear()
        assert [document.id for document in store.query(query)] == names
        assert len(looked_at) == len(names)
