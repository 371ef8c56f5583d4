"""The description is kept: whatever anybody sends to an operation, the answer is one that the description names.

Cases come from schemathesis, which reads docs/api/openapi.json, and from bodies that are nearly in order.
"""

from __future__ import annotations

import json
from itertools import product
from random import Random
from typing import Any, get_args

import pytest
import schemathesis
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, RootModel
from schemathesis import GenerationMode
from schemathesis.core import NOT_SET
from schemathesis.core.result import Ok
from schemathesis.generation.case import Case
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from functions.complaint.routes import ROUTES as COMPLAINT
from functions.issue.routes import ROUTES as ISSUE
from functions.shared.domain.errors import TYPE_PREFIX
from functions.shared.http.callers import Role
from functions.shared.http.openapi import operation as described
from functions.shared.http.problems import MEDIA_TYPE
from functions.shared.http.routing import Route
from functions.submit.routes import ROUTES as SUBMIT
from tests.api.served import SCAN, Served, served
from tests.fuzz.near import bent, near
from tests.fuzz.profile import examples, explore
from tools.openapi import TARGET

DESCRIPTION = json.loads(TARGET.read_text())
SCHEMA = schemathesis.openapi.from_dict(DESCRIPTION)
LISTED: list[Route[Any]] = [*SUBMIT, *ISSUE, *COMPLAINT]
ROUTES = {described(route)["operationId"]: route for route in LISTED}
Operation = APIOperation[Any, Any, Any, Any]


def operations() -> dict[str, Operation]:
    found: dict[str, Operation] = {}
    for result in SCHEMA.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        found[operation.definition.raw["operationId"]] = operation
    return found


OPERATIONS = operations()
ANSWERS = [status_code_conformance, content_type_conformance, response_schema_conformance]
QUERIES: dict[str, list[dict[str, str]]] = {
    "/v1/cabinet": [{}, {"cursor": "e30="}, {"cursor": "W10="}],
    "/v1/copies": [{}, {"state": "asked"}, {"state": "x"}],
    "/v1/complaints": [{}, {"state": "open", "order": "due"}, {"order": "x"}],
    "/v1/psc/<psc>/slots": [{"day": "2026-11-24"}, {"day": "2026-11-22"}, {"day": "x"}, {"day": "9999-12-31"}],
    "/v1/figures": [{"format": each} for each in ("json", "csv", "html", "x")]
    + [{"to": "0001-01-01"}, {"office": "?"}],
    "/v1/psc/refusals/<id>/receipt": [{"copies": each, "lang": "ru"} for each in "129"],
}
MOSTLY = 0.85
"""How often each part of a request is in order: what is wrong everywhere does not come beyond the door."""
SUCCESSES, ENOUGH = frozenset({200, 201, 303}), 3
KEYS = ("key-00000001", "key-10000001", "key-20000001")
ODD_KEYS = ("short", "", "a,b,c,d,e", "x" * 256, "a b c d e f", "\u00e9" * 9, "key-1000000\t1")
ODD_TOKENS = ("", "Bearer", "Bearer ", "Basic eDp5", "Bearer x", "bearer {", "Bearer \u00e9")
LANGUAGES = ("kk", "ru", "en", "de", "*", "kk;q=x", "ru-RU,ru;q=0.9", ",;,=", "x" * 300)
ACCEPTS = (
    "application/json",
    "text/html",
    "text/csv",
    "*/*",
    "x",
    "",
    "text/html;q=2",
    "application/pdf",
    ",,;q=",
    "a/b/c",
)


def test_every_operation_of_the_description_is_tried() -> None:
    assert set(OPERATIONS) == {name for name, route in ROUTES.items() if not route.path.startswith("/tasks/")}


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_what_is_in_order_succeeds_as_described(name: str) -> None:
    """Every combination of who may call, what is there, and what is sent; or only the door would be tried below."""
    world, operation, route = served(), OPERATIONS[name], ROUTES[name]
    bodies: list[bytes | None] = [*good_bodies(world, route)] or [None]
    statuses = set()
    for token, places, query, body in product(
        tokens(world, route) + tokens(world, route, other=True), places_of(world, route), queries(world, route), bodies
    ):
        world.reset()
        case = operation.Case(path_parameters=places, query=query)
        accepted = {"Authorization": token, "Idempotency-Key": "key-10000001", "Content-Type": media_type(route)}
        sent: dict[str, Any] = {} if body is None else {"data": body}
        statuses.add(checked(operation, case, headers=accepted, app=world, **sent))
        if len(statuses & SUCCESSES) and len(statuses) > ENOUGH:
            break
    assert statuses & SUCCESSES


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_answer_is_described(name: str) -> None:
    world, operation, route = served(), OPERATIONS[name], ROUTES[name]
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    cases = st.one_of(*(operation.as_strategy(mode) for mode in modes))
    bodies = bodies_for(world, route)

    @given(cases, bodies, st.randoms(use_true_random=False))
    @settings(examples(30), phases=[Phase.generate])  # a case is told as a curl command, which needs no shrinking
    def look(case: Case[Any], body: bytes | None, chance: Random) -> None:
        world.reset()
        if route.path.count("<") and chance.random() < MOSTLY:
            case.path_parameters = chance.choice(places_of(world, route))
        if chance.random() < MOSTLY:
            case.query = chance.choice(queries(world, route))
        sent: dict[str, Any] = {"headers": some_headers(world, route, chance)}
        if body is not None and (isinstance(route.body, str) or chance.random() < MOSTLY):
            case.body, case.media_type, sent["data"] = NOT_SET, None, body
            sent["headers"] |= {"Content-Type": media_type(route)}
        checked(operation, case, app=world, **sent)

    explore(look)


def checked(operation: Operation, case: Case[Any], **sent: Any) -> int:
    """The status of the answer, which is no failure of ours; a problem is one that the description names."""
    response = case.call(**sent)
    case.validate_response(response, checks=ANSWERS)
    assert response.status_code < 500, response.content
    told = response.headers.get("content-type", [""])[0]
    if response.status_code >= 400 and told == MEDIA_TYPE:
        problem = json.loads(response.content)
        description = operation.definition.raw["responses"][str(response.status_code)]["description"]
        assert problem["type"].startswith(TYPE_PREFIX)
        assert f"{problem['type']}:" in description
        assert {"title", "detail", "status"} <= problem.keys()
    return response.status_code


# ---- what requests are made of


def tokens(world: Served, route: Route[Any], *, other: bool = False) -> list[str]:
    """Of the roles that may call."""
    fitting = sorted(route.roles - {Role.PUBLIC}) or [Role.CITIZEN]
    return ["Bearer " + json.dumps(world.token(role, other=other)) for role in fitting]


def places_of(world: Served, route: Route[Any]) -> list[dict[str, str]]:
    """Values for the path's variables: cases that are there, and some that are not."""
    known: dict[str, list[str]] = {}
    before = ""
    for piece in route.path.split("/"):
        if piece.startswith("<"):
            variable = piece.strip("<>")
            known[variable] = world.known.get(variable) or world.known[before.lower()]
        before = piece
    return [dict(zip(known, values, strict=True)) for values in product(*known.values())]


def queries(world: Served, route: Route[Any]) -> list[dict[str, str]]:
    return world.queries(route.path) or QUERIES.get(route.path) or [{}]


def media_type(route: Route[Any]) -> str:
    return route.body.rpartition(", ")[2] if isinstance(route.body, str) else "application/json"


def good_bodies(world: Served, route: Route[Any]) -> list[bytes]:
    """What is signed is put into a signature."""
    if isinstance(route.body, str):
        return [SCAN, world.sealed]
    good = world.good_bodies()
    kinds = [] if route.body is None else [*members(route.body), *route.signed]
    return [
        json.dumps(world.envelope(made) if kind in route.signed else made).encode()
        for kind in kinds
        for made in good.get(kind.__name__, ())
    ]


def bodies_for(world: Served, route: Route[Any]) -> st.SearchStrategy[bytes | None]:
    """Bodies that are nearly in order."""
    if route.body is None:
        return st.none()
    if isinstance(route.body, str):
        return st.sampled_from([SCAN, b"", b"%PDF-1.7", world.sealed]) | st.binary(max_size=30)
    good = world.good_bodies()
    found: list[st.SearchStrategy[Any]] = []
    for kind in (*members(route.body), *route.signed):
        made = near(kind)
        if kind.__name__ in good:
            made = bent(st.sampled_from(good[kind.__name__])) | made
        found.append(made.map(world.envelope) if kind in route.signed else made)
    return st.one_of(found).map(lambda document: json.dumps(document).encode())


def members(kind: type[BaseModel]) -> tuple[type[BaseModel], ...]:
    return get_args(kind.model_fields["root"].annotation) if issubclass(kind, RootModel) else (kind,)


def some_headers(world: Served, route: Route[Any], chance: Random) -> dict[str, str]:
    anybody = [json.dumps(world.token(role)) for role in sorted(set(Role) - {Role.PUBLIC})]
    sent = {"Authorization": chance.choice(tokens(world, route, other=chance.random() > MOSTLY))}
    if chance.random() > MOSTLY:
        sent["Authorization"] = chance.choice([*ODD_TOKENS, *(f"Bearer {each}" for each in anybody)])
    sent["Idempotency-Key"] = chance.choice(KEYS if chance.random() < MOSTLY else ODD_KEYS)
    sent["Accept-Language"] = chance.choice(LANGUAGES)
    sent["Accept"] = chance.choice(ACCEPTS)
    return {name: value for name, value in sent.items() if chance.random() < 0.95}
