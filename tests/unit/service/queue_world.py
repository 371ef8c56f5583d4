"""The world as the electronic queue sees it: the calls of a reception, of desks, and of citizens who book."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Response

from functions.shared.domain.calendar import almaty_day
from functions.shared.offices import Offices
from functions.shared.ports import Documents, Replace
from tests.unit.examples import GUARDIAN
from tests.unit.service.world import CENTRES, World


def keyed(key: str | None = None) -> dict[str, str]:
    """A new key, where none is given."""
    return {"Idempotency-Key": key or secrets.token_hex(8)}


class QueueWorld(World):
    def __init__(self, documents: Documents | None = None, *, psc: str = CENTRES[0]) -> None:
        super().__init__(documents)
        self.psc = psc

    # ---- the reception and the desks

    def ask(self, method: str, path: str, *, key: str | None = None, **body: Any) -> Response:
        """An operator of the centre asks, under a key of its own; `path` is what follows the centre."""
        who = self.operator(self.psc)
        return self.call(method, f"/v1/psc/{self.psc}/{path}", who=who, headers=keyed(key), **body)

    def take(self) -> str:
        """The number that a walk-in gets."""
        return str(self._read(self.ask("POST", "tickets"), 201)["number"])

    def arrive(self, booking: str) -> Response:
        return self.ask("POST", "arrivals", json={"booking": booking})

    def call_to(self, desk: str, ticket: str | None = None, key: str | None = None) -> Response:
        return self.ask("POST", "calls", key=key, json={"desk": desk} | ({"ticket": ticket} if ticket else {}))

    def called(self, desk: str) -> str:
        """The number that is called to the desk next."""
        return str(self._read(self.call_to(desk))["ticket"]["number"])

    def step(self, number: str, step: str, desk: str | None = None) -> Response:
        """start, finish, no-show at a desk; abandon without one."""
        body: dict[str, Any] = {} if desk is None else {"json": {"desk": desk}}
        return self.ask("POST", f"tickets/{number}/{step}", **body)

    def serve(self, desk: str) -> str:
        """Call, start and finish at once."""
        number = self.called(desk)
        self._read(self.step(number, "start", desk))
        self._read(self.step(number, "finish", desk))
        return number

    def queue(self) -> dict[str, Any]:
        return self._read(self.ask("GET", "queue"))

    def board(self) -> dict[str, Any]:
        return self._read(self.call("GET", f"/v1/psc/{self.psc}/board"))

    # ---- citizens

    def book(
        self, slot: datetime | str, iin: str = GUARDIAN, psc: str | None = None, key: str | None = None
    ) -> Response:
        at = slot.isoformat() if isinstance(slot, datetime) else slot
        body = {"psc": psc or self.psc, "slot": at}
        return self.call("POST", "/v1/bookings", who=self.citizen(iin), headers=keyed(key), json=body)

    def booked(self, slot: datetime, iin: str = GUARDIAN) -> dict[str, Any]:
        return self._read(self.book(slot, iin), 201)

    def cancel(self, booking: str, iin: str = GUARDIAN) -> Response:
        return self.call("DELETE", f"/v1/bookings/{booking}", who=self.citizen(iin))

    def bookings(self, iin: str = GUARDIAN) -> list[dict[str, Any]]:
        return list(self._read(self.call("GET", "/v1/bookings", who=self.citizen(iin)))["bookings"])

    def slots(self, day: datetime) -> list[dict[str, Any]]:
        path = f"/v1/psc/{self.psc}/slots?day={almaty_day(day)}"
        return list(self._read(self.call("GET", path))["slots"])

    def close_for_good(self) -> None:
        """Take the centre out of service, as the directory's keeper does; the directory is read anew."""
        found = self.documents.get(f"offices/{self.psc}")
        assert found is not None
        self.documents.commit(Replace(found.path, {**found.fields, "active": False}, found.version))
        self.submit_services = replace(self.submit_services, offices=Offices(self.documents))

    # ---- time

    def reconcile_queue(self) -> dict[str, int]:
        counts = self._read(self.task("/tasks/queue/reconcile"))["counts"]
        assert isinstance(counts, dict)
        return counts

    def alarms(self) -> list[dict[str, Any]]:
        """What the head of the centre sees."""
        who = {"role": "psc_head", "office": self.psc}
        return list(self._read(self.call("GET", "/v1/alarms", who=who))["alarms"])

    def tickets(self) -> list[str]:
        """The paths of the centre's tickets, on the fake store."""
        return [path for path in self.fake_documents.paths() if path.startswith(f"offices/{self.psc}/tickets/")]

    def everything(self) -> dict[str, Any]:
        """All that is stored, on the fake store: what a problem must leave as it was."""
        found = self.fake_documents.get_many(self.fake_documents.paths())
        return {path: (document.fields, document.version) for path, document in found.items()}

    def refused(self, response: Response) -> tuple[int, str]:
        """Status and slug of a problem."""
        return response.status_code, self.problem(response)

    def _read(self, response: Response, status: int = 200) -> dict[str, Any]:
        assert response.status_code == status, response.get_data(as_text=True)
        found = json.loads(response.get_data())
        assert isinstance(found, dict)
        return found
