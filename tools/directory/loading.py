"""A file as offices, all of it or nothing: one flaw refuses the whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from functions.shared.domain.office import AnyOffice
from tools.directory.certificates import Trust, read_and_check
from tools.directory.checking import check_rows
from tools.directory.columns import Flaw, office_of
from tools.directory.reading import read_rows
from tools.directory.territories import Territory


@dataclass(frozen=True)
class Loaded:
    """The offices of a file and its SHA-256; no offices where there are flaws."""

    sha256: str
    offices: tuple[AnyOffice, ...]
    flaws: tuple[Flaw, ...]


def load(file: Path, known: Mapping[str, Territory], trust: Trust) -> Loaded:
    """Raises OSError where the file itself cannot be read."""
    data = file.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    rows, unreadable = read_rows(data)
    if not rows:
        return Loaded(sha256, (), tuple(unreadable) or (Flaw(0, "", "the file names no office"),))
    flaws = unreadable + check_rows(rows, known)
    certificates = {}
    for row in rows:
        certificates[row.line], found = read_and_check(row, file.parent, trust)
        flaws += found
    offices = () if flaws else tuple(office_of(row.cells, certificates[row.line]) for row in rows)
    return Loaded(sha256, offices, tuple(sorted(set(flaws))))
