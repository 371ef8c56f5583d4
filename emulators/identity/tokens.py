"""Making tokens, right ones and, on request, wrong ones."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from joserfc import jwt
from joserfc.jwk import ECKey
from pydantic import BaseModel, ConfigDict, Field

from emulators.identity.keys import IssuerKeys
from emulators.population import Officer, Population
from functions.shared.http.callers import Role

Wrong = Literal["expired", "wrong_audience", "wrong_key", "alg_none", "wrong_issuer"]


class TokenRequest(BaseModel):
    """A subject who is in the population (`guardian-one-child`, `head-almaty`) brings role and bindings.

    An official also brings e-mail and name. Who is asked for by role and office alone is the first of that role there;
    a subject whom nobody knows takes that name, unless the request gives another.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Role | None = None
    subject: str | None = Field(None, max_length=100)
    iin: str | None = Field(None, pattern=r"^[0-9]{12}$")
    office: str | None = None
    email: str | None = None
    name: str | None = Field(None, max_length=200)
    audience: str | None = None
    lifetime_s: int = Field(3600, ge=1, le=86400)
    fault: Wrong | None = None


class RequestIncomplete(ValueError):
    """A role without what it is bound to; the text says what is missing."""


def completed(asked: TokenRequest, population: Population) -> TokenRequest:
    """The request with what the population knows of its subject. Raises RequestIncomplete."""
    known: dict[str, Any] = {}
    for scene in population.scenes:
        if scene.id == asked.subject:
            known = {"role": Role.CITIZEN, "iin": scene.guardian.iin}
    officer = _officer(asked, population.officers)
    if officer:
        known = {
            "subject": None if asked.name else officer.id,
            "role": Role(officer.role),
            "office": officer.office,
            "email": officer.email,
            "name": officer.resident.names.kk.full(),
        }
    given = {name: value for name, value in asked.model_dump().items() if value is not None}
    full = TokenRequest.model_validate(known | given)
    if full.role is None:
        raise RequestIncomplete("a token needs a role, or a subject who is in the population")
    if full.role is Role.CITIZEN and full.iin is None:
        raise RequestIncomplete("a citizen's token needs an iin, or a subject who is in the population")
    return full


def _officer(asked: TokenRequest, officers: Sequence[Officer]) -> Officer | None:
    """Who works for an office, by id, or else the first of the role in the office."""
    by_id = (officer for officer in officers if officer.id == asked.subject)
    by_role = (officer for officer in officers if (officer.role, officer.office) == (asked.role, asked.office))
    return next(by_id, next(by_role, None))


def issue(asked: TokenRequest, issuer: str, audience: str, keys: IssuerKeys, now: datetime) -> str:
    """A signed token (RFC 7519) of a completed request."""
    claims = _claims(asked, issuer, audience, now)
    key = keys.signing
    header = {"alg": "ES256", "typ": "JWT", "kid": key.kid}
    if asked.fault == "alg_none":
        return f"{_part(header | {'alg': 'none'})}.{_part(claims)}."
    if asked.fault == "wrong_key":
        key = ECKey.generate_key("P-256")
    return jwt.encode(header, claims, key)


def _claims(asked: TokenRequest, issuer: str, audience: str, now: datetime) -> dict[str, Any]:
    if asked.fault == "expired":
        now -= timedelta(seconds=asked.lifetime_s + 3600)
    issued = int(now.timestamp())
    claims = {
        "iss": "https://issuer.invalid" if asked.fault == "wrong_issuer" else issuer,
        "aud": "somebody-else" if asked.fault == "wrong_audience" else asked.audience or audience,
        "sub": asked.subject or _subject(asked),
        "iat": issued,
        "nbf": issued,
        "exp": issued + asked.lifetime_s,
        "jti": uuid.uuid4().hex,
        "role": asked.role,
        "iin": asked.iin,
        "office": asked.office,
        "name": asked.name,
        "email": asked.email,
        "email_verified": True if asked.email else None,
    }
    return {name: value for name, value in claims.items() if value is not None}


def _subject(asked: TokenRequest) -> str:
    """The same caller is the same subject in every token, and the subject does not show the IIN."""
    bindings = "|".join((asked.role or "", asked.iin or "", asked.office or "", asked.name or ""))
    return hashlib.sha256(bindings.encode()).hexdigest()[:24]


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
