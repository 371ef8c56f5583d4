"""Verifying the tokens that callers bring: signature, issuer, audience and times (RFC 7519, RFC 9068 in spirit).

One verifier serves the identity provider's tokens and those of Cloud Tasks and Cloud Scheduler, whose issuer is
Google. "The token is wrong" (TokenRefused) and "I cannot know" (TokensUnavailable) stay apart: the first is 401, the
second 503, for a caller must not be told to log in again because our key server is down.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from joserfc import jwt
from joserfc.errors import BadSignatureError, ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError
from joserfc.jws import JWSRegistry, extract_compact

from functions.shared.http.signing_keys import KeyUnknown, SigningKeys, TokensUnavailable
from functions.shared.ports import Clock

__all__ = ["Claims", "Issuer", "RefusalReason", "TokenRefused", "TokenVerifier", "TokensUnavailable"]

_LEEWAY_S = 30
"""By how much the clocks of issuer and verifier may differ."""


class RefusalReason(StrEnum):
    MALFORMED = "malformed"
    UNKNOWN_ISSUER = "unknown-issuer"
    ALGORITHM = "algorithm"
    UNKNOWN_KEY = "unknown-key"
    SIGNATURE = "signature"
    AUDIENCE = "audience"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    CLAIMS = "claims"


class TokenRefused(Exception):
    """The token is not good. The text names the reason and nothing that stood in the token."""

    def __init__(self, reason: RefusalReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Issuer:
    """Whose tokens are accepted, and for whom they must be meant.

    `states_roles` is False for an issuer that vouches for an e-mail address only (Google): role, IIN and office in its
    tokens are then not believed.
    """

    issuer: str
    jwks_uri: str
    audience: str
    algorithms: tuple[str, ...] = ("RS256", "ES256")
    states_roles: bool = True


@dataclass(frozen=True)
class Claims:
    """What a verified token says. `repr` shows nobody's data."""

    issuer: str
    subject: str = field(repr=False)
    email: str | None = field(repr=False)
    email_verified: bool
    role: str | None
    iin: str | None = field(repr=False)
    office: str | None
    name: str | None = field(repr=False)
    raw: Mapping[str, Any] = field(repr=False)


class TokenVerifier:
    """Verifies bearer tokens. Safe to share between threads; `keys` may be given to share fetched keys."""

    def __init__(self, issuers: Sequence[Issuer], clock: Clock, keys: SigningKeys | None = None) -> None:
        self._issuers = {issuer.issuer: issuer for issuer in issuers}
        self._clock = clock
        self._keys = keys or SigningKeys()

    def verify(self, bearer: str) -> Claims:
        """The claims of a token (without the word "Bearer"). Raises TokenRefused, TokensUnavailable."""
        header, stated_issuer = _read_unverified(bearer)
        issuer = self._issuers.get(stated_issuer)
        if issuer is None:
            raise TokenRefused(RefusalReason.UNKNOWN_ISSUER)
        if header.get("alg") not in issuer.algorithms:
            raise TokenRefused(RefusalReason.ALGORITHM)
        key_id = header.get("kid")
        if not isinstance(key_id, str):
            raise TokenRefused(RefusalReason.UNKNOWN_KEY)
        try:
            key = self._keys.get(issuer.jwks_uri, key_id)
        except KeyUnknown:
            raise TokenRefused(RefusalReason.UNKNOWN_KEY) from None
        try:
            token = jwt.decode(bearer, key, registry=JWSRegistry(algorithms=list(issuer.algorithms)))
        except BadSignatureError:
            raise TokenRefused(RefusalReason.SIGNATURE) from None
        except (JoseError, ValueError):
            # For example an ES256 token that names an RSA key.
            raise TokenRefused(RefusalReason.MALFORMED) from None
        self._check_claims(token.claims, issuer)
        return _claims(token.claims, issuer)

    def _check_claims(self, claims: dict[str, Any], issuer: Issuer) -> None:
        registry = jwt.JWTClaimsRegistry(
            now=lambda: int(self._clock.now().timestamp()),
            leeway=_LEEWAY_S,
            iss={"essential": True, "value": issuer.issuer},
            aud={"essential": True, "value": issuer.audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        try:
            registry.validate(claims)
        except ExpiredTokenError:
            raise TokenRefused(RefusalReason.EXPIRED) from None
        except MissingClaimError:
            raise TokenRefused(RefusalReason.CLAIMS) from None
        except InvalidClaimError as error:
            early_or_foreign = {
                "aud": RefusalReason.AUDIENCE,
                "nbf": RefusalReason.NOT_YET_VALID,
                "iat": RefusalReason.NOT_YET_VALID,
            }
            raise TokenRefused(early_or_foreign.get(error.claim, RefusalReason.CLAIMS)) from None


def _read_unverified(bearer: str) -> tuple[Mapping[str, Any], str]:
    """Header and stated issuer; they only choose with which keys the token is verified."""
    try:
        compact = extract_compact(bearer.encode("ascii"))
        issuer = json.loads(compact.payload)["iss"]
        header = compact.headers()
    except (JoseError, ValueError, KeyError, TypeError, RecursionError):
        raise TokenRefused(RefusalReason.MALFORMED) from None
    if not isinstance(issuer, str) or not isinstance(header, dict):
        raise TokenRefused(RefusalReason.MALFORMED)
    return header, issuer


def _claims(raw: dict[str, Any], issuer: Issuer) -> Claims:
    def text(name: str) -> str | None:
        value = raw.get(name)
        if value is not None and not isinstance(value, str):
            raise TokenRefused(RefusalReason.CLAIMS)
        return value

    return Claims(
        issuer=issuer.issuer,
        subject=raw["sub"],
        email=text("email"),
        email_verified=raw.get("email_verified") is True,
        role=text("role") if issuer.states_roles else None,
        iin=text("iin") if issuer.states_roles else None,
        office=text("office") if issuer.states_roles else None,
        name=text("name") if issuer.states_roles else None,
        raw=raw,
    )
