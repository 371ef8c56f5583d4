"""Entry point of the issue function: the answer goes out."""

from __future__ import annotations

import functools
import os

from functions.shared.loading import load_ahead, loading

with loading():
    import functions_framework
    from flask import Request, Response

    from functions.issue.routes import ROUTES
    from functions.issue.services import IssueServices, Keeping
    from functions.shared import bootstrap
    from functions.shared.http.routing import Router
    from functions.shared.http.unreadable import speak_problems
    from functions.shared.settings import IssueSettings

SETTINGS = IssueSettings.from_environment(os.environ)
speak_problems()
load_ahead(*bootstrap.FOR_ALL, *bootstrap.FOR_ISSUING)
bootstrap.known_authorities(SETTINGS)


@functools.cache
def services() -> IssueServices:
    base = bootstrap.common(SETTINGS)
    trust = bootstrap.trust(SETTINGS, base.clock)
    return IssueServices(
        **vars(base),
        trust_ends=trust.authorities.end,
        certificates=bootstrap.objects(SETTINGS.project, SETTINGS.certificates_bucket),
        signatures=bootstrap.request_signatures(SETTINGS, trust, base.clock),
        registries=bootstrap.registries(SETTINGS, trust, base.clock),
        renderer=bootstrap.renderer(),
        seals=bootstrap.seals(SETTINGS, trust, base.offices, base.clock),
        seal_checks=bootstrap.seal_checks(SETTINGS, trust, base.offices, base.clock),
        portal=bootstrap.portal(SETTINGS),
        keeping=keeping(),
    )


def keeping() -> Keeping | None:
    store = bootstrap.archive(SETTINGS)
    return Keeping(store, SETTINGS.archive_years or 0) if store else None


ROUTER = Router(ROUTES, services, lambda built: built.callers, SETTINGS.project)


@functions_framework.http
def issue(request: Request) -> Response:
    return ROUTER.serve(request)
