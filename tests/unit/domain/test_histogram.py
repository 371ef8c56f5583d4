"""Times in classes: where each falls, and what a percentile made of them may say."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from functions.shared.domain.histogram import BOUNDS, LONGER, NAMES, class_of, quantile, total
from functions.shared.domain.standard import STANDARD_2014

TIMES = some.lists(some.floats(0, BOUNDS[-1] - 1), min_size=1, max_size=200)


@pytest.mark.parametrize(
    ("seconds", "name"),
    [
        (-1, "under_1"),
        (0, "under_1"),
        (0.999999, "under_1"),
        (1, "under_2"),
        (29.9, "under_30"),
        (30, "under_35"),
        (299.999999, "under_300"),
        (300, "under_330"),
        (604_799, "under_604800"),
        (604_800, LONGER),
    ],
)
def test_a_class_holds_the_times_shorter_than_its_bound(seconds: float, name: str) -> None:
    assert class_of(seconds) == name


@pytest.mark.clause("2.1")
def test_the_limit_of_the_standard_is_a_bound() -> None:
    assert STANDARD_2014.answer_within == timedelta(seconds=300)
    assert 300 in BOUNDS
    assert list(BOUNDS) == sorted(set(BOUNDS))
    assert len(set(NAMES)) == len(BOUNDS) + 1


def test_of_no_times_there_is_no_percentile() -> None:
    assert quantile({}, 0.5) is None
    assert quantile({"under_30": 0}, 0.5) is None


def test_beyond_the_last_bound_a_percentile_is_not_known() -> None:
    histogram = {"under_30": 9, LONGER: 1}
    assert quantile(histogram, 0.9) == 30
    assert quantile(histogram, 0.95) is None


def test_a_percentile_is_interpolated_inside_its_class() -> None:
    assert quantile({"under_30": 10}, 0.5) == 27.5
    assert quantile({"under_30": 10}, 1) == 30
    assert quantile({"under_10": 50, "under_30": 50}, 0.5) == 10
    assert quantile({"under_10": 50, "under_300": 50}, 0.75) == 285


@given(TIMES, some.sampled_from([0.5, 0.95, 0.99]))
def test_a_percentile_is_in_the_class_of_the_true_one(times: list[float], part: float) -> None:
    histogram = Counter(class_of(seconds) for seconds in times)
    wanted = part * len(times)
    true = next(time for place, time in enumerate(sorted(times), 1) if place >= wanted)
    found = quantile(histogram, part)
    upper = next(bound for bound in BOUNDS if true < bound)
    assert total(histogram) == len(times)
    assert found is not None
    assert max((bound for bound in BOUNDS if bound <= true), default=0) <= found <= upper


@given(TIMES, TIMES)
def test_histograms_of_two_days_can_be_added(first: list[float], second: list[float]) -> None:
    classes = [Counter(map(class_of, times)) for times in (first, second, first + second)]
    assert classes[0] + classes[1] == classes[2]
