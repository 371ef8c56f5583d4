"""What all emulators share: options, readiness, a clean stop, the movable clock, and faults on request.

An emulator is a program: `python -m emulators.NAME --port P --state DIR --clock FILE`. When it is ready it prints one
line, `READY {"name": …, "address": …, "control": …}`, and it ends on SIGTERM or SIGINT with status 0. Its control
answers, as JSON:

    GET  /_control          name, time, faults, and whatever the emulator tells of its state
    POST /_control/faults   replaces all faults; {} ends them; an unknown fault is 400
    POST /_control/clock    {"advance": seconds} | {"to": ISO time} | {"rate": times}: moves the clock for all
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar

from flask import Flask, Response, jsonify, request
from pydantic import TypeAdapter, ValidationError
from waitress.server import create_server

from functions.shared.clock import FileClock

F = TypeVar("F")


class Faults(Generic[F]):
    """The faults in force: a frozen dataclass whose defaults mean "none", replaced as a whole."""

    def __init__(self, kind: type[F]) -> None:
        self._adapter: TypeAdapter[F] = TypeAdapter(kind)
        self.now: F = kind()

    def replace(self, body: dict[str, Any]) -> None:
        """Raises ValueError for a fault that is unknown or of the wrong type."""
        unknown = set(body) - set(self.as_json())
        if unknown:
            raise ValueError(f"unknown fault: {', '.join(sorted(unknown))}")
        self.now = self._adapter.validate_python(body)

    def as_json(self) -> dict[str, Any]:
        return asdict(self.now)  # type: ignore[call-overload, no-any-return]


class HttpServer:
    """A WSGI application served by waitress on a thread of its own. Port 0 takes a free one."""

    def __init__(self, app: Flask, host: str, port: int, threads: int = 16) -> None:
        self._server = create_server(app, host=host, port=port, threads=threads, clear_untrusted_proxy_headers=True)
        self.port = int(self._server.effective_port)
        self.address = f"http://{host}:{self.port}"
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def start(self) -> HttpServer:
        self._thread.start()
        return self

    def stop(self) -> None:
        """Workers first; then close on the server's own thread: closing sockets under its select is an error."""
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=2)
        if not self._thread.is_alive():
            self._close()
            return
        trigger = self._server.trigger
        with trigger.lock:  # handing a function to pull_trigger would race with the loop that closes the trigger
            trigger.thunks.append(self._close)
            trigger.pull_trigger()
        self._thread.join(timeout=2)

    def _close(self) -> None:
        for channel in list(self._server.active_channels.values()):
            channel.handle_close()
        self._server.close()


def add_control(
    app: Flask,
    name: str,
    clock: FileClock,
    faults: Faults[Any],
    state: Callable[[], dict[str, Any]] = dict,
    moved: Callable[[], None] = lambda: None,
) -> None:
    """Give an application the control routes. `moved` is called after the clock was moved."""

    @app.get("/_control")
    def show() -> Response:
        return jsonify({"name": name, "now": clock.now().isoformat(), "faults": faults.as_json(), **state()})

    @app.post("/_control/faults")
    def set_faults() -> tuple[Response, int]:
        try:
            faults.replace(request.get_json(force=True))
        except (ValidationError, ValueError) as error:
            return jsonify({"error": str(error)}), 400
        return jsonify(faults.as_json()), 200

    @app.post("/_control/clock")
    def move_clock() -> tuple[Response, int]:
        body = request.get_json(force=True)
        unknown = set(body) - {"advance", "to", "rate"}
        if unknown:
            return jsonify({"error": f"unknown: {', '.join(sorted(unknown))}"}), 400
        now = clock.move(
            by=timedelta(seconds=body.get("advance", 0)),
            to=datetime.fromisoformat(body["to"]) if "to" in body else None,
            rate=body.get("rate"),
        )
        moved()
        return jsonify({"now": now.isoformat()}), 200


def options(description: str | None) -> argparse.ArgumentParser:
    """The options that every emulator understands; add its own to the parser."""
    program = Path(sys.argv[0]).parent.name
    parser = argparse.ArgumentParser(
        prog=f"python -m emulators.{program}",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0 takes a free one")
    parser.add_argument("--state", type=Path, required=True, help="folder that keeps the state; it survives kill -9")
    parser.add_argument("--clock", type=Path, required=True, help="file of the shared clock")
    return parser


def run_until_stopped(name: str, address: str, control: str, stop: Callable[[], None]) -> None:
    """Say READY, wait for SIGTERM or SIGINT, stop."""
    # A pipe, for a handler may interrupt another: setting an event twice at once would wait for itself.
    woken, wake = os.pipe()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os.write(wake, b"."))
    sys.stdout.write("READY " + json.dumps({"name": name, "address": address, "control": control}) + "\n")
    sys.stdout.flush()
    os.read(woken, 1)
    stop()
