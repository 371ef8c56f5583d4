"""A public service centre's client of the service: what an operator does at a desk, and the heads at theirs.

Every method is one call, and answers with the response as it came: who calls it looks at the status. The caller is the
operator, unless `headers` of somebody else are given (`head`, `provider_head`, `contact_centre`).
"""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import Any

import requests

from emulators.population import Scene
from emulators.stack.client import TIMEOUT_S, GatewayClient
from emulators.stack.local import LocalStack
from functions.shared.calendars import working_calendar
from functions.shared.documents.dates import in_almaty
from functions.shared.domain.hours import PSC_HOURS, is_open, next_opening

Headers = dict[str, str]


AFTER_OPENING = timedelta(minutes=5)


def come_when_open(stack: LocalStack, visit: timedelta) -> datetime | None:
    """Move the shared clock to the next opening where the centres are closed, or close before the visit ends (6.1).

    The opening, or None where nothing had to be moved.
    """
    calendar, now = working_calendar(), stack.clock.now()
    opens = next_opening(calendar, PSC_HOURS, now)
    if opens == now and not is_open(calendar, PSC_HOURS, now + visit):
        opens = next_opening(calendar, PSC_HOURS, now + visit)
    if opens == now:
        return None
    stack.clock.move(to=opens + AFTER_OPENING)
    return opens


class CentreClient(GatewayClient):
    """The calls of one operator. `operator` is the id of an officer in the population; the office is the centre."""

    def __init__(self, stack: LocalStack, operator: str = "psc-operator") -> None:
        super().__init__(stack)
        self.operator = stack.people.officer(operator)
        assert self.operator.office is not None
        self.centre = self.operator.office

    # Who calls.

    def at_desk(self) -> Headers:
        return self.bearer(subject=self.operator.id)

    def head(self) -> Headers:
        return self.bearer(role="psc_head", office=self.centre)

    def provider_head(self, provider: str) -> Headers:
        return self.bearer(role="provider_head", office=provider)

    def contact_centre(self) -> Headers:
        return self.bearer(role="contact_centre")

    # The queue (6.2, 6.3).

    def take_ticket(self, key: str | None = None) -> requests.Response:
        return self._queue("tickets", key=key or secrets.token_hex(16))

    def call(self, desk: str, ticket: str | None = None, key: str | None = None) -> requests.Response:
        body = {"desk": desk} | ({"ticket": ticket} if ticket else {})
        return self._queue("calls", body, key=key or secrets.token_hex(16))

    def start(self, number: str, desk: str) -> requests.Response:
        return self._queue(f"tickets/{number}/start", {"desk": desk})

    def finish(self, number: str, desk: str) -> requests.Response:
        return self._queue(f"tickets/{number}/finish", {"desk": desk})

    def no_show(self, number: str, desk: str) -> requests.Response:
        return self._queue(f"tickets/{number}/no-show", {"desk": desk})

    def abandon(self, number: str) -> requests.Response:
        return self._queue(f"tickets/{number}/abandon")

    def arrive(self, booking: str) -> requests.Response:
        return self._queue("arrivals", {"booking": booking})

    def queue(self) -> requests.Response:
        return self.get(self.at_desk(), f"/v1/psc/{self.centre}/queue")

    def board(self, accept: str = "application/json") -> requests.Response:
        """What everybody sees; no caller."""
        return self.get({"Accept": accept}, f"/v1/psc/{self.centre}/board")

    def alarms(self, headers: Headers | None = None) -> requests.Response:
        """Of the centre, for its head; of a provider with its officer's headers."""
        return self.get(headers or self.head(), "/v1/alarms")

    def _queue(self, path: str, body: dict[str, Any] | None = None, key: str | None = None) -> requests.Response:
        return self.post(self.at_desk(), f"/v1/psc/{self.centre}/{path}", body, key=key)

    # Bookings (6.3): the calls of a citizen, through the portal.

    def slots(self, day: date | None = None) -> requests.Response:
        """What is free; no caller."""
        return self.get({}, f"/v1/psc/{self.centre}/slots", **({"day": day.isoformat()} if day else {}))

    def book(self, citizen: Headers, slot: str, key: str | None = None) -> requests.Response:
        body = {"psc": self.centre, "slot": slot}
        return self.post(citizen, "/v1/bookings", body, key=key or secrets.token_hex(16))

    def bookings(self, citizen: Headers) -> requests.Response:
        return self.get(citizen, "/v1/bookings")

    def cancel(self, citizen: Headers, booking: str) -> requests.Response:
        url = f"{self.stack.gateway}/v1/bookings/{booking}"
        return self.http.delete(url, headers=citizen, timeout=TIMEOUT_S)

    # The package (9.1 to 9.4, 10.1).

    def scan(self, document: bytes) -> str:
        """Upload a scan; its SHA-256."""
        return self.upload(self.at_desk(), document)

    def checklist(self, scene: Scene, consent: dict[str, Any] | None = None) -> requests.Response:
        children = [
            {"iin": ward.resident.iin, "birth_date": ward.resident.birth_date.isoformat()} for ward in scene.wards
        ]
        body = {"applicant_iin": scene.guardian.iin, "children": children, "consent": consent}
        return self.post(self.at_desk(), "/v1/psc/checklist", body)

    def form(self, scene: Scene, language: str = "kk") -> requests.Response:
        """The application of Annex 2, filled in, as PDF."""
        body = {
            "provider": scene.provider,
            "applicant": applicant(scene),
            "child_address": scene.wards[0].resident.address.kk,
            "children": [
                child | {"birth_certificate": ward.foreign_certificate}
                for child, ward in zip(children(scene), scene.wards, strict=True)
            ],
            "paper_copy": scene.paper_copy,
        }
        return self.post(self.at_desk(), f"/v1/psc/form?lang={language}", body)

    def consent(self, scan: str | None) -> dict[str, Any]:
        """The written consent (9.3), signed half a minute ago."""
        given = in_almaty(self.stack.clock.now()) - timedelta(seconds=30)
        return {"text_version": "2014-1", "given_at": given.isoformat(), "method": "written", "scan": scan}

    def package(
        self, scene: Scene, consent: dict[str, Any], documents: list[dict[str, Any]], **changes: Any
    ) -> dict[str, Any]:
        """What the operator types at the desk; `application` and `birth_certificate` make its documents."""
        body = {
            "service": "guardianship-certificate",
            "centre": self.centre,
            "language": "kk",
            "provider": scene.provider,
            "paper_copy": scene.paper_copy,
            "applicant": applicant(scene),
            "children": children(scene),
            "consent": consent,
            "documents": documents,
        }
        return body | changes

    def hand_in(self, package: dict[str, Any], key: str | None = None) -> requests.Response:
        """Accepted or refused, both 201: a refusal is a result (10.1)."""
        return self.post(self.at_desk(), "/v1/psc/applications", package, key=key or secrets.token_hex(16))

    def receipt(self, address: str, **query: str | int) -> requests.Response:
        """A receipt as PDF, from the address that the answer gave."""
        return self.get(self.at_desk(), address, **query)

    # Paper (4.3).

    def ask_copy(self, certificate: str, recipient_iin: str) -> requests.Response:
        """For the recipient at the desk, who tells the IIN."""
        path, body = f"/v1/certificates/{certificate}/copies", {"recipient_iin": recipient_iin}
        return self.post(self.at_desk(), path, body, key=secrets.token_hex(16))

    def copies(self) -> requests.Response:
        """The open copies that are handed over here."""
        return self.get(self.at_desk(), "/v1/copies")

    def print_copy(self, certificate: str, copy: int) -> requests.Response:
        return self.post(self.at_desk(), f"/v1/certificates/{certificate}/copies/{copy}/print")

    def sign_copy(self, certificate: str, copy: int, head: Headers) -> requests.Response:
        """The provider's head says that he has signed the sheet."""
        return self.post(head, f"/v1/certificates/{certificate}/copies/{copy}/signature")

    def hand_over(self, certificate: str, copy: int, receipt: dict[str, Any]) -> requests.Response:
        """`receipt` says who takes it, and by which identity document."""
        return self.post(self.at_desk(), f"/v1/certificates/{certificate}/copies/{copy}/handover", receipt)

    # The reference service (15.1).

    def status(self, number: str, why: str, headers: Headers | None = None) -> requests.Response:
        return self.get(headers or self.contact_centre(), "/v1/status", number=number, why=why)


def applicant(scene: Scene) -> dict[str, Any]:
    return {
        "iin": scene.guardian.iin,
        "surname": scene.writes_as.surname,
        "name": scene.writes_as.name,
        "patronymic": scene.writes_as.patronymic,
        "phone": scene.guardian.phone,
        "address": scene.guardian.address.kk,
    }


def children(scene: Scene) -> list[dict[str, Any]]:
    return [
        {
            "iin": ward.resident.iin,
            "surname": ward.resident.names.kk.surname,
            "name": ward.resident.names.kk.name,
            "patronymic": ward.resident.names.kk.patronymic,
            "birth_date": ward.resident.birth_date.isoformat(),
        }
        for ward in scene.wards
    ]


def application(scan: str) -> dict[str, Any]:
    """The application by Annex 2, signed and scanned."""
    return {"kind": "application", "handed_in": True, "scan": scan, **SEEN}


def birth_certificate(scene: Scene, child: int, scan: str | None = None) -> dict[str, Any]:
    """The birth certificate of a child, on the desk."""
    number = scene.wards[child].foreign_certificate
    return {"kind": "birth-certificate", "child": child, "handed_in": True, "number": number, "scan": scan, **SEEN}


SEEN = {"compared_with_original": True, "original_returned": True}
"""What the operator confirms of every document (9.4)."""
