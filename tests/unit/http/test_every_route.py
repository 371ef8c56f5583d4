"""Every route of every function lets in whom it names, and nobody else, whatever token he brings.

The tables are the real ones, and so are callers, verifier and keys. Only what a route does is replaced by a mark that
it was reached: what each does for whom it may is shown elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from flask import Flask, Request, Response
from werkzeug.test import EnvironBuilder

from functions.complaint.routes import ROUTES as COMPLAINT
from functions.issue.routes import ROUTES as ISSUE
from functions.shared.http.callers import OFFICIALS, Role
from functions.shared.http.routing import Route, Router
from functions.submit.routes import ROUTES as SUBMIT
from tests.unit.examples import GUARDIAN
from tests.unit.http.issuers import ACCOUNT, GOOGLE, Issuers, by_shared_secret, issuers, token, unsigned

FUNCTIONS: dict[str, tuple[Route[Any], ...]] = {"submit": SUBMIT, "issue": ISSUE, "complaint": COMPLAINT}
ALL = [(name, route) for name, routes in FUNCTIONS.items() for route in routes]
REACHED = 299
"""A status that no route has."""
APP = Flask("every route")


def _id(value: object) -> str | None:
    return f"{value.method} {value.path}" if isinstance(value, Route) else None


every_route = pytest.mark.parametrize(("function", "route"), ALL, ids=_id)
guarded = pytest.mark.parametrize(
    ("function", "route"), [each for each in ALL if Role.PUBLIC not in each[1].roles], ids=_id
)


@pytest.fixture(scope="module")
def by() -> Iterator[Issuers]:
    with issuers() as made:
        yield made


@pytest.fixture(scope="module")
def routers(by: Issuers) -> dict[str, Router[None]]:
    def reached(_: object) -> Response:
        return Response(status=REACHED)

    marked = {name: [replace(route, handle=reached) for route in routes] for name, routes in FUNCTIONS.items()}
    return {name: Router(routes, lambda: None, lambda _: by.callers) for name, routes in marked.items()}


Ask = Callable[[str | None], tuple[int, str]]


@pytest.fixture
def ask(routers: dict[str, Router[None]], function: str, route: Route[Any]) -> Ask:
    """Status and problem of an answer to a request with this `Authorization`."""

    def ask(authorization: str | None) -> tuple[int, str]:
        path = route.path.replace("<", "").replace(">", "")
        headers = {} if authorization is None else {"Authorization": authorization}
        builder = EnvironBuilder(method=route.method, path=path, headers=list(headers.items()))
        request = Request(builder.get_environ())
        with APP.request_context(request.environ):
            response = routers[function].serve(request)
        builder.close()
        if response.status_code == REACHED:
            return REACHED, ""
        body = json.loads(response.get_data())
        if response.status_code == 401:
            assert response.headers["WWW-Authenticate"] == "Bearer"
        assert GUARDIAN not in response.get_data(as_text=True)
        return response.status_code, body["type"].rpartition(":")[2]

    return ask


UNKNOWN, FORBIDDEN = (401, "unauthenticated"), (403, "forbidden")


def bound(role: Role) -> dict[str, Any]:
    """The claims that go with a role."""
    if role in OFFICIALS:
        return {"role": role.value, "office": "almaty", "name": "Тегі Аты"}
    return {"role": role.value, "iin": GUARDIAN} if role is Role.CITIZEN else {"role": role.value}


def good(by: Issuers, role: Role) -> str:
    if role is Role.TASK:
        return token(by.google, by.task_claims())
    return token(by.people, by.claims(**bound(role)))


# ---------------------------------------------------------------- tokens of people


Forge = Callable[[Issuers, dict[str, Any]], str]
Times = Callable[[Issuers], dict[str, Any]]


def claiming(**changed: Any) -> Forge:
    return lambda by, said: token(by.people, by.claims(**(said | changed)))


def timed(**seconds: int) -> Forge:
    return lambda by, said: token(
        by.people, by.claims(**said, **{}) | {name: by.seconds(each) for name, each in seconds.items()}
    )


def headed(**header: Any) -> Forge:
    return lambda by, said: token(by.forger, by.claims(**said), **({"kid": by.people.kid} | header))


def unsigned_as(algorithm: str) -> Forge:
    return lambda by, said: unsigned(by.people, by.claims(**said), algorithm)


def with_public_key_as_secret(form: str) -> Forge:
    def forge(by: Issuers, said: dict[str, Any]) -> str:
        secret = (
            json.dumps(by.people.as_dict(private=False)).encode()
            if form == "jwk"
            else by.people.as_pem(private=False)
            if form == "pem"
            else by.people.as_der(private=False)
        )
        return by_shared_secret(by.people, by.claims(**said), secret)

    return forge


def changed_after_signing(by: Issuers, said: dict[str, Any]) -> str:
    """A good token of somebody who may do nothing, with the claims of one who may."""
    head, _, signature = token(by.people, by.claims(role="contact_centre", sub="another")).split(".")
    return f"{head}.{unsigned(by.people, by.claims(**said), 'ES256').split('.')[1]}.{signature}"


FORGED: dict[str, Forge] = {
    "expired": timed(exp=-31),
    "expired long ago": timed(iat=-86_400, exp=-85_800),
    "not yet valid": timed(nbf=120),
    "issued in the future": timed(iat=120),
    "without an end": claiming(exp=None),
    "without a subject": claiming(sub=None),
    "wrong issuer": claiming(iss="https://identity.invalid"),
    "issuer but for its end": claiming(iss="https://identity.example/"),
    "without an issuer": claiming(iss=None),
    "wrong audience": claiming(aud="somebody-else"),
    "audience of the tasks": claiming(aud="https://issue.example"),
    "without an audience": claiming(aud=None),
    "unknown key id": headed(kid="another"),
    "no key id": headed(kid=None),
    "another key under the right id": headed(),
    "its own key in the header": lambda by, said: headed(jwk=by.forger.as_dict(private=False))(by, said),
    "its own key server in the header": headed(jku="https://forger.invalid/jwks"),
    "a file as key id": headed(kid="../../../dev/null"),
    "algorithm none": unsigned_as("none"),
    "algorithm None": unsigned_as("None"),
    "algorithm nOnE": unsigned_as("nOnE"),
    "no algorithm": headed(alg=None),
    "the algorithm and no signature": unsigned_as("ES256"),
    "HS256 with the public key as PEM": with_public_key_as_secret("pem"),
    "HS256 with the public key as DER": with_public_key_as_secret("der"),
    "HS256 with the public key as JWK": with_public_key_as_secret("jwk"),
    "changed after signing": changed_after_signing,
    "signed by the other issuer": lambda by, said: token(by.google, by.claims(**said)),
    "two roles": lambda by, said: token(by.people, by.claims(**said | {"role": [said["role"], "psc_head"]})),
    "two IINs": claiming(iin=[GUARDIAN, GUARDIAN]),
}


@guarded
def test_who_brings_no_token_is_not_let_in(ask: Ask) -> None:
    for header in (None, "", "Bearer", "Bearer ", "Basic eDp5", "Bearer x", "token", "Bearer a.b.c", "Bearer \t"):
        assert ask(header) == UNKNOWN, header


@guarded
def test_a_forged_token_is_no_token(ask: Ask, by: Issuers, route: Route[Any]) -> None:
    """With the claims of whoever the route admits."""
    role = sorted(route.roles)[0]
    said = bound(role)

    for name, forge in FORGED.items():
        assert ask(f"Bearer {forge(by, said)}") == UNKNOWN, name
    two = f"Bearer {good(by, role)}, Bearer {good(by, role)}"
    assert ask(two) == UNKNOWN


@guarded
def test_only_the_roles_that_the_route_names_are_let_in(ask: Ask, by: Issuers, route: Route[Any]) -> None:
    for role in set(Role) - {Role.PUBLIC}:
        expected = (REACHED, "") if role in route.roles else FORBIDDEN
        assert ask(f"Bearer {good(by, role)}") == expected, role


@guarded
def test_a_role_that_is_missing_unknown_or_without_its_binding_opens_nothing(
    ask: Ask, by: Issuers, route: Route[Any]
) -> None:
    (role, *_) = sorted(route.roles)
    said = bound(role)
    nobody = [None, "", "emperor", "public", "task", "TASK", role.upper(), f"{role} psc_head", f"{role},psc_head"]
    for stated in nobody:
        assert ask(f"Bearer {claiming(role=stated)(by, said)}") == FORBIDDEN, stated
    for role in route.roles - {Role.TASK, Role.CONTACT_CENTRE}:
        said = bound(role)
        for name in set(said) - {"role"}:
            for value in (None, ""):
                assert ask(f"Bearer {claiming(**{name: value})(by, said)}") == FORBIDDEN, (role, name)


@every_route
def test_a_public_route_asks_for_no_token_and_looks_at_none(ask: Ask, by: Issuers, route: Route[Any]) -> None:
    if Role.PUBLIC not in route.roles:
        assert ask(None) == UNKNOWN
        return
    assert route.roles == {Role.PUBLIC}, "a route is public, or it is not"
    for header in (None, "Bearer x", f"Bearer {FORGED['expired'](by, bound(Role.CITIZEN))}"):
        assert ask(header) == (REACHED, "")


# ---------------------------------------------------------------- the tasks' own


TASKS = pytest.mark.parametrize(("function", "route"), [each for each in ALL if Role.TASK in each[1].roles], ids=_id)
OF_GOOGLE: dict[str, tuple[dict[str, Any], tuple[int, str]]] = {
    "another audience": ({"aud": "https://submit.example"}, UNKNOWN),
    "the people's audience": ({"aud": "anyqtama"}, UNKNOWN),
    "no audience": ({"aud": None}, UNKNOWN),
    "Google's name without the scheme": ({"iss": GOOGLE.removeprefix("https://")}, UNKNOWN),
    "another account of the project": ({"email": "issue@project.example"}, FORBIDDEN),
    "the account of another project": ({"email": "tasks@other.example"}, FORBIDDEN),
    "in capitals": ({"email": ACCOUNT.upper()}, FORBIDDEN),
    "with something before": ({"email": f"x{ACCOUNT}"}, FORBIDDEN),
    "with something after": ({"email": f"{ACCOUNT}.invalid"}, FORBIDDEN),
    "two addresses": ({"email": [ACCOUNT]}, UNKNOWN),
    "no address": ({"email": None}, FORBIDDEN),
    "address not verified": ({"email_verified": False}, FORBIDDEN),
    "verified, says a word": ({"email_verified": "true"}, FORBIDDEN),
    "verified, says a number": ({"email_verified": 1}, FORBIDDEN),
    "verified by nobody": ({"email_verified": None}, FORBIDDEN),
    "states the role, not the address": ({"email": None, "role": "task"}, FORBIDDEN),
}


def test_there_are_task_endpoints_in_every_function() -> None:
    assert {name for name, route in ALL if Role.TASK in route.roles} == set(FUNCTIONS)
    for _, route in ALL:
        assert (Role.TASK in route.roles) is route.path.startswith("/tasks/")
        assert Role.TASK not in route.roles or route.roles == {Role.TASK}


@TASKS
def test_a_task_is_taken_from_the_tasks_account_alone(ask: Ask, by: Issuers, route: Route[Any]) -> None:
    assert ask(f"Bearer {token(by.google, by.task_claims())}") == (REACHED, "")
    for name, (changed, expected) in OF_GOOGLE.items():
        assert ask(f"Bearer {token(by.google, by.task_claims(**changed))}") == expected, name
    expired = by.task_claims(exp=by.seconds(-31))
    assert ask(f"Bearer {token(by.google, expired)}") == UNKNOWN


@TASKS
def test_nobody_elses_word_makes_a_task(ask: Ask, by: Issuers, route: Route[Any]) -> None:
    """Whatever the people's issuer says, of the account or of the role; and whoever signs in Google's name."""
    stated: list[dict[str, Any]] = [
        {"role": "task"},
        {"email": ACCOUNT, "email_verified": True},
        {"role": "task", "email": ACCOUNT, "email_verified": True, "name": "x", "office": "almaty"},
    ]
    for said in stated:
        assert ask(f"Bearer {token(by.people, by.claims(**said))}") == FORBIDDEN, said
    for key in (by.people, by.forger):
        for kid in (key.kid, by.google.kid):
            assert ask(f"Bearer {token(key, by.task_claims(), kid=kid)}") == UNKNOWN
    for algorithm in ("none", "RS256"):
        assert ask(f"Bearer {unsigned(by.google, by.task_claims(), algorithm)}") == UNKNOWN
    secret = by.google.as_pem(private=False)
    assert ask(f"Bearer {by_shared_secret(by.google, by.task_claims(), secret)}") == UNKNOWN


@guarded
def test_the_tasks_account_and_others_of_google_are_nobody_on_the_routes_of_people(
    ask: Ask, by: Issuers, route: Route[Any]
) -> None:
    """Google's issuer vouches for addresses: a role that stands in its token is not believed."""
    said = bound(sorted(route.roles)[0]) if Role.TASK not in route.roles else bound(Role.CITIZEN)
    stranger = partial(by.task_claims, email="somebody@gmail.example", **said)
    assert ask(f"Bearer {token(by.google, stranger())}") == FORBIDDEN
    if Role.TASK not in route.roles:
        assert ask(f"Bearer {token(by.google, by.task_claims(**said))}") == FORBIDDEN
