"""What is done to a stack of one's own, and how one looks afterwards at what became of a case."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

import requests

from emulators.population import Scene
from emulators.stack.client import PortalClient
from emulators.stack.local import PROJECT, LocalStack
from functions.issue.services import sealed_content
from functions.shared.chains import broken_link
from functions.shared.cloud.objects import CloudObjects, storage_client
from functions.shared.codec import from_fields
from functions.shared.domain.application import Application, Status
from functions.shared.domain.certificate import Certificate
from functions.shared.domain.numbers import spoken
from functions.shared.ports import Documents
from functions.shared.records import APPLICATIONS, CERTIFICATES, events_of, every, load
from tools.chaos.tally import open_cases

T = TypeVar("T")

A_ROUND = timedelta(seconds=61)
"""When the clock is moved so far, the reconciler comes, and whatever waited a first time is due."""


def fault(stack: LocalStack, emulator: str, **faults: Any) -> None:
    """Replaces all faults of an emulator."""
    requests.post(f"{stack.control(emulator)}/_control/faults", json=faults, timeout=10).raise_for_status()


def told(stack: LocalStack, emulator: str) -> dict[str, Any]:
    """What an emulator tells of its state."""
    return dict(requests.get(f"{stack.control(emulator)}/_control", timeout=10).json())


def until(condition: Callable[[], T], seconds: float = 20.0) -> T:
    """Ask until the answer is true, and give it. Raises TimeoutError after so many real seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    raise TimeoutError


def answered(ask: Callable[[], requests.Response], patience_s: float = 60.0) -> requests.Response:
    """Ask again, with the same key and the same bytes, until there is an answer that no repeat would change."""
    end, why = time.monotonic() + patience_s, "nothing was asked"
    while time.monotonic() < end:
        try:
            answer = ask()
        except requests.RequestException as error:
            why = type(error).__name__
        else:
            if answer.status_code not in (502, 503, 504):
                return answer
            why = answer.text
        time.sleep(0.2)
    raise TimeoutError(why)


@contextmanager
def bucket_of(stack: LocalStack, name: str) -> Iterator[CloudObjects]:
    client = storage_client(PROJECT, stack.address("cloud_storage"))
    try:
        yield CloudObjects(lambda: client, name)
    finally:
        client.close()


@dataclass
class Case:
    """One request of one guardian, sent as often as it takes; `answered` are the applications that answers named."""

    client: PortalClient
    scene: Scene
    key: str = field(default_factory=lambda: secrets.token_hex(16))
    cms: bytes = b""
    answered: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)

    def sign(self) -> bytes:
        self.cms = self.cms or self.client.sign(self.client.request(self.scene), self.scene.id)
        return self.cms

    def ask(self) -> Case:
        cms = self.sign()

        def once() -> requests.Response:
            answer = self.client.submit(self.client.citizen(self.scene), cms, self.key)
            self.statuses[answer.status_code] += 1
            return answer

        answer = answered(once)
        assert answer.status_code == 201, answer.text
        self.answered.add(answer.json()["id"])
        return self

    @property
    def id(self) -> str:
        (identifier,) = self.answered
        return identifier


def asked_at_once(cases: Iterable[Case], at_once: int = 16) -> list[Case]:
    with ThreadPoolExecutor(at_once) as citizens:
        return list(citizens.map(Case.ask, cases))


def all_decided(store: Documents, seconds: float = 40.0) -> None:
    """Raises TimeoutError where a case is still open after so many real seconds."""
    until(lambda: not open_cases(store), seconds)


def application(store: Documents, identifier: str) -> Application:
    stored = load(store, Application, APPLICATIONS, identifier)
    assert stored is not None
    return stored.value


def kinds(store: Documents, identifier: str) -> list[str]:
    return [event.kind.value for event in events_of(store, f"{APPLICATIONS}/{identifier}")]


def certificates_of(store: Documents, identifier: str) -> list[Certificate]:
    found = (from_fields(Certificate, document.fields) for document in every(store, CERTIFICATES))
    return [certificate for certificate in found if certificate.application == identifier]


def notices_of(stack: LocalStack, identifier: str) -> Counter[str]:
    """The kinds of notices that the portal has of a case."""
    received = requests.get(f"{stack.control('portal')}/_control/notices", timeout=10).json()
    return Counter(notice["kind"] for notice in received if notice["application"] == identifier)


def check_issued(stack: LocalStack, store: Documents, identifier: str) -> None:
    """One certificate, one file, one number, and nothing contradicts anything; the portal shows each notice once."""
    case, (certificate,) = application(store, identifier), certificates_of(store, identifier)
    assert case.status is Status.ISSUED
    assert case.certificate == certificate.number
    assert kinds(store, identifier) == ["accepted", "verified", "issued"]
    assert broken_link(store, f"{APPLICATIONS}/{identifier}") is None
    assert broken_link(store, f"{CERTIFICATES}/{certificate.number}") is None
    with bucket_of(stack, "certificates") as bucket:
        assert [name for name in bucket.names("certificates/") if identifier in name] == [certificate.object]
        sealed = bucket.read(certificate.object)
    assert sealed is not None
    assert hashlib.sha256(sealed).hexdigest() == certificate.sha256
    assert sealed_content(sealed).number == spoken(certificate.number)
    until(lambda: sum(notices_of(stack, identifier).values()) >= 2)
    assert notices_of(stack, identifier) == Counter(accepted=1, issued=1)
