"""The description of the service (OpenAPI 3.1), made from the routes and contracts that the functions serve."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from functions.shared.contract.common import ProblemShown
from functions.shared.domain import errors
from functions.shared.domain.errors import Problem
from functions.shared.domain.language import Language
from functions.shared.http.callers import Role
from functions.shared.http.problems import MEDIA_TYPE
from functions.shared.http.routing import Route

PAGE = "text/html"
REF = "#/components/schemas/{model}"


def describe(routes: Iterable[Route[Any]]) -> dict[str, Any]:
    """One document for all functions: they stand behind one gateway."""
    listed = list(routes)
    models: dict[str, type[BaseModel]] = {ProblemShown.__name__: ProblemShown}
    for route in listed:
        kinds = (route.body, route.answer, route.unwell, *route.signed)
        models |= {kind.__name__: kind for kind in kinds if isinstance(kind, type)}
    _, schemas = models_json_schema([(models[name], "validation") for name in sorted(models)], ref_template=REF)
    paths: dict[str, dict[str, Any]] = {}
    for route in listed:
        paths.setdefault(_path(route), {})[route.method.lower()] = operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Anyqtama",
            "version": "1",
            "description": "The certificate of guardianship (trusteeship), from the request to the signed document. "
            "Errors are application/problem+json (RFC 9457) in Kazakh, Russian or English: by the parameter lang, "
            "by Accept-Language, or in Kazakh. Beside the problems of each operation there are "
            f"{errors.NotFound.type()} (404) for an address that is none, and {errors.MethodNotAllowed.type()} (405).",
        },
        "paths": paths,
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def operation(route: Route[Any]) -> dict[str, Any]:
    roles = sorted(role.value for role in route.roles)
    described: dict[str, Any] = {
        "operationId": f"{route.handle.__name__}_{_slug(route.path)}",
        "summary": route.summary,
        "description": "Roles: " + ", ".join(roles)
        + (". Clauses of the standard: " + ", ".join(route.clauses) if route.clauses else "") + ".",
        "parameters": parameters(route),
        "responses": responses(route),
        "security": [{}] if Role.PUBLIC in route.roles else [{"token": []}],
    }  # fmt: skip
    if route.body is not None:
        described["requestBody"] = {"required": True, "content": content(route.body)}
    return described


def parameters(route: Route[Any]) -> list[dict[str, Any]]:
    text: dict[str, Any] = {"type": "string"}
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": text} for name in re.findall(r"<(\w+)>", route.path)
    ]
    found += [{"name": name, "in": "header", "required": True, "schema": text} for name in route.headers]
    for name in route.query:
        allowed = {"enum": list(route.choices[name])} if name in route.choices else {}
        found.append({"name": name, "in": "query", "required": False, "schema": text | allowed})
    return found


def responses(route: Route[Any]) -> dict[str, Any]:
    """What the route answers, and each problem by its status: several share one."""
    answered: dict[str, Any] = {str(route.status): {"description": route.summary}}
    if route.answer is not None:
        answered[str(route.status)]["content"] = content(route.answer) | written(*route.also)
    if route.elsewhere:
        answered["303"] = {"description": "The address where the answer is (Location)"}
    if route.unwell is not None:
        answered["503"] = {"description": "One of the checks failed", "content": content(route.unwell)}
    for kind in sorted({*route.problems, *common_problems(route)}, key=lambda kind: (kind.status, kind.slug)):
        entry = answered.setdefault(
            str(kind.status),
            {"description": "", "content": {}},
        )
        entry["content"].setdefault(MEDIA_TYPE, {"schema": {"$ref": REF.format(model="ProblemShown")}})
        if route.problems_as_pages and kind in route.problems:
            entry["content"] |= written(PAGE)
        line = f"{kind.type()}: {kind.title.in_language(Language.EN)}"
        entry["description"] = "\n\n".join(part for part in (entry["description"], line) if part)
    return answered


def common_problems(route: Route[Any]) -> set[type[Problem]]:
    common: set[type[Problem]] = {errors.BodyTooLarge, errors.Internal, errors.Unavailable}
    if Role.PUBLIC not in route.roles:
        common |= {errors.Unauthenticated, errors.Forbidden}
    return common


def content(kind: type[BaseModel] | str) -> dict[str, Any]:
    if isinstance(kind, str):
        return written(*(name.strip() for name in kind.split(",")))
    return {"application/json": {"schema": {"$ref": REF.format(model=kind.__name__)}}}


def written(*media_types: str) -> dict[str, Any]:
    """Content that no contract describes: pages, tables, files."""
    return {name: {"schema": {"type": "string", "format": "binary"}} for name in media_types}


def _path(route: Route[Any]) -> str:
    return re.sub(r"<(\w+)>", r"{\1}", route.path)


def _slug(path: str) -> str:
    return re.sub(r"[^A-Za-z]+", "_", path).strip("_")
