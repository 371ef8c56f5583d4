"""Whatever watches the service names things that there are: every filter in the plan, every promise, every runbook."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from functions.shared.log import LogEvent
from tests.monitoring import GOOGLES, PROMISE, metrics_of
from tests.policy.plan import Plan, Resource

EVENTS = re.compile(r"jsonPayload\.message=\(([^)]*)\)")
RUNBOOK = re.compile(r"Runbook: \S*?([a-z-]+)\.md#confirm")
SILENCE = re.compile(r"\(sum\(increase\(\w+:\w+\{[^}]+\}\[\d+[mh]\]\)\) or vector\(0\)\) < 1")
HEALTH = {f"/health/{name}" for name in ("submit", "issue", "complaint")}


def ours(plan: Plan) -> set[str]:
    return {metric.values["name"] for metric in plan.all("google_logging_metric")}


def queries(value: Any) -> Iterator[str]:
    """Everything in a resource that asks for metrics, however deep it stands."""
    if isinstance(value, dict):
        for name, inner in value.items():
            asks = name in ("filter", "query") or name.endswith("_filter")
            if asks and isinstance(inner, str):
                yield inner
            elif name == "dashboard_json":
                yield from queries(json.loads(inner))
            else:
                yield from queries(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from queries(inner)


def watching(plan: Plan) -> list[Resource]:
    kinds = ("google_monitoring_alert_policy", "google_monitoring_slo", "google_monitoring_dashboard")
    return [found for kind in kinds for found in plan.all(kind)]


def test_metrics_and_alerts_are_those_of_the_files(plan: Plan, infra: Path) -> None:
    assert ours(plan) == {each["name"] for each in json.loads((infra / "metrics.json").read_text())}
    titles = {policy.values["display_name"] for policy in plan.all("google_monitoring_alert_policy")}
    assert {each["title"] for each in json.loads((infra / "alerts.json").read_text())} <= titles


def test_every_metric_counts_events_of_the_vocabulary(plan: Plan, infra: Path) -> None:
    wanted = {each["name"]: each for each in json.loads((infra / "metrics.json").read_text())}
    for metric in plan.all("google_logging_metric"):
        (events,) = EVENTS.findall(metric.values["filter"])
        named = re.findall(r'"([^"]+)"', events)
        assert named == wanted[metric.values["name"]]["events"]
        assert set(named) <= set(LogEvent)
        labels = {label["key"] for label in metric.values["metric_descriptor"][0].get("labels") or []}
        assert labels == set(metric.values["label_extractors"] or {}), metric.address


def test_every_query_names_a_metric_or_a_promise_that_there_is(plan: Plan) -> None:
    known = ours(plan)
    promises = {slo.values["slo_id"] for slo in plan.all("google_monitoring_slo")}
    for found in watching(plan):
        asked = list(queries(found.values))
        assert asked, found.address
        for query in asked:
            named = metrics_of(query, known)
            assert named <= known | set(GOOGLES), (found.address, query)
            wanted = {name.rsplit("/", 1)[-1] for name in PROMISE.findall(query)}
            assert wanted <= promises, (found.address, query)
            assert named or wanted, (found.address, query)


def test_every_metric_is_looked_at(plan: Plan) -> None:
    known = ours(plan)
    named = {name for found in watching(plan) for query in queries(found.values) for name in metrics_of(query, known)}
    assert known <= named


def test_a_label_that_is_asked_for_is_one_of_the_metrics(plan: Plan) -> None:
    labels = {
        metric.values["name"]: set(metric.values["label_extractors"] or {})
        for metric in plan.all("google_logging_metric")
    }
    for found in watching(plan):
        for query in queries(found.values):
            for name in metrics_of(query, set(labels)) & set(labels):
                asked = set(re.findall(r"metric\.labels\.(\w+)", query))
                assert asked <= labels[name], (found.address, query)


def test_silence_is_what_a_counter_did_not_grow_by(plan: Plan) -> None:
    """PromQL's counters are sums that only grow: one that is asked whether it is above zero is so for ever."""
    asked = [
        query
        for policy in plan.all("google_monitoring_alert_policy")
        for query in queries(policy.values)
        if "vector(0)" in query
    ]
    assert len(asked) >= 5
    for query in asked:
        assert len(SILENCE.findall(query)) == query.count("vector(0)"), query


def test_every_promise_can_call_somebody_fast_and_slowly(plan: Plan) -> None:
    called: dict[str, list[str]] = {}
    for policy in plan.all("google_monitoring_alert_policy"):
        for query in queries(policy.values):
            for slo, window in re.findall(r'select_slo_burn_rate\("[^"]*/([^"/]+)", "(\d+s)"\)', query):
                called.setdefault(slo, []).append(window)
    assert called.keys() == {slo.values["slo_id"] for slo in plan.all("google_monitoring_slo")}
    assert all(sorted(windows) == ["1800s", "21600s", "300s", "3600s"] for windows in called.values())


def test_whoever_is_called_learns_what_it_means_and_where_to_read(plan: Plan) -> None:
    for policy in plan.all("google_monitoring_alert_policy"):
        if ".module.watch." not in policy.address:
            continue
        (told,) = policy.values["documentation"]
        (runbook,) = RUNBOOK.findall(told["content"])
        assert len(told["content"]) > 100, policy.address
        assert Path("docs/operations", f"{runbook}.md").exists(), policy.address


def test_every_page_that_an_alert_names_is_there(plan: Plan) -> None:
    for policy in plan.all("google_monitoring_alert_policy"):
        (told,) = policy.values["documentation"]
        named = re.findall(r"docs/operations/([a-z-]*(?:[.]md)?)", told["content"])
        assert named, policy.address
        assert all(Path("docs/operations", page).is_file() for page in named), (policy.address, named)


def test_in_prod_every_alert_reaches_somebody(prod: Plan) -> None:
    for policy in prod.all("google_monitoring_alert_policy"):
        assert policy.values["enabled"] is not False, policy.address
        assert policy.values["notification_channels"], policy.address


def test_it_is_asked_from_outside_at_a_host_and_paths_that_there_are(plan: Plan, infra: Path) -> None:
    rules = [rule for found in plan.all("google_compute_url_map") for rule in found.values.get("host_rule") or []]
    hosts = {host for rule in rules for host in rule["hosts"]}
    paths = {route["path"] for route in json.loads((infra / "routes.json").read_text())}
    checks = plan.all("google_monitoring_uptime_check_config")
    asked = {check.values["http_check"][0]["path"] for check in checks}
    assert HEALTH | {"/check"} == asked
    assert asked <= paths
    for check in checks:
        assert check.values["monitored_resource"][0]["labels"]["host"] in hosts
        assert check.values["http_check"][0]["validate_ssl"] is True


def test_the_front_door_is_measured_by_backends_that_there_are(plan: Plan) -> None:
    made = {backend.values["name"] for backend in plan.all("google_compute_backend_service")}
    asked = {
        name
        for found in watching(plan)
        for query in queries(found.values)
        for name in re.findall(r'backend_target_name="([^"]+)"', query)
    }
    assert asked == {"anyqtama-submit", "anyqtama-issue"}
    assert asked <= made


def test_only_queues_that_there_are_can_stand_still(plan: Plan) -> None:
    made = {queue.values["name"] for queue in plan.all("google_cloud_tasks_queue")}
    (asked,) = {
        names
        for found in plan.all("google_monitoring_alert_policy")
        for query in queries(found.values)
        for names in re.findall(r'queue_id=~"([^"]+)"', query)
    }
    assert made - set(asked.split("|")) == {"complaints"}, "its tasks may lie ahead by weeks"
    assert set(asked.split("|")) <= made
