"""A backup of the emulated store is one moment of it, and a store started from it is that moment."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import requests

from emulators.firestore.server import FirestoreEmulator
from emulators.firestore.storage import Storage, restore
from functions.shared.clock import FileClock
from functions.shared.cloud.documents import FirestoreDocuments
from functions.shared.ports import Create, Query, Replace
from tests.integration.conftest import Connect


def backup(emulator: FirestoreEmulator, file: Path) -> requests.Response:
    return requests.post(f"{emulator.control}/_control/backup", json={"file": str(file)}, timeout=10)


def test_a_store_started_from_a_backup_is_that_moment(tmp_path: Path, connect: Connect) -> None:
    clock, file = FileClock(tmp_path / "clock"), tmp_path / "kept" / "backup"
    before = FirestoreEmulator(tmp_path / "before", clock).start()
    try:
        store = FirestoreDocuments(lambda: connect(before.address))
        store.commit(Create("cases/1", {"step": 1}))
        taken = backup(before, file)
        assert (taken.status_code, taken.json()["documents"]) == (200, 1)
        version = store.get("cases/1")
        assert version is not None
        store.commit(Replace("cases/1", {"step": 2}, version.version), Create("cases/2", {"step": 1}))
        assert backup(before, file).status_code == 409
    finally:
        before.stop()
    restore(file, tmp_path / "after")
    after = FirestoreEmulator(tmp_path / "after", clock).start()
    try:
        again = FirestoreDocuments(lambda: connect(after.address))
        (found,) = again.query(Query("cases"))
        assert (found.id, found.fields, found.version) == ("1", {"step": 1}, version.version)
    finally:
        after.stop()
    with pytest.raises(FileExistsError, match="into an empty folder"):
        restore(file, tmp_path / "after")


def test_a_backup_under_load_has_each_commit_whole_or_not_at_all(tmp_path: Path, connect: Connect) -> None:
    clock = FileClock(tmp_path / "clock")
    emulator = FirestoreEmulator(tmp_path / "state", clock).start()
    try:
        store, stop = FirestoreDocuments(lambda: connect(emulator.address)), threading.Event()

        def write() -> None:
            for n in range(2_000):
                if stop.is_set():
                    return
                store.commit(Create(f"left/{n}", {}), Create(f"right/{n}", {}))

        writer = threading.Thread(target=write)
        writer.start()
        files = [tmp_path / f"backup-{n}" for n in range(5)]
        for file in files:
            assert backup(emulator, file).status_code == 200
        stop.set()
        writer.join()
    finally:
        emulator.stop()
    for n, file in enumerate(files):
        restore(file, tmp_path / f"restored-{n}")
        restored = Storage(tmp_path / f"restored-{n}", lambda: 0)
        names = {name.split("/documents/")[1] for name in restored.names()}
        restored.close()
        left = {name.split("/")[1] for name in names if name.startswith("left/")}
        assert left == {name.split("/")[1] for name in names if name.startswith("right/")}
