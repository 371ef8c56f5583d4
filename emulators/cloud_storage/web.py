"""The calls over HTTP: raw paths, faults, and errors as JSON, or as XML where a signed URL is asked for."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from html import escape

from flask import Flask, Response, jsonify, request

from emulators.cloud_storage.billing import Bill
from emulators.cloud_storage.exchange import ApiError, Call, Reply
from emulators.cloud_storage.faults import StorageFaults
from emulators.cloud_storage.routes import JSON_PATH, Routes, bucket_of
from emulators.cloud_storage.signed_urls import register_key
from emulators.cloud_storage.storage import Storage
from emulators.harness import Faults, add_control
from functions.shared.clock import FileClock


def application(storage: Storage, clock: FileClock, faults: Faults[StorageFaults], routes: Routes) -> Flask:
    app = Flask(__name__, static_folder=None)
    bill = Bill()
    add_control(app, "cloud_storage", clock, faults, lambda: {**_state(storage), **bill.told()})

    @app.post("/_control/keys")
    def keys() -> tuple[Response, int]:
        body = request.get_json(force=True)
        try:
            with storage.lock:
                register_key(storage, body["email"], body["public_key_pem"])
        except (KeyError, TypeError, ValueError) as error:
            return jsonify({"error": f"email and public_key_pem are needed: {error}"}), 400
        return jsonify({"email": body["email"]}), 200

    @app.before_request
    def everything_else() -> Response | None:
        """Before routing counts, because Flask would decode the slashes inside the names of objects."""
        if request.path.startswith("/_control"):
            return None
        return _response(_answered(_call(), faults.now, routes, bill))

    return app


def _state(storage: Storage) -> dict[str, object]:
    with storage.lock:
        return {"buckets": [bucket["name"] for bucket in storage.buckets()]}


def _call() -> Call:
    """The request with its path as it was sent: the environ has it as REQUEST_URI."""
    raw_path, _, raw_query = request.environ["REQUEST_URI"].partition("?")
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Call(request.method, raw_path, raw_query, headers, request.get_data(cache=False))


def _answered(call: Call, faults: StorageFaults, routes: Routes, bill: Bill) -> Reply:
    time.sleep(faults.latency_ms / 1000)
    try:
        if random.random() < faults.unavailable:
            raise _unavailable()
        reply = routes.answer(call)
        bill.add(call, bucket_of(call), reply)
        if reply.changed and random.random() < faults.lost_reply:
            raise _unavailable()
    except ApiError as error:
        return _refusal(call, error)
    return reply


def _unavailable() -> ApiError:
    return ApiError(503, "backendError", "We encountered an internal error. Please try again.")


def _refusal(call: Call, error: ApiError) -> Reply:
    if error.status == 304:
        return Reply(304)
    if JSON_PATH.fullmatch(call.raw_path):
        details = [{"message": error.message, "domain": "global", "reason": error.reason}]
        return Reply(error.status, {"error": {"code": error.status, "message": error.message, "errors": details}})
    xml = f"<Error><Code>{error.reason}</Code><Message>{escape(error.message)}</Message></Error>"
    headers = {"Content-Type": "application/xml; charset=UTF-8"}
    return Reply(error.status, b"<?xml version='1.0' encoding='UTF-8'?>" + xml.encode(), headers)


def _response(reply: Reply) -> Response:
    if isinstance(reply.body, dict):
        response = jsonify(reply.body)
        reply = replace(reply, body=response.get_data(), headers={"Content-Type": "application/json", **reply.headers})
    return Response(reply.body, status=reply.status, headers=dict(reply.headers))
