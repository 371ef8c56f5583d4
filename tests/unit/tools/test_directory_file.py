"""The file itself: encodings, separators, headers, lines."""

from __future__ import annotations

import codecs

import pytest

from tests.unit.tools.directory_files import kept
from tools.directory.columns import COLUMNS
from tools.directory.reading import MOST_ROWS, as_csv, read_rows

GOOD = as_csv([kept(), kept("edu-zhambyl", "314000000")])


def flaws(data: bytes) -> list[str]:
    rows, found = read_rows(data)
    assert found, rows
    return [str(flaw) for flaw in found]


@pytest.mark.parametrize(
    "data",
    [
        GOOD,
        codecs.BOM_UTF8 + GOOD,
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(b",", b";"),
        as_csv([kept(), kept("edu-zhambyl", "314000000")], for_excel=True),
        GOOD + b"," * (len(COLUMNS) - 1) + b"\n\n",
        GOOD.replace(b"edu-abai,", b' "edu-abai" ,'.replace(b' "', b'"').replace(b'" ', b'"')),
    ],
    ids=["plain", "mark", "crlf", "semicolons", "excel", "blank lines at the end", "quoted"],
)
def test_what_people_and_spreadsheets_write_is_read(data: bytes) -> None:
    rows, found = read_rows(data)
    assert found == []
    assert [(row.line, row.cells["id"], row.cells["territory"]) for row in rows] == [
        (2, "edu-abai", "353200000"),
        (3, "edu-zhambyl", "314000000"),
    ]


def test_columns_may_stand_in_any_order_and_letters_are_composed() -> None:
    header = ",".join(reversed(COLUMNS))
    values = ",".join("Еди\u0306" if name == "names_ru" else "" for name in reversed(COLUMNS))
    rows, found = read_rows(f"{header}\n{values}\n".encode())
    assert found == []
    assert rows[0].cells["names_ru"] == "Едй"


def test_a_line_after_a_cell_of_two_lines_keeps_its_number() -> None:
    rows, found = read_rows(as_csv([kept(phone="1\n2"), kept("edu-zhambyl")]))
    assert found == []
    assert [row.line for row in rows] == [2, 4]


def test_another_encoding_is_told_with_its_line() -> None:
    assert flaws(GOOD.replace("Отдел".encode(), "Отдел".encode("cp1251"), 1)) == [
        "line 2: this is not UTF-8: save the file as “CSV UTF-8”"
    ]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \n\n"])
def test_an_empty_file_is_told(data: bytes) -> None:
    assert flaws(data)[0].startswith("the file is empty")


def test_columns_that_are_missing_unknown_or_there_twice_are_told() -> None:
    assert flaws(GOOD.replace(b",phone,", b",telephone,", 1)) == [
        "line 1: phone: the column is missing",
        "line 1: telephone: there is no such column",
    ]
    assert flaws(GOOD.replace(b",phone,", b",bin,", 1)) == [
        "line 1: bin: the column stands here twice",
        "line 1: phone: the column is missing",
    ]


def test_a_line_with_too_many_or_too_few_cells_is_told_and_the_others_are_read() -> None:
    lines = GOOD.splitlines()
    rows, found = read_rows(b"\n".join([lines[0], lines[1] + b",x", lines[2]]))
    assert [str(flaw) for flaw in found] == ["line 2: 26 cells, but the first line names 25 columns"]
    assert [row.line for row in rows] == [3]


def test_a_quotation_mark_without_its_pair_is_told_with_its_line() -> None:
    found = flaws(GOOD.replace(b"edu-zhambyl", b'"edu-zhambyl'))
    assert found[0].startswith("line 3: the line cannot be read, mostly a quotation mark without its pair")


@pytest.mark.parametrize("line", [b"x," * (len(COLUMNS) - 1) + b"x\n", b"x\n"], ids=["wrong cells", "too few cells"])
def test_a_file_of_a_hundred_thousand_lines_is_another_file(line: bytes) -> None:
    header = ",".join(COLUMNS).encode() + b"\n"
    told = [f"the file has more than {MOST_ROWS} offices: is it the right one?"]
    assert flaws(header + line * 100_000) == told
    assert flaws(header + line * (MOST_ROWS + 1)) == told
    rows, found = read_rows(header + line * MOST_ROWS)
    assert len(rows) + len(found) == MOST_ROWS
