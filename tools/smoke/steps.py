"""The steps against a deployed service: each is timed, the first that fails ends the run and says what to look at."""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import requests

from emulators.certification_authority.signing import sign_cms
from functions.shared.documents.dates import in_almaty
from functions.shared.ports import Clock
from tools.smoke.citizen import Citizen

Answer = TypeVar("Answer")
FUNCTIONS = ("submit", "issue", "complaint")
TIMEOUT_S = 20.0
"""For one call: a function that starts cold takes some seconds."""
WAIT_S = 300.0
"""The standard's own limit (2.1)."""
LOOK_AGAIN_S = 0.5
CONSENTED = timedelta(seconds=30)
FOLLOW = "docs/operations/overdue-applications.md"


class Failed(Exception):
    """A step did not come out as it must. `look` says what to look at next."""

    def __init__(self, what: str, look: str) -> None:
        super().__init__(what)
        self.look = look


class Smoke:
    """The steps against one address. `say` gets a line for each."""

    def __init__(self, url: str, http: requests.Session, clock: Clock, say: Callable[[str], None]) -> None:
        self._url, self._http, self._clock, self._say = url.rstrip("/"), http, clock, say

    def run(self, citizen: Citizen | None, wait: float = WAIT_S) -> bool:
        """Whether every step came out well. Without a citizen the public steps alone."""
        try:
            for function in FUNCTIONS:
                self._step(f"health of {function}", partial(self.health, function))
            self._step("the check page", self.check_page)
            self._step("the description of the service", self.service)
            if citizen is not None:
                accepted = self._step("a signed request is accepted", partial(self.submit, citizen))
                number = self._step("it is decided", partial(self.decided, citizen, accepted, wait))
                pdf = self._step("the certificate is fetched", partial(self.certificate, citizen, number))
                self._step("the public check knows it", partial(self.checked, pdf, number))
        except Failed:
            return False
        self._say("All is well." if citizen else "All is well in public; no request was made (--public).")
        return True

    def _step(self, name: str, do: Callable[[], Answer]) -> Answer:
        started = time.monotonic()
        try:
            found = do()
        except Failed as failed:
            self._say(f"FAILED {name} ({time.monotonic() - started:.2f} s): {failed}")
            self._say(f"       Look at {failed.look}.")
            raise
        self._say(f"ok     {name} ({time.monotonic() - started:.2f} s)")
        return found

    def health(self, function: str) -> None:
        look = f"the logs of the function {function}: whether it started, and with which settings"
        answer = self._call("GET", f"/health/{function}", look)
        if answer.status_code == 503:
            told = _json(answer).get("checks", {})
            sick = [f"{name} {check.get('detail')}" for name, check in sorted(told.items()) if not check.get("ok")]
            raise Failed(f"it is unwell: {', '.join(sick) or 'no check is told'}", "docs/operations/slow-or-down.md")
        _require(answer, 200, look)

    def check_page(self) -> None:
        look = "the load balancer's table of routes: /check belongs to the function issue"
        answer = _require(self._call("GET", "/check", look, headers={"Accept": "text/html"}), 200, look)
        if "text/html" not in answer.headers.get("Content-Type", ""):
            raise Failed("what came is no page", look)

    def service(self) -> None:
        look = "the directory of offices: python -m tools.directory import"
        told = _json(_require(self._call("GET", "/v1/service", look), 200, look))
        if not told.get("providers"):
            raise Failed("no provider is active", look)

    def submit(self, citizen: Citizen) -> str:
        """Where the application is followed."""
        now = in_almaty(self._clock.now())
        asked = {"service": "guardianship-certificate", "language": "kk", "paper_copy": False} | citizen.request
        asked |= {"requested_at": now.isoformat()}
        asked |= {"consent": {"text_version": "2014-1", "given_at": (now - CONSENTED).isoformat()}}
        cms = sign_cms(json.dumps(asked, ensure_ascii=False).encode(), citizen.pkcs12, citizen.password)
        look = "the problem's type in docs/api/openapi.json: the token, the key or the request of the test citizen"
        headers = _bearer(citizen) | {"Idempotency-Key": secrets.token_hex(16)}
        body = {"cms": base64.b64encode(cms).decode()}
        answer = _require(self._call("POST", "/v1/portal/applications", look, headers=headers, json=body), 201, look)
        return str(answer.headers.get("Location", ""))

    def decided(self, citizen: Citizen, location: str, wait: float) -> str:
        """The certificate's number."""
        ends = time.monotonic() + wait
        status = "accepted"
        while status not in ("issued", "declined"):
            if time.monotonic() > ends:
                raise Failed(f"after {wait:.0f} s it is still {status}", FOLLOW)
            told = _json(_require(self._call("GET", location, FOLLOW, headers=_bearer(citizen)), 200, FOLLOW))
            status = str(told.get("status"))
            if status not in ("issued", "declined"):
                time.sleep(LOOK_AGAIN_S)
        if status == "declined":
            codes = ", ".join(sorted({str(reason.get("code")) for reason in told.get("reasons", [])}))
            raise Failed(f"it was declined: {codes}", "what the registries know of the test citizen")
        return str(told["certificate"])

    def certificate(self, citizen: Citizen, number: str) -> bytes:
        look = "the bucket of certificates, and what the function issue may do there"
        answer = _require(self._call("GET", f"/v1/certificates/{number}", look, headers=_bearer(citizen)), 200, look)
        if not answer.content.startswith(b"%PDF-"):
            raise Failed("what came is no PDF", look)
        return answer.content

    def checked(self, pdf: bytes, number: str) -> None:
        look = "docs/operations/failed-seals.md"
        told = _json(_require(self._call("POST", "/check", look, files={"document": pdf}), 200, look))
        if told.get("verdict") != "authentic":
            raise Failed(f"the check says {told.get('verdict')}: {told.get('reason')}", look)
        found = (told.get("certificate") or {}).get("number")
        if found != number:
            raise Failed("the check knows it under another number", look)

    def _call(self, method: str, path: str, look: str, **given: Any) -> requests.Response:
        headers = {"Accept": "application/json"} | given.pop("headers", {})
        try:
            return self._http.request(method, self._url + path, headers=headers, timeout=TIMEOUT_S, **given)
        except requests.RequestException as error:
            raise Failed(f"no answer ({type(error).__name__})", look) from error


def _require(answer: requests.Response, status: int, look: str) -> requests.Response:
    """Raises Failed, with the problem's type where one is told: its texts may speak of the case."""
    if answer.status_code == status:
        return answer
    is_problem = answer.headers.get("Content-Type", "").startswith("application/problem+json")
    told = f", {_json(answer).get('type')}" if is_problem else ""
    raise Failed(f"{answer.status_code} instead of {status}{told}", look)


def _json(answer: requests.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except requests.JSONDecodeError:
        told = None
    if not isinstance(told, dict):
        raise Failed("what came is no JSON object", "what answers at this address: is it the service?")
    return told


def _bearer(citizen: Citizen) -> dict[str, str]:
    return {"Authorization": f"Bearer {citizen.token}"}
