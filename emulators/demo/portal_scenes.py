"""The portal's three guardians.

One gets her certificate, one is declined by the registry with its reason, one meets a silent registry and is served
late, after the deadline check has escalated his case.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

from emulators.demo.papers import foreign_birth_certificate
from emulators.demo.summary import Case
from emulators.demo.telling import OUT, Timeline, check_as_stranger, say, title
from emulators.population import Scene
from emulators.stack.client import PortalClient
from emulators.stack.local import LocalStack
from functions.shared.domain.events import EventKind

SPED_UP = 30.0
"""How many times faster the clock runs while everybody waits for the silent registry."""


class PortalScenes:
    def __init__(self, stack: LocalStack) -> None:
        self.stack, self.client = stack, PortalClient(stack)

    def play(self) -> list[Case]:
        return [self.two_children(), self.declined(), self.late()]

    def two_children(self) -> Case:
        scene = self.stack.people.scene("guardian-two-children")
        title(1, "A guardian of two children, one of them born abroad", scene.about)
        headers = self.client.citizen(scene)
        sha256 = self.client.upload(headers, foreign_birth_certificate(scene))
        say(f"  attached: a copy of the foreign birth certificate, {sha256[:16]}…")
        place = next(n for n, ward in enumerate(scene.wards) if ward.birth is None)
        return self.run(scene, headers, self.client.request(scene, {place: sha256}))

    def declined(self) -> Case:
        scene = self.stack.people.scene("guardian-declined")
        title(2, "The registry says that the guardianship has ended", scene.about)
        return self.run(scene, self.client.citizen(scene), self.client.request(scene))

    def late(self) -> Case:
        scene = self.stack.people.scene("guardian-one-child")
        title(3, "The guardianship registry is silent for a while", scene.about)
        say(
            f"  From here the demo's clock runs {SPED_UP:.0f} times faster: five minutes pass in ten seconds.", "yellow"
        )
        self.registry_fault({"guardianship": {"mode": "silent"}})
        with self.speed(SPED_UP):
            return self.run(scene, self.client.citizen(scene), self.client.request(scene), until_overdue=True)

    def run(self, scene: Scene, headers: dict[str, str], body: dict[str, Any], until_overdue: bool = False) -> Case:
        """Sign, submit, follow. `until_overdue`: the registry speaks again once the case is escalated."""
        cms = self.client.sign(body, scene.id)
        say(f"  signed by the guardian: a CMS of {len(cms)} bytes")
        started = time.monotonic()
        answer = self.client.submit(headers, cms)
        answer.raise_for_status()
        report = answer.json()
        say(f"  {answer.status_code} No {report['number']}: due by {report['due_at'][11:19]} UTC")
        timeline = Timeline(self.stack, report["id"])
        for event in timeline.follow():
            if until_overdue and event.kind is EventKind.OVERDUE:
                self.registry_fault({})
                say("             the registry speaks again", "dim")
        took = time.monotonic() - started
        if until_overdue:
            took = (timeline.events[-1].at - timeline.events[0].at).total_seconds()
        timeline.check_chain()
        return self.outcome(scene, headers, report, took)

    def outcome(self, scene: Scene, headers: dict[str, str], report: dict[str, Any], took: float) -> Case:
        shown = self.client.get(headers, f"/v1/applications/{report['id']}").json()
        pdf, url = None, None
        if shown["certificate"]:
            pdf = OUT / f"{scene.id}.pdf"
            pdf.write_bytes(self.client.get(headers, f"/v1/certificates/{shown['certificate']}").content)
            page = OUT / f"{scene.id}-check.html"
            url = check_as_stranger(self.client, shown["certificate"], pdf.read_bytes(), page)
        reasons = tuple(reason["text"]["en"] for reason in shown["reasons"])
        for reason in reasons:
            say(f"  reason: {reason}", "red")
        say(f"  {shown['status']} after {took:.2f} s" + (f", {pdf}" if pdf else ""), "bold")
        return Case(
            scene=scene.id,
            application=report["id"],
            number=report["number"],
            status=shown["status"],
            seconds=round(took, 3),
            certificate_pdf=str(pdf) if pdf else None,
            check_url=url,
            certificate=shown["certificate"],
            reasons=reasons,
            overdue=shown["overdue_since"] is not None,
        )

    def registry_fault(self, faults: dict[str, Any]) -> None:
        url = f"{self.stack.control('registries')}/_control/faults"
        requests.post(url, json=faults, timeout=10).raise_for_status()

    @contextmanager
    def speed(self, rate: float) -> Iterator[None]:
        self.stack.clock.move(rate=rate)
        try:
            yield
        finally:
            self.stack.clock.move(rate=1.0)
