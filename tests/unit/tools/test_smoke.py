"""The smoke test: what it wants before it begins, and what each step takes for a failure."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509 import load_der_x509_certificate
from requests.adapters import BaseAdapter

from tests.fakes.clock import FakeClock
from tests.unit.trust.pki import Holder, Pki, ec_key
from tools.smoke import __main__ as program
from tools.smoke import steps
from tools.smoke.citizen import Citizen, WrongCall
from tools.smoke.steps import Smoke

REQUEST = {"provider": "edu", "applicant": {"iin": "850101300012"}, "children": []}
NUMBER = "26-0000-0001"
WELL = {"status": "ok", "version": "1", "checks": {"store": {"ok": True, "detail": "fine"}}}


def given(kind: str, body: Any, status: int = 200, **headers: str) -> tuple[int, dict[str, str], bytes]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return status, {"Content-Type": kind, **headers}, data


JSON, HTML, PDF = "application/json", "text/html; charset=utf-8", "application/pdf"
SERVICE = {
    "GET /health/submit": given(JSON, WELL),
    "GET /health/issue": given(JSON, WELL),
    "GET /health/complaint": given(JSON, WELL),
    "GET /check": given(HTML, b"<!doctype html>"),
    "GET /v1/service": given(JSON, {"providers": [{"id": "edu"}]}),
    "POST /v1/portal/applications": given(JSON, {"id": "a"}, 201, Location="/v1/applications/a"),
    "GET /v1/applications/a": given(JSON, {"status": "issued", "certificate": NUMBER}),
    f"GET /v1/certificates/{NUMBER}": given(PDF, b"%PDF-1.7"),
    "POST /check": given(JSON, {"verdict": "authentic", "certificate": {"number": NUMBER}}),
}


class Answers(BaseAdapter):
    """Prepared answers, by method and path; what has none cannot be reached."""

    def __init__(self, answers: Mapping[str, tuple[int, dict[str, str], bytes]]) -> None:
        super().__init__()
        self.answers, self.asked = answers, list[requests.PreparedRequest]()

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        self.asked.append(request)
        prepared = self.answers.get(f"{request.method} {request.path_url}")
        if prepared is None:
            raise requests.ConnectionError(f"850101300012 at {request.url}")
        response = requests.Response()
        response.status_code, headers, body = prepared
        response.headers.update(headers)
        response.raw, response.request, response.url = io.BytesIO(body), request, request.url or ""
        return response

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture(scope="module")
def pkcs12_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = ec_key()
    certificate = Pki().issue(Holder(key=key))
    file = tmp_path_factory.mktemp("key") / "citizen.p12"
    held = load_der_x509_certificate(certificate.dump())
    file.write_bytes(pkcs12.serialize_key_and_certificates(None, key, held, None, BestAvailableEncryption(b"secret")))
    return file


@pytest.fixture
def environment(tmp_path: Path, pkcs12_file: Path) -> dict[str, str]:
    (tmp_path / "request.json").write_text(json.dumps(REQUEST))
    (tmp_path / "token").write_text("a.b.c\n")
    return {
        "SMOKE_REQUEST": str(tmp_path / "request.json"),
        "SMOKE_PKCS12": str(pkcs12_file),
        "SMOKE_PASSWORD": "secret",
        "SMOKE_TOKEN_FILE": str(tmp_path / "token"),
    }


def run(
    environment: dict[str, str], wait: float = 5, **changes: tuple[int, dict[str, str], bytes] | None
) -> tuple[bool, list[str], Answers]:
    """Against a service that is well but for what is changed; None for what cannot be reached."""
    answers = {**SERVICE, **{name: answer for name, answer in changes.items() if answer}}
    adapter = Answers({name: answer for name, answer in answers.items() if changes.get(name, answer)})
    told: list[str] = []
    with requests.Session() as http:
        http.mount("https://", adapter)
        well = Smoke("https://service.example/", http, FakeClock(), told.append).run(
            Citizen.from_environment(environment), wait
        )
    return well, told, adapter


def test_a_service_that_is_well(environment: dict[str, str]) -> None:
    well, told, adapter = run(environment)
    assert well, told
    assert len(told) == 10
    submitted = next(request for request in adapter.asked if request.path_url == "/v1/portal/applications")
    assert submitted.headers["Authorization"] == "Bearer a.b.c"
    assert len(submitted.headers["Idempotency-Key"]) == 32


@pytest.mark.parametrize(
    ("where", "answer", "what", "look"),
    [
        ("GET /health/issue", None, "no answer (ConnectionError)", "the function issue"),
        (
            "GET /health/submit",
            given(JSON, {"status": "unwell", "checks": {"store": {"ok": False, "detail": "no-answer"}}}, 503),
            "it is unwell: store no-answer",
            "slow-or-down.md",
        ),
        ("GET /health/submit", given(HTML, b"<h1>", 503), "no JSON object", "is it the service?"),
        ("GET /health/complaint", given(HTML, b"<h1>", 404), "404 instead of 200", "the function complaint"),
        ("GET /check", given(JSON, {}), "no page", "table of routes"),
        ("GET /v1/service", given(JSON, {"providers": []}), "no provider is active", "tools.directory import"),
        (
            "POST /v1/portal/applications",
            given("application/problem+json", {"type": "urn:stale", "detail": "850101300012"}, 422),
            "422 instead of 201, urn:stale",
            "the token, the key or the request",
        ),
        ("GET /v1/applications/a", given(JSON, {"status": "accepted"}), "it is still accepted", "overdue-applications"),
        (
            "GET /v1/applications/a",
            given(JSON, {"status": "declined", "reasons": [{"code": "order-ended"}]}),
            "it was declined: order-ended",
            "the registries",
        ),
        (f"GET /v1/certificates/{NUMBER}", given(HTML, b"<h1>"), "no PDF", "the bucket of certificates"),
        (
            "POST /check",
            given(JSON, {"verdict": "altered", "reason": "digest", "certificate": None}),
            "the check says altered: digest",
            "failed-seals.md",
        ),
        (
            "POST /check",
            given(JSON, {"verdict": "authentic", "certificate": {"number": "x"}}),
            "under another number",
            "failed-seals.md",
        ),
    ],
)
def test_the_first_step_that_fails_ends_it_and_says_where_to_look(
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    answer: tuple[int, dict[str, str], bytes] | None,
    what: str,
    look: str,
) -> None:
    monkeypatch.setattr(steps, "LOOK_AGAIN_S", 0.01)
    well, told, _ = run(environment, 0.05, **{where: answer})
    assert not well
    assert [line[:7] for line in told[:-2]] == ["ok     "] * (len(told) - 2)
    assert told[-2].startswith("FAILED ")
    assert what in told[-2]
    assert look in told[-1]
    assert "850101300012" not in "\n".join(told)


def test_what_is_missing_is_named_at_once(environment: dict[str, str]) -> None:
    with pytest.raises(WrongCall, match="SMOKE_REQUEST, SMOKE_PKCS12, SMOKE_PASSWORD_FILE, SMOKE_TOKEN_FILE not set"):
        Citizen.from_environment({})


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("SMOKE_REQUEST", b"{", "SMOKE_REQUEST is no JSON: line 1"),
        ("SMOKE_REQUEST", b"[]", "an object with provider, applicant and children"),
        ("SMOKE_PKCS12", b"x", "SMOKE_PKCS12 cannot be opened"),
        ("SMOKE_TOKEN_FILE", None, "No such file or directory"),
    ],
)
def test_what_cannot_be_read_is_told_without_its_content(
    environment: dict[str, str], tmp_path: Path, name: str, content: bytes | None, why: str
) -> None:
    file = tmp_path / "given"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(WrongCall, match=why):
        Citizen.from_environment(environment | {name: str(file)})


def test_a_wrong_password_is_told(environment: dict[str, str]) -> None:
    with pytest.raises(WrongCall, match="another password"):
        Citizen.from_environment(environment | {"SMOKE_PASSWORD": "other"})


def test_a_key_of_a_kind_that_does_not_sign_is_told(environment: dict[str, str], tmp_path: Path) -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    file = tmp_path / "other.p12"
    data = pkcs12.serialize_key_and_certificates(b"x", key, None, None, BestAvailableEncryption(b"secret"))
    file.write_bytes(data)
    with pytest.raises(WrongCall, match="no key in it"):
        Citizen.from_environment(environment | {"SMOKE_PKCS12": str(file)})


def test_nothing_of_the_citizen_shows_in_a_representation(environment: dict[str, str]) -> None:
    assert repr(Citizen.from_environment(environment)) == "Citizen()"


@pytest.mark.parametrize("url", ["anyqtama.example", "http://anyqtama.example", "ftp://x", "https://"])
def test_a_token_is_sent_to_nobody_in_the_clear(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main([url, "--public"])
    assert ended.value.code == 2
    assert "begins with https://" in capsys.readouterr().err


def test_a_wrong_call_ends_with_status_2(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("SMOKE_REQUEST", "SMOKE_PKCS12", "SMOKE_PASSWORD", "SMOKE_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SystemExit) as ended:
        program.main(["https://service.example"])
    assert ended.value.code == 2
    assert "Without a test citizen: --public" in capsys.readouterr().err
