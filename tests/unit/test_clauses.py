"""Every clause of the two channels, and of complaints, is cited by a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PORTAL_CHANNEL = (
    *("1.1", "1.2", "2.1", "3.1", "4.1", "4.2", "4.4", "5.1", "6.4"),
    *("9.3", "9.5", "9.6", "9.7", "14.1", "15.1", "16.2"),
)
CENTRE_CHANNEL = (
    *("2.2", "2.3", "4.3", "6.1", "6.2", "6.3"),
    *("9.1", "9.2", "9.4", "10.1", "13.1"),
)
COMPLAINTS = tuple(f"11.{n}" for n in range(1, 12))
CITED = {
    number
    for file in Path(__file__).parents[1].rglob("test_*.py")
    for mark in re.findall(r"mark\.clause\(([^)]*)\)", file.read_text())
    for number in re.findall(r"[\d.]+", mark)
}


@pytest.mark.parametrize("clause", PORTAL_CHANNEL + CENTRE_CHANNEL + COMPLAINTS)
def test_the_clause_is_cited(clause: str) -> None:
    assert clause in CITED
