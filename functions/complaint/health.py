"""What hearing complaints needs: the store, both buckets, the authorities, fonts and the calendar."""

from __future__ import annotations

from collections.abc import Mapping

from functions.complaint.services import ComplaintServices
from functions.shared import health
from functions.shared.http.health_route import health_route


def checks(services: ComplaintServices) -> Mapping[str, health.Check]:
    return health.of_every_function(services, services.trust_ends) | {
        "answers": health.bucket_is_there(services.answers)
    }


HEALTH_ROUTE = health_route("complaint", checks)
