"""What a row may hold, and what rows may say together: every rule, with the line and the column that are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from functions.shared.domain.office import Authority, Centre, Office, SealKey
from tests.unit.tools.directory_files import (
    AKIMAT_BIN,
    PROVIDER_BIN,
    Folder,
    akimat,
    centre,
    kept,
    provider,
    version,
)
from tools.directory.checking import check_rows
from tools.directory.columns import COLUMNS, Cells, Row
from tools.directory.territories import territories

KNOWN = territories()


def flaws(*rows: Cells) -> list[tuple[int, str, str]]:
    found = check_rows([Row(line, cells) for line, cells in enumerate(rows, start=2)], KNOWN)
    return [(flaw.line, flaw.column, flaw.why) for flaw in found]


def only(*rows: Cells) -> tuple[int, str, str]:
    found = flaws(*rows)
    assert len(found) == 1, found
    return found[0]


def test_a_whole_file_becomes_offices(tmp_path: Path) -> None:
    loaded = Folder(tmp_path).load(akimat(), provider(), centre(slot_minutes="15"), kept())
    assert loaded.flaws == ()
    above, office, hall, later = loaded.offices
    assert isinstance(above, Authority)
    assert isinstance(office, Office)
    assert isinstance(hall, Centre)
    assert isinstance(later, Office)
    assert isinstance(office.seal, SealKey)
    assert (office.parent, office.bin, office.active) == ("akimat-almaty", PROVIDER_BIN, True)
    assert office.seal.version == version("signers", "edu-almaty")
    assert office.seal.certificate[:1] == b"\x30"
    assert (hall.desks, hall.slot_minutes, hall.slot_places) == (("1", "2", "3а"), 15, 2)
    assert (later.active, later.seal, later.parent) == (False, None, None)


@pytest.mark.parametrize("column", [name for name in COLUMNS if provider()[name] and name not in ("parent", "kind")])
def test_an_active_provider_needs_every_cell(column: str) -> None:
    assert (3, column) in {found[:2] for found in flaws(akimat(), provider(**{column: ""}))}


@pytest.mark.parametrize("column", ["bin", "phone", "head_name", "answers_version", "desks"])
def test_an_active_centre_needs_its_own(column: str) -> None:
    assert (2, column) in {found[:2] for found in flaws(centre(**{column: ""}))}


def test_an_office_that_is_not_active_may_be_kept_half_filled() -> None:
    assert flaws(kept(), kept("edu-zhambyl", "314000000", phone="+7 700")) == []


@pytest.mark.parametrize(
    ("changes", "column", "why"),
    [
        ({"id": "Edu Abai"}, "id", "small Latin letters"),
        ({"id": "e" * 41}, "id", "2 to 40"),
        ({"id": "../x"}, "id", "small Latin letters"),
        ({"active": "да"}, "active", "is yes or no, not “да”"),
        ({"kind": "department"}, "kind", "is one of provider, centre, akimat, quality, not “department”"),
        ({"names_ru": ""}, "names_ru", "every office needs it"),
        ({"names_ru": "Отдел\nобразования"}, "names_ru", "a line break"),
        ({"names_kk": "Білім 部"}, "names_kk", "the certificate cannot print U+90E8"),
        ({"head_name": "Әлиева\u202e"}, "head_name", "the certificate cannot print U+202E"),
        ({"territory": "999999999"}, "territory", "no code of the KATO classifier"),
        ({"territory": "3,532E+08"}, "territory", "a spreadsheet has shortened the number"),
        ({"territory": "350000000"}, "territory", "an oblast has no provider"),
        ({"bin": "40340991018"}, "bin", "twelve digits; a spreadsheet drops zeros at the beginning"),
        ({"bin": "4.0340991018E+10"}, "bin", "a spreadsheet has shortened the number"),
        ({"bin": "О40340991018"}, "bin", "twelve digits"),
        ({"bin": "٠٤٠٣٤٠٩٩١٠١٨"}, "bin", "twelve digits"),
        ({"bin": "040340991019"}, "bin", "the check digit"),
        ({"desks": "1 2"}, "desks", "belongs to a centre"),
        ({"parent": "nobody"}, "parent", "no row has the id “nobody”"),
        ({"parent": "psc-almaty-1"}, "parent", "above a provider stands one of provider, akimat"),
        ({"parent": "edu-abai"}, "parent", "in a circle: edu-abai → edu-abai"),
        ({"seal_version": version("signers", "edu-abai")}, "seal_certificate", "belong together"),
        ({"answers_certificate": "a.pem"}, "answers_version", "belong together"),
    ],
)
def test_a_flaw_is_told_with_its_line_and_column(changes: dict[str, str], column: str, why: str) -> None:
    line, told, sentence = only(centre(), kept(**changes))
    assert (line, told) == (3, column)
    assert why in sentence


@pytest.mark.parametrize(
    ("seal", "why"),
    [
        ("keyRings/signers/cryptoKeys/edu-almaty", "is the name of a key's version"),
        (version("signers", "edu-almaty") + "/x", "is the name of a key's version"),
        (version("heads", "edu-almaty"), "is a key of the ring “heads”; this column takes those of signers"),
        (version("signers", "edu-astana"), "is the key of “edu-astana”; an office's key bears the office's id"),
    ],
)
def test_a_key_is_the_offices_own_and_of_the_right_ring(seal: str, why: str) -> None:
    line, column, sentence = only(akimat(), provider(seal_version=seal))
    assert (line, column) == (3, "seal_version")
    assert why in sentence


@pytest.mark.parametrize(
    ("changes", "column", "why"),
    [
        ({"desks": "1 2 1"}, "desks", "twice"),
        ({"desks": "x" * 21}, "desks", "20 characters"),
        ({"slot_minutes": "0"}, "slot_minutes", "from 5 to 240"),
        ({"slot_places": "2.5"}, "slot_places", "from 1 to 100"),
        ({"booking_days": "²"}, "booking_days", "from 1 to 90"),
        ({"parent": "akimat-almaty"}, "parent", "belongs to a provider"),
        ({"signatory_name": "Әлиева"}, "signatory_name", "belongs to a provider"),
    ],
)
def test_what_only_some_kinds_have_is_checked(changes: dict[str, str], column: str, why: str) -> None:
    line, told, sentence = only(centre(**changes))
    assert (line, told) == (2, column)
    assert why in sentence


def test_an_id_stands_in_one_line() -> None:
    assert only(kept(), kept()) == (3, "id", "the office stands here already, in line 2")


def test_a_bin_is_one_active_offices() -> None:
    assert only(akimat(), centre(bin=AKIMAT_BIN)) == (
        3,
        "bin",
        "akimat-almaty, line 2, is active with the same BIN",
    )
    assert flaws(akimat(), centre(bin=AKIMAT_BIN, active="no")) == []


@pytest.mark.clause("1.1")
def test_one_active_provider_is_competent_for_a_territory() -> None:
    keys = {"seal_version": version("signers", "edu-two"), "answers_version": version("heads", "edu-two")}
    two = provider(id="edu-two", bin="010940991024", **keys)
    line, column, why = only(akimat(), provider(), two)
    assert (line, column) == (4, "territory")
    assert "edu-almaty, line 3, is active for the same territory" in why
    assert flaws(akimat(), provider(), two | {"active": "no"}) == []


def test_the_quality_authority_has_the_whole_country() -> None:
    told = {"kind": "quality", "id": "quality"}
    assert flaws(kept(**told, territory="000000000")) == []
    assert only(kept(**told))[1] == "territory"


def test_every_office_of_a_circle_is_told_and_those_below_are_not() -> None:
    found = flaws(
        kept("edu-a", "353200000", parent="edu-b"),
        kept("edu-b", "314000000", parent="edu-a"),
        kept("edu-c", "103200000", parent="edu-a"),
    )
    assert [(line, why) for line, _, why in found] == [
        (2, "the offices stand above each other in a circle: edu-a → edu-b → edu-a"),
        (3, "the offices stand above each other in a circle: edu-b → edu-a → edu-b"),
    ]


def test_all_flaws_are_told_at_once_and_no_office_comes_of_the_file(tmp_path: Path) -> None:
    loaded = Folder(tmp_path).load(akimat(bin="1"), provider(), kept(active="maybe"))
    assert loaded.offices == ()
    assert {flaw.line for flaw in loaded.flaws} == {2, 4}


@pytest.mark.parametrize(
    ("column", "most"), [("phone", 60), ("names_kk", 300), ("head_name", 300), ("seal_certificate", 1000)]
)
def test_a_cell_that_no_paper_can_bear_is_told(column: str, most: int) -> None:
    assert flaws(akimat(), provider(**{column: "7" * most})) == []
    assert only(akimat(), provider(**{column: "7" * 5000})) == (
        3,
        column,
        f"has 5000 characters; {most} are the most",
    )


def test_a_tower_of_offices_is_told_and_ends_the_climb() -> None:
    tower = [kept(f"edu-{n}", "353200000", parent=f"edu-{n + 1}") for n in range(5000)]
    found = [(line, why) for line, column, why in flaws(*tower, kept("edu-5000")) if column == "parent"]
    assert found[0] == (2, "more than 10 offices stand above each other")
    assert len(found) == 5000 - 9
