"""Routes: each names its method, path, roles and contract; one dispatcher serves them for every function."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from threading import BoundedSemaphore
from typing import Any, Generic, TypeVar

from flask import Request, Response
from pydantic import BaseModel
from werkzeug.exceptions import ClientDisconnected, HTTPException, RequestEntityTooLarge
from werkzeug.exceptions import MethodNotAllowed as WrongMethod
from werkzeug.routing import Map, Rule
from werkzeug.routing.exceptions import RequestRedirect

from functions.shared.domain import errors
from functions.shared.domain.calendar import CalendarUnknown
from functions.shared.domain.errors import Flaw
from functions.shared.domain.language import Language
from functions.shared.http import problems
from functions.shared.http.callers import ANYBODY, Caller, Callers, Role
from functions.shared.http.validation import NOT_ALLOWED
from functions.shared.log import LogEvent, Severity, log
from functions.shared.ports import StoreUnavailable
from functions.shared.tracing import begin

S = TypeVar("S")
JSON_LIMIT = 512 * 1024


@dataclass(frozen=True)
class Call(Generic[S]):
    """One request on its way through a route. `args` are the path's variables."""

    request: Request
    caller: Caller
    language: Language
    args: dict[str, str]
    services: S
    limit: int
    """The largest body, in bytes."""

    @property
    def wants_page(self) -> bool:
        """A browser asks for HTML by name; whoever takes anything gets JSON."""
        return self.request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"

    def body(self) -> bytes:
        """The body, which the route's limit has bounded. Raises BodyTooLarge, and MalformedBody for one that is
        shorter than its Content-Length: whoever sent it went away."""
        try:
            data = self.request.get_data(cache=False)
        except RequestEntityTooLarge as error:
            raise errors.BodyTooLarge from error
        except ClientDisconnected as error:
            raise errors.MalformedBody from error
        if len(data) > self.limit:
            raise errors.BodyTooLarge
        return data


@dataclass(frozen=True)
class Route(Generic[S]):
    """`roles` names who is admitted; a route that names none is refused at start. `problems` are documented."""

    method: str
    path: str
    roles: frozenset[Role]
    handle: Callable[[Call[S]], Response | BaseModel]
    summary: str
    clauses: tuple[str, ...] = ()
    body: type[BaseModel] | str | None = None
    """A contract, or the media type of a body that is not JSON."""
    answer: type[BaseModel] | str | None = None
    also: tuple[str, ...] = ()
    """Other media types of the answer, for whoever accepts them rather."""
    problems_as_pages: bool = False
    """Whether the route's own problems, too, are pages for whoever accepts HTML rather."""
    elsewhere: bool = False
    """Whether the route may lead to another address (303)."""
    status: int = 200
    problems: tuple[type[errors.Problem], ...] = ()
    limit: int = JSON_LIMIT
    """The largest body, in bytes."""
    headers: tuple[str, ...] = ()
    """Request headers that the route needs."""
    signed: tuple[type[BaseModel], ...] = ()
    """Contracts of what is inside the body's signature, described but not read by the route itself."""
    query: tuple[str, ...] = ()
    """Query parameters that the route understands, beside `lang`."""
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """Those of them that have a closed list of values; any other value is refused."""

    at_once: int | None = None
    """How many may be served together in one process; the others come again. None for a route that holds nobody up."""
    unwell: type[BaseModel] | None = None
    """The contract of an answer with status 503 that is no problem: of a route that tells of health."""

    def __post_init__(self) -> None:
        if not self.roles:
            raise ValueError(f"{self.method} {self.path} names no roles")

    @property
    def is_repeatable(self) -> bool:
        """Whether a repeat finds what the first request did, by its `Idempotency-Key`."""
        return "Idempotency-Key" in self.headers


def language_of(request: Request, default: Language = Language.KK) -> Language:
    """What the caller reads: `?lang=`, else Accept-Language, else Kazakh."""
    asked = request.args.get("lang")
    if asked in list(Language):
        return Language(asked)
    best = request.accept_languages.best_match([language.value for language in Language])
    return Language(best) if best else default


class Router(Generic[S]):
    """Serves the routes of one function. `services` and `callers` are built at the first request, not at import.

    `project` is where the traces of its requests are kept.
    """

    def __init__(
        self,
        routes: Sequence[Route[S]],
        services: Callable[[], S],
        callers: Callable[[S], Callers],
        project: str | None = None,
    ) -> None:
        self.routes = tuple(routes)
        self._project = project
        self._services = services
        self._callers = callers
        self._places = {
            (route.method, route.path): BoundedSemaphore(route.at_once) for route in routes if route.at_once
        }
        self._map = Map([Rule(route.path, methods=[route.method], endpoint=route) for route in routes])

    def serve(self, request: Request) -> Response:
        """Answer one request. Whatever goes wrong is a problem; a stack trace never leaves the service."""
        started = time.monotonic()
        begin(request.headers, self._project)
        language, route = language_of(request), None
        try:
            route, args = self._match(request)
            response = self._call(route, args, request, language)
        except errors.Problem as problem:
            response = problems.as_response(problem, language)
        except StoreUnavailable:
            told = errors.REPEAT_WITH_KEY if route is not None and route.is_repeatable else None
            response = problems.as_response(errors.Unavailable(told, retry_after=5), language)
        except CalendarUnknown as error:
            log(LogEvent.CALENDAR_UNKNOWN, Severity.ALERT, place=_place(error))
            response = problems.as_response(errors.CalendarUnknown(), language)
        except Exception as error:  # noqa: BLE001  the last line of defence: the caller gets a problem, the log the place
            log(LogEvent.UNEXPECTED, Severity.ERROR, kind=type(error).__name__, place=_place(error))
            response = problems.as_response(errors.Internal(), language)
        request.stream = BytesIO()  # the framework reads what is left of a body, which may be endless
        self._finish(response)
        log(
            LogEvent.REQUEST,
            method=request.method if request.method.isalpha() else "?",
            route="unmatched" if route is None else route.path,
            status=response.status_code,
            ms=round((time.monotonic() - started) * 1000, 1),
        )
        return response

    def _match(self, request: Request) -> tuple[Route[S], dict[str, str]]:
        try:
            route, args = self._map.bind_to_environ(request.environ).match()
        except RequestRedirect as error:
            raise errors.NotFound from error
        except HTTPException as error:
            if isinstance(error, WrongMethod):
                raise errors.MethodNotAllowed(allow=error.valid_methods) from error
            raise errors.NotFound from error
        return route, dict(args)

    @staticmethod
    def _check_query(route: Route[S], request: Request) -> None:
        """Raises InvalidFields."""
        asked = request.args.to_dict(flat=False)
        flaws = [
            Flaw(f"/{name}", NOT_ALLOWED)
            for name, allowed in route.choices.items()
            if any(value not in allowed for value in asked.get(name, ()))
        ]
        if flaws:
            raise errors.InvalidFields(flaws=flaws)

    def _call(self, route: Route[S], args: dict[str, str], request: Request, language: Language) -> Response:
        if (request.content_length or 0) > route.limit:
            raise errors.BodyTooLarge
        # One byte more than allowed: a body without a length is cut there, and so seen to be too large.
        request.max_content_length = route.limit + 1
        services = self._services()
        caller = ANYBODY
        if Role.PUBLIC not in route.roles:
            caller = self._callers(services).identify(request.headers.get("Authorization"))
            if caller.role not in route.roles:
                raise errors.Unauthenticated if caller.role is Role.PUBLIC else errors.Forbidden
        self._check_query(route, request)
        with self._place(route):
            answer = route.handle(Call(request, caller, language, args, services, route.limit))
        if isinstance(answer, Response):
            return answer
        return Response(answer.model_dump_json(), route.status, mimetype="application/json")

    @contextmanager
    def _place(self, route: Route[S]) -> Iterator[None]:
        """One of the places of a route that has few. Raises Unavailable where all are taken."""
        places = self._places.get((route.method, route.path))
        if places is None:
            yield
            return
        if not places.acquire(blocking=False):
            raise errors.Unavailable(retry_after=1)
        try:
            yield
        finally:
            places.release()

    @staticmethod
    def _finish(response: Response) -> None:
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Strict-Transport-Security"] = "max-age=31536000"


def _place(error: BaseException) -> str:
    """Where an error arose, `module:line`, without its text: the text could quote what somebody sent."""
    trace: Any = error.__traceback__
    place = "?"
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "?")
        if name.startswith("functions."):
            place = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
