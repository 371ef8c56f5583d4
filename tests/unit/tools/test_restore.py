"""The store was put back to an earlier moment: what the recovery brings back, and what it names as lost (0028)."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.issue.services import Keeping
from functions.shared.codec import from_fields
from functions.shared.domain.application import Status
from functions.shared.domain.certificate import Certificate, CertificateStatus
from functions.shared.domain.facts import Registry
from functions.shared.ports import Document
from functions.shared.records import APPLICATIONS, CERTIFICATES, COMPLAINTS, NOTICES, events_of
from tests.fakes.archive import FakeArchive
from tests.unit.examples import order
from tests.unit.service.complaint_world import ComplaintWorld
from tools.chains import broken_chains
from tools.recount import differences
from tools.restore.__main__ import main, restore
from tools.restore.logged import Logged, UnreadableLog
from tools.restore.looking import only_looking
from tools.restore.outcome import Outcome, What

NOTHING = Logged()
OFFICER = {"role": "provider_officer", "office": "almaty", "subject": "officer"}


class Loss(ComplaintWorld):
    """A service whose store can be lost; `archived` tells whether there is an archive in the country."""

    def __init__(self, *, archived: bool) -> None:
        super().__init__()
        self.archive = FakeArchive()
        if archived:
            self.issue_services = replace(self.issue_services, keeping=Keeping(self.archive, 5))
        self._kept: list[Document] = []
        self._keys = 0

    def backup(self) -> None:
        self._kept = self.fake_documents.backup()

    def lose(self, later: timedelta = timedelta(minutes=40)) -> None:
        """The store as it was at the backup, so much later; the tasks are lost with it."""
        self.tasks.pop_due(self.clock.now() + timedelta(days=30))
        self.fake_documents.put_back(self._kept)
        self.clock.advance(seconds=later.total_seconds())

    def apply(self, **changes: Any) -> str:
        self._keys += 1
        return self.accepted(self.request(**changes), key=f"key-{self._keys:08d}")

    def package_handed_in(self, **changes: Any) -> str:
        self._keys += 1
        answer = self.hand_in(self.package(**changes), key=f"key-{self._keys:08d}")
        return str(json.loads(answer.get_data())["id"])

    def issued(self, identifier: str | None = None) -> tuple[str, str, str]:
        """An application with the number and the hash of the certificate that its guardian was given."""
        identifier = identifier or self.apply()
        self.clock.advance(seconds=2)
        assert set(self.run_due_tasks()) == {200}
        number = self.application(identifier).certificate
        assert number is not None
        return identifier, number, self.certificate(number).sha256

    def revoke(self, number: str) -> None:
        self.clock.advance(seconds=2)
        answer = self.call(
            "POST", f"/v1/certificates/{number}/revocation", who=OFFICER, json={"reason": "data-incorrect"}
        )
        assert answer.status_code == 200
        self.run_due_tasks()

    def certificate(self, number: str) -> Certificate:
        found = self.documents.get(f"{CERTIFICATES}/{number}")
        assert found is not None
        return from_fields(Certificate, found.fields)

    def recover(self, logged: Logged = NOTHING) -> list[Outcome]:
        return list(restore(self.issue_services, logged, self.answers))

    def holds(self, *given: tuple[str, str, str]) -> None:
        """Every certificate that was given out is the register's, under its number, and proves itself by its file."""
        for identifier, number, sha256 in given:
            entry = self.certificate(number)
            assert (entry.application, entry.sha256) == (identifier, sha256)
            sealed = self.certificates.stored[f"certificates/{identifier}.pdf"][0]
            checked = self.call("POST", "/check", data=sealed, content_type="application/pdf")
            assert json.loads(checked.get_data())["verdict"] == "authentic"
            owner = self.call("GET", f"/v1/certificates/{number}", who=self.citizen())
            assert hashlib.sha256(owner.get_data()).hexdigest() == sha256
        assert len(self.stored(CERTIFICATES)) == len({number for _, number, _ in given})

    def agrees(self) -> None:
        """Chains are whole, and the public figures are what the cases add up to."""
        assert broken_chains(self.documents)[1] == []
        assert differences(self.documents, self.clock.now().date()) == []


@pytest.fixture(params=[True, False], ids=["archive", "no archive"])
def loss(request: pytest.FixtureRequest) -> Loss:
    return Loss(archived=request.param)


@pytest.fixture
def archived() -> Loss:
    return Loss(archived=True)


@pytest.fixture
def logs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A file into which `said` writes what the service has logged so far."""
    capsys.readouterr()
    return tmp_path / "service.log"


def said(file: Path, capsys: pytest.CaptureFixture[str]) -> Logged:
    file.write_text("Starting the server\n" + capsys.readouterr().out)
    return Logged.read([file])


def whats(outcomes: list[Outcome]) -> Counter[What]:
    return Counter(outcome.what for outcome in outcomes)


# ---------------------------------------------------------------- certificates


def test_a_store_that_lost_nothing_is_left_alone(loss: Loss) -> None:
    given = loss.issued()
    before = loss.fake_documents.backup()
    assert loss.recover() == []
    assert loss.fake_documents.backup() == before
    loss.holds(given)


def test_what_was_accepted_before_and_issued_after_the_backup(loss: Loss) -> None:
    identifier = loss.apply()
    loss.backup()
    given = loss.issued(identifier)
    before = loss.application(identifier)
    loss.lose()
    (outcome,) = loss.recover()
    assert outcome.what is (What.RECOVERED if loss.issue_services.keeping else What.CLOSED)
    loss.holds(given)
    loss.agrees()
    after = loss.application(identifier)
    assert (after.status, after.decided_at, after.overdue_since) == (Status.ISSUED, before.decided_at, None)


def test_what_was_accepted_and_issued_after_the_backup_comes_back_whole_from_the_archive(archived: Loss) -> None:
    archived.backup()
    portal, desk = archived.issued(), archived.issued(archived.package_handed_in(paper_copy=True))
    cases = [archived.application(identifier) for identifier, _, _ in (portal, desk)]
    documents = {found.path: found.fields for found in archived.fake_documents.backup()}
    archived.lose()
    assert whats(archived.recover()) == {What.RECOVERED: 2}
    archived.holds(portal, desk)
    archived.agrees()
    assert [archived.application(case.id) for case in cases] == cases
    again = {found.path: found.fields for found in archived.fake_documents.backup()}
    changed = {path for path in documents if documents[path] != again.get(path)}
    assert {path.split("/")[0] for path in changed} <= {"notices", "deposits"}  # pushed, or copied, in the meantime


def test_without_an_archive_the_certificate_alone_comes_back() -> None:
    loss = Loss(archived=False)
    loss.backup()
    given = loss.issued()
    loss.lose()
    (outcome,) = loss.recover()
    assert outcome.what is What.REGISTERED
    loss.holds(given)
    loss.agrees()
    assert loss.documents.get(f"{APPLICATIONS}/{given[0]}") is None
    kinds = [event.kind.value for event in events_of(loss.documents, f"{CERTIFICATES}/{given[1]}")]
    assert kinds == ["issued", "restored"]


def test_a_recovery_that_is_repeated_does_nothing_more(loss: Loss) -> None:
    identifier = loss.apply()
    loss.backup()
    given = [loss.issued(identifier), loss.issued()]
    loss.revoke(given[1][1])
    loss.lose()
    loss.recover()
    before = loss.fake_documents.backup()
    assert not whats(loss.recover()).keys() - {What.REGISTERED}
    assert loss.fake_documents.backup() == before
    loss.holds(*given)


@pytest.mark.parametrize("step", range(12))
def test_a_recovery_that_breaks_off_goes_on_where_it_was(step: int) -> None:
    loss = Loss(archived=True)
    identifier = loss.apply()
    loss.backup()
    given = [loss.issued(identifier), loss.issued(), loss.issued(loss.package_handed_in())]
    loss.revoke(given[1][1])
    loss.lose()
    commits = 0
    commit = loss.fake_documents.commit

    def breaking(*writes: Any) -> None:
        nonlocal commits
        commits += 1
        if commits == step:
            raise KeyboardInterrupt
        commit(*writes)

    loss.fake_documents.commit = breaking  # type: ignore[method-assign]  # the process is killed at this write
    with contextlib.suppress(KeyboardInterrupt):
        loss.recover()
    loss.fake_documents.commit = commit  # type: ignore[method-assign]
    loss.recover()
    loss.holds(*given)
    loss.agrees()


def test_the_reconciler_may_come_before_the_recovery(loss: Loss) -> None:
    """The wrong order costs the exact events and a false alarm, and never a number."""
    identifier = loss.apply()
    loss.backup()
    given = [loss.issued(identifier), loss.issued()]
    loss.lose()
    loss.reconcile()
    loss.recover()
    loss.holds(*given)
    loss.agrees()


def test_a_citizen_who_sends_the_same_again_before_the_recovery_gets_the_same_certificate(loss: Loss) -> None:
    loss.backup()
    request = loss.request()
    identifier = loss.accepted(request, key="key-00000099")
    given = loss.issued(identifier)
    loss.lose(timedelta(minutes=2))
    assert loss.accepted(request, key="key-00000099") == identifier
    loss.recover()
    loss.run_due_tasks()
    loss.reconcile()
    loss.holds(given)
    loss.agrees()


def test_what_came_back_is_known_to_have_been_accepted(archived: Loss) -> None:
    archived.backup()
    request = archived.request()
    given = archived.issued(archived.accepted(request, key="key-00000099"))
    archived.lose(timedelta(minutes=2))
    archived.recover()
    assert archived.problem(archived.submit(request, key="key-00000100")) == "already-submitted"
    archived.holds(given)


def test_the_portal_is_told_nothing_that_was_not_so(loss: Loss) -> None:
    identifier = loss.apply()
    loss.backup()
    given = [loss.issued(identifier), loss.issued()]
    before = {(notice.id, notice.text, notice.certificate) for notice in loss.portal.pushed}
    loss.lose()
    loss.recover()
    loss.clock.advance(seconds=120)
    loss.reconcile()
    assert {(notice.id, notice.text, notice.certificate) for notice in loss.portal.pushed} == before
    assert not [path for path in loss.stored(NOTICES) if path.endswith("-late")]
    loss.holds(*given)


def test_a_damaged_bundle_is_named_and_the_sealed_file_counts(archived: Loss) -> None:
    archived.backup()
    given = archived.issued()
    name = f"cases/{given[0]}.zip"
    data, kind, until = archived.archive.stored[name]
    archived.archive.stored[name] = (data.replace(b'"almaty"', b'"almatx"', 1), kind, until)
    archived.lose()
    (outcome,) = archived.recover()
    assert outcome.what is What.REGISTERED
    assert "was not used" in outcome.note
    archived.holds(given)


def test_a_sealed_file_that_the_bucket_lost_too_comes_from_the_archive(archived: Loss) -> None:
    archived.backup()
    given = archived.issued()
    archived.certificates.stored.clear()
    archived.lose()
    assert whats(archived.recover()) == {What.RECOVERED: 1}
    archived.holds(given)


def test_a_file_that_is_no_certificate_of_ours_is_a_conflict(loss: Loss) -> None:
    loss.certificates.create("certificates/0123456789abcdef.pdf", b"%PDF-1.7 something", "application/pdf")
    (outcome,) = loss.recover()
    assert (outcome.what, loss.stored(CERTIFICATES)) == (What.CONFLICT, [])


def test_a_case_that_was_declined_after_its_certificate_was_sealed_is_a_conflict() -> None:
    loss = Loss(archived=False)
    identifier = loss.apply()
    loss.backup()
    given = loss.issued(identifier)
    loss.lose()
    sealed = loss.certificates.stored.copy()
    loss.certificates.stored.clear()
    loss.registries.appointments = [replace(order(), active=False, ended_on=loss.clock.now().date())]
    loss.reconcile()
    assert loss.application(identifier).status is Status.DECLINED
    loss.certificates.stored = sealed
    assert [outcome.what for outcome in loss.recover()] == [What.CONFLICT]
    loss.holds(given)


# ---------------------------------------------------------------- revocations


def test_a_revoked_certificate_is_never_valid_again(archived: Loss) -> None:
    old = archived.issued()
    archived.backup()
    new = archived.issued()
    for _, number, _ in (old, new):
        archived.revoke(number)
    revoked_at = [archived.certificate(number).revoked_at for _, number, _ in (old, new)]
    archived.lose()
    assert whats(archived.recover()) == {What.RECOVERED: 1, What.REVOKED: 2}
    for (_, number, _), at in zip((old, new), revoked_at, strict=True):
        entry = archived.certificate(number)
        assert (entry.status, entry.revoked_at, entry.revocation_reason) == (
            CertificateStatus.REVOKED,
            at,
            "data-incorrect",
        )
    archived.agrees()


def test_without_an_archive_the_log_knows_what_was_revoked(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    loss = Loss(archived=False)
    old = loss.issued()
    loss.backup()
    new = loss.issued()
    loss.revoke(old[1])
    loss.revoke(new[1])
    loss.lose()
    outcomes = loss.recover(said(logs, capsys))
    assert whats(outcomes) == {What.REGISTERED: 1, What.REVOKED: 2}
    assert [loss.certificate(number).status for _, number, _ in (old, new)] == [CertificateStatus.REVOKED] * 2
    loss.agrees()


def test_a_revocation_that_no_one_can_place_is_a_conflict(archived: Loss) -> None:
    given = archived.issued()
    archived.revoke(given[1])
    name = f"revocations/{given[1]}.json"
    archived.archive.stored[name] = (b"{}", *archived.archive.stored[name][1:])
    archived.fake_documents.put_back([])
    archived.archive.stored = {name: archived.archive.stored[name]}
    archived.certificates.stored.clear()
    (outcome,) = archived.recover()
    assert outcome.what is What.CONFLICT


# ---------------------------------------------------------------- what is lost


def test_what_was_accepted_and_not_issued_is_named_as_lost(
    loss: Loss, logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loss.backup()
    given = loss.issued()
    loss.registries.silent[Registry.PERSONS] = "timeout"
    lost = {loss.apply(), loss.package_handed_in()}
    loss.lose()
    outcomes = loss.recover(said(logs, capsys))
    named = [outcome for outcome in outcomes if outcome.what is What.LOST]
    assert {outcome.subject.removeprefix("application ") for outcome in named} == lost
    assert {note for outcome in named for note in ("text 1", "text 2") if note in outcome.note} == {"text 1", "text 2"}
    loss.holds(given)


def test_what_was_declined_after_the_backup_is_decided_again(
    loss: Loss, logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    identifier = loss.apply()
    loss.backup()
    loss.registries.appointments = [replace(order(), active=False, ended_on=loss.clock.now().date())]
    loss.run_due_tasks()
    assert loss.application(identifier).status is Status.DECLINED
    loss.lose()
    (outcome,) = loss.recover(said(logs, capsys))
    assert (outcome.what, outcome.subject) == (What.AGAIN, f"application {identifier}")
    loss.reconcile()
    assert loss.application(identifier).status is Status.DECLINED


def test_a_number_of_the_journal_that_was_given_out_is_nobodys_again(
    loss: Loss, logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = loss.registered()
    loss.backup()
    lost = [loss.registered(), loss.registered()]
    loss.lose()
    outcomes = loss.recover(said(logs, capsys))
    assert whats(outcomes) == {What.LOST: 2, What.RESERVED: 2}
    after = loss.registered()
    numbers = [loss.complaint(each["id"]).registrations[0].n for each in (first, after)]
    assert numbers == [1, 4]
    assert {outcome.subject for outcome in outcomes if outcome.what is What.LOST} == {
        f"complaint {each['id']}" for each in lost
    }
    assert loss.stored(COMPLAINTS) == sorted(f"{COMPLAINTS}/{each['id']}" for each in (first, after))
    assert whats(loss.recover()) == {}


def test_looking_changes_nothing_and_tells_the_same(loss: Loss, logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    identifier = loss.apply()
    loss.backup()
    given = [loss.issued(identifier), loss.issued()]
    loss.revoke(given[1][1])
    loss.registered()
    loss.lose()
    logged = said(logs, capsys)
    before = loss.fake_documents.backup()
    looked = list(restore(only_looking(loss.issue_services), logged, loss.answers))
    assert loss.fake_documents.backup() == before
    assert looked == loss.recover(logged)
    loss.holds(*given)


# ---------------------------------------------------------------- logs


def test_a_log_as_google_writes_it(tmp_path: Path) -> None:
    file = tmp_path / "entries.json"
    entries = [
        {"timestamp": "2026-11-23T05:00:00.123456Z", "jsonPayload": {"message": "application-accepted", "n": 1}},
        {"timestamp": "2026-11-23T05:00:01Z", "textPayload": "Starting"},
    ]
    file.write_text(json.dumps(entries))
    logged = Logged.read([file])
    assert logged.line() == "log: 2 entries, 1 of ours, from 2026-11-23 05:00:00 to 2026-11-23 05:00:00 UTC"
    (entry,) = logged.entries
    assert (entry.event, entry.fields["n"], str(entry.at)) == (
        "application-accepted",
        1,
        "2026-11-23 05:00:00.123456+00:00",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[1]", "entry 1: expected a log entry"),
        ("[", "expected a list of log entries"),
        ('x\n{"message": ', "line 2: expected one JSON object"),
        ('[{"timestamp": "yesterday", "jsonPayload": {"message": "reconciled"}}]', "entry 1: timestamp: expected"),
        ('[{"timestamp": "2026-11-23T05:00:00", "jsonPayload": {"message": "reconciled"}}]', "with its zone"),
        ('[{"timestamp": 1, "jsonPayload": {"message": "reconciled"}}]', "entry 1: timestamp: expected"),
        ("", "none of its 0 entries is of this service"),
        ("abc", "none of its 0 entries is of this service"),
        ("[]", "none of its 0 entries is of this service"),
        ('[{"x": 1}, {"message": 1}, {"message": ["reconciled"]}]', "none of its 3 entries"),
        ('{"jsonPayload": {"message": "another-service"}}', "none of its 1 entries is of this service"),
    ],
)
def test_a_log_that_cannot_be_read_says_where(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "entries.json"
    file.write_text(text)
    with pytest.raises(UnreadableLog, match=said):
        Logged.read([file])


def test_a_log_without_times_says_so_and_each_file_must_be_of_ours(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours.log", tmp_path / "theirs.log"
    ours.write_text('Starting\n{"message": "reconciled"}\n{"message": "other"}\n')
    theirs.write_text('{"message": "other"}\n')
    assert Logged.read([ours, ours]).line() == "log: 4 entries, 2 of ours, without times"
    with pytest.raises(UnreadableLog, match=r"theirs\.log: none of its 1 entries"):
        Logged.read([ours, theirs])


def test_a_wrong_log_ends_the_command_before_anything_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "said.json"
    file.write_text("abc")
    with pytest.raises(SystemExit) as ended:
        main(["--log", str(file)])
    assert ended.value.code == 2
    assert "said.json: none of its 0 entries is of this service" in capsys.readouterr().err
