"""The counts that are expected, `expected.json`: what grew makes cases dearer, and somebody should have meant it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.cost.measuring import Measured
from tools.cost.meter import Usage

FILE = Path(__file__).with_name("expected.json")
UPDATE = "python -m tools.cost --update"
Counts = Mapping[str, Mapping[str, int]]


def counts(measured: Measured) -> dict[str, dict[str, int]]:
    """By case or job, everything that is counted and billed; no bytes and no times, which differ from run to run."""
    return {name: _counts(usage) for name, usage in (measured.journeys | measured.jobs).items()}


def _counts(usage: Usage) -> dict[str, int]:
    return dict(sorted({**usage.counts, **{f"functions {call}": n for call, n in usage.calls.items()}}.items()))


def read(file: Path = FILE) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = json.loads(file.read_text(encoding="utf-8"))
    return found


def write(found: Counts, file: Path = FILE) -> None:
    file.write_text(json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def differences(expected: Counts, found: Counts) -> list[str]:
    """A sentence for each count that grew or shrank, those that grew first."""
    return [sentence for _, sentence in sorted(_differences(expected, found), key=lambda pair: pair[0])]


def _differences(expected: Counts, found: Counts) -> Iterator[tuple[bool, str]]:
    for case in sorted({*expected, *found}):
        was, is_now = expected.get(case, {}), found.get(case, {})
        for name in sorted({*was, *is_now}):
            before, after = was.get(name, 0), is_now.get(name, 0)
            if after != before:
                grew = after > before
                yield not grew, f"{case}: {name} {'grew' if grew else 'shrank'} from {before} to {after}"
