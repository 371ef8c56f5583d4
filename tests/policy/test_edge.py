"""What stands before the functions fits them: sizes, limits, and the rules of Cloud Armor, read from the plans.

A rule's expression is evaluated here as far as it says something of path and method; Google's own rule sets are not at
hand and count as if they always found something.
"""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from functions.shared.http.callers import Role
from functions.shared.http.routing import JSON_LIMIT, Route
from tests.policy.plan import Plan

FUNCTIONS = ("submit", "issue", "complaint")
ROUTES: tuple[Route[Any], ...] = tuple(
    route
    for function in FUNCTIONS
    for route in importlib.import_module(f"functions.{function}.routes").ROUTES
    if not route.path.startswith("/tasks/")
)
SIZE = re.compile(r"int\(request\.headers\['content-length'\]\) > ([0-9]+)")
MATCH = re.compile(r"(!?)request\.path(\.lower\(\))?\.matches\('([^']+)'\)")
EVERYBODY = 2900
RULE_SETS = range(1000, 2000)


def functions_of(plan: Plan) -> dict[str, dict[str, Any]]:
    return {each.values["name"]: each.values for each in plan.all("google_cloudfunctions2_function")}


def rules_of(plan: Plan) -> dict[int, dict[str, Any]]:
    (policy,) = plan.all("google_compute_security_policy")
    return {rule["priority"]: rule for rule in policy.values["rule"]}


def expression(rule: dict[str, Any]) -> str:
    return "".join(expr["expression"] for match in rule["match"] for expr in match["expr"])


def path_of(route: Route[Any]) -> str:
    return re.sub(r"<[^>]*>", "x1", route.path)


def path_fits(text: str, path: str) -> bool:
    """Whether the one `matches` of an expression, with the `!` before it, fits the path."""
    (found,) = MATCH.findall(text)
    negated, lowered, pattern = found
    return bool(re.search(pattern, path.lower() if lowered else path)) is not bool(negated)


def spared(text: str, method: str, path: str) -> bool:
    """Whether a rule set leaves this request alone, by the part of its expression that says so."""
    _, _, exception = text.partition("&& !(")
    assert exception.startswith("request.method != 'GET' && "), text
    return method != "GET" and path_fits(exception, path)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_as_large_as_declared_and_serves_as_many_as_it_has_threads(
    plan: Plan, infra: Path, name: str
) -> None:
    size = json.loads((infra / "functions.json").read_text())[name]
    (service,) = functions_of(plan)[name]["service_config"]
    assert service["environment_variables"]["THREADS"] == str(size["threads"])
    assert service["max_instance_request_concurrency"] == size["threads"]
    assert (service["available_cpu"], service["available_memory"]) == (size["cpu"], size["memory"])
    assert (service["max_instance_count"], service["timeout_seconds"]) == (size["max"], size["timeout"])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_built_from_its_file_and_reached_through_the_load_balancer(
    plan: Plan, infra: Path, name: str
) -> None:
    function = functions_of(plan)[name]
    (build,), (service,) = function["build_config"], function["service_config"]
    source = infra.parent / build["environment_variables"]["GOOGLE_FUNCTION_SOURCE"]
    assert f"def {build['entry_point']}(request: Request)" in source.read_text()
    assert service["ingress_settings"] == "ALLOW_INTERNAL_AND_GCLB"
    assert service["environment_variables"]["PYTHONPATH"] == "/workspace"


def test_every_backend_has_the_policy_and_logs_what_it_can_leave_out_not(plan: Plan) -> None:
    for backend in plan.all("google_compute_backend_service"):
        (log,) = backend.values["log_config"]
        assert log["optional_mode"] == "EXCLUDE_ALL_OPTIONAL"
        assert 0 < log["sample_rate"] < 1


def test_what_refuses_comes_before_what_counts(plan: Plan) -> None:
    rules = rules_of(plan)
    counting = [number for number, rule in rules.items() if rule["action"] == "throttle"]
    refusing = [number for number, rule in rules.items() if rule["action"].startswith("deny")]
    assert max(counting) == EVERYBODY
    assert [number for number in refusing if number > min(counting)] == [2**31 - 1]


def test_no_body_that_a_function_takes_is_too_large_for_the_edge(plan: Plan) -> None:
    everything, all_but_uploads = (expression(rules_of(plan)[number]) for number in (200, 210))
    (largest_upload,), (largest_body,) = (map(int, SIZE.findall(text)) for text in (everything, all_but_uploads))
    for route in ROUTES:
        counts = path_fits(all_but_uploads, path_of(route))
        assert route.limit <= (largest_body if counts else largest_upload), route.path


def test_the_larger_limit_is_for_uploads_only(plan: Plan) -> None:
    text = expression(rules_of(plan)[210])
    large = {route.path for route in ROUTES if not path_fits(text, path_of(route))}
    assert large == {route.path for route in ROUTES if route.limit > JSON_LIMIT}


@pytest.mark.parametrize(
    ("method", "path", "why"),
    [
        ("PUT", "/v1/attachments/x1", "bytes of a document"),
        ("POST", "/check", "bytes of a document"),
        ("POST", "/v1/portal/applications", "a signed request"),
        ("POST", "/v1/complaints", "a complaint, which is never refused (11.2)"),
        ("POST", "/v1/complaints/x1/answer", "quotes the complaint"),
    ],
)
def test_no_rule_set_reads_what_it_cannot_understand(plan: Plan, method: str, path: str, why: str) -> None:
    rules = rules_of(plan)
    assert all(spared(expression(rules[number]), method, path) for number in rules if number in RULE_SETS), why


def test_every_rule_set_reads_whatever_is_only_asked_for(plan: Plan) -> None:
    sets = [expression(rule) for number, rule in rules_of(plan).items() if number in RULE_SETS]
    assert len(sets) == 7
    assert not [route.path for route in ROUTES for text in sets if spared(text, "GET", path_of(route))]


def test_whatever_needs_no_token_is_counted_more_narrowly_than_the_rest(plan: Plan) -> None:
    rules = rules_of(plan)
    narrow = [rules[number] for number in (2100, 2130)]
    for route in ROUTES:
        if Role.PUBLIC in route.roles:
            (rule,) = [rule for rule in narrow if path_fits(expression(rule), path_of(route))]
            assert per_minute(rule) < per_minute(rules[EVERYBODY]), route.path


def per_minute(rule: dict[str, Any]) -> int:
    (options,) = rule["rate_limit_options"]
    (threshold,) = options["rate_limit_threshold"]
    assert threshold["interval_sec"] == 60
    return int(threshold["count"])
