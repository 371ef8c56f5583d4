"""Entry point of the complaint function: a complaint is heard."""

from __future__ import annotations

import functools
import os

from functions.shared.loading import load_ahead, loading

with loading():
    import functions_framework
    from flask import Request, Response

    from functions.complaint.routes import ROUTES
    from functions.complaint.services import ComplaintServices
    from functions.shared import bootstrap
    from functions.shared.http.routing import Router
    from functions.shared.http.unreadable import speak_problems
    from functions.shared.settings import ComplaintSettings

SETTINGS = ComplaintSettings.from_environment(os.environ)
speak_problems()
load_ahead(*bootstrap.FOR_ALL, *bootstrap.FOR_COMPLAINING)
bootstrap.known_authorities(SETTINGS)


@functools.cache
def services() -> ComplaintServices:
    base = bootstrap.common(SETTINGS)
    trust = bootstrap.trust(SETTINGS, base.clock)
    return ComplaintServices(
        **vars(base),
        trust_ends=trust.authorities.end,
        signatures=bootstrap.request_signatures(SETTINGS, trust, base.clock),
        seals=bootstrap.seals(SETTINGS, trust, base.offices, base.clock),
        papers=bootstrap.complaint_papers(),
        answers=bootstrap.objects(SETTINGS.project, SETTINGS.answers_bucket),
    )


ROUTER = Router(ROUTES, services, lambda built: built.callers, SETTINGS.project)


@functions_framework.http
def complaint(request: Request) -> Response:
    return ROUTER.serve(request)
