"""The portal channel over HTTP, on the running stack: real signatures, real protocols, one process each."""

from __future__ import annotations

import hashlib
import json
import random
import secrets
import subprocess
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
import zxingcpp
from PIL import Image

from emulators.demo import foreign_birth_certificate
from emulators.population import Scene
from emulators.stack.client import PortalClient
from emulators.stack.local import PROJECT, LocalStack
from functions.shared.chains import broken_link
from functions.shared.cloud.documents import documents
from functions.shared.records import APPLICATIONS, events_of


def run(client: PortalClient, name: str, signer: str | None = None, **changes: Any) -> tuple[dict[str, str], Any]:
    """Submit a scene's request; the caller's headers and the answer."""
    scene = client.stack.people.scene(name)
    headers = client.citizen(scene)
    return headers, client.submit(headers, client.sign(client.request(scene, **changes), signer or scene.id))


def events(stack: LocalStack, identifier: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds of a case's events, after its chain was found whole."""
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", stack.address("firestore"))
    store, path = documents(PROJECT), f"{APPLICATIONS}/{identifier}"
    assert broken_link(store, path) is None
    return [event.kind.value for event in events_of(store, path)]


def fault(stack: LocalStack, emulator: str, faults: dict[str, Any]) -> None:
    requests.post(f"{stack.control(emulator)}/_control/faults", json=faults, timeout=10).raise_for_status()


def until(condition: Any, seconds: float = 20) -> Any:
    """Ask until it is true; what it answered."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    raise TimeoutError


@pytest.fixture(scope="session")
def two_children(stack: LocalStack) -> dict[str, Any]:
    """The main job, done once: two children, one of them born abroad with her certificate attached."""
    client = PortalClient(stack)
    scene = stack.people.scene("guardian-two-children")
    headers = client.citizen(scene)
    place = next(n for n, ward in enumerate(scene.wards) if ward.birth is None)
    sha256 = client.upload(headers, foreign_birth_certificate(scene))
    answer = client.submit(headers, client.sign(client.request(scene, {place: sha256}), scene.id))
    assert answer.status_code == 201, answer.text
    shown = client.wait_until_closed(headers, answer.json()["id"])
    pdf = client.get(headers, f"/v1/certificates/{shown['certificate']}").content
    return {"scene": scene, "headers": headers, "report": answer.json(), "shown": shown, "pdf": pdf}


@pytest.mark.clause("1.2", "2.1", "3.1", "4.1", "4.2", "4.4", "9.5", "9.6", "9.7", "14.1", "15.1")
def test_from_a_signed_request_to_a_sealed_certificate_in_the_cabinet(
    client: PortalClient, two_children: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, report = two_children["shown"], two_children["report"]
    assert shown["status"] == "issued"
    assert datetime.fromisoformat(report["due_at"]) - datetime.fromisoformat(report["accepted_at"]) == timedelta(
        minutes=5
    )
    assert events(client.stack, report["id"], monkeypatch) == ["accepted", "verified", "issued"]
    cabinet = client.get(two_children["headers"], "/v1/cabinet").json()
    assert {notice["kind"] for notice in cabinet["notices"]} == {"accepted", "issued"}
    checked = client.get({}, f"/check/{shown['certificate']}").json()
    assert (checked["authentic"], checked["state_now"]) == (True, "valid")
    assert checked["sha256"] == hashlib.sha256(two_children["pdf"]).hexdigest()


@pytest.mark.clause("4.4", "9.7")
def test_the_notices_of_the_case_reach_the_portal(client: PortalClient, two_children: dict[str, Any]) -> None:
    identifier = two_children["report"]["id"]

    def received() -> bool:
        pushed = requests.get(f"{client.stack.control('portal')}/_control/notices", timeout=10).text
        return all(f"{identifier}-{kind}" in pushed for kind in ("accepted", "issued"))

    assert until(received)


@pytest.mark.clause("4.2", "4.4")
class TestIndependentEyes:
    """Other programs than ours agree about the certificate."""

    @pytest.fixture
    def file(self, two_children: dict[str, Any], tmp_path: Path) -> Path:
        path = tmp_path / "certificate.pdf"
        path.write_bytes(two_children["pdf"])
        return path

    def test_pdfsig_finds_one_valid_signature_over_the_whole_file(self, file: Path) -> None:
        printed = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
        assert printed.count("Signature is Valid.") == 1
        assert "Total document signed" in printed

    def test_the_qr_is_read_from_a_picture_at_100_dpi(
        self, file: Path, client: PortalClient, two_children: dict[str, Any]
    ) -> None:
        subprocess.run(
            ["pdftoppm", "-r", "100", "-png", "-singlefile", str(file), str(file.with_suffix(""))], check=True
        )
        (code,) = zxingcpp.read_barcodes(Image.open(file.with_suffix(".png")))
        number = two_children["shown"]["certificate"].replace("-", "")
        assert code.text == f"{client.stack.gateway}/check/{number}".upper()
        address = code.text.replace(client.stack.gateway.upper(), client.stack.gateway)
        assert requests.get(address, timeout=10).json()["authentic"] is True

    def test_the_text_has_every_kazakh_letter_right(self, file: Path, two_children: dict[str, Any]) -> None:
        text = subprocess.run(
            ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
        ).stdout
        scene: Scene = two_children["scene"]
        for ward in scene.wards:
            assert ward.resident.names.kk.full() in text
            assert ward.resident.names.ru.full() in text
        assert set("әғқңөұүі") <= set(text)  # the names of the scene have no һ; the renderer's own tests do

    def test_openssl_agrees_about_the_guardians_signature(self, client: PortalClient, tmp_path: Path) -> None:
        scene = client.stack.people.scene("guardian-two-children")
        cms = tmp_path / "request.cms"
        cms.write_bytes(client.sign({"any": "thing"}, scene.id))
        bundle = tmp_path / "authorities.pem"
        keys = client.stack.folder / "certification_authority"
        bundle.write_bytes((keys / "roots.pem").read_bytes() + (keys / "intermediates.pem").read_bytes())
        command = [
            "openssl",
            "cms",
            "-verify",
            "-inform",
            "DER",
            "-in",
            str(cms),
            "-CAfile",
            str(bundle),
            "-purpose",
            "any",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == {"any": "thing"}


@pytest.mark.clause("4.2", "4.4")
def test_the_public_check_of_a_file(client: PortalClient, two_children: dict[str, Any]) -> None:
    url = f"{client.stack.gateway}/check"

    def verdict(data: bytes) -> str:
        body = client.http.post(url, files={"document": ("c.pdf", data)}, timeout=20).json()
        return str(body["verdict"])

    pdf = two_children["pdf"]
    middle = len(pdf) // 2
    assert verdict(pdf) == "authentic"
    assert verdict(pdf[:middle] + bytes([pdf[middle] ^ 1]) + pdf[middle + 1 :]) in ("altered", "not_ours")
    assert verdict(pdf + b"\n%%EOF") == "altered"
    assert verdict(b"%PDF-1.4 nothing\n%%EOF") == "not_ours"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("guardian-declined", "order-ended"),
        ("guardian-stranger", "order-not-found"),
        ("guardian-other-child", "order-not-found"),
        ("guardian-no-record", "birth-certificate-missing"),
        ("guardian-name-differs", "applicant-name-differs"),
    ],
)
@pytest.mark.clause("9.6")
def test_the_registry_declines_with_its_reason(client: PortalClient, name: str, reason: str) -> None:
    headers, answer = run(client, name)
    shown = client.wait_until_closed(headers, answer.json()["id"])
    assert (shown["status"], [given["code"] for given in shown["reasons"]]) == ("declined", [reason])
    for language in ("kk", "ru", "en"):
        assert shown["reasons"][0]["text"][language]


@pytest.mark.clause("4.1")
def test_a_ward_who_came_of_age_is_told_at_once(client: PortalClient) -> None:
    _, answer = run(client, "guardian-adult-ward")
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:anyqtama:problem:child-not-minor")


@pytest.mark.clause("2.1")
def test_a_silent_registry_is_escalated_at_five_minutes_and_the_certificate_comes_late(
    client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack, scene = client.stack, client.stack.people.scene("guardian-spare-1")
    fault(stack, "registries", {"guardianship": {"mode": "error", "scope": [scene.guardian.iin]}})
    headers, answer = run(client, scene.id)
    identifier = answer.json()["id"]
    until(lambda: "waiting" in events(stack, identifier, monkeypatch))
    stack.clock.move(by=timedelta(minutes=5))
    headers = client.citizen(scene)
    path = f"/v1/applications/{identifier}"
    shown = until(lambda: (found := client.get(headers, path).json())["overdue_since"] and found)
    assert shown["status"] == "accepted"
    assert shown["overdue_since"] == answer.json()["due_at"]
    alarms = client.get(client.officer(scene.provider), "/v1/alarms").json()["alarms"]
    assert identifier in [alarm["application"] for alarm in alarms]
    fault(stack, "registries", {})
    stack.clock.move(by=timedelta(seconds=61))
    shown = client.wait_until_closed(client.citizen(scene), identifier)
    assert shown["status"] == "issued"
    assert shown["overdue_since"] is not None
    told = events(stack, identifier, monkeypatch)
    assert told == ["accepted", "waiting", "overdue", "verified", "issued"]


def test_a_repeat_with_the_same_key_gets_the_same_answer_and_another_body_does_not(client: PortalClient) -> None:
    scene = client.stack.people.scene("guardian-spare-2")
    headers, key = client.citizen(scene), secrets.token_hex(16)
    cms = client.sign(client.request(scene), scene.id)
    first, again = client.submit(headers, cms, key), client.submit(headers, cms, key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = client.submit(headers, client.sign(client.request(scene, language="ru"), scene.id), key)
    assert (other.status_code, other.json()["type"]) == (422, "urn:anyqtama:problem:idempotency-key-reused")
    client.wait_until_closed(headers, first.json()["id"])
    assert len(client.get(headers, "/v1/cabinet").json()["applications"]) == 1


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("authentication", "authentication-key"), ("expired", "expired"), ("rogue", "unknown-authority")],
)
@pytest.mark.clause("9.5")
def test_a_key_that_may_not_sign_is_refused_at_once(client: PortalClient, kind: str, reason: str) -> None:
    _, answer = run(client, "guardian-one-child", signer=f"guardian-one-child-{kind}")
    assert (answer.status_code, answer.json()["reason"]) == (422, reason)


@pytest.mark.clause("9.5")
def test_a_revoked_key_is_found_out_in_verification(client: PortalClient) -> None:
    headers, answer = run(client, "guardian-one-child", signer="guardian-one-child-revoked")
    shown = client.wait_until_closed(headers, answer.json()["id"])
    assert [reason["code"] for reason in shown["reasons"]] == ["signature-revoked"]


@pytest.mark.clause("9.5")
def test_a_signature_damaged_anywhere_is_refused_and_nothing_breaks(client: PortalClient) -> None:
    scene = client.stack.people.scene("guardian-spare-6")
    headers = client.citizen(scene)
    cms = client.sign(client.request(scene), scene.id)
    chance = random.Random(2026)
    for _ in range(80):
        place = chance.randrange(len(cms))
        damaged = cms[:place] + bytes([cms[place] ^ (1 << chance.randrange(8))]) + cms[place + 1 :]
        answer = client.submit(headers, damaged)
        assert answer.status_code in (400, 422), (place, answer.text)
    assert client.get(headers, "/v1/cabinet").json()["applications"] == []


@pytest.mark.clause("9.5")
def test_a_body_of_just_the_limit_is_taken_and_one_byte_more_is_not(client: PortalClient) -> None:
    headers = client.citizen(client.stack.people.scene("guardian-spare-6"))
    limit = 10 * 1024 * 1024
    fits = b"%PDF-1.4" + bytes(limit - 14) + b"\n%%EOF"
    assert len(fits) == limit
    client.upload(headers, fits)
    longer = fits + b"\n"
    url = f"{client.stack.function_url('submit')}/v1/attachments/{hashlib.sha256(longer).hexdigest()}"
    for body in (longer, iter([longer])):  # with its length, and in chunks without
        answer = requests.put(url, data=body, headers=headers, timeout=30)
        assert (answer.status_code, answer.headers["Content-Type"]) == (413, "application/problem+json")


@pytest.mark.clause("9.5")
def test_another_persons_key_is_refused(client: PortalClient) -> None:
    _, answer = run(client, "guardian-one-child", signer="guardian-spare-3")
    assert answer.json()["type"] == "urn:anyqtama:problem:signer-not-applicant"


@pytest.mark.parametrize("fault", ["expired", "wrong_audience", "wrong_key", "alg_none", "wrong_issuer"])
def test_a_bad_token_is_refused(client: PortalClient, fault: str) -> None:
    token = client.token("citizen", iin="850101100012", fault=fault)
    answer = client.get({"Authorization": f"Bearer {token}"}, "/v1/cabinet")
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")


def test_the_task_endpoints_are_not_reached_through_the_gateway_nor_without_cloud_tasks_token(
    client: PortalClient,
) -> None:
    citizen = client.citizen(client.stack.people.scene("guardian-one-child"))
    assert client.http.post(client.stack.gateway + "/tasks/reconcile", headers=citizen, timeout=10).status_code == 404
    direct = client.stack.function_url("issue") + "/tasks/reconcile"
    assert requests.post(direct, timeout=10).status_code == 401
    assert requests.post(direct, headers=citizen, timeout=10).status_code == 403
    forged = {"Authorization": f"Bearer {client.token('task')}"}
    assert requests.post(direct, headers=forged, timeout=10).status_code == 403


def test_an_application_survives_a_killed_function(client: PortalClient) -> None:
    scene = client.stack.people.scene("guardian-spare-4")
    client.stack.programs["issue"].kill()
    _, answer = run(client, scene.id)
    assert answer.status_code == 201
    client.stack.programs["issue"].start()
    client.stack.clock.move(by=timedelta(seconds=61))
    shown = client.wait_until_closed(client.citizen(scene), answer.json()["id"])
    assert shown["status"] == "issued"


def test_revocation_shows_on_the_public_check(client: PortalClient) -> None:
    office = client.stack.people.scene("guardian-spare-5").provider
    headers, answer = run(client, "guardian-spare-5")
    number = client.wait_until_closed(headers, answer.json()["id"])["certificate"]
    url = f"{client.stack.gateway}/v1/certificates/{number}/revocation"
    done = client.http.post(url, json={"reason": "order-ended"}, headers=client.officer(office), timeout=10)
    assert done.status_code == 200
    checked = client.get({}, f"/check/{number}").json()
    assert (checked["state_at_issue"], checked["state_now"]) == ("valid", "revoked")


def test_no_log_of_any_function_carries_personal_data(client: PortalClient, two_children: dict[str, Any]) -> None:
    scene: Scene = two_children["scene"]
    for name in ("submit", "issue", "gateway", "cloud_tasks"):
        text = (client.stack.folder / "log" / f"{name}.log").read_text()
        for resident in (scene.guardian, *(ward.resident for ward in scene.wards)):
            for secret in (resident.iin, resident.names.kk.surname, resident.names.ru.surname, resident.names.kk.name):
                assert secret not in text
                assert json.dumps(secret)[1:-1] not in text
