"""The registries over HTTP.

    POST /persons/v1/persons            {"request_id", "purpose", "consent", "iin"}
    POST /births/v1/births              {"request_id", "purpose", "consent", "child_iin"}
    POST /guardianship/v1/guardianship  {"request_id", "purpose", "consent", "guardian_iin"}
    POST /_control/records              {"registry", "key", "record": {…} | null} | {"registry", "key", "change": {…}}
    POST /_control/records/reset

An answer is 200 `application/cms`. The key of a record is the IIN, of an order its number.
"""

from __future__ import annotations

import hmac
import random
import threading
import time
from collections import Counter
from pathlib import Path

from flask import Flask, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, ValidationError

from emulators.harness import Faults, HttpServer, add_control
from emulators.population import Population, population
from emulators.registries.answers import QUESTIONS, Answers, load_keys
from emulators.registries.faults import Fault, RegistryFaults
from emulators.registries.records import Record, Records
from functions.shared.clock import FileClock
from functions.shared.domain.facts import Registry

_LOOK_AGAIN_S = 0.02
"""How soon a waiting question notices that the fault was ended."""


class RecordChange(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    registry: Registry
    key: str
    record: Record | None = None
    change: Record | None = None


class RegistriesServer:
    """The program, usable in-process: `start`, `stop`, `address`. `secret` is the bearer secret asked for, if any."""

    def __init__(
        self,
        *,
        state: Path,
        clock: FileClock,
        keys: Path,
        host: str = "127.0.0.1",
        port: int = 0,
        secret: str | None = None,
        everybody: Population | None = None,
    ) -> None:
        self.records = Records(state, everybody or population())
        self.faults = Faults(RegistryFaults)
        self._answers = Answers(self.records, load_keys(keys), clock)
        self._secret = secret
        self._counts: Counter[str] = Counter()
        self._draw = random.Random(0)
        self._stopping = threading.Event()
        self._http = HttpServer(self._app(clock), host, port, threads=32)
        self.address = self._http.address

    def start(self) -> RegistriesServer:
        self._http.start()
        return self

    def stop(self) -> None:
        self._stopping.set()
        self._http.stop()
        self.records.close()

    def _app(self, clock: FileClock) -> Flask:
        app = Flask("registries")
        add_control(app, "registries", clock, self.faults, lambda: {"questions": dict(self._counts)})
        for registry in Registry:
            app.add_url_rule(
                f"/{registry}/v1/{registry}",
                endpoint=registry.value,
                view_func=self._ask,
                methods=["POST"],
                defaults={"registry": registry},
            )
        app.add_url_rule("/_control/records", view_func=self._change_records, methods=["POST"])
        app.add_url_rule("/_control/records/reset", view_func=self._reset_records, methods=["POST"])
        return app

    def _ask(self, registry: Registry) -> Response | tuple[Response, int]:
        self._counts[registry] += 1
        given = request.headers.get("Authorization", "")
        if self._secret is not None and not hmac.compare_digest(given.encode(), f"Bearer {self._secret}".encode()):
            return jsonify({"error": "the caller is not known"}), 401
        try:
            question = QUESTIONS[registry].model_validate_json(request.get_data())
        except ValidationError as error:
            return jsonify({"error": error.errors(include_input=False, include_url=False, include_context=False)}), 400
        fault = self._fault(registry, question.subject())
        if fault is None:
            return _signed(self._answers.answer(registry, question))
        self._counts[f"{registry}:{fault.mode}"] += 1
        if fault.mode in ("silent", "slow"):
            self._wait(registry, fault)
        if fault.mode in ("silent", "error"):
            return jsonify({"error": "the registry is out of order"}), 500
        return _signed(self._answers.answer(registry, question, fault.mode))

    def _fault(self, registry: Registry, subject: str) -> Fault | None:
        fault: Fault | None = getattr(self.faults.now, registry.value)
        if fault is None or (fault.scope is not None and subject not in fault.scope):
            return None
        return fault if self._draw.random() < fault.share else None

    def _wait(self, registry: Registry, fault: Fault) -> None:
        """Until the fault's seconds are over, it is replaced, or the program ends."""
        end = time.monotonic() + fault.seconds
        while time.monotonic() < end and getattr(self.faults.now, registry.value) is fault:
            if self._stopping.wait(_LOOK_AGAIN_S):
                return

    def _change_records(self) -> tuple[Response, int]:
        try:
            asked = RecordChange.model_validate_json(request.get_data())
            if asked.change is not None:
                self.records.change(asked.registry, asked.key, asked.change)
            else:
                self.records.replace(asked.registry, asked.key, asked.record)
        except ValidationError as error:
            return jsonify({"error": error.errors(include_input=False, include_url=False, include_context=False)}), 400
        except KeyError:
            return jsonify({"error": "there is no such record"}), 404
        return jsonify({}), 200

    def _reset_records(self) -> tuple[Response, int]:
        self.records.reset()
        return jsonify({}), 200


def _signed(cms: bytes) -> Response:
    return Response(cms, mimetype="application/cms")
