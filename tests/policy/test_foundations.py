"""What the foundations may never be, in any environment, and what prod owes."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

from tests.policy.plan import Plan, short

PRIMITIVE = {"roles/owner", "roles/editor", "roles/viewer"}
EVERYBODY = {"allUsers", "allAuthenticatedUsers"}
PROJECT_WIDE = {
    ("roles/logging.logWriter", "anyqtama-build"),  # Log entries can be written to a project only.
    ("anyqtamaOnCall", "people"),  # Cloud Scheduler takes grants on the project alone; the rest only looks.
    ("anyqtamaOnCall", "anyqtama-operator"),
    ("roles/monitoring.viewer", "people"),  # The dashboard and the alerts are the project's.
    ("roles/datastore.cloneAdmin", "anyqtama-operator"),  # A clone is a new database: no condition can name it yet.
    ("roles/datastore.restoreAdmin", "anyqtama-operator"),  # As a restore is.
}
"""Roles on the whole project without a condition, and whose: `people` are those that a variable names."""
RUNBOOKS_NEED = {
    "anyqtamaKeyDisabler": {"cloudkms.cryptoKeyVersions.update"},
    "anyqtamaOnCall": {"cloudscheduler.jobs.run", "cloudscheduler.jobs.enable", "cloudscheduler.jobs.pause"},
    "anyqtamaQueuePauser": {"cloudtasks.queues.pause", "cloudtasks.queues.resume"},
    "anyqtamaReleaser": {"run.services.update"},
    "anyqtamaSecretRotator": {"secretmanager.versions.add"},
}
TOO_MUCH = re.compile(r"[.](create|delete|destroy|purge|setIamPolicy|access|useToSign|actAs|getAccessToken)$")
OPEN = {"google_cloud_run_v2_service_iam_member"}
"""The functions let in whom ingress lets through, and ask for the token themselves (module functions)."""


def test_no_bucket_is_open_to_the_public(plan: Plan) -> None:
    for bucket in plan.all("google_storage_bucket"):
        assert bucket.values["public_access_prevention"] == "enforced", bucket.address
        assert bucket.values["uniform_bucket_level_access"] is True, bucket.address
        assert bucket.values["force_destroy"] is not True, bucket.address


def test_nothing_but_the_functions_is_granted_to_everybody(plan: Plan) -> None:
    grants = plan.grants()
    assert grants
    for grant in grants:
        members = {grant.values.get("member")} | set(grant.values.get("members") or [])
        assert not members & EVERYBODY or grant.kind in OPEN, grant.address


def test_no_primitive_role_and_no_key_of_an_account(plan: Plan) -> None:
    assert not [grant.address for grant in plan.grants() if grant.values["role"] in PRIMITIVE]
    assert not [found.address for found in plan.all() if found.kind == "google_service_account_key"]


def test_a_role_on_the_whole_project_is_limited_or_has_a_reason(plan: Plan) -> None:
    for grant in plan.all("google_project_iam_member"):
        if grant.values.get("condition"):
            continue
        role = str(grant.values["role"]).rpartition("/roles/")[2]
        # Of an account's address the cloud tells only after it was made: its resource's name says whose the role is.
        people = str(grant.values.get("member", "")).startswith(("group:", "user:"))
        allowed = {whose for name, whose in PROJECT_WIDE if name == role}
        assert allowed & {"people"} if people else allowed - {"people"}, grant.address


def test_whoever_is_on_call_may_do_what_the_runbooks_ask_and_no_harm(prod: Plan) -> None:
    roles = {
        found.values["role_id"]: set(found.values["permissions"])
        for found in prod.all("google_project_iam_custom_role")
    }
    granted = {str(grant.values["role"]).rpartition("/roles/")[2] for grant in prod.grants()}
    for role, needed in RUNBOOKS_NEED.items():
        assert needed <= roles[role], role
        assert role in granted, role
        assert not [permission for permission in roles[role] if TOO_MUCH.search(permission)], role


def test_people_get_narrow_roles_on_single_things(prod: Plan) -> None:
    got = {
        (grant.kind, str(grant.values["role"]).rpartition("/roles/")[2])
        for grant in prod.grants()
        if str(grant.values.get("member")).startswith(("group:", "user:"))
    }
    assert got == {
        ("google_cloud_run_v2_service_iam_member", "anyqtamaReleaser"),
        ("google_cloud_tasks_queue_iam_member", "anyqtamaQueuePauser"),
        ("google_kms_key_ring_iam_member", "anyqtamaKeyDisabler"),
        ("google_project_iam_member", "anyqtamaOnCall"),
        ("google_project_iam_member", "roles/logging.viewAccessor"),
        ("google_project_iam_member", "roles/monitoring.viewer"),
        ("google_service_account_iam_member", "roles/iam.serviceAccountTokenCreator"),
        ("google_service_account_iam_member", "roles/iam.serviceAccountUser"),
    }


def test_exports_have_a_right_on_the_bucket_that_they_write_to(plan: Plan) -> None:
    (job,) = (found for found in plan.all("google_cloud_scheduler_job") if found.values["name"] == "export-database")
    body = json.loads(base64.b64decode(job.values["http_target"][0]["body"]))
    granted = {
        grant.values["bucket"]: grant.values["role"]
        for grant in plan.all("google_storage_bucket_iam_member")
        if grant.address.startswith("module.service.module.identities.google_storage_bucket_iam_member.exports")
    }
    assert granted.keys() == {body["outputUriPrefix"].removeprefix("gs://")}


def test_only_exports_are_kept_without_versions(plan: Plan) -> None:
    unversioned = {
        short(found.values["name"])
        for found in plan.all("google_storage_bucket")
        if not found.values["versioning"][0]["enabled"]
    }
    assert unversioned == {"copies"}


def test_prod_cannot_lose_what_it_owes(prod: Plan) -> None:
    (database,) = prod.all("google_firestore_database")
    assert database.values["delete_protection_state"] == "DELETE_PROTECTION_ENABLED"
    assert database.values["point_in_time_recovery_enablement"] == "POINT_IN_TIME_RECOVERY_ENABLED"
    held = [found.values for found in prod.all("google_storage_bucket") if found.values["retention_policy"]]
    assert {"certificates", "answers", "copies"} <= {short(values["name"]) for values in held}
    assert all(values["retention_policy"][0]["is_locked"] for values in held)


def test_nothing_is_locked_for_good_in_dev(dev: Plan) -> None:
    policies = [policy for found in dev.all("google_storage_bucket") for policy in found.values["retention_policy"]]
    assert policies
    assert not [policy for policy in policies if policy["is_locked"]]
    assert not [found.address for found in dev.all("google_logging_project_bucket_config") if found.values["locked"]]


def test_a_secret_has_no_value_in_terraform(plan: Plan) -> None:
    assert not [found.address for found in plan.all() if found.kind == "google_secret_manager_secret_version"]


def test_what_stores_is_encrypted_with_our_keys(plan: Plan) -> None:
    (database,) = plan.all("google_firestore_database")
    assert database.values["cmek_config"][0]["kms_key_name"].endswith("/cryptoKeys/store")
    for bucket in plan.all("google_storage_bucket"):
        assert bucket.values["encryption"][0]["default_kms_key_name"].endswith("/cryptoKeys/buckets"), bucket.address


def test_every_agent_of_googles_that_gets_a_grant_was_made_before(plan: Plan, bootstrap: Plan) -> None:
    granted = {
        found
        for grant in plan.grants()
        for found in re.findall(r"@gcp-sa-([a-z]+)[.]", str(grant.values.get("member")))
    }
    shown = "\n".join(bootstrap.outputs["agents"]["value"])
    assert granted == set(re.findall(r"--service=([a-z]+)[.]", shown))
    enabled = {found.values["service"] for found in bootstrap.all("google_project_service")}
    assert {f"{name}.googleapis.com" for name in granted} <= enabled


def test_everything_waits_for_every_variable(infra: Path) -> None:
    """Terraform would else plan what it can before it says that a variable is wrong."""
    service = infra / "terraform" / "modules" / "service"
    given = re.findall(r'^variable "(\w+)"', (service / "variables.tf").read_text(), re.MULTILINE)
    (awaited,) = re.findall(r"  project_id = \[\n(.*?)\n  \]\[0\]", (service / "main.tf").read_text(), re.DOTALL)
    assert sorted(re.findall(r"var\.(\w+)", awaited)) == given
    assert given == sorted(given)


def test_dev_and_prod_are_the_same_but_for_their_variables(infra: Path) -> None:
    dev, prod = (infra / "terraform" / "environments" / name for name in ("dev", "prod"))
    names = {path.name for folder in (dev, prod) for path in folder.glob("*.tf")}
    assert names
    for name in names:
        assert (dev / name).read_bytes() == (prod / name).read_bytes(), name
    given = [{line.split(" =")[0].strip() for line in lines(folder)} for folder in (dev, prod)]
    assert given[0] == given[1]


def lines(folder: Path) -> list[str]:
    """The settings of an environment's own file."""
    text = (folder / "environment.auto.tfvars").read_text()
    return [line for line in text.splitlines() if " = " in line and not line.startswith("#")]
