"""A stand-in for the service behind the gateway: it verifies the token, and answers with the contract's own models."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from flask import Flask, Response, request

from functions.shared.contract.common import TextGiven
from functions.shared.contract.portal import ApplicationShown, CabinetShown, NoticeShown, ReasonShown
from functions.shared.domain import errors
from functions.shared.domain.application import Status
from functions.shared.domain.language import Language
from functions.shared.domain.reasons import ReasonCode
from functions.shared.http.problems import as_response
from functions.shared.http.tokens import TokenRefused, TokenVerifier

ACCEPTED = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
PDF = b"%PDF-1.7 of the certificate, or of a complaint's paper"


def application(number: str, status: Status, **changed: object) -> ApplicationShown:
    decided = ACCEPTED + timedelta(seconds=2.4) if status in (Status.ISSUED, Status.DECLINED) else None
    given: dict[str, object] = {
        "id": f"id-{number}",
        "number": number,
        "status": status,
        "accepted_at": ACCEPTED,
        "due_at": ACCEPTED + timedelta(minutes=5),
        "decided_at": decided,
        "overdue_since": None,
        "certificate": "C234-5678-9ABC" if status is Status.ISSUED else None,
        "reasons": (),
    }
    return ApplicationShown.model_validate(given | changed)


def notice(kind: str, text: TextGiven, **changed: object) -> NoticeShown:
    given: dict[str, object] = {
        "id": f"a-{kind}",
        "kind": kind,
        "at": ACCEPTED,
        "application": "a",
        "certificate": None,
        "text": text,
    }
    return NoticeShown.model_validate(given | changed)


def reason(code: ReasonCode, kk: str, ru: str, en: str) -> ReasonShown:
    return ReasonShown(code=code, pointer="/children/0", text=TextGiven(kk=kk, ru=ru, en=en))


@dataclass
class StandIn:
    """What the service would answer, by the caller's IIN; everything that was asked."""

    verifier: TokenVerifier
    cabinets: dict[str, CabinetShown] = field(default_factory=dict)
    problem: errors.Problem | None = None
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def app(self) -> Flask:
        app = Flask("standin")
        app.add_url_rule("/v1/cabinet", view_func=self._cabinet)
        app.add_url_rule("/v1/certificates/<number>", view_func=self._certificate)
        app.add_url_rule("/v1/complaints/<complaint>/<paper>", view_func=self._paper)
        return app

    def _iin(self) -> str:
        return self.verifier.verify(request.headers["Authorization"].removeprefix("Bearer ")).iin or ""

    def _cabinet(self) -> Response:
        self.asked.append((request.full_path, request.headers.get("Accept-Language")))
        language = Language(request.headers.get("Accept-Language", "kk"))
        if self.problem is not None:
            return as_response(self.problem, language)
        try:
            iin = self._iin()
        except TokenRefused:
            return as_response(errors.Unauthenticated(), language)
        nothing = CabinetShown(applications=(), notices=(), next=None)
        return Response(self.cabinets.get(iin, nothing).model_dump_json(), mimetype="application/json")

    def _certificate(self, number: str) -> Response:
        self._iin()
        if number != "C234-5678-9ABC":
            return as_response(errors.NotFound(), Language.KK)
        return Response(PDF, mimetype="application/pdf")

    def _paper(self, complaint: str, paper: str) -> Response:
        self._iin()
        if complaint != "a":
            return as_response(errors.NotFound(), Language.KK)
        return Response(PDF, mimetype="application/pdf")
