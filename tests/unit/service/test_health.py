"""Health: each check checks what it claims, none waits for another, and nobody can hammer the store through it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from flask import Response

from functions.shared import health
from functions.shared.calendars import working_calendar
from functions.shared.documents import letters
from functions.shared.health import FINE, Finding, Health, Unwell, findings
from functions.shared.trust.authorities import Authorities
from tests.unit.service.world import World

SERVICES = ("submit", "issue", "complaint")
BUCKETS = {
    "attachments": SERVICES,
    "certificates": ("issue",),
    "answers": ("complaint",),
}


def ask(world: World, service: str) -> tuple[int, dict[str, Any]]:
    response: Response = world.call("GET", f"/health/{service}")
    return response.status_code, json.loads(response.get_data())


def wrong(world: World, service: str) -> dict[str, str]:
    """What is the matter, by check; the status fits."""
    status, told = ask(world, service)
    found = {name: check["detail"] for name, check in told["checks"].items() if not check["ok"]}
    assert (status, told["status"]) == ((503, "unwell") if found else (200, "ok"))
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_a_whole_service_is_well_and_says_which_version_it_is(world: World, service: str) -> None:
    status, told = ask(world, service)
    assert (status, told["status"], told["version"]) == (200, "ok", "unpackaged")
    assert {check["detail"] for check in told["checks"].values()} == {FINE}
    assert {"store", "attachments", "authorities", "fonts", "calendar"} <= set(told["checks"])


@pytest.mark.parametrize("service", SERVICES)
def test_a_silent_store_is_seen(world: World, service: str) -> None:
    world.fake_documents.fail_next(2)
    assert wrong(world, service)["store"] == "no-answer"


@pytest.mark.parametrize(("bucket", "service"), [(name, each) for name, all_ in BUCKETS.items() for each in all_])
def test_a_bucket_out_of_reach_is_seen(world: World, bucket: str, service: str) -> None:
    getattr(world, bucket).fail_next()
    assert wrong(world, service) == {bucket: "no-answer"}


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(("ends", "detail"), [(None, "no-roots"), (datetime(2026, 11, 1, tzinfo=UTC), "roots-expired")])
def test_roots_that_are_missing_or_have_run_out_are_seen(
    world: World, service: str, ends: datetime | None, detail: str
) -> None:
    world.trust_ends = ends
    assert wrong(world, service) == {"authorities": detail}


def test_the_end_of_trust_is_that_of_the_last_root() -> None:
    def root(until: datetime) -> bytes:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"root until {until:%Y}")])
        builder = x509.CertificateBuilder(name, name, key.public_key(), 1, datetime(2020, 1, 1, tzinfo=UTC), until)
        return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)

    first, last = datetime(2026, 5, 6, tzinfo=UTC), datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert Authorities([root(last), root(first)]).end() == last
    assert Authorities([]).end() is None


def test_an_office_must_be_able_to_seal(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(provider: str) -> None:
        raise KeyError(provider)

    world.clock.move_to(datetime(2027, 11, 2, tzinfo=UTC))  # a day after the certificates of the fakes have run out
    assert wrong(world, "issue") == {"signers": "certificates-expired"}
    fresh = World()
    monkeypatch.setattr(fresh.seals, "signatory", none)
    assert wrong(fresh, "issue") == {"signers": "no-keys"}


def test_a_directory_without_providers_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.issue_services.offices, "providers", list)
    assert wrong(world, "issue") == {"signers": "no-providers"}


@pytest.mark.parametrize("service", SERVICES)
def test_the_calendar_must_reach_the_next_year(world: World, service: str) -> None:
    last = working_calendar().last_day
    world.clock.move_to(datetime(last.year - 1, 12, 31, 18, 59, tzinfo=UTC))
    assert "calendar" not in wrong(world, service)
    later = World()
    later.clock.move_to(datetime(last.year - 1, 12, 31, 19, 0, tzinfo=UTC))  # midnight in Almaty
    assert wrong(later, service)["calendar"] == "calendar-ends"


def test_fonts_that_cannot_be_loaded_are_seen(world: World, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    def broken() -> frozenset[int]:
        raise OSError("/somewhere/Literata-Regular.ttf is cut off")

    monkeypatch.setattr(letters, "writable", broken)
    assert wrong(world, "submit") == {"fonts": "failed"}
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"kind": "OSError", "place": "health:fonts"}.items() <= lines[0].items()


def test_it_is_remembered_for_ten_seconds() -> None:
    now, asked = [0.0], []
    kept = Health(lambda: now[0])
    checks = {"store": lambda: asked.append(now[0])}
    for moment in (0.0, 5.0, 9.9, 10.1, 20.0, 20.2):
        now[0] = moment
        assert kept.report(checks) == {"store": Finding(True, FINE)}
    assert asked == [0.0, 10.1, 20.2]


def test_the_store_is_asked_once_however_many_ask(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    read, asked = world.fake_documents.get, []

    def counted(path: str) -> Any:
        asked.append(path)
        return read(path)

    monkeypatch.setattr(world.fake_documents, "get", counted)
    for _ in range(20):
        ask(world, "submit")
    assert asked.count("service/health") == 1


def test_checks_run_beside_each_other_and_one_that_hangs_holds_up_none() -> None:
    together, never = Event(), Event()
    checks = {
        "first": lambda: None if together.wait(5) else never.set(),
        "second": together.set,
        "hangs": lambda: complain(str(never.wait(5))),
        "says": lambda: complain("calendar-ends"),
    }
    try:
        found = findings(checks, timeout=0.3)
    finally:
        never.set()
    assert {name: each.detail for name, each in found.items()} == {
        "first": FINE,
        "second": FINE,
        "hangs": "no-answer",
        "says": "calendar-ends",
    }


def complain(detail: str) -> None:
    raise Unwell(detail)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("0123abcd\n", "0123abcd"),
        ("", "unpackaged"),
        ("<b>", "unpackaged"),
        ("x" * 65, "unpackaged"),
        ("ә", "unpackaged"),
    ],
)
def test_the_version_is_the_archives(tmp_path: Path, content: str, told: str) -> None:
    assert health.version(tmp_path) == "unpackaged"
    (tmp_path / "VERSION").write_text(content, encoding="utf-8")
    assert health.version(tmp_path) == told


def test_nothing_personal_and_no_text_of_an_error_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> frozenset[int]:
        raise ValueError("850101100012 Әлиева")

    world.accepted()
    monkeypatch.setattr(letters, "writable", broken)
    response = world.call("GET", "/health/issue")
    assert b"8501" not in response.get_data()
    assert response.headers["Cache-Control"] == "no-store"
