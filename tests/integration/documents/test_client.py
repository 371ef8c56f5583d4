"""What Google's own client is answered, by our emulator and, where it is installed, by theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from google.api_core import datetime_helpers, exceptions
from google.cloud import firestore
from google.cloud.firestore import Client, FieldFilter

VALUES: dict[str, Any] = {
    "null": None,
    "false": False,
    "true": True,
    "not a number": float("nan"),
    "minus infinity": float("-inf"),
    "3": 3,
    "3.0": 3.0,
    "3.5": 3.5,
    "2**53+1": 2**53 + 1,
    "time": datetime(2020, 1, 2, 3, 4, 5, 678901, UTC),
    "capital": "Z",
    "small": "a",
    "beyond": "\uffff",
    "emoji": "\U0001f600",
    "bytes": b"\x00",
    "place": firestore.GeoPoint(1, 2),
    "empty list": [],
    "short list": [1],
    "list": [1, "a"],
    "empty map": {},
    "map": {"a": 1},
}
IN_ORDER = list(VALUES)
PEOPLE = [{"n": n, "age": n % 4, "city": "AB"[n % 2], "tags": [f"t{n % 3}", "all"], "in": {"x": n}} for n in range(12)]


@pytest.fixture
def values(client: Client) -> Any:
    """A document for each kind of value, and one without the field."""
    batch = client.batch()
    for name, value in VALUES.items():
        batch.set(client.document("values", name), {"v": value})
    batch.set(client.document("values", "absent"), {"w": 1})
    batch.commit()
    return client.collection("values")


@pytest.fixture
def people(client: Client) -> Any:
    batch = client.batch()
    for person in PEOPLE:
        batch.set(client.document("people", f"p{person['n']:02}"), person)
    batch.commit()
    return client.collection("people")


def ids(query: Any) -> list[str]:
    return [snapshot.id for snapshot in query.stream()]


def numbers(query: Any) -> list[int]:
    return [snapshot.get("n") for snapshot in query.stream()]


def where(query: Any, *conditions: tuple[str, str, Any]) -> Any:
    for condition in conditions:
        query = query.where(filter=FieldFilter(*condition))
    return query


# ---------------------------------------------------------------- writes and preconditions


def test_create_needs_absence(client: Client) -> None:
    document = client.document("a/1")
    document.create({"n": 1})
    with pytest.raises(exceptions.AlreadyExists):
        document.create({"n": 1})


def test_update_and_delete_can_need_presence(client: Client) -> None:
    with pytest.raises(exceptions.NotFound):
        client.document("a/1").update({"n": 1})
    with pytest.raises(exceptions.NotFound):
        client.document("a/1").delete(option=client.write_option(exists=True))
    client.document("a/1").delete()


def test_a_write_can_need_the_version_it_was_decided_on(client: Client) -> None:
    document = client.document("a/1")
    document.set({"n": 1})
    seen = document.get().update_time
    document.update({"n": 2}, option=client.write_option(last_update_time=seen))
    with pytest.raises(exceptions.FailedPrecondition):
        document.update({"n": 3}, option=client.write_option(last_update_time=seen))
    with pytest.raises(exceptions.FailedPrecondition):
        document.delete(option=client.write_option(last_update_time=seen))
    assert document.get().to_dict() == {"n": 2}
    document.delete()
    with pytest.raises(exceptions.FailedPrecondition):
        document.update({"n": 4}, option=client.write_option(last_update_time=seen))


def test_a_failed_precondition_undoes_the_whole_batch(client: Client) -> None:
    client.document("a/1").set({})
    batch = client.batch()
    batch.set(client.document("a/2"), {})
    batch.create(client.document("a/1"), {})
    with pytest.raises(exceptions.AlreadyExists):
        batch.commit()
    assert not client.document("a/2").get().exists


def test_the_writes_of_a_batch_see_one_another(client: Client) -> None:
    document = client.document("a/1")
    batch = client.batch()
    batch.create(document, {"n": 1})
    batch.update(document, {"n": firestore.Increment(1)})
    batch.delete(document)
    batch.create(document, {"n": firestore.Increment(5)})
    batch.commit()
    assert document.get().to_dict() == {"n": 5}


def test_a_masked_write_leaves_the_other_fields(client: Client) -> None:
    document = client.document("a/1")
    document.set({"x": {"y": 1, "z": 2}, "list": [1], "gone": 1})
    document.update({"x.y": 7, "q.r": 1, "gone": firestore.DELETE_FIELD, "`a.b`": 2})
    assert document.get().to_dict() == {"x": {"y": 7, "z": 2}, "list": [1], "q": {"r": 1}, "a.b": 2}
    document.set({"x": {"z": 3}, "list": [2]}, merge=True)
    assert document.get().to_dict() == {"x": {"y": 7, "z": 3}, "list": [2], "q": {"r": 1}, "a.b": 2}
    document.update({"list.item": 1})
    assert document.get().get("list") == {"item": 1}


def test_a_write_that_changes_nothing_keeps_the_version(client: Client) -> None:
    document = client.document("a/1")
    written = document.set({"n": 1}).update_time
    assert document.set({"n": 1}).update_time == written == document.get().update_time
    document.set({"n": 1.0})
    assert document.get().update_time > written


def test_times_of_writing_rise_and_the_first_is_kept(client: Client) -> None:
    times = [client.document(f"a/{n % 3}").set({"n": n}).update_time for n in range(20)]
    assert all(before < after for before, after in pairwise(times))
    snapshot = client.document("a/0").get()
    assert (snapshot.create_time, snapshot.update_time) == (times[0], times[18])
    client.document("a/0").delete()
    client.document("a/0").set({})
    assert client.document("a/0").get().create_time > times[-1]


def test_a_read_is_not_earlier_than_the_commit_before_it(client: Client) -> None:
    committed = client.document("a/1").set({}).update_time
    assert client.document("a/1").get().read_time >= committed
    assert client.document("a/2").get().read_time >= committed


@pytest.mark.parametrize(
    "write",
    [
        lambda client: client.document("a/1").set({"text": "x" * (1 << 20)}),
        lambda client: client.document("a/1").set({"__reserved__": 1}),
        lambda client: client.document("a/__reserved__").set({"n": 1}),
        lambda client: client.document("a/" + "x" * 1501).set({"n": 1}),
    ],
    ids=["too large", "reserved field", "reserved id", "long id"],
)
def test_what_cannot_be_stored_is_refused(client: Client, write: Callable[[Client], Any]) -> None:
    with pytest.raises(exceptions.InvalidArgument):
        write(client)


def test_a_document_of_nearly_a_mebibyte_is_stored(client: Client) -> None:
    client.document("a/1").set({"a": "x" * 1_048_400, "b": b""})
    assert len(client.document("a/1").get().get("a")) == 1_048_400


def test_times_are_kept_to_the_microsecond(client: Client) -> None:
    exact: Any = datetime_helpers.DatetimeWithNanoseconds
    client.document("a/1").set({"t": exact(2020, 1, 1, nanosecond=123_456_789, tzinfo=UTC)})
    assert client.document("a/1").get().get("t").rfc3339() == "2020-01-01T00:00:00.123456Z"


# ---------------------------------------------------------------- transforms


def test_increment_adds_and_stops_at_the_ends_of_an_integer(client: Client) -> None:
    document = client.document("a/1")
    document.set({"i": 1, "f": 1.5, "text": "x", "big": 2**63 - 2})
    by = {"i": 2, "f": 1, "text": 4, "absent": 2.5, "big": 9}
    result = document.update({name: firestore.Increment(value) for name, value in by.items()})
    expected = {"i": 3, "f": 2.5, "text": 4, "absent": 2.5, "big": 2**63 - 1}
    assert document.get().to_dict() == expected
    assert len(result.transform_results) == len(by)


def test_the_servers_time_is_one_for_the_whole_write(client: Client) -> None:
    result = client.document("a/1").set({"at": firestore.SERVER_TIMESTAMP, "in": {"at": firestore.SERVER_TIMESTAMP}})
    snapshot = client.document("a/1").get()
    assert snapshot.get("at") == snapshot.get("in.at")
    assert abs((snapshot.get("at") - result.update_time).total_seconds()) < 1


def test_elements_are_added_once_and_removed_everywhere(client: Client) -> None:
    document = client.document("a/1")
    document.set({"add": [1, 2], "remove": [1, 2, 1, 3], "text": "no list"})
    document.update(
        {
            "add": firestore.ArrayUnion([2.0, 3, 3]),
            "remove": firestore.ArrayRemove([1]),
            "text": firestore.ArrayUnion([1]),
            "absent": firestore.ArrayRemove([1]),
        }
    )
    assert document.get().to_dict() == {"add": [1, 2, 3], "remove": [2, 3], "text": [1], "absent": []}


# ---------------------------------------------------------------- reads


def test_a_read_can_ask_for_some_fields(client: Client) -> None:
    client.document("a/1").set({"x": {"y": 1, "z": 2}, "n": 1})
    assert client.document("a/1").get(["x.y", "absent"]).to_dict() == {"x": {"y": 1}}
    many = client.get_all([client.document(f"a/{n}") for n in (1, 2, 1)], field_paths=["n"])
    assert sorted((snapshot.id, snapshot.to_dict()) for snapshot in many) == [("1", {"n": 1}), ("2", None)]


def test_collections_and_documents_are_listed(client: Client) -> None:
    for path in ("a/1", "a/1/s/x", "a/2/s/x", "a/1/t/x/deep/y", "b/missing/s/x"):
        client.document(path).set({})
    assert [collection.id for collection in client.collections()] == ["a", "b"]
    assert [collection.id for collection in client.document("a/1").collections()] == ["s", "t"]
    assert [document.id for document in client.collection("a").list_documents(page_size=1)] == ["1", "2"]


def test_projects_and_databases_are_apart(client: Client) -> None:
    client.document("a/1").set({})
    other = client.document("a/1")._document_path.replace("(default)", "second")
    with pytest.raises(exceptions.NotFound):
        client._firestore_api.get_document({"name": other})


# ---------------------------------------------------------------- queries


def test_values_of_different_kinds_have_one_order(values: Any) -> None:
    expected = [name for name in IN_ORDER if name != "absent"]
    assert ids(values.order_by("v")) == expected
    # Equal values stand in the order of their names, and that is reversed too.
    assert ids(values.order_by("v", direction="DESCENDING")) == expected[::-1]


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("==", None, ["null"]),
        ("==", 3, ["3", "3.0"]),
        ("==", float("nan"), ["not a number"]),
        ("==", [1], ["short list"]),
        ("==", {"a": 1}, ["map"]),
        ("!=", None, [name for name in IN_ORDER if name != "null"]),
        ("!=", 3, [name for name in IN_ORDER if name not in ("3", "3.0", "null")]),
        ("!=", float("nan"), [name for name in IN_ORDER if name not in ("not a number", "null")]),
        (">", 3, ["3.5", "2**53+1"]),
        ("<=", 3, ["minus infinity", "3", "3.0"]),
        (">=", "a", ["small", "beyond", "emoji"]),
        ("<", "a", ["capital"]),
        (">", False, ["true"]),
        (">=", b"", ["bytes"]),
        (">=", [1], ["short list", "list"]),
        ("in", [3, "a", None], ["3", "3.0", "small"]),
        ("array_contains", 1, ["list", "short list"]),
    ],
    ids=str,
)
def test_a_condition_holds_for_values_of_its_kind(values: Any, operator: str, value: Any, expected: list[str]) -> None:
    assert sorted(ids(where(values, ("v", operator, value)))) == sorted(expected)


@pytest.mark.parametrize("choices", [[], list(range(31))], ids=["none", "31"])
def test_in_takes_one_to_thirty_values(people: Any, choices: list[int]) -> None:
    with pytest.raises(exceptions.InvalidArgument):
        ids(where(people, ("n", "in", choices)))


def test_conditions_are_all_to_hold(people: Any) -> None:
    assert numbers(where(people, ("age", "==", 1), ("city", "==", "B"), ("in.x", "==", 5))) == [5]
    assert numbers(where(people, ("city", "==", "B"), ("age", ">", 1))) == [3, 7, 11]
    assert numbers(where(people, ("tags", "array_contains", "t1"), ("age", "<", 2)).order_by("age")) == [4, 1]


def test_limit_offset_and_order(people: Any) -> None:
    by_age = people.order_by("age", direction="DESCENDING")
    assert numbers(by_age.limit(4)) == [11, 7, 3, 10]
    assert numbers(by_age.offset(10)) == [4, 0]
    assert numbers(by_age.offset(2).limit(2)) == [3, 10]
    assert [snapshot.get("n") for snapshot in people.order_by("age").limit_to_last(3).get()] == [3, 7, 11]


def test_cursors_cut_a_query(people: Any) -> None:
    by_city = where(people, ("city", "==", "B")).order_by("age")
    assert numbers(by_city.start_at({"age": 3})) == [3, 7, 11]
    assert numbers(by_city.start_after({"age": 1})) == [3, 7, 11]
    assert numbers(by_city.end_at({"age": 1})) == [1, 5, 9]
    assert numbers(by_city.end_before({"age": 1})) == []
    assert numbers(by_city.start_at({"age": 1}).end_before({"age": 3})) == [1, 5, 9]
    last = people.document("p05").get()
    assert numbers(people.order_by("age").start_after(last).limit(3)) == [9, 2, 6]
    assert numbers(people.order_by("__name__").start_at(people.document("p10").get())) == [10, 11]


def test_a_query_can_ask_for_some_fields(people: Any) -> None:
    snapshots = list(people.select(["in.x", "age"]).limit(2).stream())
    assert [snapshot.to_dict() for snapshot in snapshots] == [{"in": {"x": 0}, "age": 0}, {"in": {"x": 1}, "age": 1}]
    assert [snapshot.to_dict() for snapshot in people.select([]).limit(1).stream()] == [{}]


def test_names_are_compared_as_names(people: Any) -> None:
    assert numbers(where(people, ("__name__", ">=", people.document("p10")))) == [10, 11]
    assert numbers(where(people, ("__name__", "in", [people.document("p01"), people.document("p07")]))) == [1, 7]


def aggregated(query: Any) -> dict[str, Any]:
    return {result.alias: result.value for result in query.get()[0]}


def test_count_sum_and_average(people: Any) -> None:
    asked = people.count("count").sum("n", alias="sum").avg("n", alias="average")
    assert aggregated(asked) == {"count": 12, "sum": 66, "average": 5.5}
    none = where(people, ("n", ">", 99)).count("count").sum("n", alias="sum").avg("n", alias="average")
    assert aggregated(none) == {"count": 0, "sum": 0, "average": 0}  # The client makes 0 of null.
    assert aggregated(people.limit(5).count("count")) == {"count": 5}


def test_sums_pass_over_what_is_no_number(values: Any) -> None:
    some = where(values, ("v", "in", [3, 3.5, "a", False, [1]]))
    assert aggregated(some.sum("v", alias="sum").avg("v", alias="average")) == {"sum": 9.5, "average": 9.5 / 3}
    assert aggregated(values.sum("w", alias="sum").count("count")) == {"sum": 1, "count": 1}
