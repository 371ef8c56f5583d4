"""What `Documents` promises, kept alike by the fake, by the adapter on our emulator, and on Google's."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from functions.shared.ports import (
    AlreadyExists,
    Create,
    Document,
    Documents,
    Increment,
    Query,
    Replace,
    VersionMismatch,
)

ALMATY = timezone(timedelta(hours=5))
PEOPLE: dict[str, dict[str, Any]] = {
    "aigul": {"age": 31, "city": "almaty", "home": {"floor": 3}},
    "bolat": {"age": 17, "city": "astana", "home": {"floor": 1}},
    "dana": {"age": 31, "city": "almaty", "home": {"floor": 9}},
    "erlan": {"age": 64, "city": "almaty", "home": None},
    "farida": {"age": "unknown", "city": "almaty"},
    "gulnar": {"city": None},
}


class Status(StrEnum):
    ACCEPTED = "accepted"


def written(store: Documents, path: str, fields: Mapping[str, Any]) -> Document:
    store.commit(Create(path, fields))
    return read(store, path)


def read(store: Documents, path: str) -> Document:
    document = store.get(path)
    assert document is not None
    return document


@pytest.fixture
def people(store: Documents) -> Documents:
    store.commit(*(Create(f"people/{name}", fields) for name, fields in PEOPLE.items()))
    store.commit(Create("people/aigul/people/child", {"age": 5, "city": "almaty"}))
    return store


def found(store: Documents, **query: Any) -> list[str]:
    return [document.id for document in store.query(Query("people", **query))]


# ---------------------------------------------------------------- reading


def test_a_document_that_was_never_written_is_none(store: Documents) -> None:
    assert store.get("people/nobody") is None


def test_of_many_documents_those_that_exist_are_given(people: Documents) -> None:
    given = people.get_many(["people/dana", "people/nobody", "people/dana", "people/aigul/people/child"])
    assert {path: document.fields["age"] for path, document in given.items()} == {
        "people/dana": 31,
        "people/aigul/people/child": 5,
    }


def test_asking_for_no_document_gives_none(store: Documents) -> None:
    assert store.get_many([]) == {}


def test_a_document_knows_its_path_its_id_and_its_version(store: Documents) -> None:
    document = written(store, "people/aigul/events/1", {"n": 1})
    assert (document.path, document.id) == ("people/aigul/events/1", "1")
    assert type(document.version) is datetime
    assert document.version.tzinfo is UTC


def test_every_kind_of_value_comes_back_as_it_was_given(store: Documents) -> None:
    fields = {
        "none": None,
        "yes": True,
        "integer": -(2**63),
        "number": 0.1,
        "whole": 3.0,
        "text": "Әліппе № 1 «Қ» ☂ 😀",
        "bytes": b"\x00\xff",
        "time": datetime(2026, 11, 22, 5, 0, 0, 123456, UTC),
        "list": [1, "two", {"three": [3]}],
        "map": {"a.b": 1, "`": 2, "empty": {}, "nothing": []},
        "ғ": 1,
    }
    document = written(store, "kinds/all", fields)
    assert document.fields == fields
    assert type(document.fields["yes"]) is bool
    assert type(document.fields["whole"]) is float
    assert type(document.fields["time"]) is datetime


def test_values_come_back_as_plain_ones(store: Documents) -> None:
    local = datetime(2026, 11, 22, 10, 0, tzinfo=ALMATY)
    document = written(store, "kinds/plain", {"status": Status.ACCEPTED, "at": local, "pair": (1, local)})
    assert document.fields == {"status": "accepted", "at": local, "pair": [1, local]}
    assert type(document.fields["status"]) is str
    assert document.fields["at"].tzinfo is UTC
    assert document.fields["pair"][1].tzinfo is UTC


def test_what_the_caller_does_to_its_copy_changes_nothing_stored(store: Documents) -> None:
    given: dict[str, Any] = {"list": [1]}
    document = written(store, "kinds/copy", given)
    given["list"].append(2)
    document.fields["list"].append(3)
    assert read(store, "kinds/copy").fields == {"list": [1]}


# ---------------------------------------------------------------- writing


@pytest.mark.parametrize("again", [{"n": 1}, {"n": 2}], ids=["alike", "different"])
def test_a_document_is_created_once(store: Documents, again: dict[str, Any]) -> None:
    first = written(store, "people/aigul", {"n": 1})
    with pytest.raises(AlreadyExists):
        store.commit(Create("people/aigul", again))
    assert read(store, "people/aigul") == first


def test_a_replacement_leaves_nothing_of_the_document_before(store: Documents) -> None:
    before = written(store, "people/aigul", {"a": 1, "map": {"b": 2, "c": 3}})
    store.commit(Replace("people/aigul", {"map": {"b": 4}}, before.version))
    after = read(store, "people/aigul")
    assert after.fields == {"map": {"b": 4}}
    assert after.version > before.version


def test_of_two_replacements_decided_on_one_version_the_second_is_refused(store: Documents) -> None:
    seen = written(store, "people/aigul", {"n": 1})
    store.commit(Replace("people/aigul", {"n": 2}, seen.version))
    with pytest.raises(VersionMismatch):
        store.commit(Replace("people/aigul", {"n": 3}, seen.version))
    assert read(store, "people/aigul").fields == {"n": 2}


def test_two_who_raise_a_counter_from_one_value_do_not_both_succeed(store: Documents) -> None:
    seen = written(store, "offices/1/journals/2026", {"last": 5})
    store.commit(Replace("offices/1/journals/2026", {"last": 6}, seen.version))
    with pytest.raises(VersionMismatch):
        store.commit(Replace("offices/1/journals/2026", {"last": 6}, seen.version))


def test_a_document_that_does_not_exist_is_not_replaced(store: Documents) -> None:
    with pytest.raises(VersionMismatch):
        store.commit(Replace("people/nobody", {"n": 1}, datetime(2026, 1, 1, tzinfo=UTC)))
    assert store.get("people/nobody") is None


def test_a_version_survives_being_written_down(store: Documents) -> None:
    seen = written(store, "people/aigul", {"n": 1})
    store.commit(Replace("people/aigul", {"n": 2}, datetime.fromisoformat(seen.version.isoformat())))
    assert read(store, "people/aigul").fields == {"n": 2}


def test_versions_rise_from_commit_to_commit_and_are_one_within_a_commit(store: Documents) -> None:
    store.commit(Create("a/1", {}), Create("b/1", {}))
    store.commit(Create("a/2", {}))
    first, beside, second = (read(store, path).version for path in ("a/1", "b/1", "a/2"))
    assert first == beside < second


def test_all_writes_of_a_commit_are_made_or_none(store: Documents) -> None:
    seen = written(store, "a/old", {"n": 1})
    store.commit(Create("a/new", {"n": 1}), Replace("a/old", {"n": 2}, seen.version))
    with pytest.raises(AlreadyExists):
        store.commit(Create("a/third", {}), Create("a/new", {}))
    with pytest.raises(VersionMismatch):
        store.commit(Create("a/third", {}), Replace("a/old", {"n": 3}, seen.version))
    assert store.get("a/third") is None
    assert read(store, "a/old").fields == {"n": 2}


def test_a_commit_of_nothing_does_nothing(store: Documents) -> None:
    store.commit()


def test_a_document_is_written_once_in_a_commit(store: Documents) -> None:
    with pytest.raises(ValueError, match="twice"):
        store.commit(Create("a/1", {"n": 1}), Create("a/1", {"n": 2}))
    assert store.get("a/1") is None


@pytest.mark.parametrize("path", ["a", "a/1/b", "a//b/1", "", "/"])
def test_what_is_no_path_of_a_document_is_refused(store: Documents, path: str) -> None:
    with pytest.raises(ValueError):
        store.commit(Create(path, {}))
    with pytest.raises(ValueError):
        store.get(path)


@pytest.mark.parametrize(
    ("value", "error"),
    [
        pytest.param(date(2016, 3, 5), TypeError, id="date"),
        pytest.param(datetime(2026, 11, 22, 10), ValueError, id="time without zone"),  # noqa: DTZ001 - that is the point
        pytest.param(Decimal("1.5"), TypeError, id="decimal"),
        pytest.param({1, 2}, TypeError, id="set"),
        pytest.param(object(), TypeError, id="object"),
        pytest.param(2**63, ValueError, id="65 bits"),
        pytest.param([[1]], ValueError, id="list in list"),
        pytest.param([(1,)], ValueError, id="tuple in list"),
        pytest.param({1: "a"}, TypeError, id="number as name"),
        pytest.param({"__id__": 1}, ValueError, id="reserved name"),
        pytest.param({"": 1}, ValueError, id="empty name"),
        pytest.param({"deep": [{"list": [date(2016, 3, 5)]}]}, TypeError, id="deep down"),
    ],
)
def test_what_the_store_cannot_hold_is_refused(store: Documents, value: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        store.commit(Create("a/good", {"n": 1}), Create("a/bad", {"value": value}))
    assert store.get_many(["a/good", "a/bad"]) == {}


def test_maps_stand_twenty_deep_and_no_deeper(store: Documents) -> None:
    deep: dict[str, Any] = {"n": 1}
    for _ in range(20):
        deep = {"map": deep}
    assert written(store, "a/deep", deep).fields == deep
    with pytest.raises(ValueError, match="deeper"):
        store.commit(Create("a/deeper", {"map": deep}))


def test_no_update_is_lost_among_many_writers(store: Documents) -> None:
    store.commit(Create("a/counter", {"n": 0}))

    def raise_five_times(_: int) -> None:
        for _ in range(5):
            while True:
                seen = read(store, "a/counter")
                try:
                    store.commit(Replace("a/counter", {"n": seen.fields["n"] + 1}, seen.version))
                    break
                except VersionMismatch:
                    continue

    with ThreadPoolExecutor(4) as writers:
        list(writers.map(raise_five_times, range(4)))
    assert read(store, "a/counter").fields == {"n": 20}


# ---------------------------------------------------------------- counting


def test_an_increment_makes_the_document_or_adds_to_it(store: Documents) -> None:
    beside = {"office": "almaty", "day": "2026-11-23"}
    store.commit(Create("a/1", {}), Increment("figures/almaty", {"portal.accepted": 1, "called": 2}, beside))
    assert read(store, "figures/almaty").fields == beside | {"portal": {"accepted": 1}, "called": 2}
    store.commit(
        Create("a/2", {}),
        Increment("figures/almaty", {"portal.accepted": 1, "portal.times.under_30": 3, "psc.refused": -1}, beside),
    )
    assert read(store, "figures/almaty").fields == beside | {
        "portal": {"accepted": 2, "times": {"under_30": 3}},
        "psc": {"refused": -1},
        "called": 2,
    }


def test_an_increment_is_made_with_the_rest_of_its_commit_or_not_at_all(store: Documents) -> None:
    seen = written(store, "a/1", {"n": 1})
    store.commit(Replace("a/1", {"n": 2}, seen.version), Increment("figures/almaty", {"n": 1}))
    with pytest.raises(VersionMismatch):
        store.commit(Replace("a/1", {"n": 3}, seen.version), Increment("figures/almaty", {"n": 1}))
    with pytest.raises(AlreadyExists):
        store.commit(Increment("figures/almaty", {"n": 1}), Create("a/1", {"n": 3}))
    assert read(store, "figures/almaty").fields == {"n": 1}


def test_an_increment_raises_the_version(store: Documents) -> None:
    seen = written(store, "figures/almaty", {"n": 1})
    store.commit(Create("a/1", {}), Increment("figures/almaty", {"n": 1}))
    with pytest.raises(VersionMismatch):
        store.commit(Replace("figures/almaty", {"n": 0}, seen.version))


def test_what_is_no_number_is_counted_from_nothing(store: Documents) -> None:
    written(store, "figures/almaty", {"text": "7", "map": {"n": None}, "half": 0.5})
    counts = {"text": 1, "map.n": 2, "half": 1}
    store.commit(Create("a/1", {}), Increment("figures/almaty", counts))
    assert read(store, "figures/almaty").fields == {"text": 1, "map": {"n": 2}, "half": 1.5}


def test_no_increment_is_lost_among_many_writers(store: Documents) -> None:
    def count_five_times(writer: int) -> None:
        for n in range(5):
            store.commit(Create(f"a/{writer}-{n}", {}), Increment("figures/almaty", {"n": 1, "by.n": 2}))

    with ThreadPoolExecutor(8) as writers:
        list(writers.map(count_five_times, range(8)))
    assert read(store, "figures/almaty").fields == {"n": 40, "by": {"n": 80}}


def test_increments_alone_are_refused_because_they_cannot_be_repeated(store: Documents) -> None:
    with pytest.raises(ValueError, match="alone"):
        store.commit(Increment("figures/almaty", {"n": 1}))
    assert store.get("figures/almaty") is None


@pytest.mark.parametrize(
    ("counts", "fields", "error"),
    [
        pytest.param({}, {}, ValueError, id="nothing"),
        pytest.param({"n": 1.5}, {}, TypeError, id="half"),
        pytest.param({"n": True}, {}, TypeError, id="yes"),
        pytest.param({"n": 2**63}, {}, ValueError, id="65 bits"),
        pytest.param({"": 1}, {}, ValueError, id="empty name"),
        pytest.param({"a..b": 1}, {}, ValueError, id="empty part"),
        pytest.param({"a-b": 1}, {}, ValueError, id="name that needs quoting"),
        pytest.param({"a": 1, "a.b": 1}, {}, ValueError, id="count in a count"),
        pytest.param({"a.b": 1}, {"a": 1}, ValueError, id="count in a field"),
    ],
)
def test_what_is_no_count_is_refused(
    store: Documents, counts: Any, fields: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        store.commit(Create("a/1", {}), Increment("figures/almaty", counts, fields))
    assert store.get_many(["a/1", "figures/almaty"]) == {}


# ---------------------------------------------------------------- queries


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ([("city", "==", "almaty")], ["aigul", "dana", "erlan", "farida"]),
        ([("city", "==", None)], ["gulnar"]),
        ([("city", "in", ["astana", "shymkent"])], ["bolat"]),
        ([("city", "in", ["astana", None])], ["bolat"]),
        ([("age", "<", 31)], ["bolat"]),
        ([("age", "<=", 31)], ["bolat", "aigul", "dana"]),
        ([("age", ">", 31)], ["erlan"]),
        ([("age", ">=", 17.5)], ["aigul", "dana", "erlan"]),
        ([("age", ">=", "")], ["farida"]),
        ([("age", "==", 31.0)], ["aigul", "dana"]),
        ([("age", ">", 17), ("age", "<", 64)], ["aigul", "dana"]),
        ([("city", "==", "almaty"), ("home.floor", "==", 9)], ["dana"]),
        ([("home", "==", {"floor": 3})], ["aigul"]),
        ([("city", "==", "almaty"), ("age", ">", 31)], ["erlan"]),
        ([("nothing", "==", 1)], []),
    ],
    ids=str,
)
def test_a_query_finds_what_its_conditions_say(people: Documents, where: Any, expected: list[str]) -> None:
    assert found(people, where=where) == expected


@pytest.mark.parametrize(
    ("order_by", "expected"),
    [
        ([], ["aigul", "bolat", "dana", "erlan", "farida", "gulnar"]),
        ([("age", False)], ["bolat", "aigul", "dana", "erlan", "farida"]),
        ([("age", True)], ["farida", "erlan", "dana", "aigul", "bolat"]),
        ([("home.floor", False)], ["bolat", "aigul", "dana"]),
        ([("city", False)], ["gulnar", "aigul", "dana", "erlan", "farida", "bolat"]),
    ],
    ids=str,
)
def test_an_ordered_query_passes_over_documents_without_the_field(
    people: Documents, order_by: Any, expected: list[str]
) -> None:
    assert found(people, order_by=order_by) == expected


def test_a_query_by_one_field_is_ordered_by_another(people: Documents) -> None:
    where = [("city", "==", "almaty")]
    assert found(people, where=where, order_by=[("age", False)]) == ["aigul", "dana", "erlan", "farida"]
    order = [("age", True), ("__name__", False)]
    assert found(people, where=where, order_by=order) == ["farida", "erlan", "aigul", "dana"]


@pytest.mark.parametrize("descending", [False, True])
def test_pages_follow_one_another_without_gap_or_repeat(people: Documents, descending: bool) -> None:
    order = [("age", descending), ("__name__", descending)]
    whole, pages = found(people, order_by=order), []
    after: list[Any] = []
    while page := people.query(Query("people", order_by=order, limit=2, after=after)):
        pages.append([document.id for document in page])
        after = [page[-1].fields["age"], page[-1].id]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [name for page in pages for name in page] == whole


def test_a_page_begins_after_all_documents_with_the_values_given(people: Documents) -> None:
    assert found(people, order_by=[("age", False)], after=[31]) == ["erlan", "farida"]


def test_a_query_sees_one_collection_and_not_those_below(people: Documents) -> None:
    below = people.query(Query("people/aigul/people", where=[("city", "==", "almaty")]))
    assert [document.path for document in below] == ["people/aigul/people/child"]


def test_a_query_by_time_compares_to_the_microsecond(store: Documents) -> None:
    due = datetime(2026, 11, 22, 10, 5, tzinfo=ALMATY)
    moment = timedelta(microseconds=1)
    for name, at in (("before", due - moment), ("exactly", due), ("after", due + moment)):
        store.commit(Create(f"people/{name}", {"due_at": at}))
    assert found(store, where=[("due_at", "<=", due)]) == ["before", "exactly"]
    assert found(store, where=[("due_at", "==", due.astimezone(UTC))]) == ["exactly"]


@pytest.mark.parametrize(
    "query",
    [
        Query("people", where=[("age", "!=", 1)]),
        Query("people", where=[("age", "in", [])]),
        Query("people", where=[("age", "in", list(range(31)))]),
        Query("people", where=[("age", "<", None)]),
        Query("people", order_by=[("age", False)], after=[1, 2]),
        Query("people/aigul"),
    ],
    ids=str,
)
def test_a_query_that_the_port_does_not_know_is_refused(store: Documents, query: Query) -> None:
    with pytest.raises(ValueError):
        store.query(query)
