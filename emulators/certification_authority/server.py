"""The authority's services over HTTP: OCSP, CRL, time-stamping, certificates; and the faults that can befall them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import ocsp, tsp
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, PKIArchitecture, ServiceLabel
from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request as WsgiRequest
from werkzeug.wrappers import Response as WsgiResponse

from emulators.certification_authority import architecture
from emulators.certification_authority.keys import as_bytes
from emulators.certification_authority.stamping import time_stamp
from emulators.harness import Faults, HttpServer, add_control
from functions.shared.clock import FileClock

_STALE = timedelta(days=3)


@dataclass(frozen=True)
class AuthorityFaults:
    """What is wrong with the authority's services."""

    ocsp_down: bool = False
    ocsp_stale: bool = False  # answers are three days old
    ocsp_wrong_key: bool = False  # answers are signed by a responder of the forged authority
    crl_down: bool = False
    tsa_down: bool = False
    slow_ms: int = 0  # every answer of a service takes this long, in real milliseconds
    tsa_busy_ms: int = 0  # the time-stamping authority stamps one at a time, and each takes this long


class ClockedAnimator(Animator):
    """certomancer's server, with the shared clock as its time."""

    def __init__(
        self, architectures: dict[ArchLabel, PKIArchitecture], clock: FileClock, faults: Faults[AuthorityFaults]
    ) -> None:
        super().__init__(AnimatorArchStore(architectures), with_web_ui=False, allow_time_override=False)
        self._clock, self._faults = clock, faults

    def at_time(self, request: WsgiRequest) -> datetime:  # noqa: ARG002 - certomancer's signature
        return self._clock.now().replace(microsecond=0)

    def serve_ocsp_response(self, request: WsgiRequest, *, label: str, arch: str) -> WsgiResponse:
        faults, now = self._faults.now, self.at_time(request)
        services = self.architectures[ArchLabel(arch)].service_registry
        responder = services.summon_responder(ServiceLabel(label), now - _STALE if faults.ocsp_stale else now)
        if faults.ocsp_wrong_key:
            rogue = self.architectures[ArchLabel(architecture.ROGUE)]
            certificate = CertLabel("persons-ocsp")
            responder.responder_cert = rogue.get_cert(certificate)
            responder.responder_key = rogue.key_set.get_private_key(rogue.get_cert_spec(certificate).subject_key)
        responder.responder_cert = as_bytes(responder.responder_cert)
        answer = responder.build_ocsp_response(ocsp.OCSPRequest.load(request.stream.read()))
        return WsgiResponse(answer.dump(), mimetype="application/ocsp-response")

    def serve_timestamp_response(self, request: WsgiRequest, *, label: str, arch: str) -> WsgiResponse:
        """Ours: certomancer's own builds a response from objects, which takes 7 ms of CPU and not 0.3."""
        now, services = self.at_time(request), self.architectures[ArchLabel(arch)].service_registry
        authority = services.summon_timestamper(ServiceLabel(label), now)
        answer = time_stamp(authority, tsp.TimeStampReq.load(request.stream.read()), now)
        return WsgiResponse(answer, mimetype="application/timestamp-reply")


class Server:
    """The HTTP side. It listens from the start, so that the address is known before certificates name it."""

    def __init__(
        self,
        host: str,
        port: int,
        clock: FileClock,
        revoke: Callable[[str], None],
        tell: Callable[[], dict[str, Any]],
    ) -> None:
        self.faults: Faults[AuthorityFaults] = Faults(AuthorityFaults)
        self._clock, self._revoke = clock, revoke
        self._animator: ClockedAnimator | None = None
        self._one_stamp = threading.Lock()
        app = Flask("certification_authority")
        add_control(app, "certification_authority", clock, self.faults, state=tell)
        app.add_url_rule("/_control/revoke", view_func=self._revoke_route, methods=["POST"])
        app.add_url_rule("/<path:path>", view_func=self._service, methods=["GET", "POST"])
        self._http = HttpServer(app, host, port)
        self.address = self._http.address

    def serve(self, architectures: dict[ArchLabel, PKIArchitecture]) -> None:
        self._animator = ClockedAnimator(architectures, self._clock, self.faults)

    def start(self) -> None:
        self._http.start()

    def stop(self) -> None:
        self._http.stop()

    def _revoke_route(self) -> tuple[Response, int]:
        member_id = request.get_json(force=True).get("id")
        try:
            self._revoke(member_id)
        except KeyError:
            return jsonify({"error": "no such member"}), 404
        return jsonify({"id": member_id, "revoked_at": self._clock.now().isoformat()}), 200

    def _service(self, path: str) -> WsgiResponse | HTTPException:
        faults = self.faults.now
        if faults.slow_ms:
            time.sleep(faults.slow_ms / 1000)
        service = path.split("/")[1] if "/" in path else ""
        down = {"ocsp": faults.ocsp_down, "crls": faults.crl_down, "tsa": faults.tsa_down}
        if down.get(service, False) or self._animator is None:
            return Response("this service is down", status=503)
        if service == "tsa" and faults.tsa_busy_ms:
            with self._one_stamp:  # who gave up waiting is served all the same
                time.sleep(faults.tsa_busy_ms / 1000)
        answer: WsgiResponse | HTTPException = self._animator.dispatch(request)
        return answer
