"""What a test can arrange with the fake beyond the contract."""

from __future__ import annotations

import pytest

from functions.shared.ports import AlreadyExists, Create, Query, StoreUnavailable
from tests.fakes.documents import FakeDocuments


def test_the_next_calls_fail_and_do_nothing() -> None:
    store = FakeDocuments()
    store.fail_next(3)
    with pytest.raises(StoreUnavailable):
        store.commit(Create("a/1", {}))
    with pytest.raises(StoreUnavailable):
        store.get("a/1")
    with pytest.raises(StoreUnavailable):
        store.query(Query("a"))
    assert store.paths() == []
    assert store.get("a/1") is None


def test_a_lost_reply_is_that_of_a_commit_that_was_carried_out() -> None:
    store = FakeDocuments()
    store.lose_next_reply()
    with pytest.raises(StoreUnavailable):
        store.commit(Create("a/1", {"n": 1}))
    assert store.paths() == ["a/1"]
    store.commit(Create("a/2", {}))


def test_somebody_else_can_come_first() -> None:
    store = FakeDocuments()
    store.before_next_commit(lambda: store.commit(Create("a/1", {"n": "theirs"})))
    with pytest.raises(AlreadyExists):
        store.commit(Create("a/1", {"n": "ours"}))
    document = store.get("a/1")
    assert document
    assert document.fields == {"n": "theirs"}
