"""`python -m tools.cost`: play one of each case on a local cloud, count every operation, price it, print the tables.

Counts are exact, and the same on every machine: they alone are judged. Dollars follow the speed of this machine too, so
they, and whether the goal is met, are only told. Ends with 0; with 1 where the counts are not the expected ones; with 2
where the price list or an option is wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from emulators.stack.program import DidNotStart
from functions.shared.domain.calendar import ALMATY
from tools.cost import expected, prices
from tools.cost.journeys import DidNotGo
from tools.cost.measuring import Measured, measure
from tools.cost.report import Report
from tools.cost.turns import TaskFailed

MARK = "<!-- Below this line everything is made by tools/cost. -->"


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = _options(arguments)
    try:
        listed = prices.read()
        with tempfile.TemporaryDirectory() as folder:
            measured = measure(Path(folder))
    except prices.PriceListFaulty as faulty:
        return _fail(str(faulty), 2)
    except (DidNotGo, DidNotStart, TaskFailed) as reason:
        return _fail(f"not counted: {reason}", 1)
    if chosen.update:
        expected.write(expected.counts(measured))
    if chosen.check:
        return _checked(measured)
    report = Report(measured, listed)
    tables = "\n\n".join(table.as_text() for table in report.tables())
    sys.stdout.write(f"{tables}\n\n{report.conclusion()}\n{listed.say_first} (written down on {listed.as_of})\n")
    _keep(chosen.json, json.dumps(report.as_json(), indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    if chosen.markdown:
        _keep(chosen.markdown, _above(chosen.markdown) + _markdown(report, listed))
    return _checked(measured)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools.cost", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="no tables: only compare the counts")
    parser.add_argument("--update", action="store_true", help="write the counts to expected.json")
    parser.add_argument("--json", type=Path, default=Path("out/cost.json"), help="where the figures go (%(default)s)")
    parser.add_argument("--markdown", type=Path, help="the page whose tables are replaced, those below its mark")
    return parser.parse_args(arguments)


def _checked(measured: Measured) -> int:
    """1 where a count is not the expected one, and a sentence for each."""
    found = expected.differences(expected.read(), expected.counts(measured))
    for sentence in found:
        sys.stderr.write(f"{sentence}\n")
    if found:
        return _fail(f"where that is meant: {expected.UPDATE}", 1)
    return 0


def _above(page: Path) -> str:
    """What people wrote, and the mark below which the tables stand; nothing for a page that is new."""
    if not page.exists():
        return ""
    written, mark, _ = page.read_text(encoding="utf-8").partition(MARK)
    return f"{written}{mark}\n\n" if mark else ""


def _markdown(report: Report, listed: prices.Prices) -> str:
    today = datetime.now(ALMATY).date()
    head = f"Counted on {today}, priced by `tools/cost/prices.json` of {listed.as_of}. {listed.say_first}"
    return "\n\n".join([head, report.conclusion(), *(table.as_markdown() for table in report.tables())]) + "\n"


def _keep(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _fail(sentence: str, status: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
