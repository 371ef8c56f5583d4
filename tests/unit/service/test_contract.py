"""The contract: every route names its roles, every problem its texts, and the description is the code's."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import pytest
from openapi_spec_validator import validate

from functions.complaint.routes import ROUTES as COMPLAINT
from functions.issue.routes import ROUTES as ISSUE
from functions.shared.domain.errors import Problem, all_problems
from functions.shared.domain.language import Language
from functions.shared.http.callers import Role
from functions.shared.http.problems import as_response
from functions.shared.http.routing import Route
from functions.shared.http.signature_texts import WHY
from functions.shared.log import WITHHELD
from functions.shared.trust.verdicts import InvalidReason
from functions.submit.routes import ROUTES as SUBMIT
from tests.unit.service.world import World
from tools.openapi import TARGET, text

ROUTES: list[Route[Any]] = [*SUBMIT, *ISSUE, *COMPLAINT]
PROBLEMS = sorted(all_problems(), key=lambda kind: kind.slug)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_route_names_its_roles_and_keeps_all_others_out(route: Route[Any], world: World) -> None:
    path = re.sub(r"<\w+>", "x", route.path)
    assert route.roles
    if Role.PUBLIC in route.roles:
        return
    assert world.call(route.method, path).status_code == 401
    for role in set(Role) - route.roles - {Role.PUBLIC}:
        who = {"role": role.value, "iin": "850101100012", "office": "almaty"}
        response = world.call(route.method, path, who=who)
        assert (response.status_code, world.problem(response)) == (403, "forbidden"), role


def test_a_route_without_roles_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="names no roles"):
        Route("GET", "/", frozenset(), lambda call: call, "nothing")  # type: ignore[arg-type, return-value]  # on purpose


def test_only_cloud_tasks_reaches_the_task_endpoints() -> None:
    for route in ROUTES:
        assert (route.roles == {Role.TASK}) is route.path.startswith("/tasks/")


def test_problem_types_are_unique() -> None:
    assert len({kind.type() for kind in PROBLEMS}) == len(PROBLEMS)


@pytest.mark.parametrize("kind", PROBLEMS, ids=lambda kind: kind.slug)
@pytest.mark.parametrize("language", list(Language))
def test_every_problem_has_a_status_a_type_and_its_texts(kind: type[Problem], language: Language) -> None:
    response = as_response(kind(), language)
    body = json.loads(response.get_data())
    assert response.mimetype == "application/problem+json"
    assert response.headers["Content-Language"] == language.value
    assert body["type"].startswith("urn:anyqtama:problem:")
    assert body["status"] == response.status_code == kind.status
    assert 400 <= kind.status < 600
    assert body["title"]
    assert body["detail"]
    if language is not Language.EN:
        assert re.search("[а-яәғқңөұүһі]", body["title"])


def test_every_problem_stands_in_the_tree_that_its_module_draws() -> None:
    for module in {kind.__module__ for kind in PROBLEMS}:
        drawn = dict(re.findall(r"── (\w+) (\d{3})", sys.modules[module].__doc__ or ""))
        assert drawn == {kind.__name__: str(kind.status) for kind in PROBLEMS if kind.__module__ == module}


def test_every_reason_of_a_bad_signature_has_its_texts() -> None:
    assert set(WHY) == set(InvalidReason)


def test_the_description_in_the_repository_is_the_codes() -> None:
    assert TARGET.read_text() == text(), "run `make openapi`"


def test_the_description_is_openapi_3_1() -> None:
    described = json.loads(text())
    validate(described)
    assert described["openapi"] == "3.1.0"
    assert not any(path.startswith("/tasks") for path in described["paths"])


def test_the_public_check_needs_no_token_and_minds_no_bad_one(world: World) -> None:
    assert world.call("GET", "/v1/service", headers={"Authorization": "Bearer nonsense"}).status_code == 200


def test_an_unknown_path_and_a_wrong_method_are_problems(world: World) -> None:
    missing = world.call("GET", "/v1/nothing")
    wrong = world.call("DELETE", "/v1/service")
    assert (missing.status_code, world.problem(missing)) == (404, "not-found")
    assert (wrong.status_code, world.problem(wrong)) == (405, "method-not-allowed")
    assert "GET" in wrong.headers["Allow"]


@pytest.mark.parametrize(
    ("header", "language"), [("kk", "kk"), ("ru-RU,ru;q=0.9", "ru"), ("en-GB", "en"), ("de", "kk"), ("", "kk")]
)
def test_a_problem_speaks_the_callers_language(world: World, header: str, language: str) -> None:
    response = world.call("GET", "/v1/nothing", headers={"Accept-Language": header})
    assert response.headers["Content-Language"] == language


def test_an_unexpected_error_leaves_no_trace_in_the_answer_and_no_data_in_the_log(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*_: object) -> None:
        raise RuntimeError("Әлиева 850101100012")

    monkeypatch.setattr(world.signatures, "verify", explode)
    response = world.submit()
    assert (response.status_code, world.problem(response)) == (500, "internal")
    assert "850101100012" not in response.get_data(as_text=True)
    printed = capsys.readouterr().out
    assert '"unexpected-error"' in printed
    assert "850101100012" not in printed
    assert "Әлиева" not in printed


def test_no_log_line_of_a_whole_case_carries_personal_data(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    identifier = world.accepted()
    world.run_due_tasks()
    world.call("GET", f"/check/{world.application(identifier).certificate}")
    printed = capsys.readouterr().out
    assert WITHHELD not in printed
    for line in printed.splitlines():
        assert json.loads(line)["severity"]
    for secret in ("850101100012", "991231500016", "Әлиева", "Гүлнар", "Өмірбек", "Алматы", "+7701"):
        assert secret not in printed
        assert json.dumps(secret)[1:-1] not in printed
