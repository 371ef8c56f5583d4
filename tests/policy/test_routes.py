"""The load balancer in the cloud and the gateway on a laptop lead every path to the same function, or both to none.

Compared are the rules as they are rendered from infra/routes.json and, where there is a plan of Terraform's, the
planned ones. Hypothesis makes the paths, out of the table's own pieces, so that they are near its patterns' edges.
"""

from __future__ import annotations

import importlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from emulators.gateway.routes import RouteTable, UnsafePath
from tests.policy.plan import Plan, Resource
from tests.policy.url_map import NotAsExpected, UrlMap, of_plan, of_routes

ROOT = Path(__file__).resolve().parents[2]
ROUTES = ROOT / "infra" / "routes.json"
SERVICES = ("submit", "issue", "complaint")
EXAMPLES = 400


@cache
def table() -> list[dict[str, str]]:
    loaded: list[dict[str, str]] = json.loads(ROUTES.read_text())
    return loaded


@cache
def rendered() -> UrlMap:
    return of_routes(table())


@pytest.fixture(scope="module")
def planned(plan: Plan) -> UrlMap:
    """Of each environment that a plan was made of."""
    return of_plan(plan.all())


@cache
def gateway() -> RouteTable:
    return RouteTable.load(ROUTES, {service: f"http://{service}" for service in SERVICES})


def gateways_choice(path: str) -> str | None:
    """What the gateway does with this path. Raises UnsafePath."""
    found = gateway().find(path)
    return found[0] if found else None


@cache
def routes_of(service: str) -> tuple[Any, ...]:
    return tuple(importlib.import_module(f"functions.{service}.routes").ROUTES)


@cache
def router_of(service: str) -> Map:
    """How the function itself chooses a route, whatever the method."""
    return Map([Rule(path, endpoint=path) for path in {route.path for route in routes_of(service)}])


def route_in(service: str, path: str) -> str | None:
    """The route of the function that this path would take there, or None."""
    try:
        endpoint, _ = router_of(service).bind("host").match(path)
    except HTTPException:
        return None
    return str(endpoint)


def a_path(pattern: str) -> str:
    return re.sub(r"<[^>]*>", "x1", pattern).removesuffix("*") + ("x1" if pattern.endswith("*") else "")


PIECES = sorted(
    {piece for route in table() for piece in route["path"].split("/")} - {"", "*"}
    | {"tasks", "TASKS", "Check", "V1", "x1", "a-b_c.d~e", "*", "verify", "reconcile"}
)
plain = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map(lambda pieces: "/" + "/".join(pieces))
"""Paths that can be read in one way only."""
below_a_slash = st.one_of(plain, plain.map(lambda path: path + "/"))
mangled = st.lists(
    st.sampled_from([*PIECES, "", ".", "..", "%2e%2e", "%2F", "%74asks", "%2f..%2ftasks", "\\", ";", "%00", "%25"]),
    min_size=1,
    max_size=6,
).map(lambda pieces: "/" + "/".join(pieces))
"""Paths that two readers could read in two ways."""


@settings(max_examples=EXAMPLES, deadline=None)
@given(path=below_a_slash, query=st.sampled_from(["", "?number=1", "?x=/tasks/verify", "?a=%2F"]))
@example(path="/check", query="")
@example(path="/check/", query="")
@example(path="/CHECK", query="")
@example(path="/v1/bookings/", query="")
def test_the_gateway_leads_where_the_rendered_map_leads(path: str, query: str) -> None:
    assert gateways_choice(path + query) == rendered().service(path)


@pytest.mark.parametrize("route", table(), ids=lambda route: route["path"])
def test_every_route_of_the_table_leads_to_its_function_in_both(route: dict[str, str]) -> None:
    path = a_path(route["path"])
    assert gateways_choice(path) == rendered().service(path) == route["service"]


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_of_a_function_is_reached_from_outside_but_its_tasks(service: str) -> None:
    for route in routes_of(service):
        wanted = None if route.path.startswith("/tasks/") else service
        assert rendered().service(a_path(route.path)) == wanted, route.path


@settings(max_examples=EXAMPLES, deadline=None)
@given(path=mangled)
@example(path="/check/../tasks/reconcile")
@example(path="/check/%2e%2e/tasks/reconcile")
@example(path="/check%2F..%2Ftasks%2Freconcile")
@example(path="//tasks/reconcile")
def test_no_way_of_writing_a_path_reaches_a_task(path: str) -> None:
    """Google does not document how its load balancer reads a path with escapes or dots before it compares.

    So each reading is taken: as it stands, and unescaped. Where one of them leads to a function, that function's own
    routes must not take the path for a task; and the gateway, which refuses such paths, must not lead elsewhere.
    """
    unescaped = unquote(path)
    for reading in (path, unescaped):
        service = rendered().service(reading)
        assert service is None or not (route_in(service, unescaped) or "").startswith("/tasks")
    try:
        chosen = gateways_choice(path)
    except (UnsafePath, UnicodeDecodeError):
        return
    assert chosen == rendered().service(unescaped)


@settings(max_examples=EXAMPLES // 4, deadline=None)
@given(below=plain)
def test_tasks_are_reached_by_neither(below: str) -> None:
    for path in ("/tasks", "/tasks/", "/tasks" + below, quote("/tasks" + below, safe="")):
        assert rendered().service(path) is None
    assert gateways_choice("/tasks" + below) is None


def test_the_planned_map_is_the_rendered_one(planned: UrlMap) -> None:
    assert planned == rendered()


@settings(max_examples=EXAMPLES, deadline=None)
@given(path=below_a_slash)
def test_the_gateway_leads_where_the_planned_map_leads(planned: UrlMap, path: str) -> None:
    assert gateways_choice(path) == planned.service(path)


class TestReadingAPlan:
    """That the reading of a plan is no rubber stamp."""

    @staticmethod
    def planned(abort: int = 404, **rule: Any) -> list[Resource]:
        abort_all = [{"abort": [{"http_status": abort, "percentage": 100}]}]
        default = {"default_route_action": [{"fault_injection_policy": abort_all}]}
        rules = [
            {"paths": ["/a"], "service": "global/backendServices/b", "route_action": [], "url_redirect": []} | rule
        ]
        return [
            Resource("x", kind, None, {"name": name, **values})
            for kind, name, values in (
                ("google_compute_url_map", "anyqtama", {**default, "path_matcher": [{**default, "path_rule": rules}]}),
                ("google_compute_backend_service", "b", {"backend": [{"group": "regions/r/networkEndpointGroups/g"}]}),
                ("google_compute_region_network_endpoint_group", "g", {"cloud_run": [{"service": "submit"}]}),
            )
        ]

    def test_it_follows_a_path_to_the_service_of_cloud_run(self) -> None:
        assert of_plan(self.planned()) == UrlMap({"/a": "submit"})

    def test_it_refuses_a_default_that_reaches_a_function(self) -> None:
        with pytest.raises(NotAsExpected, match="no rule fits"):
            of_plan(self.planned(abort=503))

    def test_it_refuses_a_rule_that_redirects(self) -> None:
        with pytest.raises(NotAsExpected, match="does more"):
            of_plan(self.planned(url_redirect=[{"host_redirect": "elsewhere"}]))


def test_the_longest_pattern_wins_and_case_counts() -> None:
    known = UrlMap({"/a/*": "one", "/a/b/*": "two", "/a/b": "three"})
    assert [known.service(path) for path in ("/a/x", "/a/b/x", "/a/b", "/a/b/", "/a", "/A/x", "/ab")] == [
        *("one", "two", "three", "two"),
        *(None, None, None),
    ]
