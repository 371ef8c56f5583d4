"""What Firestore would bill, as our emulator counts it."""

from __future__ import annotations

from collections import Counter

import pytest
from google.cloud.firestore import Client, Increment

from emulators.firestore.server import FirestoreEmulator
from functions.shared.cloud.documents import FirestoreDocuments
from functions.shared.ports import AlreadyExists, Create, Query, Replace
from tests.integration.conftest import Connect


@pytest.fixture
def billed(emulator: FirestoreEmulator) -> Counter[str]:
    return emulator.service.bill.operations


def test_each_document_asked_for_is_a_read_also_where_there_is_none(
    adapter: FirestoreDocuments, billed: Counter[str]
) -> None:
    adapter.commit(Create("cases/a", {"n": 1}), Create("cases/a/events/1", {"n": 1}))
    adapter.get_many(["cases/a", "cases/absent", "cases/a/events/1"])
    assert billed == {"writes cases": 1, "writes cases/events": 1, "reads cases": 2, "reads cases/events": 1}


def test_a_query_is_a_read_for_each_document_found_and_at_least_one(
    adapter: FirestoreDocuments, billed: Counter[str]
) -> None:
    adapter.commit(*(Create(f"cases/{n}", {"n": n}) for n in range(5)))
    billed.clear()
    assert len(adapter.query(Query("cases", where=(("n", ">", 1),), order_by=(("n", False),), limit=2))) == 2
    assert adapter.query(Query("cases", where=(("n", ">", 9),), order_by=(("n", False),), limit=2)) == []
    assert billed == {"reads cases": 3}


def test_a_refused_commit_is_not_billed_and_a_replacement_is_one_write(
    adapter: FirestoreDocuments, billed: Counter[str]
) -> None:
    adapter.commit(Create("cases/a", {"n": 1}))
    version = adapter.get_many(["cases/a"])["cases/a"].version
    billed.clear()
    with pytest.raises(AlreadyExists):
        adapter.commit(Create("cases/a", {"n": 2}))
    adapter.commit(Replace("cases/a", {"n": 3}, version))
    assert billed == {"writes cases": 1}


def test_counting_is_a_read_for_a_thousand_and_deleting_is_a_delete(
    connect: Connect, emulator: FirestoreEmulator, billed: Counter[str]
) -> None:
    client: Client = connect(emulator.address)
    batch = client.batch()
    for n in range(3):
        batch.set(client.document(f"cases/{n}"), {"n": Increment(1)}, merge=True)
    batch.commit()
    billed.clear()
    counted = client.collection("cases").count()  # type: ignore[no-untyped-call]  # the client has types only in part
    assert counted.get()[0][0].value == 3
    client.document("cases/0").delete()
    assert billed == {"reads cases": 1, "deletes cases": 1}


def test_what_is_kept_follows_googles_formula(connect: Connect, emulator: FirestoreEmulator) -> None:
    """The example of Google's page on storage sizes: a task of Jeff's takes 147 bytes."""
    client: Client = connect(emulator.address)
    fields = {"type": "Personal", "done": False, "priority": 1, "description": "Learn Cloud Firestore"}
    client.document("users/jeff/tasks/my_task_id").set(fields)
    kept = emulator.service.bill.measured()
    assert kept["documents users/tasks"] == 147
    names = 44 + 27 + 32  # the document's, its parent's, and what each entry takes beside them
    values = 14 + 6 + 17 + 34  # each field's name and value
    assert kept["indexes users/tasks"] == 2 * (4 * names + values)
    client.document("users/jeff/tasks/my_task_id").delete()
    assert not any(emulator.service.bill.measured().values())
