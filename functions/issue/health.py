"""What issuing needs: the store, both buckets, the authorities, fonts, the calendar, and a provider that can seal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from functions.issue.services import IssueServices
from functions.shared import health
from functions.shared.http.health_route import health_route


def checks(services: IssueServices) -> Mapping[str, health.Check]:
    return health.of_every_function(services, services.trust_ends) | {
        "certificates": health.bucket_is_there(services.certificates),
        "signers": lambda: somebody_can_seal(services),
    }


def somebody_can_seal(services: IssueServices) -> None:
    """At least one provider has a key whose certificate holds (4.4). Raises Unwell.

    The key itself is not tried: a signature is what it is for, and costs money each time. A key that does not answer
    shows as a certificate that waits for its seal.
    """
    providers, now = services.offices.providers(), services.clock.now()
    if not providers:
        raise health.Unwell("no-providers")
    ends = [end for provider in providers if (end := key_ends(services, provider.id)) is not None]
    if not ends:
        raise health.Unwell("no-keys")
    if max(ends) <= now:
        raise health.Unwell("certificates-expired")


def key_ends(services: IssueServices, provider: str) -> datetime | None:
    try:
        return services.seals.signatory(provider).not_after
    except KeyError:
        return None


HEALTH_ROUTE = health_route("issue", checks)
