"""A route that has few places never holds up the others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

from flask import Flask, Request, Response
from werkzeug.test import EnvironBuilder

from functions.shared.http.callers import Role
from functions.shared.http.routing import Call, Route, Router


def test_who_finds_no_place_is_told_to_come_again_and_others_are_served() -> None:
    entered, leave = Event(), Event()

    def slow(call: Call[None]) -> Response:
        entered.set()
        assert leave.wait(10)
        return Response("done")

    public = frozenset({Role.PUBLIC})
    routes: list[Route[Any]] = [
        Route("GET", "/slow", public, slow, "slow", at_once=1),
        Route("GET", "/quick", public, lambda call: Response("quick"), "quick"),
    ]
    router, app = Router(routes, lambda: None, lambda services: None), Flask("test")  # type: ignore[arg-type, return-value]  # nobody is identified

    def get(path: str) -> Response:
        request = Request(EnvironBuilder(path=path).get_environ())
        with app.request_context(request.environ):
            return router.serve(request)

    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(get, "/slow")
        assert entered.wait(10)
        turned_away = get("/slow")
        assert (turned_away.status_code, turned_away.headers["Retry-After"]) == (503, "1")
        assert get("/quick").status_code == 200
        leave.set()
        assert first.result().status_code == 200
    assert get("/slow").status_code == 200
