"""The emulator of Cloud KMS as a program, and what an operator asks of it beside signatures."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from google.api_core.exceptions import InvalidArgument, MethodNotImplemented, NotFound

from functions.shared.cloud.kms import CloudKms, kms_client
from tests.integration.kms.conftest import KEYS, PARENT, START, version

KEY = version().rpartition("/cryptoKeyVersions/")[0]


def test_versions_are_listed_in_order_and_in_pages(client: Any) -> None:
    every = list(client.list_crypto_key_versions(parent=KEY))
    assert [each.name for each in every] == [version(), version(2)]
    assert {each.state.name for each in every} == {"ENABLED"}
    first = client.list_crypto_key_versions(request={"parent": KEY, "page_size": 1})
    assert [each.name for each in first] == [version(), version(2)]  # the client asks for the next page itself


def test_a_version_tells_its_algorithm_and_since_when_it_is_there(client: Any) -> None:
    found = client.get_crypto_key_version(name=version(office="astana"))
    assert (found.algorithm.name, found.protection_level.name) == ("RSA_SIGN_PKCS1_2048_SHA256", "SOFTWARE")
    assert found.create_time < START


@pytest.mark.parametrize(("state", "fault"), [("DISABLED", "disabled"), ("DESTROYED", "destroyed")])
def test_a_version_that_does_not_sign_says_why(client: Any, emulator: Any, state: str, fault: str) -> None:
    emulator.set_faults(**{fault: [version()]})
    assert client.get_crypto_key_version(name=version()).state.name == state


def test_what_is_not_there_is_not_found(client: Any, emulator: Any) -> None:
    with pytest.raises(NotFound):
        list(client.list_crypto_key_versions(parent=f"{PARENT}/keyRings/signers/cryptoKeys/atlantis"))
    with pytest.raises(NotFound):
        client.get_crypto_key_version(name=version(7))


def test_what_is_not_emulated_says_so(client: Any) -> None:
    with pytest.raises(MethodNotImplemented):
        list(client.list_crypto_key_versions(request={"parent": KEY, "filter": "state=ENABLED"}))
    with pytest.raises(InvalidArgument):
        list(client.list_crypto_key_versions(request={"parent": KEY, "page_token": "next"}))


def test_a_request_that_was_harmed_on_its_way_is_refused(client: Any) -> None:
    with pytest.raises(InvalidArgument, match="checksum"):
        client.asymmetric_sign(
            request={"name": version(), "digest": {"sha256": bytes(32)}, "digest_crc32c": 1}, retry=None
        )


@pytest.fixture
def program(folder: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    (tmp_path / "holders.json").write_text(json.dumps(KEYS))
    command = [sys.executable, "-m", "emulators.cloud_kms", "--state", str(tmp_path), "--keys", str(folder)]
    command += ["--clock", str(tmp_path / "clock"), "--holders", str(tmp_path / "holders.json"), "--parent", PARENT]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield process, json.loads(process.stdout.readline().removeprefix("READY "))
    process.kill()
    process.communicate()


def test_the_program_signs_counts_takes_faults_and_stops(
    program: tuple[subprocess.Popen[str], dict[str, str]],
) -> None:
    process, ready = program
    client = kms_client(ready["address"])
    try:
        kms = CloudKms(lambda: client)
        kms.sign(version(), bytes(32))
        kms.public_key(version())
        kms.public_key(version(2))
    finally:
        client.transport.close()
    control = f"{ready['control']}/_control"
    told = requests.get(control, timeout=5).json()
    assert told["operations"] == {"AsymmetricSign": 1, "GetPublicKey": 2}
    assert version(ring="heads") in told["versions"]
    assert requests.post(f"{control}/faults", json={"disabled": [version()]}, timeout=5).status_code == 200
    assert requests.get(control, timeout=5).json()["faults"]["disabled"] == [version()]
    assert requests.post(f"{control}/faults", json={"damage": "everything"}, timeout=5).status_code == 400
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
