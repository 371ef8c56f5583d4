"""What people do before and after the backup: requests on the portal, a package, revocations, complaints."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import requests

from emulators.population import Scene
from emulators.stack.centre_client import CentreClient, application
from emulators.stack.client import TIMEOUT_S, PortalClient
from emulators.stack.complaint_client import ComplaintClient
from emulators.stack.local import LocalStack

TEXT = "Анықтама стандартта белгіленген бес минутта берілмеді. Себебін түсіндіруді сұраймын."


@dataclass(frozen=True)
class Given:
    """A certificate as its guardian holds it: application, number (in groups), the file."""

    scene: Scene
    application: str
    number: str
    pdf: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.pdf).hexdigest()


class Failed(Exception):
    """A step that has to succeed did not: the drill says nothing about restoring."""


def answered(response: requests.Response, status: int = 200) -> Any:
    """Raises Failed."""
    if response.status_code != status:
        raise Failed(f"{response.request.method} {response.url}: {response.status_code} {response.text[:200]}")
    return response.json()


class Traffic:
    def __init__(self, stack: LocalStack) -> None:
        self.stack = stack
        self.portal, self.centre = PortalClient(stack), CentreClient(stack)

    def registries(self, faults: dict[str, Any]) -> None:
        answered(self.stack.http.post(f"{self.stack.control('registries')}/_control/faults", json=faults, timeout=5))

    def accepted(self, scene_id: str) -> str:
        """A request on the portal; the application's id."""
        scene = self.stack.people.scene(scene_id)
        cms = self.portal.sign(self.portal.request(scene), scene.id)
        return str(answered(self.portal.submit(self.portal.citizen(scene), cms), 201)["id"])

    def handed_in(self, scene_id: str) -> str:
        """A complete package at the desk; the application's id."""
        scene = self.stack.people.scene(scene_id)
        scan = self.centre.scan(self.centre.form(scene).content)
        package = self.centre.package(scene, self.centre.consent(scan), [application(scan)])
        accepted = answered(self.centre.hand_in(package), 201)
        if accepted["outcome"] != "accepted":
            raise Failed(f"the package of {scene_id} was {accepted['outcome']}")
        return str(accepted["id"])

    def issued(self, scene_id: str, identifier: str | None = None) -> Given:
        """Wait for the certificate, and fetch it as its guardian does."""
        scene = self.stack.people.scene(scene_id)
        identifier = identifier or self.accepted(scene_id)
        shown = self.portal.wait_until_closed(self.portal.citizen(scene), identifier)
        if shown["status"] != "issued":
            raise Failed(f"{scene_id} was {shown['status']}")
        pdf = self.portal.get(self.portal.citizen(scene), f"/v1/certificates/{shown['certificate']}")
        return Given(scene, identifier, shown["certificate"], pdf.content)

    def revoke(self, given: Given) -> None:
        path = f"/v1/certificates/{given.number}/revocation"
        body = {"reason": "data-incorrect"}
        answered(self.portal.post(self.portal.officer(given.scene.provider), path, body))

    def complaint(self, scene_id: str, office: str = "almaty") -> dict[str, Any]:
        """On paper, at its office; the registration as it was answered."""
        client = ComplaintClient(self.stack, office)
        registered = answered(client.register(client.on_paper(self.stack.people.scene(scene_id), TEXT)), 201)
        assert isinstance(registered, dict)
        return registered

    def told(self) -> dict[str, str]:
        """What the portal was told so far: each notice's text in English, by its id."""
        url = f"{self.stack.control('portal')}/_control/notices"
        notices = answered(self.stack.http.get(url, timeout=TIMEOUT_S))
        return {notice["id"]: notice["text"]["en"] for notice in notices}
