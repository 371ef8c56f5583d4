"""The arithmetic of the bench: percentiles, ratios, goals, and the table that nobody can misread."""

from __future__ import annotations

import json
import threading
import time

import pytest

from tools.bench.cases import path_of_copy
from tools.bench.figures import Figure, as_json, percentile, ratio, table, timed
from tools.bench.queue import DESKS, at_once, check_order
from tools.bench.queue_figures import CALLERS, Round, Step, Wave, per_second, queue_figures


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


def test_a_timed_step_gives_its_milliseconds_and_its_answer() -> None:
    def step() -> str:
        time.sleep(0.002)
        return "done"

    took, got = timed(step)
    assert got == "done"
    assert took >= 2


def test_callers_at_once_are_all_under_way_together_and_answered_in_their_order() -> None:
    together = threading.Barrier(CALLERS, timeout=10)  # nobody passes unless all are there

    def work(place: int) -> str:
        together.wait()
        return DESKS[place]

    wave, got = at_once(work, CALLERS)
    assert tuple(got) == DESKS
    assert len(wave.each_ms) == CALLERS
    assert max(wave.each_ms) <= wave.seconds * 1000 + 5


def test_a_caller_that_fails_fails_the_wave() -> None:
    with pytest.raises(ZeroDivisionError):
        at_once(lambda place: 1 // place, 2)


def test_requests_per_second_count_the_time_under_way_and_no_other() -> None:
    assert per_second([Wave((100.0,) * 32, 0.5), Wave((100.0,) * 32, 1.5)]) == 32.0


@pytest.mark.clause("6.2")
@pytest.mark.parametrize("places", [(65, 66, 66), (65, 66, 68), (64, 65, 66)], ids=["twice", "passed over", "again"])
def test_a_queue_out_of_order_is_not_measured(places: tuple[int, ...]) -> None:
    check_order([{"id": f"20261123-{place:04d}"} for place in (66, 65, 67)], before=64)
    with pytest.raises(RuntimeError, match="called twice, or passed over"):
        check_order([{"id": f"20261123-{place:04d}"} for place in places], before=64)


def test_the_queue_is_compared_by_the_time_from_call_to_call() -> None:
    """32 calls in 0.64 s are one every 20 ms, however long each of the 32 waited."""
    quick, slow = Wave((50.0,) * 32, 0.1), Wave((300.0,) * 31 + (640.0,), 0.64)
    near = [Round(quick, slow, quick, 72, (Step(3.0, 2.0),) * 4)] * 3
    far = [Round(quick, slow, quick, 96, (Step(10.0, 6.0),) * 4)] * 2
    figures = queue_figures(near, far, [(16.0, Step(1.5, 2.0))] * 5, "8")
    values = {figure.name: figure.value for figure in figures}
    assert values["calls, 32 at once"] == pytest.approx(50.0)
    assert (values["a call, 32 at once, p50"], values["a call, 32 at once, p99"]) == (300.0, 640.0)
    assert values["32 beside one, per call"] == pytest.approx(20 / 16)
    assert values["a bare step of the line"] == 3.5
    assert values["32 beside it, per call"] == pytest.approx(20 / 5)
    assert values["32 beside it, store far away"] == pytest.approx(20 / 16)
    assert values["a call alone beside its commit"] == 8.0
    assert values["starts, 32 at once"] == pytest.approx(320.0)
    assert figures[0].samples == 96
    assert figures[0].how.startswith("1.2 lost races a call")
