"""The OIDC tokens that tasks carry: RS256, with the key set published for those who check them."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwk, jwt

from emulators.cloud_tasks.storage import Storage
from functions.shared.clock import FileClock

LIFE = timedelta(hours=1)
GOOGLE = "https://accounts.google.com"


class TokenIssuer:
    """Signs as Google's token service does for a service account; times are the shared clock's.

    The key outlives restarts, so a token signed before one is still good after it.
    """

    def __init__(self, storage: Storage, clock: FileClock, issuer: str = GOOGLE) -> None:
        self._clock = clock
        self.issuer = issuer
        pem = storage.signing_key()
        if pem is None:
            pem = jwk.RSAKey.generate_key(2048).as_pem(private=True)
            storage.keep_signing_key(pem)
        self._key = jwk.RSAKey.import_key(pem, {"use": "sig", "alg": "RS256"})
        self._key.ensure_kid()
        self._signed: dict[tuple[str, str], tuple[datetime, str]] = {}

    def token(self, email: str, audience: str) -> str:
        """A token for this account and audience, with at least half its hour left; signing anew each time is slow."""
        now = self._clock.now()
        at, token = self._signed.get((email, audience), (None, ""))
        if at is None or not at <= now <= at + LIFE / 2:
            token = self._sign(email, audience, now)
            self._signed[email, audience] = (now, token)
        return token

    def _sign(self, email: str, audience: str, now: datetime) -> str:
        issued = int(now.timestamp())
        subject = str(int.from_bytes(hashlib.sha256(email.encode()).digest()[:8], "big"))
        claims = {
            "iss": self.issuer,
            "aud": audience,
            "azp": subject,
            "sub": subject,
            "email": email,
            "email_verified": True,
            "iat": issued,
            "exp": issued + int(LIFE.total_seconds()),
        }
        return jwt.encode({"alg": "RS256", "kid": self._key.kid}, claims, self._key)

    def key_set(self) -> dict[str, Any]:
        return {"keys": [self._key.as_dict(private=False)]}
