"""Random documents, queries and commits: each emulator behind the adapter does what the fake does."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from emulators.firestore.server import FirestoreEmulator
from functions.shared.clock import FileClock
from functions.shared.cloud.documents import FirestoreDocuments
from functions.shared.ports import AlreadyExists, Create, Documents, Query, Replace, VersionMismatch, Write
from tests.fakes.documents import FakeDocuments
from tests.integration.conftest import Connect

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
VALUES: list[Any] = [None, False, True, -1, 0, 1, 1.0, 1.5, 2, "", "a", "b", "ә", "😀", b"", b"a", NOON]
VALUES += [NOON + timedelta(microseconds=1), [], [1], [1, "a"], {}, {"x": 1}, {"x": 1, "y": 0}, {"x": 2}]
FIELDS = ["f", "g", "h", "m.x"]
OLD = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def unindexed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirestoreEmulator]:
    """Our emulator serving every query: indexes are not what these tests are about."""
    folder = tmp_path_factory.mktemp("unindexed")
    emulator = FirestoreEmulator(folder, FileClock(folder / "clock")).start()
    yield emulator
    emulator.stop()


@pytest.fixture(params=["ours", "google"])
def store(request: pytest.FixtureRequest, connect: Connect) -> Documents:
    emulator = request.getfixturevalue("unindexed" if request.param == "ours" else "google_emulator")
    return FirestoreDocuments(lambda: connect(emulator.address), seconds=20)


def some_fields(chance: random.Random) -> dict[str, Any]:
    fields: dict[str, Any] = {name: chance.choice(VALUES) for name in "fgh" if chance.random() < 0.8}
    if chance.random() < 0.7:
        fields["m"] = {"x": chance.choice(VALUES)}
    return fields


def some_query(chance: random.Random) -> Query:
    where: list[tuple[str, str, Any]] = []
    for _ in range(chance.choice([0, 1, 1, 2])):
        operator = chance.choice(["==", "<", "<=", ">", ">=", "in"])
        value = chance.choice(VALUES) if operator == "==" else chance.choice(VALUES[1:])
        where.append((chance.choice(FIELDS), operator, chance.sample(VALUES, 3) if operator == "in" else value))
    order_by = [(field, chance.random() < 0.5) for field in chance.sample(FIELDS, chance.choice([0, 1, 1, 2]))]
    after = [chance.choice(VALUES) for _ in order_by] if chance.random() < 0.5 else []
    return Query("people", where, order_by, limit=chance.choice([3, 100]), after=after)


@pytest.mark.parametrize("seed", range(2))
def test_random_queries_find_what_the_fake_finds(store: Documents, seed: int) -> None:
    chance = random.Random(seed)
    fake = FakeDocuments()
    writes = [Create(f"people/p{number}", some_fields(chance)) for number in range(60)]
    for documents in (fake, store):
        documents.commit(*writes)
    lengths = set()
    for _ in range(150):
        query = some_query(chance)
        expected = [document.id for document in fake.query(query)]
        assert [document.id for document in store.query(query)] == expected, query
        lengths.add(len(expected))
    assert len(lengths) > 10  # The queries do find something.


@contextmanager
def remembering(outcomes: list[str]) -> Iterator[None]:
    try:
        yield
    except (AlreadyExists, VersionMismatch) as error:
        outcomes.append(type(error).__name__)
    else:
        outcomes.append("done")


def some_writes(chance: random.Random, version: Callable[[str], datetime]) -> list[Write]:
    """One to three writes; `version` tells a document's version as it is, or as it no longer is."""
    writes: list[Write] = []
    for path in chance.sample([f"a/{number}" for number in range(5)], chance.choice([1, 1, 2, 3])):
        fields = {"n": chance.randrange(3)}
        writes.append(Create(path, fields) if chance.random() < 0.4 else Replace(path, fields, version(path)))
    return writes


def test_random_commits_succeed_and_fail_as_with_the_fake(store: Documents) -> None:
    outcomes: dict[bool, list[str]] = {True: [], False: []}
    fake = FakeDocuments()
    for seed in range(80):
        for is_fake, documents in ((True, fake), (False, store)):
            chance = random.Random(seed)

            def version(path: str, chance: random.Random = chance, documents: Documents = documents) -> datetime:
                document = documents.get(path)
                return document.version if document and chance.random() < 0.8 else OLD

            writes = some_writes(chance, version)
            with remembering(outcomes[is_fake]):
                documents.commit(*writes)
    assert outcomes[True] == outcomes[False]
    assert {"done", "AlreadyExists", "VersionMismatch"} == set(outcomes[True])
    paths = [f"a/{number}" for number in range(5)]
    stored, expected = store.get_many(paths), fake.get_many(paths)
    assert {path: d.fields for path, d in stored.items()} == {path: d.fields for path, d in expected.items()}
