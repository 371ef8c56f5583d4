"""The service on fakes behind one WSGI application, with a case of every kind in its store, and who may call it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Request
from werkzeug.wrappers import Response

from functions.shared.domain.errors import Unauthenticated
from functions.shared.http.callers import Caller, Role
from tests.fakes.trust import fake_cms
from tests.unit.examples import FIRST_CHILD, GUARDIAN
from tests.unit.service.complaint_world import HEADS, NAME, ComplaintWorld, body
from tests.unit.service.world import CENTRES, OPERATOR, PDF, FakeCallers, service_of

STRANGER = "900101300017"
OFFICES = {
    Role.PSC_OPERATOR: CENTRES,
    Role.PSC_HEAD: CENTRES,
    Role.PROVIDER_OFFICER: ("almaty", "astana"),
    Role.PROVIDER_HEAD: ("almaty", "astana"),
    Role.AKIMAT_CLERK: ("akimat-almaty", "akimat-astana"),
    Role.AKIMAT_HEAD: ("akimat-almaty", "akimat-astana"),
    Role.QUALITY_OFFICER: ("quality",),
}
MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
SCAN = PDF + b"scan %%EOF"
Token = dict[str, str]


class StrictCallers(FakeCallers):
    """Whatever is no token of the fakes is no token."""

    def identify(self, authorization: str | None) -> Caller:
        try:
            return super().identify(authorization)
        except (KeyError, TypeError, ValueError) as error:
            raise Unauthenticated from error


class Served(ComplaintWorld):
    """`known` has values for the path's variables, by the piece of the path before them."""

    def __init__(self) -> None:
        super().__init__()
        callers = StrictCallers()
        self.submit_services = replace(self.submit_services, callers=callers)
        self.issue_services = replace(self.issue_services, callers=callers)
        self.complaint_services = replace(self.complaint_services, callers=callers)
        self._services = (self.submit_services, self.issue_services, self.complaint_services)
        self.clock.move_to(MONDAY)
        self.known: dict[str, list[str]] = {}
        self._put_cases()
        self._documents = self.fake_documents.backup()
        self._objects = [dict(each.stored) for each in self._buckets()]
        self._now, self._tasks = self.clock.now(), list(self.tasks.waiting)

    def reset(self) -> None:
        """Be again as after the cases were put in."""
        self.submit_services, self.issue_services, self.complaint_services = self._services
        self.fake_documents.put_back(self._documents)
        for bucket, stored in zip(self._buckets(), self._objects, strict=True):
            bucket.stored = dict(stored)
        self.clock.move_to(self._now)
        self.tasks.waiting = list(self._tasks)

    def everything(self) -> dict[str, Any]:
        """All that is stored anywhere, tasks among it: what a problem must leave as it was."""
        documents = self.fake_documents.get_many(self.fake_documents.paths())
        stored: dict[str, Any] = {path: (found.fields, found.version) for path, found in documents.items()}
        for number, bucket in enumerate(self._buckets()):
            stored |= {f"{number}:{name}": held for name, held in bucket.stored.items()}
        return stored | {"tasks": list(self.tasks.waiting)}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """As WSGI: what the functions framework hands to the router, of whichever function it is."""
        request = Request(environ)
        with self._app.request_context(environ):
            response: Response = self._routers[service_of(request.path)].serve(request)
        return response(environ, start_response)

    def _buckets(self) -> tuple[Any, ...]:
        return self.attachments, self.certificates, self.answers

    # ---- who calls

    def token(self, role: Role, *, other: bool = False) -> Token:
        """A token of the role: bound to the office or person of the cases, or to another."""
        if role is Role.CITIZEN:
            return self.citizen(STRANGER if other else GUARDIAN)
        if role in OFFICES:
            office = OFFICES[role][-1 if other else 0]
            name = self.head_name(office) if HEADS[office] == role.value else OPERATOR
            return {"role": role.value, "office": office, "subject": f"{role}-{office}", "name": name}
        return {"role": role.value, "subject": role.value}

    def head_name(self, office: str) -> str:
        return self.head(office)["name"]

    # ---- what is there

    def _put_cases(self) -> None:
        scan = self.upload(SCAN)
        issued = self.accepted()
        self.run_due_tasks()
        number = self.application(issued).certificate
        assert number is not None
        self.registries.appointments.clear()
        declined = self.accepted(self.request(), key="key-00000002")
        self.run_due_tasks()
        waiting = self.accepted(self.request(), key="key-00000003")
        at_desk = body(self.hand_in(key="key-00000004"), 201)
        refused = body(self.hand_in(self.package(documents=[]), key="key-00000005"), 201)
        assert refused["outcome"] == "refused"
        copies = [self._copy(number, place) for place in range(3)]
        slot = self.clock.now() + timedelta(hours=2)
        booking = self._post("/v1/bookings", self.citizen(), psc=CENTRES[0], slot=slot.isoformat())["id"]
        tickets = [self._ticket() for _ in range(4)]
        for place in (1, 2):
            self._post(f"/v1/psc/{CENTRES[0]}/calls", self.operator(), desk=str(place))
        self._post(f"/v1/psc/{CENTRES[0]}/tickets/{tickets[1]}/start", self.operator(), desk="2")
        fresh = self.registered("almaty", attachments=[scan])
        mine = body(self.complain(), 201)
        given = self.registered("almaty", text="Екінші шағым.")
        answered = self.registered("almaty", text="Үшінші шағым.")
        lacking = self.registered("almaty", text="Төртінші шағым.", complainant={"name": NAME, "iin": GUARDIAN})
        extended = self.registered("almaty", complainant=None, text="Бесінші шағым.", intake="post")
        for each in (given, answered):
            body(self.name(each["id"]))
        body(self.post(extended["id"], "extension", self.head(), working_days=2, reason="Тексеру."))
        answer = {"language": "kk", "outcome": "upheld", "text": "Шағымыңыз қаралды.", "measures": None}
        body(self.post(answered["id"], "answer", self.head(), **answer), 201)
        unknown = "0" * 32
        self.known = {
            "attachments": [hashlib.sha256(SCAN).hexdigest(), hashlib.sha256(b"").hexdigest()],
            "applications": [issued, declined, waiting, at_desk["id"], unknown],
            "refusals": [refused["id"], unknown],
            "bookings": [booking, unknown],
            "complaints": [each["id"] for each in (fresh, mine, given, answered, lacking, extended)] + [unknown],
            "certificates": [number, f"{number[:-1]}A", "C23456789ACE"],
            "check": [number, number.lower(), f"{number[:-1]}A"],
            "psc": [CENTRES[0], CENTRES[1], "psc-unknown", "almaty"],
            "tickets": [*tickets, "A999", "999"],
            "copies": [*copies, "9"],
            "n": ["0", "1", "2", "3", "-1", "99999999999999999999"],
            "status": [fresh["number"], number, refused["number"], at_desk["number"], "K23456789ACE"],
        }

    def _post(self, path: str, who: Token, **sent: Any) -> Any:
        self._made += 1
        response = self.call("POST", path, who=who, headers={"Idempotency-Key": f"key-{self._made:08d}"}, json=sent)
        return body(response, response.status_code if response.status_code in (200, 201) else 200)

    def _ticket(self) -> str:
        return str(self._post(f"/v1/psc/{CENTRES[0]}/tickets", self.operator())["number"])

    def _copy(self, number: str, steps: int) -> str:
        """A copy on paper that is asked for, printed, or signed."""
        at = f"/v1/certificates/{number}/copies"
        n = str(self._post(at, self.clerk())["n"])
        if steps > 0:
            assert self.call("POST", f"{at}/{n}/print", who=self.clerk()).status_code == 200
        if steps > 1:
            self._post(f"{at}/{n}/signature", self.head())
        return n

    # ---- requests that are in order

    def queries(self, path: str) -> list[dict[str, str]]:
        """That name a case."""
        numbers = [{"number": number} for number in self.known["status"]]
        return {"/v1/status": [each | {"why": "recipient-asks"} for each in numbers], "/check": numbers}.get(path, [])

    @property
    def sealed(self) -> bytes:
        """The certificate that was issued."""
        return next(data for data, _ in self.certificates.stored.values())

    def good_bodies(self) -> dict[str, list[Any]]:
        """By the name of the contract. What is signed is the content, not its envelope."""
        applicant = {**self.request()["applicant"], "address": "Алматы қ., Абай даңғылы, 1-үй"}
        child = {key: value for key, value in self.child().items() if key != "birth_certificate"}
        receiver = {"surname": "Әлиева", "name": "Гүлнар", "patronymic": "Қайратқызы"}
        card = {"kind": "id-card", "number": "012345678", "expires_on": "2030-01-01"}
        return {
            "PortalRequest": [self.request()],
            "ChecklistAsked": [
                {
                    "applicant_iin": GUARDIAN,
                    "children": [{"iin": FIRST_CHILD, "birth_date": "2016-03-05"}],
                    "consent": self.consent(),
                }
            ],
            "FormAsked": [{"provider": "almaty", "applicant": applicant, "children": [child]}],
            "CentrePackage": [self.package()],
            "ArrivalGiven": [{"booking": self.known["bookings"][0]}],
            "CallGiven": [{"desk": "3"}],
            "DeskGiven": [{"desk": "1"}, {"desk": "2"}],
            "BookingGiven": [{"psc": CENTRES[0], "slot": (self.clock.now() + timedelta(days=2)).isoformat()}],
            "RevocationAsked": [{"reason": "order-ended"}],
            "CopyAsked": [{"place": "almaty"}],
            "HandoverGiven": [{"received_by": receiver, "as": "recipient", "identity_document": card}],
            "PaperComplaint": [self.paper()],
            "PortalComplaint": [self.written()],
            "PartsGiven": [{"address": "Алматы"}],
            "SignedParts": [{"number": self.known["status"][0], "address": "Алматы"}],
            "ForwardingGiven": [{"to": "astana"}],
            "ExecutorGiven": [{"name": "Нұрғалиев Тимур Ерланұлы", "account": "officer-17"}],
            "AnswerGiven": [{"language": "kk", "outcome": "upheld", "text": "Шағымыңыз қаралды."}],
            "DeliveryGiven": [{"channel": "hand", "receiver": receiver}],
            "ExtensionAsked": [{"working_days": 5, "reason": "Қосымша тексеру қажет."}],
            "ExtensionTold": [{"how": "phone"}],
        }

    def envelope(self, content: Any, signer: str = GUARDIAN) -> dict[str, str]:
        """What a citizen sends: the content in a signature."""
        cms = fake_cms(json.dumps(content).encode(), iin=signer)
        return {"cms": base64.b64encode(cms).decode()}


_PREPARED: list[Served] = []


def served() -> Served:
    """The world with its cases, as new."""
    if not _PREPARED:
        _PREPARED.append(Served())
    world = _PREPARED[0]
    world.reset()
    return world
