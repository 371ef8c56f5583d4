"""A client of the complaints: what the clerk and the head of an office do, and the complainant through the portal.

Every method is one call, and answers with the response as it came: who calls it looks at the status. Each call is made
with a token of its own, because the clock may be moved over days between two of them.
"""

from __future__ import annotations

import base64
import secrets
from datetime import timedelta
from typing import Any

import requests

from emulators.population import Officer, Scene
from emulators.stack.centre_client import Headers
from emulators.stack.client import PortalClient
from emulators.stack.local import LocalStack
from functions.shared.documents.dates import in_almaty
from functions.shared.domain.office import OfficeKind

CLERKS = {
    OfficeKind.PROVIDER: "provider_officer",
    OfficeKind.CENTRE: "psc_operator",
    OfficeKind.AKIMAT: "akimat_clerk",
    OfficeKind.QUALITY: "quality_officer",
}
HEADS = CLERKS | {
    OfficeKind.PROVIDER: "provider_head",
    OfficeKind.CENTRE: "psc_head",
    OfficeKind.AKIMAT: "akimat_head",
}
"""The quality authority's officer is its clerk and its head in one."""


class ComplaintClient(PortalClient):
    """The calls about complaints at one office; `office` is the id of any that hears them."""

    def __init__(self, stack: LocalStack, office: str) -> None:
        super().__init__(stack)
        self.office = office
        self.kind = {each.id: each.kind for each in stack.people.everywhere()}[office]

    # Who calls.

    def clerk(self) -> Headers:
        return self.bearer(role=CLERKS[self.kind], office=self.office)

    def head(self) -> Headers:
        return self.bearer(role=HEADS[self.kind], office=self.office)

    # Registration (11.1 to 11.6).

    def on_paper(self, scene: Scene, text: str, **changes: Any) -> dict[str, Any]:
        """What the clerk types of a complaint that was handed in ten minutes ago."""
        guardian = scene.guardian
        body = {
            "intake": "hand",
            "received_at": in_almaty(self.stack.clock.now() - timedelta(minutes=10)).isoformat(),
            "signed": True,
            "complainant": {
                "iin": guardian.iin,
                "name": guardian.names.kk.full(),
                "address": guardian.address.kk,
                "phone": guardian.phone,
            },
            **complaint(text),
        }
        return body | changes

    def through_portal(self, scene: Scene, text: str, **changes: Any) -> dict[str, Any]:
        """What the complainant signs; the office is the one that he addresses."""
        complainant = {"address": scene.guardian.address.kk, "phone": scene.guardian.phone}
        return {"office": self.office, "complainant": complainant, **complaint(text)} | changes

    def register(self, body: dict[str, Any], key: str | None = None) -> requests.Response:
        """By the clerk: the answer is the registration, whatever the complaint lacks."""
        return self.post(self.clerk(), "/v1/complaints", body, key=key or secrets.token_hex(16))

    def send(
        self, scene: Scene, body: dict[str, Any], signer: str | None = None, key: str | None = None
    ) -> requests.Response:
        """By the complainant, signed with the key of this scene, or of another holder."""
        sent = {"cms": base64.b64encode(self.sign(body, signer or scene.id)).decode()}
        return self.post(self.citizen(scene), "/v1/complaints", sent, key=key or secrets.token_hex(16))

    def coupon(self, registered: dict[str, Any], headers: Headers | None = None, **query: str) -> requests.Response:
        """The coupon as PDF, from the address that the registration gave; for the clerk, or for somebody else."""
        return self.get(headers or self.clerk(), registered["coupon"], **query)

    def stamp(self, registered: dict[str, Any], **query: str) -> requests.Response:
        """The stamp for the second copy, or for the covering letter (11.6)."""
        return self.get(self.clerk(), registered["stamp"], **query)

    def give_parts(self, identifier: str, **parts: Any) -> requests.Response:
        """What the complaint lacked, through the clerk."""
        return self.post(self.clerk(), f"/v1/complaints/{identifier}/parts", parts, key=secrets.token_hex(16))

    def send_parts(self, scene: Scene, registered: dict[str, Any], **parts: Any) -> requests.Response:
        """The same from the complainant, signed."""
        cms = self.sign({"number": registered["number"], **parts}, scene.id)
        path, sent = f"/v1/complaints/{registered['id']}/parts", {"cms": base64.b64encode(cms).decode()}
        return self.post(self.citizen(scene), path, sent, key=secrets.token_hex(16))

    def forward(self, identifier: str, to: str, **changes: Any) -> requests.Response:
        return self.post(self.head(), f"/v1/complaints/{identifier}/forwarding", {"to": to} | changes)

    # Reading.

    def read(self, identifier: str, headers: Headers | None = None) -> requests.Response:
        """As the clerk sees it, or somebody else."""
        return self.get(headers or self.clerk(), f"/v1/complaints/{identifier}")

    def journal(self, **query: str | int) -> requests.Response:
        """What the office has, page by page."""
        return self.get(self.clerk(), "/v1/complaints", **query)

    def status(self, number: str, why: str = "recipient-asks") -> requests.Response:
        """What the contact centre tells by the number (11.7)."""
        return self.get(self.bearer(role="contact_centre"), "/v1/status", number=number, why=why)

    def alarms(self) -> requests.Response:
        """What the head is told of times that were missed."""
        return self.get(self.head(), "/v1/alarms")

    # Consideration (11.4, 11.8).

    def name_executor(self, identifier: str, executor: Officer, headers: Headers | None = None) -> requests.Response:
        """By the head, or by somebody who may not."""
        body = {"name": executor.resident.names.kk.full(), "account": executor.id}
        return self.post(headers or self.head(), f"/v1/complaints/{identifier}/executor", body)

    def extend(self, identifier: str, working_days: int, reason: str) -> requests.Response:
        body = {"working_days": working_days, "reason": reason}
        return self.post(self.head(), f"/v1/complaints/{identifier}/extension", body)

    def tell_extension(self, identifier: str, how: str, **details: str) -> requests.Response:
        """That the complainant was told, where he has no cabinet."""
        return self.post(self.clerk(), f"/v1/complaints/{identifier}/extension/told", {"how": how} | details)

    # The answer (11.9 to 11.11).

    def answer(
        self, identifier: str, outcome: str, text: str, measures: str | None = None, language: str = "kk"
    ) -> requests.Response:
        body = {"language": language, "outcome": outcome, "text": text, "measures": measures}
        return self.post(self.head(), f"/v1/complaints/{identifier}/answer", body)

    def answer_pdf(self, identifier: str, headers: Headers | None = None) -> requests.Response:
        return self.get(headers or self.clerk(), f"/v1/complaints/{identifier}/answer")

    def deliver(self, identifier: str, **how: Any) -> requests.Response:
        """`by_hand` or `by_post` make `how`."""
        return self.post(self.clerk(), f"/v1/complaints/{identifier}/delivery", how)

    def file(self, identifier: str) -> requests.Response:
        """The case for a court, as PDF."""
        return self.get(self.head(), f"/v1/complaints/{identifier}/file")

    # The public figures.

    def figures(self, first: str, last: str, accept: str = "application/json", **query: str) -> requests.Response:
        """Of the days from `first` to `last`; no caller."""
        return self.get({"Accept": accept}, "/v1/figures", **{"from": first, "to": last}, **query)


def complaint(text: str) -> dict[str, Any]:
    """What both kinds of complaints say."""
    return {"about": "provider", "language": "kk", "text": text}


def by_hand(scene: Scene) -> dict[str, Any]:
    """The answer is handed over to the complainant himself."""
    name = scene.guardian.names.kk
    receiver = {"surname": name.surname, "name": name.name, "patronymic": name.patronymic}
    return {"channel": "hand", "receiver": receiver}


def by_post(tracking: str) -> dict[str, Any]:
    return {"channel": "post", "tracking": tracking}
