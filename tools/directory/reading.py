"""The bytes of a CSV file as rows: UTF-8, with commas or, as Excel writes it in many countries, with semicolons."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable

from tools.directory.columns import COLUMNS, Cells, Flaw, Row

MOST_COLUMNS = 4 * len(COLUMNS)
"""A line with more is no header with mistakes, but another file."""
MOST_ROWS = 10_000
"""Ten times the offices of the country: a file with more is another one, and nobody reads its flaws."""


def read_rows(data: bytes) -> tuple[list[Row], list[Flaw]]:
    """The rows, blank ones left out, with the line that each begins in; or what keeps the file from being read."""
    try:
        text = unicodedata.normalize("NFC", data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return [], [Flaw(line, "", "this is not UTF-8: save the file as “CSV UTF-8”")]
    if not text.strip():
        return [], [Flaw(0, "", f"the file is empty: its first line names the columns, {', '.join(COLUMNS)}")]
    first = text.splitlines()[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;", key=first.count), strict=True)
    rows: list[Row] = []
    flaws: list[Flaw] = []
    line = 1
    try:
        header = [name.strip() for name in next(reader)]
        if flaws := flaws_of_header(header):
            return [], flaws
        line = reader.line_num + 1
        for values in reader:
            cells = [value.strip() for value in values]
            if any(cells):
                if len(cells) == len(header):
                    rows.append(Row(line, dict(zip(header, cells, strict=True))))
                else:
                    flaws.append(Flaw(line, "", f"{len(cells)} cells, but the first line names {len(header)} columns"))
            line = reader.line_num + 1
            if len(rows) + len(flaws) > MOST_ROWS:
                return [], [Flaw(0, "", f"the file has more than {MOST_ROWS} offices: is it the right one?")]
    except csv.Error as error:
        flaws.append(Flaw(line, "", f"the line cannot be read, mostly a quotation mark without its pair ({error})"))
    return rows, flaws


def flaws_of_header(header: list[str]) -> list[Flaw]:
    """The columns may stand in any order; each once, and no other."""
    if len(header) > MOST_COLUMNS:
        return [Flaw(1, "", f"it names {len(header)} columns, but there are {len(COLUMNS)}: {', '.join(COLUMNS)}")]
    twice = sorted({name for name in header if header.count(name) > 1})
    flaws = [Flaw(1, name, "the column stands here twice") for name in twice]
    flaws += [Flaw(1, name, "the column is missing") for name in COLUMNS if name not in header]
    flaws += [
        Flaw(1, name or f"column {place}", "there is no such column")
        for place, name in enumerate(header, start=1)
        if name not in COLUMNS and name not in twice
    ]
    return flaws


def as_csv(rows: Iterable[Cells], *, for_excel: bool = False) -> bytes:
    """The file of these rows. `for_excel`: with a byte order mark and semicolons, which Excel opens by itself."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, delimiter=";" if for_excel else ",", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig" if for_excel else "utf-8")
