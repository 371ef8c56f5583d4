"""Queues, jobs, indexes and buckets are planned exactly as infra/*.json declares them, and as the code uses them."""

from __future__ import annotations

import ast
import csv
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from functions.shared import scheduling
from tests.policy.plan import Plan, short

BUCKET_WORDS = {"name", "versioning", "retentionPolicy", "lifecycle", "softDeletePolicy", "defaultEventBasedHold"}
CONDITION_WORDS = {
    *("age", "daysSinceCustomTime", "daysSinceNoncurrentTime", "isLive", "matchesPrefix", "matchesStorageClass"),
    *("matchesSuffix", "numNewerVersions"),
}
"""What module buckets understands: Terraform drops silently what a type does not name."""


def declared(infra: Path, name: str) -> Any:
    return json.loads((infra / name).read_text())


def test_every_queue_is_there_and_no_other(plan: Plan, infra: Path) -> None:
    wanted = {queue["name"]: queue for queue in declared(infra, "queues.json")}
    made = {found.values["name"]: found.values for found in plan.all("google_cloud_tasks_queue")}
    assert made.keys() == wanted.keys()
    for name, queue in wanted.items():
        (limits,), (retry,) = made[name]["rate_limits"], made[name]["retry_config"]
        assert limits["max_dispatches_per_second"] == queue["rateLimits"]["maxDispatchesPerSecond"]
        assert limits["max_concurrent_dispatches"] == queue["rateLimits"]["maxConcurrentDispatches"]
        assert retry["max_attempts"] == queue["retryConfig"]["maxAttempts"]
        assert retry["max_retry_duration"] == queue["retryConfig"]["maxRetryDuration"]


def test_every_queue_that_the_code_names_is_declared(infra: Path) -> None:
    named = {value for name, value in vars(scheduling).items() if name in queue_names()}
    assert named == {queue["name"] for queue in declared(infra, "queues.json")}


def queue_names() -> set[str]:
    """The constants of scheduling.py that stand first in a Task."""
    tree = ast.parse(Path(scheduling.__file__).read_text())
    calls = [
        found for found in ast.walk(tree) if isinstance(found, ast.Call) and getattr(found.func, "id", "") == "Task"
    ]
    return {call.args[0].id for call in calls if isinstance(call.args[0], ast.Name)}


def makers(root: Path) -> dict[str, set[str]]:
    """Function → the queues that it makes tasks in, by what its modules and those it shares import of scheduling.py."""
    tree = ast.parse(Path(scheduling.__file__).read_text())
    queue_of = {}
    for function in (found for found in tree.body if isinstance(found, ast.FunctionDef)):
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Task":
                first = call.args[0]
                assert isinstance(first, ast.Name)
                queue_of[function.name] = getattr(scheduling, first.id)
    made: dict[str, set[str]] = defaultdict(set)
    for name in ("submit", "issue", "complaint"):
        for path in (root / "functions" / name).rglob("*.py"):
            for found in ast.walk(ast.parse(path.read_text())):
                if isinstance(found, ast.ImportFrom) and found.module == "functions.shared.scheduling":
                    made[name] |= {queue_of[alias.name] for alias in found.names if alias.name in queue_of}
    return made


def test_a_function_makes_tasks_exactly_where_it_may(plan: Plan, infra: Path) -> None:
    granted: dict[str, set[str]] = defaultdict(set)
    for grant in plan.all("google_cloud_tasks_queue_iam_member"):
        if str(grant.values.get("member")).startswith(("group:", "user:")):
            continue  # People pause and resume queues, and make no tasks (test_foundations).
        assert grant.values["role"] == "roles/cloudtasks.enqueuer"
        granted[str(grant.key).split()[0]].add(grant.values["name"])
    assert granted == makers(infra.parent)


def test_every_job_is_there_and_comes_as_often_as_declared(plan: Plan, infra: Path) -> None:
    wanted = {job["name"]: job for job in declared(infra, "scheduler.json")}
    made = {found.values["name"]: found.values for found in plan.all("google_cloud_scheduler_job")}
    assert made.keys() == wanted.keys() | {"export-database"}
    for name, job in wanted.items():
        (target,) = made[name]["http_target"]
        assert target["uri"].endswith(job["path"])
        assert target["uri"].startswith(f"https://{job['service']}-")
        assert calls_a_day(made[name]["schedule"]) == 86400 / job["everySeconds"]


def calls_a_day(schedule: str) -> int:
    minute, hour, *others = schedule.split()
    assert others == ["*", "*", "*"]
    return times(minute, 60) * times(hour, 24)


def times(part: str, length: int) -> int:
    """How often a part of a cron line is met in a round of this length."""
    if part == "*":
        return length
    return length // int(part.removeprefix("*/")) if part.startswith("*/") else 1


@pytest.mark.parametrize(
    ("schedule", "often"), [("* * * * *", 1440), ("*/5 * * * *", 288), ("0 */6 * * *", 4), ("0 6 * * *", 1)]
)
def test_how_often_a_cron_line_is_met(schedule: str, often: int) -> None:
    assert calls_a_day(schedule) == often


def test_every_index_is_there_and_no_other(plan: Plan, infra: Path) -> None:
    def of_file(index: dict[str, Any]) -> tuple[Any, ...]:
        fields = [(field["fieldPath"], field.get("order") or field.get("arrayConfig")) for field in index["fields"]]
        return index["collectionGroup"], index["queryScope"], *fields

    def of_plan(values: dict[str, Any]) -> tuple[Any, ...]:
        fields = [(field["field_path"], field["order"] or field["array_config"]) for field in values["fields"]]
        return values["collection"], values["query_scope"], *fields

    wanted = Counter(map(of_file, declared(infra, "firestore.indexes.json")["indexes"]))
    assert Counter(of_plan(found.values) for found in plan.all("google_firestore_index")) == wanted


def test_every_exemption_and_expiry_is_there(plan: Plan, infra: Path) -> None:
    def of_file(field: dict[str, Any]) -> tuple[bool, set[tuple[str, str]] | None]:
        indexes = field.get("indexes")
        kinds = (
            None
            if indexes is None
            else {
                (index.get("queryScope", "COLLECTION"), index.get("order") or index["arrayConfig"]) for index in indexes
            }
        )
        return field.get("ttl", False), kinds

    def of_plan(values: dict[str, Any]) -> tuple[bool, set[tuple[str, str]] | None]:
        kinds = [
            {(index["query_scope"], index["order"] or index["array_config"]) for index in config["indexes"]}
            for config in values["index_config"]
        ]
        return bool(values["ttl_config"]), kinds[0] if kinds else None

    overrides = declared(infra, "firestore.indexes.json")["fieldOverrides"]
    fields = [found.values for found in plan.all() if found.kind == "google_firestore_field"]
    wanted = {(one["collectionGroup"], one["fieldPath"]): of_file(one) for one in overrides}
    assert {(one["collection"], one["field"]): of_plan(one) for one in fields} == wanted


def test_buckets_say_nothing_that_terraform_would_drop(infra: Path) -> None:
    for bucket in declared(infra, "buckets.json"):
        assert bucket.keys() <= BUCKET_WORDS, bucket["name"]
        for rule in bucket.get("lifecycle", {}).get("rule", []):
            assert rule.keys() == {"action", "condition"}, bucket["name"]
            assert rule["action"].keys() <= {"type", "storageClass"}, bucket["name"]
            assert rule["condition"].keys() <= CONDITION_WORDS, bucket["name"]


def test_every_bucket_is_as_declared(plan: Plan, infra: Path) -> None:
    wanted = {bucket["name"]: bucket for bucket in declared(infra, "buckets.json")}
    made = {short(found.values["name"]): found.values for found in plan.all("google_storage_bucket")}
    assert made.keys() == wanted.keys() | {"copies", "source"}
    for name, bucket in wanted.items():
        assert made[name]["versioning"][0]["enabled"] == bucket.get("versioning", {"enabled": True})["enabled"]
        kept = [policy["retention_period"] for policy in made[name]["retention_policy"]]
        assert kept == ([bucket["retentionPolicy"]["retentionPeriod"]] if "retentionPolicy" in bucket else [])
        assert len(made[name]["lifecycle_rule"]) == len(bucket.get("lifecycle", {}).get("rule", []))


def test_the_shipped_directory_is_a_table_that_terraform_reads(infra: Path) -> None:
    """A spreadsheet may save it with a mark before the first name, or with semicolons."""
    text = (infra / "directory" / "offices.csv").read_text(encoding="utf-8")
    names = text.splitlines()[0].split(",")
    assert names[:3] == ["id", "kind", "active"]
    assert len(list(csv.DictReader(text.splitlines()))) > 1
    assert all(None not in row and None not in row.values() for row in csv.DictReader(text.splitlines()))


def test_every_variable_of_the_edge_can_be_set_and_every_one_of_the_service(infra: Path) -> None:
    def variables(folder: str) -> set[str]:
        return set(re.findall(r'^variable "(\w+)"', (tree / folder / "variables.tf").read_text(), re.MULTILINE))

    def passed(text: str) -> set[str]:
        return set(re.findall(r"^  (\w+) +=", text, re.MULTILINE))

    tree = infra / "terraform"
    (edge,) = re.findall(
        r'^module "edge" \{\n(.*?)^\}', (tree / "modules/service/functions.tf").read_text(), re.M | re.S
    )
    assert variables("modules/edge") - passed(edge) == {"waf_sensitivity"}, "whose other values are for nobody"
    for root in ("environments/dev", "environments/prod"):
        assert variables(root) == variables("modules/service") <= passed((tree / root / "main.tf").read_text())
