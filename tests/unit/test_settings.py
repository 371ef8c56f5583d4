"""Settings: what is missing is named, what is secret is not shown, and what is switched off is said loudly."""

from __future__ import annotations

import json

import pytest

from functions.shared import bootstrap
from functions.shared.settings import IssueSettings, SubmitSettings, UnusableSettings

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
