"""The main job, shown: `make demo` starts the local cloud and plays three guardians through it.

One gets her certificate, one is declined by the registry with its reason, one meets a silent registry and is served
late, after the deadline check has escalated his case. Everything is real: signatures, protocols, processes.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import requests

from emulators.population import Scene
from emulators.stack.client import PortalClient
from emulators.stack.local import PROJECT, LocalStack
from functions.shared.cloud.documents import documents
from functions.shared.documents.dates import in_almaty
from functions.shared.domain.application import Application
from functions.shared.domain.events import Event, EventKind, first_broken
from functions.shared.records import APPLICATIONS, events_of, load

OUT = Path("out/demo")
SPED_UP = 30.0
"""How many times faster the clock runs while everybody waits for the silent registry."""
TOLD = {
    EventKind.ACCEPTED: "accepted: kept, with the notification-report in the cabinet (9.7)",
    EventKind.WAITING: "somebody is silent: nothing is decided, asked again",
    EventKind.OVERDUE: "five minutes have passed (2.1): escalated, the provider is alarmed",
    EventKind.VERIFIED: "the registries agree (9.6): the certificate gets its number",
    EventKind.DECLINED: "declined, with every reason",
    EventKind.ISSUED: "issued: sealed, and in the cabinet (4.4)",
}


@dataclass(frozen=True)
class Case:
    """One line of summary.json; paths are relative to the project."""

    scene: str
    application: str
    number: str
    status: str
    seconds: float
    certificate_pdf: str | None
    check_url: str | None
    certificate: str | None
    reasons: tuple[str, ...]
    overdue: bool


def say(text: str = "", style: str = "") -> None:
    codes = {"bold": "1", "green": "32", "red": "31", "yellow": "33", "dim": "2"}
    colour = sys.stdout.isatty() and style and "NO_COLOR" not in os.environ
    sys.stdout.write((f"\033[{codes[style]}m{text}\033[0m" if colour else text) + "\n")
    sys.stdout.flush()


class Timeline:
    """Prints the events of a case as they come, with the seconds since its acceptance by the service's clock."""

    def __init__(self, stack: LocalStack, identifier: str) -> None:
        os.environ["FIRESTORE_EMULATOR_HOST"] = stack.address("firestore")
        self._documents = documents(PROJECT)
        self._path = f"{APPLICATIONS}/{identifier}"
        self._identifier = identifier
        self.events: list[Event] = []

    def follow(self, seconds: float = 60) -> Iterator[Event]:
        """Every new event, until the case is closed. Raises TimeoutError after so many real seconds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for event in events_of(self._documents, self._path)[len(self.events) :]:
                self.events.append(event)
                self._print(event)
                yield event
                if event.kind in (EventKind.ISSUED, EventKind.DECLINED):
                    return
            time.sleep(0.05)
        raise TimeoutError("the case is still open")

    def _print(self, event: Event) -> None:
        since = (event.at - self.events[0].at).total_seconds()
        whom = f" ({', '.join(event.data['whom'])})" if "whom" in event.data else ""
        style = {EventKind.OVERDUE: "yellow", EventKind.DECLINED: "red", EventKind.ISSUED: "green"}.get(event.kind, "")
        say(f"  {in_almaty(event.at):%H:%M:%S}  +{since:6.1f} s  {TOLD[event.kind]}{whom}", style)

    def check_chain(self) -> None:
        stored = load(self._documents, Application, APPLICATIONS, self._identifier)
        assert stored is not None
        broken = first_broken(self.events, stored.value.head)
        say("             the chain of events is whole" if broken is None else f"BROKEN CHAIN: {broken}", "dim")


class Demo:
    def __init__(self, stack: LocalStack) -> None:
        self.stack, self.client = stack, PortalClient(stack)

    def play(self) -> list[Case]:
        return [self.two_children(), self.declined(), self.late()]

    def two_children(self) -> Case:
        scene = self.stack.people.scene("guardian-two-children")
        self.title(1, "A guardian of two children, one of them born abroad", scene)
        headers = self.client.citizen(scene)
        sha256 = self.client.upload(headers, foreign_birth_certificate(scene))
        say(f"  attached: a copy of the foreign birth certificate, {sha256[:16]}…")
        place = next(n for n, ward in enumerate(scene.wards) if ward.birth is None)
        return self.run(scene, headers, self.client.request(scene, {place: sha256}))

    def declined(self) -> Case:
        scene = self.stack.people.scene("guardian-declined")
        self.title(2, "The registry says that the guardianship has ended", scene)
        return self.run(scene, self.client.citizen(scene), self.client.request(scene))

    def late(self) -> Case:
        scene = self.stack.people.scene("guardian-one-child")
        self.title(3, "The guardianship registry is silent for a while", scene)
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
            url = f"{self.stack.gateway}/check/{shown['certificate'].replace('-', '')}"
            page = requests.get(url, headers={"Accept": "text/html", "Accept-Language": "kk"}, timeout=10)
            (OUT / f"{scene.id}-check.html").write_text(page.text)
            checked = self.client.http.post(
                f"{self.stack.gateway}/check", files={"document": pdf.read_bytes()}, timeout=10
            ).json()
            state = checked["certificate"]["state_now"] if checked["certificate"] else "-"
            say(f"  checked as a stranger would: {checked['verdict']}, {state}", "green")
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

    def title(self, number: int, text: str, scene: Scene) -> None:
        say(f"\n{number}. {text}", "bold")
        say(f"  {scene.about}", "dim")

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


def foreign_birth_certificate(scene: Scene) -> bytes:
    """What the guardian scanned: a PDF with the number of the foreign certificate."""
    from weasyprint import HTML

    ward = next(ward for ward in scene.wards if ward.birth is None)
    born = ward.resident.birth_date
    text = f"<h1>Birth certificate (specimen)</h1><p>No {ward.foreign_certificate}</p><p>{born:%d.%m.%Y}</p>"
    return bytes(HTML(string=text).write_pdf())


def main() -> int:
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="anyqtama-") as folder:
        started = time.monotonic()
        say("Starting the local cloud: one process for each emulator and function…")
        stack = LocalStack(Path(folder)).start()
        try:
            say(f"Ready after {time.monotonic() - started:.1f} s; the gateway is {stack.gateway}.")
            cases = Demo(stack).play()
        finally:
            stack.stop()
    (OUT / "summary.json").write_text(
        json.dumps({"cases": [asdict(case) for case in cases]}, ensure_ascii=False, indent=2)
    )
    main_case = cases[0]
    say("\nLook at", "bold")
    say(f"  the certificate      {main_case.certificate_pdf}")
    say(f"  its check page       {OUT / (main_case.scene + '-check.html')}  (it was at {main_case.check_url})")
    say(f"  the summary          {OUT / 'summary.json'}")
    say(f"  it took              {main_case.seconds:.2f} s from the request to the certificate in the cabinet")
    say("\n`make up` leaves the local cloud running.", "dim")
    good = [case.status for case in cases] == ["issued", "declined", "issued"] and cases[2].overdue
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
