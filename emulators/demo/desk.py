"""What both scenes at a desk share: the checklist, the form and its signature, the package, the way to the answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulators.demo.papers import foreign_birth_certificate
from emulators.demo.telling import OUT, Timeline, clock_time, expect, say
from emulators.population import Scene
from emulators.stack.centre_client import CentreClient, application, birth_certificate


@dataclass(frozen=True)
class Answered:
    """A closed case: as the recipient sees it, and how many seconds it took from the acceptance on (2.1)."""

    shown: dict[str, Any]
    seconds: float


class DeskVisit:
    """One recipient in front of one operator."""

    def __init__(self, client: CentreClient, scene: Scene, name: str) -> None:
        self.client, self.scene, self.name = client, scene, name
        self.consent: dict[str, Any] = {}
        self.documents: list[dict[str, Any]] = []

    def sign_the_form(self) -> None:
        """Print the application by Annex 2, have it signed, scan it: the consent stands on it (9.1, 9.3)."""
        before = expect(self.client.checklist(self.scene))
        say(f"  before the consent no registry is asked (9.3): {_needs(before)}")
        form = expect(self.client.form(self.scene))
        path, scan = self.write("form", form), self.client.scan(form)
        self.consent = self.client.consent(scan)
        self.documents = [application(scan)]
        say(f"  the form of Annex 2 is printed, signed and scanned: {path}")
        after = expect(self.client.checklist(self.scene, self.consent))
        say(f"  the registry of births is asked (9.2): {_needs(after)}")

    def compare_certificate(self) -> None:
        """The birth certificate of the only child comes on the desk (9.1)."""
        scan = self.client.scan(foreign_birth_certificate(self.scene))
        self.documents.append(birth_certificate(self.scene, 0, scan))
        say("  the foreign certificate is compared with the original, and the original returned (9.4)")

    def hand_in(self, ticket: str) -> dict[str, Any]:
        """The package under the number that was called to the desk: accepted, or refused."""
        package = self.client.package(self.scene, self.consent, self.documents, ticket=ticket)
        answer: dict[str, Any] = expect(self.client.hand_in(package), 201)
        if answer["outcome"] == "accepted":
            say(f"  201 No {answer['number']}: due by {clock_time(answer['due_at'])} in Almaty")
        return answer

    def keep_receipt(self, answer: dict[str, Any], **query: str | int) -> Path:
        return self.write("receipt", expect(self.client.receipt(answer["receipt"], **query)))

    def follow(self, answer: dict[str, Any]) -> Answered:
        """Wait for the answer, telling each event."""
        timeline = Timeline(self.client.stack, answer["id"])
        for _ in timeline.follow():
            pass
        took = (timeline.events[-1].at - timeline.events[0].at).total_seconds()
        timeline.check_chain()
        return Answered(expect(self.client.get(self.recipient(), f"/v1/applications/{answer['id']}")), took)

    def recipient(self) -> dict[str, str]:
        """The headers of the recipient, who has a cabinet too."""
        return self.client.bearer(role="citizen", iin=self.scene.guardian.iin)

    def write(self, what: str, content: bytes) -> Path:
        path = OUT / f"{self.name}-{what}.pdf"
        path.write_bytes(content)
        return path


def _needs(checklist: dict[str, Any]) -> str:
    """The lines about the children, in short."""
    items = [item for item in checklist["items"] if item["child"] is not None]
    return "; ".join(f"{item['document']['en']}: {item['need']}" for item in items)
