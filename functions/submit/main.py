"""Entry point of the submit function: an application comes in."""

from __future__ import annotations

import functools
import os

from functions.shared.loading import load_ahead, loading

with loading():
    import functions_framework
    from flask import Request, Response

    from functions.shared import bootstrap
    from functions.shared.http.routing import Router
    from functions.shared.http.unreadable import speak_problems
    from functions.shared.settings import SubmitSettings
    from functions.submit.routes import ROUTES
    from functions.submit.services import SubmitServices

SETTINGS = SubmitSettings.from_environment(os.environ)
speak_problems()
load_ahead(*bootstrap.FOR_ALL, *bootstrap.FOR_SUBMITTING)
bootstrap.known_authorities(SETTINGS)


@functools.cache
def services() -> SubmitServices:
    base = bootstrap.common(SETTINGS)
    trust = bootstrap.trust(SETTINGS, base.clock)
    return SubmitServices(
        **vars(base),
        trust_ends=trust.authorities.end,
        signatures=bootstrap.request_signatures(SETTINGS, trust, base.clock),
        registries=bootstrap.registries(SETTINGS, trust, base.clock),
        forms=bootstrap.forms(),
    )


ROUTER = Router(ROUTES, services, lambda built: built.callers, SETTINGS.project)


@functions_framework.http
def submit(request: Request) -> Response:
    return ROUTER.serve(request)
