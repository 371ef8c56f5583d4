"""What the papers of a public service centre may say."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from tests.unit.documents.form_samples import acceptance, application, paper_copy, refusal

NO_ZONE = datetime(2026, 11, 23, 10, 3)  # noqa: DTZ001  # the mistake to be caught


@pytest.mark.clause("9.1")
@pytest.mark.parametrize("children", [0, 11])
def test_an_application_names_one_to_ten_children(children: int) -> None:
    with pytest.raises(ValueError, match="one to 10 children"):
        application(children=children)


@pytest.mark.clause("10.1")
def test_there_is_no_refusal_without_a_missing_document() -> None:
    with pytest.raises(ValueError, match="what is missing"):
        replace(refusal(), missing=())


def test_a_receipt_of_acceptance_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(acceptance(), accepted_at=NO_ZONE)
    with pytest.raises(ValueError, match="time zone"):
        replace(acceptance(), due_at=NO_ZONE)


def test_a_receipt_of_refusal_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(refusal(), refused_at=NO_ZONE)


@pytest.mark.clause("4.3")
def test_paper_copies_are_counted_from_one_and_printed_at_a_moment() -> None:
    with pytest.raises(ValueError, match="from one"):
        paper_copy(0)
    with pytest.raises(ValueError, match="time zone"):
        replace(paper_copy(), printed_at=NO_ZONE)
