"""Every call of `log` in the functions' code, as it is written: which event, which severities, which fields."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from functions.shared.log import LogEvent, Severity


@dataclass(frozen=True)
class LogCall:
    """`events` and `severities` hold all that the call may write, where the code chooses; `fields` the constant values
    of its fields, and None for those that are computed."""

    place: str
    events: frozenset[LogEvent]
    severities: frozenset[Severity]
    fields: dict[str, Any] = field(hash=False)


def log_calls(root: Path = Path("functions")) -> list[LogCall]:
    return [call for file in sorted(root.rglob("*.py")) for call in calls_in(file)]


def calls_in(file: Path) -> Iterator[LogCall]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "log":
            event, *others = node.args
            if any(word.arg is None for word in node.keywords) or len(others) > 1:
                raise AssertionError(f"{file}:{node.lineno}: this call of log cannot be read")
            yield LogCall(
                f"{file}:{node.lineno}",
                frozenset(LogEvent[name] for name in named("LogEvent", event, tree)),
                frozenset(Severity[name] for name in named("Severity", others[0], tree)) if others else INFO,
                {
                    word.arg: word.value.value if isinstance(word.value, ast.Constant) else None
                    for word in node.keywords
                    if word.arg is not None
                },
            )


INFO = frozenset({Severity.INFO})


def named(enum: str, expression: ast.expr, module: ast.Module) -> set[str]:
    """The members of the enumeration that the expression may be: the one it names, else all that the module names."""
    direct = set(members(enum, expression))
    chosen = isinstance(expression, ast.Attribute | ast.IfExp)
    return direct if direct and chosen else direct | set(members(enum, module))


def members(enum: str, tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == enum:
            yield node.attr
