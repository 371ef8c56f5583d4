"""The states of an application, and the table of steps between them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from functions.shared.domain.application import TRANSITIONS, ForbiddenTransition, Status
from functions.shared.domain.events import EventKind
from tests.unit.examples import NOW, application

ALLOWED = {
    (Status.ACCEPTED, Status.VERIFIED),
    (Status.ACCEPTED, Status.DECLINED),
    (Status.VERIFIED, Status.ISSUED),
}


@pytest.mark.parametrize("before", list(Status))
@pytest.mark.parametrize("after", list(Status))
def test_only_the_steps_of_the_table_are_possible(before: Status, after: Status) -> None:
    case = application(status=before)
    if (before, after) in ALLOWED:
        moved, event = case.step(after, EventKind.VERIFIED, NOW, "service")
        assert moved.status is after
        assert event.n == case.head.length + 1
    else:
        with pytest.raises(ForbiddenTransition):
            case.step(after, EventKind.VERIFIED, NOW, "service")


def test_every_state_stands_in_the_table_and_can_be_reached() -> None:
    assert set(TRANSITIONS) == set(Status)
    first = {Status.ACCEPTED}
    assert set().union(*TRANSITIONS.values()) | first == set(Status)


@pytest.mark.clause("2.1")
def test_overdue_is_a_mark_with_a_time_and_not_a_state() -> None:
    case = application()
    marked, _ = case.note(EventKind.OVERDUE, NOW + timedelta(minutes=5), "service", overdue_since=case.due_at)
    assert marked.status is Status.ACCEPTED
    issued, _ = marked.step(Status.VERIFIED, EventKind.VERIFIED, NOW, "service")
    assert issued.overdue_since == case.due_at


def test_a_closed_case_is_looked_at_no_more() -> None:
    closed, _ = application().step(Status.DECLINED, EventKind.DECLINED, NOW, "service")
    assert closed.next_check_at is None
    assert not closed.is_open
