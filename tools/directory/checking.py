"""What a row, and the file as a whole, must hold to be imported. Certificates are checked in `certificates`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from functions.shared.documents.letters import UnknownLetters, one_line
from functions.shared.domain.iin import check_digit
from functions.shared.domain.office import OfficeKind
from tools.directory.columns import (
    ALWAYS,
    COLUMNS,
    KEYS,
    NUMBERS,
    OF_CENTRES,
    OF_PROVIDERS,
    TEXTS,
    Flaw,
    Row,
    needed,
)
from tools.directory.territories import COUNTRY, Territory, TerritoryKind

IDENTIFIER = re.compile(r"[a-z][a-z0-9-]{1,39}")
VERSION = re.compile(
    r"projects/[^/]+/locations/[^/]+/keyRings/(?P<ring>[^/]+)/cryptoKeys/(?P<key>[^/]+)/cryptoKeyVersions/[1-9][0-9]*"
)
SHORTENED = re.compile(r"[0-9]([.,][0-9]+)?[Ee]\+?[0-9]+")
"""A long number as Excel shows and saves it: 1,60641E+11."""
AS_TEXT = "a spreadsheet has shortened the number: give the column the format “text”, and type it again"
LONGEST_DESK = 20
LONGEST = dict.fromkeys(COLUMNS, 1000) | dict.fromkeys(TEXTS, 300) | {"phone": 60}
"""Characters of a cell: what a line of a paper can bear with room to spare, and for the rest what no name exceeds."""
MOST_ABOVE = 10
"""Offices above each other; the country has three levels."""
PARENTS = (OfficeKind.PROVIDER.value, OfficeKind.AKIMAT.value)


def check_rows(rows: Sequence[Row], known: Mapping[str, Territory]) -> list[Flaw]:
    """Everything that is wrong with the rows, by line."""
    flaws = [Flaw(row.line, column, why) for row in rows for column, why in _of_row(row.cells, known)]
    flaws += _repeated(rows)
    flaws += _parents(rows)
    return sorted(flaws)


Found = Iterator[tuple[str, str]]
"""Columns, and what is wrong there."""


def _of_row(cells: Mapping[str, str], known: Mapping[str, Territory]) -> Found:
    for column in COLUMNS:
        if any(ord(letter) < ord(" ") for letter in cells[column]):
            yield column, "a line break, a tab or another control character stands in the cell"
        if len(cells[column]) > LONGEST[column]:
            yield column, f"has {len(cells[column])} characters; {LONGEST[column]} are the most"
    for column in ALWAYS:
        if not cells[column]:
            yield column, "is empty; every office needs it"
    if cells["id"] and not IDENTIFIER.fullmatch(cells["id"]):
        yield "id", "is made of 2 to 40 small Latin letters, digits and hyphens, and begins with a letter"
    if cells["active"] not in ("", "yes", "no"):
        yield "active", f"is yes or no, not {_shown(cells['active'])}"
    yield from _texts(cells)
    yield from _bin(cells["bin"])
    if cells["kind"] in set(OfficeKind):
        kind = OfficeKind(cells["kind"])
        yield from _territory(kind, cells["territory"], known)
        yield from _of_kind(kind, cells)
    elif cells["kind"]:
        yield "kind", f"is one of {', '.join(OfficeKind)}, not {_shown(cells['kind'])}"
    yield from _keys(cells)


def _texts(cells: Mapping[str, str]) -> Found:
    for column in TEXTS:
        try:
            one_line(cells[column])
        except UnknownLetters as error:
            yield column, f"the certificate cannot print {', '.join(f'U+{ord(each):04X}' for each in error.letters)}"


def _bin(number: str) -> Found:
    if not number:
        return
    if SHORTENED.fullmatch(number):
        yield "bin", AS_TEXT
    elif len(number) != 12 or not (number.isascii() and number.isdigit()):
        lost = number.isdigit() and len(number) < 12
        yield "bin", "a BIN has twelve digits" + ("; a spreadsheet drops zeros at the beginning" if lost else "")
    elif check_digit(number[:11]) != int(number[11]):
        yield "bin", "the check digit, the last one, does not fit the others: a digit is mistyped"


def _territory(kind: OfficeKind, code: str, known: Mapping[str, Territory]) -> Found:
    if not code:
        return
    if SHORTENED.fullmatch(code):
        yield "territory", AS_TEXT
    elif kind is OfficeKind.QUALITY:
        if code != COUNTRY:
            yield "territory", f"the quality authority has the whole country: {COUNTRY}"
    elif code not in known:
        yield "territory", "is no code of the KATO classifier; see infra/directory/territories.csv"
    elif kind is OfficeKind.PROVIDER and known[code].kind is TerritoryKind.OBLAST:
        yield (
            "territory",
            "an oblast has no provider: it is the departments of districts and cities that answer (standard, 1.1)",
        )


def _of_kind(kind: OfficeKind, cells: Mapping[str, str]) -> Found:
    for owner, columns in ((OfficeKind.PROVIDER, OF_PROVIDERS), (OfficeKind.CENTRE, OF_CENTRES)):
        for column in columns:
            if kind is not owner and cells[column]:
                yield column, f"belongs to a {owner.value}; leave it empty for an office of the kind {kind.value}"
    if cells["active"] == "yes":
        for column in needed(kind):
            if not cells[column]:
                yield column, "is empty; an active office needs it (or active=no, until it is filled in)"
    desks = cells["desks"].split()
    if len(set(desks)) < len(desks):
        yield "desks", "a desk stands here twice"
    if any(len(desk) > LONGEST_DESK for desk in desks):
        yield "desks", f"a desk's label has {LONGEST_DESK} characters at most; labels are separated by spaces"
    for column, (least, most) in NUMBERS.items():
        number = cells[column]
        if number and not (number.isascii() and number.isdigit() and len(number) < 5 and least <= int(number) <= most):
            yield column, f"is a whole number from {least} to {most}, or empty for the usual one"


def _keys(cells: Mapping[str, str]) -> Found:
    for column, ring in KEYS.items():
        version, certificate = cells[f"{column}_version"], cells[f"{column}_certificate"]
        if bool(version) != bool(certificate):
            lacking = f"{column}_certificate" if version else f"{column}_version"
            yield lacking, "is empty: a key's version and its certificate belong together"
        if not version:
            continue
        found = VERSION.fullmatch(version)
        if found is None:
            yield (
                f"{column}_version",
                "is the name of a key's version in Cloud KMS: "
                "projects/…/locations/…/keyRings/…/cryptoKeys/…/cryptoKeyVersions/1",
            )
            continue
        if found["ring"] != ring:
            yield (
                f"{column}_version",
                f"is a key of the ring {_shown(found['ring'])}; this column takes those of {ring}",
            )
        if found["key"] != cells["id"]:
            yield f"{column}_version", f"is the key of {_shown(found['key'])}; an office's key bears the office's id"


def _repeated(rows: Sequence[Row]) -> Iterator[Flaw]:
    """What only one office can have."""
    yield from _twice(rows, "id", lambda cells: cells["id"], "the office stands here already, in line {line}")
    active = [row for row in rows if row.cells["active"] == "yes"]
    yield from _twice(active, "bin", lambda cells: cells["bin"], "{id}, line {line}, is active with the same BIN")
    yield from _twice(
        active,
        "territory",
        lambda cells: cells["territory"] if cells["kind"] != OfficeKind.CENTRE else "",
        "{id}, line {line}, is active for the same territory: one office of a kind is competent for each",
        lambda cells: cells["kind"],
    )


def _twice(
    rows: Iterable[Row],
    column: str,
    value: Callable[[Mapping[str, str]], str],
    why: str,
    among: Callable[[Mapping[str, str]], str] = lambda _: "",
) -> Iterator[Flaw]:
    first: dict[tuple[str, str], Row] = {}
    for row in rows:
        if value(row.cells):
            other = first.setdefault((among(row.cells), value(row.cells)), row)
            if other is not row:
                yield Flaw(row.line, column, why.format(id=other.cells["id"], line=other.line))


def _parents(rows: Sequence[Row]) -> Iterator[Flaw]:
    by_id = {row.cells["id"]: row for row in rows}
    for row in rows:
        parent = row.cells["parent"]
        if not parent or row.cells["kind"] != OfficeKind.PROVIDER:
            continue
        if parent not in by_id:
            yield Flaw(row.line, "parent", f"no row has the id {_shown(parent)}")
        elif by_id[parent].cells["kind"] not in PARENTS:
            yield Flaw(row.line, "parent", f"above a provider stands one of {', '.join(PARENTS)}")
        elif circle := _circle(row, by_id):
            yield Flaw(row.line, "parent", f"the offices stand above each other in a circle: {' → '.join(circle)}")
        elif len(_way(row, by_id)) > MOST_ABOVE:
            yield Flaw(row.line, "parent", f"more than {MOST_ABOVE} offices stand above each other")


def _circle(row: Row, by_id: Mapping[str, Row]) -> list[str]:
    """The way upward where it comes back to this row; empty where it does not."""
    way = _way(row, by_id)
    return way if len(way) > 1 and way[0] == way[-1] else []


def _way(row: Row, by_id: Mapping[str, Row]) -> list[str]:
    """The ids upward from this row, until one is unknown or stands there already; no further than is allowed."""
    way = [row.cells["id"]]
    while len(way) <= MOST_ABOVE and (above := by_id.get(way[-1], row).cells["parent"]):
        if above not in by_id:
            break
        way.append(above)
        if above in way[:-1]:
            break
    return way


def _shown(value: str) -> str:
    return f"“{value[:40]}”"
