"""A complaint on its way to its answer, by the routes that people use."""

from __future__ import annotations

import base64
import json
from typing import Any

from flask import Response

from functions.shared.codec import from_fields
from functions.shared.domain.complaint import Complaint
from functions.shared.domain.events import Event, first_broken
from functions.shared.ports import Replace
from functions.shared.records import events_of
from tests.fakes.trust import fake_cms
from tests.unit.examples import GUARDIAN
from tests.unit.service.world import World

CLERK = {"role": "provider_officer", "office": "almaty", "subject": "clerk", "name": "Ахметова Дина Ерланқызы"}
HEAD = {"role": "provider_head", "office": "almaty", "subject": "head", "name": "Сәрсенбаев Бауыржан Асқарұлы"}
QUALITY = {"role": "quality_officer", "office": "quality", "subject": "quality", "name": "Тілеубердин Мұрат Асқарұлы"}
EXECUTOR = {"name": "Оспанов Тимур Серікұлы", "account": "executor"}
WRITER = {"name": "Әлиева Гүлнар Қайратқызы", "iin": GUARDIAN, "address": "Алматы қ., Абай даңғылы, 1-үй"}
TEXT = "Шағымыңыз қаралды.\n\nАнықтама мерзімінде берілуі тиіс еді."
PERSONAL = (GUARDIAN, "Әлиева", "Гүлнар", "Абай даңғылы", "Оспанов", "Қасымов", "Ахметова", "Шағымыңыз", "мінез")


class AnswerWorld(World):
    def on_paper(self, who: dict[str, str] | None = None, *, key: str = "paper-0001", **changes: Any) -> str:
        """Registered by a clerk of his office; the id."""
        body = {
            "about": "provider",
            "language": "kk",
            "intake": "hand",
            "received_at": self.clock.now().isoformat(),
            "signed": True,
            "complainant": WRITER,
            "accused": {"name": "Қасымов Арман"},
            "text": "Қызметкердің мінез-құлқына шағымданамын.",
        }
        headers = {"Idempotency-Key": key}
        return self._id(self.call("POST", "/v1/complaints", who=who or CLERK, headers=headers, json=body | changes))

    def through_portal(self, *, key: str = "portal-001", iin: str = GUARDIAN, **changes: Any) -> str:
        """Signed by the citizen; the id."""
        content = {"about": "provider", "language": "kk", "office": "almaty", "text": f"Шағым {key}"} | changes
        cms = fake_cms(json.dumps(content, ensure_ascii=False).encode(), iin=iin)
        body = {"cms": base64.b64encode(cms).decode()}
        headers = {"Idempotency-Key": key}
        return self._id(self.call("POST", "/v1/complaints", who=self.citizen(iin), headers=headers, json=body))

    def _id(self, response: Response) -> str:
        assert response.status_code == 201, response.get_data(as_text=True)
        return str(json.loads(response.get_data())["id"])

    def assign(self, identifier: str, who: dict[str, str] | None = None) -> None:
        path = f"/v1/complaints/{identifier}/executor"
        assert self.call("POST", path, who=who or HEAD, json=EXECUTOR).status_code == 200

    def answer(self, identifier: str, who: dict[str, str] | None = None, **changes: Any) -> Response:
        body = {"language": "kk", "outcome": "upheld", "text": TEXT, "measures": "Қызметкер ескертілді."} | changes
        return self.call("POST", f"/v1/complaints/{identifier}/answer", who=who or HEAD, json=body)

    def answered(self, identifier: str, who: dict[str, str] | None = None) -> str:
        """Given to an executor, and answered; the id again."""
        self.assign(identifier, who)
        response = self.answer(identifier, who)
        assert response.status_code == 201, response.get_data(as_text=True)
        return identifier

    def deliver(self, identifier: str, who: dict[str, str] | None = None, **body: Any) -> Response:
        return self.call("POST", f"/v1/complaints/{identifier}/delivery", who=who or CLERK, json=body)

    def get(self, identifier: str, what: str, who: dict[str, str], **query: str) -> Response:
        return self.call("GET", f"/v1/complaints/{identifier}/{what}", who=who, query_string=query)

    def complaint(self, identifier: str) -> Complaint:
        found = self.documents.get(f"complaints/{identifier}")
        assert found is not None
        return from_fields(Complaint, found.fields)

    def chain(self, identifier: str) -> list[Event]:
        """The events, after the chain was found whole and free of anything personal."""
        events = events_of(self.documents, f"complaints/{identifier}")
        assert first_broken(events, self.complaint(identifier).head) is None
        told = json.dumps([dict(event.data) for event in events], ensure_ascii=False)
        assert not [word for word in PERSONAL if word in told]
        return events

    def kinds(self, identifier: str) -> list[str]:
        return [event.kind.value for event in self.chain(identifier)]

    def everything(self) -> dict[str, Any]:
        """All that is stored, to be compared with what it was."""
        return {path: self.documents.get(path) for path in self.fake_documents.paths()}

    def marked_as(self, identifier: str, **fields: Any) -> None:
        """Change a stored complaint behind the back of the service."""
        path = f"complaints/{identifier}"
        document = self.fake_documents.get(path)
        assert document is not None
        self.fake_documents.commit(Replace(path, {**document.fields, **fields}, document.version))


def shown(response: Response) -> dict[str, Any]:
    body = json.loads(response.get_data())
    assert isinstance(body, dict)
    return body


def paper(pdf: bytes) -> dict[str, Any]:
    """What a paper of the fakes says, with or without a fake seal."""
    body = pdf.removeprefix(b"%PDF-1.7 ").partition(b"\n%%EOF")[0]
    content = json.loads(body)
    assert isinstance(content, dict)
    return content
