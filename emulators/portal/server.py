"""The portal over HTTP.

POST /notices                       a pushed notice; 201, or 200 where its id was here before; 401 without the secret
GET  /                              the sample citizens
GET  /cabinet/{person}              the cabinet as a page; ?lang=kk|ru|en, ?cursor=…
GET  /cabinet/{person}/certificates/{number}    the certificate, as PDF
GET  /cabinet/{person}/complaints/{id}/coupon   the coupon of a complaint, and …/answer its answer, as PDF
GET  /_control/notices              all notices as JSON, in the order in which they came
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, jsonify, render_template, request
from pydantic import ValidationError

from emulators.harness import Faults, HttpServer, add_control
from emulators.population import Population, Scene, population
from emulators.portal.backend import Backend, ServiceRefused, ServiceUnreachable
from emulators.portal.notices import NoticeBook, PushedNotice
from emulators.portal.texts import texts_in
from emulators.portal.view import CabinetView, cabinet_view, guardian_name, whole_numbers
from functions.shared.clock import FileClock
from functions.shared.domain.language import Language


@dataclass(frozen=True)
class PortalFaults:
    down: bool = False
    """Everything but the control answers 503."""
    slow_s: float = 0.0


class PortalServer:
    """The program, usable in-process. `secret` is what the service brings with a notice."""

    def __init__(
        self,
        *,
        state: Path,
        clock: FileClock,
        secret: str,
        backend: Backend,
        host: str = "127.0.0.1",
        port: int = 0,
        everybody: Population | None = None,
    ) -> None:
        self.notices = NoticeBook(state)
        self.faults = Faults(PortalFaults)
        self._clock = clock
        self._secret = secret
        self._backend = backend
        self._everybody = everybody or population()
        self._http = HttpServer(self._app(), host, port)
        self.address = self._http.address

    def start(self) -> PortalServer:
        self._http.start()
        return self

    def stop(self) -> None:
        self._http.stop()
        self.notices.close()

    def _app(self) -> Flask:
        app = Flask("emulators.portal", template_folder="templates", root_path=str(Path(__file__).parent))
        app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
        app.add_template_filter(whole_numbers)
        add_control(app, "portal", self._clock, self.faults, self.notices.counts)
        app.before_request(self._be_faulty)
        app.after_request(_harden)
        app.add_url_rule("/notices", view_func=self._receive, methods=["POST"])
        app.add_url_rule("/_control/notices", view_func=self._all_notices)
        app.add_url_rule("/", view_func=self._people)
        app.add_url_rule("/cabinet/<person>", view_func=self._cabinet)
        app.add_url_rule("/cabinet/<person>/certificates/<number>", view_func=self._certificate)
        app.add_url_rule("/cabinet/<person>/complaints/<complaint>/<any(coupon, answer):paper>", view_func=self._paper)
        return app

    def _be_faulty(self) -> tuple[Response, int] | None:
        if request.path.startswith("/_control"):
            return None
        faults = self.faults.now
        time.sleep(faults.slow_s)
        return (jsonify({"error": "the portal is down"}), 503) if faults.down else None

    def _receive(self) -> tuple[Response, int]:
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self._secret}".encode()):
            return jsonify({"error": "the caller is not the service"}), 401
        try:
            notice = PushedNotice.model_validate_json(request.get_data())
        except ValidationError as error:
            return jsonify({"error": error.errors(include_input=False, include_url=False, include_context=False)}), 400
        return jsonify({"id": notice.id}), 201 if self.notices.receive(notice, self._clock.now()) else 200

    def _all_notices(self) -> Response:
        return jsonify([notice.model_dump(mode="json") for notice in self.notices.all()])

    def _people(self) -> str:
        language = _language()
        people = [(scene.id, guardian_name(scene, language), scene.about) for scene in self._everybody.scenes]
        return render_template("people.html", people=people, **_common(language))

    def _cabinet(self, person: str) -> tuple[str, int]:
        scene, language = self._scene(person), _language()
        cursor = request.args.get("cursor")
        view, message, status = CabinetView((), (), None), None, 200
        try:
            answer = self._backend.cabinet(scene.guardian.iin, language, cursor)
            view = cabinet_view(answer, self.notices.received_at(), language)
        except ServiceUnreachable:
            message, status = texts_in(language)["unreachable"], 502
        except ServiceRefused as refused:
            message, status = refused.problem.get("detail") or refused.problem.get("title"), refused.status
        page = render_template(
            "cabinet.html",
            view=view,
            message=message,
            person=person,
            name=guardian_name(scene, language),
            gateway=self._backend.gateway,
            cursor=cursor,
            **_common(language),
        )
        return page, status

    def _certificate(self, person: str, number: str) -> Response | tuple[Response, int]:
        return self._pdf(lambda iin: self._backend.certificate(iin, _language(), number), person)

    def _paper(self, person: str, complaint: str, paper: str) -> Response | tuple[Response, int]:
        return self._pdf(lambda iin: self._backend.paper(iin, _language(), complaint, paper), person)

    def _pdf(self, fetch: Callable[[str], bytes], person: str) -> Response | tuple[Response, int]:
        scene = self._scene(person)
        try:
            pdf = fetch(scene.guardian.iin)
        except ServiceUnreachable:
            return jsonify({"error": "the service does not answer"}), 502
        except ServiceRefused as refused:
            return jsonify(refused.problem), refused.status
        return Response(pdf, mimetype="application/pdf")

    def _scene(self, person: str) -> Scene:
        try:
            return self._everybody.scene(person)
        except KeyError:
            abort(404)


def _language() -> Language:
    asked = request.args.get("lang") or request.accept_languages.best_match(list(Language)) or Language.KK
    return Language(asked) if asked in list(Language) else Language.KK


def _common(language: Language) -> dict[str, object]:
    names = {"kk": "Қаз", "ru": "Рус", "en": "Eng"}
    return {"t": texts_in(language), "lang": language.value, "languages": names}


def _harden(response: Response) -> Response:
    """A cabinet is nobody else's business: no cache keeps it, and no other page frames it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    )
    return response
