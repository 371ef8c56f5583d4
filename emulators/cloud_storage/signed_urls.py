"""Signed URLs (V4): `/bucket/object` with a signature in its query, checked against a registered public key."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote, unquote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from emulators.cloud_storage.exchange import ApiError, Call
from emulators.cloud_storage.storage import Storage
from functions.shared.clock import FileClock

ALGORITHM = "GOOG4-RSA-SHA256"
LONGEST = timedelta(days=7)
SKEW = timedelta(minutes=15)
"""How far ahead of the clock a signature may be dated."""


def register_key(storage: Storage, email: str, pem: str) -> None:
    """From now on this account may sign URLs. Raises ValueError or TypeError for what is not an RSA public key."""
    if not isinstance(serialization.load_pem_public_key(pem.encode()), rsa.RSAPublicKey):
        raise TypeError("the key must be an RSA public key")
    storage.keep_key(email, pem)


def verify(call: Call, storage: Storage, clock: FileClock) -> None:
    """Raise ApiError 400 or 403 unless the URL was signed by a registered account and is in its time."""
    if "X-Goog-Signature" not in call.params:
        raise ApiError(403, "AccessDenied", "Anonymous caller does not have access to the Cloud Storage object.")
    try:
        email, scope = call.params["X-Goog-Credential"].split("/", 1)
        stamp, life = call.params["X-Goog-Date"], timedelta(seconds=int(call.params["X-Goog-Expires"]))
        signed = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        signed_headers = call.params["X-Goog-SignedHeaders"]
        signature = bytes.fromhex(call.params["X-Goog-Signature"])
    except (KeyError, ValueError) as error:
        raise ApiError(400, "InvalidArgument", "The signed URL lacks a parameter, or has a malformed one.") from error
    algorithm = call.params.get("X-Goog-Algorithm")
    if algorithm != ALGORITHM or life > LONGEST or "host" not in signed_headers.split(";"):
        raise ApiError(400, "InvalidArgument", "The algorithm, the life or the headers of the URL are not allowed.")
    if clock.now() > signed + life:
        raise ApiError(400, "ExpiredToken", "The provided token has expired.")
    if clock.now() < signed - SKEW:
        raise ApiError(403, "AccessDenied", "The signed URL is not valid yet.")
    pem = storage.key(email)
    if pem is None:
        raise ApiError(403, "AccessDenied", "The signing account is not known.")
    canonical = hashlib.sha256(_canonical(call, signed_headers).encode()).hexdigest()
    _check(pem, signature, "\n".join([ALGORITHM, stamp, scope, canonical]))


def _check(pem: str, signature: bytes, text: str) -> None:
    key = serialization.load_pem_public_key(pem.encode())
    assert isinstance(key, rsa.RSAPublicKey)  # nothing else is registered
    try:
        key.verify(signature, text.encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature as error:
        raise ApiError(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.",
        ) from error


def _canonical(call: Call, signed_headers: str) -> str:
    """The canonical request: method, path, query without the signature, headers, their names, and the payload."""
    pairs = parse_qsl(call.raw_query, keep_blank_values=True)
    encoded = sorted((_quoted(key), _quoted(value)) for key, value in pairs if key != "X-Goog-Signature")
    query = "&".join(f"{key}={value}" for key, value in encoded)
    names = signed_headers.split(";")
    headers = "".join(f"{name}:{' '.join(call.headers.get(name, '').split())}\n" for name in names)
    payload = call.headers.get("x-goog-content-sha256", "UNSIGNED-PAYLOAD")
    path = quote(unquote(call.raw_path), safe="/-_.~")
    return "\n".join([call.method, path, query, headers, signed_headers, payload])


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")
