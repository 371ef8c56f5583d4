"""What taking applications needs: the store, the bucket of attachments, the authorities, fonts and the calendar."""

from __future__ import annotations

from collections.abc import Mapping

from functions.shared import health
from functions.shared.http.health_route import health_route
from functions.submit.services import SubmitServices


def checks(services: SubmitServices) -> Mapping[str, health.Check]:
    now = services.clock.now()
    return {
        "store": health.store_is_read(services.documents),
        "attachments": health.bucket_is_there(services.attachments),
        "authorities": health.authorities_are_trusted(services.trust_ends, now),
        "fonts": health.fonts_are_there,
        "calendar": health.calendar_reaches(lambda: services.calendar, now),
    }


HEALTH_ROUTE = health_route("submit", checks)
