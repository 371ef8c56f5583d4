"""Each function finds in its environment exactly what its code reads, and may read each secret that it is given."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import MISSING, fields
from pathlib import PurePosixPath
from typing import Any

import pytest

from functions.shared.settings import ComplaintSettings, IssueSettings, Settings, SubmitSettings
from tests.policy.plan import Plan

CLASSES: dict[str, type[Settings]] = {
    "submit": SubmitSettings,
    "issue": IssueSettings,
    "complaint": ComplaintSettings,
}
LOCAL_ONLY = {"CLOCK_FILE", "CLOUD_TASKS_EMULATOR_HOST", "KMS_EMULATOR_HOST"}
OF_THE_RUNTIME = {"PYTHONPATH", "THREADS"}
ARCHIVE = {"ARCHIVE_URL", "ARCHIVE_REGION", "ARCHIVE_BUCKET", "ARCHIVE_KEY_ID", "ARCHIVE_SECRET", "ARCHIVE_YEARS"}
SECRETS = {"CABINET_KEY": "ab" * 32}
"""A value of the right form, where the form is checked."""

pytestmark = pytest.mark.parametrize("name", sorted(CLASSES))


def config(plan: Plan, name: str) -> dict[str, Any]:
    (function,) = (
        found.values for found in plan.all("google_cloudfunctions2_function") if found.values["name"] == name
    )
    (service,) = function["service_config"]
    assert isinstance(service, dict)
    return service


def in_the_open(plan: Plan, name: str) -> dict[str, str]:
    return dict(config(plan, name)["environment_variables"])


def secret(plan: Plan, name: str) -> dict[str, dict[str, Any]]:
    """Setting → which secret, and which version of it."""
    return {given["key"]: given for given in config(plan, name)["secret_environment_variables"]}


def known(name: str) -> set[str]:
    return {field.name.upper() for field in fields(CLASSES[name])} - LOCAL_ONLY


def test_nothing_is_set_that_the_code_does_not_read(plan: Plan, name: str) -> None:
    given = in_the_open(plan, name).keys() | secret(plan, name).keys()
    assert given - known(name) == OF_THE_RUNTIME


def test_everything_is_set_that_the_code_needs(plan: Plan, name: str) -> None:
    given = in_the_open(plan, name).keys() | secret(plan, name).keys()
    needed = {field.name.upper() for field in fields(CLASSES[name]) if field.default is MISSING}
    assert needed - given == set()


def test_prod_leaves_out_only_what_was_decided_to_be_left_out(prod: Plan, name: str) -> None:
    given = in_the_open(prod, name).keys() | secret(prod, name).keys()
    assert known(name) - given == {"NCANODE_URL"}


def test_dev_copies_nothing_to_an_archive(dev: Plan, name: str) -> None:
    assert not ARCHIVE & (in_the_open(dev, name).keys() | secret(dev, name).keys())


def test_the_function_starts_with_it(plan: Plan, name: str) -> None:
    environment = in_the_open(plan, name) | {key: SECRETS.get(key, "a value") for key in secret(plan, name)}
    settings = CLASSES[name].from_environment(environment)
    people, tasks = settings.issuers[0], settings.issuers[-1]
    assert people.tasks_account is None
    assert (tasks.tasks_account, tasks.audience) == (settings.tasks_account, settings.tasks_audience)


def test_what_is_secret_is_never_in_the_open(plan: Plan, name: str) -> None:
    hidden = {field.name.upper() for field in fields(CLASSES[name]) if not field.repr}
    assert hidden
    assert hidden & in_the_open(plan, name).keys() == set()
    assert secret(plan, name).keys() <= hidden


def test_every_secret_exists_and_may_be_read_by_whom_it_is_for(plan: Plan, name: str) -> None:
    made = {found.values["secret_id"] for found in plan.all("google_secret_manager_secret")}
    readers: dict[str, set[str]] = defaultdict(set)
    for grant in plan.all("google_secret_manager_secret_iam_member"):
        if grant.values["role"] == "roles/secretmanager.secretAccessor":
            readers[grant.values["secret_id"]].add(str(grant.key).split()[0])
    used = {given["secret"] for given in secret(plan, name).values()}
    used |= {volume["secret"] for volume in config(plan, name)["secret_volumes"]}
    assert used <= made
    may_read = {one for one, accounts in readers.items() if name in accounts}
    assert may_read == used


def test_every_secret_is_read_by_number(plan: Plan, name: str) -> None:
    versions = [given["version"] for given in secret(plan, name).values()]
    versions += [one["version"] for volume in config(plan, name)["secret_volumes"] for one in volume["versions"]]
    assert versions
    assert all(version.isdecimal() for version in versions)


def test_trusted_certificates_lie_where_the_settings_say(plan: Plan, name: str) -> None:
    environment = in_the_open(plan, name)
    files = {
        PurePosixPath(volume["mount_path"]) / version["path"]
        for volume in config(plan, name)["secret_volumes"]
        for version in volume["versions"]
    }
    assert files == {PurePosixPath(environment["TRUST_ROOTS"]), PurePosixPath(environment["TRUST_INTERMEDIATES"])}


def test_the_buckets_and_the_database_of_the_settings_exist(plan: Plan, name: str) -> None:
    environment = in_the_open(plan, name)
    buckets = {found.values["name"] for found in plan.all("google_storage_bucket")}
    named = {value for key, value in environment.items() if key.endswith("_BUCKET") and key != "ARCHIVE_BUCKET"}
    assert named
    assert named <= buckets
    (database,) = plan.all("google_firestore_database")
    assert environment["DATABASE"] == database.values["name"]


def test_tasks_reach_the_functions_where_the_settings_say(plan: Plan, name: str) -> None:
    environment = in_the_open(plan, name)
    for found in plan.all("google_cloud_scheduler_job"):
        (target,) = found.values["http_target"]
        if not target["oidc_token"]:  # The export asks Google, in another account's name.
            continue
        (token,) = target["oidc_token"]
        assert token == {
            "audience": environment["TASKS_AUDIENCE"],
            "service_account_email": environment["TASKS_ACCOUNT"],
        }
        assert target["uri"].startswith(
            (environment["ISSUE_URL"], environment["SUBMIT_URL"], environment["COMPLAINT_URL"])
        )
