"""How the adapter bears a store that is slow, absent, contended or forgetful, as our emulator can be."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import grpc
import pytest
from google.api_core import exceptions

from emulators.firestore.faults import FirestoreFaults
from emulators.firestore.protocol import Code, Refusal
from emulators.firestore.server import FirestoreEmulator
from functions.shared.cloud.documents import FirestoreDocuments, documents
from functions.shared.ports import (
    AlreadyExists,
    Create,
    Documents,
    Increment,
    Query,
    Replace,
    StoreUnavailable,
    VersionMismatch,
)
from tests.integration.conftest import Connect


@pytest.fixture
def rival(emulator: FirestoreEmulator, connect: Connect) -> Documents:
    """Somebody else who writes to the same store."""
    return FirestoreDocuments(lambda: connect(emulator.address))


def faults(emulator: FirestoreEmulator, **faults: object) -> None:
    emulator.faults.replace(faults)


@dataclass(frozen=True)
class Interruption(FirestoreFaults):
    """As many calls as `meanwhile` has items are not carried out; as each is refused, something happens."""

    meanwhile: list[Callable[[], None]] = field(default_factory=list)
    code: grpc.StatusCode = Code.UNAVAILABLE

    def before(self, rpc: str) -> None:
        if self.meanwhile:
            self.meanwhile.pop()()
            raise Refusal(self.code, "interrupted")


def nothing() -> None:
    """What happens meanwhile where only the interruption matters."""


def calls(emulator: FirestoreEmulator) -> int:
    return emulator.service.calls["Commit"]


# ---------------------------------------------------------------- answers that were lost


def test_a_create_whose_answer_was_lost_is_success(emulator: FirestoreEmulator, adapter: Documents) -> None:
    faults(emulator, lost_reply=1, rpcs=["Commit"])
    adapter.commit(Create("a/1", {"n": 1, "list": (1, 2)}), Create("a/2", {"n": 2}))
    assert calls(emulator) == 2
    assert {path: d.fields for path, d in adapter.get_many(["a/1", "a/2"]).items()} == {
        "a/1": {"n": 1, "list": [1, 2]},
        "a/2": {"n": 2},
    }


def test_a_replacement_whose_answer_was_lost_is_success(emulator: FirestoreEmulator, adapter: Documents) -> None:
    adapter.commit(Create("a/1", {"n": 1}))
    seen = adapter.get("a/1")
    assert seen
    faults(emulator, lost_reply=1, rpcs=["Commit"])
    adapter.commit(Replace("a/1", {"n": 2}, seen.version))
    after = adapter.get("a/1")
    assert after
    assert after.fields == {"n": 2}


def test_what_is_counted_in_a_commit_whose_answer_was_lost_is_counted_once(
    emulator: FirestoreEmulator, adapter: Documents
) -> None:
    adapter.commit(Create("a/1", {"n": 1}), Increment("figures/almaty", {"n": 1}))
    seen = adapter.get("a/1")
    assert seen
    faults(emulator, lost_reply=1, rpcs=["Commit"])
    adapter.commit(
        Replace("a/1", {"n": 2}, seen.version),
        Create("a/2", {}),
        Increment("figures/almaty", {"n": 1}),
        Increment("figures/astana", {"n": 1}),
    )
    assert calls(emulator) == 3
    figures = adapter.get_many(["figures/almaty", "figures/astana"])
    assert {path: document.fields for path, document in figures.items()} == {
        "figures/almaty": {"n": 2},
        "figures/astana": {"n": 1},
    }


def test_somebody_elses_document_keeps_an_unanswered_count_from_being_made(
    emulator: FirestoreEmulator, adapter: Documents, rival: Documents
) -> None:
    emulator.faults.now = Interruption(meanwhile=[lambda: rival.commit(Create("a/1", {"n": 2}))])
    with pytest.raises(AlreadyExists):
        adapter.commit(Create("a/1", {"n": 1}), Increment("figures/almaty", {"n": 1}))
    assert adapter.get("figures/almaty") is None


def test_a_document_of_somebody_else_is_not_taken_for_our_own(
    emulator: FirestoreEmulator, adapter: Documents, rival: Documents
) -> None:
    emulator.faults.now = Interruption(meanwhile=[lambda: rival.commit(Create("a/1", {"n": 2}))])
    with pytest.raises(AlreadyExists):
        adapter.commit(Create("a/2", {"n": 1}), Create("a/1", {"n": 1}))
    assert adapter.get("a/2") is None
    seen = adapter.get("a/1")
    assert seen
    version = seen.version
    emulator.faults.now = Interruption(meanwhile=[lambda: rival.commit(Replace("a/1", {"n": 3}, version))])
    with pytest.raises(VersionMismatch):
        adapter.commit(Replace("a/1", {"n": 4}, version))


def test_without_a_lost_answer_an_equal_document_is_somebody_elses(adapter: Documents, rival: Documents) -> None:
    rival.commit(Create("a/1", {"n": 1}))
    with pytest.raises(AlreadyExists):
        adapter.commit(Create("a/1", {"n": 1}))


# ---------------------------------------------------------------- stores that do not answer


def test_an_absent_store_is_asked_again_until_it_answers(emulator: FirestoreEmulator, adapter: Documents) -> None:
    for code in (Code.UNAVAILABLE, Code.INTERNAL, Code.CANCELLED, Code.UNKNOWN, Code.RESOURCE_EXHAUSTED):
        emulator.faults.now = Interruption(meanwhile=[nothing] * 3, code=code)
        adapter.commit(Create(f"a/{code.name}", {}))
        emulator.faults.now = Interruption(meanwhile=[nothing], code=code)
        assert adapter.get(f"a/{code.name}")
        emulator.faults.now = Interruption(meanwhile=[nothing], code=code)
        assert adapter.query(Query("a"))


@pytest.mark.parametrize(
    "fault", [{"unavailable": 1}, {"latency_ms": 5000}, {"aborted": 1}, {"lost_reply": 1}], ids=str
)
def test_within_its_budget_a_call_ends_whatever_the_store_does(
    emulator: FirestoreEmulator, connect: Connect, fault: dict[str, float]
) -> None:
    adapter = FirestoreDocuments(lambda: connect(emulator.address), seconds=0.4)
    adapter.commit(Create("a/before", {}))
    faults(emulator, **fault)
    started = time.monotonic()
    with pytest.raises(StoreUnavailable):
        adapter.commit(Create("a/1", {}))
    if "aborted" not in fault:
        with pytest.raises(StoreUnavailable):
            adapter.get("a/1")
        with pytest.raises(StoreUnavailable):
            adapter.query(Query("a"))
    assert time.monotonic() - started < 2.5
    faults(emulator)


def test_contention_is_waited_out(emulator: FirestoreEmulator, adapter: Documents) -> None:
    emulator.faults.now = Interruption(meanwhile=[nothing] * 3, code=Code.ABORTED)
    adapter.commit(Create("a/1", {}))
    assert adapter.get("a/1")


def test_who_lost_the_contention_is_told_so(emulator: FirestoreEmulator, adapter: Documents, rival: Documents) -> None:
    adapter.commit(Create("a/1", {"n": 1}))
    seen = adapter.get("a/1")
    assert seen
    version, same = seen.version, {"n": 2}
    emulator.faults.now = Interruption(
        meanwhile=[lambda: rival.commit(Replace("a/1", same, version))], code=Code.ABORTED
    )
    # An aborted commit was certainly not carried out, so even equal content is not ours.
    with pytest.raises(VersionMismatch):
        adapter.commit(Replace("a/1", same, version))


def test_nobody_listening_is_an_absent_store(emulator: FirestoreEmulator, connect: Connect) -> None:
    adapter = FirestoreDocuments(lambda: connect("127.0.0.1:9"), seconds=0.3)
    with pytest.raises(StoreUnavailable):
        adapter.get("a/1")


# ---------------------------------------------------------------- faults of the deployment


def test_a_missing_index_is_not_called_an_absent_store(adapter: Documents) -> None:
    with pytest.raises(exceptions.FailedPrecondition, match="requires an index"):
        adapter.query(Query("a", where=[("x", "==", 1)], order_by=[("y", False)]))


def test_documents_are_made_without_connecting(emulator: FirestoreEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
    store = documents(f"demo-{uuid.uuid4().hex[:8]}", seconds=2)
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", emulator.address)
    store.commit(Create("a/1", {"n": 1}))
    assert [document.id for document in store.query(Query("a"))] == ["1"]
