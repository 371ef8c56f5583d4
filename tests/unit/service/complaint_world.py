"""The service on fakes with offices that hear complaints: their clerks and heads, and a guardian who complains."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import Response

from functions.shared.codec import from_fields, to_fields
from functions.shared.domain.complaint import Complaint
from functions.shared.domain.events import Event, first_broken
from functions.shared.domain.language import Bilingual
from functions.shared.domain.office import OfficeKind, Official
from functions.shared.ports import Create, Documents, Replace
from functions.shared.records import events_of
from tests.fakes.trust import fake_cms
from tests.unit.examples import GUARDIAN, GUARDIAN_NAMES
from tests.unit.service.world import World, a_centre, an_authority, an_office

CLERK = "Жақсылықова Айгүл Маратқызы"
CLERKS = {
    "almaty": "provider_officer",
    "astana": "provider_officer",
    "psc-almaty-1": "psc_operator",
    "psc-almaty-2": "psc_operator",
    "akimat-almaty": "akimat_clerk",
    "akimat-astana": "akimat_clerk",
    "quality": "quality_officer",
}
HEADS = CLERKS | {
    "almaty": "provider_head",
    "astana": "provider_head",
    "psc-almaty-1": "psc_head",
    "psc-almaty-2": "psc_head",
    "akimat-almaty": "akimat_head",
    "akimat-astana": "akimat_head",
}
HEAD_NAMES = {
    "almaty": "Сәрсенбаев Бауыржан Асқарұлы",
    "astana": "Есімова Дана Серікқызы",
    "psc-almaty-1": "Мұқанов Рүстем Қайратұлы",
    "psc-almaty-2": "Омаров Ерлан Болатұлы",
    "akimat-almaty": "Тілеубердин Мұрат Асқарұлы",
    "akimat-astana": "Қасымов Нұрлан Ержанұлы",
    "quality": "Бекова Гүлмира Талғатқызы",
}
TERRITORIES = {"astana": "710000000", "akimat-astana": "710000000"}
EXECUTOR = {"name": "Нұрғалиев Тимур Ерланұлы", "account": "officer-17"}
NAME, ADDRESS = GUARDIAN_NAMES.kk.full(), "Алматы қ., Абай даңғылы, 1-үй, 12-пәтер"
TEXT = "Анықтаманы уақытында бермеді."


def at(text: str) -> datetime:
    """A moment on Almaty's clocks, which are five hours ahead."""
    return datetime.fromisoformat(f"{text}+05:00").astimezone(UTC)


def body(response: Response, status: int = 200) -> Any:
    assert response.status_code == status, response.get_data(as_text=True)
    return json.loads(response.get_data())


class ComplaintWorld(World):
    """Two providers, each under an akimat of its own, two centres and the quality authority."""

    def __init__(self, documents: Documents | None = None) -> None:
        super().__init__(documents)
        self.documents.commit(
            Create("offices/akimat-astana", to_fields(an_authority("akimat-astana", OfficeKind.AKIMAT)))
        )
        for identifier, name in HEAD_NAMES.items():
            office: Any
            match CLERKS[identifier]:
                case "provider_officer":
                    office = an_office(identifier)
                case "psc_operator":
                    office = a_centre(identifier)
                case "quality_officer":
                    office = an_authority(identifier, OfficeKind.QUALITY)
                case _:
                    office = an_authority(identifier, OfficeKind.AKIMAT)
            head = Official(Bilingual("Басшы", "Руководитель"), name)
            office = replace(office, head=head, territory=TERRITORIES.get(identifier, "750000000"))
            found = self.documents.get(f"offices/{identifier}")
            assert found is not None
            self.documents.commit(Replace(found.path, to_fields(office), found.version))

    # ---- who calls

    def clerk(self, office: str = "almaty", **changes: str) -> dict[str, str]:
        return {"role": CLERKS[office], "office": office, "subject": f"clerk-{office}", "name": CLERK} | changes

    def head(self, office: str = "almaty", **changes: str) -> dict[str, str]:
        return {
            "role": HEADS[office],
            "office": office,
            "subject": f"head-{office}",
            "name": HEAD_NAMES[office],
        } | changes

    # ---- what comes in

    def paper(self, **changes: Any) -> dict[str, Any]:
        """A complaint that lacks nothing, handed in just now."""
        return {
            "intake": "hand",
            "received_at": self.clock.now().isoformat(),
            "about": "provider",
            "language": "kk",
            "signed": True,
            "complainant": {"name": NAME, "iin": GUARDIAN, "address": ADDRESS, "phone": "+7 701 123 45 67"},
            "text": TEXT,
        } | changes

    def written(self, **changes: Any) -> dict[str, Any]:
        """What the guardian signs on the portal."""
        return {
            "office": "almaty",
            "about": "provider",
            "language": "kk",
            "complainant": {"name": NAME, "address": ADDRESS},
            "text": TEXT,
        } | changes

    def register(
        self,
        at_office: str = "almaty",
        /,
        *,
        key: str | None = None,
        who: dict[str, str] | None = None,
        sent: dict[str, Any] | None = None,
        **changes: Any,
    ) -> Response:
        """By the clerk of the office."""
        self._made += 1
        headers = {"Idempotency-Key": key or f"key-{self._made:08d}", "Accept-Language": "en"}
        given = sent if sent is not None else self.paper(**changes)
        return self.call("POST", "/v1/complaints", who=who or self.clerk(at_office), headers=headers, json=given)

    def complain(
        self, *, key: str | None = None, signer: str = GUARDIAN, caller: str = GUARDIAN, **changes: Any
    ) -> Response:
        """Through the portal."""
        self._made += 1
        headers = {"Idempotency-Key": key or f"key-{self._made:08d}"}
        sent = {"cms": self.signed(self.written(**changes), signer)}
        return self.call("POST", "/v1/complaints", who=self.citizen(caller), headers=headers, json=sent)

    def signed(self, content: dict[str, Any], signer: str = GUARDIAN) -> str:
        cms = fake_cms(json.dumps(content, ensure_ascii=False).encode(), iin=signer)
        return base64.b64encode(cms).decode()

    def registered(self, at_office: str = "almaty", /, **changes: Any) -> Any:
        return body(self.register(at_office, **changes), 201)

    # ---- what is done with it

    def post(self, identifier: str, what: str, who: dict[str, str], **sent: Any) -> Response:
        return self.call("POST", f"/v1/complaints/{identifier}/{what}", who=who, json=sent)

    def forward(self, identifier: str, to: str, who: dict[str, str] | None = None, **changes: Any) -> Response:
        return self.post(identifier, "forwarding", who or self.clerk(), to=to, **changes)

    def name(self, identifier: str, who: dict[str, str] | None = None, **changes: Any) -> Response:
        return self.post(identifier, "executor", who or self.head(), **(EXECUTOR | changes))

    def give(self, identifier: str, who: dict[str, str] | None = None, **parts: Any) -> Response:
        return self.post(identifier, "parts", who or self.clerk(), **parts)

    def read(self, identifier: str, who: dict[str, str] | None = None, what: str = "") -> Response:
        return self.call("GET", f"/v1/complaints/{identifier}{what}", who=who or self.clerk())

    def complaint(self, identifier: str) -> Complaint:
        found = self.documents.get(f"complaints/{identifier}")
        assert found is not None
        return from_fields(Complaint, found.fields)

    def chain(self, identifier: str) -> list[Event]:
        """The events of a complaint, after its chain was found whole."""
        events = events_of(self.documents, f"complaints/{identifier}")
        assert first_broken(events, self.complaint(identifier).head) is None
        return events
