"""Verifying the signature of a state registry under its answer (Standard, 9.2): the organisation that runs the
registry is known by its BIN, and nobody else's signature counts."""

from __future__ import annotations

from collections.abc import Mapping

from functions.shared.ports import Clock
from functions.shared.trust.authorities import BROKEN, Authorities
from functions.shared.trust.profile import require_organisation
from functions.shared.trust.request_signature import DAMAGED, with_revocation
from functions.shared.trust.revocation import RevocationChecker
from functions.shared.trust.signed_data import open_signed
from functions.shared.trust.verdicts import Refused, Valid, Verdict


class RegistrySignatureVerifier:
    """Verifies signed answers; see `ports.RegistrySignatures`.

    `pinned` maps a registry's name to the BIN of the organisation that runs it. Registries answer with a few keys
    again and again, so the way from a key up to the root is verified once, and an answer about its revocation is used
    until it runs out. Without a `revocation` checker nothing is asked.
    """

    def __init__(
        self,
        authorities: Authorities,
        clock: Clock,
        pinned: Mapping[str, str],
        revocation: RevocationChecker | None = None,
    ) -> None:
        self._authorities, self._clock, self._pinned, self._revocation = authorities, clock, dict(pinned), revocation

    def verify(self, registry: str, cms: bytes) -> Verdict:
        """Raises KeyError for a registry that is not configured."""
        expected = self._pinned[registry]
        try:
            opened = open_signed(cms)
            signer = require_organisation(opened.certificate, expected)
            path = self._authorities.verified_path(opened.certificate, self._clock.now(), reuse=True)
        except Refused as refused:
            return refused.verdict
        except BROKEN:
            return DAMAGED
        verdict = Valid(signer, opened.content)
        if self._revocation is None:
            return verdict
        return with_revocation(verdict, self._revocation.status_of_path(path, reuse=True))
