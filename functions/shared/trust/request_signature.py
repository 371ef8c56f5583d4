"""Verifying the signature of a citizen under a request (Standard, 9.5; the rules stand in law.md, 3.3).

At intake offline (`verify`), in verification online (`check_revocation`). RSA and ECDSA are verified here. The Kazakh
GOST algorithms are honest signatures which only an NCANode server can check: where none is configured nothing is said
about them, and the verdict is CannotCheck(gost-not-configured).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pyhanko_certvalidator.path import ValidationPath

from functions.shared.ports import Clock
from functions.shared.trust.authorities import BROKEN, Authorities
from functions.shared.trust.ncanode import NcaNode
from functions.shared.trust.profile import require_person
from functions.shared.trust.revocation import Good, RevocationChecker, Revoked, Status, Unknown
from functions.shared.trust.signed_data import open_signed
from functions.shared.trust.verdicts import (
    CannotCheck,
    CannotCheckReason,
    Invalid,
    InvalidReason,
    Refused,
    Valid,
    Verdict,
)

DAMAGED = Invalid(InvalidReason.NOT_CMS, "The signature, or a certificate in it, is damaged.")
"""Parsers break in their own ways over bytes that anybody may send."""


class RequestVerifier:
    """Verifies signatures of natural persons; see `ports.RequestSignatures`."""

    def __init__(
        self, authorities: Authorities, clock: Clock, revocation: RevocationChecker, gost: NcaNode | None = None
    ) -> None:
        self._authorities, self._clock, self._revocation, self._gost = authorities, clock, revocation, gost

    def verify(self, cms: bytes) -> Verdict:
        """Everything that can be checked offline, at the clock's time; of GOST what NCANode can, asking nobody else."""
        now = self._clock.now()
        verdict, _ = self._verify(cms, now)
        if self._gost is not None and is_gost(verdict):
            return _judged(self._gost.verify, cms, now)
        return verdict

    def check_revocation(self, cms: bytes, accepted_at: datetime | None = None) -> Verdict:
        """Verify again, as of `accepted_at`, and ask the authority about the whole chain, now."""
        moment = accepted_at or self._clock.now()
        verdict, path = self._verify(cms, moment)
        if self._gost is not None and is_gost(verdict):
            return _judged(self._gost.check_revocation, cms, moment)
        if not isinstance(verdict, Valid) or path is None:
            return verdict
        return with_revocation(verdict, self._revocation.status_of_path(path))

    def _verify(self, cms: bytes, moment: datetime) -> tuple[Verdict, ValidationPath | None]:
        """The verdict, and where it is Valid the way up to the root."""
        try:
            opened = open_signed(cms)
            # The profile comes first: it is cheap, and tells people what they did wrong (the wrong key) before
            # it tells them about authorities.
            signer = require_person(opened.certificate)
            path = self._authorities.verified_path(opened.certificate, moment)
        except Refused as refused:
            return refused.verdict, None
        except BROKEN:
            return DAMAGED, None
        return Valid(signer, opened.content), path


def is_gost(verdict: Verdict) -> bool:
    return isinstance(verdict, CannotCheck) and verdict.reason is CannotCheckReason.GOST_NOT_CONFIGURED


def _judged(check: Callable[[bytes, datetime], Valid], cms: bytes, moment: datetime) -> Verdict:
    try:
        return check(cms, moment)
    except Refused as refused:
        return refused.verdict
    except BROKEN:
        return DAMAGED


def with_revocation(verdict: Valid, statuses: list[Status]) -> Verdict:
    """The verdict after revocation was asked, for the holder's certificate first and then for those above it."""
    for status in statuses:
        if isinstance(status, Revoked):
            return Invalid(InvalidReason.REVOKED, "The certificate has been revoked.", status.evidence)
    for status in statuses:
        if isinstance(status, Unknown):
            return CannotCheck(CannotCheckReason.REVOCATION_UNAVAILABLE, status.detail)
    holder = statuses[0]
    return Valid(verdict.signer, verdict.content, holder.evidence if isinstance(holder, Good) else None)
