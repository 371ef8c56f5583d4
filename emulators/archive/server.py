"""The emulator as a whole: moto's S3, our front, and the control, on one port."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, Response, jsonify, request

from emulators.archive.faults import ArchiveFaults
from emulators.archive.front import Front
from emulators.archive.objects import Objects, UnknownObject
from emulators.harness import Faults, HttpServer, add_control
from functions.shared.clock import FileClock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class ArchiveEmulator:
    """`address` is the URL of the store and of the control alike. Two of one bucket cannot run in one process: moto has
    one memory."""

    def __init__(
        self,
        clock: FileClock,
        *,
        bucket: str,
        region: str,
        key_id: str,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        from moto.moto_server.werkzeug_app import create_backend_app

        faults = Faults(ArchiveFaults)
        self.objects = Objects(bucket, region)
        front = Front(create_backend_app("s3"), key_id, faults)
        app = Flask("archive", static_folder=None)
        add_control(app, "archive", clock, faults, lambda: state(self.objects, front))
        add_damage(app, self.objects)
        control = app.wsgi_app

        def switch(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            """Control and store have one port; no object can have a name that begins with `_control`."""
            inward = control if environ.get("PATH_INFO", "").startswith("/_control") else front
            return inward(environ, start_response)

        app.wsgi_app = switch  # type: ignore[method-assign]  # as Flask's documentation does it
        self._server = HttpServer(app, host, port)
        self.address = self._server.address

    def start(self) -> ArchiveEmulator:
        self._server.start()
        return self

    def stop(self) -> None:
        self._server.stop()
        self.objects.remove()


def state(objects: Objects, front: Front) -> dict[str, Any]:
    counted, held = front.counts(), objects.counts()
    return {
        "bucket": objects.bucket,
        "objects": held["objects"],
        "operations": counted["operations"],
        "bytes": {**counted["bytes"], "stored": held["stored"]},
    }


def add_damage(app: Flask, objects: Objects) -> None:
    """What a store must never do, for those who must notice it."""

    @app.post("/_control/objects")
    def damage() -> tuple[Response, int]:
        body = request.get_json(force=True)
        ways = {"damage": objects.damage, "lose": objects.lose}
        if len(body) != 1 or not set(body) <= set(ways):
            return jsonify({"error": 'expected {"damage": NAME} or {"lose": NAME}'}), 400
        ((way, name),) = body.items()
        try:
            ways[way](str(name))
        except UnknownObject:
            return jsonify({"error": "there is no object of that name"}), 404
        return jsonify({way: name}), 200
