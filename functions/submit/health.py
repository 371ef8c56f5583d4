"""What taking applications needs: the store, the bucket of attachments, the authorities, fonts and the calendar."""

from __future__ import annotations

from collections.abc import Mapping

from functions.shared import health
from functions.shared.http.health_route import health_route
from functions.submit.services import SubmitServices


def checks(services: SubmitServices) -> Mapping[str, health.Check]:
    return health.of_every_function(services, services.trust_ends)


HEALTH_ROUTE = health_route("submit", checks)
