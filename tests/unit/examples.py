"""Examples for unit tests: invented people with impossible or synthetic numbers, and the case of a guardian of two."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from functions.shared.domain.application import Applicant, Application, Channel, Child, Consent, Status
from functions.shared.domain.decision import Gathered
from functions.shared.domain.events import Head
from functions.shared.domain.facts import Birth, Capacity, Found, Name, Names, NoRecord, Order, Person
from functions.shared.domain.language import Bilingual, Language

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
GUARDIAN, FIRST_CHILD, SECOND_CHILD = "850101100012", "991231500016", "991231500707"

GUARDIAN_NAMES = Names(Name("Әлиева", "Гүлнар", "Қайратқызы"), Name("Алиева", "Гульнар", "Кайратовна"))
FIRST_NAMES = Names(Name("Өмірбек", "Ұлан", "Һашімұлы"), Name("Омирбек", "Улан", "Хашимович"))
SECOND_NAMES = Names(Name("Өмірбек", "Аяна"), Name("Омирбек", "Аяна"))
FIRST_BORN, SECOND_BORN = date(2016, 3, 5), date(2011, 7, 1)


def child(**changes: Any) -> Child:
    fields: dict[str, Any] = {"iin": FIRST_CHILD, "name": FIRST_NAMES.kk, "birth_date": FIRST_BORN}
    return Child(**(fields | changes))


def application(**changes: Any) -> Application:
    fields: dict[str, Any] = {
        "id": "a" * 32,
        "number": "A23456789ACE",
        "channel": Channel.PORTAL,
        "provider": "almaty",
        "language": Language.KK,
        "cabinet": "c" * 32,
        "applicant": Applicant(GUARDIAN, GUARDIAN_NAMES.kk, "+77011234567"),
        "children": (child(),),
        "consent": Consent("2014-1", NOW - timedelta(seconds=30)),
        "request_sha256": "0" * 64,
        "accepted_at": NOW,
        "due_at": NOW + timedelta(minutes=5),
        "status": Status.ACCEPTED,
        "head": Head(),
        "next_check_at": NOW + timedelta(seconds=30),
        "profile": "2014-1",
    }
    return Application(**(fields | changes))


def person(**changes: Any) -> Person:
    fields: dict[str, Any] = {
        "iin": GUARDIAN,
        "names": GUARDIAN_NAMES,
        "birth_date": date(1885, 1, 1),
        "alive": True,
        "address": Bilingual("Алматы қ., Абай даңғылы, 1-үй, 12-пәтер", "г. Алматы, пр. Абая, д. 1, кв. 12"),
    }
    return Person(**(fields | changes))


def birth(**changes: Any) -> Birth:
    fields: dict[str, Any] = {
        "child_iin": FIRST_CHILD,
        "names": FIRST_NAMES,
        "birth_date": FIRST_BORN,
        "certificate_number": "123456",
    }
    return Birth(**(fields | changes))


def order(**changes: Any) -> Order:
    fields: dict[str, Any] = {
        "number": "123",
        "issued_on": date(2020, 9, 1),
        "authority": Bilingual("Алматы қаласының әкімдігі", "Акимат города Алматы"),
        "guardian_iin": GUARDIAN,
        "child_iin": FIRST_CHILD,
        "child_names": FIRST_NAMES,
        "child_birth_date": FIRST_BORN,
        "capacity": Capacity.GUARDIANSHIP,
        "active": True,
        "ended_on": None,
        "property_inventory": False,
    }
    return Order(**(fields | changes))


def gathered(**changes: Any) -> Gathered:
    fields: dict[str, Any] = {
        "person": Found(person(), b"signed person"),
        "births": (Found(birth(), b"signed birth"),),
        "orders": Found((order(),), b"signed orders"),
    }
    return Gathered(**(fields | changes))


NO_RECORD = NoRecord(b"signed: no record")
