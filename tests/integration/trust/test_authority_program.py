"""The certification authority as a program: readiness, control, faults, and a state that survives kill -9."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from emulators.certification_authority.population import load_population
from emulators.certification_authority.signing import sign_cms
from functions.shared.clock import FileClock
from functions.shared.trust.authorities import Authorities, read_certificates
from functions.shared.trust.fetcher import HttpFetcher
from functions.shared.trust.request_signature import RequestVerifier
from functions.shared.trust.revocation import RevocationChecker
from functions.shared.trust.verdicts import Invalid, InvalidReason, Valid
from tests.integration.trust.conftest import START

PEOPLE = [{"id": "guardian-1", "kind": "person", "iin": "880101400123", "surname": "ӘЛИЕВА", "name": "ГҮЛНАР"}]


class Program:
    def __init__(self, folder: Path) -> None:
        self.state = folder / "state"
        self.clock = FileClock(folder / "clock")
        self.clock.move(to=START, rate=0)
        population = folder / "population.json"
        population.write_text(json.dumps(PEOPLE), encoding="utf-8")
        command = [sys.executable, "-m", "emulators.certification_authority", "--state", str(self.state)]
        command += ["--clock", str(self.clock.path), "--population", str(population)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.ready: dict[str, Any] = json.loads(self._process.stdout.readline().removeprefix("READY "))

    def end(self, number: signal.Signals) -> int:
        self._process.send_signal(number)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return self._process.wait(10)

    def control(self, path: str = "", **body: Any) -> requests.Response:
        url = self.ready["control"] + path
        return requests.post(url, json=body, timeout=5) if path else requests.get(url, timeout=5)

    def sign(self, content: bytes) -> bytes:
        entry = json.loads((self.state / "index.json").read_text(encoding="utf-8"))["members"][0]
        return sign_cms(content, (self.state / entry["file"]).read_bytes(), entry["password"])

    def verifier(self) -> RequestVerifier:
        roots, intermediates = (
            read_certificates((self.state / name).read_bytes()) for name in ("roots.pem", "intermediates.pem")
        )
        authorities = Authorities(roots, intermediates)
        return RequestVerifier(authorities, self.clock, RevocationChecker(authorities, HttpFetcher(), self.clock))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Program]]:
    running: list[Program] = []

    def start_one() -> Program:
        running.append(Program(tmp_path))
        return running[-1]

    yield start_one
    for program in running:
        if program._process.poll() is None:
            program.end(signal.SIGKILL)


def test_keys_certificates_and_revocations_survive_kill_9(start: Callable[[], Program]) -> None:
    program = start()
    request = program.sign(b"request")
    files = {path: path.read_bytes() for path in program.state.rglob("*") if path.is_file()}
    assert isinstance(program.verifier().check_revocation(request), Valid)
    assert program.end(signal.SIGKILL) == -signal.SIGKILL

    program = start()
    assert {path: path.read_bytes() for path in files} == files
    assert isinstance(program.verifier().check_revocation(request), Valid)
    revoked = program.control("/revoke", id="guardian-1")
    assert datetime.fromisoformat(revoked.json()["revoked_at"]) == START
    program.end(signal.SIGKILL)

    program = start()
    assert program.control().json()["revoked"] == ["guardian-1"]
    verdict = program.verifier().check_revocation(request)
    assert isinstance(verdict, Invalid)
    assert verdict.reason is InvalidReason.REVOKED
    assert program.end(signal.SIGTERM) == 0


def test_control(start: Callable[[], Program]) -> None:
    program = start()
    assert program.ready["name"] == "certification_authority"
    assert program.control().json()["members"] == ["guardian-1"]
    assert program.control("/faults", tsa_down=True).json()["tsa_down"] is True
    assert program.control("/faults", earthquake=True).status_code == 400
    assert program.control("/revoke", id="nobody").status_code == 404
    index = json.loads((program.state / "index.json").read_text(encoding="utf-8"))
    assert requests.post(index["tsa"], data=b"", timeout=5).status_code == 503
    assert program.control("/faults").json()["tsa_down"] is False
    assert program.end(signal.SIGINT) == 0


@pytest.mark.parametrize(
    "people",
    [
        [PEOPLE[0], PEOPLE[0]],
        [{**PEOPLE[0], "kind": "martian"}],
        [{**PEOPLE[0], "id": "ӘЛИЕВА"}],
        [{**PEOPLE[0], "age": 38}],
    ],
)
def test_population_of_another_shape(tmp_path: Path, people: list[dict[str, Any]]) -> None:
    (tmp_path / "population.json").write_text(json.dumps(people), encoding="utf-8")
    with pytest.raises(ValueError):
        load_population(tmp_path / "population.json")
