"""The service on fakes: the real routes, handlers and rules, with time that stands still until a test moves it."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from flask import Flask, Request, Response
from werkzeug.test import EnvironBuilder

from functions.complaint.routes import ROUTES as COMPLAINT_ROUTES
from functions.complaint.services import ComplaintServices
from functions.issue.routes import ROUTES as ISSUE_ROUTES
from functions.issue.services import IssueServices
from functions.shared.codec import from_fields, to_fields
from functions.shared.documents.content import CertificateContent, PaperCopy
from functions.shared.domain.application import Application
from functions.shared.domain.errors import Unauthenticated
from functions.shared.domain.events import first_broken
from functions.shared.domain.language import Bilingual, Language
from functions.shared.domain.notice import Notice
from functions.shared.domain.office import Authority, Centre, Office, OfficeKind, Official
from functions.shared.http.callers import ANYBODY, Caller, Role
from functions.shared.http.routing import Router
from functions.shared.maintenance import MaintenanceGate
from functions.shared.offices import Offices
from functions.shared.ports import Create, Documents
from functions.shared.records import events_of
from functions.shared.services import PortalUnavailable, Rules
from functions.submit.routes import ROUTES as SUBMIT_ROUTES
from functions.submit.services import SubmitServices
from tests.fakes.clock import FakeClock
from tests.fakes.documents import FakeDocuments
from tests.fakes.indexes import served
from tests.fakes.objects import FakeObjects
from tests.fakes.registries import FakeRegistries
from tests.fakes.tasks import FakeTasks
from tests.fakes.trust import FakeRequestSignatures, FakeSeals, fake_cms
from tests.unit.examples import FIRST_CHILD, FIRST_NAMES, GUARDIAN, GUARDIAN_NAMES, birth, order, person

OPERATOR = "Жұмабекова Аружан Санжарқызы"
PDF = b"%PDF-1.7 "
SECRET = b"k" * 32
CENTRES = ("psc-almaty-1", "psc-almaty-2")
AUTHORITIES = {"akimat-almaty": OfficeKind.AKIMAT, "quality": OfficeKind.QUALITY}
HEADS = {
    **dict.fromkeys(("almaty", "astana"), "СӘРСЕНБАЕВ БАУЫРЖАН"),
    **dict.fromkeys(CENTRES, "МҰҚАНОВ РҮСТЕМ"),
    **dict.fromkeys(AUTHORITIES, "ТІЛЕУБЕРДИН МҰРАТ"),
}
"""Whose key seals the answers of each office (11.9)."""
ROUTES = json.loads(Path("infra/routes.json").read_text())
BINS = {"almaty": "040340991018", "astana": "020240991015"}


def an_office(identifier: str) -> Office:
    return Office(
        id=identifier,
        names=Bilingual("Алматы қаласының Білім басқармасы", "Управление образования города Алматы"),
        bin=BINS[identifier],
        address=Bilingual("Алматы", "Алматы"),
        head=Official(Bilingual("Басқарма басшысы", "Руководитель управления"), "Сәрсенбаев Бауыржан Асқарұлы"),
        signatory=Official(
            Bilingual("Басқарма басшысының орынбасары", "Заместитель руководителя управления"), "Тегі Аты Әкесінің"
        ),
        phone="+7 727 000 00 01",
        territory="750000000",
    )


def a_centre(identifier: str) -> Centre:
    return Centre(
        id=identifier,
        names=Bilingual(
            "«Халыққа қызмет көрсету орталығы» РМК Алматы қаласы бойынша филиалының № 1 бөлімі",
            "Отдел № 1 филиала РГП «Центр обслуживания населения» по городу Алматы",
        ),
        address=Bilingual("Алматы қаласы, Абай даңғылы, 1-үй", "г. Алматы, пр. Абая, д. 1"),
        phone="+7 727 000 00 11",
        head=Official(Bilingual("Бөлім басшысы", "Руководитель отдела"), "Мұқанов Рүстем Қайратұлы"),
        desks=("1", "2", "3"),
        territory="750000000",
    )


def an_authority(identifier: str, kind: OfficeKind) -> Authority:
    return Authority(
        id=identifier,
        names=Bilingual("Алматы қаласының әкімдігі", "Акимат города Алматы"),
        address=Bilingual("Алматы қ., Республика алаңы, 4", "г. Алматы, пл. Республики, 4"),
        phone="+7 727 000 00 21",
        head=Official(Bilingual("Әкім", "Аким"), "Тілеубердин Мұрат Асқарұлы"),
        territory="750000000",
        kind=kind,
    )


def service_of(path: str) -> str:
    """Which function serves a path: by the gateway's own table; tasks are sent to their function directly."""
    if path.startswith("/tasks/"):
        return {"queue": "submit", "complaints": "complaint"}.get(path.split("/")[2], "issue")
    bare = path.partition("?")[0]
    fitting = [route for route in ROUTES if fnmatchcase(bare, route["path"])]
    return str(max(fitting, key=lambda route: len(route["path"]))["service"]) if fitting else "submit"


class FakeCallers:
    """Tokens as JSON: {"role", "iin"?, "office"?, "subject"?, "name"?}."""

    def identify(self, authorization: str | None) -> Caller:
        if authorization is None:
            return ANYBODY
        try:
            given = json.loads(authorization.removeprefix("Bearer "))
        except ValueError as error:
            raise Unauthenticated from error
        return Caller(
            Role(given["role"]),
            given.get("subject", "subject"),
            given.get("iin"),
            given.get("office"),
            given.get("name"),
        )


@dataclass
class FakePortal:
    pushed: list[Notice] = field(default_factory=list)
    down: bool = False

    def push(self, notice: Notice) -> None:
        if self.down:
            raise PortalUnavailable("as the test asked")
        self.pushed.append(notice)


class FakeRenderer:
    def render(self, content: Any) -> bytes:
        return b"%PDF-1.7 " + json.dumps(to_fields(content), default=str, sort_keys=True).encode() + b"\n%%EOF"

    def render_print(self, content: CertificateContent, copy: PaperCopy) -> bytes:
        print_out = {"content": to_fields(content), "copy": to_fields(copy)}
        return b"%PDF-1.7 " + json.dumps(print_out, default=str, sort_keys=True).encode() + b"\n%%EOF"

    def read_content(self, sealed_pdf: bytes) -> CertificateContent:
        body = sealed_pdf.removeprefix(b"%PDF-1.7 ").partition(b"\n%%EOF")[0]
        return from_fields(CertificateContent, json.loads(body))


class FakeForms:
    """The papers as JSON inside something that begins like a PDF."""

    def application_form(self, form: Any, language: Language) -> bytes:
        return self._paper("application form", form, language)

    def acceptance_receipt(self, receipt: Any, language: Language) -> bytes:
        return self._paper("acceptance receipt", receipt, language)

    def refusal_receipt(self, receipt: Any, language: Language, copies: int = 1) -> bytes:
        return self._paper("refusal receipt", receipt, language, copies=copies)

    def _paper(self, kind: str, content: Any, language: Language, **more: int) -> bytes:
        told = {"kind": kind, "language": language.value, **more, **to_fields(content)}
        return b"%PDF-1.7 " + json.dumps(told, default=str, ensure_ascii=False).encode() + b"\n%%EOF"


class FakePapers(FakeForms):
    """Those of a complaint, as JSON too; what is attached to the file for a court is named by its hash."""

    def coupon(self, coupon: Any, language: Language) -> bytes:
        return self._paper("coupon", coupon, language)

    def stamp(self, coupon: Any, language: Language) -> bytes:
        return self._paper("stamp", coupon, language)

    def answer(self, answer: Any) -> bytes:
        return self._paper("answer", answer, answer.language)

    def dossier(self, dossier: Any) -> bytes:
        return self._paper("dossier", dossier, dossier.language)


class World:
    """One guardian of one child, known to all registries; every part can be made to fail."""

    def __init__(self, documents: Documents | None = None, *, iin_checked: bool = True) -> None:
        self.clock = FakeClock()
        self.fake_documents = FakeDocuments(served)
        self.documents: Documents = documents or self.fake_documents
        self.tasks = FakeTasks()
        self.attachments, self.certificates, self.answers = FakeObjects(), FakeObjects(), FakeObjects()
        self.signatures = FakeRequestSignatures()
        self.trust_ends: datetime | None = datetime(2036, 1, 1, tzinfo=UTC)
        self.registries = FakeRegistries({GUARDIAN: person()}, {FIRST_CHILD: birth()}, [order()])
        self.seals = FakeSeals(self.clock, BINS)
        self.head_seals = FakeSeals(self.clock, dict.fromkeys(HEADS, BINS["almaty"]), HEADS)
        self.portal = FakePortal()
        for identifier in BINS:
            self.documents.commit(Create(f"offices/{identifier}", to_fields(an_office(identifier))))
        for identifier in CENTRES:
            self.documents.commit(Create(f"offices/{identifier}", to_fields(a_centre(identifier))))
        for identifier, kind in AUTHORITIES.items():
            self.documents.commit(Create(f"offices/{identifier}", to_fields(an_authority(identifier, kind))))
        common: dict[str, Any] = {
            "rules": Rules(SECRET, iin_checked=iin_checked, public_url="https://check.example"),
            "clock": self.clock,
            "documents": self.documents,
            "tasks": self.tasks,
            "callers": FakeCallers(),
            "offices": Offices(self.documents),
            "maintenance": MaintenanceGate(self.documents, self.clock),
            "attachments": self.attachments,
            "signatures": self.signatures,
            "trust_ends": lambda: self.trust_ends,
        }
        self.complaint_services = ComplaintServices(
            **common, seals=self.head_seals, papers=FakePapers(), answers=self.answers
        )
        common["registries"] = self.registries
        self.submit_services = SubmitServices(**common, forms=FakeForms())
        self.issue_services = IssueServices(
            **common,
            certificates=self.certificates,
            renderer=FakeRenderer(),
            read_content=FakeRenderer().read_content,
            seals=self.seals,
            seal_checks=self.seals,
            portal=self.portal,
        )
        self._routers: dict[str, Router[Any]] = {
            "submit": Router(SUBMIT_ROUTES, lambda: self.submit_services, lambda services: services.callers),
            "issue": Router(ISSUE_ROUTES, lambda: self.issue_services, lambda services: services.callers),
            "complaint": Router(COMPLAINT_ROUTES, lambda: self.complaint_services, lambda services: services.callers),
        }
        self._app = Flask("test")
        self._made = 0

    # ---- calls

    def call(
        self,
        method: str,
        path: str,
        *,
        who: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        **body: Any,
    ) -> Response:
        """One request through the routes of whichever function serves the path."""
        given = dict(headers or {})
        if who is not None:
            given["Authorization"] = "Bearer " + json.dumps(who)
        builder = EnvironBuilder(method=method, path=path, headers=list(given.items()), **body)
        try:
            request = Request(builder.get_environ())
            with self._app.request_context(request.environ):
                return self._routers[service_of(path)].serve(request)
        finally:
            builder.close()

    def operator(self, office: str = CENTRES[0], **changes: str) -> dict[str, str]:
        return {"role": "psc_operator", "office": office, "subject": "psc-operator", "name": OPERATOR} | changes

    def citizen(self, iin: str = GUARDIAN) -> dict[str, str]:
        return {"role": "citizen", "iin": iin}

    def request(self, **changes: Any) -> dict[str, Any]:
        """What the guardian signs."""
        now = self.clock.now()
        self._made += 1  # two requests are never the same to the microsecond
        body: dict[str, Any] = {
            "service": "guardianship-certificate",
            "requested_at": (now - timedelta(microseconds=self._made)).isoformat(),
            "language": "kk",
            "provider": "almaty",
            "paper_copy": False,
            "consent": {"text_version": "2014-1", "given_at": (now - timedelta(seconds=30)).isoformat()},
            "applicant": {
                "iin": GUARDIAN,
                "surname": GUARDIAN_NAMES.kk.surname,
                "name": GUARDIAN_NAMES.kk.name,
                "patronymic": GUARDIAN_NAMES.kk.patronymic,
                "phone": "+77011234567",
            },
            "children": [self.child()],
        }
        return body | changes

    def child(self, **changes: Any) -> dict[str, Any]:
        body: dict[str, Any] = {
            "iin": FIRST_CHILD,
            "surname": FIRST_NAMES.kk.surname,
            "name": FIRST_NAMES.kk.name,
            "patronymic": FIRST_NAMES.kk.patronymic,
            "birth_date": "2016-03-05",
            "birth_certificate": None,
        }
        return body | changes

    def submit(
        self,
        request: dict[str, Any] | None = None,
        *,
        key: str | None = "key-00000001",
        cms: bytes | None = None,
        signer: str = GUARDIAN,
        caller: str = GUARDIAN,
        language: str = "en",
    ) -> Response:
        if cms is None:
            cms = fake_cms(json.dumps(request or self.request(), ensure_ascii=False).encode(), iin=signer)
        headers = {"Accept-Language": language} | ({"Idempotency-Key": key} if key is not None else {})
        return self.call(
            "POST",
            "/v1/portal/applications",
            who=self.citizen(caller),
            headers=headers,
            json={"cms": base64.b64encode(cms).decode()},
        )

    def accepted(self, request: dict[str, Any] | None = None, key: str = "key-00000001") -> str:
        response = self.submit(request, key=key)
        assert response.status_code == 201, response.get_data(as_text=True)
        return str(json.loads(response.get_data())["id"])

    # ---- the desk of a public service centre

    def upload(self, data: bytes, who: dict[str, str] | None = None) -> str:
        """A scan in the bucket, by its SHA-256."""
        sha256 = hashlib.sha256(data).hexdigest()
        response = self.call("PUT", f"/v1/attachments/{sha256}", who=who or self.operator(), data=data)
        assert response.status_code == 200, response.get_data(as_text=True)
        return sha256

    def consent(self, **changes: Any) -> dict[str, Any]:
        given_at = (self.clock.now() - timedelta(minutes=2)).isoformat()
        body: dict[str, Any] = {
            "text_version": "2014-1",
            "given_at": given_at,
            "method": "written",
            "scan": self.upload(PDF + b"consent %%EOF"),
        }
        return body | changes

    def document(self, kind: str, **changes: Any) -> dict[str, Any]:
        """A document on the desk, handled as it should be (9.4)."""
        original = kind != "application"
        body: dict[str, Any] = {
            "kind": kind,
            "handed_in": True,
            "compared_with_original": original,
            "original_returned": original,
        }
        if not original:
            body["scan"] = self.upload(PDF + b"application %%EOF")
        return body | changes

    def package(self, **changes: Any) -> dict[str, Any]:
        """A complete package for the guardian and the child whom the registries know."""
        self._made += 1
        child = {key: value for key, value in self.child().items() if key != "birth_certificate"}
        body: dict[str, Any] = {
            "service": "guardianship-certificate",
            "centre": CENTRES[0],
            "language": "kk",
            "provider": "almaty",
            "paper_copy": False,
            "applicant": {**self.request()["applicant"], "address": "Алматы қ., Абай даңғылы, 1-үй"},
            "children": [child],
            "consent": self.consent(given_at=(self.clock.now() - timedelta(seconds=60 + self._made)).isoformat()),
            "documents": [self.document("application")],
        }
        return body | changes

    def hand_in(
        self,
        package: dict[str, Any] | None = None,
        *,
        key: str | None = "key-00000001",
        who: dict[str, str] | None = None,
        language: str = "en",
    ) -> Response:
        headers = {"Accept-Language": language} | ({"Idempotency-Key": key} if key is not None else {})
        body = package or self.package()
        return self.call("POST", "/v1/psc/applications", who=who or self.operator(), headers=headers, json=body)

    def task(self, path: str) -> Response:
        return self.call("POST", path, who={"role": "task"})

    def run_due_tasks(self) -> list[int]:
        """Hand over what is due, as Cloud Tasks would; the statuses of the answers."""
        statuses = []
        while due := self.tasks.pop_due(self.clock.now()):
            statuses += [self.task(task.path).status_code for task in due]
        return statuses

    def reconcile(self) -> dict[str, int]:
        counts = json.loads(self.task("/tasks/reconcile").get_data())["counts"]
        assert isinstance(counts, dict)
        return counts

    # ---- what is there

    def stored(self, collection: str) -> list[str]:
        """The paths of a collection's own documents, on the fake store."""
        return [
            path for path in self.fake_documents.paths() if path.startswith(f"{collection}/") and path.count("/") == 1
        ]

    def application(self, identifier: str) -> Application:
        found = self.documents.get(f"applications/{identifier}")
        assert found is not None
        return from_fields(Application, found.fields)

    def events(self, identifier: str) -> list[str]:
        """The kinds of a case's events, after its chain was found whole."""
        events = events_of(self.documents, f"applications/{identifier}")
        assert first_broken(events, self.application(identifier).head) is None
        return [event.kind.value for event in events]

    def problem(self, response: Response) -> str:
        """The slug of a problem, whose form is checked on the way."""
        body = json.loads(response.get_data())
        assert response.mimetype == "application/problem+json"
        assert body["status"] == response.status_code
        assert body["title"]
        assert body["detail"]
        return str(body["type"]).removeprefix("urn:anyqtama:problem:")

    def pointers(self, response: Response) -> list[str]:
        return [flaw["pointer"] for flaw in json.loads(response.get_data()).get("errors", [])]
