"""Queries without a declared index are refused, as production refuses them and Google's emulator does not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from google.api_core import exceptions
from google.cloud.firestore import Client, FieldFilter

from emulators.firestore.indexes import IndexCatalog
from emulators.firestore.server import FirestoreEmulator
from functions.shared.clock import FileClock
from tests.integration.conftest import Connect
from tests.integration.google_emulator import GoogleEmulator

EQUAL_CITY, EQUAL_SEX = ("city", "==", "almaty"), ("sex", "==", "f")
Orders = list[tuple[str, str]]


@pytest.fixture
def client(our_emulator: FirestoreEmulator, connect: Connect) -> Client:
    return connect(our_emulator.address)


def run(client: Client, where: list[tuple[str, str, Any]], orders: Orders, collection: str = "people") -> list[Any]:
    query: Any = client.collection(collection)
    for condition in where:
        query = query.where(filter=FieldFilter(*condition))
    for field, direction in orders:
        query = query.order_by(field, direction=direction)
    return list(query.stream())


def missing_index(error: pytest.ExceptionInfo[exceptions.FailedPrecondition]) -> dict[str, Any]:
    index: dict[str, Any] = json.loads(str(error.value)[str(error.value).index("{") :])
    return index


@pytest.mark.parametrize(
    ("where", "orders"),
    [
        ([], []),
        ([EQUAL_CITY], []),
        ([("city", "in", ["almaty", "astana"])], []),
        ([EQUAL_CITY, EQUAL_SEX, ("name", "==", "Dana")], []),
        ([("age", ">", 18)], []),
        ([("age", ">", 18), ("age", "<", 65)], [("age", "DESCENDING")]),
        ([], [("age", "DESCENDING")]),
        ([], [("age", "DESCENDING"), ("__name__", "DESCENDING")]),
        ([EQUAL_CITY], [("city", "ASCENDING")]),
        ([("tags", "array_contains", "x")], []),
        ([("phone", "==", "x")], []),
    ],
    ids=str,
)
def test_single_fields_need_no_declaration(client: Client, where: list[Any], orders: Orders) -> None:
    assert run(client, where, orders) == []


@pytest.mark.parametrize(
    ("where", "orders"),
    [
        ([EQUAL_CITY], [("age", "ASCENDING")]),
        ([EQUAL_CITY, ("age", ">", 18)], []),
        ([("city", "in", ["almaty", "astana"]), ("age", ">", 18)], []),
        ([EQUAL_CITY], [("age", "DESCENDING")]),
        ([EQUAL_CITY, ("age", ">", 18)], [("age", "DESCENDING"), ("__name__", "DESCENDING")]),
        ([EQUAL_CITY], [("age", "DESCENDING"), ("__name__", "ASCENDING")]),
        ([EQUAL_CITY], [("age", "ASCENDING"), ("__name__", "DESCENDING")]),
        ([EQUAL_CITY, EQUAL_SEX], [("name", "ASCENDING")]),
        ([], [("age", "DESCENDING"), ("name", "ASCENDING")]),
        ([("tags", "array_contains", "x"), ("age", ">", 18)], []),
    ],
    ids=str,
)
def test_a_declared_index_serves_its_query_read_either_way(client: Client, where: list[Any], orders: Orders) -> None:
    assert run(client, where, orders) == []


COMPOSITE: list[tuple[list[Any], Orders, Orders]] = [
    ([EQUAL_SEX], [("age", "ASCENDING")], [("sex", "ASCENDING"), ("age", "ASCENDING")]),
    ([EQUAL_SEX, ("age", ">", 18)], [], [("sex", "ASCENDING"), ("age", "ASCENDING")]),
    ([("sex", "in", ["f", "m"]), ("age", ">", 18)], [], [("sex", "ASCENDING"), ("age", "ASCENDING")]),
    (
        [EQUAL_CITY, EQUAL_SEX],
        [("age", "DESCENDING")],
        [("city", "ASCENDING"), ("sex", "ASCENDING"), ("age", "DESCENDING")],
    ),
    ([EQUAL_CITY], [("born", "ASCENDING")], [("city", "ASCENDING"), ("born", "ASCENDING")]),
    ([], [("age", "ASCENDING"), ("name", "ASCENDING")], [("age", "ASCENDING"), ("name", "ASCENDING")]),
    ([], [("name", "ASCENDING"), ("age", "DESCENDING")], [("name", "ASCENDING"), ("age", "DESCENDING")]),
]
SINGLE: list[tuple[list[Any], Orders, Orders]] = [
    ([], [("__name__", "DESCENDING")], [("__name__", "DESCENDING")]),
    ([("note", "==", "x")], [], [("note", "ASCENDING")]),
    ([], [("phone", "DESCENDING")], [("phone", "DESCENDING")]),
    ([EQUAL_CITY, ("note", "==", "x")], [], [("city", "ASCENDING"), ("note", "ASCENDING")]),
]


@pytest.mark.parametrize(("where", "orders", "fields"), COMPOSITE + SINGLE, ids=str)
def test_a_query_without_its_index_is_refused_naming_it(
    client: Client, where: list[Any], orders: Orders, fields: list[tuple[str, str]]
) -> None:
    with pytest.raises(exceptions.FailedPrecondition, match="requires an index") as error:
        run(client, where, orders)
    assert missing_index(error) == {
        "collectionGroup": "people",
        "queryScope": "COLLECTION",
        "fields": [{"fieldPath": path, "order": order} for path, order in fields],
    }


@pytest.mark.parametrize(("where", "orders", "fields"), COMPOSITE, ids=str)
def test_the_index_named_is_the_one_that_googles_emulator_reports(
    google_emulator: GoogleEmulator, connect: Connect, where: list[Any], orders: Orders, fields: Orders
) -> None:
    client = connect(google_emulator.address)
    run(client, where, orders)
    reported = [report["index"]["fields"] for report in google_emulator.index_usage(client.project)["reports"]]
    implied = [("__name__", fields[-1][1])]
    assert [[(field["fieldPath"], field["order"]) for field in index] for index in reported] == [fields + implied]


def test_an_index_serves_its_own_collection_only(client: Client) -> None:
    with pytest.raises(exceptions.FailedPrecondition):
        run(client, [EQUAL_CITY], [("age", "ASCENDING")], collection="animals")


def test_a_sum_needs_an_index_with_the_field_summed(client: Client) -> None:
    query: Any = client.collection("people").where(filter=FieldFilter(*EQUAL_CITY))
    assert query.sum("age").get()[0][0].value == 0
    with pytest.raises(exceptions.FailedPrecondition) as error:
        query.sum("height").get()
    assert [field["fieldPath"] for field in missing_index(error)["fields"]] == ["city", "height"]


def test_what_is_refused_is_served_once_the_index_named_is_declared(tmp_path: Any, connect: Connect) -> None:
    where, orders = [("a", "==", 1), ("t", "array_contains", 2), ("b", ">", 3)], [("b", "DESCENDING")]
    declared: list[dict[str, Any]] = []
    for attempt in range(2):
        folder = tmp_path / str(attempt)
        emulator = FirestoreEmulator(folder, FileClock(folder / "clock"), IndexCatalog({"indexes": declared})).start()
        try:
            if declared:
                assert run(connect(emulator.address), where, orders) == []
            else:
                with pytest.raises(exceptions.FailedPrecondition) as error:
                    run(connect(emulator.address), where, orders)
                declared.append(missing_index(error))
        finally:
            emulator.stop()
    assert len(declared) == 1
