"""Requests that are hardly HTTP: the server refuses them before any code of ours is asked, so it is taught our answers.

gunicorn's own is a page in English that repeats what was sent, and the functions framework lets nobody set another.
"""

from __future__ import annotations

import importlib
import json
import socket
from typing import Any

from functions.shared.domain.errors import Internal, MalformedBody, Problem
from functions.shared.domain.language import Language
from functions.shared.http.problems import MEDIA_TYPE, as_json


def speak_problems() -> None:
    """From now on this process refuses with problems (RFC 9457) whatever its server cannot read."""
    server: Any = importlib.import_module("gunicorn.util")
    server.write_error = write_problem


def write_problem(connection: socket.socket, status: int, _reason: str, _message: str) -> None:
    """In Kazakh: what language the caller reads stood in the request. Reason and message quote it, and are not told."""
    problem: Problem = Internal() if status == Internal.status else MalformedBody()
    body = json.dumps(as_json(problem, Language.KK), ensure_ascii=False).encode()
    head = (
        f"HTTP/1.1 {problem.status} Refused\r\nConnection: close\r\nContent-Type: {MEDIA_TYPE}\r\n"
        f"Content-Language: kk\r\nCache-Control: no-store\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection.settimeout(1.0)
    connection.sendall(head.encode("ascii") + body)
