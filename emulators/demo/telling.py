"""How the demo tells what happens: lines, colours where there is a terminal, and a timeline of a case's events."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import requests

from emulators.stack.client import GatewayClient
from emulators.stack.local import PROJECT, LocalStack
from functions.shared.cloud.documents import documents
from functions.shared.documents.dates import in_almaty
from functions.shared.domain.application import Application
from functions.shared.domain.complaint import Complaint
from functions.shared.domain.events import Event, EventKind, first_broken
from functions.shared.records import APPLICATIONS, COMPLAINTS, events_of, load

OUT = Path("out/demo")
TOLD = {
    EventKind.ACCEPTED: "accepted: kept, with the notification-report in the cabinet (9.7)",
    EventKind.WAITING: "somebody is silent: nothing is decided, asked again",
    EventKind.OVERDUE: "five minutes have passed (2.1): escalated, the provider is alarmed",
    EventKind.VERIFIED: "the registries agree (9.6): the certificate gets its number",
    EventKind.DECLINED: "declined, with every reason",
    EventKind.ISSUED: "issued: sealed, and in the cabinet (4.4)",
}


def say(text: str = "", style: str = "") -> None:
    codes = {"bold": "1", "green": "32", "red": "31", "yellow": "33", "dim": "2"}
    colour = sys.stdout.isatty() and style and "NO_COLOR" not in os.environ
    sys.stdout.write((f"\033[{codes[style]}m{text}\033[0m" if colour else text) + "\n")
    sys.stdout.flush()


def title(number: int, text: str, about: str) -> None:
    say(f"\n{number}. {text}", "bold")
    say(f"  {about}", "dim")


def clock_time(moment: str) -> str:
    """The time in Almaty of a moment as JSON gives it."""
    return f"{in_almaty(datetime.fromisoformat(moment)):%H:%M:%S}"


def expect(answer: requests.Response, status: int = 200) -> Any:
    """The body of an answer: JSON, or bytes. Raises RuntimeError, with the problem, for any other status."""
    if answer.status_code != status:
        asked = answer.request
        raise RuntimeError(f"{asked.method} {asked.path_url}: {answer.status_code} {answer.text}")
    return answer.json() if answer.headers["Content-Type"].startswith("application/json") else answer.content


def check_as_stranger(client: GatewayClient, certificate: str, pdf: bytes, page: Path) -> str:
    """Ask the public check by number and by file, keep its page. The address that the QR leads to."""
    url = f"{client.stack.gateway}/check/{certificate.replace('-', '')}"
    shown = requests.get(url, headers={"Accept": "text/html", "Accept-Language": "kk"}, timeout=10)
    page.write_text(shown.text)
    checked: dict[str, Any] = client.http.post(
        f"{client.stack.gateway}/check", files={"document": pdf}, timeout=10
    ).json()
    state = checked["certificate"]["state_now"] if checked["certificate"] else "-"
    say(f"  checked as a stranger would: {checked['verdict']}, {state}", "green")
    return url


def complaint_events(stack: LocalStack, identifier: str) -> tuple[int, bool]:
    """How many events a complaint has, and whether their chain is whole."""
    os.environ["FIRESTORE_EMULATOR_HOST"] = stack.address("firestore")
    store = documents(PROJECT)
    stored = load(store, Complaint, COMPLAINTS, identifier)
    assert stored is not None
    events = events_of(store, f"{COMPLAINTS}/{identifier}")
    return len(events), first_broken(events, stored.value.head) is None


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
        say(f"  {in_almaty(event.at):%H:%M:%S}  +{since:6.1f} s  {TOLD.get(event.kind, event.kind)}{whom}", style)

    def check_chain(self) -> None:
        stored = load(self._documents, Application, APPLICATIONS, self._identifier)
        assert stored is not None
        broken = first_broken(self.events, stored.value.head)
        say("             the chain of events is whole" if broken is None else f"BROKEN CHAIN: {broken}", "dim")
