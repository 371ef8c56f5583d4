"""Two issuers of tokens with a key server, and a forger who has whatever is public of them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, jsonify
from joserfc import jws
from joserfc.jwk import ECKey, Key, KeySet, RSAKey

from emulators.harness import HttpServer
from functions.shared.http.oidc import OidcCallers
from functions.shared.http.signing_keys import SigningKeys
from functions.shared.http.tokens import Issuer, TokenVerifier
from tests.fakes.clock import FakeClock

PEOPLE, AUDIENCE = "https://identity.example", "anyqtama"
GOOGLE, TASKS_AUDIENCE = "https://accounts.example", "https://issue.example"
ACCOUNT = "tasks@project.example"


@dataclass
class Issuers:
    """`people` states roles; `google` vouches for an e-mail address. Each has a key; the forger has one of his own."""

    callers: OidcCallers
    clock: FakeClock
    people: ECKey
    google: RSAKey
    forger: ECKey

    def claims(self, **changed: Any) -> dict[str, Any]:
        """Of a citizen; what is changed to None is left out."""
        now = int(self.clock.now().timestamp())
        given = {"iss": PEOPLE, "aud": AUDIENCE, "sub": "somebody", "iat": now, "exp": now + 600}
        return {name: value for name, value in (given | changed).items() if value is not None}

    def task_claims(self, **changed: Any) -> dict[str, Any]:
        google = {"iss": GOOGLE, "aud": TASKS_AUDIENCE, "email": ACCOUNT, "email_verified": True}
        return self.claims(**(google | changed))

    def seconds(self, later: int) -> int:
        return int(self.clock.now().timestamp()) + later


@contextmanager
def issuers() -> Iterator[Issuers]:
    clock, keys = FakeClock(), SigningKeys()
    people, google = ECKey.generate_key("P-256", auto_kid=True), RSAKey.generate_key(2048, auto_kid=True)
    app = Flask("keys")
    app.add_url_rule("/people", "people", _published(people))
    app.add_url_rule("/google", "google", _published(google))
    http = HttpServer(app, "127.0.0.1", 0, threads=2).start()
    known = [
        Issuer(PEOPLE, f"{http.address}/people", AUDIENCE),
        Issuer(GOOGLE, f"{http.address}/google", TASKS_AUDIENCE, states_roles=False),
    ]
    callers = OidcCallers(TokenVerifier(known, clock, keys), {GOOGLE: ACCOUNT})
    try:
        yield Issuers(callers, clock, people, google, ECKey.generate_key("P-256", auto_kid=True))
    finally:
        keys.close()
        http.stop()


def _published(key: Key) -> Callable[[], Response]:
    return lambda: jsonify(KeySet([key]).as_dict(private=False))


def token(key: Key, said: dict[str, Any], **header: Any) -> str:
    """Signed by the key. What of the header is changed to None is left out."""
    algorithm = "RS256" if isinstance(key, RSAKey) else "ES256"
    full = {name: value for name, value in ({"alg": algorithm, "kid": key.kid} | header).items() if value is not None}
    parts = [part(json.dumps(each).encode()) for each in (full, said)]
    known = {"alg": algorithm, "kid": key.kid}
    if full == known:
        return jws.serialize_compact(full, json.dumps(said), key, algorithms=[algorithm])
    # What a library would not write: the signature is made over the parts as they stand.
    signature = key.get_op_key("sign")
    assert isinstance(key, ECKey)
    return ".".join([*parts, part(_raw_signature(signature, ".".join(parts).encode()))])


def _raw_signature(key: Any, data: bytes) -> bytes:
    """ECDSA as tokens have it: r and s, 32 bytes each (RFC 7518, 3.4)."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    return b"".join(n.to_bytes(32, "big") for n in decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256()))))


def unsigned(key: Key, said: dict[str, Any], algorithm: str) -> str:
    header = part(json.dumps({"alg": algorithm, "kid": key.kid}).encode())
    return f"{header}.{part(json.dumps(said).encode())}."


def by_shared_secret(key: Key, said: dict[str, Any], secret: bytes) -> str:
    """HS256, with what is public of the key as the secret."""
    head = unsigned(key, said, "HS256").removesuffix(".")
    return f"{head}.{part(hmac.digest(secret, head.encode(), hashlib.sha256))}"


def part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
