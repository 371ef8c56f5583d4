"""A URL map of Google's load balancer, evaluated by its documented rules, from the table of routes or from a plan.

Of a request's URL only the path counts. A path rule is exact, or ends in `/*` and then stands for everything below,
where the slash belongs to it; it is compared letter by letter and in its case; of several that fit, the longest wins
(Load Balancing, "URL maps overview": path matchers, constraints).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.policy.plan import Resource


@dataclass(frozen=True)
class UrlMap:
    """`rules` gives the service of each path pattern; what fits none is answered by the load balancer itself."""

    rules: Mapping[str, str]

    def service(self, path: str) -> str | None:
        """Which function gets a request for this path; None where the load balancer answers 404 itself."""
        fitting = [pattern for pattern in self.rules if fits(pattern, path)]
        return self.rules[max(fitting, key=_weight)] if fitting else None


def fits(pattern: str, path: str) -> bool:
    return path.startswith(pattern[:-1]) if pattern.endswith("/*") else path == pattern


def of_routes(routes: Iterable[Mapping[str, str]]) -> UrlMap:
    """The map as module edge renders it from infra/routes.json: one path rule a function, with all its paths."""
    return UrlMap({route["path"]: route["service"] for route in routes})


def _weight(pattern: str) -> tuple[int, bool]:
    """How much of a path a pattern names; of two that name as much, the exact one counts more."""
    return len(pattern.removesuffix("*")), not pattern.endswith("*")


class NotAsExpected(AssertionError):
    """The planned map does something that this reading of it does not know."""


def of_plan(resources: Iterable[Resource], name: str = "anyqtama") -> UrlMap:
    """The map that a plan will make, each path followed to the Cloud Run service behind it.

    Raises NotAsExpected where anything else than a path rule leads anywhere.
    """
    planned = [(resource.kind, resource.values) for resource in resources]
    maps = {each["name"]: each for kind, each in planned if kind == "google_compute_url_map"}
    if name not in maps:
        raise NotAsExpected(f"no URL map {name} is planned")
    found = maps[name]
    groups = {each["name"]: each for kind, each in planned if kind == "google_compute_region_network_endpoint_group"}
    backends = {each["name"]: each for kind, each in planned if kind == "google_compute_backend_service"}
    (matcher,) = found["path_matcher"]
    for default in (found, matcher):
        if not _aborts(default):
            raise NotAsExpected("requests that no rule fits are not answered by the load balancer itself")
    rules: dict[str, str] = {}
    for rule in matcher["path_rule"]:
        if rule["route_action"] or rule["url_redirect"]:
            raise NotAsExpected(f"the rule of {rule['paths']} does more than to name a service")
        (backend,) = backends[_last(rule["service"])]["backend"]
        (service,) = groups[_last(backend["group"])]["cloud_run"]
        rules |= dict.fromkeys(rule["paths"], service["service"])
    return UrlMap(rules)


def _aborts(default: Mapping[str, Any]) -> bool:
    policies = [policy for action in default["default_route_action"] for policy in action["fault_injection_policy"]]
    aborts = [(abort["http_status"], abort["percentage"]) for policy in policies for abort in policy["abort"]]
    return aborts == [(404, 100)]


def _last(identifier: str) -> str:
    return identifier.rsplit("/", 1)[-1]
