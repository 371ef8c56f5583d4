"""Settings: what is missing is named, what is secret is not shown, and what is switched off is said loudly."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from emulators.stack.local import FUNCTIONS, ROOT
from functions.shared import bootstrap
from functions.shared.settings import IssueSettings, SubmitSettings, UnusableSettings
from tests.unit.trust.pki import Pki
from tools.directory.exporting import pem

KEY = "ab" * 32
COMMON = {
    "PROJECT": "p",
    "LOCATION": "l",
    "CABINET_KEY": KEY,
    "ISSUERS": json.dumps([{"issuer": "https://i", "jwks_uri": "https://i/jwks", "audience": "a"}]),
    "TRUST_ROOTS": "/roots.pem",
    "TRUST_INTERMEDIATES": "/intermediates.pem",
    "ISSUE_URL": "https://issue",
    "SUBMIT_URL": "https://submit",
    "COMPLAINT_URL": "https://complaint",
    "REGISTRIES_URL": "https://registries",
    "REGISTRIES_TOKEN": "token",
    "REGISTRY_BINS": "{}",
    "TASKS_ACCOUNT": "tasks@example",
    "TASKS_AUDIENCE": "issue",
    "ATTACHMENTS_BUCKET": "attachments",
}


def test_a_whole_environment_is_read() -> None:
    settings = SubmitSettings.from_environment(COMMON)
    assert settings.cabinet_secret == bytes.fromhex(KEY)
    assert settings.issuers[0].audience == "a"
    assert settings.iin_check == "on"


@pytest.mark.parametrize("name", sorted(COMMON))
def test_what_is_missing_is_named(name: str) -> None:
    with pytest.raises(UnusableSettings, match=f"{name} is missing"):
        SubmitSettings.from_environment({key: value for key, value in COMMON.items() if key != name})


@pytest.mark.parametrize(("name", "value"), [("CABINET_KEY", "ab"), ("CABINET_KEY", "x" * 64), ("ISSUERS", "{")])
def test_what_is_wrong_is_named_and_never_shown(name: str, value: str) -> None:
    with pytest.raises(UnusableSettings, match=name) as caught:
        SubmitSettings.from_environment(COMMON | {name: value})
    assert value not in str(caught.value).replace("CABINET_KEY", "").replace("ISSUERS", "")


def test_secrets_do_not_show_in_a_repr() -> None:
    assert KEY not in repr(SubmitSettings.from_environment(COMMON))
    with pytest.raises(UnusableSettings, match="TIME_STAMPING_URL is missing"):
        IssueSettings.from_environment(COMMON)


def test_an_iin_check_that_is_off_is_said_loudly(capsys: pytest.CaptureFixture[str]) -> None:
    bootstrap.common(SubmitSettings.from_environment(COMMON | {"IIN_CHECK": "off"}))
    line = json.loads(capsys.readouterr().out)
    assert (line["severity"], line["message"]) == ("ALERT", "iin-check-off")


PEM = pem(Pki().root).encode()


def trusting(tmp_path: Path, setting: str, data: bytes | None) -> SubmitSettings:
    """Settings with a root in both files, but these bytes in the one of `setting`; None for no file."""
    given = {}
    for name in ("TRUST_ROOTS", "TRUST_INTERMEDIATES"):
        file = tmp_path / f"{name}.pem"
        held = data if name == setting else PEM
        if held is not None:
            file.write_bytes(held)
        given[name] = str(file)
    return SubmitSettings.from_environment(COMMON | given)


def test_the_files_of_trust_are_read_at_start(tmp_path: Path) -> None:
    known = bootstrap.known_authorities(trusting(tmp_path, "TRUST_ROOTS", PEM + PEM))
    assert (len(known.roots), len(known.intermediates)) == (2, 1)


@pytest.mark.parametrize("setting", ["TRUST_ROOTS", "TRUST_INTERMEDIATES"])
@pytest.mark.parametrize(
    ("data", "why"),
    [
        (None, "the file cannot be read: No such file or directory"),
        (b"", "a PEM file of certificates is expected"),
        (b"hello", "a PEM file of certificates is expected"),
        (PEM[:200], "a PEM file of certificates is expected"),
        (PEM.replace(b"MII", b"AAA", 1), "a PEM file of certificates is expected"),
        (PEM.replace(b"CERTIFICATE", b"PUBLIC KEY"), "the file holds no certificate"),
    ],
    ids=["missing", "empty", "text", "cut off", "no certificate inside", "of keys"],
)
def test_a_file_of_trust_that_is_none_is_named(tmp_path: Path, setting: str, data: bytes | None, why: str) -> None:
    with pytest.raises(UnusableSettings) as caught:
        bootstrap.known_authorities(trusting(tmp_path, setting, data))
    assert str(caught.value) == f"{setting}: {why}"


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_reads_them_before_it_serves(function: str) -> None:
    """At the top of its module, where a failure keeps it from starting."""
    module = ast.parse((ROOT / "functions" / function / "main.py").read_text())
    calls = [ast.unparse(each) for each in module.body if isinstance(each, ast.Expr)]
    assert "bootstrap.known_authorities(SETTINGS)" in calls
