"""What the handlers of each function are given. `bootstrap` builds it of adapters, the tests of fakes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from functions.shared.domain.calendar import WorkingCalendar
from functions.shared.domain.notice import Notice
from functions.shared.domain.standard import STANDARD_2014, Profile
from functions.shared.health import Health
from functions.shared.http.callers import Callers
from functions.shared.maintenance import MaintenanceGate
from functions.shared.offices import Offices
from functions.shared.ports import Clock, Documents, Objects, Tasks
from functions.shared.records import keyed_hash


class PortalUnavailable(Exception):
    """The portal did not take the notice; the task tries again."""


class Portal(Protocol):
    def push(self, notice: Notice) -> None:
        """Hand a notice to the portal, which shows it once however often it comes. Raises PortalUnavailable."""


@dataclass(frozen=True)
class Rules:
    """What the law and the operator fix for every request."""

    cabinet_secret: bytes
    profile: Profile = STANDARD_2014
    iin_checked: bool = True
    public_url: str = "https://check.invalid"
    registry_budget: float = 4.0

    def cabinet(self, iin: str) -> str:
        """The keyed hash under which a person's things are found."""
        return keyed_hash(self.cabinet_secret, "cabinet", iin)

    def officer(self, account: str) -> str:
        """The keyed hash that names an official in records and events without telling who."""
        return keyed_hash(self.cabinet_secret, "officer", account)


@dataclass(frozen=True, kw_only=True)
class Common:
    """What all functions need."""

    rules: Rules
    clock: Clock
    documents: Documents
    tasks: Tasks
    callers: Callers
    offices: Offices
    maintenance: MaintenanceGate
    attachments: Objects
    health: Health = field(default_factory=Health)

    @property
    def calendar(self) -> WorkingCalendar:
        """The working days of the law. Its sources are read at the first question, which most requests never ask."""
        from functions.shared.calendars import working_calendar

        return working_calendar()
