"""The arithmetic of the bench: percentiles, ratios, goals, and the table that nobody can misread."""

from __future__ import annotations

import json

import pytest

from tools.bench.cases import path_of_copy
from tools.bench.figures import Figure, as_json, percentile, ratio, table


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([5.0], 50, 5.0),
        ([5.0], 99, 5.0),
        ([3.0, 1.0, 2.0], 50, 2.0),
        ([4.0, 1.0, 3.0, 2.0], 50, 2.0),  # the nearest rank is a value that was measured, never one between two
        ([float(value) for value in range(1, 101)], 50, 50.0),
        ([float(value) for value in range(1, 101)], 99, 99.0),
        ([float(value) for value in range(1, 101)], 100, 100.0),
        ([float(value) for value in range(1, 13)], 99, 12.0),  # of a dozen, the 99th percentile is the slowest
    ],
)
def test_a_percentile_is_the_nearest_rank(values: list[float], percent: float, expected: float) -> None:
    assert percentile(values, percent) == expected


@pytest.mark.parametrize(("values", "percent"), [([], 50), ([1.0], 0), ([1.0], 101), ([1.0], -1)])
def test_a_percentile_of_nothing_is_an_error(values: list[float], percent: float) -> None:
    with pytest.raises(ValueError, match="percentile"):
        percentile(values, percent)


def test_a_ratio_compares_medians_so_that_one_slow_round_does_not_matter() -> None:
    assert ratio([6.0, 8.0, 1000.0], [2.0, 2.0, 500.0]) == 4.0


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        (Figure("under", 59.9, "ms", 60.0), True),
        (Figure("exactly", 60.0, "ms", 60.0), True),
        (Figure("over", 60.1, "ms", 60.0), False),
        (Figure("nothing promised", 60.0, "ms"), None),
        (Figure("not measured", None, "ms", 60.0), None),
        (Figure("another key than the goal's", 10.0, "ms", 60.0, holds=False), None),
        (Figure("another key than the goal's, and slow", 90.0, "ms", 60.0, holds=False), None),
    ],
    ids=lambda value: value.name if isinstance(value, Figure) else None,
)
def test_a_goal_is_met_missed_or_open(figure: Figure, met: bool | None) -> None:
    assert figure.met is met
    assert as_json([figure])[0]["met"] is met


def test_the_json_holds_each_figure_with_its_goal() -> None:
    given = as_json([Figure("seal", 41.23456, "ms", 45.0, samples=25, how="in process")])
    assert json.loads(json.dumps(given)) == [
        {
            "name": "seal",
            "value": 41.2346,
            "unit": "ms",
            "goal": 45.0,
            "samples": 25,
            "how": "in process",
            "holds": True,
            "met": True,
        }
    ]


def test_the_table_marks_missed_goals_and_only_those() -> None:
    lines = table(
        [
            Figure("render", 45.678, "ms", 60.0),
            Figure("submit to certificate", 1234.5, "ms", 400.0),
            Figure("without the library", None, "ms", 130.0),
            Figure("Python alone", 0.02345, "s"),
        ]
    ).splitlines()
    assert [line.split()[0] for line in lines] == ["met", "MISSED", "without", "Python"]
    assert [line.split()[-4:] for line in lines[:2]] == [
        ["45.7", "ms", "goal", "60.0"],
        ["1234", "ms", "goal", "400"],
    ]
    assert lines[2].split()[-5:] == ["-", "ms", "goal", "130,", "open"]
    assert lines[3].split()[-2:] == ["0.023", "s"]


def test_an_empty_table_is_empty() -> None:
    assert table([]) == ""


def test_a_copied_document_never_takes_the_place_of_the_original() -> None:
    assert path_of_copy("applications/abc/events/000001", "abc", "xyz") == "applications/xyz/events/000001"
    assert path_of_copy("notices/abc-accepted", "abc", "xyz") == "notices/xyz-accepted"
    assert path_of_copy("numbers/A5R8YY43982H", "abc", "xyz") == "numbers/A5R8YY43982H-xyz"
