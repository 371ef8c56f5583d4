"""The year as a person reads it in a terminal."""

from __future__ import annotations

import pytest

from tools.calendar import main


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert main(arguments) == 0
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.clause("6.1")
def test_a_year_stands_side_by_side_for_both_weeks(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, "2026")
    assert "five-day 19 20 18 22 17 22 22 21 22 21 21 22 247 education departments, akimats" in lines
    assert "six-day 24 24 22 26 22 26 26 26 26 26 25 26 299 public service centres" in lines
    assert "Tue 2026-03-24 off, in lieu off, in lieu Day off in lieu: Nauryz" in lines
    assert "≠ Wed 2026-03-25 off, in lieu works Day off in lieu: Nauryz" in lines
    assert "Wed 2026-05-27 holiday holiday Kurban-ait" in lines
    assert not any("2026-11" in line for line in lines)


def test_an_estimate_and_a_year_that_is_not_decided_yet_are_marked(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, "2027", "--language", "kk")
    assert "Sun 2027-05-16 holiday holiday Құрбан айт (estimate)" in lines
    assert [line for line in lines if "(estimate)" in line] == ["Sun 2027-05-16 holiday holiday Құрбан айт (estimate)"]
    assert any(line.startswith("The law alone") for line in lines)
    assert not any(line.startswith("The law alone") for line in printed(capsys, "2026"))


@pytest.mark.clause("11.8")
def test_a_term_is_told_day_by_day(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, "--from", "2026-12-14", "--days", "5")
    five, six = (next(n for n, line in enumerate(lines) if line.startswith(week)) for week in ("five-day", "six-day"))
    assert lines[five].endswith("registered Mon 2026-12-14, ends Tue 2026-12-22 23:59, Almaty")
    assert lines[six].endswith("registered Mon 2026-12-14, ends Mon 2026-12-21 23:59, Almaty")
    assert lines[five + 1 : five + 3] == ["1 Tue 2026-12-15", "- Wed 2026-12-16 holiday: Independence Day"]
    assert lines[-1] == "5 Mon 2026-12-21"


def test_a_term_and_a_year_are_printed_one_after_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, "2026", "--from", "2026-12-14", "--days", "5")
    assert lines.index("Working calendar of 2026") > lines.index("5 Mon 2026-12-21")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("2036",), "reaches from 2013-01-01 to 2035-12-31"),
        (("0",), "invalid year"),
        (("--days", "5"), "belong together"),
        (("--from", "2026-12-14", "--days", "0"), "at least one working day"),
        (("--from", "2035-12-28", "--days", "5"), "ends on 2035-12-31"),
    ],
)
def test_what_cannot_be_printed_is_said(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    assert says in capsys.readouterr().err
