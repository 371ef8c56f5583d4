"""Bringing a file into force: what differs is written, nothing is deleted, and every import is a link of a chain."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.api_core.exceptions import PermissionDenied

from functions.shared.codec import from_fields
from functions.shared.domain.directory import Directory
from functions.shared.offices import KEPT_SECONDS, Offices
from functions.shared.ports import Create, Document, Query, Replace, StoreUnavailable, Write
from functions.shared.records import IN_FORCE, events_of
from tests.fakes.clock import FakeClock
from tests.fakes.documents import FakeDocuments
from tests.unit.tools.directory_files import Folder, akimat, centre, kept, provider, version
from tools.chains import broken_chains
from tools.directory import __main__ as program
from tools.directory import writing
from tools.directory.columns import Cells


class Desk:
    """An operator with a folder and a store."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.store, self.clock, self._capsys = Folder(path), FakeDocuments(), FakeClock(), capsys

    def run(self, *arguments: str) -> tuple[int, list[str]]:
        status = program.main(arguments, self.store, self.clock)
        return status, self._capsys.readouterr().out.splitlines()

    def bring_in(self, *rows: Cells, dry: bool = False) -> tuple[int, list[str]]:
        self.folder.write(rows)
        return self.run("import", str(self.folder.file), "--public-keys", *(["--dry-run"] if dry else []))

    def directory(self) -> Directory:
        found = self.store.get(IN_FORCE)
        assert found is not None
        return from_fields(Directory, found.fields)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    for name in ("TRUST_ROOTS", "TRUST_INTERMEDIATES", "PROJECT"):
        monkeypatch.delenv(name, raising=False)
    return Desk(tmp_path, capsys)


def test_a_first_import_is_told_and_in_force_at_once(desk: Desk) -> None:
    status, told = desk.bring_in(akimat(), provider(), kept())
    assert status == 0
    assert told[0] == "TRUST_ROOTS is not set: who issued the certificates was not checked."
    assert told[1:4] == [
        "+ akimat-almaty: Акимат города Алматы",
        "+ edu-almaty: Управление образования города Алматы",
        "+ edu-abai: Отдел",
    ]
    assert told[4] == "added=3 changed=0 unchanged=0 left=0"
    assert [office.id for office in Offices(desk.store).providers()] == ["edu-almaty"]
    assert told[5] == f"In force. sha256={desk.directory().sha256}"
    assert events_of(desk.store, IN_FORCE)[0].data["added"] == ["akimat-almaty", "edu-almaty", "edu-abai"]
    assert broken_chains(desk.store) == (1, [])


def test_a_dry_run_tells_the_same_and_writes_nothing(desk: Desk) -> None:
    status, told = desk.bring_in(akimat(), dry=True)
    assert (status, told[-2:]) == (0, ["added=1 changed=0 unchanged=0 left=0", "Nothing was changed (--dry-run)."])
    assert desk.store.paths() == []


def test_only_what_differs_is_written_and_told_by_column(desk: Desk) -> None:
    desk.bring_in(akimat(), provider(), kept())
    before = {path: desk.store.get(path) for path in desk.store.paths()}
    changed = provider(phone="+7 727 000 00 99", seal_version=version("signers", "edu-almaty", 2))
    desk.folder.certify(changed, "seal")
    desk.folder.write([akimat(), changed], certified=False)
    status, told = desk.run("import", str(desk.folder.file), "--public-keys")
    assert status == 0
    assert told[1] == "~ edu-almaty: phone: “+7 727 000 00 01” → “+7 727 000 00 99”"
    assert [line.split(": ")[1] for line in told[2:4]] == ["seal_version", "seal_certificate"]
    assert told[4] == "? edu-abai: in force, and not in the file. It stays; its row with active=no takes it out."
    assert told[5] == "added=0 changed=1 unchanged=1 left=1"
    touched = {path for path, document in before.items() if desk.store.get(path) != document}
    assert touched == {"offices/edu-almaty", IN_FORCE}
    assert events_of(desk.store, IN_FORCE)[1].data["changed"] == ["edu-almaty"]


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    desk.bring_in(akimat(), provider())
    head = desk.directory().head
    status, told = desk.run("import", str(desk.folder.file), "--public-keys")
    assert (status, told[-1]) == (0, "Nothing to change: this file is in force.")
    assert desk.directory().head == head


def test_a_row_with_active_no_takes_an_office_out(desk: Desk) -> None:
    desk.bring_in(akimat(), provider(), centre())
    desk.bring_in(akimat(), provider(), centre(active="no"))
    offices = Offices(desk.store)
    assert offices.centres() == []
    assert [each.id for each in offices.centres_ever()] == ["psc-almaty-1"]


def test_one_flaw_refuses_the_whole_file_and_nothing_is_asked_of_the_store(desk: Desk) -> None:
    desk.store.fail_next(9)
    status, told = desk.bring_in(akimat(), provider(bin="040340991019"), kept(), kept())
    assert status == 1
    file = desk.folder.file
    assert told[0].startswith(f"{file}: line 3: bin: the check digit")
    assert told[1] == f"{file}: line 5: id: the office stands here already, in line 4"
    assert told[-1] == "Refused as a whole: flaws=2. Nothing was changed."


def test_an_id_cannot_become_an_office_of_another_kind(desk: Desk) -> None:
    desk.bring_in(akimat())
    status, told = desk.bring_in(akimat(kind="quality", territory="000000000"))
    assert status == 1
    assert told[-1].startswith("Nothing was changed: akimat-almaty is in force as akimat, not as quality.")


def test_two_who_import_at_the_same_time_do_not_mix(desk: Desk) -> None:
    desk.bring_in(akimat())

    def somebody_else() -> None:
        mark = desk.store.get(IN_FORCE)
        assert mark is not None
        desk.store.commit(Replace(IN_FORCE, {**mark.fields, "sha256": "x"}, mark.version))

    desk.store.before_next_commit(somebody_else)
    status, told = desk.bring_in(akimat(phone="+7 700"), provider())
    assert status == 1
    assert told[-1] == "Somebody else changed the directory at the same time. Run the command again."
    assert Offices(desk.store).providers() == []
    assert desk.run("import", str(desk.folder.file), "--public-keys")[0] == 0
    assert len(Offices(desk.store).providers()) == 1


def test_an_import_that_broke_off_is_finished_by_the_next(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "BATCH", 1)
    commit, left = desk.store.commit, [2]

    def breaks_off(*writes: Write) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise StoreUnavailable
        commit(*writes)

    monkeypatch.setattr(desk.store, "commit", breaks_off)
    status, told = desk.bring_in(akimat(), provider(), kept())
    assert (status, told[-1].split(".")[0]) == (1, "The store gives no answer")
    assert desk.store.get(IN_FORCE) is None
    monkeypatch.setattr(desk.store, "commit", commit)
    status, told = desk.run("import", str(desk.folder.file), "--public-keys")
    assert (status, told[-2]) == (0, "added=1 changed=0 unchanged=2 left=0")
    assert len(Offices(desk.store).all_ever()) == 3


def test_what_is_exported_can_be_imported_and_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    rows = [akimat(), provider(), centre(slot_minutes="20"), kept()]
    desk.bring_in(*rows)
    status, told = desk.run("export", str(tmp_path / "again.csv"), "--excel")
    assert (status, told[-1]) == (0, f"{tmp_path / 'again.csv'}: offices=4 certificates=4")
    assert program.main(["check", str(tmp_path / "again.csv")], desk.store, desk.clock) == 0
    for cells in rows:
        for column in ("seal", "answers"):
            if name := cells[f"{column}_certificate"]:
                public = (desk.folder.path / name).with_suffix(".pub").read_bytes()
                (tmp_path / "certificates" / f"{cells['id']}-{column}.pub").write_bytes(public)
    _, told = desk.run("import", str(tmp_path / "again.csv"), "--public-keys")
    assert told[-2:-1] == ["added=0 changed=0 unchanged=4 left=0"]


def test_nothing_that_is_there_is_written_over(desk: Desk) -> None:
    desk.bring_in(akimat())
    before = desk.folder.file.read_bytes()
    status, told = desk.run("export", str(desk.folder.file))
    assert (status, told) == (2, [f"{desk.folder.file}: File exists"])
    assert desk.folder.file.read_bytes() == before


def test_a_store_that_holds_no_office_where_one_belongs_is_told(desk: Desk, tmp_path: Path) -> None:
    desk.store.commit(Create("offices/odd", {"kind": "akimat"}))
    status, told = desk.run("export", str(tmp_path / "odd.csv"))
    assert status == 1
    assert told[0].startswith("The store holds an office that is none")
    assert not (tmp_path / "odd.csv").exists()


def test_what_the_cloud_refuses_is_told_in_a_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_: Query) -> list[Document]:
        raise PermissionDenied("Missing or insufficient permissions.\nmore")  # type: ignore[no-untyped-call]  # Google leaves it untyped

    monkeypatch.setattr(desk.store, "query", refuses)
    assert desk.bring_in(akimat()) == (
        1,
        [
            "TRUST_ROOTS is not set: who issued the certificates was not checked.",
            "The cloud refuses (PermissionDenied): 403 Missing or insufficient permissions.",
        ],
    )


@pytest.mark.parametrize("command", ["check", "import"])
def test_a_file_that_is_not_there_is_told(desk: Desk, command: str) -> None:
    assert desk.run(command, "nowhere.csv") == (2, ["nowhere.csv: No such file or directory"])


def test_a_wrong_call_is_told(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(["export", "x.csv"])
    assert ended.value.code == 2
    assert "PROJECT is not set" in capsys.readouterr().err


def test_a_refresh_costs_one_read_while_nothing_has_changed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.bring_in(akimat(), provider())
    elapsed = [1000.0]
    queries: list[Query] = []
    monkeypatch.setattr("functions.shared.offices.time.monotonic", lambda: elapsed[0])
    ask = desk.store.query

    def counted(query: Query) -> list[Document]:
        queries.append(query)
        return ask(query)

    monkeypatch.setattr(desk.store, "query", counted)
    offices = Offices(desk.store)
    assert offices.provider("edu-almaty") is not None
    for _ in range(3):
        elapsed[0] += KEPT_SECONDS + 1
        assert offices.provider("edu-almaty") is not None
    assert len(queries) == 1
    desk.bring_in(akimat(), provider(active="no"))
    assert offices.provider("edu-almaty") is not None
    elapsed[0] += KEPT_SECONDS + 1
    queries.clear()
    assert offices.provider("edu-almaty") is None
    assert len(queries) == 1


def test_a_directory_of_many_pages_is_read_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.shared.records.WHOLE_PAGE", 2)
    rows = [kept(f"edu-{n}", "353200000") for n in range(5)]
    desk.bring_in(*rows)
    assert [office.id for office in Offices(desk.store).all_ever()] == [f"edu-{n}" for n in range(5)]
    assert desk.run("import", str(desk.folder.file), "--public-keys")[1][-2] == "added=0 changed=0 unchanged=5 left=0"


def test_of_many_flaws_the_first_hundred_are_printed(desk: Desk) -> None:
    status, told = desk.bring_in(*(kept(f"edu-{n}", "1") for n in range(150)))
    assert status == 1
    assert len([line for line in told if "is no code of the KATO classifier" in line]) == 100
    assert told[-2:] == ["… and 50 more. Mend these first.", "Refused as a whole: flaws=150. Nothing was changed."]
