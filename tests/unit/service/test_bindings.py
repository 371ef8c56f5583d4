"""A good token with the right role opens nothing of another citizen and nothing of another office.

Every route that is not public is in one of two tables: what it names is somebody's, or the token alone says whose
things it is about. What is another's is not found (404), or forbidden where it is no secret that it is there (403).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Response

from functions.complaint.routes import ROUTES as COMPLAINT
from functions.issue.routes import ROUTES as ISSUE
from functions.shared.http.callers import Role
from functions.shared.http.routing import Route
from functions.submit.routes import ROUTES as SUBMIT
from tests.unit.examples import GUARDIAN, SECOND_CHILD
from tests.unit.service.answer_world import CLERK, EXECUTOR, HEAD, AnswerWorld
from tests.unit.service.queue_world import QueueWorld, keyed
from tests.unit.service.world import CENTRES, PDF

HERE, THERE = CENTRES
NAME = "Тегі Аты"
STRANGERS: dict[Role, dict[str, str]] = {
    Role.CITIZEN: {"role": "citizen", "iin": SECOND_CHILD},
    Role.PSC_OPERATOR: {"role": "psc_operator", "office": THERE, "name": NAME},
    Role.PSC_HEAD: {"role": "psc_head", "office": THERE, "name": NAME},
    Role.PROVIDER_OFFICER: {"role": "provider_officer", "office": "astana", "name": NAME},
    Role.PROVIDER_HEAD: {"role": "provider_head", "office": "astana", "name": NAME},
    Role.AKIMAT_CLERK: {"role": "akimat_clerk", "office": "akimat-almaty", "name": NAME},
    Role.AKIMAT_HEAD: {"role": "akimat_head", "office": "akimat-almaty", "name": NAME},
    Role.QUALITY_OFFICER: {"role": "quality_officer", "office": "quality", "name": NAME},
}
"""Whoever has the role, but is somebody else, or sits elsewhere."""


class Town(AnswerWorld, QueueWorld):
    """The service with one of everything, all of it the guardian's, the provider's in Almaty, or the first centre's."""

    def __init__(self) -> None:
        super().__init__()
        case = self.accepted()
        self.run_due_tasks()
        number = self.application(case).certificate
        assert number is not None
        copies = f"/v1/certificates/{number}/copies"
        ok(self.call("POST", copies, who=self.citizen(), headers=keyed(), json={"place": HERE}))
        refusal = self._id(self.hand_in(self.package(documents=[]), key="package-00002"))
        package = self._id(self.hand_in(key="package-00001"))
        ticket = self.take()
        ok(self.call_to("1", ticket))
        first, *_ = [slot for slot in self.slots(self.clock.now()) if slot["free"]]
        booking = json.loads(ok(self.book(first["slot"])).get_data())["id"]
        scan = self.upload(PDF + b"scan %%EOF")
        complaint = self.on_paper(attachments=[scan])
        self.things = {
            "case": case,
            "number": number,
            "spoken": self.application(case).number,
            "package": package,
            "refusal": refusal,
            "ticket": ticket,
            "booking": booking,
            "slot": first["slot"],
            "complaint": complaint,
        }


def ok(response: Response) -> Response:
    assert response.status_code < 300, response.get_data(as_text=True)
    return response


@dataclass(frozen=True)
class Owned:
    """A route about somebody's thing: its path with the thing's id, whose it is, and a body that is right."""

    path: str
    owner: dict[str, str]
    body: Any = None
    before: tuple[tuple[str, Any], ...] = ()
    """What the owner's office has to have done to it first: paths below the complaint, and bodies."""
    open_to: frozenset[Role] = frozenset({Role.CONTACT_CENTRE})
    """Who serves everybody: with a reason that is recorded, or for a recipient whose IIN he has to know."""


CITIZEN = {"role": "citizen", "iin": GUARDIAN}
OPERATOR = {"role": "psc_operator", "office": HERE, "subject": "psc-operator", "name": NAME}
DESK = {"desk": "1"}
ASSIGNED = (("executor", EXECUTOR),)
EXTENDED = (*ASSIGNED, ("extension", {"working_days": 3, "reason": "Құжаттар сұратылды"}))
ANSWER = {"language": "kk", "outcome": "upheld", "text": "Шағымыңыз қаралды.", "measures": "Ескертілді."}
ANSWERED = (*ASSIGNED, ("answer", ANSWER))
C = "/v1/complaints/{complaint}"
CERTIFICATE = "/v1/certificates/{number}"

OWNED: dict[str, Owned] = {
    "GET /v1/applications/<id>": Owned("/v1/applications/{case}", CITIZEN),
    "GET /v1/psc/applications/<id>/receipt": Owned("/v1/psc/applications/{package}/receipt", OPERATOR),
    "GET /v1/psc/refusals/<id>": Owned("/v1/psc/refusals/{refusal}", OPERATOR),
    "GET /v1/psc/refusals/<id>/receipt": Owned("/v1/psc/refusals/{refusal}/receipt", OPERATOR),
    "GET /v1/status": Owned("/v1/status?number={spoken}&why=recipient-asks", CLERK),
    "POST /v1/psc/<psc>/tickets": Owned(f"/v1/psc/{HERE}/tickets", OPERATOR),
    "POST /v1/psc/<psc>/arrivals": Owned(f"/v1/psc/{HERE}/arrivals", OPERATOR, {"booking": "{booking}"}),
    "POST /v1/psc/<psc>/calls": Owned(f"/v1/psc/{HERE}/calls", OPERATOR, DESK),
    "POST /v1/psc/<psc>/tickets/<number>/start": Owned(f"/v1/psc/{HERE}/tickets/{{ticket}}/start", OPERATOR, DESK),
    "POST /v1/psc/<psc>/tickets/<number>/finish": Owned(f"/v1/psc/{HERE}/tickets/{{ticket}}/finish", OPERATOR, DESK),
    "POST /v1/psc/<psc>/tickets/<number>/no-show": Owned(f"/v1/psc/{HERE}/tickets/{{ticket}}/no-show", OPERATOR, DESK),
    "POST /v1/psc/<psc>/tickets/<number>/abandon": Owned(f"/v1/psc/{HERE}/tickets/{{ticket}}/abandon", OPERATOR),
    "GET /v1/psc/<psc>/queue": Owned(f"/v1/psc/{HERE}/queue", OPERATOR),
    "DELETE /v1/bookings/<id>": Owned("/v1/bookings/{booking}", CITIZEN),
    "GET /v1/certificates/<number>": Owned(CERTIFICATE, CITIZEN),
    "POST /v1/certificates/<number>/revocation": Owned(
        f"{CERTIFICATE}/revocation", CLERK, {"reason": "issued-in-error"}
    ),
    "POST /v1/certificates/<number>/copies": Owned(
        f"{CERTIFICATE}/copies", CITIZEN, {"place": HERE}, open_to=frozenset({Role.PSC_OPERATOR})
    ),
    "GET /v1/certificates/<number>/copies": Owned(f"{CERTIFICATE}/copies", CITIZEN),
    "POST /v1/certificates/<number>/copies/<n>/print": Owned(f"{CERTIFICATE}/copies/1/print", OPERATOR),
    "POST /v1/certificates/<number>/copies/<n>/signature": Owned(f"{CERTIFICATE}/copies/1/signature", HEAD),
    "POST /v1/certificates/<number>/copies/<n>/handover": Owned(
        f"{CERTIFICATE}/copies/1/handover",
        OPERATOR,
        {
            "received_by": {"surname": "Алиева", "name": "Гульнар", "patronymic": "Кайратовна"},
            "as": "recipient",
            "identity_document": {"kind": "id-card", "number": "041234567", "expires_on": "2030-01-01"},
        },
    ),
    "GET /v1/complaints/<id>": Owned(C, CLERK),
    "GET /v1/complaints/<id>/coupon": Owned(f"{C}/coupon", CLERK),
    "GET /v1/complaints/<id>/stamp": Owned(f"{C}/stamp", CLERK),
    "GET /v1/complaints/<id>/file": Owned(f"{C}/file", CLERK),
    "GET /v1/complaints/<id>/attachments/<n>": Owned(f"{C}/attachments/1", CLERK),
    "GET /v1/complaints/<id>/answer": Owned(f"{C}/answer", CLERK, before=ANSWERED),
    "POST /v1/complaints/<id>/parts": Owned(f"{C}/parts", CLERK, {"signed": True}),
    "POST /v1/complaints/<id>/forwarding": Owned(f"{C}/forwarding", CLERK, {"to": HERE}),
    "POST /v1/complaints/<id>/executor": Owned(f"{C}/executor", HEAD, EXECUTOR),
    "POST /v1/complaints/<id>/extension": Owned(f"{C}/extension", HEAD, EXTENDED[-1][1], ASSIGNED),
    "POST /v1/complaints/<id>/extension/told": Owned(f"{C}/extension/told", CLERK, {"how": "phone"}, EXTENDED),
    "POST /v1/complaints/<id>/answer": Owned(f"{C}/answer", HEAD, ANSWER, ASSIGNED),
    "POST /v1/complaints/<id>/delivery": Owned(
        f"{C}/delivery", CLERK, {"channel": "post", "tracking": "RR123456789KZ"}, ANSWERED
    ),
}
BY_THE_TOKEN_ALONE = {
    "PUT /v1/attachments/<sha256>": "a copy is what its hash says; nobody can read it back",
    "POST /v1/portal/applications": "the signer must be the caller: test_signatures",
    "POST /v1/psc/checklist": "names a child, whose birth is asked under a consent: test_desk",
    "POST /v1/psc/form": "prints what the operator typed, and keeps nothing",
    "POST /v1/psc/applications": "the centre in it must be the operator's: below",
    "GET /v1/cabinet": "the caller's own: below",
    "POST /v1/bookings": "for the caller himself",
    "GET /v1/bookings": "the caller's own: below",
    "GET /v1/alarms": "of the caller's office: below",
    "GET /v1/copies": "of the caller's office: below",
    "POST /v1/complaints": "signed by the caller, or registered in the clerk's own journal: test_complaints",
    "GET /v1/complaints": "the caller's own, or of the clerk's office: below",
}
ROUTES: dict[str, Route[Any]] = {
    f"{route.method} {route.path}": route
    for routes in (SUBMIT, ISSUE, COMPLAINT)
    for route in routes
    if not route.roles & {Role.PUBLIC, Role.TASK}
}


def test_every_route_is_in_one_of_the_two_tables() -> None:
    assert OWNED.keys() | BY_THE_TOKEN_ALONE.keys() == ROUTES.keys()
    assert not OWNED.keys() & BY_THE_TOKEN_ALONE.keys()


NOT_THEIRS = ((404, "not-found"), (404, "booking-unknown"), (403, "other-office"))


@pytest.fixture
def town() -> Town:
    return Town()


def ask(town: Town, name: str, who: dict[str, str]) -> Response:
    owned, method = OWNED[name], name.partition(" ")[0]
    body = {} if owned.body is None else {"json": filled(owned.body, town.things)}
    return town.call(method, owned.path.format(**town.things), who=who, headers=keyed(), **body)


def filled(body: Any, things: dict[str, str]) -> Any:
    if isinstance(body, dict):
        return {name: filled(value, things) for name, value in body.items()}
    return body.format(**things) if isinstance(body, str) else body


@pytest.mark.parametrize("name", OWNED)
def test_what_is_anothers_is_not_there_and_stays_as_it_is(town: Town, name: str) -> None:
    for path, body in OWNED[name].before:
        ok(town.call("POST", f"/v1/complaints/{town.things['complaint']}/{path}", who=HEAD, json=body))
    before = town.everything()

    for role in sorted(ROUTES[name].roles - OWNED[name].open_to):
        response = ask(town, name, STRANGERS[role])
        assert (response.status_code, town.problem(response)) in NOT_THEIRS, role
        assert GUARDIAN not in response.get_data(as_text=True)
    assert town.everything() == before

    response = ask(town, name, OWNED[name].owner)
    assert response.status_code not in (400, 401, 403, 404, 422), response.get_data(as_text=True)


def test_a_package_is_handed_in_at_the_operators_own_centre(town: Town) -> None:
    before = town.everything()
    response = town.hand_in(town.package(centre=HERE), key="package-00009", who=STRANGERS[Role.PSC_OPERATOR])
    assert (response.status_code, town.problem(response)) == (403, "other-office")
    assert {path for path in town.everything() if path not in before} == set()


PROVIDER = (Role.PROVIDER_OFFICER, Role.PROVIDER_HEAD)
LISTS: dict[str, tuple[dict[str, str], tuple[Role, ...]]] = {
    "/v1/cabinet": (CITIZEN, (Role.CITIZEN,)),
    "/v1/bookings": (CITIZEN, (Role.CITIZEN,)),
    "/v1/alarms": (HEAD, (*PROVIDER, Role.PSC_HEAD, Role.AKIMAT_HEAD)),
    "/v1/copies": (CLERK, (*PROVIDER, Role.PSC_OPERATOR, Role.PSC_HEAD)),
    "/v1/complaints": (CLERK, tuple(STRANGERS)),
}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_holds_nothing_of_others(town: Town, path: str) -> None:
    """Whose it is sees something in it; whoever has the same role elsewhere sees nothing."""
    owner, roles = LISTS[path]
    if path == "/v1/alarms":
        town.clock.advance(days=4)
        assert town.task("/tasks/complaints/reconcile").status_code == 200

    def listed(who: dict[str, str]) -> list[Any]:
        shown = json.loads(ok(town.call("GET", path, who=who)).get_data())
        return [value for name, value in shown.items() if name != "next" and value]

    assert listed(owner)
    for role in roles:
        assert listed(STRANGERS[role]) == [], role
