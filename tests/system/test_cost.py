"""What a case costs does not grow unseen: every operation that is billed is counted through the real code."""

from __future__ import annotations

import pytest

from tools.cost import expected
from tools.cost.journeys import JOURNEYS
from tools.cost.measuring import Measured, measure
from tools.cost.prices import read
from tools.cost.report import Report


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """On a stack of its own, on which nothing else happens."""
    return measure(tmp_path_factory.mktemp("cost"))


def test_no_count_grew_and_none_shrank(measured: Measured) -> None:
    found = expected.differences(expected.read(), expected.counts(measured))
    assert not found, "\n".join([*found, f"where that is meant: {expected.UPDATE}"])


def test_every_kind_of_case_leaves_documents_and_is_priced(measured: Measured) -> None:
    report = Report(measured, read())
    for journey in JOURNEYS:
        usage = measured.journeys[journey.name]
        assert usage.count("firestore writes") > 0
        assert usage.size("firestore documents") > 0
        assert sum(usage.cpu_ms.values()) > 0
        assert report.thousand(journey.name) > 0
    assert {name for name in measured.journeys if measured.journeys[name].count("kms AsymmetricSign")} == {
        "certificate",
        "certificate-on-paper",
        "complaint",
    }
