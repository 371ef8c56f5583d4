"""Verifying the signature of a citizen under a request (Standard, 9.5; the rules stand in law.md, 3.3).

At intake offline (`verify`), in verification online (`check_revocation`). RSA and ECDSA are verified here. For the
Kazakh GOST algorithms the verdict is CannotCheck(gost-not-configured): they are honest signatures which only an
NCANode server can check, so nothing may be said about them before there is one.
"""

from __future__ import annotations

from datetime import datetime

from functions.shared.ports import Clock
from functions.shared.trust.authorities import BROKEN, Authorities
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

    def __init__(self, authorities: Authorities, clock: Clock, revocation: RevocationChecker) -> None:
        self._authorities, self._clock, self._revocation = authorities, clock, revocation

    def verify(self, cms: bytes) -> Verdict:
        """Everything that can be checked offline, at the clock's time."""
        return self._verify(cms, self._clock.now())

    def check_revocation(self, cms: bytes, accepted_at: datetime | None = None) -> Verdict:
        """Verify again, as of `accepted_at`, and ask the authority about the whole chain, now."""
        verdict = self._verify(cms, accepted_at or self._clock.now())
        if not isinstance(verdict, Valid):
            return verdict
        path = self._authorities.find_path(open_signed(cms).certificate)
        return with_revocation(verdict, self._revocation.status_of_path(path))

    def _verify(self, cms: bytes, moment: datetime) -> Verdict:
        try:
            opened = open_signed(cms)
            # The profile comes first: it is cheap, and tells people what they did wrong (the wrong key) before
            # it tells them about authorities.
            signer = require_person(opened.certificate)
            self._authorities.verified_path(opened.certificate, moment)
        except Refused as refused:
            return refused.verdict
        except BROKEN:
            return DAMAGED
        return Valid(signer, opened.content)


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
