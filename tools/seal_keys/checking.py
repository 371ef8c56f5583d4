"""Whether the keys of the directory in force can seal: the rules of an import, asked again of what is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from functions.shared.domain.office import AnyOffice, Office
from functions.shared.trust.key_certificates import days_left
from tools.directory.certificates import Trust, flaws_of
from tools.directory.columns import KEYS, cells_of, keys_of


@dataclass(frozen=True)
class Finding:
    """One key of one office: `key` is seal or answers; `days` until its certificate expires, where it could be read."""

    office: str
    key: str
    days: int | None
    flaws: tuple[str, ...]

    def __str__(self) -> str:
        told = "; ".join(self.flaws) or "fits its key, its BIN and its holder"
        left = "" if self.days is None else f" (days left: {self.days})"
        return f"{'BROKEN' if self.flaws else 'ok'} {self.office} {self.key}: {told}{left}"


def findings(offices: Iterable[AnyOffice], trust: Trust, fewest_days: int) -> Iterator[Finding]:
    """Of every key of every active office; fewer than `fewest_days` left are a flaw too."""
    for office in offices:
        if office.active:
            yield from (found(office, column, trust, fewest_days) for column in keys_of(office))


def found(office: AnyOffice, column: str, trust: Trust, fewest_days: int) -> Finding:
    certificate, cells = keys_of(office)[column].certificate, cells_of(office)
    try:
        days = days_left(certificate, trust.now)
        flaws = [why for _, why in flaws_of(certificate, column, cells, Path(cells[f"{column}_certificate"]), trust)]
    except ValueError:
        return Finding(office.id, column, None, ("cannot be read as a certificate",))
    if 0 <= days < fewest_days:
        flaws.append(f"fewer than {fewest_days} days are left")
    return Finding(office.id, column, days, tuple(flaws))


def without(offices: Iterable[AnyOffice]) -> Iterator[str]:
    """What an active office of its kind should have, and has not."""
    for office in offices:
        wanted = KEYS if isinstance(office, Office) else ("answers",)
        missing = [column for column in wanted if office.active and column not in keys_of(office)]
        yield from (f"none {office.id} {column}: the directory names no key" for column in missing)
