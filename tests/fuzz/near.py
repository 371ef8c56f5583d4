"""Documents that a contract accepts, or nearly: made from its JSON schema, then bent at some places."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st
from pydantic import BaseModel

ODD_TEXTS = (
    *("", " ", "\0", "\ud800", "﻿", "\u202eгүлнар", "a\u200bb", "é", "e\u0301", "𝔊", "👩‍👩‍👧", "\r\nSet-Cookie: a=b"),
    *("../../etc/passwd", "%00", "{{7*7}}", "${jndi:ldap://x}", "<script>", "'; DROP TABLE--", "=1+1", "A" * 5000),
    *("٣" * 12, "0" * 12, "991231500016", "1e999", "null", "NaN", "2026-02-30", "9999-12-31T23:59:59-23:59"),
    *(
        "0001-01-01T00:00:00+23:59",
        "2026-11-23T05:00:60Z",
        "2026-11-23",
        "2026-W48-1",
        "20261123T050000Z",
        "۲۰۲۶-۱۱-۲۳",
    ),
)
ODD: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(ODD_TEXTS),
    st.text(max_size=20),
    st.sampled_from([None, True, False, 0, -1, 1 << 64, 10**400, 1.5, -0.0, float("nan"), float("inf"), [], {}, [[]]]),
)


def documents(kind: type[BaseModel]) -> st.SearchStrategy[Any]:
    """What the contract accepts, as far as its schema tells."""
    schema = kind.model_json_schema()
    return _values(schema, schema.get("$defs", {}))


def near(kind: type[BaseModel]) -> st.SearchStrategy[Any]:
    """The same, with up to four places bent."""
    return bent(documents(kind))


def bent(documents: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Each of the documents, with up to four places bent."""

    @st.composite
    def some(draw: st.DrawFn) -> Any:
        document = draw(documents)
        for _ in range(draw(st.integers(0, 4))):
            document = _bend(draw, document)
        return document

    return some()


def _values(schema: Any, named: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        return _values(named[schema["$ref"].rpartition("/")[2]], named)
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    if "anyOf" in schema:
        return st.one_of(*(_values(each, named) for each in schema["anyOf"]))
    match schema.get("type"):
        case "object":
            return _objects(schema, named)
        case "array":
            most = min(schema.get("maxItems", 3), 3)
            return st.lists(_values(schema["items"], named), min_size=schema.get("minItems", 0), max_size=most)
        case "string":
            return _texts(schema)
        case "integer":
            return st.integers(schema.get("minimum", -3), schema.get("maximum", 20))
        case "boolean":
            return st.booleans()
    return st.none()


def _objects(schema: Any, named: dict[str, Any]) -> st.SearchStrategy[Any]:
    fields = {name: _values(each, named) for name, each in schema.get("properties", {}).items()}
    required = set(schema.get("required", ()))
    return st.fixed_dictionaries(
        {name: each for name, each in fields.items() if name in required},
        optional={name: each for name, each in fields.items() if name not in required},
    )


def _texts(schema: Any) -> st.SearchStrategy[str]:
    if "pattern" in schema:
        return st.from_regex(re.compile(schema["pattern"], re.ASCII), fullmatch=schema["pattern"].startswith("^"))
    if schema.get("format") == "date-time":
        return st.datetimes().map(lambda moment: moment.isoformat() + "+05:00")
    if schema.get("format") == "date":
        return st.dates().map(str)
    letters = st.sampled_from("АБВәғқңөұүһі AZaz09-.'\u2019\u0301")
    return st.text(letters, min_size=schema.get("minLength", 0), max_size=min(schema.get("maxLength", 30), 30))


def _bend(draw: st.DrawFn, value: Any) -> Any:
    """One place of the document is now something else, there twice, gone, or under another name."""
    if isinstance(value, dict) and value and draw(st.integers(0, 9)):
        name = draw(st.sampled_from(sorted(value)))
        match draw(st.sampled_from(["inside", "inside", "inside", "gone", "more", "odd"])):
            case "inside":
                return value | {name: _bend(draw, value[name])}
            case "gone":
                return {key: item for key, item in value.items() if key != name}
            case "more":
                return value | {draw(st.sampled_from(["", "~/", "x", "__class__", name + " "])): value[name]}
        return value | {name: draw(ODD)}
    if isinstance(value, list) and value and draw(st.integers(0, 9)):
        place = draw(st.integers(0, len(value) - 1))
        if draw(st.booleans()):
            return value + [value[place]] * draw(st.sampled_from([1, 10, 200]))
        return [*value[:place], _bend(draw, value[place]), *value[place + 1 :]]
    return draw(ODD)
