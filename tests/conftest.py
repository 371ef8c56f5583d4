"""What all tests share: the clause marker's table, and a clock that stands where the test puts it."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

CLAUSES: dict[str, list[str]] = defaultdict(list)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--clauses", type=Path, help="write the table of clauses and their tests to this file, as JSON")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for marker in item.iter_markers("clause"):
            for number in marker.args:
                CLAUSES[number].append(item.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    target = session.config.getoption("--clauses")
    if target:
        target.write_text(json.dumps(CLAUSES, indent=1, sort_keys=True))
