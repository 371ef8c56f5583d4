"""The chain of events: no link can be changed, dropped or swapped unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from functions.shared.domain.events import BrokenLink, Event, EventKind, Head, append, first_broken

START = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def chain() -> tuple[list[Event], Head]:
    head, events = Head(), []
    for n, kind in enumerate([EventKind.ACCEPTED, EventKind.OVERDUE, EventKind.VERIFIED, EventKind.ISSUED]):
        event, head = append(head, kind, START + timedelta(seconds=n), "service", n=n)
        events.append(event)
    return events, head


def test_a_whole_chain_holds() -> None:
    assert first_broken(*chain()) is None
    assert first_broken([], Head()) is None


@pytest.mark.parametrize(
    "change",
    [
        {"kind": EventKind.DECLINED},
        {"at": START + timedelta(microseconds=1)},
        {"actor": "citizen"},
        {"data": {"n": 7}},
    ],
)
def test_a_changed_link_is_named(change: dict[str, object]) -> None:
    events, head = chain()
    events[1] = replace(events[1], **change)  # type: ignore[arg-type]  # the fields are of different types
    assert first_broken(events, head) == BrokenLink(2, "changed")


def test_a_dropped_link_is_named() -> None:
    events, head = chain()
    assert first_broken(events[:1] + events[2:], head) == BrokenLink(2, "missing")


def test_a_cut_end_is_named() -> None:
    events, head = chain()
    assert first_broken(events[:-1], head) == BrokenLink(4, "head")


def test_a_rewritten_link_is_detached_from_the_next() -> None:
    events, head = chain()
    forged, _ = append(Head(1, events[0].hash), EventKind.DECLINED, START, "service")
    events[1] = forged
    assert first_broken(events, head) == BrokenLink(3, "detached")
