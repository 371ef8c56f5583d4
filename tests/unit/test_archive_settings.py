"""The archive's settings: all of them or none; half a group does not start, and says which part is missing."""

from __future__ import annotations

import pytest

from functions.shared.settings import IssueSettings, UnusableSettings
from tests.unit.test_settings import COMMON

ISSUE = COMMON | {
    "CERTIFICATES_BUCKET": "certificates",
    "PUBLIC_URL": "https://check",
    "TIME_STAMPING_URL": "https://tsp",
    "PORTAL_URL": "https://portal",
    "PORTAL_SECRET": "secret",
}
ARCHIVE = {
    "ARCHIVE_URL": "https://s3.example.kz",
    "ARCHIVE_REGION": "kz-ala-1",
    "ARCHIVE_BUCKET": "anyqtama",
    "ARCHIVE_KEY_ID": "key-of-the-archive",
    "ARCHIVE_SECRET": "secret-of-the-archive",
    "ARCHIVE_YEARS": "5",
}


def test_without_any_there_is_no_archive() -> None:
    assert IssueSettings.from_environment(ISSUE).archive_url is None


def test_all_of_them_are_read_and_the_keys_are_not_shown() -> None:
    settings = IssueSettings.from_environment(ISSUE | ARCHIVE)
    assert (settings.archive_bucket, settings.archive_years) == ("anyqtama", 5)
    assert "of-the-archive" not in repr(settings)


@pytest.mark.parametrize("name", sorted(ARCHIVE))
def test_half_an_archive_does_not_start(name: str) -> None:
    with pytest.raises(UnusableSettings, match=f"^IssueSettings: {name} is missing, which ARCHIVE_[A-Z_]+ needs$"):
        IssueSettings.from_environment(ISSUE | {key: value for key, value in ARCHIVE.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"), [("ARCHIVE_YEARS", "0"), ("ARCHIVE_YEARS", "five"), ("ARCHIVE_URL", "s3.example.kz")]
)
def test_what_is_wrong_is_named(name: str, value: str) -> None:
    with pytest.raises(UnusableSettings, match=name):
        IssueSettings.from_environment(ISSUE | ARCHIVE | {name: value})
