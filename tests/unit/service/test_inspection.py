"""The daily inspection: it finds what goes wrong slowly, says so once in the log, and one part never stops another."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from functions.issue import inspection
from functions.issue.inspection import SIGNER_DAYS, inspect
from functions.issue.recent import moved
from functions.shared.calendars import working_calendar
from functions.shared.codec import to_fields
from functions.shared.domain.directory import Directory
from functions.shared.domain.office import SealKey
from functions.shared.ports import Create, Replace
from functions.shared.records import IN_FORCE, create_event
from tests.unit.service.answer_world import AnswerWorld
from tests.unit.service.world import World, a_centre, an_office

VERSION = "projects/p/locations/l/keyRings/signers/cryptoKeys/almaty/cryptoKeyVersions/1"


def certificate(until: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "SIGNER")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, datetime(2020, 1, 1, tzinfo=UTC), until)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def lines(capsys: pytest.CaptureFixture[str], message: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [line for line in found if line["message"] == message]


def put(world: World, path: str, fields: dict[str, Any]) -> None:
    """Write a document whatever stands there."""
    stored = world.documents.get(path)
    world.documents.commit(Replace(path, fields, stored.version) if stored else Create(path, fields))


def damage(world: World, path: str, **changes: Any) -> None:
    stored = world.documents.get(path)
    assert stored is not None
    world.documents.commit(Replace(path, {**stored.fields, **changes}, stored.version))


def test_the_task_tells_what_was_looked_at(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.accepted()
    world.run_due_tasks()
    response = world.task("/tasks/inspect")
    assert response.status_code == 200
    assert json.loads(response.get_data())["counts"] == {
        **{"chains": 2, "broken": 0, "left": 0},
        **{"signers": 0, "deposits": 0, "calendar": 0},
    }
    (line,) = lines(capsys, "inspected")
    assert {
        "severity": "INFO",
        "chains": 2,
        "broken": 0,
        "left": 0,
        "failed": 0,
        "finished": True,
    }.items() <= line.items()


# ---------------------------------------------------------------- signers


@pytest.mark.parametrize(
    ("days", "severity"),
    [(SIGNER_DAYS + 1, None), (SIGNER_DAYS, "WARNING"), (8, "WARNING"), (7, "ALERT"), (0, "ALERT"), (-1, "ALERT")],
)
def test_a_signers_certificate_is_told_of_before_it_runs_out(
    world: World, capsys: pytest.CaptureFixture[str], days: int, severity: str | None
) -> None:
    until = world.clock.now() + timedelta(days=days, hours=1)
    key = SealKey(VERSION, certificate(until))
    put(world, "offices/almaty", to_fields(replace(an_office("almaty"), seal=key)))
    put(world, "offices/psc-almaty-1", to_fields(replace(a_centre("psc-almaty-1"), answers=key)))
    counts = inspect(world.issue_services)
    told = [(line["office"], line["key"], line["days"], line["severity"]) for line in lines(capsys, "signer-expires")]
    expected = [("almaty", "seal", days, severity), ("psc-almaty-1", "answers", days, severity)]
    assert sorted(told) == (expected if severity else [])
    assert counts["signers"] == len(told)


def test_a_closed_offices_certificate_interests_nobody(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    key = SealKey(VERSION, certificate(world.clock.now()))
    put(world, "offices/almaty", to_fields(replace(an_office("almaty"), seal=key, active=False)))
    inspect(world.issue_services)
    assert lines(capsys, "signer-expires") == []


# ---------------------------------------------------------------- chains


@pytest.mark.parametrize(
    ("chain", "change", "link", "why"),
    [
        ("events/000002", {"actor": "somebody"}, 2, "changed"),
        ("events/000002", {"previous": "0" * 64}, 2, "detached"),
        (None, {"head": {"length": 2, "hash": "0" * 64}}, 4, "head"),
        (None, {"status": "lost"}, 0, "unreadable"),
    ],
)
def test_a_broken_chain_wakes_somebody(
    world: World, capsys: pytest.CaptureFixture[str], chain: str | None, change: dict[str, Any], link: int, why: str
) -> None:
    identifier = world.accepted()
    world.run_due_tasks()
    damage(world, "/".join(part for part in ("applications", identifier, chain) if part), **change)
    world.clock.advance(hours=20)
    counts = inspect(world.issue_services)
    (line,) = lines(capsys, "chain-broken")
    assert line["severity"] == "ALERT"
    assert (line["collection"], line["case"], line["link"], line["why"]) == ("applications", identifier, link, why)
    assert counts["broken"] == 1


def test_the_cases_of_the_last_two_days_are_looked_at_and_the_open_ones(world: World) -> None:
    old = world.accepted(key="key-00000001")
    world.run_due_tasks()
    certificate_of_old = world.application(old).certificate
    world.clock.advance(days=3)
    fresh = world.accepted(key="key-00000002")
    world.run_due_tasks()
    refusal = json.loads(world.hand_in(world.package(documents=[]), key="key-00000003").get_data())["id"]
    found = set(moved(world.documents, world.clock.now() - inspection.RECENT))
    application = world.application(fresh)
    assert found == {f"applications/{fresh}", f"certificates/{application.certificate}", f"refusals/{refusal}"}
    world.clock.advance(days=3)
    waiting = world.accepted(key="key-00000004")  # nobody has moved it yet
    world.call(
        "POST",
        f"/v1/certificates/{certificate_of_old}/revocation",
        who={"role": "provider_officer", "office": "almaty", "subject": "officer", "name": "СӘРСЕНБАЕВ БАУЫРЖАН"},
        json={"reason": "order-ended"},
    )
    world.clock.advance(days=1)
    found = set(moved(world.documents, world.clock.now() - inspection.RECENT))
    assert found == {f"applications/{waiting}", f"certificates/{certificate_of_old}"}


def test_what_is_left_when_the_time_is_up_is_said(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspection, "BUDGET_SECONDS", -1.0)
    world.accepted()
    counts = inspect(world.issue_services)
    (line,) = lines(capsys, "inspected")
    assert (counts["chains"], counts["left"]) == (0, 1)
    assert {"severity": "WARNING", "left": 1, "finished": False}.items() <= line.items()


# ---------------------------------------------------------------- the archive and the calendar


def test_what_is_not_in_the_archive_a_day_later_is_told(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    now = world.clock.now()
    for name, hours, waits in (("old", 50, True), ("young", 23, True), ("done", 50, False)):
        at = now - timedelta(hours=hours)
        fields = {"at": at, "next_try_at": now + timedelta(minutes=30) if waits else None}
        world.documents.commit(Create(f"deposits/{name}", fields))
    assert inspect(world.issue_services)["deposits"] == 1
    (line,) = lines(capsys, "deposits-behind")
    assert (line["deposits"], line["hours"], line["severity"]) == (1, 50, "ERROR")


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (date(2026, 11, 30), []),
        (date(2026, 12, 1), [("decisions", 30)]),
        (date(2035, 1, 1), [("days", 364), ("decisions", -2923)]),
    ],
)
def test_the_calendars_end_is_told_in_time(
    world: World, capsys: pytest.CaptureFixture[str], on: date, told: list[tuple[str, int]]
) -> None:
    assert (working_calendar().last_day.year, working_calendar().decisions_through) == (2035, 2026)
    world.clock.move_to(datetime(on.year, on.month, on.day, 6, tzinfo=UTC))
    inspect(world.issue_services)
    assert [(line["part"], line["days"]) for line in lines(capsys, "calendar-ends")] == told


def test_a_part_that_fails_stops_no_other(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    key = SealKey(VERSION, b"no certificate")
    put(world, "offices/almaty", to_fields(replace(an_office("almaty"), seal=key)))
    identifier = world.accepted()
    damage(world, f"applications/{identifier}/events/000001", actor="somebody")
    counts = inspect(world.issue_services)
    assert (counts["failed"], counts["broken"]) == (1, 1)
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (unexpected,) = [line for line in found if line["message"] == "unexpected-error"]
    assert (unexpected["place"], unexpected["kind"]) == ("inspection:signers", "ValueError")


def test_a_complaint_is_looked_at_while_it_is_open_and_for_two_days_after_its_answer() -> None:
    world = AnswerWorld()
    identifier = world.on_paper()
    for days, after in ((5, None), (1, world.answered), (2, None)):
        world.clock.advance(days=days)
        if after is not None:
            after(identifier)
        found = set(moved(world.documents, world.clock.now() - inspection.RECENT))
        assert found == {f"complaints/{identifier}"}
        assert inspect(world.issue_services)["chains"] == 1
    world.clock.advance(seconds=1)
    assert set(moved(world.documents, world.clock.now() - inspection.RECENT)) == set()


def test_the_directory_of_offices_has_a_chain_too(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    directory, event = Directory("", world.clock.now()).imported("ab" * 32, world.clock.now(), ["almaty"], [])
    world.documents.commit(Create(IN_FORCE, to_fields(directory)), create_event(IN_FORCE, event))
    assert inspect(world.issue_services)["chains"] == 1
    damage(world, f"{IN_FORCE}/events/000001", actor="somebody")
    assert inspect(world.issue_services)["broken"] == 1
