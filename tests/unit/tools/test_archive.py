"""Bucket, register and archive are compared; what is missing is put back, and nothing is overwritten."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from functions.issue.case_files import Sources
from functions.issue.services import Keeping
from functions.shared.ports import Replace
from tests.unit.service.test_archiving import ArchivedWorld
from tests.unit.service.world import PDF
from tools.archive.__main__ import given_in
from tools.archive.compare import Stores, compare
from tools.archive.repair import repair

SCAN = PDF + b"a birth certificate %%EOF"
SCANNED = f"attachments/{hashlib.sha256(SCAN).hexdigest()}"


class ComparedWorld(ArchivedWorld):
    """One certificate with an attached copy, revoked, everything of it in the archive."""

    def __init__(self) -> None:
        super().__init__()
        sha256 = self.upload(SCAN, self.citizen())
        child = self.child(birth_certificate={"number": "123456", "attachment": sha256})
        self.case, self.number = self.issued(self.request(children=[child]))
        self.revoke(self.number)
        self.run_due_tasks()
        self.pdf, self.zip = f"certificates/{self.case}.pdf", f"cases/{self.case}.zip"
        self.text = f"revocations/{self.number}.json"

    @property
    def sources(self) -> Sources:
        return Sources(self.documents, self.attachments, self.certificates)

    def findings(self) -> list[str]:
        return [each.line() for each in compare(Stores(self.sources, self.archive, self.clock.now())).findings]

    def repaired(self) -> list[str]:
        found = compare(Stores(self.sources, self.archive, self.clock.now())).findings
        return [f"{each.where} {each.name}" for each in repair(self.sources, Keeping(self.archive, 5), found)]


@pytest.fixture
def world() -> ComparedWorld:
    return ComparedWorld()


def test_where_all_agree_nothing_is_found(world: ComparedWorld) -> None:
    assert world.findings() == []
    report = compare(Stores(world.sources, world.archive, world.clock.now()))
    assert (report.certificates, report.waiting) == (1, 0)
    assert set(world.archive.stored) == {world.pdf, world.zip, world.text, SCANNED}


@pytest.mark.parametrize("name", ["pdf", "zip", "text", "scan"])
def test_what_the_archive_lost_is_put_back_from_the_bucket_and_the_register(world: ComparedWorld, name: str) -> None:
    lost = SCANNED if name == "scan" else getattr(world, name)
    before = world.archive.stored.pop(lost)
    assert world.findings() == [f"LACKS archive {lost}"]
    assert world.repaired() == [f"archive {lost}"]
    assert world.findings() == []
    assert world.archive.stored[lost] == before


def test_an_archive_that_is_empty_is_filled_again(world: ComparedWorld) -> None:
    before = dict(world.archive.stored)
    world.archive.stored.clear()
    assert len(world.repaired()) == 4
    assert world.archive.stored == before
    assert world.findings() == []


@pytest.mark.parametrize(("name", "bucket"), [("pdf", "certificates"), ("scan", "attachments")])
def test_what_the_bucket_lost_is_put_back_from_the_archive(world: ComparedWorld, name: str, bucket: str) -> None:
    lost = SCANNED if name == "scan" else world.pdf
    before = getattr(world, bucket).stored.pop(lost)[0]
    assert world.findings() == [f"LACKS bucket {lost}"]
    assert world.repaired() == [f"bucket {lost}"]
    assert getattr(world, bucket).stored[lost][0] == before
    assert world.findings() == []


def test_into_the_bucket_goes_only_what_the_register_names(world: ComparedWorld) -> None:
    del world.certificates.stored[world.pdf]
    world.archive.damage(world.pdf)
    contradiction = f"DIFFERS archive {world.pdf}: it is not what the register says"
    assert world.findings() == [contradiction, f"LACKS bucket {world.pdf}"]
    assert world.repaired() == []
    assert world.pdf not in world.certificates.stored


@pytest.mark.parametrize("name", ["pdf", "zip", "text", "scan"])
def test_what_was_damaged_in_the_archive_is_named_and_left(world: ComparedWorld, name: str) -> None:
    damaged = SCANNED if name == "scan" else getattr(world, name)
    world.archive.damage(damaged)
    left = world.archive.stored[damaged]
    assert world.findings() == [f"DIFFERS archive {damaged}: it is not what the register says"]
    assert world.repaired() == []
    assert world.archive.stored[damaged] == left


def test_what_was_damaged_in_the_bucket_is_named_and_left(world: ComparedWorld) -> None:
    world.certificates.stored[world.pdf] = (b"another", "application/pdf")
    assert world.findings() == [f"DIFFERS bucket {world.pdf}: it is not what the register says"]
    assert world.repaired() == []


def test_what_is_lost_on_both_sides_stays_lost_and_is_said(world: ComparedWorld) -> None:
    del world.certificates.stored[world.pdf]
    del world.archive.stored[world.pdf]
    assert world.findings() == [f"LACKS archive {world.pdf}", f"LACKS bucket {world.pdf}"]
    assert world.repaired() == []


def test_an_object_that_no_register_knows_is_named(world: ComparedWorld) -> None:
    for name in ("cases/nobody.zip", "something"):
        world.archive.put(name, b"x", "text/plain", world.clock.now())
    assert world.findings() == ["UNKNOWN archive cases/nobody.zip", "UNKNOWN archive something"]


def test_what_is_still_to_be_copied_is_no_finding_until_it_is_a_day_late(world: ComparedWorld) -> None:
    world.archive.down = True
    _, number = world.issued(world.request())
    world.task(f"/tasks/archive/{number}-issued")
    world.archive.down = False
    assert world.findings() == []
    assert compare(Stores(world.sources, world.archive, world.clock.now())).waiting == 1
    world.clock.advance(hours=25)
    assert world.findings() == [f"BEHIND archive deposits/{number}-issued: 25 hours, archive: unavailable"]


def test_certificates_from_before_there_was_an_archive_are_copied_too(world: ComparedWorld) -> None:
    world.issue_services = replace(world.issue_services, keeping=None)
    case, _ = world.issued(world.request())
    assert world.findings() == [f"LACKS archive cases/{case}.zip", f"LACKS archive certificates/{case}.pdf"]
    assert len(world.repaired()) == 2
    assert world.findings() == []


def test_an_entry_that_cannot_be_read_stops_no_other(world: ComparedWorld) -> None:
    path = f"certificates/{world.number}"
    found = world.documents.get(path)
    assert found is not None
    world.documents.commit(Replace(path, {"number": world.number}, found.version))
    findings = world.findings()
    assert f"UNREADABLE register {path}" in findings
    assert f"UNKNOWN archive {world.zip}" in findings


SETTINGS = {
    "PROJECT": "p",
    "CERTIFICATES_BUCKET": "certificates",
    "ATTACHMENTS_BUCKET": "attachments",
    "ARCHIVE_URL": "https://s3.example.kz",
    "ARCHIVE_REGION": "kz-ala-1",
    "ARCHIVE_BUCKET": "archive",
    "ARCHIVE_KEY_ID": "key",
    "ARCHIVE_SECRET": "secret-of-the-archive",
    "ARCHIVE_YEARS": "5",
}


def test_the_settings_are_read() -> None:
    assert given_in(SETTINGS).database == "(default)"


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_a_setting_that_is_missing_is_named(name: str) -> None:
    with pytest.raises(ValueError, match=name) as caught:
        given_in({key: value for key, value in SETTINGS.items() if key != name})
    assert "secret-of-the-archive" not in str(caught.value)
