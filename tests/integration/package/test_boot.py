"""Each function starts from the archive alone, in a Python that holds requirements.txt alone, and answers."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from emulators.ports import Ports
from emulators.stack.local import FUNCTIONS, ROOT
from tests.integration.package.clean import clean_python
from tools.package import CONTENTS, KEY_FILES, SECRETS, VERSION, Package, UnknownCommit, build

READY_WITHIN_S = 60.0
KEY = "ab" * 32
VALUES = {
    "CABINET_KEY": KEY,
    "ISSUERS": '[{"issuer": "https://issuer.example", "jwks_uri": "https://issuer.example/jwks", "audience": "a"}]',
    "REGISTRY_BINS": '{"persons": "1", "births": "2", "guardianship": "3"}',
}
"""What a setting must look like where not every text will do."""
TASKS = {job["service"]: job["path"] for job in json.loads((ROOT / "infra" / "scheduler.json").read_text())}
"""A route of each function that wants a token."""
FORBIDDEN = {"tests", "emulators", "tools", "docs", "infra", "out", "conftest.py", "stack.json"}

pytestmark = [pytest.mark.xdist_group("package"), pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def package() -> Package:
    try:
        return build(ROOT, "HEAD")
    except UnknownCommit as error:
        pytest.skip(f"the archive is made from a commit, and there is none here: {error}")


@pytest.fixture(scope="module")
def folder(package: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked archive: /workspace, as the cloud's build calls it."""
    workspace = tmp_path_factory.mktemp("workspace")
    with zipfile.ZipFile(BytesIO(package.data)) as archive:
        archive.extractall(workspace)
    return workspace


@pytest.fixture(scope="module")
def python(folder: Path) -> Path:
    return clean_python(folder / "requirements.txt", ROOT / "out" / "clean-python")


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of root certificates, as a volume of Secret Manager shows it."""
    path = tmp_path_factory.mktemp("trust") / "roots.pem"
    path.write_bytes(a_root())
    return path


@pytest.fixture
def port() -> Iterator[int]:
    ports = Ports()
    yield ports.take()
    ports.release()


def a_root() -> bytes:
    """A self-signed certificate, in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Root")])
    unsigned = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
    dated = unsigned.serial_number(1).not_valid_before(start).not_valid_after(end)
    basic = dated.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return basic.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def settings_of(function: str, trusted: Path) -> dict[str, str]:
    """The settings without a default, by the names that the function's own class gives them."""
    needed = [each.name.upper() for each in fields(FUNCTIONS[function]) if each.default is MISSING]
    special = VALUES | {"TRUST_ROOTS": str(trusted), "TRUST_INTERMEDIATES": str(trusted)}
    return {name: special.get(name, "https://somewhere.example") for name in needed}


def environment(function: str, folder: Path, port: int, settings: Mapping[str, str]) -> dict[str, str]:
    """All that the process gets. FUNCTION_SOURCE is what the build makes of GOOGLE_FUNCTION_SOURCE."""
    return {
        "PATH": os.defpath,
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(folder),
        "FUNCTION_TARGET": function,
        "FUNCTION_SOURCE": f"functions/{function}/main.py",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "THREADS": "2",
        **settings,
    }


@contextmanager
def started(python: Path, folder: Path, given: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The program that the build makes the container's: `functions-framework`, in the archive's root."""
    process = subprocess.Popen(
        [str(python.with_name("functions-framework"))],
        cwd=folder,
        env=dict(given),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()


def wait_for(process: subprocess.Popen[str], port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            assert process.stdout is not None
            pytest.fail(f"it ended with {process.returncode}:\n{process.stdout.read()[-3000:]}")
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("it did not listen in time")


def test_it_holds_no_tests_no_emulators_and_no_secrets(package: Package) -> None:
    with zipfile.ZipFile(BytesIO(package.data)) as archive:
        names = archive.namelist()
        contents = {name: archive.read(name) for name in names}
    assert {name.split("/")[0] for name in names} == {*CONTENTS, VERSION}
    for name, data in contents.items():
        assert not FORBIDDEN & set(name.split("/")), name
        assert not Path(name).name.startswith("test_"), name
        assert Path(name).suffix not in KEY_FILES, name
        assert not SECRETS.search(data), name
    assert contents[VERSION].decode() == f"{package.commit}\n"


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_starts_from_the_archive_alone_and_answers(
    function: str, folder: Path, python: Path, trusted: Path, port: int
) -> None:
    with started(python, folder, environment(function, folder, port, settings_of(function, trusted))) as process:
        wait_for(process, port)
        address = f"http://127.0.0.1:{port}"
        nowhere = requests.get(address + "/there/is/none", timeout=20)
        # Everything is built before the caller is looked at: adapters, fonts, templates, whom to trust.
        task = requests.post(address + TASKS[function], timeout=20)
    assert (nowhere.status_code, nowhere.json()["status"]) == (404, 404)
    assert nowhere.headers["Content-Type"] == "application/problem+json"
    assert task.status_code == 401, task.text


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_with_a_missing_setting_does_not_start_and_names_it(
    function: str, folder: Path, python: Path, trusted: Path, port: int
) -> None:
    settings = settings_of(function, trusted) | {"CABINET_KEY": KEY[2:] + "zz"}
    del settings["TASKS_AUDIENCE"]
    with started(python, folder, environment(function, folder, port, settings)) as process:
        said, _ = process.communicate(timeout=READY_WITHIN_S)
    assert process.returncode != 0
    assert re.search(r"UnusableSettings: \w+Settings: TASKS_AUDIENCE is missing", said), said[-2000:]
    assert KEY[2:] not in said


def test_a_function_with_a_malformed_setting_does_not_start_and_keeps_its_value_to_itself(
    folder: Path, python: Path, trusted: Path, port: int
) -> None:
    settings = settings_of("submit", trusted) | {"CABINET_KEY": KEY[2:] + "zz"}
    with started(python, folder, environment("submit", folder, port, settings)) as process:
        said, _ = process.communicate(timeout=READY_WITHIN_S)
    assert process.returncode != 0
    assert "CABINET_KEY" in said
    assert KEY[2:] not in said


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_that_could_verify_nobody_does_not_start(
    function: str, folder: Path, python: Path, trusted: Path, tmp_path: Path, port: int
) -> None:
    settings = settings_of(function, trusted) | {"TRUST_ROOTS": str(tmp_path / "nowhere.pem")}
    with started(python, folder, environment(function, folder, port, settings)) as process:
        said, _ = process.communicate(timeout=READY_WITHIN_S)
    assert process.returncode != 0
    assert "UnusableSettings: TRUST_ROOTS: the file cannot be read" in said, said[-2000:]
