"""Whatever JSON is sent: the contract reads it, or says what is wrong and where, in three languages and soon."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, RootModel

from functions.complaint.routes import ROUTES as COMPLAINT
from functions.issue.routes import ROUTES as ISSUE
from functions.shared.contract.centre import CentrePackage
from functions.shared.contract.portal import PortalRequest
from functions.shared.domain.errors import InvalidFields, MalformedBody, Problem
from functions.shared.domain.language import Language
from functions.shared.http.problems import as_response
from functions.shared.http.routing import JSON_LIMIT, Route
from functions.shared.http.validation import LONGEST, MOST_FLAWS, read_json, read_model
from functions.submit.routes import ROUTES as SUBMIT
from tests.fuzz.near import near
from tests.fuzz.profile import examples, explore, timed


def contracts() -> Iterator[type[BaseModel]]:
    """Every contract of a body, and of what is signed inside one."""
    routes: list[Route[Any]] = [*SUBMIT, *ISSUE, *COMPLAINT]
    for route in routes:
        for kind in (route.body, *route.signed):
            if isinstance(kind, type) and issubclass(kind, RootModel):
                yield from get_args(kind.model_fields["root"].annotation)  # the routes read the one or the other
            elif isinstance(kind, type):
                yield kind


CONTRACTS = sorted(set(contracts()), key=lambda kind: kind.__name__)


def outcome(kind: type[BaseModel], data: bytes) -> BaseModel | Problem:
    try:
        return timed(lambda: read_model(kind, data, prefix="/request"))
    except (MalformedBody, InvalidFields) as problem:
        return problem


def check(kind: type[BaseModel], data: bytes) -> None:
    found = outcome(kind, data)
    if isinstance(found, BaseModel):
        assert isinstance(found, kind)
        return
    for language in Language:
        answer = as_response(found, language)
        assert len(answer.get_data()) < 2 * JSON_LIMIT
    if isinstance(found, InvalidFields):
        assert 1 <= len(found.flaws) <= MOST_FLAWS
        body = {"request": read_json(data)}
        assert all(stands_in(body, flaw.pointer) for flaw in found.flaws)


def stands_in(body: Any, pointer: str) -> bool:
    """Whether the pointer (RFC 6901) leads to a value, or to a name that is missing in a map."""
    value = body
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    for place, part in enumerate(parts):
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return isinstance(value, dict) and place == len(parts) - 1
    return True


@pytest.mark.parametrize("kind", CONTRACTS, ids=lambda kind: kind.__name__)
def test_what_a_contract_nearly_accepts(kind: type[BaseModel]) -> None:
    @given(near(kind))
    @examples(25)
    def look(document: Any) -> None:
        check(kind, json.dumps(document).encode())

    explore(look)


@pytest.mark.parametrize("kind", CONTRACTS, ids=lambda kind: kind.__name__)
def test_some_documents_are_accepted(kind: type[BaseModel]) -> None:
    """Or the test above would say nothing."""
    accepted = 0

    @given(near(kind))
    @examples(25)
    def look(document: Any) -> None:
        nonlocal accepted
        accepted += isinstance(outcome(kind, json.dumps(document).encode()), kind)

    look()
    assert accepted


def test_any_bytes() -> None:
    @given(
        st.one_of(st.binary(max_size=60), st.text('[]{}":,0123456789.eE+-ntfalsru\\ud', max_size=60).map(str.encode))
    )
    @examples(200)
    def look(data: bytes) -> None:
        for kind in (PortalRequest, CentrePackage):
            check(kind, data)

    explore(look)


HALF = JSON_LIMIT // 2
MONSTERS = {
    "children without end": b'{"children":[' + b"{}," * (JSON_LIMIT // 3 - 10) + b"{}]}",
    "names without end": b"{" + b",".join(b'"%06x":0' % number for number in range(JSON_LIMIT // 11)) + b"}",
    "maps in a list, each with names": json.dumps({"documents": [dict.fromkeys("abcdefghij", 0)] * 400}).encode(),
    "lists in lists": json.dumps([[[0] * 90] * 90] * 20).encode(),
    "a hundred thousand brackets": b"[" * 100_000 + b"]" * 100_000,
    "brackets that nobody closes": b"[" * JSON_LIMIT,
    "maps in maps": b'{"a":' * 50_000 + b"0" + b"}" * 50_000,
    "as deep as can be read": b"[" * 990 + b"]" * 990,
    "a number without end": b"9" * JSON_LIMIT,
    "a number of four thousand digits": b'{"children":' + b"9" * 4000 + b"}",
    "a fraction without end": b"0." + b"9" * HALF,
    "an exponent": b"1e" + b"9" * 300,
    "not a number": b'{"children":NaN,"language":-Infinity}',
    "a text without end": b'{"provider":"' + b"a" * (JSON_LIMIT - 20) + b'"}',
    "escapes without end": b'{"provider":"' + b"\\u0041" * (JSON_LIMIT // 6 - 10) + b'"}',
    "half a letter": b'{"provider":"\\ud800"}',
    "half a letter as a name": b'{"\\udfff":1}',
    "half a letter in a name": '{"applicant":{"surname":"Әли\\ud83dева"}}'.encode(),
    "a zero": b'{"provider":"\\u0000"}',
    "the same name twice": b'{"provider":"a","provider":"b"}',
    "the same name twice, far inside": b'{"children":[{"iin":"1","\\u0069in":"2"}]}',
    "a mark of byte order": b"\xef\xbb\xbf{}",
    "sixteen bits": '{"a":1}'.encode("utf-16"),
    "overlong zero": b'{"a":"\xc0\x80"}',
    "nothing": b"",
    "spaces": b" " * JSON_LIMIT,
    "two documents": b"{}{}",
    "a comment": b"{/* */}",
    "a comma too many": b'{"a":1,}',
}


@pytest.mark.parametrize("monster", MONSTERS)
@pytest.mark.parametrize("kind", [PortalRequest, CentrePackage], ids=lambda kind: kind.__name__)
def test_what_is_out_of_all_proportion_is_refused_at_once(kind: type[BaseModel], monster: str) -> None:
    """Hours for "children without end": every item had its flaws, and each flaw was compared with all the others."""
    data = MONSTERS[monster]
    assert len(data) <= JSON_LIMIT
    assert isinstance(outcome(kind, data), Problem)
    check(kind, data)


def test_no_document_is_read_half_at_any_depth() -> None:
    """Reading and writing JSON recurse differently: between their limits lies no depth that breaks one of them."""
    for depth in range(1, 1100, 3):
        check(PortalRequest, b"[" * depth + b"]" * depth)
        check(PortalRequest, b'{"a":' * depth + b"0" + b"}" * depth)


def test_a_list_as_long_as_is_looked_into() -> None:
    problem = outcome(CentrePackage, json.dumps({"documents": [{}] * LONGEST, "children": [{}] * LONGEST}).encode())
    assert isinstance(problem, InvalidFields)
    assert len(problem.flaws) == MOST_FLAWS
