"""Copies for the archive in the country: nothing is issued or revoked without one, and none is given up."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.issue.archiving import archive as copy
from functions.issue.case_files import is_copy_of
from functions.issue.services import Keeping
from functions.shared.bundle import bundle, read_bundle, read_fields
from functions.shared.codec import from_fields
from functions.shared.domain.deposit import Deposit, kept_until
from functions.shared.ports import Document, Replace
from tests.fakes.archive import FakeArchive, Killed
from tests.unit.service.world import PDF, World

OFFICER = {"role": "provider_officer", "office": "almaty", "subject": "officer"}


class ArchivedWorld(World):
    """With an archive, in which nobody can remove anything for five years."""

    def __init__(self) -> None:
        super().__init__()
        self.archive = FakeArchive()
        self.issue_services = replace(self.issue_services, keeping=Keeping(self.archive, 5))

    def issued(self, request: dict[str, Any] | None = None) -> tuple[str, str]:
        """The ids of an application and its certificate; the copying has not been done yet."""
        identifier = self.accepted(request, key=f"key-{len(self.stored('applications')):08d}")
        assert self.task(f"/tasks/verify/{identifier}").status_code == 200
        number = self.application(identifier).certificate
        assert number is not None
        return identifier, number

    def deposit(self, identifier: str) -> Deposit:
        found = self.documents.get(f"deposits/{identifier}")
        assert found is not None
        return from_fields(Deposit, found.fields)

    def revoke(self, number: str) -> None:
        asked = {"reason": "issued-in-error"}
        assert self.call("POST", f"/v1/certificates/{number}/revocation", who=OFFICER, json=asked).status_code == 200


@pytest.fixture
def world() -> ArchivedWorld:
    return ArchivedWorld()


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Callable[[str], list[dict[str, Any]]]:
    def lines(event: str) -> list[dict[str, Any]]:
        parsed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        return [line for line in parsed if line["message"] == event]

    return lines


class TestWhatIsCopied:
    def test_the_certificate_and_its_case_are_in_the_archive_as_soon_as_the_task_ran(
        self, world: ArchivedWorld
    ) -> None:
        identifier, number = world.issued()
        world.run_due_tasks()
        kept = world.archive.stored
        assert set(kept) == {f"certificates/{identifier}.pdf", f"cases/{identifier}.zip"}
        assert (
            kept[f"certificates/{identifier}.pdf"][0] == world.certificates.stored[f"certificates/{identifier}.pdf"][0]
        )
        deposit = world.deposit(f"{number}-issued")
        assert (deposit.archived_at, deposit.next_try_at) == (world.clock.now(), None)
        assert {until for _, _, until in kept.values()} == {deposit.at.replace(year=deposit.at.year + 5)}

    def test_the_bundle_gives_every_document_of_the_case_back(self, world: ArchivedWorld) -> None:
        identifier, number = world.issued()
        world.run_due_tasks()
        documents = dict(read_bundle(world.archive.stored[f"cases/{identifier}.zip"][0]))
        beneath = [path for path in world.fake_documents.paths() if path.startswith(f"applications/{identifier}")]
        beneath += [path for path in world.fake_documents.paths() if path.startswith(f"certificates/{number}")]
        assert len(beneath) > 8
        for path in beneath:
            stored = world.documents.get(path)
            assert stored is not None
            assert documents[path] == stored.fields
        assert f"numbers/{number}" in documents
        assert f"notices/{identifier}-issued" in documents

    def test_what_was_attached_is_copied_under_its_hash(self, world: ArchivedWorld) -> None:
        scan = PDF + b"a birth certificate %%EOF"
        sha256 = world.upload(scan, world.citizen())
        child = world.child(birth_certificate={"number": "123456", "attachment": sha256})
        world.issued(world.request(children=[child]))
        world.run_due_tasks()
        assert world.archive.stored[f"attachments/{sha256}"][0] == scan
        assert world.archive.puts[-1].startswith("cases/")

    def test_a_consent_on_paper_and_what_was_asked_under_it_are_in_the_bundle(self, world: ArchivedWorld) -> None:
        answer = json.loads(world.hand_in().get_data())
        world.run_due_tasks()
        documents = dict(read_bundle(world.archive.stored[f"cases/{answer['id']}.zip"][0]))
        kept = [path for path in world.fake_documents.paths() if path.startswith("consents/")]
        assert [path for path in kept if path not in documents] == []
        assert [path for path in documents if path.startswith("consents/") and path.endswith("/evidence/scan")]
        assert [path for path in documents if path.startswith("consents/") and "/lookups/" in path]

    def test_a_revocation_is_copied_with_the_link_of_the_chain_that_says_it(self, world: ArchivedWorld) -> None:
        identifier, number = world.issued()
        world.run_due_tasks()
        world.clock.advance(days=1)
        world.revoke(number)
        world.run_due_tasks()
        text = world.archive.stored[f"revocations/{number}.json"][0]
        told = read_fields("revocation", text)
        pdf = world.archive.stored[f"certificates/{identifier}.pdf"][0]
        assert told["sha256"] == hashlib.sha256(pdf).hexdigest()
        assert (told["event"]["data"]["reason"], told["revoked_at"]) == ("issued-in-error", world.clock.now())
        assert world.deposit(f"{number}-revoked").archived_at == world.clock.now()

    def test_without_an_archive_there_is_nothing_to_copy(self, world: ArchivedWorld) -> None:
        world.issue_services = replace(world.issue_services, keeping=None)
        _, number = world.issued()
        world.revoke(number)
        assert world.stored("deposits") == []
        assert not [task for task in world.tasks.scheduled if task.queue == "archive"]


class TestAnArchiveThatFails:
    @pytest.mark.parametrize(("fault", "why"), [("down", "unavailable"), ("full", "full")])
    def test_it_delays_nobody_and_is_tried_until_it_works(self, world: ArchivedWorld, fault: str, why: str) -> None:
        setattr(world.archive, fault, True)
        identifier, number = world.issued()
        assert world.task(f"/tasks/archive/{number}-issued").status_code == 503
        deposit = world.deposit(f"{number}-issued")
        assert (deposit.attempts, deposit.waiting_for, deposit.archived_at) == (1, f"archive: {why}", None)
        shown = json.loads(world.call("GET", f"/v1/applications/{identifier}", who=world.citizen()).get_data())
        assert shown["certificate"]
        setattr(world.archive, fault, False)
        world.clock.advance(minutes=2)
        assert world.reconcile()["archived"] == 1
        assert f"cases/{identifier}.zip" in world.archive.stored

    def test_pauses_grow_to_an_hour(self, world: ArchivedWorld) -> None:
        world.archive.down = True
        _, number = world.issued()
        pauses = []
        for _ in range(8):
            world.task(f"/tasks/archive/{number}-issued")
            pauses.append((world.deposit(f"{number}-issued").next_try_at or world.clock.now()) - world.clock.now())
        assert pauses == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 16, 32, 60, 60)]

    def test_each_attempt_is_a_warning_and_after_a_day_somebody_is_called(
        self, world: ArchivedWorld, logged: Any
    ) -> None:
        world.archive.down = True
        _, number = world.issued()
        world.task(f"/tasks/archive/{number}-issued")
        (first,) = logged("archive-waiting")
        assert (first["severity"], first["whom"], first["why"]) == ("WARNING", "archive", "unavailable")
        world.clock.advance(days=1, seconds=1)
        assert world.reconcile()["waiting"] == 1
        (later,) = logged("archive-waiting")
        assert (later["severity"], later["deposit"], later["attempts"]) == ("ALERT", f"{number}-issued", 2)
        world.clock.advance(days=30)
        world.archive.down = False
        assert world.reconcile()["archived"] == 1
        (done,) = logged("archived")
        assert (done["objects"], done["seconds"]) == (2, (timedelta(days=31, seconds=1)).total_seconds())

    def test_other_bytes_under_our_name_call_somebody_at_once_and_stay(self, world: ArchivedWorld, logged: Any) -> None:
        identifier, number = world.issued()
        name = f"certificates/{identifier}.pdf"
        world.archive.put(name, b"another", "application/pdf", world.clock.now())
        assert world.task(f"/tasks/archive/{number}-issued").status_code == 503
        (line,) = logged("archive-waiting")
        assert (line["severity"], line["why"]) == ("ALERT", "refuses")
        assert world.archive.stored[name][0] == b"another"

    @pytest.mark.parametrize("stored", [None, b"%PDF-1.7 another %%EOF"])
    def test_a_certificate_that_is_not_the_one_issued_is_never_copied(
        self, world: ArchivedWorld, logged: Any, stored: bytes | None
    ) -> None:
        identifier, number = world.issued()
        name = f"certificates/{identifier}.pdf"
        _, kind = world.certificates.stored.pop(name)
        if stored is not None:
            world.certificates.stored[name] = (stored, kind)
        assert world.task(f"/tasks/archive/{number}-issued").status_code == 503
        (line,) = logged("archive-waiting")
        assert (line["severity"], line["whom"]) == ("ALERT", "bucket")
        assert not world.archive.stored


class TestAHandlerThatIsKilled:
    @pytest.mark.parametrize("puts", [0, 1, 2])
    def test_between_any_two_writes_it_finishes_when_it_runs_again(self, world: ArchivedWorld, puts: int) -> None:
        sha256 = world.upload(PDF + b"scan %%EOF", world.citizen())
        child = world.child(birth_certificate={"number": "123456", "attachment": sha256})
        identifier, number = world.issued(world.request(children=[child]))
        world.archive.die_after(puts)
        with pytest.raises(Killed):
            copy(world.issue_services, f"{number}-issued")
        assert len(world.archive.stored) == puts + 1
        assert world.deposit(f"{number}-issued").archived_at is None
        world.clock.advance(minutes=2)
        assert world.reconcile()["archived"] == 1
        assert len(world.archive.stored) == 3
        assert f"cases/{identifier}.zip" in world.archive.stored

    def test_what_changed_meanwhile_does_not_stop_it(self, world: ArchivedWorld) -> None:
        """Killed after the bundle was stored; before the next try a print is asked for."""
        identifier, number = world.issued()
        world.archive.die_after(1)
        with pytest.raises(Killed):
            copy(world.issue_services, f"{number}-issued")
        first = world.archive.stored[f"cases/{identifier}.zip"][0]
        asked = world.call(
            "POST",
            f"/v1/certificates/{number}/copies",
            who=world.citizen(),
            headers={"Idempotency-Key": "copy-00000001"},
            json={},
        )
        assert asked.status_code == 201
        assert copy(world.issue_services, f"{number}-issued") == "archived"
        assert world.archive.stored[f"cases/{identifier}.zip"][0] == first

    def test_a_repeat_changes_nothing(self, world: ArchivedWorld) -> None:
        _, number = world.issued()
        world.run_due_tasks()
        puts = list(world.archive.puts)
        assert json.loads(world.task(f"/tasks/archive/{number}-issued").get_data())["done"] == "archived-before"
        assert world.archive.puts == puts
        assert json.loads(world.task("/tasks/archive/nobody-issued").get_data())["done"] == "gone"


class TestABundleThatIsThere:
    def test_that_of_another_case_is_none_of_ours(self, world: ArchivedWorld) -> None:
        identifier, number = world.issued()
        world.run_due_tasks()
        data = world.archive.stored[f"cases/{identifier}.zip"][0]
        assert is_copy_of(data, identifier, number)
        assert not is_copy_of(data, identifier, "another")
        assert not is_copy_of(data, "another", number)
        assert not is_copy_of(data[:-1], identifier, number)

    @pytest.mark.parametrize("what", ["event", "request", "certificate"])
    def test_one_that_was_tampered_with_is_none(self, world: ArchivedWorld, what: str) -> None:
        identifier, number = world.issued()
        world.run_due_tasks()
        documents = dict(read_bundle(world.archive.stored[f"cases/{identifier}.zip"][0]))
        case = f"applications/{identifier}"
        if what == "event":
            documents[f"{case}/events/000001"] = {**documents[f"{case}/events/000001"], "actor": "nobody"}
        elif what == "request":
            documents[f"{case}/evidence/request"] = {**documents[f"{case}/evidence/request"], "data": b"another"}
        else:
            del documents[f"certificates/{number}"]
        made = bundle(Document(path, fields, world.clock.now()) for path, fields in documents.items())
        assert not is_copy_of(made, identifier, number)

    def test_a_damaged_one_is_told_and_left(self, world: ArchivedWorld) -> None:
        identifier, number = world.issued()
        world.run_due_tasks()
        world.archive.damage(f"cases/{identifier}.zip")
        path = f"deposits/{number}-issued"
        stored = world.documents.get(path)
        assert stored is not None
        again = {**stored.fields, "archived_at": None, "next_try_at": world.clock.now()}
        world.documents.commit(Replace(path, again, stored.version))
        assert world.reconcile()["waiting"] == 1
        assert world.deposit(f"{number}-issued").waiting_for == "archive: refuses"


@pytest.mark.parametrize(
    ("at", "years", "until"),
    [
        (datetime(2026, 11, 23, 5, tzinfo=UTC), 5, datetime(2031, 11, 23, 5, tzinfo=UTC)),
        (datetime(2028, 2, 29, 5, tzinfo=UTC), 5, datetime(2033, 3, 1, 5, tzinfo=UTC)),
        (datetime(2028, 2, 29, 5, tzinfo=UTC), 4, datetime(2032, 2, 29, 5, tzinfo=UTC)),
    ],
)
def test_how_long_a_copy_is_kept(at: datetime, years: int, until: datetime) -> None:
    assert kept_until(at, years) == until
