"""The service on fakes, with complaints as registration makes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from functions.shared.calendars import TABLE, build
from functions.shared.codec import from_fields, to_fields
from functions.shared.domain.alarm import Alarm
from functions.shared.domain.calendar import WorkingCalendar
from functions.shared.domain.complaint import Complaint, Executor, Stage
from functions.shared.domain.events import Event, EventKind, first_broken
from functions.shared.domain.office import OfficeKind
from functions.shared.ports import Create, Replace
from functions.shared.records import create_event, events_of
from tests.unit.calendar.almanac import moment
from tests.unit.domain.complaints import a_complaint
from tests.unit.service.world import World

REGISTERED = "Monday 2026-11-23 10:00"
ID = "complaint-1"
Change = Callable[[Complaint], tuple[Complaint, Event]]


class Chancellery(World):
    """Complaints stand in its store as registration makes them."""

    def given(self, received: str = REGISTERED, kind: OfficeKind = OfficeKind.PROVIDER, **changes: Any) -> str:
        self.clock.move_to(moment(received))
        complaint, event = a_complaint(moment(received), kind, **changes)
        path = f"complaints/{complaint.id}"
        self.documents.commit(Create(path, to_fields(complaint)), create_event(path, event))
        return complaint.id

    def complaint(self, identifier: str = ID) -> Complaint:
        found = self.documents.get(f"complaints/{identifier}")
        assert found is not None
        return from_fields(Complaint, found.fields)

    def change(self, change: Change, identifier: str = ID) -> None:
        found = self.documents.get(f"complaints/{identifier}")
        assert found is not None
        after, event = change(self.complaint(identifier))
        self.documents.commit(
            Replace(found.path, to_fields(after), found.version), create_event(f"complaints/{identifier}", event)
        )

    def spoil(self, identifier: str, **fields: Any) -> None:
        found = self.documents.get(f"complaints/{identifier}")
        assert found is not None
        self.documents.commit(Replace(found.path, {**found.fields, **fields}, found.version))

    def name_executor(self, identifier: str = ID) -> None:
        at = self.clock.now()
        executor = Executor("Орындаушы", "0" * 32, at, "1" * 32)
        self.change(
            lambda complaint: complaint.step(
                Stage.ASSIGNED, EventKind.ASSIGNED, at, "provider_head", told={}, executor=executor
            ),
            identifier,
        )

    def check(self, identifier: str = ID) -> str:
        response = self.task(f"/tasks/complaints/{identifier}/check")
        assert response.status_code == 200, response.get_data(as_text=True)
        return str(json.loads(response.get_data())["done"])

    def reconcile_complaints(self) -> dict[str, Any]:
        response = self.task("/tasks/complaints/reconcile")
        assert response.status_code == 200, response.get_data(as_text=True)
        report = json.loads(response.get_data())
        for tally in (report["due"], report["walked"]):
            assert tally is None or tally["saw"] == sum(tally["did"].values())
        assert isinstance(report, dict)
        return report

    def alarms(self) -> dict[str, tuple[str, str]]:
        """Kind and office of each, by id."""
        stored = self.documents.get_many(self.stored("alarms"))
        alarms = [from_fields(Alarm, document.fields) for document in stored.values()]
        return {alarm.id: (alarm.kind.value, alarm.office) for alarm in alarms}

    def chain(self, identifier: str = ID) -> list[Event]:
        events = events_of(self.documents, f"complaints/{identifier}")
        assert first_broken(events, self.complaint(identifier).head) is None
        return events

    def decide(self, monkeypatch: pytest.MonkeyPatch, *moves: Mapping[str, Any]) -> WorkingCalendar:
        """The working calendar after a decision."""
        table = json.loads(TABLE.read_text(encoding="utf-8"))
        calendar = build(table | {"moves": [*table["moves"], *moves]})
        monkeypatch.setattr("functions.shared.calendars.working_calendar", lambda: calendar)
        return calendar


def a_move(off: str, worked: str) -> dict[str, Any]:
    return {"off": off, "worked": worked, "weeks": ["five-day"], "source": "a decision"}
